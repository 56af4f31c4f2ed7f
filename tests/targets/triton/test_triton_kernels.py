"""Triton kernels give what the eager forms give: interpreted, compiled, and on a device."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from tests.conftest import COURSE
from tests.contract.cases import ELEMENTWISE

import actlas
from actlas.targets.dispatch import EAGER, NATIVE, backend
from actlas.targets.triton import kernels, language

NAMES = sorted({each.name for each in ELEMENTWISE})
OTHERS = [name for name in NAMES if name not in COURSE]
triton = pytest.mark.skipif(
    importlib.util.find_spec("triton") is None, reason="Triton is not installed"
)
cuda = pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")
DTYPES = (torch.float32, torch.float64, torch.float16, torch.bfloat16)


def _said(module: str, names: list[str], **environ: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-m", f"tests.targets.triton.{module}", *names],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **environ},
        cwd=Path(__file__).parents[3],
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@triton
def test_interpreted_kernels_agree_with_the_eager_forms() -> None:
    names = sorted(COURSE & set(NAMES))
    assert _said("interpreted", names, TRITON_INTERPRET="1") == [f"{len(names)} definitions"]


@triton
@pytest.mark.slow
@pytest.mark.parametrize("part", range(8))
def test_all_interpreted_kernels_agree_with_the_eager_forms(part: int) -> None:
    names = OTHERS[part::8]
    assert _said("interpreted", names, TRITON_INTERPRET="1") == [f"{len(names)} definitions"]


@triton
@pytest.mark.slow
@pytest.mark.parametrize("part", range(8))
def test_all_kernels_compile_for_a_device_that_is_not_there(part: int) -> None:
    names = NAMES[part::8]
    assert _said("compiled", names) == [f"{len(names)} definitions"]


@cuda
@triton
@pytest.mark.parametrize("dtype", DTYPES, ids=str)
@pytest.mark.parametrize("name", NAMES)
def test_kernels_on_a_device_agree_with_the_eager_forms(name: str, dtype: torch.dtype) -> None:
    numbers = torch.linspace(-9, 9, 3001, dtype=torch.float64).to(dtype)
    found, wanted = numbers.cuda().requires_grad_(), numbers.cuda().requires_grad_()
    with backend(NATIVE):
        y = actlas.get(name)(found)
    with backend(EAGER):
        known = actlas.get(name)(wanted)
    y.backward(torch.ones_like(y))
    known.backward(torch.ones_like(known))
    within = 16 * torch.finfo(dtype).eps
    torch.testing.assert_close(y, known, rtol=within, atol=within, equal_nan=True)
    torch.testing.assert_close(found.grad, wanted.grad, rtol=within, atol=within, equal_nan=True)


@cuda
@triton
def test_a_tensor_with_gaps_is_served_on_a_device_too() -> None:
    z = torch.linspace(-9, 9, 4000, device="cuda").reshape(40, 100)
    with backend(NATIVE):
        for each in (z[:, ::3], z.t(), z[0].expand(7, 100)):
            torch.testing.assert_close(actlas.get("mish")(each), torch.nn.functional.mish(each))


def test_without_triton_a_warning_says_once_who_computes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language, "_triton", None)
    kernels.available.cache_clear()
    part = kernels.Part(actlas.catalogue.definition("tanh"), 0, "tanh")
    nowhere = torch.device("meta")
    try:
        with pytest.warns(RuntimeWarning, match="Triton .* is not installed"):
            assert kernels.kernel(part, torch.float32, nowhere) is None
        assert kernels.kernel(part, torch.float32, nowhere) is None
    finally:
        kernels.available.cache_clear()
