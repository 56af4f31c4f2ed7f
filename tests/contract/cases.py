"""What the contract is held on: every definition with several parameter values, at hard places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import torch

import actlas
from actlas import catalogue
from actlas.definition import Along, Elementwise, Kind, Parameter
from actlas.targets.oracle import Oracle

DTYPES = (torch.float16, torch.bfloat16, torch.float32, torch.float64)
SIZES = (1e-8, 0.5, 1.0, 5.0, 20.0, 89.0, 104.0, 710.0, 1e4)
OTHER_VALUES = (2.5, 0.375)
"""What every parameter is tried with besides its default, where its domain has it.

Half precision holds both exactly: a rounded parameter would be another function.
"""
OTHER_WHOLE_VALUES = (4,)
"""Likewise, for parameters that are whole numbers."""


@dataclass(frozen=True)
class Case:
    """An activation as the checks see it: a definition and values for its parameters."""

    name: str
    definition: Any
    parameters: dict[str, float] = field(default_factory=dict, hash=False)

    @property
    def values(self) -> tuple[float, ...]:
        """All parameters' values, in the definition's order."""
        return tuple(
            self.parameters.get(each.name, each.default) for each in self.definition.parameters
        )

    @property
    def named(self) -> dict[str, float]:
        """All parameters' values by name."""
        return dict(
            zip((each.name for each in self.definition.parameters), self.values, strict=True)
        )

    def __str__(self) -> str:
        given = ",".join(f"{key}={value:g}" for key, value in self.parameters.items())
        return f"{self.name}({given})" if given else self.name


def other_values(parameter: Parameter) -> tuple[float, ...]:
    """Return what a parameter is tried with besides its default."""
    return OTHER_WHOLE_VALUES if parameter.domain.whole else OTHER_VALUES


def _variants(definition: Kind) -> Iterator[dict[str, float]]:
    yield {}
    for parameter in definition.parameters:
        for value in other_values(parameter):
            given = {parameter.name: value}
            if value != parameter.default and allowed(definition, given):
                yield given


def fitting(parameter: Parameter, number: float) -> float:
    """Return a fraction such as 0.25, or the whole number 4 where a parameter takes whole ones."""
    return round(1 / number) if parameter.domain.whole else number


def other_than_default(parameter: Parameter) -> float:
    """Return a quarter as `fitting` writes it, or a half where a quarter is the default."""
    fit = (fitting(parameter, number) for number in (0.25, 0.5))
    return next(each for each in fit if each != parameter.default)


def allowed(definition: Kind, given: dict[str, float]) -> bool:
    """Say whether parameters may have these values, the others their defaults."""
    bound = {each.name: given.get(each.name, each.default) for each in definition.parameters}
    within = all(bound[each.name] in each.domain for each in definition.parameters)
    return within and all(bound[low] <= bound[high] for low, high in definition.ordered)


def cases(kind: type) -> list[Case]:
    """Return every definition of that kind, with its defaults and with other values."""
    found = ((name, catalogue.definition(name)) for name in actlas.names())
    return [
        Case(name, definition, given)
        for name, definition in found
        if isinstance(definition, kind)
        for given in _variants(definition)
    ]


ELEMENTWISE = cases(Elementwise)
ALONG = cases(Along)
VECTORS = [each for each in ALONG if each.definition.widths(dict(each.named)) == (1, 1)]
"""What works along a dimension and keeps its size."""
RESIZING = [each for each in ALONG if each not in VECTORS]


def with_twin(all_cases: list[Case]) -> list[Case]:
    """Return the cases that PyTorch has too: its module alone says nothing of our parameters."""
    return [
        case
        for case in all_cases
        if case.definition.twin
        and (case.definition.twin.functional or not case.parameters)
        and not any(
            each.extra and each.name in case.parameters for each in case.definition.parameters
        )
    ]


def hard_points(case: Case, dtype: torch.dtype) -> list[float]:
    """Return the hard places as numbers of `dtype`: ±0, denormals, kinks ± one ulp, ends, NaN."""
    info = torch.finfo(dtype)
    smallest = info.tiny * info.eps
    # With a parameter as factor, the largest number of all would be infinite on the way.
    sizes = (0.0, smallest, info.tiny, *SIZES, info.max / 4 if case.parameters else info.max)
    kinks = torch.tensor(Oracle(case.definition, case.parameters).kinks or (0.0,), dtype=dtype)
    ends = (torch.full_like(kinks, end) for end in (-torch.inf, torch.inf))
    around = [torch.nextafter(kinks, end) for end in ends]
    points = torch.tensor([sign * size for size in sizes for sign in (1, -1)]).double()
    listed = torch.cat([points.to(dtype), kinks, *around])
    listed = torch.cat([listed, torch.tensor([torch.inf, -torch.inf, torch.nan], dtype=dtype)])
    return [float(each) for each in listed.double()]
