"""Where kernels over rows are compiled, and held to the eager form in float64 before they serve.

This room loads Numba; who finds a kernel in the store never enters it.
"""

from __future__ import annotations

import torch

from actlas.definition import Vector
from actlas.targets.kernels import kernel as eager
from actlas.targets.native.compiler import Draft, drafted
from actlas.targets.native.kernels import DTYPES, Kept, refused, refused_as_wrong
from actlas.targets.native.rows import alone, backward, beside
from actlas.targets.native.rows.form import form
from actlas.targets.native.rows.kernels import Kind, Rows, layout
from actlas.targets.native.rows.words import Words, words
from actlas.targets.native.translation import MissingWord
from actlas.targets.workshop import undisturbed

_LOOPS = {
    Kind.ALONE: alone.filled,
    Kind.EVEN: alone.even,
    Kind.BESIDE: beside.beside,
    Kind.BACK_ALONE: backward.contiguous,
    Kind.BACK_BESIDE: backward.beside,
}


def forged(definition: Vector, name: str, dtype: torch.dtype, kind: Kind) -> Kept:
    """Compile a kernel and check what it does; one that is wrong is refused, with a warning."""
    parameters = tuple(each.name for each in definition.parameters)
    try:
        said = words(form(definition), parameters, DTYPES[dtype])
    except MissingWord as word:
        return refused(f"there is no {word}")
    with undisturbed():
        kept = compiled(said, kind)
        problem = wrong(Rows(kept), definition, dtype, kind)
    return refused_as_wrong(problem, name, dtype) if problem else kept


def compiled(said: Words, kind: Kind) -> Kept:
    """Return a kernel's object code."""
    return draft(said, kind).kept("rows")


def draft(said: Words, kind: Kind) -> Draft:
    """Return a kernel in LLVM's language."""
    return drafted(_LOOPS[kind](said))


_WITHIN = 16
"""So many units in the last place of a row's largest size a kernel may be off where it is checked:
what is wrong with a kernel is wrong by far more."""


def wrong(run: Rows, definition: Vector, dtype: torch.dtype, kind: Kind) -> str:
    """Return what is wrong with a kernel on rows of all kinds; nothing where it is right."""
    given = tuple(each.default for each in definition.parameters)
    for shape, dim in _SHAPES[kind]:
        z = _rows(shape, dim).to(dtype)
        exact = z.double().requires_grad_()
        y = eager(definition)(exact, *given, dim)
        rows = layout(z.shape, dim)
        if kind.backward:
            g = torch.linspace(-2, 1, z.numel(), dtype=torch.float64).reshape(shape).to(dtype)
            saved = y.detach().to(dtype)
            got = run(given, rows, saved, g, torch.empty_like(z))
            wanted, size = _carried(definition, saved.double(), g.double(), dim, given)
        else:
            got, wanted = run(given, rows, z, torch.empty_like(z)), y.detach()
            size = wanted.abs()
        off = _off(got, wanted, size, dim)
        if off > _WITHIN:
            return f"is off by {off:.3g} units in the last place on rows of {shape} along {dim}"
    return ""


_SHAPES = {
    Kind.ALONE: (((5, 64), 1), ((3, 333), 1)),
    Kind.EVEN: (((5, 64), 1), ((3, 320), 1)),
    Kind.BACK_ALONE: (((5, 64), 1), ((3, 333), 1)),
    Kind.BESIDE: (((40, 7), 1), ((2, 150, 37), 1), ((9, 64), 0)),
    Kind.BACK_BESIDE: (((40, 7), 1), ((2, 150, 37), 1), ((9, 64), 0)),
}


def _rows(shape: tuple[int, ...], dim: int) -> torch.Tensor:
    """Return rows of unlike spreads, with numbers of both signs; one has a -inf, one a NaN."""
    count = torch.Size(shape).numel()
    z = torch.sin(torch.arange(count, dtype=torch.float64) * 1.7) * 3
    z = z.reshape(shape).movedim(dim, -1).reshape(-1, shape[dim])
    z = z * torch.linspace(0.1, 9, len(z), dtype=torch.float64)[:, None]
    z[0, 1], z[1, 2] = -torch.inf, torch.nan
    rest = [size for place, size in enumerate(shape) if place != dim]
    return z.reshape(*rest, shape[dim]).movedim(-1, dim).contiguous()


def _carried(
    definition: Vector,
    saved: torch.Tensor,
    g: torch.Tensor,
    dim: int,
    given: tuple[float, ...],
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the gradient, and the size of what is summed: the sum may be much smaller."""
    from actlas.targets.native.rows.function import carried, weighed

    terms = weighed(definition, saved, g, given)
    wanted = carried(definition, saved, g, dim, given)
    return wanted, terms.abs() + wanted.abs()


def _off(got: torch.Tensor, wanted: torch.Tensor, size: torch.Tensor, dim: int) -> float:
    """Return the greatest error in units in the last place of the largest size in its row."""
    unit = torch.finfo(got.dtype).eps
    finite = torch.where(size.isfinite(), size, 0)
    size = finite.amax(dim, keepdim=True).clamp(min=torch.finfo(got.dtype).tiny)
    off = (got.double() - wanted).abs() / (size * unit)
    same = (got.double() == wanted) | (got.isnan() & wanted.isnan())
    return float(torch.where(same, 0, off.nan_to_num(nan=torch.inf)).max())
