"""Weights are drawn by the activation that follows each layer, and signals keep their size."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
import torch
import torch.nn.functional as F
from torch import nn

import actlas
from actlas.errors import BadInput, BadParameter


def _deep(act: Callable[[], nn.Module], layers: int = 20, width: int = 300) -> nn.Sequential:
    parts: list[nn.Module] = []
    for _ in range(layers):
        parts += [nn.Linear(width, width), act()]
    return nn.Sequential(*parts)


def _variances(model: nn.Sequential, x: torch.Tensor, kind: type = nn.Linear) -> list[float]:
    found = []
    with torch.no_grad():
        for each in model:
            x = each(x)
            if isinstance(each, kind):
                found.append(x.square().mean().item())
    return found


@pytest.mark.parametrize(
    "act", [nn.ReLU, nn.Tanh, nn.ELU, lambda: actlas.nn.LeakyReLU(0.2), actlas.nn.SELU]
)
def test_twenty_layers_keep_the_size_of_the_signal_and_pytorchs_own_do_not(act) -> None:
    torch.manual_seed(0)
    model, x = _deep(act), torch.randn(200, 300)
    assert _variances(model, x)[-1] < 0.05
    actlas.initialise(model, side="before")
    found = _variances(model, x)
    assert found[0] == pytest.approx(1, rel=0.1)
    assert 0.4 < found[-1] < 2.5


@pytest.mark.parametrize("act", [nn.GELU, nn.SiLU])
def test_where_one_is_no_stable_size_the_first_layers_keep_it(act) -> None:
    # Of gelu and silu the fixed point at 1 repels: what chance adds grows with depth.
    torch.manual_seed(0)
    model, x = _deep(act, layers=5, width=600), torch.randn(400, 600)
    actlas.initialise(model, side="before")
    assert _variances(model, x)[-1] == pytest.approx(1, rel=0.35)


def test_a_convolutional_network_keeps_it_too() -> None:
    torch.manual_seed(0)
    parts: list[nn.Module] = []
    for _ in range(8):
        parts += [nn.Conv2d(32, 32, 3, padding=1, padding_mode="circular"), nn.ReLU()]
    model, x = nn.Sequential(*parts), torch.randn(4, 32, 16, 16)
    actlas.initialise(model, side="before")
    found = _variances(model, x, nn.Conv2d)
    assert all(0.4 < each < 2.5 for each in found)


class Mixed(nn.Module):
    """Every way in which a model may write an activation."""

    def __init__(self) -> None:
        super().__init__()
        self.by_module, self.tanh = nn.Linear(6, 6), nn.Tanh()
        self.by_function = nn.Linear(6, 6)
        self.by_method, self.norm = nn.Linear(6, 6), nn.BatchNorm1d(6)
        self.by_attribute, self.act = nn.Linear(6, 6), F.gelu
        self.by_ours, self.mish = nn.Linear(6, 6), actlas.nn.Mish()
        self.residual = nn.Linear(6, 6)
        self.last = nn.Linear(6, 2)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.tanh(self.by_module(x))
        x = F.leaky_relu(self.by_function(x), 0.2)
        x = self.norm(self.by_method(x)).relu()
        x = self.act(self.by_attribute(x))
        x = self.mish(self.by_ours(x))
        return self.last(x + self.residual(x))


@pytest.mark.parametrize("example", [None, torch.randn(4, 6)], ids=["traced", "watched"])
def test_the_activation_that_follows_is_found_however_it_is_written(example) -> None:
    report = actlas.initialise(Mixed(), example=example)
    found = {each.path: (each.activation, round(each.gain, 4)) for each in report.rows if each.done}
    assert found == {
        "by_module": ("tanh", 1.5925),
        "by_function": ("leaky_relu(negative_slope=0.2)", 1.3868),
        "by_method": ("relu", 1.4142),
        "by_attribute": ("gelu", 1.5335),
        "by_ours": ("mish", 1.4868),
        "residual": ("", 1.0),
        "last": ("", 1.0),
    }
    said = str(report)
    assert "by_method (Linear): relu, gain 1.414" in said
    assert "added to another signal" in said
    assert "the output follows" in said


def test_weights_have_the_deviation_that_the_report_says_and_biases_are_zero() -> None:
    torch.manual_seed(1)
    model = nn.Sequential(nn.Linear(400, 300), nn.ReLU(), nn.Linear(300, 500))
    for distribution in ("normal", "uniform", "truncated", "orthogonal"):
        for mode, fan in (("fan_in", 400), ("fan_out", 300), ("average", 350)):
            report = actlas.initialise(model, mode, distribution=distribution)
            assert report.rows[0].fan == fan
            assert report.rows[0].std == pytest.approx(math.sqrt(2 / fan))
            assert model[0].weight.std().item() == pytest.approx(report.rows[0].std, rel=0.03)
            assert model[0].bias.abs().max() == 0


def test_the_same_generator_draws_the_same_and_kind_and_place_stay() -> None:
    drawn = []
    for _ in range(2):
        model = nn.Sequential(nn.Linear(5, 4), nn.Tanh()).to(torch.bfloat16)
        weight = model[0].weight
        actlas.initialise(model, generator=torch.Generator().manual_seed(3))
        assert model[0].weight is weight
        assert weight.dtype == torch.bfloat16
        assert weight.requires_grad
        drawn.append(weight.detach().clone())
    assert torch.equal(*drawn)


def test_a_learned_slope_counts_as_it_is_now() -> None:
    model = nn.Sequential(nn.Linear(4, 4), nn.PReLU(init=0.2))
    (row,) = (each for each in actlas.initialise(model).rows if each.done)
    assert row.gain == pytest.approx(math.sqrt(2 / 1.04))


def test_what_is_left_is_said_with_its_reason() -> None:
    model = nn.Sequential(nn.Embedding(5, 4), nn.Linear(4, 4), nn.ReLU())
    before = model[0].weight.detach().clone()
    report = actlas.initialise(model)
    (left,) = report.left
    assert left.path == "0"
    assert "left as it was" in str(left)
    assert torch.equal(model[0].weight, before)
    tied = nn.Sequential(nn.Linear(4, 4), nn.ReLU(), nn.Linear(4, 4))
    tied[2].weight = tied[0].weight
    assert "weight is that of a layer above" in str(actlas.initialise(tied).left[0])


@pytest.mark.parametrize(
    ("given", "named", "error", "said"),
    [
        (3, {}, BadInput, "expected a torch.nn.Module, got int"),
        (nn.Linear(1, 1), {"mode": "fan"}, BadParameter, "mode is one of: fan_in, fan_out"),
        (nn.Linear(1, 1), {"gain": "x"}, BadParameter, "gain is one of"),
        (nn.Linear(1, 1), {"distribution": "x"}, BadParameter, "distribution is one of"),
    ],
)
def test_a_wrong_ask_is_refused_with_what_can_be_asked(given, named, error, said: str) -> None:
    with pytest.raises(error, match=said):
        actlas.initialise(given, **named)
