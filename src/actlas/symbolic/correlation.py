"""E[φ(u)·φ(v)] for two normal numbers of one variance and a given correlation.

With u = σx and v = σ(cx + √(1-c²)·y) the inner integral over y is split where v meets a break, for
every x anew, and the outer one is the usual quadrature.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from actlas.definition import Elementwise
from actlas.symbolic.moments import fastest, weighted
from actlas.symbolic.quadrature import Array, expectation

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(24)
_ENDS = np.array([-9.0, -6.0, -4.0, -2.5, -1.0, 0.0, 1.0, 2.5, 4.0, 6.0, 9.0])
_NEARLY = 1e-15
_PANELS = 400


def weighted_pair(
    definition: Elementwise, parameters: Mapping[str, float], sigma: float, c: float
) -> float:
    """Return E[φ(u)φ(v)] for u, v ~ N(0, σ²) with correlation c, to some ten digits.

    Example:
        >>> from actlas.catalogue import definition
        >>> round(weighted_pair(definition("relu"), {}, 1.0, 0.0), 10) == round(0.5 / math.pi, 10)
        True
    """
    if c >= 1 - _NEARLY:
        return weighted(definition, parameters, sigma)
    curve = fastest(definition, parameters)
    rest = math.sqrt(max(0.0, (1 - c) * (1 + c)))
    breaks = np.array(sorted(curve.centres))

    def inner(x: Array) -> Array:
        """Return E[φ(v)] for every x."""
        if rest == 0:
            return curve(c * sigma * x)
        at = (breaks / sigma - c * x[:, None]) / rest
        ends = np.sort(np.concatenate([np.tile(_ENDS, (len(x), 1)), np.clip(at, -9, 9)], axis=1))
        low, high = ends[:, :-1, None], ends[:, 1:, None]
        y = (low + high) / 2 + (high - low) / 2 * _NODES
        v = sigma * (c * x[:, None, None] + rest * y)
        density = np.exp(-y * y / 2) / math.sqrt(2 * math.pi)
        weighed: Array = curve(v.ravel()).reshape(v.shape) * density * _WEIGHTS * (high - low) / 2
        total: Array = weighed.sum(axis=(1, 2))
        return total

    def share(z: Array, root: Array) -> Array:
        near = root > _FAINT
        found = np.zeros(z.shape)
        found[near] = curve(z[near]) * root[near] * inner(z[near] / sigma) * root[near]
        return found

    with np.errstate(all="ignore"):
        return expectation(share, sigma, curve.centres, _PANELS).value


_FAINT = 1e-12
"""Where the density's root is less, nothing is added that ten digits would show."""
