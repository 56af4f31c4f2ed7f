"""Every activation of a model is found, wherever it stands, and the model is left as it was."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable
from typing import Any

import pytest
import torch
import torch.nn.functional as F
from tests.nn import models
from tests.nn.models import IMAGES, ROWS, SEQUENCES
from torch import nn

import actlas
from actlas import catalogue, language
from actlas.errors import BadInput
from actlas.nn.places import KINDS, Place, Places

every_model = pytest.mark.parametrize(("make", "batch"), models.EVERY.values(), ids=models.EVERY)


def _rows(found: Places) -> list[tuple[str, str, str]]:
    return [(each.path, each.kind, each.name) for each in found]


def _twins() -> list[str]:
    """Return the activations whose PyTorch module stands among PyTorch's activations."""
    home = "torch.nn.modules.activation"
    found = ((name, catalogue.definition(name).twin) for name in actlas.names())
    return [n for n, t in found if t and getattr(nn, t.module[9:]).__module__ == home]


@pytest.mark.parametrize("name", _twins())
def test_a_twin_is_known_by_its_class_and_its_arguments(name: str) -> None:
    definition = catalogue.definition(name)
    given: dict[str, Any] = dict(definition.twin.fixed)
    for each in definition.parameters:
        if not each.extra and not each.learned:
            given[each.name] = min(0.25, each.default)
    numbers = {key: value for key, value in given.items() if not isinstance(value, str)}
    made = getattr(nn, definition.twin.module[9:])(**given)
    (place,) = actlas.find(nn.Sequential(made))
    assert (place.path, place.kind, place.target) == ("0", "module", made)
    assert place.activation == actlas.get(name, **numbers)


@pytest.mark.parametrize("name", _twins())
def test_a_twins_function_is_known_in_all_its_spellings(name: str) -> None:
    twin = catalogue.definition(name).twin
    word = twin.functional.rpartition(".")[2]
    if not word or any(p.required or p.learned for p in catalogue.definition(name).parameters):
        pytest.skip("the function cannot be called with its input alone")
    given = dict(twin.fixed) | ({} if actlas.get(name).elementwise else {"dim": -1})
    homes = [home for home in (F, torch, torch.Tensor) if hasattr(home, word)]
    assert homes
    for home in homes:
        for example in (None, ROWS):
            (place,) = actlas.find(OneCall(home, word, given), example)
            assert (place.kind, place.name) == ("call", name)


class OneCall(nn.Module):
    """Calls one function of a namespace, or one method of a tensor."""

    def __init__(self, home: Any, word: str, given: dict[str, Any]) -> None:
        super().__init__()
        self.home, self.word, self.given = home, word, given

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if self.home is torch.Tensor:
            return getattr(x, self.word)(**self.given)
        return getattr(self.home, self.word)(x, **self.given)


def test_a_residual_network_lists_its_relus() -> None:
    model = models.ResNet()
    relus = [(path, "module", "relu") for path in ("relu", "layer1.0.relu", "layer1.1.relu")]
    assert _rows(actlas.find(model)) == _rows(actlas.find(model, IMAGES)) == relus


def test_a_shared_module_is_listed_once_with_all_its_paths() -> None:
    (place,) = actlas.find(models.ResNet(shared=True))
    assert (place.path, place.shared) == ("relu", ("layer1.0.relu", "layer1.1.relu"))
    assert "shared with layer1.0.relu, layer1.1.relu" in str(place)


def test_the_exact_class_decides_before_its_bases() -> None:
    names = [each.name for each in actlas.find(models.MobileNet())]
    assert names[:3] == ["relu6", "hardswish", "hardsigmoid"]
    assert isinstance(nn.ReLU6(), nn.Hardtanh)


def test_a_subclass_is_its_base_unless_it_computes_otherwise() -> None:
    class Named(nn.ReLU):
        pass

    class Other(nn.ReLU):
        def forward(self, input: torch.Tensor) -> torch.Tensor:
            return input + 1

    same, other = actlas.find(nn.Sequential(Named(), Other()))
    assert (same.name, other.name) == ("relu", "")
    assert "Other" in other.stands


@pytest.mark.parametrize("example", [None, ROWS], ids=["traced", "run"])
def test_calls_are_found_with_their_arguments_and_lines(example: Any) -> None:
    found = actlas.find(models.Calls(), example)
    assert [(each.kind, each.stands) for each in found] == [
        ("call", "torch.nn.functional.relu"),
        ("call", "torch.relu"),
        ("call", "Tensor.relu"),
        ("call", "torch.nn.functional.leaky_relu"),
    ]
    assert [str(each.activation) for each in found] == [
        *3 * ["relu"],
        "leaky_relu(negative_slope=0.2)",
    ]
    numbers = [int(each.lines[0].removeprefix("models.py:")) for each in found]
    assert [b - a for a, b in itertools.pairwise(numbers)] == [1, 1, 1]


def test_what_cannot_be_traced_is_named_and_seen_with_a_batch() -> None:
    model = models.Branching()
    traced = {(each.path, each.kind) for each in actlas.find(model)}
    assert traced == {("", "unseen"), ("inner", "call")}
    (unseen,) = (each for each in actlas.find(model) if each.kind == "unseen")
    assert "cannot be traced (TraceError" in str(unseen.reason)
    assert "example=" in str(unseen.reason)
    # The other branch calls another function: what runs is what is seen.
    for batch, called in ((ROWS + 5, F.relu), (ROWS - 5, torch.relu)):
        found = actlas.find(model, batch)
        assert _rows(found) == [("", "call", "relu"), ("inner", "call", "relu")]
        assert found[0].target is called


def test_functions_in_attributes_dicts_lists_and_class_bodies_are_found() -> None:
    for example in (None, ROWS):
        found = actlas.find(models.Holding(), example)
        assert set(_rows(found)) == {
            ("activation", "attribute", "relu"),
            ("by_name['out']", "attribute", "relu"),
            ("by_name['gate']", "attribute", "tanh"),
            ("in_turn[0]", "attribute", "relu"),
            ("in_turn[1][0]", "attribute", "relu"),
            ("scale", "attribute", "sigmoid"),
        }


def test_partials_activations_and_functional_forms_are_known() -> None:
    class Model(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.partial = functools.partial(F.leaky_relu, negative_slope=0.3)
            self.bound = actlas.get("elu", alpha=0.5)
            self.ours = actlas.functional.sigmoid

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return self.ours(self.bound(self.partial(x))) + actlas.functional.elu(x, alpha=2.0)

    for example in (None, ROWS):
        labels = {each.path: str(each.activation) for each in actlas.find(Model(), example)}
        assert labels == {
            "partial": "leaky_relu(negative_slope=0.3)",
            "bound": "elu(alpha=0.5)",
            "ours": "sigmoid",
            "": "elu(alpha=2.0)",
        }


def test_our_own_modules_are_found_with_what_they_learn() -> None:
    model = nn.Sequential(actlas.nn.ELU(0.5, learn=["alpha"], channels=3), actlas.nn.Softmax(1))
    learned, vector = actlas.find(model)
    assert str(learned.activation) == "elu(alpha=0.5)?alpha=learn&channels=3"
    assert str(vector.activation) == "softmax(dim=1)"


def test_a_class_that_fixes_the_dimension_is_known_with_it() -> None:
    theirs, ours = actlas.find(nn.Sequential(nn.Softmax2d(), actlas.nn.Softmax2d()))
    assert theirs.activation == ours.activation == actlas.get("softmax", dim=-3)


def test_recurrent_modules_and_attention_say_why_nothing_can_be_replaced() -> None:
    found = actlas.find(models.Tagger())
    assert _rows(found) == [
        ("lstm", "built in", "sigmoid"),
        ("lstm", "built in", "tanh"),
        ("head.1", "module", "tanh"),
    ]
    assert "part of the recurrence" in str(found[0].reason)
    cells = nn.ModuleList([nn.RNN(2, 2, nonlinearity="relu"), nn.GRUCell(2, 2)])
    assert [each.name for each in actlas.find(cells)] == ["relu", "sigmoid", "tanh"]
    (attention,) = actlas.find(nn.Sequential(nn.MultiheadAttention(4, 2)))
    assert (attention.name, attention.kind) == ("softmax", "built in")
    assert "part of attention" in str(attention.reason)


def test_an_encoder_holds_its_activation_in_an_attribute_or_in_a_module() -> None:
    for given, kind in (("relu", "attribute"), (nn.ReLU(), "module")):
        found = actlas.find(models.encoder(given), SEQUENCES)
        own = [each for each in _rows(found) if each[1] != "built in"]
        assert own == [(f"layers.{i}.activation", kind, "relu") for i in (0, 1)]


class Unsettled(nn.Module):
    """Changes whatever it can when it runs."""

    def __init__(self) -> None:
        super().__init__()
        self.norm = nn.BatchNorm1d(4)
        self.dropout = nn.Dropout()
        self.count = 0
        self.last: Any = None
        self.register_buffer("seen", torch.zeros(1))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        self.count += 1
        self.seen += 1
        self.last = F.relu(self.dropout(self.norm(x)))
        return self.last


@pytest.mark.parametrize("example", [None, ROWS], ids=["traced", "run"])
def test_looking_changes_nothing(example: Any) -> None:
    model = Unsettled().train()
    state = {key: value.clone() for key, value in model.state_dict().items()}
    order, random = list(vars(model)), torch.random.get_rng_state()
    (place,) = actlas.find(model, example)
    assert place.name == "relu"
    assert (model.count, model.last, list(vars(model))) == (0, None, order)
    assert all(torch.equal(value, state[key]) for key, value in model.state_dict().items())
    assert torch.equal(torch.random.get_rng_state(), random)
    assert model.training


@every_model
def test_looking_leaves_no_hook_and_no_gradient(make: Callable[[], nn.Module], batch: Any) -> None:
    model = make()
    attributes = [list(vars(each)) for each in model.modules()]
    for example in (None, batch):
        assert len(actlas.find(model, example))
    assert [list(vars(each)) for each in model.modules()] == attributes
    assert all(not each._forward_hooks for each in model.modules())
    assert all(each.grad is None for each in model.parameters())


def test_examples_are_tensors_tuples_or_dicts() -> None:
    for example in (ROWS, (ROWS, 2), {"x": ROWS, "steps": 2}):
        assert _rows(actlas.find(models.Inner(), example)) == [("", "call", "relu")]
    with pytest.raises(BadInput, match="the example cannot be run through Inner: TypeError"):
        actlas.find(models.Inner(), {"y": ROWS})
    with pytest.raises(BadInput, match="lazy layers that have seen no data"):
        actlas.find(nn.Sequential(nn.LazyLinear(3), nn.ReLU()), ROWS)


def test_calls_under_a_checkpoint_within_the_forward_say_why_they_stay() -> None:
    from torch.utils.checkpoint import checkpoint

    class Model(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.linear = nn.Linear(4, 4)

        def part(self, x: torch.Tensor) -> torch.Tensor:
            return F.relu(self.linear(x))

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return checkpoint(self.part, x, use_reentrant=False)

    (place,) = actlas.find(Model(), ROWS)
    assert "a checkpoint within the forward" in str(place.reason)


def test_scripted_and_fused_parts_say_why_they_stay() -> None:
    scripted = torch.jit.script(nn.Sequential(nn.ReLU()))
    found = actlas.find(nn.Sequential(scripted))
    assert [each.kind for each in found] == ["unseen"]
    assert "TorchScript has compiled it" in str(found[0].reason)
    fused = torch.ao.nn.intrinsic.LinearReLU(nn.Linear(2, 2), nn.ReLU())
    reasons = [str(each.reason) for each in actlas.find(nn.Sequential(fused))]
    assert reasons
    assert all("fused with the layer" in each for each in reasons)
    quantised = torch.ao.nn.quantized.ReLU6()
    assert "quantised" in str(actlas.find(nn.Sequential(quantised))[0].reason)


def test_what_is_no_model_is_refused() -> None:
    with pytest.raises(BadInput, match=r"a model is a torch\.nn\.Module, got str"):
        actlas.find("resnet")


def test_places_are_a_sequence_that_prints_as_a_table() -> None:
    found = actlas.find(models.MobileNet())
    assert str(found) == repr(found)
    lines = str(found).splitlines()
    assert len(lines) == len(found)
    assert lines[0].split() == ["features.0.2", "module", "relu6", "torch.nn.ReLU6(inplace=True)"]
    assert [each.path for each in found[:2]] == ["features.0.2", "features.1.2"]
    assert str(actlas.find(nn.Linear(1, 1))) == "no activation was found"
    with language.use("es"):
        assert str(actlas.find(nn.Linear(1, 1))) != "no activation was found"
        assert {str(Place("x", kind, "")) for kind in KINDS}.isdisjoint(
            f"x  {kind}  –  " for kind in KINDS if kind != "built in"
        )
