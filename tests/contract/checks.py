"""The contract, as functions that raise: every definition is held against them, broken ones too.

The judges are the oracle (many digits, derivatives by differences) and PyTorch's own function where
there is one. Nothing here knows an activation by name.
"""

from __future__ import annotations

import importlib
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any

import mpmath
import numpy as np
import torch
from tests.contract.cases import Case, hard_points

from actlas.definition import Piece
from actlas.targets import kernels, plain
from actlas.targets.autograd import differentiable
from actlas.targets.inputs import through_torch
from actlas.targets.oracle import Oracle

ULPS = (4, 16, 16)
"""What f, f' and f'' may be off by, in units of the last place; less where they were widened."""
GRADIENT_SLACK = 4
"""PyTorch writes slopes in the output, as y·(1 - y): off by so many eps of the largest slope."""


@dataclass(frozen=True)
class Target:
    """One way to compute: it takes numbers of `dtype` and says what it makes of them."""

    name: str
    dtype: torch.dtype
    orders: tuple[int, ...]
    run: Callable[[Case, int, list[float]], list[float]]
    finite: bool = False
    """Whether it promises nothing at the infinities: what is printed for learners."""
    slack: float = 1.0
    """How many times the rule's ulps it may be off.

    The standard library's erfc loses its tail, and exponents are not in twice the digits.
    """

    def __str__(self) -> str:
        return self.name


def _by_torch(dtype: torch.dtype) -> Target:
    def run(case: Case, order: int, points: list[float]) -> list[float]:
        z = torch.tensor(points, dtype=dtype)
        result = kernels.kernel(case.definition, order)(z, *case.values)
        assert result.dtype == dtype
        return result.double().tolist()

    return Target(f"torch-{str(dtype).removeprefix('torch.')}", dtype, (0, 1, 2), run)


def _by_numpy(dtype: torch.dtype, numpy_dtype: type) -> Target:
    def run(case: Case, order: int, points: list[float]) -> list[float]:
        z = np.array(points, dtype=numpy_dtype)
        result = through_torch(kernels.kernel(case.definition, order), case.values, z)
        assert result.dtype == numpy_dtype
        return [float(each) for each in result]

    return Target(f"numpy-{numpy_dtype.__name__}", dtype, (0, 1, 2), run)


def _by_float(case: Case, order: int, points: list[float]) -> list[float]:
    kernel = kernels.kernel(case.definition, order)
    results = [through_torch(kernel, case.values, each) for each in points]
    assert all(type(each) is float for each in results)
    return results


def _by_plain(case: Case, order: int, points: list[float]) -> list[float]:
    functions: dict[str, Any] = {}
    exec(plain.source("activation", case.definition), functions)
    function = functions["activation_prime" if order else "activation"]
    given = dict(zip((each.name for each in case.definition.parameters), case.values, strict=True))
    return [function(each, **given) for each in points]


TARGETS = (
    *(_by_torch(dtype) for dtype in (torch.float16, torch.bfloat16, torch.float32, torch.float64)),
    _by_numpy(torch.float16, np.float16),
    _by_numpy(torch.float32, np.float32),
    _by_numpy(torch.float64, np.float64),
    Target("float", torch.float64, (0, 1, 2), _by_float),
    Target("plain", torch.float64, (0, 1), _by_plain, finite=True, slack=100),
)


@cache
def exact(case: Case, values: tuple[float, ...], order: int, z: float) -> mpmath.mpf:
    """Return what the oracle says; `values` tells cases of other parameters apart."""
    oracle = _oracle(case, values)
    return oracle.derivative(z, order) if order else oracle.value(z)


@cache
def _oracle(case: Case, values: tuple[float, ...]) -> Oracle:
    given = dict(zip((each.name for each in case.definition.parameters), values, strict=True))
    return Oracle(case.definition, given)


def _expected(case: Case, order: int, points: list[float]) -> list[mpmath.mpf]:
    return [exact(case, case.values, order, each) for each in points]


def check(case: Case, target: Target, order: int) -> None:
    """Hold one derivative on one target against the oracle at every hard place."""
    points = hard_points(case, target.dtype)
    if target.finite:
        points = [each for each in points if math.isfinite(each)]
    check_at(case, target, order, points)


def check_at(case: Case, target: Target, order: int, points: list[float]) -> None:
    """Hold one derivative on one target against the oracle at the given places."""
    points = torch.tensor(points, dtype=target.dtype).tolist()
    half = target.dtype in (torch.float16, torch.bfloat16)

    def allowed(wanted: mpmath.mpf) -> mpmath.mpf:
        ulps = 1 if half else ulps_of(case, order, wanted)  # widened, computed, rounded once
        return target.slack * ulps * _ulp(wanted, target.dtype)

    _compare(
        target.run(case, order, points),
        _expected(case, order, points),
        points,
        allowed,
        f"{case} on {target}, derivative {order}",
        target.dtype,
        around=lambda z: _around(case, order, z),
    )


def _around(case: Case, order: int, z: float) -> mpmath.mpf:
    """Return the size of the function around z, if it crosses 0 or turns there; else 0."""
    beside = [exact(case, case.values, order, z * factor) for factor in (0.7, 0.85, 1.15, 1.3)]
    middle = exact(case, case.values, order, z)
    values = [*beside[:2], middle, *beside[2:]]
    steady = values in (sorted(values), sorted(values, reverse=True))
    crossing = min(values) < 0 < max(values)
    return max(abs(each) for each in values) if crossing or not steady else mpmath.mpf(0)


def _trained(case: Case) -> tuple[Case, int]:
    """Return what the gradient is to be: the first derivative, or the surrogate for it."""
    surrogate = case.definition.surrogate
    if surrogate is None:
        return case, 1
    pieces = (Piece(surrogate.derivative),)
    slope = replace(case.definition, pieces=pieces, kinks=(), surrogate=None)
    return replace(case, definition=slope), 0


def check_gradient(case: Case, dtype: torch.dtype) -> None:
    """Hold autograd's gradient of the function against the oracle's slope at every hard place.

    Where a definition names a surrogate, that is the slope.
    """
    points = hard_points(case, dtype)
    z = torch.tensor(points, dtype=dtype, requires_grad=True)
    (gradient,) = torch.autograd.grad(differentiable(case.definition)(z, *case.values).sum(), z)
    slope, order = _trained(case)
    wanted = _expected(slope, order, points)
    largest = max(abs(each) for each in wanted if mpmath.isfinite(each))
    computed_in = torch.float64 if dtype == torch.float64 else torch.float32
    slack = GRADIENT_SLACK * torch.finfo(computed_in).eps * largest

    def allowed(slope: mpmath.mpf) -> mpmath.mpf:
        ulps = ulps_of(case, 1, slope) if dtype == computed_in else 1
        return ulps * _ulp(slope, dtype) + slack

    _compare(
        gradient.double().tolist(),
        wanted,
        points,
        allowed,
        f"gradient of {case} in {dtype}",
        dtype,
    )


def ulps_of(case: Case, order: int, wanted: mpmath.mpf) -> float:
    """Return what a derivative may be off by: what the definition allows itself, or the rule."""
    allowances = case.definition.allowances
    allowed = [each.ulps for each in allowances if each.order == order and abs(wanted) < each.below]
    return max(allowed, default=ULPS[order])


def _ulp(number: mpmath.mpf, dtype: torch.dtype) -> mpmath.mpf:
    """Return the distance of neighbouring numbers of `dtype` there; below the normal ones, all."""
    info = torch.finfo(dtype)
    if not mpmath.isfinite(number):
        return mpmath.mpf(info.max) * info.eps
    # Half precision is computed in float32, whose range bfloat16 shares.
    if abs(number) <= info.tiny * 1024 and dtype != torch.float16:
        return mpmath.mpf(info.tiny) * 1024  # denormal results, and their multiples, may be lost
    if abs(number) <= info.tiny:
        return mpmath.mpf(info.tiny)
    _, exponent = mpmath.frexp(number)
    return mpmath.ldexp(info.eps, exponent - 1)


def _largest(dtype: torch.dtype) -> mpmath.mpf:
    """Return the number beyond which all are rounded to infinity."""
    info = torch.finfo(dtype)
    return mpmath.mpf(info.max) * (1 + mpmath.mpf(info.eps) / 4)


def _compare(
    got: list[float],
    wanted: list[mpmath.mpf],
    points: list[float],
    allowed: Callable[[mpmath.mpf], mpmath.mpf],
    what: str,
    dtype: torch.dtype,
    around: Callable[[float], mpmath.mpf] | None = None,
) -> None:
    problems = []
    for z, computed, true in zip(points, got, wanted, strict=True):
        if mpmath.isnan(true):
            right = math.isnan(computed)
        elif abs(true) > _largest(dtype):
            right = computed == math.copysign(math.inf, true)
        else:
            right = math.isfinite(computed) and abs(computed - true) <= allowed(true)
            if not right and around is not None and math.isfinite(computed) and math.isfinite(z):
                # Beside a zero of its own, the function's size there is the measure.
                right = abs(computed - true) <= allowed(max(abs(true), around(z)))
        if not right:
            off = float(abs(mpmath.mpf(computed) - true) / allowed(true))
            problems.append(
                f"at {z!r}: got {computed!r}, expected {float(true)!r} ({off:.3g} × tolerance)"
            )
    assert not problems, f"{what}: " + "; ".join(problems)


def found(dotted: str) -> Any:
    """Return what a dotted name such as `torch.nn.functional.elu` names."""
    module, _, attribute = dotted.rpartition(".")
    return getattr(importlib.import_module(module), attribute)


def twin(case: Case) -> Callable[[torch.Tensor], torch.Tensor]:
    """Return PyTorch's own function with the case's parameters."""
    own = case.definition.twin
    if own.functional:
        named = dict(
            zip((each.name for each in case.definition.parameters), case.values, strict=True)
        )
        given = {key: named[key] for key in case.parameters} | dict(own.fixed)
        given |= {e.name: named[e.name] for e in case.definition.parameters if e.required}
        learned = [e.name for e in case.definition.parameters if e.learned]

        def theirs(z: torch.Tensor) -> torch.Tensor:
            tensors = {name: torch.tensor([named[name]], dtype=z.dtype) for name in learned}
            result: torch.Tensor = found(own.functional)(z, **(given | tensors))
            return result

        return theirs
    made: Callable[[torch.Tensor], torch.Tensor] = found(own.module)(**case.parameters)
    return made


def ours(case: Case) -> Callable[[torch.Tensor], torch.Tensor]:
    """Return our function of a tensor with the case's parameters."""
    return lambda z: differentiable(case.definition)(z, *case.values)


def gradient(
    function: Callable[[torch.Tensor], torch.Tensor], z: torch.Tensor, *, upstream: float = 1.0
) -> torch.Tensor:
    """Return upstream · f'(z) by autograd."""
    z = z.detach().clone().requires_grad_()
    y = function(z)
    return torch.autograd.grad(y, z, torch.full_like(y, upstream))[0]


def alone(compute: Callable[[torch.Tensor], torch.Tensor], points: torch.Tensor) -> torch.Tensor:
    """Compute every number as a tensor of one: the way of PyTorch's scalar code."""
    return torch.cat([compute(each.reshape(1)) for each in points])


def among_64(compute: Callable[[torch.Tensor], torch.Tensor], points: torch.Tensor) -> torch.Tensor:
    """Compute every number 64 times in one tensor: the way of PyTorch's vectorised code."""
    return compute(points.repeat_interleave(64)).reshape(-1, 64)[:, 0]


_WAYS = (alone, among_64)


_HALF = ("float16", "bfloat16")


def _agreed(case: Case, order: int, points: torch.Tensor) -> torch.Tensor:
    """Leave out the places for which the definition states a difference."""
    keep = torch.ones_like(points, dtype=torch.bool)
    for each in case.definition.differences:
        if each.order != order or (each.dtype in _HALF and f"{points.dtype}"[6:] not in _HALF):
            continue
        for at in each.at:
            keep &= ~_reached(each.reach, at, points)
    return points[keep]


def _reached(reach: str, at: float, points: torch.Tensor) -> torch.Tensor:
    if math.isnan(at):
        return points.isnan()
    if at == 0:
        return torch.zeros_like(points, dtype=torch.bool)  # of a zero only the sign differs
    if reach == "everywhere":
        return torch.ones_like(points, dtype=torch.bool)
    same_side = points.sign() == math.copysign(1, at)
    if reach == "outward":
        return same_side & (points.abs() >= abs(at))
    if reach == "inward":
        return points.abs() <= abs(at)
    return points == at


def check_twin_value(case: Case, dtype: torch.dtype) -> None:
    """Hold our value against PyTorch's: NaN, infinities, the sign of zero, and the digits."""
    points = _agreed(case, 0, torch.tensor(hard_points(case, dtype), dtype=dtype))
    if not points.numel():
        return
    for way in _WAYS:
        got, wanted = way(ours(case), points), way(twin(case), points)
        signed = not any(0.0 in each.at for each in case.definition.differences)
        _same(got, wanted, points, f"{case} in {dtype}, {way.__name__}", signed=signed)


def check_twin_gradient(case: Case, dtype: torch.dtype) -> None:
    """Hold our gradient against PyTorch's, with upstream gradients of both signs.

    At NaN PyTorch's gradient may depend on whether a number is computed alone or among others;
    there ours must be one of both.
    """
    points = _agreed(case, 1, torch.tensor(hard_points(case, dtype), dtype=dtype))
    if not points.numel():
        return
    for upstream in (1.0, -1.0):
        (our_alone, our_among), (their_alone, their_among) = (
            [way(partial(gradient, function, upstream=upstream), points) for way in _WAYS]
            for function in (ours(case), twin(case))
        )
        defined = ~points.isnan()
        # PyTorch writes slopes in the output, as y·(1 - y), which loses their tails; ours do not.
        largest = GRADIENT_SLACK * float(their_alone[defined].abs().max())
        what = f"gradient of {case} in {dtype}"
        for got, wanted in ((our_alone, their_alone), (our_among, their_among)):
            _same(
                got[defined],
                wanted[defined],
                points[defined],
                what,
                scale=largest,
                signed=False,  # nothing depends on the sign of a slope of 0
            )
        either = torch.stack([their_alone[~defined], their_among[~defined]])
        for got in (our_alone[~defined], our_among[~defined]):
            one_of_both = ((got == either) | (got.isnan() & either.isnan())).any(0)
            assert bool(one_of_both.all()), (
                f"{what} at NaN: {got.tolist()}, not in {either.tolist()}"
            )


def _same(
    got: torch.Tensor,
    wanted: torch.Tensor,
    points: torch.Tensor,
    what: str,
    *,
    scale: float = 0.0,
    signed: bool = True,
) -> None:
    info = torch.finfo(got.dtype)
    assert got.dtype == wanted.dtype
    a, b = got.double(), wanted.double()
    close = (a - b).abs() <= 2 * info.eps * b.abs() + 2 * info.eps * scale + info.tiny
    right = (a == b) | (a.isnan() & b.isnan()) | close
    if signed:
        right &= (a.signbit() == b.signbit()) | a.isnan() | (a != 0) | (b != 0)
    wrong = [
        f"at {z!r}: got {x!r}, PyTorch says {y!r}"
        for z, x, y, fine in zip(
            points.tolist(), got.tolist(), wanted.tolist(), right.tolist(), strict=True
        )
        if not fine
    ]
    assert not wrong, f"{what}: " + "; ".join(wrong)
