"""Numbers in twice the digits are that, and functions of them lose some ulps and no more."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import mpmath
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from actlas.targets import pairs

DTYPES = {torch.float64: 53, torch.float32: 24}
numbers = st.floats(-1e6, 1e6, allow_nan=False, width=32).filter(lambda v: abs(v) > 1e-6)


def _true(u: Any) -> mpmath.mpf:
    return mpmath.mpf(float(u[0])) + mpmath.mpf(float(u[1]))


def _of(value: float, dtype: torch.dtype) -> tuple[torch.Tensor, float]:
    return torch.tensor([value], dtype=dtype), 0.0


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@given(a=numbers, b=numbers)
def test_sums_and_products_are_exact(dtype: torch.dtype, a: float, b: float) -> None:
    with mpmath.workdps(60):
        u, v = _of(a, dtype), _of(b, dtype)
        assert _true(pairs.plus(u, v)) == mpmath.mpf(a) + mpmath.mpf(b)
        assert _true(pairs.times(u, v)) == mpmath.mpf(a) * mpmath.mpf(b)


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@given(a=numbers, b=numbers)
def test_quotients_and_constants_have_twice_the_digits(
    dtype: torch.dtype, a: float, b: float
) -> None:
    with mpmath.workdps(60):
        x = torch.tensor([a], dtype=dtype)
        tenth = pairs.number(0.1, -5.551115123125783e-18, x)
        bound = mpmath.mpf(2) ** (3 - 2 * DTYPES[dtype])
        assert abs(_true(tenth) * 10 - 1) < bound
        quotient = _true(pairs.over((x, 0.0), _of(b, dtype)))
        assert abs(quotient * mpmath.mpf(b) / mpmath.mpf(a) - 1) < bound


FUNCTIONS: dict[Callable[..., Any], Callable[[Any], Any]] = {
    pairs.exp: mpmath.exp,
    pairs.softplus: lambda u: mpmath.log1p(mpmath.exp(u)),
    pairs.sigmoid: lambda u: 1 / (1 + mpmath.exp(-u)),
    pairs.normal: mpmath.ncdf,
}


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda each: each.__name__)
def test_inner_functions_give_more_digits_than_their_dtype_has(
    function: Callable[..., Any], dtype: torch.dtype
) -> None:
    x = torch.linspace(6, 20, 400, dtype=dtype)
    low = x * 2.0 ** -(DTYPES[dtype] + 3)
    high, rest = function((x, low))
    with mpmath.workdps(60):
        for z, below, h, r in zip(x.tolist(), low.tolist(), high, rest, strict=True):
            true = FUNCTIONS[function](mpmath.mpf(z) + mpmath.mpf(below))
            assert abs(_true((h, r)) / true - 1) < mpmath.mpf(2) ** -(DTYPES[dtype] + 5)


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_an_exponential_of_a_pair_loses_no_more_than_that_of_a_number(dtype: torch.dtype) -> None:
    far = 600 if dtype == torch.float64 else 70
    x = torch.linspace(-far, 5, 777, dtype=dtype)
    exponent = pairs.times(pairs.number(1.1, -8.881784197001253e-17, x), (x, 0.0))
    least = mpmath.mpf(2) ** -(DTYPES[dtype] - 2)
    with mpmath.workdps(40):
        for z, e, s in zip(
            x.tolist(), pairs.exp_of(exponent), pairs.sigmoid_of(exponent), strict=True
        ):
            power = mpmath.exp(mpmath.mpf("1.1") * mpmath.mpf(z))
            assert abs(mpmath.mpf(float(e)) / power - 1) < least
            assert abs(mpmath.mpf(float(s)) / (power / (1 + power)) - 1) < least


@pytest.mark.parametrize("dtype", DTYPES, ids=str)
def test_infinities_and_nan_come_out_as_from_ordinary_numbers(dtype: torch.dtype) -> None:
    x = torch.tensor([math.inf, -math.inf, math.nan, torch.finfo(dtype).max], dtype=dtype)
    tripled = pairs.times(pairs.number(3.0, 0.0, x), (x, 0.0))
    assert pairs.sigmoid_of(tripled).tolist()[:2] == [1.0, 0.0]
    assert pairs.exp_of(tripled).tolist()[:2] == [math.inf, 0.0]
    assert pairs.exp_of(tripled).isnan().tolist() == [False, False, True, False]
    assert pairs.exp_of(pairs.negative(tripled)).tolist()[3] == 0.0
    high, rest = pairs.exp((x, 0.0))
    assert (high + rest).tolist()[:2] == [math.inf, 0.0]


def test_a_power_of_two_as_a_factor_costs_nothing() -> None:
    x = torch.tensor([0.1, 3.7])
    assert pairs.times(pairs.number(0.5, 0.0, x), (x, 0.0))[1] == 0.0
    assert pairs.sigmoid_of((x, 0.0)).tolist() == torch.sigmoid(x).tolist()
