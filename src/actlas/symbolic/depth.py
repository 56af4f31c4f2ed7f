"""Mean-field theory: how signal and gradient grow with depth in a wide random network.

Weights are drawn with variance σ_w²/N and biases with variance σ_b². In the limit of width the
pre-activations of a layer are normal, with a variance q that goes from layer to layer by

    q ↦ V(q) = σ_w²·E[φ(√q·z)²] + σ_b²,    V′(q) = σ_w²·E[φ(√q·z)²·(z² - 1)] / (2q),

and the gradient's variance by the factor χ(q) = σ_w²·E[φ′(√q·z)²], z ~ N(0, 1). At a fixed point
q*, χ is the slope at 1 of the map of correlations: below 1 inputs become alike (ordered), above 1
they part (chaotic).

Reference: Poole et al. (2016), arXiv:1606.05340; Schoenholz et al. (2017), arXiv:1611.01232.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from scipy.optimize import brentq

from actlas.definition import Elementwise
from actlas.errors import BadParameter, WorkFailed
from actlas.symbolic.correlation import weighted_pair
from actlas.symbolic.curve import Curve
from actlas.symbolic.moments import gain, weighted

_SMALLEST, _LARGEST = 1e-12, 1e12
_SCAN = 97
"""Fixed points are looked for between these variances, on so many places evenly apart in log q."""
_EQUAL = 1e-9
_CRITICAL = 1e-6


@dataclass(frozen=True, slots=True)
class FixedPoint:
    """A variance that the layers keep.

    `slope` is V′ there, `chi` the gradient's factor χ₁; it is stable where |V′| < 1.
    """

    variance: float
    slope: float
    chi: float

    @property
    def stable(self) -> bool:
        """Whether variances near it come nearer from layer to layer."""
        return abs(self.slope) < 1 - _EQUAL


class Edge(NamedTuple):
    """Where order meets chaos: σ_w, and the variance q* at which χ₁ is 1.

    The variance is NaN where every variance is a fixed point of χ₁ = 1; `neutral` says so.
    """

    sigma_w: float
    variance: float

    @property
    def neutral(self) -> bool:
        """Whether every variance is kept, as for relu, so that none is singled out."""
        return math.isnan(self.variance)

    def __repr__(self) -> str:
        why = ", neutral=True" if self.neutral else ""
        return f"Edge(sigma_w={self.sigma_w!r}, variance={self.variance!r}{why})"


@dataclass(frozen=True, slots=True)
class Depth:
    """What becomes of signal and gradient through the layers of a wide random network."""

    sigma_w: float
    sigma_b: float
    variances: tuple[float, ...]
    """q of the pre-activations: that of the first layer, and after each further one."""
    gradient_factors: tuple[float, ...]
    """χ of each step: by how much the gradient's mean square grows going back through it."""
    correlations: tuple[float, ...]
    """The correlation of two inputs' pre-activations, beside `variances`; empty if not asked."""
    fixed_points: tuple[FixedPoint, ...]
    neutral: bool
    """Whether every variance is a fixed point, as for relu at its gain; none is then listed."""
    phase: str
    """"ordered", "critical" or "chaotic": χ₁ below, at or above 1 at the fixed point that the
    variance goes to; "exploding" where it grows without end."""

    @property
    def gradient_growth(self) -> float:
        """The product of the gradient's factors: over all layers, of its mean square."""
        return math.prod(self.gradient_factors)


class Field:
    """The maps of one activation, its parameters bound, for given σ_w and σ_b.

    Example:
        >>> from actlas.catalogue import definition
        >>> round(Field(definition("relu"), {}, 2.0, 0.5).variance(3.0), 12)
        6.25
    """

    def __init__(
        self,
        definition: Elementwise,
        parameters: Mapping[str, float],
        sigma_w: float = 1.0,
        sigma_b: float = 0.0,
    ) -> None:
        self._own = (definition, dict(parameters))
        self.sigma_w, self.sigma_b = _size("sigma_w", sigma_w), _size("sigma_b", sigma_b)
        curve = Curve(definition, parameters)
        self._at_zero = float(curve.digits(0.0))
        self._leaps = curve.jumps

    def mean_square(self, q: float) -> float:
        """Return E[φ(√q·z)²]; at 0, φ(0)²."""
        return self._at_zero**2 if q == 0 else weighted(*self._own, math.sqrt(q))

    def slope_square(self, q: float) -> float:
        """Return E[φ′(√q·z)²]; at 0 its limit, and infinity where φ leaps."""
        if self._leaps:
            return math.inf
        return weighted(*self._own, math.sqrt(q or _SMALLEST**2), order=1)

    def variance(self, q: float) -> float:
        """Return V(q), the variance of the next layer's pre-activations."""
        return self.sigma_w**2 * self.mean_square(q) + self.sigma_b**2

    def slope(self, q: float) -> float:
        """Return V′(q); at 0 its limit where φ(0) = 0, else NaN."""
        if q == 0:
            return self.chi(0.0) if self._at_zero == 0 else math.nan
        return self.sigma_w**2 * weighted(*self._own, math.sqrt(q), bent=True) / (2 * q)

    def chi(self, q: float) -> float:
        """Return χ(q), by which the gradient's mean square grows."""
        return self.sigma_w**2 * self.slope_square(q) if self.sigma_w else 0.0

    def correlation(self, c: float, q: float) -> float:
        """Return the next layer's correlation of two inputs that have correlation c here."""
        product = weighted_pair(*self._own, math.sqrt(q), c)
        return (self.sigma_w**2 * product + self.sigma_b**2) / self.variance(q)

    def fixed_points(self) -> tuple[FixedPoint, ...]:
        """Return the variances q = V(q), from the least on; 0 among them where φ(0) = σ_b = 0."""
        found = _zeros(lambda q: self.variance(q) / q - 1)
        if self.variance(0.0) == 0:
            found.insert(0, 0.0)
        return tuple(FixedPoint(q, self.slope(q), self.chi(q)) for q in found)

    def neutral(self) -> bool:
        """Say whether every variance is a fixed point."""
        return all(abs(self.variance(q) / q - 1) < _EQUAL for q in _PLACES[::8])


_PLACES = [float(each) for each in np.geomspace(_SMALLEST, _LARGEST, _SCAN)]


def _zeros(of: Callable[[float], float]) -> list[float]:
    """Return where a function of a variance changes sign; what is nearly 0 counts for neither."""
    known = [(q, value) for q in _PLACES if abs(value := of(q)) > _EQUAL]
    return [
        float(math.exp(brentq(lambda x: of(math.exp(x)), math.log(a), math.log(b), xtol=1e-14)))
        for (a, before), (b, after) in pairwise(known)
        if before * after < 0 and math.isfinite(before * after)
    ]


def _size(name: str, value: float) -> float:
    number = float(value)
    if not 0 <= number < math.inf:
        raise BadParameter(
            "{name} must be a number of at least 0, got {value!r}", name=name, value=value
        )
    return number


def propagate(
    definition: Elementwise,
    parameters: Mapping[str, float],
    sigma_w: float | None = None,
    sigma_b: float = 0.0,
    layers: int = 50,
    variance: float = 1.0,
    correlation: float | None = None,
) -> Depth:
    """Return what becomes of signal and gradient through the layers of a wide random network.

    Args:
        definition: an elementwise activation.
        parameters: a value for each of its parameters.
        sigma_w: weights have variance σ_w²/N; by default σ_w is the forward gain.
        sigma_b: biases have variance σ_b².
        layers: how many layers follow the first.
        variance: that of the first layer's pre-activations.
        correlation: that of two inputs' pre-activations in the first layer; followed if given.

    Raises:
        BadParameter: an argument out of its range.

    Example:
        >>> from actlas.catalogue import definition
        >>> found = propagate(definition("tanh"), {})
        >>> round(found.gradient_factors[0], 4), f"{found.gradient_growth:.1e}", found.phase
        (1.1778, '3.6e+03', 'chaotic')
    """
    if isinstance(layers, bool) or layers != int(layers) or not 0 <= layers <= _DEEPEST:
        raise BadParameter(
            "layers must be a whole number from 0 to {most}, got {layers!r}",
            most=_DEEPEST,
            layers=layers,
        )
    if not 0 < variance < math.inf:
        raise BadParameter("variance must be a positive number, got {value!r}", value=variance)
    if correlation is not None and not -1 <= correlation <= 1:
        raise BadParameter(
            "correlation must be a number from -1 to 1, got {value!r}", value=correlation
        )
    width = gain(definition, parameters) if sigma_w is None else sigma_w
    field = Field(definition, parameters, width, sigma_b)
    variances, factors = [float(variance)], []
    correlations = [] if correlation is None else [float(correlation)]
    for _ in range(int(layers)):
        q = variances[-1]
        if correlations:
            correlations.append(field.correlation(correlations[-1], q))
        factors.append(field.chi(q))
        variances.append(field.variance(q))
        if not math.isfinite(variances[-1]):
            break
    neutral = field.neutral()
    fixed = () if neutral else field.fixed_points()
    return Depth(
        sigma_w=field.sigma_w,
        sigma_b=field.sigma_b,
        variances=tuple(variances),
        gradient_factors=tuple(factors),
        correlations=tuple(correlations),
        fixed_points=fixed,
        neutral=neutral,
        phase=_phase(field, fixed, neutral, float(variance)),
    )


_DEEPEST = 10_000


def _phase(field: Field, fixed: tuple[FixedPoint, ...], neutral: bool, start: float) -> str:
    chi = field.chi(start)
    if not neutral:
        rising = field.variance(start) / start - 1
        reached = [
            each
            for each in fixed
            if abs(each.variance / start - 1) < _CRITICAL or (each.variance - start) * rising > 0
        ]
        if not reached:
            return "exploding"
        chi = min(reached, key=lambda each: abs(each.variance - start)).chi
    if abs(chi - 1) <= _CRITICAL:
        return "critical"
    return "ordered" if chi < 1 else "chaotic"


def edge_of_chaos(
    definition: Elementwise, parameters: Mapping[str, float], sigma_b: float = 0.0
) -> Edge:
    """Return the σ_w at which, for that σ_b, gradients neither vanish nor explode: χ₁ = 1 at q*.

    With σ_w² = 1/E[φ′²] the fixed point is a zero of E[φ²]/E[φ′²] + σ_b² - q.

    Args:
        definition: an elementwise activation.
        parameters: a value for each of its parameters.
        sigma_b: biases have variance σ_b².

    Raises:
        BadParameter: σ_b is negative or not finite.
        WorkFailed: for no σ_w is there a fixed point with χ₁ = 1.

    Example:
        >>> from actlas.catalogue import definition
        >>> round(edge_of_chaos(definition("tanh"), {}, 0.05**0.5).sigma_w ** 2, 4)
        1.761
    """
    field = Field(definition, parameters, 1.0, sigma_b)

    def excess(q: float) -> float:
        steep = field.slope_square(q)
        return (field.mean_square(q) / steep + field.sigma_b**2) / q - 1 if steep else math.inf

    if all(abs(excess(q)) < _EQUAL for q in _PLACES[::8]):
        return Edge(1 / math.sqrt(field.slope_square(1.0)), math.nan)
    found = [(1 / math.sqrt(field.slope_square(q)), q) for q in _zeros(excess)]
    if field.variance(0.0) == 0 and 0 < field.slope_square(0.0) < math.inf:
        found.append((1 / math.sqrt(field.slope_square(0.0)), 0.0))
    if not found:
        raise WorkFailed(
            "for sigma_b = {sigma_b} no sigma_w gives a fixed point at the edge of chaos; "
            "a function like relu has one for sigma_b = 0 alone",
            sigma_b=sigma_b,
        )
    settled = [
        each
        for each in found
        if abs(Field(definition, parameters, each[0], sigma_b).slope(each[1])) < 1
    ]
    return Edge(*(settled or found)[0])
