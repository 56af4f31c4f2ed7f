"""The generated PyTorch: readable, widened once, safe in every branch, and written but once."""

from __future__ import annotations

import itertools
import math
import re
import traceback

import pytest
import torch
from tests.symbolic.written import elementwise

import actlas
from actlas import catalogue
from actlas.definition import Elementwise, Parameter
from actlas.errors import BadExpression
from actlas.targets import kernels, pairs, primitives, table
from actlas.targets.proven import GRID

EVERY = [(name, order) for name in actlas.names() for order in (0, 1, 2)]


@pytest.mark.parametrize(("name", "order"), EVERY)
def test_half_precision_is_widened_once_and_rounded_once(name: str, order: int) -> None:
    text = kernels.source(catalogue.definition(name), order, name)
    assert (text.count(".float()"), text.count(".to(z.dtype)")) in ((1, 1), (0, 0))


@pytest.mark.parametrize(("name", "order"), EVERY)
def test_the_source_is_short_and_says_a_number_for_every_number(name: str, order: int) -> None:
    definition = catalogue.definition(name)
    text = kernels.source(definition, order, name)
    assert text.startswith(f"def {name}(z")
    # A second derivative of one long fraction is one long line, and so are one with exponents in
    # twice the digits and a series where digits would cancel.
    long = order == 2 or "pairs." in text or "x**2 * (x**2 * (" in text
    assert max(map(len, text.splitlines())) < (900 if long else 160)
    assert len(text.splitlines()) <= 20
    if isinstance(definition, Elementwise):
        z = torch.tensor(GRID, dtype=torch.float64)
        assert not kernels.kernel(definition, order)(z, *_defaults(definition)).isnan().any()


def _defaults(definition: Elementwise) -> tuple[float, ...]:
    return tuple(each.default for each in definition.parameters)


def test_a_kernel_is_written_once_and_shows_its_source_in_a_traceback() -> None:
    definition = catalogue.definition("elu")
    kernel = kernels.kernel(definition, 0, "elu")
    assert kernels.kernel(definition, 0, "elu") is kernel
    try:
        kernel(torch.ones(2), "text")
    except TypeError as told:
        assert "alpha * torch.expm1(x1)" in "".join(traceback.format_exception(told))  # noqa: PT017
    else:
        raise AssertionError("a text is no parameter")


def test_two_definitions_of_one_name_have_two_kernels() -> None:
    one, other = elementwise("2*z"), elementwise("3*z")
    x = torch.ones(1)
    assert kernels.kernel(one, 0, "line")(x) == 2
    assert kernels.kernel(other, 0, "line")(x) == 3
    assert kernels.kernel(one, 0, "line")(x) == 2


PIECES = {
    "logarithm": (("0", "z < 0"), "log(1 + z)"),
    "root": (("0", "z <= 0"), "sqrt(z)"),
    "quotient": (("1/z", "z > 1"), "z"),
    "three": (("exp(z)", "z < -1"), ("exp(-z)", "z > 1"), "z^2"),
    "far": (("0", "z < 8"), "log(z - 7)"),
    "folded": ("z/(1 + abs(z))",),
}


@pytest.mark.parametrize("name", PIECES)
def test_a_branch_that_is_not_taken_does_not_poison_the_gradient(name: str) -> None:
    definition = elementwise(*PIECES[name])
    for size in (1e-8, 0.5, 1.0, 20.0, 104.0, 1000.0, 1e30):
        z = torch.tensor([-size, size], dtype=torch.float64, requires_grad=True)
        y = kernels.kernel(definition)(z)
        (gradient,) = torch.autograd.grad(y.sum(), z, create_graph=True)
        (second,) = torch.autograd.grad((gradient + 0 * z).sum(), z)
        for numbers in (y, gradient, second):
            assert bool(numbers.isfinite().all())


def test_a_constant_value_is_nan_where_z_is_and_a_constant_slope_is_not() -> None:
    for dtype in (torch.float16, torch.float64):
        z = torch.tensor([[torch.nan], [2.0]], dtype=dtype)
        value, slope = primitives.constant(z, 0.5), primitives.filled(z, 0.5)
        assert value[0].isnan()
        assert value[1] == 0.5
        assert slope.tolist() == [[0.5], [0.5]]
        assert value.dtype == slope.dtype == dtype


def test_a_missing_primitive_is_told_when_the_kernel_is_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import sympy as sp

    without = {key: text for key, text in table.EAGER.items() if key is not sp.cos}
    monkeypatch.setattr(table, "EAGER", without)
    with pytest.raises(BadExpression, match="wave needs cos, which the target eager"):
        kernels.kernel(elementwise("sin(z)"), 1, "wave")


def test_only_plain_operations_are_used() -> None:
    for name, order in EVERY:
        if not isinstance(catalogue.definition(name), Elementwise):
            continue  # a gate calls the kernels of others
        called = re.findall(r"(\w+)\(", kernels.source(catalogue.definition(name), order, name))
        allowed = set(re.findall(r"(\w+)\(", " ".join(table.EAGER.values())))
        allowed |= {each for each, kind in vars(pairs).items() if callable(kind)}
        allowed |= {"constant", "filled", "isinf", "sign", "at_infinity"}
        allowed |= {"float", "to", "movedim", "eye", "atleast_1d", name}
        assert set(called) <= allowed


def test_kernels_of_all_orders_take_the_same_arguments() -> None:
    for name in actlas.names():
        heads = {
            kernels.source(catalogue.definition(name), order, name).splitlines()[0]
            for order in (0, 1, 2)
        }
        assert len(heads) == 1
    assert len(set(itertools.chain.from_iterable(EVERY))) > 3


def test_a_branch_far_out_is_not_fed_a_number_where_it_has_a_pole():
    # The gradient of z is masked anyway; that of a parameter sums over all that the branch was fed.
    far = elementwise(("a/z", "z > 20"), "z/400", parameters=(Parameter("a", 1.0, "height"),))
    z = torch.tensor([-1.0, 0.0, 5.0, 40.0], dtype=torch.float64)
    height = torch.tensor(1.0, dtype=torch.float64, requires_grad=True)
    (slope,) = torch.autograd.grad(kernels.kernel(far)(z, height).sum(), height)
    assert slope.item() == 1 / 40


def test_a_side_without_a_limit_is_nan_and_the_other_side_has_its_own() -> None:
    text = kernels.source(elementwise(("exp(z)*z", "z < 0"), "z*cos(z)"))
    assert "far = x == -torch.inf" in text
    kernel = kernels.kernel(elementwise(("exp(z)*z", "z < 0"), "z*cos(z)"))
    left, right = kernel(torch.tensor([-torch.inf, torch.inf]))
    assert left == 0
    assert right.isnan()


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=str)
def test_the_error_function_keeps_its_digits_near_zero_and_beyond(dtype: torch.dtype) -> None:
    sizes = torch.logspace(-30, 1, 200, dtype=dtype)
    z = torch.cat([sizes, -sizes, torch.tensor([0.5, 0.49999, math.inf], dtype=dtype)])
    wanted = torch.tensor([math.erf(each) for each in z.double().tolist()], dtype=torch.float64)
    off = (primitives.erf(z).double() - wanted).abs()
    assert bool((off <= 3 * torch.finfo(dtype).eps * wanted.abs()).all())
    assert primitives.erf(torch.tensor([math.nan], dtype=dtype)).isnan().all()
