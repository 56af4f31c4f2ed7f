"""The eager target's primitives that PyTorch does not have; `actlas.targets.table` lists them all.

Generated source calls this room `own`, since an activation may have a primitive's name.
A helper is accurate to a few ulps wherever its value is a number, and neither overflows nor cancels
on the way.
"""

from __future__ import annotations

import functools
import math

import torch


def constant(z: torch.Tensor, value: float | torch.Tensor) -> torch.Tensor:
    """Return `value` in the shape of z, and NaN where z is NaN."""
    return torch.where(z.isnan(), z, value)


def filled(z: torch.Tensor, value: float | torch.Tensor) -> torch.Tensor:
    """Return `value` in the shape of z, also where z is NaN: a slope that does not ask where."""
    return torch.zeros_like(z) + value


def beside(z: torch.Tensor, parameter: float | torch.Tensor) -> torch.Tensor:
    """Return a parameter as a tensor, for PyTorch's functions that take no numbers."""
    return parameter if isinstance(parameter, torch.Tensor) else z.new_tensor(parameter)


def greatest(*values: float | torch.Tensor) -> torch.Tensor:
    """Return the greatest of parameters and numbers, one of which is a tensor."""
    like = next(each for each in values if isinstance(each, torch.Tensor))
    return functools.reduce(torch.maximum, (beside(like, each) for each in values))


def least(*values: float | torch.Tensor) -> torch.Tensor:
    """Return the least of parameters and numbers, one of which is a tensor."""
    like = next(each for each in values if isinstance(each, torch.Tensor))
    return functools.reduce(torch.minimum, (beside(like, each) for each in values))


def at_infinity(y: torch.Tensor) -> torch.Tensor:
    """Return the limit that is meant by a value at ±1e30: 0, a number, or an infinity."""
    y = y.detach()
    size = torch.abs(y)
    return torch.where(size > 1e12, y * torch.inf, torch.where(size < 1e-12, y * 0, y))


def softplus(u: torch.Tensor) -> torch.Tensor:
    """Return log(1 + exp(u)) = max(u, 0) + log1p(exp(-|u|))."""
    return torch.clamp(u, min=0) + torch.log1p(torch.exp(-torch.abs(u)))


_SPLITTER = {torch.float64: 2.0**27 + 1, torch.float32: 2.0**12 + 1}


def bell(u: torch.Tensor, c: float = 0.5) -> torch.Tensor:
    """Return exp(-c·u²), with u² = h² + (u - h)(u + h), where h has half of u's digits.

    The square of h is exact, so the exponent's error is that of the small remainder alone.
    """
    # So far out the result is 0, and neither factor overflows. At a NaN it stays NaN.
    end = 40 / math.sqrt(c)
    u = torch.clamp(u, -end, end)
    widened = u * _SPLITTER[u.dtype]
    high = widened - (widened - u)
    # Where the remainder is not small, the first factor has long been 0, and 0·∞ would be NaN.
    rest = torch.clamp(c * ((high - u) * (high + u)), -1, 1)
    return torch.exp(-c * (high * high)) * torch.exp(rest)


def normal(u: torch.Tensor) -> torch.Tensor:
    """Return Φ(u), below -1 as exp(-u²/2) · erfcx(-u/√2) / 2, which keeps the tail's digits."""
    if torch.compiler.is_compiling() and torch.onnx.is_in_onnx_export():
        # ONNX knows erf alone: what stands for erfcx there overflows.
        plain: torch.Tensor = torch.special.erfc(u * -math.sqrt(0.5)) / 2
        return plain
    tail = u < -1
    below = torch.where(tail, u, -1.0)
    left = bell(below) * torch.special.erfcx(below * -math.sqrt(0.5)) / 2
    return torch.where(tail, left, torch.special.erfc(torch.clamp(u, min=-1) * -math.sqrt(0.5)) / 2)


_ERF_TERMS = 13


def erf(u: torch.Tensor) -> torch.Tensor:
    """Return the error function of u, for |u| < 1/2 by its series.

    The code that PyTorch's compiler writes in single precision is off by up to 10⁻⁷ whatever the
    size of erf(u), and so gives 0 for small numbers.
    """
    small = torch.abs(u) < 0.5
    near = torch.where(small, u, 0.0)
    square = near * near
    total = torch.zeros_like(near)
    for k in reversed(range(_ERF_TERMS)):
        total = total * square + (-1) ** k / (math.factorial(k) * (2 * k + 1))
    return torch.where(small, near * total * (2 / math.sqrt(math.pi)), torch.erf(u))


_SERIES_TERMS = 14


def sinc(u: torch.Tensor, order: int = 0) -> torch.Tensor:
    """Return the `order`-th derivative of sin(u) / u: by its series near 0, else in closed form.

    The closed form is the recurrence u·s⁽ⁿ⁾ + n·s⁽ⁿ⁻¹⁾ = sin⁽ⁿ⁾(u).
    """
    small = torch.abs(u) < 1.5 + order
    near = torch.where(small, u, 0.0)
    far = torch.where(small, 4.0, u)
    square = near * near
    total = torch.zeros_like(near)
    for k in reversed(range(_SERIES_TERMS + 2 * order)):
        power = 2 * k - order
        if power >= 0:
            # The term (-1)^k u^(2k) / (2k + 1)!, differentiated `order` times.
            coefficient = (-1) ** k * math.perm(2 * k, order) / math.factorial(2 * k + 1)
            total = total * square + coefficient
    series = total * near if order % 2 else total
    closed = torch.sin(far) / far
    for n in range(1, order + 1):
        turned = torch.cos(far) if n % 2 else torch.sin(far)
        closed = ((-turned if n % 4 > 1 else turned) - n * closed) / far
    return torch.where(small, series, closed)


def wave(u: torch.Tensor, c: float | torch.Tensor, quarter: int = 0) -> torch.Tensor:
    """Return sin(c·u + quarter·π/2), with c·u as two numbers that together are exact.

    Far from 0 the product's rounding alone would shift the wave. Where c·u is no number any more,
    the wave stands still; at an infinity it is NaN.
    """
    largest = torch.finfo(u.dtype).max
    rate = c if isinstance(c, torch.Tensor) else torch.full_like(u, c)
    high = torch.clamp(rate * u, -largest, largest)
    # Split so far out, u would overflow.
    far = torch.abs(u) > largest * 2.0**-64
    left, right = torch.where(far, u * 2.0**-64, u), rate
    (a, b), (d, e) = _halves(left), _halves(right)
    low = ((a * d - left * right) + a * e + b * d) + b * e
    low = torch.where(torch.abs(high) < largest, torch.where(far, low * 2.0**64, low), u - u)
    sine, cosine = torch.sin(high), torch.cos(high)
    if quarter % 2:
        value = cosine * torch.cos(low) - sine * torch.sin(low)
    else:
        value = sine * torch.cos(low) + cosine * torch.sin(low)
    return -value if quarter > 1 else value


def _halves(x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Return two numbers of half the digits whose sum is x."""
    widened = x * _SPLITTER[x.dtype]
    high = widened - (widened - x)
    return high, x - high


def hypot1(u: torch.Tensor) -> torch.Tensor:
    """Return √(1 + u²)."""
    if torch.compiler.is_exporting() and torch.onnx.is_in_onnx_export():  # which has no hypot
        size = torch.abs(u)
        larger, smaller = torch.clamp(size, min=1), torch.clamp(size, max=1)
        return larger * torch.sqrt(1 + (smaller / larger) ** 2)
    return torch.hypot(u, torch.ones_like(u))


def hypot1m1(u: torch.Tensor) -> torch.Tensor:
    """Return √(1 + u²) - 1 as |u| times |u| / (1 + √(1 + u²))."""
    size = torch.abs(u)
    return size * (size / (1 + hypot1(u)))


def algebraic(u: torch.Tensor) -> torch.Tensor:
    """Return (1 + u/√(1 + u²)) / 2, its smaller half as 1 / (2h·(h + |u|)) with h = √(1 + u²)."""
    h = hypot1(u)
    smaller = 0.5 / h / (h + torch.abs(u))
    return torch.where(u < 0, smaller, 1 - smaller)


def ceiling(u: torch.Tensor) -> torch.Tensor:
    """Return u, at most a sixth of the greatest exponent of its dtype."""
    return torch.clamp(u, max=math.log(torch.finfo(u.dtype).max) / 6)


def lift(u: torch.Tensor) -> torch.Tensor:
    """Return u + √(1 + u²), its smaller half by 1 / (√(1 + u²) - u)."""
    greater = torch.abs(u) + hypot1(u)
    return torch.where(u < 0, 1 / greater, greater)
