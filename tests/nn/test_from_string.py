"""A line of a configuration file asks for an activation, and `str()` writes that line."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.contract.doors import given as dim_of

import actlas
from actlas import catalogue
from actlas.errors import ActlasError, BadExpression, BadInput, BadParameter, UnknownName

X = torch.linspace(-3, 3, 24).reshape(4, 6)
WITH_PARAMETERS = [
    name
    for name in actlas.names()
    if actlas.get(name).elementwise and catalogue.definition(name).parameters
]
with_parameters = pytest.mark.parametrize("name", WITH_PARAMETERS)


def _first(name: str) -> Any:
    return catalogue.definition(name).parameters[0]


READ = {
    "leaky_relu(0.2)": "leaky_relu(negative_slope=0.2)",
    "Leaky-ReLU( negative_slope = 2e-1 )": "leaky_relu(negative_slope=0.2)",
    "elu?alpha=0.5": "elu(alpha=0.5)",
    "elu()?alpha=0.5": "elu(alpha=0.5)",
    "ELU?alpha=learn": "elu?alpha=learn",
    "elu ? alpha = LEARN & channels = 16": "elu?alpha=learn&channels=16",
    "elu(0.5)?channels=16&alpha=learn": "elu(alpha=0.5)?alpha=learn&channels=16",
    "elu(init=0.25)?alpha=learn": "elu(alpha=0.25)?alpha=learn",
    "elu?alpha=learn&channels=1": "elu?alpha=learn",
    "softmax?dim=-1": "softmax(dim=-1)",
    "softmax(-1)": "softmax(dim=-1)",
    "relu": "relu",
}


@pytest.mark.parametrize(("text", "said"), READ.items(), ids=READ)
def test_a_text_is_read_and_written_again(text: str, said: str) -> None:
    act = actlas.from_string(text)
    assert str(act) == said
    assert actlas.from_string(str(act)) == act == actlas.get(text)
    assert isinstance(act.module(), actlas.nn.ActivationModule)


REFUSED: dict[str, tuple[str, type[ActlasError], str]] = {
    "no option": ("elu?", BadExpression, "'' is no option; write .parameter=learn"),
    "an option without a value": ("elu?alpha", BadExpression, "'alpha' is no option"),
    "an option without a name": ("elu?=learn", BadExpression, "'=learn' is no option"),
    "an empty option": ("elu?alpha=learn&", BadExpression, "'' is no option"),
    "a word": ("elu?alpha=half", BadExpression, "'half' is not a number"),
    "learn in brackets": ("elu(alpha=learn)", BadExpression, "'learn' is not a number"),
    "a value twice": ("elu(alpha=1)?alpha=2", BadExpression, "names alpha twice"),
    "learn twice": ("elu?alpha=learn&alpha=learn", BadExpression, "names alpha twice"),
    "two question marks": ("elu?alpha=learn?alpha=1", BadExpression, "cannot read"),
    "an unknown parameter": ("elu?slope=learn", BadParameter, "no parameter 'slope' to learn; it"),
    "nothing to learn": ("relu?alpha=learn", BadParameter, "no parameter 'alpha' to learn"),
    "channels of nothing": ("elu?channels=4", BadParameter, "channels of elu is how many"),
    "no channels": ("elu?alpha=learn&channels=0", BadParameter, "channels of elu is how many"),
    "half a channel": ("elu?alpha=learn&channels=.5", BadParameter, "a whole number, got 0.5"),
    "init of nothing": ("elu(init=1)", BadParameter, "has no parameter 'init'"),
    "init beside the value": ("elu(0.5, init=1)?alpha=learn", BadParameter, "gives alpha twice"),
    "an unknown name": ("eluu?alpha=learn", UnknownName, "did you mean"),
    "another value than its domain": ("elu(inf)?alpha=learn", BadParameter, "must be a number"),
}


@pytest.mark.parametrize(("text", "kind", "why"), REFUSED.values(), ids=REFUSED)
def test_another_text_is_refused_in_one_line(text: str, kind: type[ActlasError], why: str) -> None:
    with pytest.raises(kind, match=why) as told:
        actlas.from_string(text)
    assert "\n" not in str(told.value)


def test_only_a_text_is_read() -> None:
    with pytest.raises(BadInput, match="asked for by its name, a text; got dict"):
        actlas.from_string({"name": "elu"})  # type: ignore[arg-type]


@settings(max_examples=300, deadline=None)
@given(text=st.text("elu(alph=0.5, )?&rn-\n", max_size=60))
def test_any_text_gives_an_activation_that_is_read_back_or_an_error_of_ours(text: str) -> None:
    try:
        act = actlas.from_string(text)
    except ActlasError as told:
        assert "\n" not in str(told)  # noqa: PT017 - both outcomes are right
    else:
        assert actlas.from_string(str(act)) == act


@with_parameters
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_str_of_any_activation_is_read_back(name: str, data: st.DataObject) -> None:
    parameters = catalogue.definition(name).parameters
    learn = data.draw(st.sets(st.sampled_from([each.name for each in parameters])))
    value = data.draw(st.floats(allow_nan=False, allow_infinity=False))
    always = any(each.learned for each in parameters)
    channels = data.draw(st.integers(1, 999)) if learn or always else 1
    try:
        act = actlas.get(name, learn=learn, channels=channels, **{_first(name).name: value})
    except BadParameter:
        return  # the value lies outside the domain
    again = actlas.from_string(str(act))
    assert (again, hash(again), again.learn, again.channels) == (
        act,
        hash(act),
        act.learn,
        act.channels,
    )


@with_parameters
def test_learned_parameters_are_the_modules_own_and_start_at_the_bound_values(name: str) -> None:
    first = _first(name)
    act = actlas.get(name, learn=[first.name], channels=6)
    module = act.module()
    learned = getattr(module, first.name)
    assert isinstance(learned, torch.nn.Parameter)
    assert torch.equal(learned, torch.full((6,), first.default))
    assert torch.allclose(module.eval()(X), act(X))
    module(X).sum().backward()
    assert learned.grad is not None
    assert learned.grad.shape == (6,)


@with_parameters
def test_an_activation_that_learns_is_another_one(name: str) -> None:
    first = _first(name)
    act, plain = actlas.get(name, learn=first.name), actlas.get(name)
    assert first.name in act.learn
    assert (act == plain) == first.learned
    assert torch.equal(act(X), plain(X))
    assert act([0.5]).tolist() == plain([0.5]).tolist()
    for again in (copy.deepcopy(act), pickle.loads(pickle.dumps(act))):
        assert again == act
        assert (again.learn, again.channels, str(again)) == (act.learn, 1, str(act))
    assert act.twin_arguments() is None


def test_what_is_learned_is_said_in_the_definitions_order_and_once() -> None:
    for name in WITH_PARAMETERS:
        names = [each.name for each in catalogue.definition(name).parameters]
        assert list(actlas.get(name, learn=reversed(names)).learn) == names
        if len(names) > 1:
            options = "&".join(f"{each}=learn" for each in reversed(names))
            assert list(actlas.get(f"{name}?{options}", learn=names).learn) == names


def test_channels_may_be_given_beside_a_specification() -> None:
    act = actlas.get("elu?alpha=learn&channels=2", channels=3)
    assert (act.channels, str(act)) == (3, "elu?alpha=learn&channels=3")
    assert act.module(channels=4).alpha.shape == (4,)


@pytest.mark.parametrize("name", actlas.names())
def test_a_pickle_of_what_learns_nothing_is_as_small_as_before(name: str) -> None:
    act = actlas.get(name, **dim_of(name))
    if not act.learn:
        assert act.__reduce__()[1][2:] == ()
