"""A request to stop that compiled loops see, too."""

from __future__ import annotations

import numpy as np


class Stop:
    """Set once, by any thread; whoever works looks at it between two steps.

    Example:
        >>> stop = Stop()
        >>> stop.set()
        >>> stop.is_set()
        True
    """

    def __init__(self) -> None:
        self._word = np.zeros(1, np.int64)

    @property
    def address(self) -> int:
        """Where the 64-bit word lies that is 0 until the request comes."""
        address: int = self._word.ctypes.data
        return address

    def set(self) -> None:
        """Ask everyone to stop."""
        self._word[0] = 1

    def is_set(self) -> bool:
        """Say whether work is to stop."""
        return bool(self._word[0])
