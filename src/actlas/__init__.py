"""actlas: everything about a neural network's activation function, from one definition.

This page is the table of contents; each name is loaded when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from actlas.catalogue import names

if TYPE_CHECKING:
    from actlas import data, functional, nn
    from actlas.activation import Activation, get
    from actlas.compare import compare
    from actlas.define import define
    from actlas.definition import Interval, Parameter
    from actlas.errors import ActlasError
    from actlas.nn import NeuralNet

__all__ = [
    "Activation",
    "ActlasError",
    "Interval",
    "NeuralNet",
    "Parameter",
    "__version__",
    "compare",
    "data",
    "define",
    "functional",
    "get",
    "names",
    "nn",
]

__version__ = "0.1.0"

_ROOMS = {
    "ActlasError": "actlas.errors",
    "Activation": "actlas.activation",
    "Interval": "actlas.definition",
    "NeuralNet": "actlas.nn",
    "Parameter": "actlas.definition",
    "compare": "actlas.compare",
    "define": "actlas.define",
    "get": "actlas.activation",
}
_SUBPACKAGES = ("data", "functional", "nn")


def __getattr__(name: str) -> Any:
    if name in _SUBPACKAGES:
        return import_module(f"actlas.{name}")
    if name in _ROOMS:
        found = getattr(import_module(_ROOMS[name]), name)
        globals()[name] = found  # `actlas.compare` is the function, though a package has that name
        return found
    raise AttributeError(f"module 'actlas' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
