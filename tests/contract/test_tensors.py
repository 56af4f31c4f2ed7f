"""Whatever the shape, layout or dtype of a tensor: the same numbers, and the same kind back."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial

import pytest
import torch
from tests.contract.cases import DTYPES
from tests.contract.checks import found
from tests.contract.doors import (
    DOORS,
    door,
    given,
    is_elementwise,
    resized,
    takes_single_numbers,
)
from torch._subclasses.fake_tensor import FakeTensor, FakeTensorMode

import actlas
from actlas import catalogue
from actlas.definition import Along
from actlas.targets.oracle import Oracle

every_name = pytest.mark.parametrize("name", actlas.names())
every_door = pytest.mark.parametrize("kind", DOORS)

# Every last dimension is even: a gate takes its halves.
_BASE = torch.linspace(-3, 3, 2 * 4 * 5 * 6).reshape(2, 4, 5, 6)
LAYOUTS = {
    "transposed": _BASE.transpose(1, 3),
    "strided": _BASE[:, ::2, :, ::3],
    "flipped": _BASE.flip(-1)[..., 2:],
    "expanded": _BASE[:, :1].expand(2, 4, 5, 6),
    "channels last": _BASE.contiguous(memory_format=torch.channels_last),
    "column": _BASE[:, :, 2],
    "empty": torch.empty(0, 4),
    "empty inside": torch.empty(2, 0, 4),
    "0-d": torch.tensor(-1.5),
}


def _layouts(name: str) -> Iterator[tuple[str, torch.Tensor]]:
    single = takes_single_numbers(name)
    return ((layout, z) for layout, z in LAYOUTS.items() if z.ndim or single)


@every_name
@every_door
def test_layout_does_not_change_the_numbers(name: str, kind: str) -> None:
    apply = door(kind, name)
    for layout, z in _layouts(name):
        got = apply(z)
        assert got.shape == resized(name, z.shape), layout
        _close(got, apply(z.contiguous().clone()), layout)


@every_name
def test_layout_does_not_change_the_gradient(name: str) -> None:
    apply = door("functional", name)
    for layout, laid in _layouts(name):
        shape = resized(name, laid.shape)
        upstream = torch.linspace(-1, 1, math.prod(shape)).reshape(shape)
        gradients = []
        for z in (laid.detach(), laid.detach().contiguous().clone()):
            z.requires_grad_()
            gradients += torch.autograd.grad(apply(z), z, upstream)
        _close(*gradients, layout)


def _close(got: torch.Tensor, wanted: torch.Tensor, what: str = "") -> None:
    # PyTorch's code for scattered numbers may round the last place otherwise than its vector code.
    eps = torch.finfo(got.dtype).eps
    torch.testing.assert_close(
        got,
        wanted,
        rtol=4 * eps,
        atol=eps,
        check_stride=False,
        msg=lambda said: f"{what}: {said}",
    )


@every_name
@every_door
def test_the_dtype_is_kept_in_value_derivatives_and_gradient(name: str, kind: str) -> None:
    for dtype in DTYPES:
        z = torch.tensor([-1.0, 0.5, 2.0, 3.0], dtype=dtype, requires_grad=True)
        y = door(kind, name)(z)
        y.sum().backward()
        assert y.dtype == dtype
        assert z.grad is not None
        assert z.grad.dtype == dtype
        act = door("get", name)
        assert act.prime(z).dtype == act.second(z).dtype == dtype  # type: ignore[attr-defined]


@every_name
@every_door
def test_whole_numbers_go_to_the_default_float(name: str, kind: str) -> None:
    apply = door(kind, name)
    for dtype in (torch.int64, torch.int8, torch.uint8, torch.bool):
        z = torch.tensor([0, 1, 1, 0]).to(dtype)
        got = apply(z)
        assert got.dtype == torch.get_default_dtype()
        assert torch.equal(got, apply(z.to(torch.get_default_dtype()))), dtype


@every_name
@every_door
def test_the_argument_is_left_as_it_was_and_a_meta_tensor_needs_no_numbers(
    name: str, kind: str
) -> None:
    z = torch.tensor([-1.0, 0.5, 2.0, 3.0])
    door(kind, name)(z)
    assert z.tolist() == [-1.0, 0.5, 2.0, 3.0]
    got = door(kind, name)(torch.empty(2, 4, dtype=torch.float16, device="meta"))
    wanted = (resized(name, (2, 4)), torch.float16, "meta")
    assert (got.shape, got.dtype, got.device.type) == wanted


@every_name
def test_a_fake_tensor_gives_shape_and_dtype_forward_and_back(name: str) -> None:
    for kind in DOORS:
        with FakeTensorMode():
            z = torch.empty(2, 4, dtype=torch.bfloat16, requires_grad=True)
            got = door(kind, name)(z)
            (gradient,) = torch.autograd.grad(got.sum(), z)
        for each, shape in ((got, resized(name, (2, 4))), (gradient, (2, 4))):
            assert isinstance(each, FakeTensor), kind
            assert (each.shape, each.dtype) == (shape, torch.bfloat16), kind


IN_PLACE = [
    name
    for name in actlas.names()
    if (twin := actlas.get(name).definition.twin) is not None and twin.inplace
]


@pytest.mark.parametrize("name", IN_PLACE)
@pytest.mark.parametrize("layout", ["transposed", "strided", "channels last", "empty", "0-d"])
def test_in_place_overwrites_the_argument_and_returns_it(name: str, layout: str) -> None:
    function = partial(getattr(actlas.functional, name), **given(name))
    module = actlas.get(name).module(inplace=True).eval()
    for apply in (lambda z: function(z, inplace=True), module):
        base = LAYOUTS[layout].clone()
        wanted, place = function(base), base.data_ptr()
        assert apply(base) is base
        assert base.data_ptr() == place
        assert torch.equal(base, wanted)


@pytest.mark.parametrize("name", IN_PLACE)
def test_in_place_has_the_gradient_of_the_ordinary_form(name: str) -> None:
    function = partial(getattr(actlas.functional, name), **given(name))
    gradients = []
    for inplace in (False, True):
        z = torch.linspace(-3, 3, 13, dtype=torch.float64, requires_grad=True)
        y = function(z * 2, inplace=inplace)
        gradients += torch.autograd.grad((y * y).sum(), z)
    _close(*gradients)


@pytest.mark.parametrize("name", IN_PLACE)
def test_in_place_on_negative_parameters_still_has_a_gradient(name: str) -> None:
    definition = actlas.get(name).definition
    values = {each.name: -0.5 for each in definition.parameters if -0.5 in each.domain}
    if definition.ordered:
        values = {}  # which may not all be one
    z = torch.tensor([-2.0, 3.0], requires_grad=True)
    getattr(actlas.functional, name)(z * 1, inplace=True, **(given(name) | values)).sum().backward()
    assert torch.equal(z.grad, actlas.get(name, **values).prime(torch.tensor([-2.0, 3.0])))


@pytest.mark.parametrize("name", IN_PLACE)
def test_in_place_refuses_what_autograd_or_the_dtype_forbids(name: str) -> None:
    function = partial(getattr(actlas.functional, name), **given(name))
    with pytest.raises(RuntimeError, match="in-place"):
        function(torch.ones(2, requires_grad=True), inplace=True)
    with pytest.raises(RuntimeError, match="single memory location"):
        function(torch.ones(1).expand(3), inplace=True)
    whole = torch.tensor([-1, 2])
    with pytest.raises(actlas.ActlasError, match=r"torch\.int64"):
        function(whole, inplace=True)
    assert whole.tolist() == [-1, 2]


@every_name
def test_complex_numbers_are_pytorchs_where_pytorch_takes_them_and_else_refused(name: str) -> None:
    z = torch.complex(torch.randn(5, dtype=torch.double), torch.randn(5, dtype=torch.double))
    twin = catalogue.definition(name).twin
    for kind in DOORS:
        ours = door(kind, name)
        if twin is None or not twin.complex:
            with pytest.raises(actlas.ActlasError, match="real numbers"):
                ours(z)
            continue
        torch.testing.assert_close(ours(z), found(twin.functional)(z), rtol=1e-14, atol=1e-15)
        assert torch.autograd.gradcheck(ours, z.clone().requires_grad_())


@pytest.mark.parametrize("name", [n for n in actlas.names() if catalogue.definition(n).twin])
def test_what_pytorch_takes_complex_numbers_for_is_stated(name: str) -> None:
    twin = catalogue.definition(name).twin
    assert twin is not None
    if not twin.functional:
        return
    given: dict[str, object] = {"dim": 0} if isinstance(catalogue.definition(name), Along) else {}
    for each in catalogue.definition(name).parameters:
        if each.required or each.learned:
            given[each.name] = torch.ones(1) if each.learned else 1.0
    try:
        found(twin.functional)(torch.ones(4, dtype=torch.complex64), **given)
    except RuntimeError:  # NotImplementedError is one
        assert not twin.complex
    else:
        assert twin.complex


def test_derivatives_are_those_of_real_numbers() -> None:
    for derivative in (actlas.get("tanh").prime, actlas.get("tanh").second):
        with pytest.raises(actlas.ActlasError, match="real numbers"):
            derivative(torch.tensor([1j]))


@every_name
def test_a_functional_form_refuses_what_is_no_tensor(name: str) -> None:
    with pytest.raises(actlas.ActlasError, match=r"takes a torch\.Tensor, got list"):
        door("functional", name)([1.0])  # type: ignore[arg-type]


@pytest.mark.parametrize("name", [name for name in actlas.names() if is_elementwise(name)])
def test_far_numbers_are_finite_where_the_function_is_and_never_warn(name: str) -> None:
    act = actlas.get(name)
    oracle = Oracle(act.definition)
    largest = torch.finfo(torch.float32).max
    for size in (1000.0, 1e4, 1e30):
        z = torch.tensor([-size, size], requires_grad=True)
        y = act(z)
        y.sum().backward()
        assert z.grad is not None
        for order, got in enumerate((y, act.prime(z), act.second(z))):
            true = [oracle.derivative(e, order) if order else oracle.value(e) for e in z.tolist()]
            assert got.isfinite().tolist() == [bool(abs(each) <= largest) for each in true]
        # A surrogate, where there is one, is finite as every slope it stands for.
        assert z.grad.isfinite().tolist() == act.prime(z).isfinite().tolist()
