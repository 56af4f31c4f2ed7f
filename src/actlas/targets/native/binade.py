"""Polynomials, and float64 numbers taken apart: what the two float64 rooms have in common."""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types

from actlas.targets.native.arithmetic import bits, from_bits, inlined, intrinsic

_DOUBLE, _WHOLE = ir.DoubleType(), ir.IntType(64)
_DIGITS = 52
_UNITS = 0x4330000000000000
"""The bits of 2^52, where a number's last digit is worth 1."""


@intrinsic
def polynomial(_context: Any, x: Any, coefficients: Any) -> Any:
    """Return c₀ + x·(c₁ + x·(…)) by Horner's rule: the fewest operations, one after another."""

    def generate(_context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        add = _added_product(builder, signature)
        each = [builder.extract_value(arguments[1], k) for k in range(len(coefficients))]
        total = each.pop()
        while each:
            total = add(total, arguments[0], each.pop())
        return total

    return x(x, coefficients), generate


@intrinsic
def estrin(_context: Any, x: Any, coefficients: Any) -> Any:
    """Return the same by Estrin's scheme, (c₀ + c₁·x) + x²·(c₂ + c₃·x) + …: the shortest wait."""

    def generate(_context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        add, power = _added_product(builder, signature), arguments[0]
        each = [builder.extract_value(arguments[1], k) for k in range(len(coefficients))]
        while len(each) > 1:
            pairs = zip(each[1::2], each[::2], strict=False)
            alone = each[-1:] if len(each) % 2 else []
            each = [add(upper, power, lower) for upper, lower in pairs] + alone
            power = builder.fmul(power, power)
        return each[0]

    return x(x, coefficients), generate


def _added_product(builder: Any, signature: Any) -> Any:
    """Return what writes a·b + c, rounded once."""
    single = signature.return_type == types.float32
    kind = ir.FloatType() if single else _DOUBLE
    fma = builder.module.declare_intrinsic(
        f"llvm.fma.f{32 if single else 64}", fnty=ir.FunctionType(kind, [kind] * 3)
    )
    return lambda a, b, c: builder.call(fma, [a, b, c])


@intrinsic
def exponent(_context: Any, a: Any) -> Any:
    """Return the 11 bits of a positive number's exponent as a number: log₂ of its binade + 1023."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        field = builder.lshr(builder.bitcast(arguments[0], _WHOLE), _WHOLE(_DIGITS))
        units = builder.bitcast(builder.or_(field, _WHOLE(_UNITS)), _DOUBLE)
        return builder.fsub(units, ir.Constant(_DOUBLE, 2.0**_DIGITS))

    return a(a), generate


_ROOT_HALF = 0x3FE6A09E667F3BCD
_ONE = 0x3FF0000000000000
_FRACTION = 0x000FFFFFFFFFFFFF


@inlined
def split(a: Any) -> Any:
    """Return k, m and 2^-k with a = 2^k · m and √½ ≤ m < √2, for a positive normal a."""
    shifted = bits(a) + (_ONE - _ROOT_HALF)
    m = (shifted & _FRACTION) + _ROOT_HALF
    k = exponent(from_bits(shifted)) - 1023.0
    return k, from_bits(m), from_bits(m - bits(a) + _ONE)


@inlined
def turned(a: Any, shifted: Any) -> Any:
    """Return a, and -a where the last bit of `shifted` is set."""
    return from_bits(bits(a) ^ (bits(shifted) << 63))
