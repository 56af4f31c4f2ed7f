"""PyTorch's own samples for its operators: values, gradients and refusals are as PyTorch's."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import torch
from tests.contract.cases import DTYPES
from tests.contract.checks import found
from tests.contract.doors import given

import actlas
from actlas import catalogue
from actlas.definition import Definition
from actlas.errors import BadParameter

pytest.importorskip("expecttest", reason="PyTorch's operator samples need the package expecttest")


def _own(name: str) -> str:
    """Return PyTorch's function that is this activation whatever its arguments are, or ""."""
    twin = catalogue.definition(name).twin
    return twin.functional if twin is not None and not twin.fixed else ""


NAMES = [name for name in actlas.names() if _own(name)]
every_twin = pytest.mark.parametrize("name", NAMES)


@pytest.fixture(scope="module")
def operators() -> dict[str, list[Any]]:
    """Read PyTorch's seven hundred operators, which takes seconds."""
    from torch.testing._internal.common_methods_invocations import op_db

    listed: dict[str, list[Any]] = {}
    for each in op_db:
        listed.setdefault(each.name, []).append(each)
    return listed


def _operators(name: str, operators: dict[str, list[Any]]) -> list[Any]:
    dotted = _own(name)
    spelled = (dotted.removeprefix("torch."), dotted.removeprefix("torch.nn.functional."))
    return [each for key in dict.fromkeys(spelled) for each in operators.get(key, ())]


def _function(name: str) -> Callable[..., torch.Tensor]:
    own: Callable[..., torch.Tensor] = getattr(
        actlas.functional, catalogue.definition(name).export or name
    )
    return own


def _samples(operator: Any) -> Iterator[tuple[torch.dtype, Any]]:
    for dtype in DTYPES:
        if dtype in operator.dtypes:
            for sample in operator.sample_inputs("cpu", dtype, requires_grad=True):
                yield dtype, sample


def _bound(name: str, sample: Any) -> dict[str, Any]:
    """Return the sample's arguments by our names for them."""
    signature = inspect.signature(_function(name))
    given = signature.bind(sample.input, *sample.args, **sample.kwargs).arguments
    return {key: value for key, value in given.items() if key != "input"}


def _refused(definition: Definition, given: dict[str, Any]) -> set[str]:
    """Return the arguments that the definition says it does not take so."""
    kept = {
        each.name for each in definition.kept if given.get(each.name, each.default) != each.default
    }
    outside = {
        each.name
        for each in definition.parameters
        if isinstance(given.get(each.name), int | float) and given[each.name] not in each.domain
    }
    return kept | outside


def _with_gradients(
    function: Callable[..., torch.Tensor], input: torch.Tensor, given: dict[str, Any]
) -> list[torch.Tensor]:
    """Return the output, and the gradients of the input and of parameters that are tensors."""
    output = function(input, **given)
    leaves = [each for each in (input, *given.values()) if isinstance(each, torch.Tensor)]
    leaves = [each for each in leaves if each.requires_grad]
    # Numbers that every dtype holds exactly.
    upstream = (torch.arange(output.numel()) % 9 - 4).to(output.dtype).reshape(output.shape) / 4
    return [output.detach(), *torch.autograd.grad(output, leaves, upstream)]


def _doubled(value: Any) -> Any:
    if not isinstance(value, torch.Tensor):
        return value
    return value.detach().double().requires_grad_(value.requires_grad)


def _check(ours: torch.Tensor, theirs: torch.Tensor, exact: torch.Tensor, what: str) -> None:
    """Demand PyTorch's number, or one nearer to what PyTorch computes in double precision."""
    assert (ours.dtype, ours.shape) == (theirs.dtype, theirs.shape), what
    rtol, atol = torch.testing._comparison.get_tolerances(ours, theirs, rtol=None, atol=None)
    equal = torch.isclose(ours, theirs, rtol=rtol, atol=atol, equal_nan=True)
    nearer = (ours.double() - exact).abs() <= (theirs.double() - exact).abs()
    wrong = ~(equal | nearer)
    assert not bool(wrong.any()), (
        f"{what}: {ours[wrong].tolist()}, PyTorch {theirs[wrong].tolist()}"
    )


@every_twin
def test_pytorchs_samples_have_pytorchs_values_and_gradients(
    name: str, operators: dict[str, list[Any]]
) -> None:
    definition, function = catalogue.definition(name), _function(name)
    compared = 0
    for operator in _operators(name, operators):
        for dtype, sample in _samples(operator):
            arguments = _bound(name, sample)
            refused = _refused(definition, arguments)
            if refused:
                with pytest.raises(BadParameter):
                    function(sample.input, **arguments)
                arguments = {k: v for k, v in arguments.items() if k not in refused}
            if arguments.get("training"):
                continue  # drawn anew: the next test
            what = f"{name} of {tuple(sample.input.shape)} in {dtype} with {arguments}"
            doubled = {key: _doubled(value) for key, value in arguments.items()}
            for mine, other, exact in zip(
                _with_gradients(function, sample.input, arguments),
                _with_gradients(operator.op, sample.input, arguments),
                _with_gradients(operator.op, _doubled(sample.input), doubled),
                strict=True,
            ):
                _check(mine, other, exact.double(), what)
                compared += 1
    assert compared >= 2


DRAWN = [name for name in NAMES if getattr(catalogue.definition(name), "drawn", None) is not None]


@pytest.mark.parametrize("name", DRAWN)
def test_what_training_draws_lies_between_the_bounds_of_pytorchs_samples(
    name: str, operators: dict[str, list[Any]]
) -> None:
    drawn, function = catalogue.definition(name).drawn, _function(name)
    compared = 0
    for operator in _operators(name, operators):
        for dtype, sample in _samples(operator):
            arguments = _bound(name, sample)
            if not arguments.get("training"):
                continue
            z = sample.input.detach()
            y = function(z, **arguments)
            ends = [
                function(z, **{drawn.low: arguments[each], drawn.high: arguments[each]})
                for each in (drawn.low, drawn.high)
            ]
            slack = torch.finfo(dtype).eps * z.abs()
            assert bool((y >= torch.minimum(*ends) - slack).all())
            assert bool((y <= torch.maximum(*ends) + slack).all())
            inside = (y != ends[0]) & (y != ends[1])
            assert bool(inside.any()) or z.numel() < 4
            compared += 1
    assert compared


@every_twin
def test_what_pytorch_refuses_is_refused_with_its_kind_of_error(
    name: str, operators: dict[str, list[Any]]
) -> None:
    function = _function(name)
    listed = _operators(name, operators)
    assert listed, "PyTorch has no samples under this name"
    for operator in listed:
        if operator.error_inputs_func is None:
            continue
        for wrong in operator.error_inputs("cpu"):
            sample = wrong.sample_input
            with pytest.raises(wrong.error_type):
                function(sample.input, *sample.args, **sample.kwargs)


WRONG: dict[str, Callable[[Callable[..., Any], dict[str, Any]], Any]] = {
    "a list": lambda function, given: function([1.0], **given),
    "nothing": lambda function, given: function(None, **given),
    "no argument": lambda function, given: function(),
    "too many arguments": lambda function, given: function(torch.ones(2), *[1] * 9),
    "an unknown argument": lambda function, given: function(torch.ones(2), slope_of=1, **given),
    "a text as a parameter": lambda function, given: function(
        torch.ones(2), **(given | dict.fromkeys(given, "text"))
    ),
}


@every_twin
def test_wrong_arguments_raise_what_pytorch_raises(name: str) -> None:
    function, theirs = _function(name), found(_own(name))
    given_ = given(name) | {
        each.name: each.default for each in catalogue.definition(name).parameters if not each.extra
    }
    problems = []
    for what, call in WRONG.items():
        if "parameter" in what and not given_:
            continue
        kinds = []
        for each in (theirs, function):
            with pytest.raises(Exception) as told:  # noqa: PT011 - which one is the question
                call(each, given_)
            kinds.append(told.type)
        # Where PyTorch asks a list for a method, it stumbles over an AttributeError.
        if not issubclass(kinds[1], kinds[0]) and kinds[0] is not AttributeError:
            problems.append(f"{what}: {kinds[1].__name__}, PyTorch {kinds[0].__name__}")
    assert not problems, "; ".join(problems)
