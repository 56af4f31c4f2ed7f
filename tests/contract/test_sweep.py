"""Between the hard places: numbers of every size, in double precision, against the oracle."""

from __future__ import annotations

import math
import random

import pytest
from tests.contract.cases import ELEMENTWISE, Case
from tests.contract.checks import TARGETS, check_at

DEFAULTS = [case for case in ELEMENTWISE if not case.parameters]
DOUBLE = next(each for each in TARGETS if each.name == "torch-float64")
ORDINARY, ALL = (1e-9, 800.0), (1e-307, 1e307)


def _numbers(count: int, smallest: float, largest: float) -> list[float]:
    """Return numbers of both signs, as many of one size as of another."""
    rng = random.Random(count)
    low, high = math.log(smallest), math.log(largest)
    return [rng.choice((-1, 1)) * math.exp(rng.uniform(low, high)) for _ in range(count)]


POINTS = [*_numbers(120, *ORDINARY), *_numbers(60, 0.1, 30), *_numbers(40, *ALL)]


@pytest.mark.slow
@pytest.mark.parametrize("case", DEFAULTS, ids=str)
@pytest.mark.parametrize("order", [0, 1, 2])
def test_values_and_derivatives_keep_their_digits(case: Case, order: int) -> None:
    check_at(case, DOUBLE, order, POINTS)
