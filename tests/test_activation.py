"""The object that users hold: what it is called, what it refuses, and how it travels."""

from __future__ import annotations

import copy
import dataclasses
import math
import pickle
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from tests.contract.cases import allowed, other_than_default
from tests.contract.doors import given as dim_of

import actlas
from actlas import catalogue
from actlas.activation import Activation
from actlas.errors import ActlasError, BadInput, BadParameter

every_name = pytest.mark.parametrize("name", actlas.names())
with_parameters = pytest.mark.parametrize(
    "name", [name for name in actlas.names() if actlas.get(name).parameters]
)


def _first(name: str) -> str:
    return next(iter(actlas.get(name).parameters))


@every_name
def test_the_label_of_defaults_is_the_name(name: str) -> None:
    act = actlas.get(name)
    assert (act.label, str(act), repr(act)) == (name, name, f"actlas.get({name!r})")
    assert act == actlas.get(act.label)


@with_parameters
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(data=st.data())
def test_a_label_gives_the_same_activation_again(name: str, data: st.DataObject) -> None:
    domain = catalogue.definition(name).parameters[0].domain
    whole, real = st.integers(-9, 9), st.floats(allow_nan=False, allow_infinity=False)
    value = data.draw(whole if domain.whole else real)
    assume(allowed(catalogue.definition(name), {_first(name): value}))
    act = actlas.get(name, **{_first(name): value})
    again = actlas.get(act.label)
    assert again == act
    assert hash(again) == hash(act)
    assert again.parameters == act.parameters


def test_labels_say_what_differs_from_the_defaults() -> None:
    assert actlas.get("elu", alpha=0.5).label == "elu(alpha=0.5)"
    assert actlas.get("elu", alpha=1).label == "elu"
    assert actlas.get("softmax", dim=-1).label == "softmax(dim=-1)"
    assert actlas.get("elu(2)").parameters == {"alpha": 2.0}
    assert actlas.get("softmax(0)").dim == 0
    assert actlas.get("elu(alpha=2)", alpha=3.0).parameters == {"alpha": 3.0}


@every_name
def test_an_activation_is_frozen_hashable_and_equal_by_value(name: str) -> None:
    act = actlas.get(name)
    with pytest.raises(dataclasses.FrozenInstanceError):
        act.name = "other"  # type: ignore[misc]
    with pytest.raises(TypeError):
        act.parameters["alpha"] = 2.0  # type: ignore[index]
    assert act == actlas.get(name)
    assert act != name
    assert len({act, actlas.get(name)}) == 1


@with_parameters
def test_activations_of_other_parameters_differ(name: str) -> None:
    first = catalogue.definition(name).parameters[0]
    assert actlas.get(name) != actlas.get(name, **{first.name: other_than_default(first)})


@every_name
def test_an_activation_survives_copying_and_pickling(name: str) -> None:
    given_ = dim_of(name)
    act = actlas.get(name, **given_)
    act(np.array([1.0, 2.0]))  # what it computed with is not carried along
    for again in (copy.copy(act), copy.deepcopy(act), pickle.loads(pickle.dumps(act))):
        assert again == act
        assert again.dim == act.dim
        assert again([0.5, -0.5]).tolist() == act([0.5, -0.5]).tolist()
    assert len(pickle.dumps(act)) < 300


NO_VALUES = (math.nan, math.inf, -math.inf, "0.5", "text", None, True, [1.0], 1j, 10**400)


@with_parameters
def test_a_wrong_value_is_refused_in_one_line(name: str) -> None:
    for value in NO_VALUES:
        with pytest.raises(
            BadParameter, match=rf"{_first(name)} of {name} must be a number in"
        ) as told:
            actlas.get(name, **{_first(name): value})
        assert "\n" not in str(told.value)


@pytest.mark.parametrize("text", ["elu(alpha=nan)", "elu(inf)", "elu(alpha=-inf)"])
def test_a_wrong_value_in_a_specification_is_refused(text: str) -> None:
    with pytest.raises(BadParameter, match=r"alpha of elu must be a number in \(-∞, ∞\), got"):
        actlas.get(text)


@every_name
def test_an_unknown_parameter_is_refused_with_those_there_are(name: str) -> None:
    with pytest.raises(BadParameter, match=rf"{name} has no parameter 'slope'; it takes: "):
        actlas.get(name, slope=1.0)
    dim = not actlas.get(name).elementwise
    limit = len(catalogue.definition(name).parameters) + dim
    one_more = ", ".join(["1"] * (limit + 1))
    with pytest.raises(BadParameter, match=f"takes {limit} parameters, got {limit + 1}"):
        actlas.get(f"{name}({one_more})")


def test_a_parameter_is_given_but_once() -> None:
    with pytest.raises(BadParameter, match="gives alpha twice"):
        actlas.get("elu(0.5, alpha=2)")


@pytest.mark.parametrize("value", [0.5, "1", float("nan"), float("inf"), True, [0], 1e400])
def test_dim_is_a_whole_number(value: Any) -> None:
    with pytest.raises(BadParameter, match="dim must be a whole number, got"):
        actlas.get("softmax", dim=value)


@pytest.mark.parametrize("name", [None, 5, ["elu"], b"elu"])
def test_an_activation_is_asked_for_by_a_text(name: Any) -> None:
    with pytest.raises(BadInput, match="asked for by its name"):
        actlas.get(name)


@every_name
def test_dim_is_needed_by_vectors_and_refused_by_others(name: str) -> None:
    act = actlas.get(name)
    z = torch.ones(2, 4)
    if act.elementwise:
        assert act.require_dim() is act
        for compute in (act, act.prime, act.second):
            with pytest.raises(BadInput, match=f"{name} works number by number"):
                compute(z, dim=0)
        with pytest.raises(BadParameter, match="has no parameter 'dim'"):
            actlas.get(name, dim=0)
    else:
        if act.dim is None:
            for compute in (act, act.prime, act.second):
                with pytest.raises(BadInput, match=rf"{name} needs dim.*{name}\(dim=-1\)"):
                    compute(z)
            with pytest.raises(BadInput, match="needs dim"):
                act.require_dim()
        else:
            assert act.require_dim() is act
            assert torch.equal(act(z), act(z, dim=act.dim))
        bound = actlas.get(name, dim=0)
        assert bound.require_dim() is bound
        assert torch.equal(act(z, dim=1), actlas.get(name, dim=1)(z))
        assert torch.equal(bound(z, dim=1), act(z, dim=1))


@every_name
def test_everything_that_is_derived_can_be_asked_for(name: str) -> None:
    act = actlas.get(name)
    for text in (
        act.latex(),
        act.derivative_latex(),
        act.second_derivative_latex(),
        act.mathml(),
        act.derivative_mathml(),
        str(act.formula),
        str(act.derivative),
        str(act.second_derivative),
    ):
        assert text
    assert isinstance(act.module(**dim_of(name)), torch.nn.Module)


def test_an_activation_is_made_by_name_alone() -> None:
    assert Activation("elu", {"alpha": 2.0}) == actlas.get("elu(2)")
    with pytest.raises(ActlasError):
        Activation("ellu", {})
