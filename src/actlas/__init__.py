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
    from actlas.errors import ActlasError
    from actlas.nn import NeuralNet
    from actlas.nn.initialise import initialise
    from actlas.propagation import depth, edge_of_chaos, gain

__all__ = [
    "Activation",
    "ActlasError",
    "NeuralNet",
    "__version__",
    "compare",
    "data",
    "depth",
    "edge_of_chaos",
    "functional",
    "gain",
    "get",
    "initialise",
    "names",
    "nn",
]

__version__ = "0.1.0"

_ROOMS = {
    "ActlasError": "actlas.errors",
    "Activation": "actlas.activation",
    "NeuralNet": "actlas.nn",
    "compare": "actlas.compare",
    "depth": "actlas.propagation",
    "edge_of_chaos": "actlas.propagation",
    "gain": "actlas.propagation",
    "get": "actlas.activation",
    "initialise": "actlas.nn.initialise",
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
