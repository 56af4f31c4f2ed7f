"""The notebook's network: two styles, one state, the same numbers bit for bit."""

from __future__ import annotations

import copy
import inspect
import pickle

import pytest
import torch
from tests.contract.doors import given

import actlas

STYLES = ("module", "functional")
LABELS = [actlas.get(name, **given(name)).label for name in actlas.names()]
every_label = pytest.mark.parametrize("label", [*LABELS, "elu(alpha=0.5)"])
every_style = pytest.mark.parametrize("style", STYLES)
X = torch.linspace(-2, 2, 15).reshape(5, 3)


def _both(label: str) -> list[actlas.NeuralNet]:
    torch.manual_seed(7)
    first = actlas.NeuralNet(3, 6, activation=label, style="module")
    second = actlas.NeuralNet(3, 6, activation=label, style="functional")
    second.load_state_dict(first.state_dict())
    return [first, second]


def _learned(label: str) -> list[str]:
    act = actlas.get(label)
    return [f"{act.name}.{each}" for each in act.learn]


def _output_and_gradients(net: torch.nn.Module, x: torch.Tensor) -> list[torch.Tensor]:
    x = x.clone().requires_grad_()
    torch.manual_seed(3)  # what is drawn in training is drawn alike
    out = net(x)
    loss = torch.nn.functional.binary_cross_entropy(out, torch.full_like(out, 0.25))
    by_name = [each for _, each in sorted(net.named_parameters())]
    return [out.detach(), *torch.autograd.grad(loss, [x, *by_name])]


@every_label
def test_both_styles_give_the_same_outputs_and_gradients_bit_for_bit(label: str) -> None:
    for x in (X, X[:0], X[0], X.double()):
        results = [_output_and_gradients(net.to(x.dtype), x) for net in _both(label)]
        for one, other in zip(*results, strict=True):
            assert torch.equal(one, other)


@every_label
def test_a_state_of_either_style_loads_in_the_other(label: str) -> None:
    for giver in STYLES:
        for taker in STYLES:
            old = actlas.NeuralNet(3, 6, label, giver).eval()
            new = actlas.NeuralNet(3, 6, label, taker).eval()
            new.load_state_dict(old.state_dict(), strict=True)
            assert torch.equal(new(X), old(X))


@every_label
@every_style
def test_the_network_is_the_notebooks_formula(label: str, style: str) -> None:
    net = actlas.NeuralNet(3, 6, label, style).eval()
    hidden = actlas.get(label)(X @ net.linear1.weight.T + net.linear1.bias)
    wanted = 1 / (1 + torch.exp(-(hidden @ net.linear2.weight.T + net.linear2.bias)))
    torch.testing.assert_close(net(X), wanted)
    assert net(X).shape == (5, 1)
    assert set(net.state_dict()) == {
        "linear1.weight",
        "linear1.bias",
        "linear2.weight",
        "linear2.bias",
        *_learned(label),
    }


@every_label
def test_the_attributes_are_the_layers_and_in_module_style_the_activations(label: str) -> None:
    module, functional = _both(label)
    name = actlas.get(label).name
    own = [key for key, _ in module.named_children()]
    assert own[:2] == ["linear1", "linear2"]
    assert len(own) == 4
    held = own[2:3] if _learned(label) else []
    assert [key for key, _ in functional.named_children()] == ["linear1", "linear2", *held]
    assert type(getattr(module, own[2])) is type(actlas.get(label).module())
    assert own[2] in (name, f"hidden_{name}")
    assert own[3] == "sigmoid"


def test_the_notebooks_own_attributes() -> None:
    net = actlas.NeuralNet(4, 8)
    assert isinstance(net.relu, actlas.nn.ReLU)
    assert isinstance(net.sigmoid, actlas.nn.Sigmoid)
    assert [
        parameter.default for parameter in inspect.signature(actlas.NeuralNet).parameters.values()
    ][2:] == ["relu", "module"]


@every_label
@every_style
def test_a_network_survives_copying_and_pickling(label: str, style: str) -> None:
    net = actlas.NeuralNet(3, 6, label, style).eval()
    for again in (copy.deepcopy(net), pickle.loads(pickle.dumps(net))):
        assert torch.equal(again(X), net(X))
        assert (again.style, again.hidden) == (style, net.hidden)
        with torch.no_grad():
            again.linear1.weight.zero_()
        assert not torch.equal(net.linear1.weight, again.linear1.weight)


@every_style
@every_label
def test_a_network_is_compiled_whole_before_its_first_call(label: str, style: str) -> None:
    torch.compiler.reset()
    net = actlas.NeuralNet(3, 6, label, style).eval()
    compiled = torch.compile(net, fullgraph=True, backend="aot_eager")
    torch.testing.assert_close(compiled(X), net(X))


@every_style
def test_an_activation_object_is_as_good_as_its_name(style: str) -> None:
    net = actlas.NeuralNet(3, 6, actlas.get("elu", alpha=0.5), style)
    assert net.hidden.label == "elu(alpha=0.5)"


@every_style
def test_a_softmax_needs_dim_when_the_network_is_made(style: str) -> None:
    with pytest.raises(actlas.ActlasError, match=r"softmax needs dim.*softmax\(dim=-1\)"):
        actlas.NeuralNet(3, 6, "softmax", style)


@pytest.mark.parametrize("style", ["modular", "", "Module", None])
def test_an_unknown_style_is_refused_with_the_two_there_are(style: str) -> None:
    with pytest.raises(actlas.ActlasError, match=r"style is module \| functional, got"):
        actlas.NeuralNet(3, 6, style=style)


def test_an_unknown_activation_is_refused_with_the_nearest() -> None:
    with pytest.raises(actlas.ActlasError, match=r"'rely'; did you mean relu"):
        actlas.NeuralNet(3, 6, "rely")


@every_style
def test_a_network_learns(style: str) -> None:
    torch.manual_seed(0)
    net = actlas.NeuralNet(2, 8, "tanh", style)
    x = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    y = torch.tensor([[0.0], [1.0], [1.0], [0.0]])
    optimizer = torch.optim.Adam(net.parameters(), lr=0.05)
    for _ in range(300):
        optimizer.zero_grad()
        torch.nn.functional.binary_cross_entropy(net(x), y).backward()
        optimizer.step()
    assert torch.equal((net(x) > 0.5).float(), y)
