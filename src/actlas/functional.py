"""`actlas.functional`: the functional forms, under the name that the front page gives them."""

from __future__ import annotations

from typing import Any

from actlas.nn import functional as _functional
from actlas.nn.functional import linear

__all__ = ["linear"]


def __getattr__(name: str) -> Any:
    found = getattr(_functional, name)
    if name in vars(_functional):  # it has settled there
        globals()[name] = found
    return found


def __dir__() -> list[str]:
    return dir(_functional)
