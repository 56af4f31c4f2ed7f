"""SymPy's algebra refuses some formulas by raising; here its refusal is an answer: no form."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec

import sympy as sp
from sympy.polys.polyerrors import BasePolynomialError

_P = ParamSpec("_P")


def attempt(
    way: Callable[_P, sp.Expr | None], *args: _P.args, **kwargs: _P.kwargs
) -> sp.Expr | None:
    """Return what a way of rewriting makes of a formula, None where SymPy knows no way through.

    Example:
        >>> x, y = sp.symbols("x y")
        >>> attempt(sp.apart, 1 / (x**2 + x))
        -1/(x + 1) + 1/x
        >>> attempt(sp.apart, 1 / (x * y + 1)) is None
        True
    """
    try:
        return way(*args, **kwargs)
    except (BasePolynomialError, NotImplementedError):
        return None
