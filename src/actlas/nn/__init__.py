"""Activations as PyTorch has them: functional forms, modules, and the notebook's network.

`actlas.nn.ELU(alpha=1.0)` has the signature of `torch.nn.ELU`; every activation of the catalogue
has a class here and a function in `actlas.nn.functional`, made from its definition when asked for.
"""

from __future__ import annotations

from typing import Any

from torch.nn import Linear

from actlas import catalogue
from actlas.nn import functional
from actlas.nn.modules import ActivationModule, class_names, module_class_called
from actlas.nn.network import NeuralNet

__all__ = ["ActivationModule", "Linear", "NeuralNet", "functional"]


def __getattr__(name: str) -> Any:
    found = module_class_called(name)
    if catalogue.in_file(found.activation):  # then it keeps its meaning, as what is imported does
        globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*__all__, *class_names()})
