"""Self-normalising networks: how mean and variance of the activations map to those of the next.

With weights whose sum is 0 and whose squares sum to τ, activations of variance ν give normal
pre-activations of variance τν, whatever their mean, and so

    (μ, ν) ↦ (E[φ(√(τν)·z)], Var[φ(√(τν)·z)]),  z ~ N(0, 1).

Reference: Klambauer et al. (2017), arXiv:1706.02515, whose ω and τ these are, with ω = 0.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from actlas.definition import Elementwise
from actlas.symbolic.moments import moment, weighted


@dataclass(frozen=True, slots=True)
class MomentMap:
    """The image of (μ, ν) and the Jacobian there, rows for mean and variance."""

    mean: float
    variance: float
    jacobian: tuple[tuple[float, float], tuple[float, float]]

    @property
    def norm(self) -> float:
        """The largest singular value of the Jacobian; below 1, the map contracts."""
        # The first column is 0: sums of weights that vanish hide the mean.
        return math.hypot(self.jacobian[0][1], self.jacobian[1][1])


def moment_map(
    definition: Elementwise,
    parameters: Mapping[str, float],
    variance: float = 1.0,
    tau: float = 1.0,
) -> MomentMap:
    """Return where activations of that variance are mapped to by one layer.

    Args:
        definition: an elementwise activation.
        parameters: a value for each of its parameters.
        variance: ν, that of the activations; their mean does not matter.
        tau: the sum of the squared weights of a unit.

    Raises:
        BadParameter: the variance or τ is not a positive number.

    Example:
        >>> from actlas.catalogue import definition
        >>> found = moment_map(definition("relu"), {})
        >>> round(found.mean, 6), round(found.variance, 6)
        (0.398942, 0.340845)
    """
    spread = math.sqrt(tau * variance) if tau * variance > 0 else math.nan
    mean = moment(definition, parameters, "mean", spread).value
    square = moment(definition, parameters, "variance", spread).value
    # d/dν E[g(√(τν)z)] = E[g(√(τν)z)(z² - 1)] / (2ν), which asks for no derivative of g.
    by_mean = weighted(definition, parameters, spread, power=1, bent=True) / (2 * variance)
    by_square = weighted(definition, parameters, spread, bent=True) / (2 * variance)
    rows = ((0.0, by_mean), (0.0, by_square - 2 * mean * by_mean))
    return MomentMap(mean, square, rows)
