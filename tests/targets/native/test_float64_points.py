"""float64 kernels on ten million numbers, beside the x87's 64 digits: 4 ulps at most."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

import actlas
from actlas import catalogue
from actlas.targets.native.functions import function

Wide = Any
"""Numbers of numpy.longdouble."""

pytestmark = pytest.mark.skipif(
    np.finfo(np.longdouble).nmant < 63, reason="numpy.longdouble has no more digits here"
)


def _sigmoid(z: Wide) -> Wide:
    e = np.exp(-np.abs(z))
    return np.where(z < 0, e, 1) / (1 + e)


def _softplus(z: Wide) -> Wide:
    return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))


def _tanh_softplus(z: Wide) -> Wide:
    e = np.exp(-np.abs(z))
    below, above = e * (e + 2), 1 + 2 * e
    return np.where(z < 0, below / (below + 2), above / (above + 2 * e * e))


SCALE, ALPHA = (
    np.longdouble("1.0507009873554804934193349852946"),
    np.longdouble("1.6732632423543772848170429916717"),
)
EXACT: dict[str, Callable[[Wide], Wide]] = {
    "elu": lambda z: np.where(z > 0, z, np.expm1(np.minimum(z, 0))),
    "selu": lambda z: SCALE * np.where(z > 0, z, ALPHA * np.expm1(np.minimum(z, 0))),
    "sigmoid": _sigmoid,
    "tanh": np.tanh,
    "softplus": _softplus,
    "logsigmoid": lambda z: -_softplus(-z),
    "silu": lambda z: z * _sigmoid(z),
    "mish": lambda z: z * _tanh_softplus(z),
}


def points(count: int) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return so many numbers: of every size, beside 0 and breaks, and where exponentials end."""
    numbers = np.random.default_rng(7)
    share = count // 5
    sizes = np.exp2(numbers.uniform(-1074, 1024, share))
    found = [
        np.copysign(sizes, numbers.normal(size=share)),
        numbers.uniform(-40, 40, share),
        numbers.normal(scale=2.0**-8, size=share),
        np.copysign(numbers.uniform(690, 760, share), numbers.normal(size=share)),
        numbers.normal(scale=3, size=count - 4 * share),
    ]
    return np.concatenate(found)


@pytest.mark.parametrize("name", EXACT)
@pytest.mark.parametrize(
    "count", [200_000, pytest.param(10_000_000, marks=pytest.mark.slow, id="ten million")]
)
def test_float64_is_within_four_ulps(name: str, count: int) -> None:
    definition = catalogue.definition(name)
    parameters = tuple(each.default for each in definition.parameters)
    native = function(definition, name, 0, torch.float64)  # type: ignore[arg-type]
    z = points(count)
    with actlas.backend("native"):
        got = native(torch.from_numpy(z), parameters)
    assert got is not None
    with np.errstate(all="ignore"):
        wanted = EXACT[name](z.astype(np.longdouble))
    with np.errstate(over="ignore"):
        rounded = wanted.astype(np.float64)
    finite = np.isfinite(rounded)
    ulp = np.maximum(np.spacing(np.abs(rounded)), 2.0**-1074)
    off = np.abs(got.numpy()[finite] - wanted[finite]) / ulp[finite]
    worst = int(off.argmax())
    assert off[worst] <= 4, f"{float(off[worst]):.2f} ulps at {z[finite][worst]!r}"
    assert np.array_equal(got.numpy()[~finite], rounded[~finite])
