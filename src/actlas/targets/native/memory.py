"""What a kernel reads and writes: numbers at raw addresses, in the types that tensors have.

A kernel is given one address, that of its task: 64-bit words whose first is a counter. Whoever runs
it takes the next share of the work by adding to that counter, so that any number of threads, of any
pool, may run the same task at once.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic

_LOAD = {
    "float32": (ir.FloatType(), 4),
    "float64": (ir.DoubleType(), 8),
    "float16": (ir.HalfType(), 2),
    "bfloat16": (ir.IntType(16), 2),
}
_INT32, _INT64 = ir.IntType(32), ir.IntType(64)


def _at(builder: Any, address: Any, kind: Any, index: Any) -> Any:
    return builder.gep(builder.inttoptr(address, kind.as_pointer()), [index])


@intrinsic
def whole(_context: Any, _task: Any, _index: Any) -> Any:
    """Return a word of the task as a whole number, or as an address."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.load(_at(builder, arguments[0], _INT64, arguments[1]))

    return types.intp(types.intp, types.intp), generate


@intrinsic
def real(_context: Any, _task: Any, _index: Any) -> Any:
    """Return a word of the task as a float64."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.load(_at(builder, arguments[0], ir.DoubleType(), arguments[1]))

    return types.float64(types.intp, types.intp), generate


@intrinsic
def mark(_context: Any, _task: Any, _index: Any) -> Any:
    """Set a word of the task to 1; several threads may at once."""

    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        builder.store(_INT64(1), _at(builder, arguments[0], _INT64, arguments[1]))
        return context.get_dummy_value()

    return types.void(types.intp, types.intp), generate


@intrinsic
def take(_context: Any, _task: Any, _share: Any) -> Any:
    """Return the counter, and add a share to it in the same step."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        place = builder.inttoptr(arguments[0], _INT64.as_pointer())
        return builder.atomic_rmw("add", place, arguments[1], "monotonic")

    return types.intp(types.intp, types.intp), generate


def _loader(dtype: str) -> Any:
    stored, bytes_each = _LOAD[dtype]
    given = types.float64 if dtype == "float64" else types.float32

    @intrinsic
    def load(_context: Any, _address: Any, _index: Any) -> Any:
        """Return the number at an index; half precision as float32."""

        def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            found = builder.load(_at(builder, arguments[0], stored, arguments[1]))
            found.align = bytes_each
            if dtype == "float16":
                return builder.fpext(found, ir.FloatType())
            if dtype == "bfloat16":
                shifted = builder.shl(builder.zext(found, _INT32), _INT32(16))
                return builder.bitcast(shifted, ir.FloatType())
            return found

        return given(types.intp, types.intp), generate

    return load


def _to_bfloat16(builder: Any, value: Any) -> Any:
    """Return float32 rounded to the nearest bfloat16, ties to even; any NaN is the one NaN."""
    word = builder.bitcast(value, _INT32)
    odd = builder.and_(builder.lshr(word, _INT32(16)), _INT32(1))
    rounded = builder.lshr(builder.add(word, builder.add(odd, _INT32(0x7FFF))), _INT32(16))
    missing = builder.fcmp_unordered("uno", value, value)
    return builder.trunc(builder.select(missing, _INT32(0x7FC0), rounded), ir.IntType(16))


def _storer(dtype: str) -> Any:
    stored, bytes_each = _LOAD[dtype]

    @intrinsic
    def store(_context: Any, _address: Any, _index: Any, value: Any) -> Any:
        """Write a number, rounded once to the stored type."""

        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            place = _at(builder, arguments[0], stored, arguments[1])
            given = arguments[2]
            if dtype != "float64" and signature.args[2] == types.float64:
                given = builder.fptrunc(given, ir.FloatType())
            if dtype == "float16":
                given = builder.fptrunc(given, ir.HalfType())
            if dtype == "bfloat16":
                given = _to_bfloat16(builder, given)
            builder.store(given, place).align = bytes_each
            return context.get_dummy_value()

        return types.void(types.intp, types.intp, value), generate

    return store


LOADS = {dtype: _loader(dtype) for dtype in _LOAD}
STORES = {dtype: _storer(dtype) for dtype in _LOAD}
