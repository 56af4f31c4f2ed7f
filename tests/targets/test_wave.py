"""sin(c·u) with the product in twice the digits: true far from zero, as tensors and as printed."""

from __future__ import annotations

import math
from collections.abc import Callable

import mpmath
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.symbolic.written import elementwise

from actlas.definition import Parameter
from actlas.symbolic.functions import Z
from actlas.symbolic.grammar import parse
from actlas.symbolic.references import symbol
from actlas.symbolic.rewrite import rewritten
from actlas.targets import helpers, primitives

RATES = st.floats(0.01, 50)
QUARTERS = st.integers(0, 3)
EPSILON = 2.0**-52


def _true(u: float, c: float, quarter: int) -> mpmath.mpf:
    with mpmath.workdps(700):
        product = mpmath.mpf(u) * mpmath.mpf(c)
        turned = (mpmath.sin, mpmath.cos)[quarter % 2](product)
        return -turned if quarter > 1 else turned


def _printed() -> Callable[[float, float, int], float]:
    names: dict[str, object] = {"math": math}
    (source,) = helpers.helpers("y = wave(z, c)")
    exec(source, names)
    return names["wave"]  # type: ignore[return-value]


@settings(deadline=None)
@given(u=st.floats(-1e305, 1e305), c=RATES, quarter=QUARTERS)
def test_it_is_true_to_the_last_digits_of_one(u: float, c: float, quarter: int) -> None:
    true = _true(u, c, quarter)
    z = torch.tensor([u], dtype=torch.float64)
    for got in (primitives.wave(z, c, quarter).item(), _printed()(u, c, quarter)):
        assert abs(got - true) <= 2 * EPSILON
        if abs(c * u) < 1e9 and abs(true) > 1e-3:
            assert abs(got - true) <= 3 * EPSILON * abs(true)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_rounding_the_product_would_shift_the_wave(dtype: torch.dtype) -> None:
    z = torch.linspace(1e4, 1e5, 999, dtype=dtype)
    rate = torch.tensor(0.7, dtype=dtype)
    true = torch.tensor([float(_true(float(u), float(rate), 0)) for u in z], dtype=torch.float64)
    epsilon = torch.finfo(dtype).eps
    assert float((primitives.wave(z, rate).double() - true).abs().max()) < 2 * epsilon
    assert float((torch.sin(rate * z).double() - true).abs().max()) > 1_000 * epsilon


def test_it_is_a_number_for_every_number_and_none_at_the_ends() -> None:
    ends = torch.tensor([1.7e308, -1.7e308, torch.inf, -torch.inf, torch.nan], dtype=torch.float64)
    assert primitives.wave(ends, 2.5).isnan().tolist() == [False, False, True, True, True]
    assert math.isfinite(_printed()(1.7e308, 2.5, 0))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("sin(omega*z)", "wave(z, omega, 0)"),
        ("cos(3*z)", "wave(z, 3, 1)"),
        ("sin(z)", "sin(z)"),
        ("sin(4*z)", "sin(4*z)"),
        ("sin(z/2)", "sin(z/2)"),
        ("sin(z^2)", "sin(z**2)"),
    ],
)
def test_it_stands_where_a_product_is_rounded(text: str, wanted: str) -> None:
    assert str(rewritten(parse(text, ("omega",)))) == wanted


def test_its_derivatives_turn_by_a_quarter() -> None:
    value = rewritten(parse("sin(omega*z)", ("omega",)))
    omega = symbol("omega")
    assert value.diff(Z, 2) == omega**2 * value.func(Z, omega, 2)
    assert value.diff(Z, 4) == omega**4 * value
    assert value.diff(omega) == Z * value.func(Z, omega, 1)


def test_a_definition_of_a_wave_is_compiled_as_one() -> None:
    from actlas.targets import kernels

    rate = (Parameter("omega", 1.0, "frequency"),)
    assert "own.wave(x, omega, 0)" in kernels.source(elementwise("sin(omega*z)", parameters=rate))
