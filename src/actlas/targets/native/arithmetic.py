"""What a processor does in one instruction, for Numba: the words in which the primitives are said.

Each works on float32 and on float64, whichever it is given, and LLVM widens it to whole vectors.
Numba's own `float(x)`, `abs` and `where` would promote, branch or call a library instead.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import extending, njit, types

_Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

# Numba's own types of these do not admit what their documentation does.
intrinsic: _Decorator = extending.intrinsic
inlined: _Decorator = njit(error_model="numpy", forceinline=True, no_cpython_wrapper=True)
"""Marks a primitive: compiled into whatever calls it, dividing by zero as IEEE 754 says."""

_INT64 = ir.IntType(64)


def _llvm(kind: Any) -> Any:
    return ir.FloatType() if kind == types.float32 else ir.DoubleType()


def _whole(kind: Any) -> Any:
    return ir.IntType(32 if kind == types.float32 else 64)


def _library(name: str, arity: int, *flags: str) -> Any:
    """Return an intrinsic for LLVM's own function `llvm.NAME` of so many numbers of one type."""

    def generate(_context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kind = _llvm(signature.return_type)
        suffix = "f32" if signature.return_type == types.float32 else "f64"
        function = builder.module.declare_intrinsic(
            f"llvm.{name}.{suffix}", fnty=ir.FunctionType(kind, [kind] * arity)
        )
        return builder.call(function, arguments, fastmath=flags)

    return generate


@intrinsic
def fma(_context: Any, a: Any, b: Any, c: Any) -> Any:
    """Return a·b + c, rounded once."""
    return a(a, a, a), _library("fma", 3)


@intrinsic
def sqrt(_context: Any, a: Any) -> Any:
    """Return √a, rightly rounded."""
    return a(a), _library("sqrt", 1)


@intrinsic
def size(_context: Any, a: Any) -> Any:
    """Return |a|."""
    return a(a), _library("fabs", 1)


@intrinsic
def signed(_context: Any, a: Any, b: Any) -> Any:
    """Return |a| with the sign of b, that of -0 too."""
    return a(a, a), _library("copysign", 2)


@intrinsic
def select(_context: Any, condition: Any, first: Any, other: Any) -> Any:
    """Return the first where the condition holds, else the other; both are computed."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.select(*arguments)

    return first(types.boolean, first, first), generate


@intrinsic
def power_of_two(_context: Any, shifted: Any) -> Any:
    """Return 2^k where `shifted` is k + bias + 1.5·2^23, or 1.5·2^52: k lies in its last digits."""

    def generate(_context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        whole, kind = _whole(signature.return_type), _llvm(signature.return_type)
        digits = 23 if signature.return_type == types.float32 else 52
        moved = builder.shl(builder.bitcast(arguments[0], whole), whole(digits))
        return builder.bitcast(moved, kind)

    return shifted(shifted), generate


@intrinsic
def bits(_context: Any, a: Any) -> Any:
    """Return the bits of a number as a whole number of the same width."""
    whole = types.int32 if a == types.float32 else types.int64

    def generate(_context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], _whole(signature.args[0]))

    return whole(a), generate


@intrinsic
def from_bits(_context: Any, a: Any) -> Any:
    """Return the number that has these bits."""
    kind = types.float32 if a == types.int32 else types.float64

    def generate(_context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.bitcast(arguments[0], _llvm(signature.return_type))

    return kind(a), generate


def _loose(operation: str, *flags: str) -> Any:
    """Return the generator of an operation on two numbers, with LLVM's flags."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return getattr(builder, operation)(*arguments, flags=flags)

    return generate


@intrinsic
def added(_context: Any, a: Any, b: Any) -> Any:
    """Return a + b, at no cost where one is the constant 0; a sum of zeros has either sign."""
    return a(a, a), _loose("fadd", "nsz")


@intrinsic
def scaled(_context: Any, a: Any, b: Any) -> Any:
    """Return a·b, at no cost where one is the constant 0; undefined where it is NaN."""
    return a(a, a), _loose("fmul", "nnan", "nsz")


@intrinsic
def loose_fma(_context: Any, a: Any, b: Any, c: Any) -> Any:
    """Return fma(a, b, c), at no cost where a is the constant 1; undefined where it is NaN."""
    return a(a, a, a), _library("fma", 3, "nnan", "nsz")


@inlined
def square(a: Any) -> Any:
    """Return a²."""
    return a * a
