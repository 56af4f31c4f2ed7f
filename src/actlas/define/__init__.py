"""Activations of one's own, from a line of text, a table or a Python function.

This room may import `actlas.activation` and what lies above it.

`actlas.define` is both this package and the function that users call, so the package can be
called too, as `actlas.compare` can.
"""

import inspect
import sys
from types import ModuleType

from actlas.define.door import define, restored, saved

__all__ = ["define", "restored", "saved"]


class _Callable(ModuleType):
    __call__ = staticmethod(define)


__signature__ = inspect.signature(define)  # what help() shows for a call of the package


sys.modules[__name__].__class__ = _Callable
