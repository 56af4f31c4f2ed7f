"""The float32 room: exact to 2 ulps, right at the ends, monotone, bounded, and in vectors."""

from __future__ import annotations

import math
import platform
import re
from typing import Any

import numpy as np
import pytest
import torch
from numba import njit
from tests.targets.native.ulps import Exact, furthest, looped, over_all, sampled

from actlas.targets.native import single, translation
from actlas.targets.native.arithmetic import inlined, select
from actlas.targets.vocabulary import WORDS

_ZERO, _ONE, _RATE = np.float32(0), np.float32(1), np.float32(1.7)
_BETA = float(_RATE)


@inlined
def _silu(u: Any) -> Any:
    return single.weighted_sigmoid(u, u, _ZERO)


@inlined
def _rated(u: Any) -> Any:
    return single.pair_times(single.pair_number(_RATE, _ZERO), (u, _ZERO))


@inlined
def _swish(u: Any) -> Any:
    return single.weighted_sigmoid_of(u, _rated(u))


@inlined
def _sigmoid_of(u: Any) -> Any:
    return single.sigmoid_of(_rated(u))


@inlined
def _mirrored_sigmoid_of(u: Any) -> Any:
    return single.mirrored_sigmoid_of(_rated(u))


@inlined
def _softplus_of(u: Any) -> Any:
    return single.softplus_of(_rated(u))


@inlined
def _exp_of(u: Any) -> Any:
    return single.exp_of(_rated(u))


@inlined
def _exp_below(u: Any) -> Any:
    return select(u > _ZERO, _ONE, single.exp_below(u))


@inlined
def _expm1_below(u: Any) -> Any:
    return select(u > _ZERO, _ZERO, single.expm1_below(u))


def _exact_softplus(u: torch.Tensor) -> torch.Tensor:
    return u.clamp(min=0) + torch.log1p(torch.exp(-u.abs()))


def _exact_tanh_softplus(u: torch.Tensor) -> torch.Tensor:
    """w / (w + 2), for u > 0 divided through by e²ᵘ."""
    e = torch.exp(-u.abs())
    below, above = e * (e + 2), 1 + 2 * e
    return torch.where(u < 0, below / (below + 2), above / (above + 2 * e * e))


def _exact_normal(u: torch.Tensor) -> torch.Tensor:
    return torch.erfc(u * -math.sqrt(0.5)) / 2


def _weighted(share: Exact) -> Exact:
    """Return u·share(u), where an infinity times nothing is nothing."""
    return lambda u: torch.where(u == -torch.inf, -0.0, u * share(u))


def _exact_hypot1m1(u: torch.Tensor) -> torch.Tensor:
    return u.abs() * (u.abs() / (1 + torch.hypot(u, torch.ones_like(u)))).nan_to_num(nan=torch.nan)


def _far_hypot1m1(u: torch.Tensor) -> torch.Tensor:
    return torch.where(u.abs() > 1e30, u.abs(), _exact_hypot1m1(u))


CASES: dict[str, tuple[Any, Exact, float]] = {
    "exp": (single.exp, torch.exp, 1.1),
    "exp of a pair": (_exp_of, lambda u: torch.exp(_BETA * u), 1.7),
    "exp below 0": (_exp_below, lambda u: torch.exp(u.clamp(max=0)), 1.1),
    "expm1": (single.expm1, torch.expm1, 1.7),
    "expm1 below 0": (_expm1_below, lambda u: torch.expm1(torch.where(u > 0, 0.0, u)), 1.7),
    "sigmoid": (single.sigmoid, torch.sigmoid, 2.0),
    "sigmoid of a pair": (_sigmoid_of, lambda u: torch.sigmoid(_BETA * u), 2.0),
    "mirrored sigmoid": (single.mirrored_sigmoid, torch.sigmoid, 3.0),
    "mirrored sigmoid of a pair": (
        _mirrored_sigmoid_of,
        lambda u: torch.sigmoid(_BETA * u),
        3.0,
    ),
    "tanh": (single.tanh, torch.tanh, 1.8),
    "softplus": (single.softplus, _exact_softplus, 2.0),
    "softplus of a pair": (_softplus_of, lambda u: _exact_softplus(_BETA * u), 2.1),
    "tanh of softplus": (single.tanh_softplus, _exact_tanh_softplus, 1.7),
    "u times σ(u)": (single.weighted_own_sigmoid, _weighted(torch.sigmoid), 2.0),
    "u times σ(u + 0)": (_silu, _weighted(torch.sigmoid), 2.0),
    "u times σ of a pair": (_swish, _weighted(lambda u: torch.sigmoid(_BETA * u)), 2.1),
    "u times tanh of softplus": (
        single.weighted_tanh_softplus,
        _weighted(_exact_tanh_softplus),
        1.7,
    ),
    "normal": (single.normal, _exact_normal, 2.4),
    "u times normal": (single.weighted_normal, _weighted(_exact_normal), 2.0),
    "hypot1": (single.hypot1, lambda u: torch.hypot(u, torch.ones_like(u)), 1.0),
    "hypot1m1": (single.hypot1m1, _far_hypot1m1, 1.8),
    "reciprocal": (single.reciprocal, torch.reciprocal, 0.5),
}


def _each() -> Any:
    return pytest.mark.parametrize("name", CASES)


def _values(name: str, *numbers: float) -> list[float]:
    x = np.array(numbers, dtype=np.float32)
    y = np.empty_like(x)
    looped(CASES[name][0])(x, y)
    return [float(each) for each in y]


@_each()
def test_a_primitive_is_as_exact_as_it_says(name):
    primitive, exact, bound = CASES[name]
    off = furthest(looped(primitive), exact, sampled())
    assert off.ulps <= bound, off


@pytest.mark.slow
@_each()
def test_a_primitive_is_as_exact_as_it_says_at_every_number(name):
    primitive, exact, bound = CASES[name]
    off = over_all(looped(primitive), exact)
    assert off.ulps <= bound, off


@_each()
def test_nan_stays_nan(name):
    assert math.isnan(_values(name, math.nan)[0])


@_each()
def test_infinities_give_the_limits(name):
    _, exact, _ = CASES[name]
    ends = torch.tensor([-torch.inf, torch.inf], dtype=torch.float64)
    assert _values(name, -math.inf, math.inf) == exact(ends).tolist()


ODD = ("expm1", "tanh", "u times σ(u)", "u times σ of a pair", "u times normal")


@pytest.mark.parametrize("name", [*ODD, "u times tanh of softplus"])
def test_zeros_keep_their_signs(name):
    assert [math.copysign(1, each) for each in _values(name, 0.0, -0.0)] == [1, -1]


@pytest.mark.parametrize("name", ["u times σ(u)", "u times σ of a pair", "u times normal"])
def test_a_product_that_vanishes_is_negative_zero(name):
    values = _values(name, -200.0, -3e38, -math.inf)
    assert [math.copysign(1, each) for each in values] == [-1, -1, -1]
    assert values == [0, 0, 0]


def test_a_large_number_times_half_is_finite():
    @inlined
    def half(u: Any) -> Any:
        return single.weighted_sigmoid(u, _ZERO, _ZERO)

    x = np.array([3e38, -3e38, 1e-45], dtype=np.float32)
    y = np.empty_like(x)
    looped(half)(x, y)
    assert y.tolist() == [x[0] / 2, x[1] / 2, 0.0]


def test_tanh_never_passes_1():
    x = np.linspace(0, 20, 1_000_001, dtype=np.float32)
    y = np.empty_like(x)
    looped(single.tanh)(x, y)
    assert y.max() == 1
    assert y[-1] == 1


@pytest.mark.parametrize("name", ["sigmoid", "mirrored sigmoid", "normal", "tanh of softplus"])
def test_a_share_is_between_0_and_1(name):
    x = np.linspace(-120, 40, 1_000_001, dtype=np.float32)
    y = np.empty_like(x)
    looped(CASES[name][0])(x, y)
    assert y.min() >= 0
    assert y.max() <= 1


def test_a_mirrored_sigmoid_and_its_mirror_sum_to_1():
    x = np.linspace(-20, 20, 100_001, dtype=np.float32)
    there, back = np.empty_like(x), np.empty_like(x)
    loop = looped(single.mirrored_sigmoid)
    loop(x, there)
    loop(-x, back)
    assert np.abs(there + back - 1).max() <= 2**-23


_EDGES = [0.0, -0.0, 1.0, -1.0, 1e-45, -3e38, math.inf, -math.inf, math.nan]
PLAIN = {
    "absolute": (single.absolute, torch.abs),
    "sign": (single.sign, lambda x: torch.where((x == 0) | x.isnan(), x, x.sign())),
    "relu": (single.relu, torch.relu),
}


@pytest.mark.parametrize("name", PLAIN)
def test_a_plain_primitive_is_pytorch_s(name):
    primitive, theirs = PLAIN[name]
    x = np.array(_EDGES, dtype=np.float32)
    y = np.empty_like(x)
    looped(primitive)(x, y)
    wanted = theirs(torch.from_numpy(x)).numpy()
    assert np.array_equal(y, wanted, equal_nan=True)
    assert np.array_equal(np.signbit(y[:-1]), np.signbit(wanted[:-1]))


@njit
def _compared(a: Any, b: Any) -> Any:
    return single.greatest(a, b), single.least(a, b)


def test_the_greatest_and_the_least_number_keep_nan():
    one, two, nan = np.float32(1), np.float32(2), np.float32(np.nan)
    assert _compared(one, two) == _compared(two, one) == (2, 1)
    assert np.isnan(_compared(one, nan)).all()
    assert np.isnan(_compared(nan, one)).all()


@njit
def _ends(u: Any) -> Any:
    return single.isinf(u), single.at_infinity(u), single.ceiling(u)


def test_what_stands_for_infinity():
    assert _ends(np.float32(np.inf))[0]
    assert not _ends(np.float32(np.nan))[0]
    assert [_ends(np.float32(each))[1] for each in (-2e20, 1e-20, 0.5)] == [-np.inf, 0, 0.5]
    assert _ends(np.float32(1e20))[2] == pytest.approx(math.log(np.finfo(np.float32).max) / 6)
    assert _ends(np.float32(-1e20))[2] == np.float32(-1e20)


@njit
def _combined(u: Any, v: Any) -> Any:
    return (
        single.pair_plus(u, v),
        single.pair_times(u, v),
        single.pair_over(u, v),
        single.pair_negative(u),
        single.pair_absolute(single.pair_negative(u)),
    )


def _pair(value: float) -> tuple[Any, Any]:
    high = np.float32(value)
    return high, np.float32(value - float(high))


def _sum(pair: tuple[Any, Any]) -> float:
    return float(pair[0]) + float(pair[1])


def test_pairs_have_twice_the_digits():
    a, b = math.pi, math.e
    results = [_sum(each) for each in _combined(_pair(a), _pair(b))]
    for got, wanted in zip(results, (a + b, a * b, a / b, -a, a), strict=True):
        assert got == pytest.approx(wanted, rel=2**-45, abs=0)


def test_a_pair_that_overflows_has_no_rest():
    huge = (np.float32(3e38), np.float32(1e30))
    total, product, *_ = _combined(huge, huge)
    assert total == (np.inf, 0)
    assert product == (np.inf, 0)
    quotient = _combined(huge, (np.float32(0), np.float32(0)))[2]
    assert quotient == (np.inf, 0)


@pytest.mark.skipif(platform.machine() != "x86_64", reason="reads x86-64's instructions")
@_each()
def test_the_loop_runs_in_vectors(name):
    (assembly,) = looped(CASES[name][0]).inspect_asm().values()
    assert re.search(r"\bv?(mul|fmadd\d+|div)ps\b.*[xyz]mm", assembly)
    assert not re.search(r"\bcallq?\s+\S*(exp|tanh|fma|erf)", assembly)


@pytest.mark.skipif(platform.machine() != "x86_64", reason="reads x86-64's instructions")
def test_a_mirrored_sigmoid_shares_its_exponential_and_its_division():
    @inlined
    def slope(u: Any) -> Any:
        return single.mirrored_sigmoid(u) * single.mirrored_sigmoid(-u)

    def divisions(primitive: Any) -> int:
        (assembly,) = looped(primitive).inspect_asm().values()
        return len(re.findall(r"\bv?divps\b", assembly))

    assert divisions(slope) == divisions(single.mirrored_sigmoid)


@pytest.mark.parametrize("word", [*single.PHRASES.values(), *single.MIRRORED.values()])
def test_the_room_has_the_words_that_it_offers(word):
    assert word.partition("(")[0] in single.__all__


def test_phrases_are_made_of_words_that_some_room_has():
    said = set(re.findall(r"(\w+)\(", " ".join(single.PHRASES))) | set(single.MIRRORED)
    said -= {translation.FALLING}  # which says of a number where it is asked for
    assert said <= {*single.__all__, *WORDS, "select", "sqrt"}
