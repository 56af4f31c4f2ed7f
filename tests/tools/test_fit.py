"""Coefficients of the native target's float64 rooms are those that their fits give."""

from __future__ import annotations

from pathlib import Path

import mpmath as mp
import pytest

import fit
from actlas.targets.native.double import coefficients as double
from actlas.targets.native.middle import coefficients as middle
from fits import ROOMS, Fit, Quotient, relative

WRITTEN = {"double": double, "middle": middle}


def test_a_minimax_polynomial_has_the_error_that_is_known() -> None:
    # |x| on -1 … 1 by a parabola in x: 1/8 + x², off by 1/8 (Bernstein).
    best = Fit("√z", mp.sqrt, 0, 1, 1)
    intercept, slope = fit.minimax(best)
    assert abs(intercept - mp.mpf(1) / 8) < 1e-3
    assert abs(slope - 1) < 1e-3
    assert abs(fit.error(best, [float(intercept), float(slope)]) - mp.mpf(1) / 8) < 1e-3


def test_rounding_a_coefficient_costs_the_others_little() -> None:
    exponential = relative("exp(x)", mp.exp, 0, 1, 8)
    exact = fit.minimax(exponential)
    worst = fit.error(exponential, [mp.mpf(each) for each in exact])
    assert fit.error(exponential, fit.rounded(exponential)) < 1.5 * worst + mp.mpf(2) ** -53


def test_a_quotient_comes_near_its_function() -> None:
    decay = Quotient("exp(-x)", lambda x: mp.exp(-x), 2, 2, 3)
    above, below = fit.quotient(decay)
    assert below[0] == 1
    assert fit.quotient_error(decay, above, below) < 1e-5


@pytest.mark.parametrize(("room", "word"), [("middle", "EXP"), ("double", "SINE")])
def test_coefficients_are_those_of_their_fit(room: str, word: str) -> None:
    fitted = ROOMS[room][word]
    assert isinstance(fitted, Fit)
    assert tuple(fit.rounded(fitted)) == getattr(WRITTEN[room], word)


@pytest.mark.slow
@pytest.mark.parametrize("room", ROOMS)
def test_the_files_are_what_the_tool_writes(room: str) -> None:
    file = WRITTEN[room].__file__
    assert file is not None
    assert Path(file).read_text("utf-8") == fit.text(room)
