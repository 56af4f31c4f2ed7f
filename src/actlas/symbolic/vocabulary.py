"""The functions that formulas may call by name, and how many arguments each takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sympy as sp

from actlas.symbolic import functions
from actlas.symbolic.functions import Total, where


def relu(u: sp.Expr) -> sp.Expr:
    """Return max(u, 0)."""
    return sp.Max(u, 0)


def clip(u: sp.Expr, low: sp.Expr, high: sp.Expr) -> sp.Expr:
    """Return u, no less than `low` and no more than `high`."""
    return sp.Min(sp.Max(u, low), high)


def square(u: sp.Expr) -> sp.Expr:
    """Return u²."""
    return u**2


def tan(u: sp.Expr) -> sp.Expr:
    """Return sin(u) / cos(u), so that its poles are those of a fraction."""
    return sp.sin(u) / sp.cos(u)


def sinh(u: sp.Expr) -> sp.Expr:
    """Return (exp(u) - exp(-u)) / 2, by two differences that do not cancel near 0."""
    return (functions.expm1(u) - functions.expm1(-u)) / 2


def cosh(u: sp.Expr) -> sp.Expr:
    """Return (exp(u) + exp(-u)) / 2."""
    return (sp.exp(u) + sp.exp(-u)) / 2


def asinh(u: sp.Expr) -> sp.Expr:
    """Return log(u + √(1 + u²)), the inverse of sinh."""
    return sp.log(u + sp.sqrt(1 + u**2))


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "exp": sp.exp,
    "expm1": functions.expm1,
    "log": sp.log,
    "log1p": functions.log1p,
    "sqrt": sp.sqrt,
    "square": square,
    "tanh": sp.tanh,
    "sigmoid": functions.sigmoid,
    "softplus": functions.softplus,
    "erf": sp.erf,
    "erfc": sp.erfc,
    "normal": functions.normal,
    "sin": sp.sin,
    "cos": sp.cos,
    "tan": tan,
    "atan": sp.atan,
    "sinh": sinh,
    "cosh": cosh,
    "asinh": asinh,
    "sinc": functions.sinc,
    "abs": sp.Abs,
    "sign": sp.sign,
    "relu": relu,
    "clip": clip,
    "max": sp.Max,
    "min": sp.Min,
    "where": where,
    "sum": Total,
}
ARITY = {"max": (2, 8), "min": (2, 8), "where": (3, 3), "clip": (3, 3)}
"""How many arguments a function takes, at least and at most, where it is not one."""
SYNONYMS = {
    "ln": "log",
    "arctan": "atan",
    "arcsinh": "asinh",
    "clamp": "clip",
    "maximum": "max",
    "minimum": "min",
    "sgn": "sign",
    "sigma": "sigmoid",
    "Phi": "normal",
}
"""Other words for them; `σ(z)` and `Φ(z)` arrive here as `sigma` and `Phi`."""
REPEATING = {"tan", "sinh", "cosh", "asinh"}
"""Those that write their argument more than once, so that nesting them multiplies the formula."""
