"""Which activation suits this data: plan, training, choice of rate, one look at the test, verdict.

This room may import `actlas.training`, `actlas.data`, `actlas.activation` and what lies above
them; one method, `Comparison.report`, reaches down to `actlas.atlas`.

`actlas.compare` is both this package and the function that users call, so the package can be
called too: whichever of the two Python has bound to the name, `actlas.compare(...)` compares.
"""

import inspect
import sys
from types import ModuleType

from actlas.compare.across import Across, across
from actlas.compare.comparison import (
    Audit,
    Comparison,
    Curves,
    Facts,
    RatePoint,
    Row,
    Run,
    Standing,
    Verdict,
)
from actlas.compare.run import compare

__all__ = [
    "Across",
    "Audit",
    "Comparison",
    "Curves",
    "Facts",
    "RatePoint",
    "Row",
    "Run",
    "Standing",
    "Verdict",
    "across",
    "compare",
]


class _Callable(ModuleType):
    __call__ = staticmethod(compare)


__signature__ = inspect.signature(compare)  # what help() shows for a call of the package


sys.modules[__name__].__class__ = _Callable
