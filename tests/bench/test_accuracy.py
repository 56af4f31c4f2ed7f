"""Errors in units in the last place: known answers, and an independent oracle."""

from __future__ import annotations

import math

import pytest
import torch

import actlas
from actlas.bench.accuracy import POINTS, points, sizes, strays, truth, ulps
from actlas.targets.oracle import Oracle


def error(found: float, true: float) -> float:
    exact = torch.tensor([true], dtype=torch.float64)
    return ulps(torch.tensor([found], dtype=torch.float32), exact, exact.abs())


@pytest.mark.parametrize("true", [1.0, 1.9, 0.1, -3.0, 1e-30, 2.0**-126, 1e30])
@pytest.mark.parametrize("count", [0, 1, 7])
def test_so_many_neighbours_away_are_so_many_units(true: float, count: int) -> None:
    exact = found = torch.tensor(true, dtype=torch.float32)
    for _ in range(count):
        found = torch.nextafter(found, torch.tensor(math.copysign(math.inf, true)))
    assert error(found.item(), exact.item()) == pytest.approx(count)


def test_below_the_normal_numbers_a_unit_is_the_smallest_number() -> None:
    assert error(0.0, 2.0**-149) == 1.0
    assert error(2.0**-149, 0.0) == 1.0


def test_what_single_precision_cannot_say_is_no_error_and_a_lost_number_is() -> None:
    assert error(math.inf, 1e300) == error(math.inf, math.inf) == error(math.nan, math.nan) == 0.0
    assert error(0.5, 0.5 + 2.0**-26) == 0.25
    assert error(math.nan, 1.0) == error(math.inf, 1.0) == error(1.0, math.inf) == math.inf


@pytest.mark.parametrize("name", ["elu", "tanh", "softmax"])
@pytest.mark.parametrize("slopes", [False, True])
def test_the_truth_is_the_oracles(name: str, slopes: bool) -> None:
    activation = actlas.get(name)
    if not activation.elementwise:
        z = torch.tensor([[1.0, 2.0, 3.0]])
        assert truth(activation, z).sum().item() == pytest.approx(1.0, rel=1e-15)
        return
    z = torch.tensor([-11.0, -0.5, 0.25, 3.0])
    oracle = Oracle(activation.definition)
    wanted = [oracle.derivative(each) if slopes else oracle.value(each) for each in z.tolist()]
    assert truth(activation, z, slopes=slopes).tolist() == pytest.approx(
        [float(each) for each in wanted], rel=1e-14
    )


def test_where_training_has_a_slope_of_its_own_that_is_the_truth() -> None:
    step, z = actlas.get("step"), torch.tensor([0.5])
    assert truth(step, z, slopes=True).item() == pytest.approx(step.training_slope(z).item())


def test_beside_a_zero_an_error_is_held_against_the_size_around_it() -> None:
    sine = actlas.get("sine")
    z = torch.tensor([math.pi, 0.5, 1e-20])
    assert sizes(sine, z).tolist() == pytest.approx([math.sin(0.7 * math.pi), math.sin(0.5), 1e-20])


def test_points_fill_any_shape_and_reach_both_ends() -> None:
    few = points((7,))
    assert (few[0].item(), few[-1].item()) == (-12.0, 12.0)
    many = points((3, 5000)).flatten()
    assert torch.equal(many[:POINTS], many[POINTS : 2 * POINTS])


def test_another_function_is_told_from_rounding() -> None:
    z = points((POINTS,))
    true = truth(actlas.get("gelu"), z)
    assert strays(torch.nn.functional.gelu(z), true) == 0.0
    assert strays(torch.nn.functional.silu(z), true) > 0.1
