"""The functions that printed Python may lean on where the standard library has none."""

from __future__ import annotations

import re

_SOFTPLUS = """def softplus(u):
    return max(u, 0.0) + math.log1p(math.exp(-abs(u)))
"""
_BELL = """def bell(u, c):
    # u*u in twice the digits: its rounding would be multiplied by the exponent.
    end = 40 / math.sqrt(c)
    u = max(-end, min(u, end))
    high = (u * 134217729.0) - (u * 134217729.0 - u)
    rest = max(-1.0, min(c * ((high - u) * (high + u)), 1.0))
    return math.exp(-c * (high * high)) * math.exp(rest)
"""
_NORMAL = """def normal(u):
    return math.erfc(-u / math.sqrt(2)) / 2
"""
_SINC = """def sinc(u, order=0):
    if abs(u) >= 1.5 + order:
        value = math.sin(u) / u
        for n in range(1, order + 1):
            turned = (math.sin, math.cos)[n % 2](u)
            value = ((-turned if n % 4 > 1 else turned) - n * value) / u
        return value
    total = 0.0
    for k in reversed(range((order + 1) // 2, 14 + 2 * order)):
        factor = (-1) ** k * math.perm(2 * k, order) / math.factorial(2 * k + 1)
        total = total * u * u + factor
    return total * u if order % 2 else total
"""
_WAVE = """def wave(u, c, quarter=0):
    # c*u as high + low: far from zero, the rounding of the product would shift the wave.
    scale = 2.0**64 if abs(u) > 1e289 else 1.0
    x = u / scale
    a, d = x * 134217729.0, c * 134217729.0
    a, d = a - (a - x), d - (d - c)
    high = c * x
    low = (((a * d - high) + a * (c - d) + (x - a) * d) + (x - a) * (c - d)) * scale
    high = max(-1.7e308, min(high * scale, 1.7e308))
    first, second = (math.cos, math.sin) if quarter % 2 else (math.sin, math.cos)
    value = first(high) * math.cos(low) + (-1) ** quarter * second(high) * math.sin(low)
    return -value if quarter > 1 else value
"""
_HYPOT1M1 = """def hypot1m1(u):
    return abs(u) * (abs(u) / (1 + math.hypot(1, u)))
"""
_LIFT = """def lift(u):
    greater = abs(u) + math.hypot(1, u)
    return 1 / greater if u < 0 else greater
"""
_ALGEBRAIC = """def algebraic(u):
    h = math.hypot(1, u)
    smaller = 0.5 / h / (h + abs(u))
    return smaller if u < 0 else 1 - smaller
"""
_RECIPROCAL = """def reciprocal(u):
    return 1 / u if u else math.inf
"""
_EXP = """def exp(u):
    # math.exp raises an error where the result is too large for a float.
    return math.inf if u > 709.782712893384 else math.exp(u)
"""
_EXPM1 = """def expm1(u):
    # math.expm1 raises an error where the result is too large for a float.
    return math.inf if u > 709.782712893384 else math.expm1(u)
"""
_LOG = """def log(u):
    # math.log raises an error at 0 and below.
    return math.log(u) if u > 0 else -math.inf if u == 0 else math.nan
"""
_LOG1P = """def log1p(u):
    # math.log1p raises an error at -1 and below.
    return math.log1p(u) if u > -1 else -math.inf if u == -1 else math.nan
"""
_POWER = """def power(u, n):
    # A product becomes infinite where u**n would raise an error.
    return math.prod([u] * n)
"""
_HELPERS = {
    "softplus": _SOFTPLUS,
    "bell": _BELL,
    "normal": _NORMAL,
    "sinc": _SINC,
    "wave": _WAVE,
    "hypot1m1": _HYPOT1M1,
    "lift": _LIFT,
    "algebraic": _ALGEBRAIC,
    "reciprocal": _RECIPROCAL,
    "exp": _EXP,
    "expm1": _EXPM1,
    "log": _LOG,
    "log1p": _LOG1P,
    "power": _POWER,
}


def without_clash(template: str, name: str) -> str:
    """Return a template in which a helper of the activation's own name is called otherwise.

    Example:
        >>> without_clash("softplus({})", "softplus")
        'stable_softplus({})'
    """
    clash = name in _HELPERS and template.startswith(f"{name}(")
    return f"stable_{template}" if clash else template


def helpers(text: str) -> list[str]:
    """Return the sources of the helpers that a text calls.

    Example:
        >>> helpers("y = softplus(z)")[0].splitlines()[0]
        'def softplus(u):'
    """
    found = []
    for name, source in _HELPERS.items():
        if re.search(rf"\bstable_{name}\(", text):
            found.append(re.sub(rf"(?<!\.)\b{name}\(", f"stable_{name}(", source))
        elif re.search(rf"(?<!def )(?<!\.)\b{name}\(", text) and f"def {name}(" not in text:
            found.append(source)
    return found
