"""`actlas.functional`: the functional forms, under the name that the front page gives them."""

from __future__ import annotations

from typing import Any

from actlas.nn import functional as _functional
from actlas.nn.functional import linear

__all__ = ["linear"]


def __getattr__(name: str) -> Any:
    return getattr(_functional, name)


def __dir__() -> list[str]:
    return dir(_functional)
