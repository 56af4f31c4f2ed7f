"""Numbers of a row brought together in any order: the two words that LLVM may reorder.

A sum of floating-point numbers and their maximum depend on the order, or on where a NaN stands, so
LLVM leaves a loop over them unwidened. These two carry the permission of their own, and nothing
else in a kernel does.
"""

from __future__ import annotations

from typing import Any

from actlas.targets.native.arithmetic import intrinsic


@intrinsic
def plus(_context: Any, total: Any, a: Any) -> Any:  # noqa: ARG001 - Numba reads the names
    """Return total + a, where the sums of a loop may be taken in any order."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.fadd(*arguments, flags=("reassoc",))

    return total(total, total), generate


@intrinsic
def greater(_context: Any, largest: Any, a: Any) -> Any:  # noqa: ARG001 - as above
    """Return the greater of two numbers, neither of which is NaN; zeros have no sign here."""

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        flags = ("nnan", "nsz")
        above = builder.fcmp_ordered(">", *arguments, flags=flags)
        return builder.select(above, *arguments, flags=flags)

    return largest(largest, largest), generate
