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


class Ours(nn.Module):
    """Forms of actlas, which tracing cannot enter: a run sees them."""

    def __init__(self) -> None:
        super().__init__()
        self.one, self.two, self.three = nn.Linear(6, 6), nn.Linear(6, 6), nn.Linear(6, 8)
        self.held, self.gate = actlas.get("elu", alpha=0.5), actlas.nn.SwiGLU()
        self.left, self.right, self.softmax = nn.Linear(4, 4), nn.Linear(4, 4), nn.Softmax(-1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = actlas.functional.leaky_relu(self.one(x), 0.3)
        x = self.held(self.two(x))
        x = self.gate(self.three(x))
        return self.softmax(self.left(x)) * torch.cat([self.right(x)[:, :2]] * 2, 1).tanh()


def test_a_run_sees_the_forms_of_actlas_gates_and_concatenations() -> None:
    x = torch.randn(3, 6)
    with pytest.raises(BadInput, match="give example=, a batch"):
        actlas.initialise(Ours())
    report = actlas.initialise(Ours(), example=x)
    assert {each.path: each.activation for each in report.rows} == {
        "one": "leaky_relu(negative_slope=0.3)",
        "two": "elu(alpha=0.5)",
        "three": "swiglu",
        "left": "",
        "right": "tanh",
    }
    assert report.rows[2].gain == pytest.approx(actlas.gain("silu"))
    assert "no activation of numbers" in report.rows[3].why


def test_the_activation_before_a_layer_may_decide_instead() -> None:
    model = nn.Sequential(nn.Linear(4, 4), nn.Tanh(), nn.Dropout(), nn.Linear(4, 4), nn.ReLU())
    report = actlas.initialise(model, side="before")
    assert [each.activation for each in report.rows] == ["", "tanh"]
    assert "the model's input feeds it" in report.rows[0].why
    assert "feeds the layer through" in report.rows[1].why


def test_several_activations_of_one_layer_are_held_to_the_least_gain() -> None:
    class Forked(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.shared = nn.Linear(4, 4)

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            y = self.shared(x)
            return y.tanh() + y.relu()

    (row,) = actlas.initialise(Forked()).rows
    assert (row.activation, row.why) == (
        "relu",
        "the one with the least gain of several that follow",
    )


def test_a_run_leaves_the_model_as_it_was() -> None:
    model = nn.Sequential(nn.Linear(4, 4), nn.BatchNorm1d(4), nn.ReLU(), nn.Dropout())
    model[3].eval()
    before = {name: each.clone() for name, each in model.named_buffers()}
    x = torch.randn(8, 4)
    state = torch.get_rng_state()
    actlas.initialise(model, example=x, generator=torch.Generator())
    assert [each.training for each in model] == [True, True, True, False]
    assert all(torch.equal(each, before[name]) for name, each in model.named_buffers())
    assert torch.equal(torch.get_rng_state(), state)
    assert all(each.grad is None for each in model.parameters())


def test_what_cannot_be_drawn_is_left() -> None:
    lazy = nn.Sequential(nn.LazyLinear(4), nn.ReLU())
    normed = nn.Sequential(nn.utils.parametrizations.weight_norm(nn.Linear(4, 4)), nn.ReLU())
    meta = nn.Sequential(nn.Linear(4, 4, device="meta"), nn.ReLU())
    for model, why in ((lazy, "no numbers yet"), (normed, "computed from"), (meta, "no numbers")):
        assert why in actlas.initialise(model).left[0].why


def test_layers_of_attention_that_the_signal_does_not_go_through_alone_are_left() -> None:
    encoder = nn.TransformerEncoderLayer(8, 2, 16, activation="gelu", batch_first=True)
    report = actlas.initialise(encoder, example=torch.randn(2, 3, 8))
    done = {each.path: each.activation for each in report.rows if each.done}
    assert done == {"linear1": "gelu", "linear2": ""}
    assert [each.path for each in report.left] == ["self_attn", "self_attn.out_proj"]


@pytest.mark.parametrize(
    ("layer", "fan_in", "fan_out"),
    [
        (nn.Conv1d(4, 6, 5), 20, 30),
        (nn.Conv2d(8, 16, 3, stride=2, groups=4), 18, 9),
        (nn.Conv3d(2, 4, 2), 16, 32),
        (nn.ConvTranspose2d(8, 4, 4, stride=2), 32, 64),
    ],
)
@pytest.mark.parametrize("mode", ["fan_in", "fan_out"])
def test_convolutions_keep_the_signal_or_the_gradient(
    layer: nn.Module, fan_in: float, fan_out: float, mode: str
) -> None:
    torch.manual_seed(0)
    (row,) = actlas.initialise(layer, mode).rows
    assert row.fan == (fan_in if mode == "fan_in" else fan_out)
    assert layer.weight.var().item() == pytest.approx(1 / row.fan, rel=0.35)
    # Away from the border, where every place sees as many others.
    size = 12 if isinstance(layer, nn.Conv3d) else 40
    dims = layer.weight.ndim - 2
    kept = []
    for _ in range(8):
        actlas.initialise(layer, mode)
        x = torch.randn(1, layer.in_channels, *[size] * dims, requires_grad=True)
        y = layer(x)
        (gradient,) = torch.autograd.grad(y, x, torch.randn_like(y))
        whole = y if mode == "fan_in" else gradient
        middle = whole[(..., *[slice(whole.shape[-1] // 4, -whole.shape[-1] // 4)] * dims)]
        kept.append(middle.square().mean().item())
    assert sum(kept) / len(kept) == pytest.approx(1, rel=0.25)


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
        (nn.Linear(1, 1), {"side": "x"}, BadParameter, "side is one of: after, before"),
        (nn.Linear(2, 1), {"example": torch.zeros(1, 3)}, BadInput, "fails on the example"),
    ],
)
def test_a_wrong_ask_is_refused_with_what_can_be_asked(given, named, error, said: str) -> None:
    with pytest.raises(error, match=said):
        actlas.initialise(given, **named)
