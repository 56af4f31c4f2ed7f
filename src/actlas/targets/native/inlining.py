"""A translated program as a primitive, which loops and other programs may call."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np

from actlas.targets.native import arithmetic
from actlas.targets.native.translation import Program


def primitive(program: Program, module: ModuleType, kind: str) -> Any:
    """Return a program compiled into whatever calls it, its constants its own.

    Args:
        program: what `actlas.targets.native.translation` made.
        module: the room whose words it is written in.
        kind: the type in which that computes.
    """
    number: Any = np.dtype(kind).type
    namespace: dict[str, Any] = {
        word: getattr(module, word, None) or getattr(arithmetic, word) for word in program.words
    }
    namespace |= {key: number(value) for key, value in program.constants.items()}
    exec(program.text, namespace)  # noqa: S102 - our own text, never a user's
    return arithmetic.inlined(namespace[program.name])
