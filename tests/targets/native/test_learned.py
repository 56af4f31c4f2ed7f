"""Parameters that are tensors: native kernels serve, and add up the parameters' gradients."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
import torch

import actlas
from actlas import catalogue, store
from actlas.definition import Elementwise
from actlas.targets.native import machine
from actlas.targets.native.learned import arrangements, forge
from actlas.targets.native.learned.kernels import Asked, Learned
from actlas.targets.native.rooms import ROOMS
from actlas.targets.native.translation import Program

WITH_PARAMETERS = sorted(
    name
    for name, each in catalogue.readable().items()
    if isinstance(each, Elementwise) and each.parameters
)
LAYOUTS = {
    "one value": ((40, 500), 1),
    "short planes": ((72, 6, 5), 6),
    "long planes": ((3, 4, 520), 4),
    "rows": ((300, 100), 100),
    "narrow rows": ((512, 3), 3),
}
WITHIN = {torch.float32: 2e-6, torch.float64: 1e-13, torch.float16: 2e-3, torch.bfloat16: 2e-2}


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count how many numbers each kernel that learns is given."""
    counts: list[int] = []
    fill = Learned.fill

    def counted(self: Learned, arrangement: Any, values: Any, *tensors: torch.Tensor) -> Any:
        counts.append(tensors[-1].numel())
        return fill(self, arrangement, values, *tensors)

    monkeypatch.setattr(Learned, "fill", counted)
    return counts


def given(name: str, shape: tuple[int, ...], channels: int, dtype: torch.dtype) -> list[Any]:
    """Return z, the gradient there, and learned parameters, each channel's its own."""
    z = (4 * torch.randn(shape)).to(dtype).requires_grad_()
    around = torch.linspace(1, 1.25, channels) if channels > 1 else torch.ones(1)
    values = [
        (each.default * around).to(dtype).requires_grad_()
        for each in catalogue.definition(name).parameters
    ]
    return [z, torch.randn(shape).to(dtype), *values]


def answers(name: str, z: torch.Tensor, g: torch.Tensor, *values: torch.Tensor) -> list[Any]:
    """Return the values, z's gradient and the parameters'."""
    names = [each.name for each in catalogue.definition(name).parameters]
    y = actlas.functional.function(name)(z, **dict(zip(names, values, strict=True)))
    return [y, *torch.autograd.grad(y, [z, *values], g)]


def agree(name: str, shape: tuple[int, ...], channels: int, dtype: torch.dtype) -> None:
    """Hold values and all gradients to the eager form in float64."""
    known = given(name, shape, channels, dtype)
    with actlas.backend("native"):
        got = answers(name, *known)
    with actlas.backend("eager"):
        wanted = answers(name, *(each.detach().double().requires_grad_() for each in known))
    added = known[0].numel() / channels
    for place, (one, truth) in enumerate(zip(got, wanted, strict=True)):
        assert one.dtype == dtype
        assert one.shape == truth.shape
        within = WITHIN[dtype]
        size = max(1.0, added**0.5) if place > 1 else 1.0  # so large a sum of so many is
        torch.testing.assert_close(one.double(), truth, rtol=8 * within, atol=8 * within * size)


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", ["elu", "leaky_relu", "pelu"])
def test_values_and_gradients_are_the_eager_forms(
    name: str, layout: str, served: list[int]
) -> None:
    for dtype in (torch.float32, torch.float64):
        agree(name, *LAYOUTS[layout], dtype)
        assert served[-1:] == [torch.Size(LAYOUTS[layout][0]).numel()]


@pytest.mark.slow
@pytest.mark.parametrize("name", WITH_PARAMETERS)
def test_whatever_has_parameters_may_learn_them(name: str, served: list[int]) -> None:
    for dtype in (torch.float32, torch.float64):
        for layout in ("one value", "short planes"):
            served.clear()
            agree(name, *LAYOUTS[layout], dtype)
            size = torch.Size(LAYOUTS[layout][0]).numel()
            assert served[-1:] == [size], f"{name} in {dtype} has no kernel"


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_half_precision_learns_too(dtype: torch.dtype, served: list[int]) -> None:
    for shape, channels in LAYOUTS.values():
        agree("prelu", shape, channels, dtype)
        assert served[-1:] == [torch.Size(shape).numel()]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_gradients_do_not_hang_on_the_number_of_threads(layout: str) -> None:
    (outer, *rest), channels = LAYOUTS[layout]
    known = given("prelu", (8 * outer, *rest), channels, torch.float32)
    threads, found = torch.get_num_threads(), []
    try:
        for count in (1, 2, 2):
            torch.set_num_threads(count)
            with actlas.backend("native"):
                found.append(answers("prelu", *known))
    finally:
        torch.set_num_threads(threads)
    for others in found[1:]:
        assert all(torch.equal(a, b) for a, b in zip(found[0], others, strict=True))


def test_large_tensors_are_served_and_small_ones_are_not(served: list[int]) -> None:
    module = actlas.nn.PReLU(64)
    module(torch.randn(4, 64, 2, 2)).sum().backward()
    assert not served
    large = torch.randn(4, 64, 12, 12)
    module(large).sum().backward()  # the first time it may be compiled, and checked
    served.clear()
    module(large).sum().backward()
    assert served == [36864, 36864]
    with actlas.backend("eager"):
        module(torch.randn(4, 64, 12, 12))
    assert len(served) == 2


@pytest.mark.parametrize(
    "layout",
    [
        lambda z: z.to(memory_format=torch.channels_last),
        lambda z: z[:, :, ::2],
        lambda z: z.transpose(2, 3),
        lambda z: z[:1].expand(16, 8, 16, 16),
    ],
    ids=["channels last", "every second", "transposed", "expanded"],
)
def test_what_is_not_contiguous_is_left_to_the_eager_form(
    layout: Callable[[torch.Tensor], torch.Tensor], served: list[int]
) -> None:
    z = layout(torch.randn(16, 8, 16, 16)).detach().requires_grad_()
    weight = torch.linspace(0.1, 0.4, 8).requires_grad_()
    with actlas.backend("native"):
        y = actlas.functional.prelu(z, weight)
        got = torch.autograd.grad(y.sum(), [z, weight])
    assert not served
    wanted = torch.autograd.grad(torch.nn.functional.prelu(z, weight).sum(), [z, weight])
    torch.testing.assert_close(got, wanted)


def test_a_gradient_in_another_layout_is_read_rightly(served: list[int]) -> None:
    z, _, weight = given("prelu", (16, 8, 6, 6), 8, torch.float32)
    for g in (
        torch.ones(()).expand(16, 8, 6, 6),
        torch.randn(16, 8, 6, 6).to(memory_format=torch.channels_last),
    ):
        with actlas.backend("native"):
            got = answers("prelu", z, g, weight)[1:]
        wanted = torch.autograd.grad(torch.nn.functional.prelu(z, weight), [z, weight], g)
        torch.testing.assert_close(tuple(got), wanted)
    assert served


def test_parameters_that_are_numbers_stand_beside_those_that_are_learned() -> None:
    z = torch.randn(64, 48, dtype=torch.float64, requires_grad=True)
    alpha = torch.linspace(0.5, 2, 48, dtype=torch.float64).requires_grad_()
    found = {}
    for backend in ("native", "eager"):
        with actlas.backend(backend):
            y = actlas.functional.pelu(z, alpha=alpha, beta=0.3)
            found[backend] = [y, *torch.autograd.grad(y.sin().sum(), [z, alpha])]
    torch.testing.assert_close(found["native"], found["eager"])


def test_only_what_is_asked_for_is_given() -> None:
    with actlas.backend("native"):
        z, g, weight = given("prelu", (64, 8, 6), 8, torch.float32)
        fixed = weight.detach()
        (slope,) = torch.autograd.grad(actlas.functional.prelu(z, fixed), z, g)
        (sums,) = torch.autograd.grad(actlas.functional.prelu(z.detach(), weight), weight, g)
        assert not actlas.functional.prelu(z.detach(), fixed).requires_grad
        with torch.no_grad():
            assert not actlas.functional.prelu(z, weight).requires_grad
    wanted = torch.autograd.grad(torch.nn.functional.prelu(z, weight), [z, weight], g)
    torch.testing.assert_close((slope, sums), wanted)


def test_gradients_of_gradients_and_transforms() -> None:
    z = torch.randn(12, 3, dtype=torch.float64, requires_grad=True)
    alpha = torch.tensor([0.5, 1.0, 1.5], dtype=torch.float64, requires_grad=True)
    beta = torch.tensor([0.7], dtype=torch.float64, requires_grad=True)
    with actlas.backend("native"):
        assert torch.autograd.gradcheck(actlas.functional.pelu, (z, alpha, beta))
        assert torch.autograd.gradgradcheck(actlas.functional.pelu, (z, alpha, beta))
        y = actlas.functional.pelu(z, alpha, beta)
        (rows,) = torch.autograd.grad(
            y, alpha, torch.eye(36, dtype=torch.float64).reshape(36, 12, 3), is_grads_batched=True
        )
        whole = torch.func.jacrev(actlas.functional.pelu, 1)(z.detach(), alpha.detach(), 0.7)
    torch.testing.assert_close(rows.reshape(12, 3, 3), whole)


def test_a_wave_beyond_its_reach_is_left_to_the_eager_form(served: list[int]) -> None:
    z = torch.tensor([0.5, 1e30]).repeat(40, 4).requires_grad_()
    alpha = torch.linspace(0.5, 1.5, 8).requires_grad_()
    with actlas.backend("native"):
        y = actlas.functional.snake(z, alpha)
        got = [y, *torch.autograd.grad(y.sum(), [z, alpha])]
    assert served
    with actlas.backend("eager"):
        y = actlas.functional.snake(z, alpha)
        wanted = [y, *torch.autograd.grad(y.sum(), [z, alpha])]
    torch.testing.assert_close(got, wanted, equal_nan=True)


def test_training_moves_parameters_as_the_eager_form_does() -> None:
    known = {}
    for backend in ("native", "eager"):
        with actlas.backend(backend):
            torch.manual_seed(1)
            z = torch.randn(64, 8, requires_grad=True)
            layer = actlas.nn.ELU(learn=("alpha",), channels=8)
            optimiser = torch.optim.SGD(layer.parameters(), lr=0.1)
            for _ in range(3):
                optimiser.zero_grad()
                layer(z).square().mean().backward()
                optimiser.step()
            known[backend] = layer.alpha.detach()
    torch.testing.assert_close(known["native"], known["eager"])
    assert not torch.equal(known["native"], torch.ones(8))


def test_parameters_of_more_digits_are_left_to_the_eager_form(served: list[int]) -> None:
    weight = torch.full((8,), 0.25, dtype=torch.float64)
    with actlas.backend("native"):
        y = actlas.functional.prelu(torch.randn(64, 8), weight)
    assert y.dtype == torch.float32
    assert not served


@pytest.mark.parametrize("columnwise", [False, True])
def test_a_wrong_kernel_is_refused(columnwise: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(store.VARIABLE, store.OFF)
    whole = forge._programs

    def wrong(*arguments: Any, **named: Any) -> list[Program]:
        programs = whole(*arguments, **named)
        programs[-1].text = programs[-1].text.replace("return ", "return 2 * ")
        return programs

    definition = catalogue.definition("prelu")
    asked = Asked(columnwise, True, ("weight",))
    monkeypatch.setattr(forge, "_programs", wrong)
    assert "in part 1" in forge.forged(definition, "prelu", torch.float32, asked).reason
    monkeypatch.setattr(forge, "inexact", lambda *_, **_named: "")
    with pytest.warns(RuntimeWarning, match="does not use its native kernel of prelu"):
        kept = forge.forged(definition, "prelu", torch.float32, asked)
    assert "units in the last place" in kept.reason


@pytest.mark.parametrize("columnwise", [False, True])
def test_the_loop_works_on_whole_vectors(columnwise: bool) -> None:
    definition = catalogue.definition("silu")
    asked = Asked(columnwise, True, ("beta",))
    parts = forge._parts(definition, "silu", asked)
    room = ROOMS["float32"][0]
    programs = forge._programs(parts, room, bare=True)
    draft = forge.draft(definition, programs, room, torch.float32, asked)
    assert re.search(r"\svfn?m\w+ps\s.*%ymm", machine.assembly(draft.text))


def test_nothing_is_learned_of_nothing() -> None:
    z, weight = torch.empty(0, 8, requires_grad=True), torch.full((8,), 0.25, requires_grad=True)
    with actlas.backend("native"):
        y = actlas.functional.prelu(z, weight)
        _, sums = torch.autograd.grad(y.sum(), [z, weight])
    assert y.shape == (0, 8)
    assert torch.equal(sums, torch.zeros(8))


def test_each_shape_is_cut_into_the_same_pieces_for_all() -> None:
    for shape, channels in LAYOUTS.values():
        found = arrangements.arranged(torch.Size(shape), channels)
        assert found is not None
        assert found.pieces >= 1
    assert arrangements.arranged(torch.Size((7, 3)), 3) is None
