"""A swapped model: what is kept of it, the way back, how far it drifts, and how it travels."""

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
from actlas.errors import BadInput, UsageError
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
