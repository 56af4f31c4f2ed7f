"""How far a model's outputs have moved: two runs of one batch, compared in double precision."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch import nn
from torch.utils import _pytree

from actlas.errors import BadInput
from actlas.language import _, current_language, format_number
from actlas.nn.calls import undisturbed


@dataclass(frozen=True)
class Drift:
    """How far outputs b are from outputs a, over all their numbers.

    `largest` is max |b − a|, `mean` the mean of |b − a|, `relative` ‖b − a‖ / ‖a‖, `cosine` the
    cosine of the angle between a and b, and `agreement` the share of rows whose greatest number
    along the last dimension stands at the same place; None where no output has two dimensions.
    """

    largest: float
    mean: float
    relative: float
    cosine: float
    agreement: float | None

    def __str__(self) -> str:
        lang = current_language()

        def number(value: float) -> str:
            return format_number(value, 4, lang)

        said = _("largest {largest}, mean {mean}, relative {relative}, cosine {cosine}").format(
            largest=number(self.largest),
            mean=number(self.mean),
            relative=number(self.relative),
            cosine=number(self.cosine),
        )
        if self.agreement is None:
            return said
        share = format_number(100 * self.agreement, 4, lang)
        return said + _(", the same greatest output in {share} %").format(share=share)


def outputs(model: nn.Module, batch: Any) -> list[torch.Tensor]:
    """Return all floating-point tensors that a model gives for a batch, in evaluation mode."""
    args = batch if isinstance(batch, tuple) else () if isinstance(batch, dict) else (batch,)
    kwargs = batch if isinstance(batch, dict) else {}
    modes = [(each, each.training) for each in model.modules()]
    model.eval()
    try:
        with undisturbed(model), torch.no_grad():
            given = model(*args, **kwargs)
    finally:
        for module, training in modes:
            module.training = training
    leaves = _pytree.tree_leaves(given)
    return [
        each.detach().clone()
        for each in leaves
        if isinstance(each, torch.Tensor) and each.is_floating_point()
    ]


def compare(before: list[torch.Tensor], after: list[torch.Tensor]) -> Drift:
    """Return how far `after` is from `before`.

    Raises:
        BadInput: there is no floating-point output, or the shapes differ.
    """
    shapes = [[tuple(each.shape) for each in side] for side in (before, after)]
    if not before or shapes[0] != shapes[1]:
        raise BadInput(
            "drift compares floating-point outputs of equal shapes; got {before} and {after}",
            before=shapes[0],
            after=shapes[1],
        )
    a, b = (torch.cat([each.double().flatten() for each in side]) for side in (before, after))
    apart = (b - a).abs()
    rows = [
        (x.argmax(-1) == y.argmax(-1)).double().flatten()
        for x, y in zip(before, after, strict=True)
        if x.ndim > 1
    ]
    return Drift(
        largest=float(apart.max()),
        mean=float(apart.mean()),
        relative=_ratio(float(apart.norm()), float(a.norm())),
        cosine=float(nn.functional.cosine_similarity(a, b, dim=0)),
        agreement=float(torch.cat(rows).mean()) if rows else None,
    )


def _ratio(part: float, whole: float) -> float:
    if whole:
        return part / whole
    return 0.0 if part == 0 else float("inf")


def drift(model: nn.Module, batch: Any, original: Callable[[], Any]) -> Drift:
    """Return how far a model's outputs are from those that it gives within `original()`."""
    after = outputs(model, batch)
    with original():
        before = outputs(model, batch)
    return compare(before, after)
