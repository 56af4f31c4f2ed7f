"""Who is timed beside actlas: the same function in the peer's own form, or a reason why not."""

from __future__ import annotations

import importlib.machinery
import math
import sys
from contextlib import contextmanager
from types import ModuleType, SimpleNamespace

import pytest
import torch

import actlas
from actlas import catalogue
from actlas.bench import jaxed, make_plan, measure, peers
from actlas.bench.plan import PEERS
from actlas.bench.timing import Contender
from actlas.data import Note


def job(label: str, size: int = 60, *, backward: bool = False) -> peers.Job:
    return peers.make_job(actlas.get(label), size, backward, "cpu")


def values(found: Contender | Note, work: peers.Job) -> torch.Tensor:
    assert isinstance(found, Contender), str(found)
    return found.evaluate(work.x)


def test_there_is_a_builder_for_every_peer() -> None:
    assert tuple(peers._BUILDERS) == PEERS


@pytest.mark.parametrize("backward", [False, True])
@pytest.mark.parametrize(
    ("label", "form"),
    [
        *(("elu(alpha=0.5)", "operator"), ("hardtanh(-2, 2)", "operator"), ("prelu", "operator")),
        *(("softmax", "operator"), ("glu", "operator"), ("gelu_tanh", "operator")),
        *(("softplus(beta=2)", "operator"), ("rrelu", "operator"), ("linear", "composed")),
        *(("gish", "composed"), ("silu(beta=2)", "composed"), ("sparsemax", "composed")),
        *(("step", "composed"), ("maxout", "composed")),
    ],
)
def test_pytorchs_operator_or_its_composed_form_computes_the_same(
    label: str, form: str, backward: bool
) -> None:
    work = job(label, backward=backward)
    theirs, ours = peers.contender("torch", work), peers.own(work)
    assert (theirs.form, ours.form) == (form, "public")
    torch.testing.assert_close(values(theirs, work), values(ours, work), rtol=1e-4, atol=1e-5)
    theirs.run()
    ours.run()


@pytest.mark.slow
def test_every_activation_of_the_catalogue_can_be_timed() -> None:
    for name in catalogue.names():
        for backward in (False, True):
            work = job(name, backward=backward)
            for each in (peers.own(work), peers.contender("torch", work)):
                with each.around():
                    each.run()


def test_forward_prepares_no_gradient_and_backward_gives_that_of_the_input() -> None:
    forward, both = peers.own(job("elu")), peers.own(job("elu", backward=True))
    with forward.around():
        assert not torch.is_grad_enabled()
        assert forward.run().grad_fn is None
    (gradient,) = both.run()
    work = job("elu", backward=True)
    torch.testing.assert_close(gradient, work.upstream * actlas.get("elu").prime(work.x))


@pytest.mark.parametrize(
    ("label", "forward", "both"),
    # Numbers of four bytes: input and output, then the upstream gradient, the input, the gradient.
    [("elu", 2 * 60, 5 * 60), ("glu", 60 + 30, 60 + 30 + 30 + 2 * 60)],
)
def test_bytes_are_those_that_must_be_read_and_written(label: str, forward: int, both: int) -> None:
    assert job(label).bytes == 4 * forward
    assert job(label, backward=True).bytes == 4 * both


@pytest.mark.parametrize("backward", [False, True])
def test_the_copy_moves_as_many_bytes(backward: bool) -> None:
    work = job("elu", backward=backward)
    copy = peers.contender("memory", work)
    assert copy.evaluate is None
    assert 2 * copy.run().nbytes == work.bytes


def test_everybody_is_given_the_same_numbers_each_time() -> None:
    one, two = job("elu", backward=True), job("tanh")
    assert torch.equal(one.x, two.x)
    assert torch.equal(one.upstream, job("elu").upstream)


def test_what_cannot_be_compiled_is_a_reason_and_no_failure(monkeypatch) -> None:
    def broken(*_args, **_more):
        def call(_z):
            raise RuntimeError("no C++ compiler found\nand more of that")

        return call

    monkeypatch.setattr(torch, "compile", broken)
    found = peers.contender("compile", job("elu"))
    assert str(found) == "torch.compile does not manage it: no C++ compiler found"


@pytest.mark.parametrize("backward", [False, True])
def test_it_is_compiled_in_the_surroundings_in_which_it_is_timed(monkeypatch, backward) -> None:
    # torch.compile would compile once more where gradients are asked for, or are not any more.
    seen = []

    def remembering(function, **_more):
        def call(z):
            seen.append((torch.is_grad_enabled(), z.requires_grad))
            return function(z)

        return call

    monkeypatch.setattr(torch, "compile", remembering)
    found = peers.contender("compile", job("elu", backward=backward))
    with found.around():
        found.run()
    assert set(seen) == {(backward, backward)}
    assert len(seen) == 2


@pytest.mark.slow
@pytest.mark.parametrize("backward", [False, True])
@pytest.mark.parametrize("label", ["elu(alpha=0.5)", "gish", "softmax"])
def test_what_was_compiled_computes_the_same(label: str, backward: bool) -> None:
    work = job(label, backward=backward)
    found = peers.contender("compile", work)
    wanted = values(peers.own(work), work)
    torch.testing.assert_close(values(found, work), wanted, rtol=1e-3, atol=1e-4)


@pytest.mark.slow
def test_code_may_be_compiled_more_often_than_the_compilers_limit() -> None:
    for size in range(2, 13):
        assert isinstance(peers.contender("compile", job("relu", size)), Contender)


def test_our_eager_form_is_entered_around_each_timing(monkeypatch) -> None:
    entered = []

    @contextmanager
    def backend(name: str):
        entered.append(name)
        yield
        entered.append("left")

    monkeypatch.setattr(actlas, "backend", backend, raising=False)
    work = job("elu")
    found = peers.contender("eager", work)
    with found.around():
        assert entered == ["eager"]
        found.run()
    assert entered == ["eager", "left"]
    torch.testing.assert_close(values(found, work), values(peers.own(work), work))


def test_where_actlas_has_one_form_there_is_no_eager_peer(monkeypatch) -> None:
    monkeypatch.setattr(peers, "has_backends", lambda: False)
    assert "one form alone" in str(peers.contender("eager", job("elu")))


def test_another_function_under_the_same_name_is_not_timed(monkeypatch) -> None:
    def cousin(work: peers.Job) -> Contender:
        return peers._contender(work, "torch", "operator", torch.nn.functional.silu)

    monkeypatch.setitem(peers._BUILDERS, "torch", cousin)
    found = measure(make_plan(["gelu"], sizes=[50], peers=["torch"], threads=1, rounds=1))
    assert found.contenders == ("actlas",)
    assert {each.peer for each in found.absences} == {"torch"}
    for each in found.absences:
        assert str(each.reason).startswith("it computes another function: results differ by 0.")


# JAX, by a stand-in that computes with PyTorch.


class Array:
    """What JAX's arrays have that is used: they can be waited for, and NumPy reads them."""

    waited = 0

    def __init__(self, z: torch.Tensor) -> None:
        self.z = z

    def block_until_ready(self) -> Array:
        Array.waited += 1
        return self

    def __array__(self, *_args, **_more):
        return self.z.detach().numpy()


def _on_arrays(function):
    return lambda a, **given: Array(function(a.z, **given))


def _vjp(function, a):
    z = a.z.clone().requires_grad_()
    y = function(Array(z))
    return y, lambda g: (Array(torch.autograd.grad(y.z, z, g.z)[0]),)


@pytest.fixture
def jax(monkeypatch):
    """A stand-in for JAX, and what it was asked for."""
    asked = SimpleNamespace(given=[], ready=0)

    def elu(z, alpha=1.0):
        asked.given.append({"alpha": alpha})
        return torch.nn.functional.elu(z, alpha)

    def ready(arrays):
        asked.ready += 1
        return arrays

    fake, nn = ModuleType("jax"), ModuleType("jax.nn")
    nn.elu = _on_arrays(elu)
    nn.softmax = _on_arrays(torch.softmax)
    nn.gelu = _on_arrays(lambda z, approximate: z)  # it is not
    fake.__version__, fake.nn = "9.9", nn
    fake.jit, fake.vjp, fake.block_until_ready = (lambda f: f), _vjp, ready
    fake.device_put = lambda array, _device: Array(torch.from_numpy(array))

    def devices(kind: str) -> list[str]:
        if kind != "cpu":
            raise RuntimeError(f"unknown backend {kind}")
        return ["cpu:0"]

    fake.devices = devices
    fake.__spec__ = importlib.machinery.ModuleSpec("jax", None)
    monkeypatch.setitem(sys.modules, "jax", fake)
    monkeypatch.setitem(sys.modules, "jax.nn", nn)
    jaxed._device.cache_clear()
    yield asked
    jaxed._device.cache_clear()


@pytest.mark.parametrize("backward", [False, True])
@pytest.mark.parametrize("label", ["elu(alpha=0.5)", "softmax", "softmax(dim=0)"])
def test_jax_computes_the_same_with_our_parameters(jax, label: str, backward: bool) -> None:
    work = job(label, backward=backward)
    found = peers.contender("jax", work)
    torch.testing.assert_close(values(found, work), values(peers.own(work), work))
    waited = Array.waited + jax.ready
    found.run()
    assert Array.waited + jax.ready == waited + 1  # it is asynchronous, and waited for
    assert (found.name, found.form) == ("jax", "compiled")
    assert all(each == {"alpha": 0.5} for each in jax.given)


def test_what_jax_lacks_is_a_reason(jax) -> None:
    for label in ("gish", "celu", "softplus(beta=2)"):
        assert str(peers.contender("jax", job(label))) == "jax.nn has no such function"
    x = SimpleNamespace(device=torch.device("cuda"))
    elu = actlas.get("elu")
    assert "no such device" in str(jaxed.contender(elu, -1, x, x, backward=False))


def test_a_benchmark_with_jax_says_its_version_and_times_no_other_function(jax) -> None:
    plan = make_plan(["elu", "gelu"], sizes=[50], peers=["jax"], threads=1, rounds=1)
    found = measure(plan)
    assert found.machine.jax == "9.9"
    first, *_rest = found.cases
    assert math.isfinite(first.ratio("jax").median)
    assert {(each.peer, each.activation) for each in found.absences} == {("jax", "gelu")}
    assert all("it computes another function" in str(each.reason) for each in found.absences)


def test_without_jax_the_reason_is_said_once(monkeypatch) -> None:
    monkeypatch.setattr(jaxed, "installed", lambda: False)
    plan = make_plan(["elu", "relu"], sizes=[50], peers=["jax"], threads=1, rounds=1)
    (absence,) = measure(plan).absences
    assert absence.activation is None
    assert str(absence.reason) == "JAX is not installed here; to see it, too: pip install jax"


def test_every_form_of_jax_is_of_an_activation_and_its_parameters() -> None:
    for name, form in jaxed.FORMS.items():
        takes = {each.name for each in catalogue.definition(name).parameters}
        assert set(form.parameters) <= takes


@pytest.mark.slow
@pytest.mark.skipif(not jaxed.installed(), reason="JAX is not installed")
@pytest.mark.parametrize("name", jaxed.FORMS)
def test_jaxs_own_functions_are_ours(name: str) -> None:
    for backward in (False, True):
        work = job(name, backward=backward)
        found = peers.contender("jax", work)
        wanted = values(peers.own(work), work)
        torch.testing.assert_close(values(found, work), wanted, rtol=1e-3, atol=1e-4)
