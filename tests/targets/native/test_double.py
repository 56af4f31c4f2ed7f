"""Float64 primitives against mpmath: within an ulp or two everywhere, ordered, bounded."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import mpmath as mp
import numpy as np
import pytest
from tests.targets.native.compiled import sizes, values, worst

from actlas.targets.native import double


@dataclass(frozen=True)
class Case:
    """A primitive, what it computes, by how many ulps it may be off, and where it is defined."""

    word: str
    true: Callable[[Any], Any]
    ulps: float
    least: float = -math.inf
    largest: float = math.inf
    parameters: tuple[float, ...] = ()


def _logistic(u: Any) -> Any:
    return 1 / (1 + mp.exp(-u))


def _softplus(u: Any) -> Any:
    return mp.log1p(mp.exp(u)) if u < 700 else u


def _erfc(u: Any) -> Any:
    return mp.erfc(u) if u < 100 else mp.mpf(0)


def _tanh(u: Any) -> Any:
    return mp.tanh(u) if abs(u) < 100 else mp.sign(u)


def _root(u: Any) -> Any:
    return mp.sqrt(1 + u * u)


def _hypot1m1(u: Any) -> Any:
    return u * u / (1 + _root(u))


def _lift(u: Any) -> Any:
    return 1 / (_root(u) - u) if u < 0 else u + _root(u)


def _algebraic(u: Any) -> Any:
    h = _root(u)
    smaller = 1 / (2 * h * (h + abs(u)))
    return smaller if u < 0 else 1 - smaller


BEYOND = 800.0
CASES = (
    Case("exp", lambda u: mp.exp(max(min(u, BEYOND), -BEYOND)), 1.05),
    Case("expm1", lambda u: mp.expm1(max(min(u, BEYOND), -BEYOND)), 1.35),
    Case("log", mp.log, 0.85, least=5e-324),
    Case("log1p", mp.log1p, 1.25, least=-0.9999999999999999),
    Case("tanh", _tanh, 0.95),
    Case("sigmoid", lambda u: _logistic(max(u, -BEYOND)), 0.8),
    Case("softplus", lambda u: _softplus(max(u, -BEYOND)), 1.65),
    Case("sin", mp.sin, 0.95, -(2.0**30), 2.0**30),
    Case("cos", mp.cos, 0.95, -(2.0**30), 2.0**30),
    Case("atan", mp.atan, 0.95),
    Case("asinh", mp.asinh, 1.65),
    Case("erf", lambda u: mp.erf(max(min(u, BEYOND), -BEYOND)), 1.05),
    Case("erfc", _erfc, 2.0),
    Case("normal", lambda u: _erfc(-u / mp.sqrt(2)) / 2, 2.1),
    Case("hypot1", _root, 0.9),
    Case("hypot1m1", _hypot1m1, 0.85),
    Case("lift", _lift, 0.6),
    Case("algebraic", _algebraic, 1.25),
    Case("bell", lambda u: mp.exp(-min(u * u / 2, BEYOND)), 1.05, parameters=(0.5,)),
    Case("bell", lambda u: mp.exp(-min(u * u * mp.mpf(0.3), BEYOND)), 1.05, parameters=(0.3,)),
    Case("sinc_0", lambda u: mp.sin(u) / u, 1.55, -(2.0**30), 2.0**30),
    Case("wave_0", lambda u: mp.sin(mp.mpf(3.7) * u), 0.95, -1e8, 1e8, (3.7,)),
    Case("wave_1", lambda u: mp.cos(mp.mpf(3.7) * u), 0.95, -1e8, 1e8, (3.7,)),
    Case("wave_2", lambda u: -mp.sin(mp.mpf(3.7) * u), 0.95, -1e8, 1e8, (3.7,)),
    Case("wave_3", lambda u: -mp.cos(mp.mpf(3.7) * u), 0.95, -1e8, 1e8, (3.7,)),
    Case("power", lambda a: a ** mp.mpf(0.37), 1.05, 5e-324, parameters=(0.37,)),
    Case("power", lambda a: a ** mp.mpf(-1.9), 1.05, 1e-140, 1e140, (-1.9,)),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.word)
def test_a_primitive_is_within_its_ulps(case: Case) -> None:
    x = sizes(seed=11)
    x = x[(x >= case.least) & (x <= case.largest)]
    off, where = worst(values(getattr(double, case.word), x, *case.parameters), case.true, x)
    assert off <= case.ulps, (off, where)


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.word)
def test_a_primitive_is_within_its_ulps_on_many_numbers(case: Case) -> None:
    for seed in range(3):
        x = sizes(seed=100 + seed, step=1)
        x = x[(x >= case.least) & (x <= case.largest)]
        off, where = worst(values(getattr(double, case.word), x, *case.parameters), case.true, x)
        assert off <= case.ulps, (off, where)


def _sinc(order: int, u: Any) -> Any:
    """Return a derivative of sin(u) / u by its recurrence, in digits enough for what cancels."""
    with mp.workdps(120):
        value = mp.sin(u) / u
        for n in range(1, order + 1):
            value = (mp.sin(u + n * mp.pi / 2) - n * value) / u
        return value


@pytest.mark.parametrize("order", range(4))
def test_a_derivative_of_sinc_is_right_to_16_digits_of_its_size(order: int) -> None:
    x = np.random.default_rng(5).uniform(-25, 25, 250)
    x = np.concatenate([x, x / 8, x * 1e-9])
    got = values(getattr(double, f"sinc_{order}"), x)
    for y, each in zip(got, x, strict=True):
        assert abs(y - float(_sinc(order, mp.mpf(float(each))))) < 5e-16 * min(1.0, 9 / abs(each))


RISING = ("exp", "expm1", "tanh", "sigmoid", "softplus", "atan", "asinh", "erf", "normal", "lift")


@dataclass(frozen=True)
class Rising:
    """A primitive that nowhere falls."""

    word: str


@pytest.mark.parametrize("case", [Rising(word) for word in RISING], ids=lambda case: case.word)
def test_what_rises_never_falls(case: Rising) -> None:
    x = np.sort(np.concatenate([np.linspace(-40, 40, 200_001), np.linspace(-2, 2, 200_001)]))
    assert (np.diff(values(getattr(double, case.word), x)) >= 0).all()


def test_what_is_bounded_stays_within_its_bounds() -> None:
    x = np.linspace(-40, 40, 300_001)
    for primitive in (double.tanh, double.erf, double.sin, double.cos, double.sinc_0):
        assert np.abs(values(primitive, x)).max() <= 1
    for primitive in (double.sigmoid, double.normal, double.algebraic):
        got = values(primitive, x)
        assert got.min() >= 0
        assert got.max() <= 1


def test_sines_beyond_their_reach_are_not_given() -> None:
    x = np.array([1.1e9, -1e300, math.inf])
    for primitive in (double.sin, double.cos, double.sinc_0, double.sinc_3):
        assert np.isnan(values(primitive, x)).all()
    assert np.isnan(values(double.wave_0, x, 2.0)).all()


def test_a_power_takes_every_base_and_exponent() -> None:
    x = np.array([0.0, 1.0, 2.0, math.inf, math.nan])
    got = {p: values(double.power, x, p).tolist() for p in (0.5, -0.5, 0.0, 3.0)}
    assert got[0.5][:4] == pytest.approx([0.0, 1.0, math.sqrt(2), math.inf], rel=3e-16)
    assert got[-0.5][:4] == pytest.approx([math.inf, 1.0, math.sqrt(0.5), 0.0], rel=3e-16)
    assert got[0.0] == [1.0] * 5
    assert got[3.0][:3] == [0.0, 1.0, 8.0]
    assert math.isnan(got[0.5][4])
