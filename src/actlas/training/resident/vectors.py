"""Whole vectors of a processor as numbers of Numba's: what the register tiles are written in.

LLVM widens simple loops by itself, but does not keep a tile of a matrix product in registers. So a
vector is a type here, and each word one LLVM operation on it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import datamodel
from numba.extending import register_model

from actlas.targets.native.arithmetic import intrinsic
from actlas.training.resident.layout import panel

_KINDS = {
    "float32": (ir.FloatType(), types.float32, 4),
    "float64": (ir.DoubleType(), types.float64, 8),
}


class Vector(types.Type):  # type: ignore[misc]  # Numba ships no types
    """So many numbers of one type, in one register."""

    def __init__(self, kind: str, lanes: int) -> None:
        self.kind, self.lanes = kind, lanes
        super().__init__(name=f"Vector({kind}, {lanes})")


@register_model(Vector)
class _Model(datamodel.models.PrimitiveModel):  # type: ignore[misc]  # Numba ships no types
    def __init__(self, dmm: Any, fe_type: Vector) -> None:
        element = _KINDS[fe_type.kind][0]
        super().__init__(dmm, fe_type, ir.VectorType(element, fe_type.lanes))


@dataclass(frozen=True)
class Words:
    """The words for vectors of one type. Addresses and distances are in bytes."""

    kind: str
    number: Any
    """The type of one number."""
    lanes: int
    size: int
    """The bytes of one number."""
    load: Any
    """The vector at an address."""
    spread: Any
    """The number at an address, in all lanes."""
    keep: Any
    """Write a vector at an address."""
    all_of: Any
    """A number in all lanes."""
    fma: Any
    plus: Any
    minus: Any
    times: Any
    over: Any
    root: Any
    total: Any
    """The sum of the lanes."""
    where_less: Any
    """a, b, c, d → c in the lanes where a < b, else d."""
    where_equal: Any
    """a, b, c, d → c in the lanes where a = b, else d."""
    power: Any
    """2^k of k + bias + 1.5·2^23, or 1.5·2^52: k lies in the last digits."""
    crossed: Callable[[int, bool], Any]
    """For a distance d, two vectors → what a transposition makes of rows that are d apart."""


def words(kind: str) -> Words:
    """Return the words for vectors of float32 or float64, as wide as the registers are."""
    element, scalar, size = _KINDS[kind]
    lanes = panel(kind) // 2
    vector, wide = Vector(kind, lanes), ir.VectorType(element, lanes)

    def place(builder: Any, address: Any, of: Any) -> Any:
        return builder.inttoptr(address, of.as_pointer())

    def splat(builder: Any, value: Any) -> Any:
        whole = ir.Constant(wide, ir.Undefined)
        first = builder.insert_element(whole, value, ir.IntType(32)(0))
        mask = ir.Constant(ir.VectorType(ir.IntType(32), lanes), [0] * lanes)
        return builder.shuffle_vector(first, whole, mask)

    @intrinsic
    def load(_context: Any, _address: Any) -> Any:
        def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            found = builder.load(place(builder, arguments[0], wide))
            found.align = size
            return found

        return vector(types.intp), generate

    @intrinsic
    def spread(_context: Any, _address: Any) -> Any:
        def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            found = builder.load(place(builder, arguments[0], element))
            found.align = size
            return splat(builder, found)

        return vector(types.intp), generate

    @intrinsic
    def keep(_context: Any, _address: Any, _value: Any) -> Any:
        def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            stored = builder.store(arguments[1], place(builder, arguments[0], wide))
            stored.align = size
            return context.get_dummy_value()

        return types.void(types.intp, vector), generate

    @intrinsic
    def all_of(_context: Any, _value: Any) -> Any:
        def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            return splat(builder, arguments[0])

        return vector(scalar), generate

    def library(name: str, arity: int) -> Any:
        def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            function = builder.module.declare_intrinsic(
                f"llvm.{name}.v{lanes}f{8 * size}", fnty=ir.FunctionType(wide, [wide] * arity)
            )
            return builder.call(function, arguments)

        return generate

    @intrinsic
    def fma(_context: Any, _a: Any, _b: Any, _c: Any) -> Any:
        # Rounded once where the processor does that; LLVM calls no library for it elsewhere.
        return vector(vector, vector, vector), library("fmuladd", 3)

    @intrinsic
    def root(_context: Any, _a: Any) -> Any:
        return vector(vector), library("sqrt", 1)

    def binary(operation: str) -> Any:
        @intrinsic
        def apply(_context: Any, _a: Any, _b: Any) -> Any:
            def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
                return getattr(builder, operation)(*arguments)

            return vector(vector, vector), generate

        return apply

    @intrinsic
    def total(_context: Any, _a: Any) -> Any:
        def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            function = builder.module.declare_intrinsic(
                f"llvm.vector.reduce.fadd.v{lanes}f{8 * size}",
                fnty=ir.FunctionType(element, [element, wide]),
            )
            return builder.call(function, [element(0.0), *arguments], fastmath=("reassoc",))

        return scalar(vector), generate

    def where(comparison: str) -> Any:
        @intrinsic
        def choose(_context: Any, _a: Any, _b: Any, _c: Any, _d: Any) -> Any:
            def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
                condition = builder.fcmp_ordered(comparison, arguments[0], arguments[1])
                return builder.select(condition, arguments[2], arguments[3])

            return vector(vector, vector, vector, vector), generate

        return choose

    @intrinsic
    def power(_context: Any, _shifted: Any) -> Any:
        def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            bits = ir.VectorType(ir.IntType(8 * size), lanes)
            digits = ir.Constant(bits, [23 if size == 4 else 52] * lanes)
            return builder.bitcast(builder.shl(builder.bitcast(arguments[0], bits), digits), wide)

        return vector(vector), generate

    def crossed(distance: int, upper: bool) -> Any:
        places = [
            (lanes + j - (0 if upper else distance))
            if j & distance
            else (j + (distance if upper else 0))
            for j in range(lanes)
        ]

        @intrinsic
        def cross(_context: Any, _a: Any, _b: Any) -> Any:
            def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
                mask = ir.Constant(ir.VectorType(ir.IntType(32), lanes), places)
                return builder.shuffle_vector(*arguments, mask)

            return vector(vector, vector), generate

        return cross

    return Words(
        kind,
        np.dtype(kind).type,
        lanes,
        size,
        load,
        spread,
        keep,
        all_of,
        fma,
        binary("fadd"),
        binary("fsub"),
        binary("fmul"),
        binary("fdiv"),
        root,
        total,
        where("<"),
        where("=="),
        power,
        crossed,
    )
