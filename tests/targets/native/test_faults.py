"""Kernels that are damaged, wrong, missing or late: another target serves, and it is said once."""

from __future__ import annotations

import pickle
import re
from pathlib import Path
from typing import Any

import pytest
import torch

from actlas import catalogue, store
from actlas.definition import Elementwise
from actlas.targets.native import (
    compiler,
    forge,
    kernels,
    loader,
    machine,
    proof,
    rooms,
    translation,
    writer,
)
from actlas.targets.native.kernels import Kept, Kind

RUN = """
import torch, actlas
z = torch.linspace(-9, 9, 20_000)
with actlas.backend("eager"):
    wanted = actlas.functional.mish(z)
torch.testing.assert_close(actlas.functional.mish(z), wanted)
print("right")
"""


def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Kept]:
    """Return the file that holds one kernel, and the kernel."""
    monkeypatch.setenv(store.VARIABLE, str(tmp_path))
    kernels.native.cache_clear()
    assert kernels.native(catalogue.definition("tanh"), 0, "tanh", torch.float32) is not None
    kernels.native.cache_clear()
    for file in tmp_path.glob("*.pickle"):
        held = pickle.loads(file.read_bytes())
        if isinstance(held, Kept):
            return file, held
    raise AssertionError("nothing was kept")


def test_damaged_code_is_never_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, held = made(tmp_path, monkeypatch)
    broken = Kept(held.room, held.entry, b"\\0" * len(held.code), held.digest, held.ulps)
    file.write_bytes(pickle.dumps(broken))
    assert not broken.whole
    run = kernels.native(catalogue.definition("tanh"), 0, "tanh", torch.float32)
    kernels.native.cache_clear()
    assert run is not None
    z = torch.linspace(-3, 3, 100)
    y = torch.empty_like(z)
    assert run((), z, y)
    torch.testing.assert_close(y, torch.tanh(z))


def test_a_file_cut_short_is_written_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, held = made(tmp_path, monkeypatch)
    file.write_bytes(file.read_bytes()[:100])
    assert kernels.native(catalogue.definition("tanh"), 0, "tanh", torch.float32) is not None
    kernels.native.cache_clear()
    again = pickle.loads(file.read_bytes())
    # Not always the same code: how many vectors a loop takes is measured each time it is made.
    assert again.whole
    assert again.room == held.room


KEPT = """
import sys, torch, actlas
z = torch.randn(3000, 10, requires_grad=True)
y = actlas.functional.softmax(z, dim=1)
y.backward(torch.ones_like(y))
torch.testing.assert_close(y, torch.softmax(z, 1))
print("Numba" if "numba" in sys.modules else "no Numba")
"""


def test_a_process_that_finds_its_kernels_runs_them_without_numba(
    tmp_path: Path, python: Any
) -> None:
    said = [python(KEPT, ACTLAS_CACHE=str(tmp_path)) for _ in range(2)]
    assert [each.stdout.strip() for each in said] == ["Numba", "no Numba"], said[-1].stderr


@pytest.mark.slow
def test_a_folder_that_cannot_be_written_is_done_without(tmp_path: Path, python: Any) -> None:
    place = tmp_path / "file"
    place.write_text("no folder")
    assert "right" in python(RUN, ACTLAS_CACHE=str(place)).stdout


def test_without_numba_the_eager_form_serves_and_says_so(python: Any) -> None:
    hidden = """
import importlib.metadata as metadata
version = metadata.version
def without(name):
    if name == "numba":
        raise metadata.PackageNotFoundError(name)
    return version(name)
metadata.version = without
"""
    done = python(hidden + RUN)
    assert "right" in done.stdout
    assert done.stderr.count("pip install numba") == 1


def test_a_processor_without_fma_is_served_by_the_eager_form(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import llvmlite.binding as llvm

    features = dict(llvm.get_host_cpu_features())
    for triple, fma, serves in (
        ("x86_64-unknown-linux-gnu", False, False),
        ("x86_64-unknown-linux-gnu", True, True),
        ("aarch64-apple-darwin", False, True),
    ):
        named = llvm.FeatureMap(features | {"fma": fma})
        monkeypatch.setattr(llvm, "get_process_triple", lambda triple=triple: triple)
        monkeypatch.setattr(llvm, "get_host_cpu_features", lambda named=named: named)
        assert loader.multiplies_and_adds() is serves


def test_a_processor_without_fma_is_told_of_once(python: Any) -> None:
    lacking = """
from actlas.targets.native import loader
loader.multiplies_and_adds = lambda: False
"""
    done = python(lacking + RUN)
    assert "right" in done.stdout
    assert done.stderr.count("lacks the instruction FMA") == 1
    assert "PyTorch's operations" in done.stderr


@pytest.mark.slow
def test_a_compiler_that_fails_leaves_it_to_the_eager_form(python: Any) -> None:
    broken = """
from actlas.targets.native import forge
def fail(*_arguments, **_named):
    raise OSError("no compiler")
forge.compiled = fail
"""
    done = python(broken + RUN, ACTLAS_CACHE="off")
    assert "right" in done.stdout
    assert "no compiler" in done.stderr
    assert "PyTorch's operations serve" in " ".join(done.stderr.split())


def test_a_wrong_kernel_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(store.VARIABLE, store.OFF)
    whole = translation.translated

    def wrong(*arguments: Any, **named: Any) -> translation.Program:
        program = whole(*arguments, **named)
        program.text = program.text.replace("return y", "return y * y")
        return program

    monkeypatch.setattr(forge, "translated", wrong)
    forge._compiled.cache_clear()
    part = forge._part(catalogue.definition("tanh"), 0, "tanh", Kind.VALUE)
    choice = forge._choose(part, torch.float32)
    assert not choice.room
    assert any("ulps" in each for each in choice.passed_over)
    single = forge.Choice("single")
    kept = forge._kept(forge._compiled(part, torch.float32, single, Kind.VALUE), single)
    problem = forge._check(kernels.Native(kept), part, torch.float32, Kind.VALUE)
    assert "instead of" in problem
    forge._compiled.cache_clear()


def test_the_check_notices_a_tail_that_is_lost() -> None:
    z = proof.places(torch.float32)

    def lost(z: torch.Tensor) -> torch.Tensor:
        return z * 0.5 * (1 + torch.erf(z * 0.5**0.5))

    definition = catalogue.definition("gelu")
    truth = forge._part(definition, 0, "gelu", Kind.VALUE).truth
    assert proof.worst(lost, truth, z, ()).ulps > 1e3


def test_compiled_in_the_background_it_serves_when_it_is_ready(tmp_path: Path, python: Any) -> None:
    text = """
import threading, torch, actlas
from actlas.targets.native import background
from actlas.targets.native.kernels import Native
served, here, until = [], threading.current_thread(), threading.Event()
background._worker().submit(until.wait)  # what is compiled waits behind it
run = Native.__call__

def counted(self, *given):
    if threading.current_thread() is here:  # another one checks what it compiles
        served.append(1)
    return run(self, *given)

Native.__call__ = counted
z = torch.linspace(-9, 9, 20_000)
first = actlas.functional.mish(z)
print("eager first" if not served else "native first")
until.set()
for job in list(background._JOBS.values()):
    job.result(timeout=120)
served.clear()
torch.testing.assert_close(actlas.functional.mish(z), first)
print("native then" if served else "eager then")
"""
    done = python(text, ACTLAS_COMPILE="background", ACTLAS_CACHE=str(tmp_path))
    assert done.stdout.splitlines() == ["eager first", "native then"]


@pytest.mark.parametrize(
    "called",
    [
        "actlas.functional.log_softmax(z, dim=1)",
        pytest.param("actlas.functional.swiglu(z, dim=1)", marks=pytest.mark.slow),
        "actlas.functional.leaky_relu(z, slopes)",
    ],
    ids=["rows", "gates", "learned"],
)
def test_every_kind_of_kernel_is_compiled_in_the_background(
    called: str, tmp_path: Path, python: Any
) -> None:
    text = f"""
import threading, torch, actlas
from actlas.targets.native import background, pool
ran = []
runner = pool.runner
def counted(address):
    run = runner(address)
    return lambda *given: (ran.append(threading.current_thread().name), run(*given))
pool.runner = counted
z = torch.linspace(-9, 9, 20_000).reshape(100, 200).requires_grad_()
slopes = torch.linspace(0.1, 0.4, 200).requires_grad_()
def served():
    ran.clear()
    y = {called}
    (slope,) = torch.autograd.grad(y.square().sum(), z)
    return (y, slope), len([each for each in ran if not each.startswith("actlas-compile")])
first, count = served()
print(count, "by kernels at first")
for job in list(background._JOBS.values()):
    job.result(timeout=120)
then, count = served()
torch.testing.assert_close(then, first)
print(count, "by kernels then")
"""
    done = python(text, ACTLAS_COMPILE="background", ACTLAS_CACHE=str(tmp_path))
    said = done.stdout.splitlines()
    assert said == ["0 by kernels at first", "2 by kernels then"], done.stderr


def test_a_wrong_way_to_compile_is_refused(python: Any) -> None:
    done = python(RUN, ACTLAS_COMPILE="later")
    assert "ACTLAS_COMPILE is one of: now, background; got 'later'" in done.stderr


@pytest.mark.skipif("avx2" not in loader.processor(), reason="reads AVX2's instructions")
@pytest.mark.parametrize(
    "name", [n for n, each in catalogue.readable().items() if isinstance(each, Elementwise)]
)
def test_the_main_loop_works_on_whole_vectors(name: str) -> None:
    definition = catalogue.definition(name)
    for order, kind in ((0, Kind.VALUE), (1, Kind.GRADIENT)):
        part = forge._part(definition, order, name, kind, bound=True)
        choice = forge.chosen(part, torch.float32)
        if not choice.room:
            continue
        room = next(each for each in rooms.ROOMS["float32"] if each.module == choice.room)
        program = forge._program(part, room, choice)
        write = writer.forward if kind is Kind.VALUE else writer.backward
        draft = compiler.drafted(
            compiler.kernel(program, write(program, watched=False), room, "float32")
        )
        for vectors in machine.VECTORS:
            found = machine.assembly(draft.text, vectors)
            assert re.search(r"\sv\w+p[sd]\s.*%ymm", found), f"{name}, derivative {order}: scalar"


@pytest.mark.parametrize("name", ["elu", "gelu"])
def test_how_many_vectors_a_loop_takes_changes_no_bit(name: str) -> None:
    definition = catalogue.definition(name)
    part = forge._part(definition, 0, name, Kind.VALUE)
    choice = forge.chosen(part, torch.float32)
    draft = forge._compiled(part, torch.float32, choice, Kind.VALUE)
    z, results = torch.linspace(-20, 20, 1003), []
    for vectors in machine.VECTORS:
        y = torch.empty_like(z)
        kernels.Native(forge._kept(draft, choice, vectors))(part.defaults, z, y)
        results.append(y)
    assert all(torch.equal(results[0], each) for each in results[1:])
