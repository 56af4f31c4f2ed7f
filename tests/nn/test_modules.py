"""Modules have PyTorch's names, signatures and looks, and survive copying, pickling and saving."""

from __future__ import annotations

import copy
import inspect
import io
import pickle
from typing import Any

import pytest
import torch
from tests.contract.cases import allowed, fitting
from tests.contract.checks import found
from tests.contract.doors import given, resized
from tests.nn.test_functional import SAME_NAME, shape_of

import actlas
from actlas import catalogue
from actlas.nn.modules import ActivationModule, class_names, module_class

every_name = pytest.mark.parametrize("name", actlas.names())
X = torch.linspace(-3, 3, 12).reshape(3, 4)


def _variants(name: str) -> list[dict[str, Any]]:
    """Return arguments for the module: defaults, every parameter changed, and in place."""
    definition = catalogue.definition(name)
    found_ = [given(name)]
    found_ += [
        given(name) | module_class(name).spelled({each.name: fitting(each, 0.25)})
        for each in definition.parameters
    ]
    if definition.twin is not None and definition.twin.inplace:
        found_ += [each | {"inplace": True} for each in found_]
    return found_


VARIANTS = [(name, each) for name in actlas.names() for each in _variants(name)]
SAME_NAME_VARIANTS = [
    (name, each)
    for name in SAME_NAME
    for each in _variants(name)
    if not any(p.extra and p.name in each for p in catalogue.definition(name).parameters)
]


@pytest.mark.parametrize("name", SAME_NAME)
def test_class_name_and_signature_are_pytorchs(name: str) -> None:
    theirs = found(catalogue.definition(name).twin.module)
    ours = module_class(name)
    assert ours.__name__ == theirs.__name__
    # A class without a constructor of its own shows its base's (*args, **kwargs), and takes none.
    without = theirs.__init__ is torch.nn.Module.__init__
    assert shape_of(ours) == ([] if without else shape_of(theirs))


@pytest.mark.parametrize(("name", "arguments"), SAME_NAME_VARIANTS, ids=str)
def test_a_module_looks_as_pytorchs_does(name: str, arguments: dict[str, Any]) -> None:
    theirs = found(catalogue.definition(name).twin.module)(**arguments)
    ours = module_class(name)(**arguments)
    assert repr(ours) == repr(theirs)
    assert ours.extra_repr() == theirs.extra_repr()
    for argument, value in arguments.items():
        assert argument == "init" or getattr(ours, argument) == value


@pytest.mark.parametrize(("name", "arguments"), VARIANTS, ids=str)
def test_a_module_survives_copying_pickling_and_saving(
    name: str, arguments: dict[str, Any]
) -> None:
    module = module_class(name)(**arguments).eval()
    stored = io.BytesIO()
    torch.save(module, stored)
    stored.seek(0)
    for again in (
        copy.copy(module),
        copy.deepcopy(module),
        pickle.loads(pickle.dumps(module)),
        torch.load(stored, weights_only=False),
    ):
        assert type(again) is type(module)
        assert repr(again) == repr(module)
        assert not again.training
        assert torch.equal(again(X.clone()), module(X.clone()))


@every_name
def test_a_module_has_the_state_that_it_learns_and_fits_into_a_sequence(name: str) -> None:
    module = module_class(name)(**given(name))
    assert isinstance(module, torch.nn.Module)
    assert isinstance(module, ActivationModule)
    assert module.activation == name
    learned = {each.name for each in catalogue.definition(name).parameters if each.learned}
    assert module.state_dict().keys() == learned
    assert dict(module.named_parameters()).keys() == learned
    stack = torch.nn.Sequential(torch.nn.Linear(4, 4), module)
    assert stack(X).shape == resized(name, X.shape)
    assert [type(each) for each in stack.modules()][-1] is type(module)


@every_name
def test_a_module_of_an_activation_has_its_parameters(name: str) -> None:
    definition = catalogue.definition(name)
    for parameter in definition.parameters:
        quarter, half = fitting(parameter, 0.25), fitting(parameter, 0.5)
        act = actlas.get(name, **(given(name) | {parameter.name: quarter}))
        assert getattr(act.module(), parameter.name) == quarter
        assert torch.equal(act.module().eval()(X), act(X))
        if allowed(definition, {parameter.name: half}):
            other = act.module(**module_class(name).spelled({parameter.name: half}))
            assert getattr(other, parameter.name) == half


def test_every_activation_has_a_class_and_the_layer_is_pytorchs() -> None:
    assert set(class_names().values()) == set(actlas.names())
    assert set(class_names()) <= set(dir(actlas.nn))
    assert actlas.nn.Linear is torch.nn.Linear
    for name in class_names():
        assert getattr(actlas.nn, name) is getattr(actlas.nn, name)


def test_an_unknown_class_offers_the_nearest() -> None:
    with pytest.raises(AttributeError, match=r"has no 'Tahn'; did you mean Tanh, .*\?"):
        actlas.nn.Tahn  # noqa: B018
    with pytest.raises(AttributeError, match=r"has no 'Qqqqq'; dir\(actlas.nn\) lists what it has"):
        actlas.nn.Qqqqq  # noqa: B018
    with pytest.raises(AttributeError):
        actlas.nn._Private  # noqa: B018


@pytest.mark.parametrize("name", [n for n in actlas.names() if catalogue.definition(n).parameters])
def test_a_wrong_argument_is_refused_where_it_is_written(name: str) -> None:
    made = module_class(name)
    parameter = catalogue.definition(name).parameters[0].name
    with pytest.raises(actlas.ActlasError, match=f"{parameter} of .* must be a number"):
        made(**(given(name) | made.spelled({parameter: float("nan")})))
    with pytest.raises(actlas.ActlasError, match="unexpected keyword argument 'slope'"):
        made(**(given(name) | {"slope": 1.0}))
    assert "\n" not in str(inspect.signature(made))


def test_a_changed_attribute_counts() -> None:
    for name in actlas.names():
        for parameter in catalogue.definition(name).parameters:
            if parameter.learned:  # a tensor, which training changes
                continue
            module = module_class(name)(**given(name)).eval()
            value = fitting(parameter, 0.25)
            setattr(module, parameter.name, value)
            assert torch.equal(module(X), actlas.get(name, **{parameter.name: value})(X))


def test_softmax_without_dim_is_told_when_it_is_applied() -> None:
    for name in actlas.names():
        if not actlas.get(name).elementwise and actlas.get(name).dim is None:
            with pytest.raises(actlas.ActlasError, match="needs dim"):
                actlas.get(name).module()(X)
