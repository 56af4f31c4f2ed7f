"""Kinks are found, and have the slope that PyTorch's autograd finds in the same formula."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

import actlas
from actlas.symbolic.grammar import parse
from actlas.symbolic.kinks import REASONS, kinks
from actlas.symbolic.references import symbol

AS_IN_PYTORCH: dict[str, tuple[str, Callable[[Tensor], Tensor], tuple[float, ...]]] = {
    "abs": ("|z|", torch.abs, (0.0,)),
    "relu": ("max(z, 0)", torch.relu, (0.0,)),
    "relu6": ("clip(z, 0, 6)", F.relu6, (0.0, 6.0)),
    "hardtanh": ("clip(z, -1, 1)", F.hardtanh, (-1.0, 1.0)),
    "hardswish": ("z*clip(z + 3, 0, 6)/6", F.hardswish, (-3.0, 3.0)),
    "maximum": ("max(z, -2*z)", lambda z: torch.maximum(z, -2 * z), (0.0,)),
    "minimum": ("min(z, z^2)", lambda z: torch.minimum(z, z**2), (0.0, 1.0)),
    "where": ("where(z > 0, 3*z, -z)", lambda z: torch.where(z > 0, 3 * z, -z), (0.0,)),
    "where, closed": ("where(z >= 0, 3*z, -z)", lambda z: torch.where(z >= 0, 3 * z, -z), (0.0,)),
    "where, chained": (
        "where(-1 < z <= 1, z^2, 1)",
        lambda z: torch.where((z > -1) & (z <= 1), z**2, torch.ones_like(z)),
        (-1.0, 1.0),
    ),
    "leaky": ("where(z > 0, z, 0.1*z)", lambda z: F.leaky_relu(z, 0.1), (0.0,)),
    "elu": ("where(z > 0, z, 3*(exp(z) - 1))", lambda z: F.elu(z, 3.0), (0.0,)),
    "folded": ("||z| - 1|", lambda z: (z.abs() - 1).abs(), (-1.0, 0.0, 1.0)),
    "ramp of a fold": ("relu(|z| - 1)", lambda z: torch.relu(z.abs() - 1), (-1.0, 1.0)),
    "product": ("relu(z)*|z - 1|", lambda z: torch.relu(z) * (z - 1).abs(), (0.0, 1.0)),
    "inner": ("|z|*sign(z) + |z - 2|", lambda z: z.abs() * z.sign() + (z - 2).abs(), (2.0,)),
    "softshrink": (
        "where(z > 0.5, z - 0.5, where(z < -0.5, z + 0.5, 0))",
        lambda z: F.softshrink(z, 0.5),
        (-0.5, 0.5),
    ),
}


@pytest.mark.parametrize("case", AS_IN_PYTORCH)
def test_the_slope_at_a_kink_is_autograds(case: str) -> None:
    text, theirs, places = AS_IN_PYTORCH[case]
    own = actlas.define("mine", text)
    z = torch.tensor(places, dtype=torch.float64, requires_grad=True)
    (wanted,) = torch.autograd.grad(theirs(z).sum(), z)
    assert own.prime(z.detach()).tolist() == wanted.tolist()
    (found,) = torch.autograd.grad(own(z).sum(), z)
    assert found.tolist() == wanted.tolist()


def test_a_kink_says_why_its_slope_is_what_it_is() -> None:
    for text, reason in {
        "|z|": "abs",
        "max(z, 0)": "constant",
        "max(z, -z)": "halves",
        "where(z > 0, z, 0)": "where",
        "where(z > 0, 2*z, 0) + |z|": "several",
    }.items():
        (found,) = kinks(parse(text), {})
        assert found.reason == REASONS[reason]


def test_the_place_and_the_slope_may_be_parameters() -> None:
    bound = {symbol("alpha"): symbol("alpha") * 0 + 1}
    (found,) = kinks(parse("where(z > alpha, z, alpha)", ("alpha",)), bound)
    assert (found.at, found.derivative) == ("alpha", "0")


@pytest.mark.parametrize(
    "text",
    ["where(z > 0, z^2, 0)", "where(z > 0, 1, 0)", "elu(z^2 - 1)", "sign(z)", "z*|z|", "√|z|"],
)
def test_what_meets_smoothly_or_jumps_has_no_kink(text: str) -> None:
    assert kinks(parse(text), {}) == ()
