"""Who serves a call, and that whoever serves gives the same answer."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable
from typing import Any

import pytest
import torch

import actlas
from actlas import catalogue
from actlas.errors import BadParameter
from actlas.targets import dispatch
from actlas.targets.kernels import kernel
from actlas.targets.native import functions, pages, pool
from actlas.targets.native.kernels import Native

LARGE = 20_000
TRIED = ("elu", "tanh", "silu", "mish", "gelu")


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count how many numbers each native kernel is given."""
    counts: list[int] = []
    run = Native._done

    def counted(self: Native, count: int, *rest: Any) -> bool:
        counts.append(count)
        return run(self, count, *rest)

    monkeypatch.setattr(Native, "_done", counted)
    return counts


def eager(name: str, z: torch.Tensor) -> torch.Tensor:
    definition = catalogue.definition(name)
    return kernel(definition)(z, *(each.default for each in definition.parameters))


@pytest.mark.parametrize("name", TRIED)
def test_large_tensors_are_served_by_native_kernels(name: str, served: list[int]) -> None:
    z = torch.linspace(-9, 9, LARGE)
    y = getattr(actlas.functional, name)(z)
    assert served[-1:] == [LARGE]
    torch.testing.assert_close(y, eager(name, z))


@pytest.mark.parametrize("name", TRIED)
def test_gradients_of_large_tensors_are_too(name: str, served: list[int]) -> None:
    z = torch.linspace(-9, 9, LARGE, requires_grad=True)
    y = getattr(actlas.functional, name)(z)
    (slope,) = torch.autograd.grad(y.sum(), z)
    assert served[-1:] == [LARGE]
    with actlas.backend("eager"):
        (wanted,) = torch.autograd.grad(getattr(actlas.functional, name)(z).sum(), z)
    torch.testing.assert_close(slope, wanted)


@pytest.mark.parametrize("count", [pool.SHARE + 1, 3 * pool.SHARE, 100_003])
def test_a_gradient_that_is_one_number_is_not_spelled_out(
    count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = []
    multiply = Native.multiply

    def watched(self: Native, *arguments: Any) -> bool:
        given.append(arguments[2].numel())
        return multiply(self, *arguments)

    monkeypatch.setattr(Native, "multiply", watched)
    z = torch.linspace(-9, 9, count, requires_grad=True)
    (slope,) = torch.autograd.grad(actlas.functional.mish(z).sum(), z)
    assert given[-1:] == [pool.SHARE]
    with actlas.backend("eager"):
        (wanted,) = torch.autograd.grad(actlas.functional.mish(z).sum(), z)
    torch.testing.assert_close(slope, wanted)


ENDED = ("silu", "selu", "celu", "softsign")
"""PyTorch's operators are these functions at finite numbers, and something else at the ends."""


@pytest.mark.parametrize("name", ENDED)
def test_ends_that_pytorch_gets_wrong_are_right_in_small_tensors(name: str) -> None:
    finite = torch.linspace(-3, 3, 7, dtype=torch.float64)
    for end in (torch.inf, -torch.inf, torch.nan):
        z = torch.cat([finite, torch.tensor([end], dtype=torch.float64)]).requires_grad_()
        y = getattr(actlas.functional, name)(z)
        (slope,) = torch.autograd.grad(y.sum(), z)
        with actlas.backend("eager"):
            wanted = getattr(actlas.functional, name)(z)
            (wanted_slope,) = torch.autograd.grad(wanted.sum(), z)
        torch.testing.assert_close(y, wanted, equal_nan=True)
        torch.testing.assert_close(slope, wanted_slope, equal_nan=True)


@pytest.mark.parametrize("name", ENDED)
def test_a_small_tensor_under_a_transformation_is_not_asked_for_its_numbers(name: str) -> None:
    function, z = getattr(actlas.functional, name), torch.randn(3, 5, requires_grad=True)
    torch.testing.assert_close(torch.vmap(function)(z), function(z))
    slopes = torch.vmap(torch.func.grad(lambda row: function(row).sum()))(z)
    (wanted,) = torch.autograd.grad(function(z).sum(), z)
    torch.testing.assert_close(slopes, wanted)


INSIDE = ("relu", "elu", "selu", "silu", "mish", "hardswish")


@pytest.mark.parametrize("name", INSIDE)
def test_what_is_done_in_place_needs_no_other_memory(name: str, served: list[int]) -> None:
    z = torch.linspace(-9, 9, LARGE)
    wanted = getattr(actlas.functional, name)(z)
    served.clear()
    place, version = z.data_ptr(), z._version
    y = getattr(actlas.functional, name)(z, inplace=True)
    assert y is z
    assert z.data_ptr() == place
    assert served[-1:] == [LARGE]
    assert torch.equal(z, wanted)
    assert z._version == version + 1


def test_a_tensor_that_a_gradient_needs_may_not_be_overwritten() -> None:
    z = torch.linspace(-9, 9, LARGE, requires_grad=True)
    factor = torch.linspace(1, 2, LARGE)
    y = (z * factor).sum()
    actlas.functional.elu(factor, inplace=True)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        y.backward()


def test_a_leaf_may_not_be_overwritten_while_gradients_are_recorded() -> None:
    z = torch.linspace(-9, 9, LARGE, requires_grad=True)
    with pytest.raises(RuntimeError, match="leaf"):
        actlas.functional.elu(z, inplace=True)


@pytest.mark.parametrize("strange", [torch.randn(200, 200).T, torch.randn(200, 400)[:, ::2]])
def test_tensors_of_any_layout_are_overwritten(strange: torch.Tensor) -> None:
    z = strange.clone(memory_format=torch.preserve_format)
    wanted = actlas.functional.elu(z)
    assert torch.equal(actlas.functional.elu(z, inplace=True), wanted)
    assert torch.equal(z, wanted)


def test_each_backend_serves_what_it_says(served: list[int]) -> None:
    few, many = torch.randn(7), torch.randn(LARGE)
    with actlas.backend("eager"):
        actlas.functional.elu(many)
        assert not served
    with actlas.backend("native"):
        actlas.functional.elu(few)  # the first time it may be compiled, and checked
        served.clear()
        actlas.functional.elu(few)
        assert served == [7]
    actlas.functional.elu(few)
    assert served == [7]


def test_the_backend_is_as_before_after_a_block() -> None:
    before = actlas.backend().name
    with actlas.backend("native"), actlas.backend("eager") as inner:
        assert inner.name == actlas.backend().name == "eager"
    assert actlas.backend().name == before
    actlas.backend("eager")
    assert actlas.backend().name == "eager"
    actlas.backend(before)


def test_an_unknown_backend_is_refused() -> None:
    with pytest.raises(BadParameter, match="auto, native, eager; got 'cuda'"):
        actlas.backend("cuda")


def test_an_unknown_backend_of_the_environment_is_refused(python: Any) -> None:
    done = python(
        "import actlas, torch; actlas.functional.mish(torch.randn(9000))",
        ACTLAS_BACKEND="fast",
    )
    assert "the backend is one of: auto, native, eager; got 'fast'" in done.stderr


@pytest.mark.parametrize(
    "layout",
    [
        lambda z: z.reshape(100, 200).t(),
        lambda z: z.reshape(10, 20, 10, 10).contiguous(memory_format=torch.channels_last),
        lambda z: z[::2],
        lambda z: z.reshape(100, 200)[:, 3:150],
        lambda z: z[:100].reshape(100, 1).expand(100, 200),
        lambda z: z.reshape(100, 200).flip(0),
    ],
    ids=["transposed", "channels last", "every second", "columns", "expanded", "flipped"],
)
def test_any_layout_gives_what_the_eager_form_gives(layout: Callable[[Any], Any]) -> None:
    z = layout(torch.randn(LARGE))
    with actlas.backend("native"):
        y = actlas.functional.mish(z)
    wanted = eager("mish", z)
    assert y.shape == wanted.shape
    assert y.stride() == torch.nn.functional.mish(z).stride()
    torch.testing.assert_close(y, wanted)


def test_a_view_that_requires_grad_and_an_expanded_gradient() -> None:
    z = torch.randn(100, 200, requires_grad=True)
    with actlas.backend("native"):
        (slope,) = torch.autograd.grad(actlas.functional.mish(z[:, ::2]).sum(), z)
    with actlas.backend("eager"):
        (wanted,) = torch.autograd.grad(actlas.functional.mish(z[:, ::2]).sum(), z)
    torch.testing.assert_close(slope, wanted)


@pytest.mark.parametrize("name", ["elu", "tanh", "silu", "selu"])
def test_gradients_of_gradients(name: str) -> None:
    z = torch.linspace(-3, 3, 100, dtype=torch.float64, requires_grad=True)
    with actlas.backend("native"):
        assert torch.autograd.gradcheck(getattr(actlas.functional, name), z)
        assert torch.autograd.gradgradcheck(getattr(actlas.functional, name), z)


def test_batched_gradients_and_transforms() -> None:
    z = torch.linspace(-3, 3, 11, requires_grad=True)
    with actlas.backend("native"):
        y = actlas.functional.mish(z)
        (rows,) = torch.autograd.grad(y, z, torch.eye(11), is_grads_batched=True)
        whole = torch.func.jacrev(actlas.functional.mish)(z.detach())
        mapped = torch.func.vmap(actlas.functional.mish)(z.detach().reshape(11, 1))
    torch.testing.assert_close(rows, whole)
    torch.testing.assert_close(mapped.flatten(), y.detach())


def test_the_slope_of_the_output_serves_only_where_it_is_right() -> None:
    z = torch.linspace(-3, 3, 1001, requires_grad=True)
    for alpha in (1.0, 0.5, -1.0):
        with actlas.backend("native"):
            (slope,) = torch.autograd.grad(actlas.functional.elu(z, alpha=alpha).sum(), z)
        wanted = torch.where(z > 0, 1.0, alpha * z.exp()).detach()
        torch.testing.assert_close(slope, wanted)


def test_what_is_saved_is_one_tensor() -> None:
    z = torch.randn(LARGE, requires_grad=True)
    saved: list[torch.Tensor] = []
    keep: Any = lambda tensor: saved.append(tensor) or tensor  # noqa: E731
    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        for name in ("elu", "mish"):
            saved.clear()
            getattr(actlas.functional, name)(z)
            assert sum(each.numel() for each in saved) == LARGE


def test_a_wave_beyond_its_reach_is_served_by_the_eager_form() -> None:
    z = torch.tensor([1.0, 1e30, 3.0], requires_grad=True)
    with actlas.backend("native"):
        y = actlas.functional.sine(z)
        (slope,) = torch.autograd.grad(y.sum(), z)
    torch.testing.assert_close(y, eager("sine", z))
    assert bool(slope.isfinite().all())


def test_threads_calling_at_once_agree() -> None:
    z = torch.randn(200_000)
    wanted = actlas.functional.mish(z)
    found: list[torch.Tensor] = []

    def compute() -> None:
        found.extend(actlas.functional.mish(z) for _ in range(5))

    threads = [threading.Thread(target=compute) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(found) == 20
    assert all(torch.equal(each, wanted) for each in found)


def test_the_number_of_threads_changes_no_number() -> None:
    z, threads = torch.randn(300_001), torch.get_num_threads()
    try:
        torch.set_num_threads(1)
        alone = actlas.functional.mish(z)
        torch.set_num_threads(2)
        assert torch.equal(actlas.functional.mish(z), alone)
    finally:
        torch.set_num_threads(threads)


def _in_child(queue: Any) -> None:
    z = torch.linspace(-9, 9, 100_000)
    queue.put(float(actlas.functional.mish(z).sum()))


@pytest.mark.parametrize("way", ["fork", "spawn"])
def test_child_processes_compute_too(way: str) -> None:
    wanted = float(actlas.functional.mish(torch.linspace(-9, 9, 100_000)).sum())
    context = multiprocessing.get_context(way)
    queue = context.Queue()
    child = context.Process(target=_in_child, args=(queue,))
    child.start()
    assert queue.get(timeout=120) == pytest.approx(wanted, rel=1e-5)
    child.join()


def test_without_an_openmp_library_one_thread_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "_libraries", lambda: ["libnothing.so"])
    pool._parallel.cache_clear()
    try:
        monkeypatch.setattr(torch, "get_num_threads", lambda: 2)
        with pytest.warns(RuntimeWarning, match="one thread"):
            found = pool._parallel()
        assert found is None
    finally:
        pool._parallel.cache_clear()


def test_small_tensors_are_pytorchs_where_it_is_the_same_function(served: list[int]) -> None:
    z = torch.randn(100)
    assert torch.equal(actlas.functional.tanh(z), torch.tanh(z))
    assert not served
    assert dispatch.faithful(catalogue.definition("gelu"), 0) is None  # its tail is lost


def test_lines_in_pieces_are_pytorchs_at_any_size(served: list[int]) -> None:
    z = torch.randn(LARGE)
    assert torch.equal(actlas.functional.leaky_relu(z), torch.nn.functional.leaky_relu(z))
    assert not served


def test_large_pages_change_no_layout() -> None:
    z = torch.empty(4, 1 << 20).t()
    assert pages.empty_like(z).stride() == z.stride()


def test_a_function_of_ones_own_is_served_natively(served: list[int]) -> None:
    act = actlas.define("mine", "z*tanh(log(1 + exp(z)))")
    z = torch.linspace(-9, 9, LARGE)
    torch.testing.assert_close(act(z), eager("mish", z))
    assert served[-1:] == [LARGE]


def test_functions_are_the_same_each_time() -> None:
    about = (catalogue.definition("elu"), "elu", 0, torch.float32)
    assert functions.function(*about) is functions.function(*about)


def test_parameters_that_change_at_every_step_are_forgotten() -> None:
    z = torch.randn(8, requires_grad=True)
    with actlas.backend("native"):
        for step in range(200):
            actlas.functional.elu(z, alpha=1 + step / 1000)
    own = functions.function(catalogue.definition("elu"), "elu", 0, torch.float32)
    assert len(own._recorders) <= functions._REMEMBERED
    assert len(own._kernels) <= functions._REMEMBERED


@pytest.mark.parametrize("name", ["softmax", "glu"])
def test_rows_and_gates_elsewhere_than_in_the_processors_memory_are_left_alone(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatch, "_is_plain", lambda *_: True)
    serve = dispatch.serving_along(catalogue.definition(name), name)  # type: ignore[arg-type]
    assert serve is not None
    assert serve(torch.empty(100, 200, device="meta"), (), 1) is None
