"""What the loop says to memory and to kernels, beside `actlas.targets.native.memory`'s words."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types

from actlas.targets.native.arithmetic import intrinsic

_WHOLE = ir.IntType(64)


@intrinsic
def put(_context: Any, _address: Any, _index: Any, _value: Any) -> Any:
    """Write a whole number, or an address, at an index of 64-bit words."""

    def generate(context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        words = builder.inttoptr(arguments[0], _WHOLE.as_pointer())
        builder.store(arguments[2], builder.gep(words, [arguments[1]]))
        return context.get_dummy_value()

    return types.void(types.intp, types.intp, types.intp), generate


@intrinsic
def call(_context: Any, _entry: Any, given: Any) -> Any:
    """Run the C function at an address on some words, which are given as a tuple."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        each = [
            context.cast(builder, builder.extract_value(arguments[1], place), kind, types.intp)
            for place, kind in enumerate(signature.args[1].types)
        ]
        kind = ir.FunctionType(ir.VoidType(), [_WHOLE] * len(each))
        builder.call(builder.inttoptr(arguments[0], kind.as_pointer()), each)
        return context.get_dummy_value()

    return types.void(types.intp, given), generate


@intrinsic
def watched(_context: Any, _address: Any) -> Any:
    """Return a word that another thread may change, as it is now."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        place = builder.inttoptr(arguments[0], _WHOLE.as_pointer())
        return builder.load_atomic(place, "monotonic", 8)

    return types.intp(types.intp), generate
