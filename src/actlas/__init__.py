"""actlas: everything about a neural network's activation function, from one definition.

This page is the table of contents; each name is loaded when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from actlas import data, functional, nn
    from actlas.activation import Activation, from_string, get
    from actlas.catalogue import names
    from actlas.compare import compare
    from actlas.define import define
    from actlas.definition import Interval, Parameter
    from actlas.errors import ActlasError
    from actlas.nn import NeuralNet
    from actlas.nn.find import find
    from actlas.nn.initialise import initialise
    from actlas.nn.layers import ACT2FN, act_layer
    from actlas.nn.swap import swap
    from actlas.propagation import depth, edge_of_chaos, gain
    from actlas.targets.dispatch import backend
    from actlas.targets.native.pages import tune_allocator

__all__ = [
    "ACT2FN",
    "Activation",
    "ActlasError",
    "Interval",
    "NeuralNet",
    "Parameter",
    "__version__",
    "act_layer",
    "backend",
    "compare",
    "data",
    "define",
    "depth",
    "edge_of_chaos",
    "find",
    "from_string",
    "functional",
    "gain",
    "get",
    "initialise",
    "names",
    "nn",
    "swap",
    "tune_allocator",
]

__version__ = "0.1.0"

_ROOMS = {
    "ACT2FN": "actlas.nn.layers",
    "Activation": "actlas.activation",
    "ActlasError": "actlas.errors",
    "Interval": "actlas.definition",
    "NeuralNet": "actlas.nn",
    "Parameter": "actlas.definition",
    "act_layer": "actlas.nn.layers",
    "backend": "actlas.targets.dispatch",
    "compare": "actlas.compare",
    "define": "actlas.define",
    "depth": "actlas.propagation",
    "edge_of_chaos": "actlas.propagation",
    "find": "actlas.nn.find",
    "from_string": "actlas.activation",
    "gain": "actlas.propagation",
    "get": "actlas.activation",
    "initialise": "actlas.nn.initialise",
    "names": "actlas.catalogue",
    "swap": "actlas.nn.swap",
    "tune_allocator": "actlas.targets.native.pages",
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
