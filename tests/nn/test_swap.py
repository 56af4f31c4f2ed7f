"""Activations are replaced in place, and what stays is told with the reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from tests.nn import models
from tests.nn.models import IMAGES, ROWS
from torch import nn

import actlas
from actlas.errors import ActlasError, BadInput, UnknownName, WorkFailed

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
    "nothing to put there": ("mish", None, BadInput, r"got 'mish' and None; write swap\(model, "),
    "nothing at all": (None, None, BadInput, r"got None and None; write swap\(model, "),
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


def test_a_swap_without_its_last_argument_is_told_what_to_write() -> None:
    with pytest.raises(BadInput, match="expected a model, what to replace and what comes there"):
        actlas.swap(models.ResNet(), "mish")


def test_what_is_no_model_is_refused() -> None:
    with pytest.raises(BadInput, match=r"a model is a torch\.nn\.Module, got str"):
        actlas.swap("resnet", "relu", "elu")  # type: ignore[arg-type]


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
