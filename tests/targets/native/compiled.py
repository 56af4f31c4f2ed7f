"""Primitives in loops over arrays, compiled as kernels are, and numbers to try them on."""

from __future__ import annotations

import math
import platform
from collections.abc import Callable
from functools import cache
from typing import Any

import llvmlite.binding as llvm
import mpmath
import numpy as np
import pytest
from numba import njit

Array = Any


@cache
def loop(primitive: Callable[..., Any], count: int = 0) -> Any:
    """Return a compiled loop that fills an array from another and so many parameters."""
    if count == 0:

        def run(x: Array, out: Array) -> None:
            for i in range(x.size):
                out[i] = primitive(x[i])

    else:

        def run(x: Array, out: Array, parameter: float) -> None:  # type: ignore[misc]
            for i in range(x.size):
                out[i] = primitive(x[i], parameter)

    return njit(error_model="numpy", no_cpython_wrapper=False)(run)


def values(primitive: Callable[..., Any], x: Array, *parameters: float) -> Array:
    """Return what a primitive gives for each number of an array."""
    out = np.empty_like(x)
    loop(primitive, len(parameters))(x, out, *parameters)
    return out


@cache
def _paired(primitive: Callable[..., Any], count: int, gives_pair: bool) -> Any:
    if count == 1 and gives_pair:

        def run(h: Array, low: Array, out: Array) -> None:
            for i in range(h.size):
                out[0, i], out[1, i] = primitive((h[i], low[i]))

    elif count == 1:

        def run(h: Array, low: Array, out: Array) -> None:
            for i in range(h.size):
                out[0, i] = primitive((h[i], low[i]))

    else:

        def run(  # type: ignore[misc]
            h: Array, low: Array, other: Array, other_low: Array, out: Array
        ) -> None:
            for i in range(h.size):
                out[0, i], out[1, i] = primitive((h[i], low[i]), (other[i], other_low[i]))

    return njit(error_model="numpy")(run)


def pairs(
    primitive: Callable[..., Any], *given: tuple[Array, Array], number: bool = False
) -> Array:
    """Return the two rows, h and l, of a primitive of pairs; the second is 0 of a plain number."""
    out = np.zeros((2, given[0][0].size))
    _paired(primitive, len(given), not number)(*(part for pair in given for part in pair), out)
    return out


def sizes(seed: int, step: int = 5) -> Array:
    """Return numbers of both signs and of all sizes: least, largest, and crowded around 0."""
    random = np.random.default_rng(seed)
    powers = np.arange(-1074, 1024, step)
    every = np.ldexp(random.uniform(1, 2, powers.size), powers)
    near = [random.uniform(-far, far, 250) for far in (0.7, 2.0, 6.0, 40.0, 760.0)]
    edges = [5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 1.0, 0.5, 2.0]
    return np.concatenate([every, -every, *near, edges, np.negative(edges)])


def ulps(got: float, true: mpmath.mpf) -> float:
    """Return by how many units in the last place a number is off."""
    rounded = float(true)
    if math.isinf(rounded) or math.isinf(got) or math.isnan(got):
        return 0.0 if got == rounded else math.inf
    return float(abs(mpmath.mpf(got) - true) / math.ulp(rounded))


def worst(got: Array, true: Callable[[Any], Any], x: Array) -> tuple[float, float]:
    """Return the greatest error in ulps against a function of mpmath, and where it is."""
    with mpmath.workdps(50):
        return max(
            (ulps(float(y), true(mpmath.mpf(float(each)))), float(each))
            for y, each in zip(got, x, strict=True)
        )


wide = pytest.mark.skipif(
    platform.machine() not in ("x86_64", "AMD64")
    or not {"avx2", "fma"} <= {each for each, on in llvm.get_host_cpu_features().items() if on},
    reason="the assembly that is looked for is that of x86-64 with AVX2 and FMA",
)


def assembly(primitive: Callable[..., Any], parameters: int) -> str:
    """Return what a loop over float64 arrays is compiled to, without the way in from Python."""
    from numba import float64

    array = float64[::1]
    function = loop(primitive, parameters).py_func
    bare = njit(error_model="numpy", no_cpython_wrapper=True, no_cfunc_wrapper=True)(function)
    bare.compile((array, array, *[float64] * parameters))
    (text,) = bare.inspect_asm().values()
    return str(text)
