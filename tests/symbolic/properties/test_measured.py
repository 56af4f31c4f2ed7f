"""Nothing wrong is claimed: every property is held against thousands of computed values."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.contract.cases import ELEMENTWISE, Case, allowed
from tests.symbolic.written import elementwise

import actlas
from actlas.definition import Elementwise, Interval
from actlas.symbolic.properties import Properties, properties
from actlas.targets import kernels
from actlas.targets.inputs import through_torch
from actlas.targets.oracle import Oracle

OTHER = (-2.0, -0.5, 0.0, 0.5, 2.0)
"""Values for parameters; extreme ones are tested by many digits in `test_sampled`."""

WRITTEN = {
    "softsign": elementwise("z/(1 + abs(z))"),
    "sine": elementwise("sin(z)"),
    "growing wave": elementwise("z*sin(z)"),
    "bump": elementwise("exp(-z^2)"),
    "cube": elementwise("z^3"),
    "swish": elementwise("z/(1 + exp(-z))"),
    "step": elementwise(("0", "z < 0"), "1"),
    "fall": elementwise(("z", "z < 1"), "0"),
    "squared ramp": elementwise(("0", "z < 0"), "z^2"),
    "sixth power": elementwise(("z^6", "z > 0"), "-z^6"),
    "clamp": elementwise(("-1", "z < -1"), ("1", "z > 1"), "z"),
    "hard swish": elementwise(("0", "z <= -3"), ("z", "z >= 3"), "z*(z + 3)/6"),
    "far parabola": elementwise(("0", "z < 100"), "(z - 100)*(z - 103)"),
    "distance": elementwise(("-z", "z < 0"), "z"),
    "root": elementwise(("0", "z < 0"), "sqrt(z)"),
}


def _cases() -> list[Case]:
    extreme = [
        Case(case.name, case.definition, {each.name: value})
        for case in ELEMENTWISE
        if not case.parameters
        for each in case.definition.parameters
        for value in OTHER
        if allowed(case.definition, {each.name: value})
    ]
    return [*ELEMENTWISE, *extreme, *(Case(name, each) for name, each in WRITTEN.items())]


def _found(case: Case) -> Properties:
    named = (each.name for each in case.definition.parameters)
    return properties(case.definition, dict(zip(named, case.values, strict=True)))


def _grid(case: Case) -> np.ndarray:
    centres = (0.0, *_found(case).kinks, 100.0)
    near = [centre + np.linspace(-12, 12, 4801) for centre in centres]
    return np.unique(np.concatenate([*near, np.linspace(-300, 300, 2001)]).round(4))


def _computed(case: Case, order: int = 0) -> tuple[np.ndarray, np.ndarray]:
    z = _grid(case)
    return z, through_torch(kernels.kernel(case.definition, order), case.values, z)


def _margin(of: np.ndarray) -> float:
    return 1e-9 * float(np.abs(of).max())


def _every_value_lies_in_the_range_and_closed_ends_are_reached(case: Case) -> None:
    _, y = _computed(case)
    claimed = _found(case).range
    slack = 1e-12 * max(1.0, abs(y).max())
    assert claimed.low - slack <= y.min()
    assert y.max() <= claimed.high + slack
    for end, closed, extreme in (
        (claimed.low, claimed.closed_low, y.min()),
        (claimed.high, claimed.closed_high, y.max()),
    ):
        assert math.isfinite(end) or not closed
        if closed:
            assert extreme == pytest.approx(end, abs=1e-3)
        elif math.isfinite(end):
            assert abs(y - end).min() < 0.1 or abs(y).max() > 1e3  # it is neared, if not reached


def _open_ends_are_not_reached_where_numbers_are_exact(case: Case) -> None:
    z, y = _computed(case)
    claimed = _found(case).range
    steepest = max([1.0, *(abs(each) for each in case.values)])
    # Farther out, rounding reaches what the function only nears.
    inner = y[np.abs(z) < 3 / steepest]
    assert not (inner == claimed.low).any() or claimed.closed_low
    assert not (inner == claimed.high).any() or claimed.closed_high


def _limits_are_neared(case: Case) -> None:
    kernel = kernels.kernel(case.definition)
    for end, claimed in zip((-1, 1), _found(case).limits, strict=True):
        far = through_torch(kernel, case.values, end * np.array([1e6, 1e9, 1e12]))
        if math.isnan(claimed):
            assert np.ptp(far) > 1e-3
        elif math.isinf(claimed):
            assert (np.sign(far) == np.sign(claimed)).all()
            assert abs(far[0]) < abs(far[1]) < abs(far[2]) or np.isinf(far[0])
        else:
            assert far[-1] == pytest.approx(claimed, abs=1e-5)


def _the_slope_jumps_at_kinks_and_nowhere_else(case: Case) -> None:
    kinks = _found(case).kinks
    kernel = kernels.kernel(case.definition, 1)
    for place in kinks:
        left, right = through_torch(kernel, case.values, place + np.array([-1e-9, 1e-9]))
        assert abs(left - right) > 1e-10 * max(abs(left), abs(right), 1e-300)
    z, slope = _computed(case, 1)
    _, curve = _computed(case, 2)
    # At a joint itself the slope is a choice, which need not be that of either side.
    sides = ~np.isin(z, Oracle(case.definition, case.parameters).kinks)
    z, slope, curve = z[sides], slope[sides], curve[sides]
    smooth = np.ones(len(z) - 1, dtype=bool)
    for place in kinks:
        smooth &= (z[1:] < place) | (z[:-1] > place)
    bound = np.maximum(np.abs(curve[1:]), np.abs(curve[:-1]))
    steps = np.abs(np.diff(slope))
    jumps = steps > 3 * bound * np.diff(z) + 0.05 * (np.abs(slope[1:]) + np.abs(slope[:-1])) + 1e-3
    assert not (jumps & smooth & np.isfinite(bound)).any()


def _monotone_odd_and_zero_are_as_claimed(case: Case) -> None:
    found = _found(case)
    z, y = _computed(case)
    rises, falls = (np.diff(y) > _margin(y)).any(), (np.diff(y) < -_margin(y)).any()
    claims = {
        (True, False): {"increasing"},
        (False, True): {"decreasing"},
        (True, True): {"no"},
        # What changes by less than the margin may be claimed to rise or to fall, or to be constant.
        (False, False): {"constant", "increasing", "decreasing"},
    }
    assert found.monotone in claims[rises, falls]
    if found.monotone == "constant":
        assert np.ptp(y) == 0
    kernel = kernels.kernel(case.definition)
    mirrored = through_torch(kernel, case.values, -z)
    inner = np.abs(z) > 0
    odd = np.allclose(mirrored[inner], -y[inner], rtol=1e-12, atol=1e-300)
    assert found.odd == odd
    assert found.zero_at_zero == (through_torch(kernel, case.values, 0.0) == 0)


def _slopes_stay_below_the_lipschitz_bound_and_come_near_it(case: Case) -> None:
    bound = _found(case).lipschitz
    z, y = _computed(case)
    measured = float(np.abs(np.diff(y) / np.diff(z)).max())
    assert measured <= bound * (1 + 1e-9) + 1e-9 * np.abs(y).max()
    if math.isfinite(bound):
        assert measured >= 0.98 * bound
    else:
        assert measured > 10


def _bounds_and_saturation_are_as_claimed(case: Case) -> None:
    found = _found(case)
    kernel, slope = kernels.kernel(case.definition), kernels.kernel(case.definition, 1)
    far = np.array([-1e12, 1e12])
    assert found.bounded == (math.isfinite(found.range.low), math.isfinite(found.range.high))
    values = through_torch(kernel, case.values, far)
    # Rounding may put a value beyond the end that it nears.
    assert (np.nextafter(values, np.inf) >= found.range.low).all()
    assert (np.nextafter(values, -np.inf) <= found.range.high).all()
    near, away = (np.abs(through_torch(slope, case.values, far / by)) for by in (1e6, 1))
    flat = ((away == 0) | (away < near / 10)) & ~np.isnan(found.limits)
    if found.periodic == "no":  # else it is chance how steep a wave is there
        assert found.saturates == (bool(flat[0]), bool(flat[1]))


def _the_gain_is_that_of_many_normal_numbers(case: Case) -> None:
    # The middle of 400,000 equal slices of probability: as good as a sample without its noise.
    from scipy.special import ndtri

    z = ndtri((np.arange(400_000) + 0.5) / 400_000)
    y = through_torch(kernels.kernel(case.definition), case.values, z)
    second_moment = float(np.mean(y * y))
    gain = _found(case).gain
    if second_moment == 0:
        assert gain > 1e100
    else:
        assert gain == pytest.approx(1 / math.sqrt(second_moment), rel=0.02)


SMOOTHNESS = {
    "step": -1,
    "fall": -1,
    "clamp": 0,
    "hard swish": 0,
    "distance": 0,
    "softsign": 1,
    "squared ramp": 1,
    "sixth power": 5,
    "bump": math.inf,
    "cube": math.inf,
    "sine": math.inf,
}


@pytest.mark.parametrize(("name", "wanted"), SMOOTHNESS.items(), ids=SMOOTHNESS)
def test_smoothness_counts_the_continuous_derivatives(name: str, wanted: float) -> None:
    assert properties(WRITTEN[name], {}).smoothness == wanted


def test_what_the_seven_are_known_for() -> None:
    elu, half = actlas.get("elu").properties, actlas.get("elu", alpha=0.5).properties
    assert (elu.smoothness, elu.kinks, str(elu.range)) == (1, (), "(-1, ∞)")
    assert (half.smoothness, half.kinks, half.lipschitz) == (0, (0.0,), 1.0)
    relu = actlas.get("relu").properties
    assert (str(relu.range), relu.kinks, relu.saturates) == ("[0, ∞)", (0.0,), (True, False))
    tanh = actlas.get("tanh").properties
    assert (str(tanh.range), tanh.odd, tanh.smoothness) == ("(-1, 1)", True, math.inf)
    assert actlas.get("sigmoid").properties.lipschitz == 0.25
    assert actlas.get("linear", m=0.0).properties.monotone == "constant"
    assert actlas.get("linear", m=-2.0).properties.monotone == "decreasing"
    assert actlas.get("leaky_relu", negative_slope=-0.5).properties.monotone == "no"
    assert actlas.get("leaky_relu", negative_slope=1.0).properties.kinks == ()


@settings(max_examples=10, deadline=None)
@given(
    low=st.floats(-3, -0.5).map(lambda x: round(x, 2)),
    high=st.floats(0.5, 3).map(lambda x: round(x, 2)),
)
def test_any_clamp_is_known_exactly(low: float, high: float) -> None:
    definition: Elementwise = elementwise((f"{low}", f"z < {low}"), (f"{high}", f"z > {high}"), "z")
    found = properties(definition, {})
    assert (found.range.low, found.range.high) == (low, high)
    assert found.range.closed_low
    assert found.range.closed_high
    assert found.kinks == (low, high)
    assert found.limits == (low, high)
    assert found.odd == (low == -high)


def test_a_vector_activation_has_no_such_properties() -> None:
    for name in actlas.names():
        if not actlas.get(name).elementwise:
            with pytest.raises(actlas.ActlasError, match="acts on vectors"):
                actlas.get(name).properties  # noqa: B018


_CLAIMS = (
    _every_value_lies_in_the_range_and_closed_ends_are_reached,
    _open_ends_are_not_reached_where_numbers_are_exact,
    _limits_are_neared,
    _the_slope_jumps_at_kinks_and_nowhere_else,
    _monotone_odd_and_zero_are_as_claimed,
    _slopes_stay_below_the_lipschitz_bound_and_come_near_it,
    _bounds_and_saturation_are_as_claimed,
    _the_gain_is_that_of_many_normal_numbers,
)


@dataclass(frozen=True)
class _Otherwise:
    """Properties, one of which is claimed to be otherwise."""

    found: Properties
    name: str
    value: Any

    def __getattr__(self, name: str) -> Any:
        return self.value if name == self.name else getattr(self.found, name)


WRONG = [
    ("tanh", "range", Interval(-1, 0.99)),
    ("relu", "range", Interval(0, math.inf)),
    ("elu", "limits", (-1.0, 1.0)),
    ("relu", "kinks", ()),
    ("hardshrink(lambd=0)", "kinks", (0.0,)),
    ("elu(alpha=0.5)", "kinks", ()),
    ("leaky_relu", "monotone", "no"),
    ("sigmoid", "odd", True),
    ("sigmoid", "zero_at_zero", True),
    ("sigmoid", "lipschitz", 0.24),
    ("sigmoid", "lipschitz", 0.26),
    ("elu", "saturates", (False, False)),
    ("tanh", "gain", 1.55),
]


@pytest.mark.parametrize(("label", "name", "value"), WRONG)
def test_a_wrong_claim_is_seen(
    label: str, name: str, value: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    act = actlas.get(label)
    case = Case(act.name, act.definition, dict(act.parameters))
    otherwise = _Otherwise(_found(case), name, value)
    monkeypatch.setitem(globals(), "_found", lambda case: otherwise)
    with pytest.raises(AssertionError):
        _hold(case)


def _hold(case: Case) -> None:
    for claim in _CLAIMS:
        claim(case)


@pytest.mark.parametrize("case", _cases(), ids=str)
def test_nothing_is_claimed_that_computed_values_contradict(case: Case) -> None:
    # One test a case: the values serve all claims.
    _hold(case)
