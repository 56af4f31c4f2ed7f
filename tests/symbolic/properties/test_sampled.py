"""No property contradicts values that were computed: for every definition, and random functions."""

from __future__ import annotations

import math

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.contract.cases import ELEMENTWISE, Case
from tests.symbolic.written import elementwise

from actlas.definition import Elementwise
from actlas.symbolic.properties import FACTS, NAMES, Properties, facts, properties
from actlas.targets.oracle import Oracle

STEP = 1e-4


def _values(definition: Elementwise, bound: dict[str, float], z: np.ndarray) -> np.ndarray:
    oracle = Oracle(definition, bound)
    with mpmath.workdps(30):
        return np.array([float(oracle.value(float(each))) for each in z])


def check(definition: Elementwise, bound: dict[str, float]) -> None:
    """Hold every property against values on a grid."""
    found = properties(definition, bound)
    sizes = {
        1.0,
        *(abs(each) for each in bound.values()),
        *(1 / abs(p) for p in bound.values() if p),
    }
    for scale in sorted(each for each in sizes if each):
        _check_at(definition, bound, found, scale)
    for name in NAMES:
        assert found.reasons[name].standing in ("exact", "numeric", "unknown")
        assert found.reasons[name].render()


def _check_at(
    definition: Elementwise, bound: dict[str, float], found: Properties, scale: float
) -> None:
    """Hold the properties against values about 0, as far out as a parameter may make it matter."""
    z = np.unique(np.concatenate([np.linspace(-9, 9, 61), np.linspace(-60, 60, 9)]) + 1e-3) * scale
    y, right, left = (_values(definition, bound, z + step * scale) for step in (0, STEP, -STEP))
    size = np.maximum(1.0, np.abs(y))
    if found.reasons["range"].standing != "unknown":
        assert (y >= found.range.low - 1e-12 * size).all()
        assert (y <= found.range.high + 1e-12 * size).all()
    _slopes(found, z, STEP * scale, (left, y, right))
    _zeros(definition, bound, found, z, y)
    mirrored = _values(definition, bound, -z)
    for name, sign in (("odd", -1), ("even", 1)):
        if getattr(found, name):
            assert np.allclose(mirrored, sign * y, rtol=1e-12, atol=1e-300)
        elif "place" in found.reasons[name].fields:
            # By how little it misses symmetry does not matter: beta = 1e-20 is no symmetry.
            oracle, place = Oracle(definition, bound), float(found.reasons[name].fields["place"])
            with mpmath.workdps(50):
                assert oracle.value(-place) != sign * oracle.value(place)
    if found.homogeneous:
        assert np.allclose(_values(definition, bound, 3 * z), 3 * y, rtol=1e-12)
    if found.periodic == "yes" and not math.isnan(found.period):
        assert np.allclose(_values(definition, bound, z + found.period), y, atol=1e-9 * size.max())


def _slopes(
    found: Properties, z: np.ndarray, step: float, values: tuple[np.ndarray, np.ndarray, np.ndarray]
) -> None:
    left, y, right = values
    joined = np.ones(len(z), dtype=bool)
    for place in (*found.kinks, *(each.at for each in found.jumps)):
        joined &= np.abs(z - place) > 2 * step
    noise = 1e-14 * np.maximum(np.abs(y), np.abs(z) * min(found.lipschitz, 1e30))
    rise = right - left
    if found.reasons["lipschitz"].standing != "unknown":
        assert (np.abs(rise) <= found.lipschitz * 2 * step + 4 * noise).all()
    bend = right - 2 * y + left
    for name, change, sign in (
        ("rises", rise, 1),
        ("falls", rise, -1),
        ("convex", bend, 1),
        ("concave", bend, -1),
    ):
        for each in getattr(found, name):
            inside = (z - step > each.low) & (z + step < each.high) & joined
            assert (sign * change[inside] >= -8 * noise[inside]).all()
    for each in found.flats:
        assert (rise[(z - step > each.low) & (z + step < each.high)] == 0).all()
    if found.monotone == "increasing":
        assert (rise >= -4 * noise).all()
    if found.monotone == "decreasing":
        assert (rise <= 4 * noise).all()


def _zeros(
    definition: Elementwise,
    bound: dict[str, float],
    found: Properties,
    z: np.ndarray,
    y: np.ndarray,
) -> None:
    steepest = min(found.lipschitz, 1e6)
    for places, shift in ((found.zeros, 0), (found.fixed_points, 1)):
        at = np.array(places.points)
        if len(at) and not found.jumps:
            gap = _values(definition, bound, at) - shift * at
            assert (np.abs(gap) <= 1e-9 * (1 + steepest) * np.maximum(1, np.abs(at))).all()
        for each in places.intervals:
            inside = (z > each.low) & (z < each.high)
            assert np.allclose(y[inside], shift * z[inside], rtol=1e-14, atol=0)
        known = found.reasons["fixed_points" if shift else "zeros"].standing != "unknown"
        if known and not places.endless and not found.jumps:
            signs = np.sign(y - shift * z)
            for n in np.flatnonzero(signs[1:] * signs[:-1] < 0):
                crossed = any(z[n] <= each <= z[n + 1] for each in places.points)
                assert crossed or any(
                    one.low <= z[n + 1] and one.high >= z[n] for one in places.intervals
                )


def _cases() -> list[Case]:
    extreme = [
        Case(case.name, case.definition, {each.name: value})
        for case in ELEMENTWISE
        if not case.parameters
        for each in case.definition.parameters
        for value in (1e-20, 1e3)
        if value in each.domain
        and each.name not in {name for pair in case.definition.ordered for name in pair}
    ]
    return [*ELEMENTWISE, *extreme]


@pytest.mark.parametrize("case", _cases(), ids=str)
def test_properties_of_every_definition_agree_with_computed_values(case: Case) -> None:
    named = (each.name for each in case.definition.parameters)
    check(case.definition, dict(zip(named, case.values, strict=True)))


@pytest.mark.parametrize("case", ELEMENTWISE, ids=str)
def test_facts_are_known_for_every_definition(case: Case) -> None:
    named = (each.name for each in case.definition.parameters)
    found = facts(case.definition, dict(zip(named, case.values, strict=True)))
    known = [name for name in FACTS if found[name] is not None]
    assert len(known) >= len(FACTS) - 1  # whether the mean is 0 may stay open


numbers = st.floats(-4, 4).map(lambda x: round(x, 2))
shapes = st.sampled_from(
    [
        "a*z*sigmoid(b*z) + c",
        "a*tanh(b*z + c)",
        "max(a*z, b*z + c)",
        "min(max(z, a), a + abs(b)) + c*z",
        "a*z*exp(-z^2) + b*z + c",
        "where(z > a, b*z + c, tanh(z))",
        "a*atan(z) + b*erf(z + c)",
        "a*sin(z) + b*z + c",
        "a*softplus(z) + b*softplus(-z) + c*z",
        "z*normal(a*z) + b*abs(z) + c",
        "(a*z^3 + b*z + c)/(1 + z^2)",
    ]
)


@pytest.mark.slow
@settings(max_examples=25, deadline=None, derandomize=True)
@given(shape=shapes, a=numbers, b=numbers, c=numbers)
def test_properties_of_random_functions_agree_with_computed_values(
    shape: str, a: float, b: float, c: float
) -> None:
    text = "".join({"a": f"({a})", "b": f"({b})", "c": f"({c})"}.get(w, w) for w in _words(shape))
    check(elementwise(text), {})


def _words(text: str) -> list[str]:
    import re

    return re.findall(r"[a-z_0-9]+|[^a-z]", text)
