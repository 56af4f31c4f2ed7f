"""Integrals of the bell curve: their tails are exp(-u²/2) times a quotient of polynomials."""

from __future__ import annotations

import math
from typing import Any

from actlas.targets.native.arithmetic import fma, inlined, select, signed, size
from actlas.targets.native.binade import estrin
from actlas.targets.native.comparisons import at_most
from actlas.targets.native.middle import coefficients as fitted
from actlas.targets.native.middle.exponential import bell

_ROOT_2 = math.sqrt(2)
_VANISHED = 40.0


@inlined
def _scaled(x: Any) -> Any:
    """Return Φ(-x)·exp(x²/2) for x ≥ 0 as a quotient of polynomials."""
    x = at_most(x, _VANISHED)
    return estrin(x, fitted.TAIL_ABOVE) / estrin(x, fitted.TAIL_BELOW)


@inlined
def normal(u: Any) -> Any:
    """Return Φ(u), of u > 0 as 1 - Φ(-u).

    Off by 2^-33 at most.
    """
    tail = bell(u, 0.5) * _scaled(size(u))
    return select(u > 0.0, 1.0 - tail, tail)


@inlined
def erfc(u: Any) -> Any:
    """Return one less the error function, of u < 0 as 2 less that of -u.

    Off by 2^-33 at most.
    """
    tail = 2.0 * bell(u, 1.0) * _scaled(_ROOT_2 * size(u))
    return select(u < 0.0, 2.0 - tail, tail)


_ALL_BUT_1 = 4.6
_SCALE = 1 / 10.6


@inlined
def erf(u: Any) -> Any:
    """Return the error function of u by one polynomial up to 4.6, where it is 1 - 2^-33.

    Off by 2^-33 at most.
    """
    x = signed(at_most(size(u), _ALL_BUT_1), u)
    return x * estrin(fma(x * x, _SCALE, -1.0), fitted.ERF)
