"""Functional forms have PyTorch's names and signatures, and are found, listed and pickled."""

from __future__ import annotations

import copy
import inspect
import pickle
import types
from typing import Any

import pytest
import torch
from tests.contract.checks import found
from tests.contract.doors import given

import actlas
from actlas import catalogue
from actlas.definition import Vector
from actlas.nn import functional

EXPORTS = functional.exports()
every_export = pytest.mark.parametrize("export", sorted(EXPORTS))
# What stands under PyTorch's own name; the others say so in their definition's `export`.
SAME_NAME = sorted(
    name
    for name in actlas.names()
    if (own := catalogue.definition(name)).twin is not None
    and not own.export
    and not own.twin.fixed
)


def shape_of(function: Any) -> list[tuple[str, Any, Any]]:
    """Return names and defaults of a function's parameters, less those for keywords alone.

    By keyword alone ours take what PyTorch's lack; the bounds that Hardtanh once had are old names.
    """
    return [
        (each.name, each.kind, each.default)
        for each in inspect.signature(function).parameters.values()
        if each.kind is not inspect.Parameter.KEYWORD_ONLY
        and each.name not in ("min_value", "max_value")
    ]


@pytest.mark.parametrize("name", SAME_NAME)
def test_the_signature_is_pytorchs(name: str) -> None:
    theirs = found(catalogue.definition(name).twin.functional)
    try:
        wanted = shape_of(theirs)
    except ValueError:  # built in: it tells its signature in the first line of its docstring
        line = theirs.__doc__.strip().splitlines()[0].partition("->")[0]
        told: dict[str, Any] = {}
        exec(f"def told{line[line.index('(') :]}: ...", told)
        wanted = shape_of(told["told"])
    ours = shape_of(getattr(actlas.functional, name))
    learned = {each.name for each in catalogue.definition(name).parameters if each.learned}
    # What PyTorch wants as a tensor may be left out here: then it is where training starts.
    assert [w if o[0] in learned else o for o, w in zip(ours, wanted, strict=True)] == wanted


@every_export
def test_a_functional_form_says_what_it_is(export: str) -> None:
    function = getattr(actlas.functional, export)
    assert function.__name__ == function.__qualname__ == export
    assert function.__doc__.startswith(catalogue.headline(EXPORTS[export]))
    for parameter in catalogue.definition(EXPORTS[export]).parameters:
        assert f"    {parameter.name}: {parameter.meaning}" in function.__doc__
    for reference in catalogue.definition(EXPORTS[export]).references:
        assert str(reference) in function.__doc__


@every_export
def test_a_functional_form_is_made_once_and_pickled_by_name(export: str) -> None:
    function = getattr(actlas.functional, export)
    assert getattr(functional, export) is function
    assert functional.function(EXPORTS[export]) is function
    assert pickle.loads(pickle.dumps(function)) is function
    assert copy.deepcopy(function) is function


def test_every_activation_is_listed_and_linear_is_the_layers_own() -> None:
    assert set(EXPORTS.values()) == set(actlas.names())
    assert {*EXPORTS, "linear"} == set(dir(actlas.functional)) == set(dir(functional))
    assert actlas.functional.linear is torch.nn.functional.linear
    x, weight, bias = torch.randn(2, 4), torch.randn(3, 4), torch.randn(3)
    assert torch.equal(actlas.functional.linear(x, weight, bias), x @ weight.T + bias)


def test_an_unknown_name_offers_the_nearest() -> None:
    with pytest.raises(AttributeError, match=r"has no 'ELU'; did you mean elu\?"):
        actlas.functional.ELU  # noqa: B018
    with pytest.raises(AttributeError, match=r"has no 'tahn'; did you mean tanh, "):
        actlas.functional.tahn  # noqa: B018
    with pytest.raises(AttributeError, match=r"has no 'qqqqq'; dir\(actlas.functional\) lists"):
        actlas.functional.qqqqq  # noqa: B018
    with pytest.raises(AttributeError):
        actlas.functional._private  # noqa: B018


PARAMETERS = [
    (export, parameter.name)
    for export, name in sorted(EXPORTS.items())
    for parameter in catalogue.definition(name).parameters
]


@pytest.mark.parametrize(("export", "parameter"), PARAMETERS)
def test_a_wrong_parameter_is_refused(export: str, parameter: str) -> None:
    for value in (float("nan"), float("inf"), "1", None, [1.0]):
        with pytest.raises(actlas.ActlasError, match=f"{parameter} of .* must be a number in"):
            getattr(actlas.functional, export)(
                torch.ones(2), **(given(EXPORTS[export]) | {parameter: value})
            )


@pytest.mark.parametrize(("export", "parameter"), PARAMETERS)
def test_a_parameter_may_be_given_by_place_and_as_a_whole_number(
    export: str, parameter: str
) -> None:
    function, x = getattr(actlas.functional, export), torch.linspace(-2, 2, 10)
    taken = inspect.signature(function).parameters
    place = list(taken).index(parameter) - 1
    if taken[parameter].kind is inspect.Parameter.KEYWORD_ONLY:
        assert torch.equal(function(x, **{parameter: 2}), function(x, **{parameter: 2.0}))
        return
    definition = catalogue.definition(EXPORTS[export])
    values = {each.name: each.default for each in definition.parameters}
    # Where one parameter bounds another, the other moves along.
    values |= {high: 2.0 for low, high in definition.ordered if low == parameter}
    values |= {low: 2.0 for low, high in definition.ordered if high == parameter}
    domain = next(each.domain for each in definition.parameters if each.name == parameter)
    whole = 2 if 2 in domain else 1
    before = [values.get(each) for each in list(taken)[1 : place + 1]]
    after = {key: value for key, value in values.items() if list(taken).index(key) > place + 1}
    by_place = function(x, *before, whole, **after)
    assert torch.equal(by_place, function(x, **(values | {parameter: float(whole)})))


@pytest.mark.parametrize(
    "export", [e for e, n in EXPORTS.items() if isinstance(catalogue.definition(n), Vector)]
)
def test_a_vector_activation_needs_its_dimension(export: str) -> None:
    with pytest.raises(actlas.ActlasError, match=r"needs dim.*\(dim=-1\)"):
        getattr(actlas.functional, export)(torch.ones(2))


@every_export
def test_what_was_asked_for_is_there_the_next_time(export: str) -> None:
    # In a forward pass it is asked for every time, and looking it up takes 100 µs.
    for module in (actlas.functional, actlas.nn.functional):
        found = getattr(module, export)
        assert vars(module)[export] is found


def test_what_is_defined_may_be_defined_anew() -> None:
    for slope in (2, 3):
        actlas.define("settling", f"{slope}*z")
        assert actlas.functional.settling(torch.ones(1)) == slope
    assert "settling" not in vars(actlas.functional)
    catalogue.forget("settling")


def test_the_front_page_leads_to_the_same_functions() -> None:
    assert isinstance(actlas.functional, types.ModuleType)
    for export in EXPORTS:
        assert getattr(actlas.functional, export) is getattr(actlas.nn.functional, export)
