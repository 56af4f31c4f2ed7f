"""Numbers in twice the digits, as unevaluated sums of two tensors: what exponents are computed in.

A pair (h, l) means h + l, where l is what rounding took from h. Sums and products of tensors are
exact as pairs (Knuth 1969, Dekker 1971); l is 0.0 where it is known to be nothing, which costs no
operation. Generated source calls this room `pairs`. The functions at the end take a pair and return
a number: what they lose is some ulps and not the ulps of their exponent times its size.
"""

from __future__ import annotations

import math
from typing import Any

import torch

from actlas.targets import primitives

Part = Any
"""A tensor, or a plain number."""
Pair = tuple[Part, Part]

_DIGITS = {torch.float64: 53, torch.float32: 24}


def number(value: Part, low: float, x: torch.Tensor) -> Pair:
    """Return a parameter, or the constant value + low, as a pair in the dtype of x."""
    if isinstance(value, torch.Tensor):
        return value.to(x.dtype), 0.0
    high = _leading(value, _DIGITS[x.dtype])
    return high, (value - high) + low


def _leading(value: float, digits: int) -> float:
    """Return a number of Python rounded to so many binary digits."""
    if digits == 53:
        return value
    stretched = value * (2.0 ** (53 - digits) + 1)
    return stretched - (stretched - value)


def negative(u: Pair) -> Pair:
    """Return -u."""
    return -u[0], -u[1]


def absolute(u: Pair) -> Pair:
    """Return |u|."""
    below = u[0] < 0
    return torch.abs(u[0]), torch.where(below, -u[1], u[1])


def plus(u: Pair, v: Pair) -> Pair:
    """Return u + v."""
    total, rest = _sum(u[0], v[0])
    return total, _added(_added(rest, u[1]), v[1])


def times(u: Pair, v: Pair) -> Pair:
    """Return u·v."""
    product, rest = _product(u[0], v[0])
    return product, _finite(_added(_added(rest, _scaled(u[0], v[1])), _scaled(v[0], u[1])))


def over(u: Pair, v: Pair) -> Pair:
    """Return u / v."""
    quotient = u[0] / v[0]
    if _exact(v[0]) and _nothing(v[1]):
        return quotient, 0.0 if _nothing(u[1]) else u[1] / v[0]
    back, rest = _product(quotient, v[0])
    missing = _added((u[0] - back) - rest, u[1])
    return quotient, _finite((missing - _scaled(quotient, v[1])) / v[0])


def _added(a: Part, b: Part) -> Part:
    return b if _nothing(a) else a if _nothing(b) else a + b


def _scaled(a: Part, b: Part) -> Part:
    return 0.0 if _nothing(a) or _nothing(b) else a * b


def _nothing(a: Part) -> bool:
    return isinstance(a, float) and a == 0.0


def _exact(a: Part) -> bool:
    """Say whether a is a power of two, by which no digit is lost."""
    return isinstance(a, float) and abs(math.frexp(a)[0]) == 0.5


def _finite(rest: Part) -> Part:
    """Return a rest, and nothing where it is none: where the number has overflowed, or is NaN."""
    if not isinstance(rest, torch.Tensor):
        return rest
    return torch.nan_to_num(rest, nan=0.0, posinf=0.0, neginf=0.0)


def _sum(a: Part, b: Part) -> Pair:
    total = a + b
    share = total - a
    return total, _finite((a - (total - share)) + (b - share))


def _product(a: Part, b: Part) -> Pair:
    """Return a·b exactly; where it overflows, the rest is no number."""
    product = a * b
    if _exact(a) or _exact(b):
        return product, 0.0  # a power of two changes no digit
    # Of two numbers of Python the product is one too, and they are doubles.
    dtype = product.dtype if isinstance(product, torch.Tensor) else torch.float64
    (a_high, a_low), (b_high, b_low) = (_halves(each, dtype) for each in (a, b))
    missing = product
    for one, other in ((a_high, b_high), (a_high, b_low), (a_low, b_high), (a_low, b_low)):
        missing = _less(missing, one, other)
    return product, -missing


def _less(total: Part, a: Part, b: Part) -> Part:
    """Return total - a·b in one pass over memory; the product of halves is exact."""
    if not isinstance(total, torch.Tensor):
        return total - a * b
    if isinstance(a, torch.Tensor) and isinstance(b, torch.Tensor):
        return torch.addcmul(total, a, b, value=-1)
    tensor, factor = (a, b) if isinstance(a, torch.Tensor) else (b, a)
    return torch.sub(total, tensor, alpha=factor)


def _halves(a: Part, dtype: torch.dtype) -> Pair:
    """Return two numbers of half the digits whose sum is a."""
    half = _DIGITS[dtype] // 2
    if not isinstance(a, torch.Tensor):
        leading = _leading(a, half)
        return leading, a - leading
    stretched = a * (2.0 ** (_DIGITS[dtype] - half) + 1)
    high = stretched - (stretched - a)
    return high, a - high


def ceiling(u: Pair) -> Pair:
    """Return u, at most as large as `primitives.ceiling` has it."""
    most = primitives.ceiling(u[0])
    return most, torch.where(most == u[0], u[1], 0.0)


def softplus(u: Pair) -> Pair:
    """Return log(1 + exp(u)) = max(u, 0) + log1p(exp(-|u|))."""
    total, rest = _sum(torch.clamp(u[0], min=0), torch.log1p(torch.exp(-torch.abs(u[0]))))
    return total, _added(rest, _scaled(torch.sigmoid(u[0]), u[1]))


def normal(u: Pair) -> Pair:
    """Return Φ(u), for u > 0 as 1 - Φ(-u)."""
    smaller = primitives.normal(-torch.abs(u[0]))
    slope = _scaled(primitives.bell(u[0]) * math.sqrt(0.5 / math.pi), u[1])
    return _from_below(smaller, u[0], slope)


def sigmoid(u: Pair) -> Pair:
    """Return σ(u), for u > 0 as 1 - σ(-u)."""
    smaller = torch.sigmoid(-torch.abs(u[0]))
    return _from_below(smaller, u[0], _scaled(smaller * (1 - smaller), u[1]))


def _from_below(smaller: torch.Tensor, sign: torch.Tensor, slope: Part) -> Pair:
    total, rest = _sum(torch.where(sign > 0, 1.0, 0.0).to(smaller), smaller * -torch.sign(sign))
    at_zero = sign == 0
    return torch.where(at_zero, smaller, total), _added(torch.where(at_zero, 0.0, rest), slope)


_LAST_POWER = 14


def exp(u: Pair) -> Pair:
    """Return the exponential of a pair in 7 binary digits more, as 2^k · eʳ · eʳ, |r| ≤ log(2)/4.

    Of eʳ = 1 + r + r²/2 + …, the first three terms are pairs, the rest is below 10⁻³.
    """
    x, low = torch.clamp(u[0], -750.0, 750.0), u[1]
    digits = _DIGITS[x.dtype]
    k = torch.round(x * (1 / math.log(2)))
    step = _leading(math.log(2), digits - 11 if digits > 30 else digits - 8)
    left = (math.log(2) - step) + _LOG_2_REST
    r = _sum(x - k * step, k * -left)
    r = _sum(r[0] / 2, _added(r[1], low) / 2)
    tail = torch.zeros_like(x)
    for power in range(_LAST_POWER, 2, -1):
        tail = (tail + 1 / math.factorial(power)) * r[0]
    square = times(r, r)
    root = _sum(*plus(plus((1.0, 0.0), r), (square[0] / 2, square[1] / 2 + tail * r[0] * r[0])))
    total = _sum(*times(root, root))
    whole = torch.exp2(k)
    return total[0] * whole, _finite(total[1] * whole)


_LOG_2_REST = 2.3190468138462996e-17
"""log(2) less the float next to it."""


def exp_of(u: Pair) -> torch.Tensor:
    """Return exp(h + l) as exp(h) · (1 + l)."""
    value = torch.exp(u[0])
    return value if _nothing(u[1]) else value * (1 + u[1])


def sigmoid_of(u: Pair) -> torch.Tensor:
    """Return σ(h + l) as σ(h) · (1 + l·σ(-h))."""
    value = torch.sigmoid(u[0])
    return value if _nothing(u[1]) else torch.addcmul(value, value * u[1], 1 - value)
