"""Activations are replaced in place, what stays is told with the reason, and undo is exact."""

from __future__ import annotations

import copy
import io
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from tests.nn import models
from tests.nn.models import IMAGES, ROWS, SEQUENCES
from torch import nn

import actlas
from actlas import language
from actlas.errors import ActlasError, BadInput, UnknownName, UsageError, WorkFailed
from actlas.nn.swap import Swap

every_model = pytest.mark.parametrize(("make", "batch"), models.EVERY.values(), ids=models.EVERY)
MODES = pytest.mark.parametrize("training", [True, False], ids=["train", "eval"])


def _gradients(model: nn.Module, batch: torch.Tensor) -> list[torch.Tensor]:
    model.zero_grad()
    out = model(batch)
    out.square().sum().backward()
    given = [each.grad for each in model.parameters() if each.grad is not None]
    return [out.detach(), *(each.clone() for each in given)]


def _all_relus(model: nn.Module, batch: Any) -> Swap:
    return actlas.swap(model, "relu", "elu", example=batch)


# What is replaced.


def test_modules_are_replaced_wherever_they_stand() -> None:
    model = models.ResNet()
    done = actlas.swap(model, "relu", "elu(0.5)")
    assert [each.place.path for each in done.replaced] == [
        "relu",
        "layer1.0.relu",
        "layer1.1.relu",
    ]
    assert not done.left
    found = [each for each in model.modules() if isinstance(each, actlas.nn.ActivationModule)]
    assert len({id(each) for each in found}) == 3
    assert all(repr(each) == "ELU(alpha=0.5, inplace=True)" for each in found)
    assert not any(isinstance(each, nn.ReLU) for each in model.modules())


def test_a_shared_module_stays_shared_and_learned_slopes_are_told_to_be_shared() -> None:
    model = models.ResNet(shared=True)
    done = actlas.swap(model, "relu", "elu?alpha=learn")
    assert model.relu is model.layer1[0].relu is model.layer1[1].relu
    assert len(done.parameters()) == 1
    (change,) = done.replaced
    assert change.place.shared == ("layer1.0.relu", "layer1.1.relu")
    assert "its learned parameters are shared" in str(done)
    done.undo()
    assert isinstance(model.relu, nn.ReLU)
    assert model.relu is model.layer1[0].relu is model.layer1[1].relu


def test_calls_are_replaced_by_what_torch_fx_or_a_batch_shows() -> None:
    for example in (None, ROWS):
        model = models.Calls()
        x = F.elu(model.first(ROWS))
        x = F.elu(F.elu(x - 0.5) - 0.25)
        wanted = F.leaky_relu(model.second(x), 0.2)
        done = actlas.swap(model, "relu", "elu", example=example)
        assert torch.allclose(model(ROWS), wanted, atol=1e-6)
        assert [each.place.stands for each in done.replaced] == [
            "torch.nn.functional.relu",
            "torch.relu",
            "Tensor.relu",
        ]


def test_control_flow_and_options_go_on_working_after_a_swap_of_calls() -> None:
    model = models.Branching()
    unseen = actlas.swap(model, "relu", "elu")
    assert [(each.path, each.kind) for each in unseen.left] == [("", "unseen")]
    unseen.undo()
    actlas.swap(model, "relu", "elu", example=ROWS + 5)

    def by_hand(x: torch.Tensor, steps: int) -> torch.Tensor:
        # The other branch calls another function, and no batch has shown that.
        x = F.elu(model.linear(x)) if x.sum() > 0 else torch.relu(model.linear(-x))
        for _ in range(steps):
            x = F.elu(model.inner.linear(x))
        return x

    for batch in (ROWS + 5, ROWS - 5):
        assert torch.allclose(model(batch), by_hand(batch, 2), atol=1e-6)
    assert torch.allclose(model.inner(ROWS), F.elu(model.inner.linear(ROWS)), atol=1e-6)


def test_a_call_in_a_child_that_is_to_stay_stays() -> None:
    model = models.Branching()
    done = actlas.swap(model, lambda place: place.path == "", "elu", example=ROWS + 5)
    assert [each.place.path for each in done.replaced] == [""]
    x = F.elu(model.linear(ROWS + 5))
    for _ in range(2):
        x = F.relu(model.inner.linear(x))
    assert torch.allclose(model(ROWS + 5), x, atol=1e-6)


class Mixed(nn.Module):
    """Calls sigmoid beside modules and functions that compute with it, or are it."""

    def __init__(self) -> None:
        super().__init__()
        self.kept = nn.Sigmoid()
        self.ours = actlas.nn.LogSigmoid()
        self.encoder = nn.TransformerEncoderLayer(4, 2, 4, dropout=0.0, activation=torch.sigmoid)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = self.ours(self.kept(x)) + actlas.functional.hardswish(x)
        return self.encoder(torch.sigmoid(x)) + actlas.functional.sigmoid(x)


def test_a_redirected_call_reaches_into_no_other_module_or_function() -> None:
    model, other = Mixed(), Mixed()
    other.load_state_dict(model.state_dict())
    other.forward = lambda x: (  # type: ignore[method-assign]
        other.encoder(torch.tanh(y := other.ours(other.kept(x)) + F.hardswish(x)))
        + torch.sigmoid(y)
    )

    def chosen(place: Any) -> bool:
        return bool(place.kind == "call" and place.target is torch.sigmoid)

    done = actlas.swap(model, chosen, "tanh")
    assert len(done.replaced) == 1
    assert torch.allclose(model(ROWS[None]), other(ROWS[None]), atol=1e-6)


def test_functions_in_attributes_are_replaced_by_functions() -> None:
    model = models.Holding()
    keys = list(model.state_dict())
    done = actlas.swap(model, "relu", "elu")
    h = F.elu(model.linear(ROWS)) + F.elu(-ROWS) * torch.tanh(ROWS)
    assert torch.allclose(model(ROWS), F.elu(F.elu(h - 1)) + torch.sigmoid(h), atol=1e-6)
    assert len(done.replaced) == 4
    assert list(model.state_dict()) == keys
    assert isinstance(model.in_turn[1][0], actlas.nn.ELU)


def test_an_attribute_takes_what_the_old_function_took() -> None:
    model = models.Holding()
    actlas.swap(model, "relu", "elu")
    for function, given in ((F.relu, {"inplace": True}), (F.relu, {})):
        x = torch.tensor([-1.0, 2.0])
        y = model.activation(x, **given)
        assert torch.allclose(y, F.elu(torch.tensor([-1.0, 2.0])))
        assert (y is x) == bool(given)
        assert (function(z := torch.tensor([-1.0]), **given) is z) == bool(given)


def test_an_activation_object_is_replaced_by_an_activation_object() -> None:
    net = actlas.NeuralNet(4, 3, activation="relu", style="functional")
    actlas.swap(net, "relu", "elu(0.5)")
    assert net.hidden == actlas.get("elu(0.5)")
    same = actlas.NeuralNet(4, 3, activation="elu(0.5)", style="functional")
    same.load_state_dict(net.state_dict())
    assert torch.equal(net(ROWS), same(ROWS))


def test_a_call_beside_an_activation_that_computes_with_it_says_why_it_stays() -> None:
    class Model(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.gate = actlas.get("sigmoid")

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return self.gate(x) * torch.sigmoid(x)

    for example in (None, ROWS):
        done = actlas.swap(Model(), lambda place: place.kind == "call", "elu", example=example)
        assert not done.replaced
        assert "computes with this function" in str(done.left[0].reason)


WHATS: dict[str, tuple[Any, list[str]]] = {
    "a name": ("relu6", ["0"]),
    "a name in another spelling": ("ReLU-6", ["0"]),
    "a class": (nn.ReLU6, ["0"]),
    "the class of others' base": (nn.Hardtanh, ["1"]),
    "a function": (F.relu6, ["0"]),
    "any parameters": ("leaky_relu", ["2", "3"]),
    "these parameters": ("leaky_relu(0.2)", ["3"]),
    "an activation": (actlas.get("leaky_relu"), ["2"]),
    "a predicate": (lambda place: place.path > "1", ["2", "3"]),
    "nothing": ("tanh", []),
}


@pytest.mark.parametrize(("what", "paths"), WHATS.values(), ids=WHATS)
def test_what_is_replaced_is_said_in_many_ways(what: Any, paths: list[str]) -> None:
    model = nn.Sequential(nn.ReLU6(), nn.Hardtanh(), nn.LeakyReLU(), nn.LeakyReLU(0.2))
    done = actlas.swap(model, what, "elu")
    assert [each.place.path for each in done.replaced] == paths
    assert [
        name for name, each in model.named_children() if isinstance(each, actlas.nn.ELU)
    ] == paths


class Learned(nn.Module):
    """A module of the user's own, with a parameter and a buffer."""

    def __init__(self) -> None:
        super().__init__()
        self.slope = nn.Parameter(torch.tensor(0.25))
        self.register_buffer("offset", torch.tensor(0.0))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x * self.slope + self.offset


TOS: dict[str, tuple[Any, type]] = {
    "a name": ("elu", actlas.nn.ELU),
    "a specification": ("elu(0.5)?alpha=learn", actlas.nn.ELU),
    "an activation": (actlas.get("elu"), actlas.nn.ELU),
    "PyTorch's function": (F.elu, actlas.nn.ELU),
    "our function": (actlas.functional.elu, actlas.nn.ELU),
    "our class": (actlas.nn.ELU, actlas.nn.ELU),
    "PyTorch's class": (nn.SiLU, nn.SiLU),
    "a module": (nn.ELU(0.5), nn.ELU),
    "a factory": (lambda: nn.Softplus(2.0), nn.Softplus),
    "a class of the user's": (Learned, Learned),
    "an act_layer": (actlas.act_layer("elu"), actlas.nn.ELU),
}


@pytest.mark.parametrize(("to", "kind"), TOS.values(), ids=TOS)
def test_what_comes_is_said_in_many_ways(to: Any, kind: type) -> None:
    model = models.ResNet()
    done = actlas.swap(model, "relu", to)
    made = [model.relu, model.layer1[0].relu, model.layer1[1].relu]
    assert all(type(each) is kind for each in made)
    assert len({id(each) for each in made}) == 3
    assert done.to
    assert model(IMAGES).shape == (2, 5)
    done.undo()
    calls = models.Calls()
    before = calls(ROWS)
    done = actlas.swap(calls, "relu", to)
    assert not torch.equal(calls(ROWS), before)
    done.undo()
    assert torch.equal(calls(ROWS), before)


# What stays, and why.


def test_an_lstm_is_refused_with_the_reason_and_the_rest_is_replaced() -> None:
    model = models.Tagger()
    done = actlas.swap(model, "tanh", "elu")
    assert [each.place.path for each in done.replaced] == ["head.1"]
    assert [(each.path, each.name) for each in done.left] == [("lstm", "tanh")]
    assert "part of the recurrence" in str(done)


WIDER_OR_NARROWER = [n for n in actlas.names() if (a := actlas.get(n)).width_in != a.width_out]


@pytest.mark.parametrize("name", WIDER_OR_NARROWER)
def test_what_changes_the_width_is_neither_replaced_nor_put_in(name: str) -> None:
    model = nn.Sequential(actlas.get(name).module(), nn.ReLU())
    with pytest.raises(BadInput, match=f"{name} makes . of . numbers, and the layer after it"):
        actlas.swap(model, "relu", name)
    done = actlas.swap(model, lambda _: True, "elu")
    assert [each.path for each in done.left] == ["0"]
    assert [each.place.path for each in done.replaced] == ["1"]
    assert "not as wide as its input" in str(done.left[0].reason)


class Gate(nn.Module):
    """A call whose output is half as wide as its input."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return F.glu(x)


def test_a_call_that_changes_the_width_stays() -> None:
    for example in (None, ROWS):
        done = actlas.swap(Gate(), F.glu, "elu", example=example)
        assert not done.replaced
        assert "not as wide as its input" in str(done.left[0].reason)


def test_a_vector_activation_needs_a_dim_or_takes_the_old_ones() -> None:
    model = nn.Sequential(nn.ReLU())
    with pytest.raises(BadInput, match="softmax needs dim"):
        actlas.swap(model, "relu", "softmax")
    assert isinstance(model[0], nn.ReLU)
    actlas.swap(model, "relu", "softmax(dim=1)")
    assert torch.allclose(model(ROWS).sum(1), torch.ones(5))
    model = nn.Sequential(nn.Softmax(0))
    actlas.swap(model, "softmax", "softmax")
    assert model[0].dim == 0


def test_a_model_that_is_an_activation_says_why_it_stays() -> None:
    done = actlas.swap(nn.ReLU(), "relu", "elu")
    assert not done.replaced
    assert "it is the model itself" in str(done.left[0].reason)


def test_learned_modules_do_not_go_into_plain_lists() -> None:
    for to in ("elu?alpha=learn", nn.PReLU):
        done = actlas.swap(models.Holding(), "relu", to)
        assert [each.place.path for each in done.replaced] == ["activation"]
        assert len(done.left) == 3
        assert "not trained; hold it in a ModuleList" in str(done.left[0].reason)


def test_calls_that_cannot_be_told_apart_stay() -> None:
    class Model(nn.Module):
        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return F.leaky_relu(F.leaky_relu(x, 0.1), 0.2)

    done = actlas.swap(Model(), "leaky_relu(0.1)", "elu")
    assert not done.replaced
    assert "cannot be told apart" in str(done.left[0].reason)
    assert len(actlas.swap(Model(), "leaky_relu", "elu").replaced) == 2


COMPILED: dict[str, tuple[Callable[[nn.Module], Any], str]] = {
    "scripted": (torch.jit.script, "TorchScript has compiled Sequential; replace"),
    "traced": (lambda m: torch.jit.trace(m, ROWS), "TorchScript has compiled"),
    "compiled": (torch.compile, "torch.compile has compiled OptimizedModule; replace"),
    "compiled in place": (lambda m: m.compile() or m, "torch.compile has compiled Sequential"),
}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # PyTorch's own, of torch.jit
@pytest.mark.parametrize(("make", "why"), COMPILED.values(), ids=COMPILED)
def test_a_compiled_model_is_refused(make: Callable[[nn.Module], Any], why: str) -> None:
    with pytest.raises(BadInput, match=why):
        actlas.swap(make(nn.Sequential(nn.ReLU())), "relu", "elu")


REFUSED: dict[str, tuple[Any, Any, type[ActlasError], str]] = {
    "an unknown name": ("rely", "elu", UnknownName, "did you mean"),
    "an unknown replacement": ("relu", "elux", UnknownName, "did you mean"),
    "no kind of what": (5, "elu", BadInput, "what to replace is a name.* got 5"),
    "no kind of to": ("relu", 5, BadInput, "is replaced by a name.* got 5"),
    "a factory of something else": ("relu", lambda: 5, BadInput, "must make a torch.nn.Module"),
    "a factory that fails": ("relu", lambda: 1 / 0, WorkFailed, "ZeroDivisionError"),
}


@pytest.mark.parametrize(("what", "to", "kind", "why"), REFUSED.values(), ids=REFUSED)
def test_a_wrong_request_is_refused_in_one_line(
    what: Any, to: Any, kind: type[ActlasError], why: str
) -> None:
    model = models.ResNet()
    with pytest.raises(kind, match=why) as told:
        actlas.swap(model, what, to)
    assert "\n" not in str(told.value)
    assert isinstance(model.relu, nn.ReLU)


def test_what_is_no_model_is_refused() -> None:
    with pytest.raises(BadInput, match=r"a model is a torch\.nn\.Module, got str"):
        actlas.swap("resnet", "relu", "elu")  # type: ignore[arg-type]


# What is kept.


@MODES
def test_training_mode_hooks_and_inplace_are_kept(training: bool) -> None:
    model = models.ResNet().train(training)
    model.layer1[0].relu.eval()
    model.layer1[1].relu.inplace = False
    seen: list[str] = []
    handle = model.relu.register_forward_hook(lambda *_: seen.append("after"))
    model.relu.register_forward_pre_hook(lambda *_: seen.append("before"))
    done = actlas.swap(model, "relu", "elu")
    assert [each.training for each in (model.relu, model.layer1[0].relu)] == [training, False]
    assert [each.inplace for each in (model.relu, model.layer1[1].relu)] == [True, False]
    model(IMAGES)
    assert seen == ["before", "after"]
    handle.remove()
    model(IMAGES)
    assert seen == ["before", "after", "before"]
    done.undo()
    model(IMAGES)
    assert seen == ["before", "after", "before", "before"]


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16, torch.float64])
def test_learned_parameters_arrive_in_the_dtype_of_the_place(dtype: torch.dtype) -> None:
    model = models.MobileNet().to(dtype)
    done = actlas.swap(model, "relu6", "elu?alpha=learn")
    assert [each.dtype for each in done.parameters()] == [dtype]
    calls = models.Calls().to(dtype)
    done = actlas.swap(calls, "relu", "elu?alpha=learn")
    assert calls(ROWS.to(dtype)).dtype == dtype
    assert [each.dtype for each in done.parameters()] == 3 * [dtype]


def test_a_model_on_the_meta_device_is_swapped_there() -> None:
    model = models.ResNet().to("meta")
    done = actlas.swap(model, "relu", "elu?alpha=learn")
    assert all(each.device.type == "meta" for each in done.parameters())
    assert model(IMAGES.to("meta")).shape == (2, 5)
    calls = models.Calls().to("meta")
    actlas.swap(calls, "relu", "elu", example=ROWS.to("meta"))
    assert calls(ROWS.to("meta")).device.type == "meta"


def test_nothing_else_in_the_model_is_touched() -> None:
    model = models.ResNet()
    model.conv1.weight.requires_grad_(False)
    model.fc.eval()
    others = {name: each for name, each in model.named_modules() if not name.endswith("relu")}
    parameters = {name: (each, each.requires_grad) for name, each in model.named_parameters()}
    actlas.swap(model, "relu", "elu")
    for name, each in others.items():
        assert model.get_submodule(name) is each
    for name, (each, requires) in parameters.items():
        assert model.get_parameter(name) is each
        assert each.requires_grad == requires
    assert not model.fc.training
    assert model.conv1.training


def test_in_place_results_are_written_over_the_input_and_can_be_differentiated() -> None:
    class Model(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.linear = nn.Linear(4, 4)

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            h = self.linear(x)
            y = h.relu_()
            return y + h  # h has been written over

    model = Model()
    h = F.elu(model.linear(ROWS))
    wanted = torch.autograd.grad((2 * h).square().sum(), [*model.parameters()])
    actlas.swap(model, "relu", "elu", example=ROWS)
    assert torch.allclose(model(ROWS), 2 * h, atol=1e-6)
    found = torch.autograd.grad(model(ROWS).square().sum(), [*model.parameters()])
    for ours, theirs in zip(found, wanted, strict=True):
        assert torch.allclose(ours, theirs, rtol=1e-4, atol=1e-4)


@MODES
@pytest.mark.parametrize("given", ["relu", F.gelu, nn.ReLU()], ids=["relu", "gelu", "module"])
@pytest.mark.filterwarnings("ignore:.*nested tensors is in prototype.*:UserWarning")
def test_an_encoder_agrees_with_itself_in_training_and_evaluation(
    given: Any, training: bool
) -> None:
    model = models.encoder(given).train(training)
    fast = [each.activation_relu_or_gelu for each in model.layers]
    done = actlas.swap(model, given if given is F.gelu else "relu", "sigmoid")
    assert len(done.replaced) == 2
    assert [each.activation_relu_or_gelu for each in model.layers] == [0, 0]
    padding = torch.tensor([[False, False, False], [False, False, True]])
    for options in ({}, {"src_key_padding_mask": padding}):
        with torch.no_grad():
            one, other = (model.train(mode)(SEQUENCES, **options) for mode in (True, False))
        kept = ~padding if options else slice(None)
        assert torch.allclose(one[kept], other[kept], atol=1e-6)
    done.undo()
    assert [each.activation_relu_or_gelu for each in model.layers] == fast
    assert model.use_nested_tensor


def test_without_the_flag_an_encoder_would_disagree_with_itself() -> None:
    layer = nn.TransformerEncoderLayer(8, 2, 16, dropout=0.0, batch_first=True)
    layer.activation = torch.sigmoid
    with torch.no_grad():
        one, other = (layer.train(mode)(SEQUENCES) for mode in (True, False))
    assert not torch.allclose(one, other, atol=1e-3)


# The way back.


@MODES
@every_model
def test_undo_restores_the_model_exactly(
    make: Callable[[], nn.Module], batch: torch.Tensor, training: bool
) -> None:
    model = make().train(training)
    modules = dict(model.named_modules(remove_duplicate=False))
    attributes = [list(vars(each).items()) for each in model.modules()]
    children = [list(each._modules.items()) for each in model.modules()]
    before = _gradients(copy.deepcopy(model), batch)
    done = actlas.swap(model, lambda _: True, "elu(0.7)", example=batch)
    assert done.replaced
    swapped = _gradients(copy.deepcopy(model), batch)
    assert not torch.equal(swapped[0], before[0])
    done.undo()
    assert dict(model.named_modules(remove_duplicate=False)) == modules
    assert [list(each._modules.items()) for each in model.modules()] == children
    now = [list(vars(each).items()) for each in model.modules()]
    assert [[k for k, _ in own] for own in now] == [[k for k, _ in own] for own in attributes]
    for found, wanted in zip(_gradients(model, batch), before, strict=True):
        assert torch.equal(found, wanted)


def test_undo_keeps_what_was_trained_and_the_mode_of_now() -> None:
    model = models.ResNet().train()
    relu = model.relu
    done = actlas.swap(model, "relu", "elu")
    model.eval()
    with torch.no_grad():
        model.fc.bias.fill_(3.0)
    done.undo()
    assert model.relu is relu
    assert not relu.training
    assert torch.equal(model.fc.bias, torch.full((5,), 3.0))


def test_swaps_are_undone_in_the_opposite_order() -> None:
    for make, batch in ((models.ResNet, IMAGES), (models.Calls, ROWS), (models.Holding, ROWS)):
        model = make().eval()
        before = model(batch)
        first = actlas.swap(model, "relu", "elu")
        middle = model(batch)
        second = actlas.swap(model, "elu", "leaky_relu")
        assert len(second.replaced) == len(first.replaced)
        assert not torch.equal(model(batch), middle)
        with pytest.raises(UsageError, match="was changed again after this swap; undo the later"):
            first.undo()
        second.undo()
        assert torch.equal(model(batch), middle)
        first.undo()
        assert torch.equal(model(batch), before)
        with pytest.raises(UsageError, match="undone already"):
            first.undo()
        with pytest.raises(UsageError, match="undone already"):
            first.drift(batch)


# How far the outputs drift.


def test_drift_is_the_difference_of_the_outputs() -> None:
    model = models.ResNet().train()
    state = copy.deepcopy(model.state_dict())
    old, new = copy.deepcopy(model).eval(), copy.deepcopy(model).eval()
    actlas.swap(new, "relu", "leaky_relu(0.3)")
    done = actlas.swap(model, "relu", "leaky_relu(0.3)")
    drift = done.drift(IMAGES)
    with torch.no_grad():
        a, b = old(IMAGES).double(), new(IMAGES).double()
    assert drift.largest == pytest.approx(float((b - a).abs().max()))
    assert drift.mean == pytest.approx(float((b - a).abs().mean()))
    assert drift.relative == pytest.approx(float((b - a).norm() / a.norm()))
    assert drift.cosine == pytest.approx(float(F.cosine_similarity(a.flatten(), b.flatten(), 0)))
    assert drift.agreement == pytest.approx(float((a.argmax(1) == b.argmax(1)).double().mean()))
    # Measuring changes nothing.
    assert model.training
    assert all(each.training for each in model.modules())
    assert all(torch.equal(state[key], value) for key, value in model.state_dict().items())
    assert isinstance(model.relu, actlas.nn.LeakyReLU)
    done.undo()
    assert isinstance(model.relu, nn.ReLU)


@every_model
def test_no_drift_after_a_swap_to_the_same_function(
    make: Callable[[], nn.Module], batch: torch.Tensor
) -> None:
    model = make()
    done = actlas.swap(model, "relu", "leaky_relu(0)", example=batch)
    drift = done.drift(batch)
    assert drift.largest < 1e-5
    assert drift.cosine > 0.9999
    assert drift.agreement == 1


def test_drift_is_said_with_its_figures_in_the_language_in_use() -> None:
    model = nn.Sequential(nn.Linear(4, 3), nn.ReLU())
    done = actlas.swap(model, "relu", "elu")
    said = str(done.drift(ROWS))
    assert said.startswith("largest ")
    assert said.endswith(" %")
    assert "same greatest output" not in str(done.drift(ROWS[0]))
    with language.use("es"):
        assert str(done.drift(ROWS)) != said
        assert str(done).splitlines()[0] != "1 replaced"
    whole = actlas.swap(nn.Sequential(nn.ReLU(), Rounded()), "relu", "elu")
    with pytest.raises(BadInput, match="drift compares floating-point outputs"):
        whole.drift(ROWS)


class Rounded(nn.Module):
    """Whole numbers at the end."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x.long()


# How a swapped model travels.


@every_model
def test_a_swapped_model_is_copied_pickled_and_saved(
    make: Callable[[], nn.Module], batch: torch.Tensor
) -> None:
    model = make().eval()
    keys = list(model.state_dict())
    actlas.swap(model, lambda _: True, "elu", example=batch)
    assert list(model.state_dict()) == keys
    stored = io.BytesIO()
    torch.save(model, stored)
    stored.seek(0)
    out = model(batch)
    copies = [copy.deepcopy(model), pickle.loads(pickle.dumps(model))]
    for again in (*copies, torch.load(stored, weights_only=False)):
        assert torch.equal(again(batch), out)
        assert list(again.state_dict()) == keys
        with torch.no_grad():
            for each in again.parameters():
                each.mul_(0.5)
        assert not torch.equal(again(batch), out)  # the copy computes with its own numbers
        assert torch.equal(model(batch), out)


def test_learned_parameters_are_saved_and_trained() -> None:
    model = models.Calls()
    done = actlas.swap(model, "relu", "elu(0.5)?alpha=learn")
    assert len(done.parameters()) == 3
    assert "share its learned parameters" in str(done)
    new = set(model.state_dict()) - set(models.Calls().state_dict())
    assert new == {"relu_instead.alpha", "relu_instead2.alpha", "relu_instead3.alpha"}
    model(ROWS).sum().backward()
    assert all(each.grad is not None for each in done.parameters())
    again = models.Calls()
    actlas.swap(again, "relu", "elu?alpha=learn")
    again.load_state_dict(model.state_dict())
    assert torch.equal(again(ROWS), model(ROWS))
    twin = copy.deepcopy(model)
    with torch.no_grad():
        twin.relu_instead.alpha.fill_(2.0)
    assert not torch.equal(twin(ROWS), model(ROWS))


@pytest.mark.parametrize("name", ["resnet", "calls", "branching", "holding"])
def test_a_swapped_model_compiles_exports_and_is_called_functionally(name: str) -> None:
    make, batch = models.EVERY[name]
    model = make().eval()
    actlas.swap(model, "relu", "elu", example=batch)
    with torch.no_grad():
        out = model(batch)
        assert torch.allclose(torch.compile(model, backend="eager")(batch), out, atol=1e-6)
        called = torch.func.functional_call(model, dict(model.named_parameters()), (batch,))
        assert torch.equal(called, out)
    torch.compiler.reset()


@pytest.mark.slow
def test_a_swapped_model_compiles_without_a_graph_break_and_exports() -> None:
    for make, batch in ((models.ResNet, IMAGES), (models.Calls, ROWS)):
        model = make().eval()
        actlas.swap(model, "relu", "elu")
        compiled = torch.compile(model, fullgraph=True, backend="aot_eager")
        for found, wanted in zip(
            _gradients(compiled, batch), _gradients(model, batch), strict=True
        ):
            assert torch.allclose(found, wanted, rtol=1e-4, atol=1e-4)
        exported = torch.export.export(model, (batch,)).module()
        assert torch.allclose(exported(batch), model(batch), atol=1e-6)
        torch.compiler.reset()


def test_a_second_thread_redirects_nothing_of_the_first() -> None:
    from concurrent.futures import ThreadPoolExecutor

    swapped, plain = models.Calls(), models.Calls()
    plain.load_state_dict(swapped.state_dict())
    actlas.swap(swapped, "relu", "elu")
    wanted = {id(each): each(ROWS) for each in (swapped, plain)}
    with ThreadPoolExecutor(2) as pool:
        for _ in range(20):
            both = pool.map(lambda model: (model, model(ROWS)), (swapped, plain))
            assert all(torch.equal(out, wanted[id(model)]) for model, out in both)


def test_a_swap_prints_what_it_did() -> None:
    done = actlas.swap(models.Tagger(), "tanh", "elu")
    lines = str(done).splitlines()
    assert repr(done) == str(done)
    assert lines[0] == "1 replaced"
    assert lines[1].split() == ["head.1", "torch.nn.Tanh()", "→", "actlas.nn.ELU(alpha=1.0)"]
    assert lines[2] == "1 left"
    no_longer = actlas.swap(nn.Sequential(nn.ReLU(inplace=True)), "relu", "sigmoid")
    assert "no longer in place" in str(no_longer)


@pytest.mark.parametrize("name", sorted({*actlas.names()} - {*WIDER_OR_NARROWER}))
def test_every_activation_can_be_put_in_for_a_module_a_call_and_an_attribute(name: str) -> None:
    act = actlas.get(name) if actlas.get(name).elementwise else actlas.get(name, dim=1)
    for model in (nn.Sequential(nn.ReLU6()), models.Inner(), models.Holding()):
        done = actlas.swap(model, lambda p: p.name.startswith("relu"), act)
        assert done.replaced
        found = {each.activation for each in actlas.find(model)}
        assert act.name in {each.name for each in found}
        assert all(each.parameters == act.parameters for each in found if each.name == act.name)
        assert model(ROWS).shape == ROWS.shape


def test_an_activation_of_the_users_own_is_put_in_and_travels(
    fresh_python: Callable[..., str], tmp_path: Path
) -> None:
    own = actlas.define("bent_for_a_swap", "where(z > 0, z, tilt*z)", tilt=0.3)
    model = models.Holding()
    wanted = _swapped(model, "leaky_relu(0.3)")
    actlas.swap(model, "relu", own)
    assert torch.allclose(model(ROWS), wanted, atol=1e-6)
    calls = models.Calls()
    wanted = _swapped(calls, "leaky_relu(0.3)")
    actlas.swap(calls, "relu", own)
    assert torch.allclose(calls(ROWS), wanted, atol=1e-6)
    # Another process, which has defined nothing, reads the model all the same.
    file = tmp_path / "model.pt"
    torch.save((calls, ROWS, calls(ROWS)), file)
    printed = fresh_python(f"""
        import torch
        model, rows, wanted = torch.load({str(file)!r}, weights_only=False)
        print(torch.equal(model(rows), wanted))
        """)
    assert printed.strip() == "True"


def _swapped(model: nn.Module, to: str) -> torch.Tensor:
    """Return what the model gives with other activations, and put its own back."""
    done = actlas.swap(model, "relu", to)
    out = model(ROWS)
    done.undo()
    return out
