"""Exponents in float64 have digits enough: what are pairs of numbers elsewhere are numbers here."""

from __future__ import annotations

from typing import Any

from actlas.targets.native.arithmetic import inlined
from actlas.targets.native.comparisons import absolute, ceiling
from actlas.targets.native.middle.exponential import exp, sigmoid
from actlas.targets.native.middle.gauss import normal
from actlas.targets.native.middle.logarithm import softplus


@inlined
def pair_number(value: Any, low: Any) -> Any:
    """Return a parameter or constant; what of it is beyond float64 does not count here."""
    return value + low


@inlined
def pair_negative(u: Any) -> Any:
    """Return -u."""
    return -u


@inlined
def pair_plus(u: Any, v: Any) -> Any:
    """Return u + v."""
    return u + v


@inlined
def pair_times(u: Any, v: Any) -> Any:
    """Return u·v."""
    return u * v


@inlined
def pair_over(u: Any, v: Any) -> Any:
    """Return u / v."""
    return u / v


pair_absolute, pair_ceiling = absolute, ceiling
pair_exp, pair_normal, pair_sigmoid, pair_softplus = exp, normal, sigmoid, softplus
exp_of, sigmoid_of = exp, sigmoid
