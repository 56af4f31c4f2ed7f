"""Ctrl-C while threads work: the wish is noted at once and granted at a place that can be left.

Python raises KeyboardInterrupt between any two instructions, also while a thread is being started
or waited for, and a thread that nobody knows of keeps the program from ending.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def granted_at_checks() -> Iterator[Callable[[], None]]:
    """Give a function that raises KeyboardInterrupt if Ctrl-C was pressed before it is called.

    Until its first call, Ctrl-C interrupts as ever; from then on it waits for the next call or for
    the end of the block. Who presses it twice does not want to wait, and does not have to.
    """
    wanted = deferring = False

    def note(_signal: int, _frame: FrameType | None) -> None:
        nonlocal wanted
        if wanted or not deferring:
            raise KeyboardInterrupt
        wanted = True

    def check() -> None:
        nonlocal deferring
        deferring = True
        if wanted:
            raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():  # signals come to that one alone
        yield check
        return
    before = signal.signal(signal.SIGINT, note)
    try:
        yield check
        check()
    finally:
        signal.signal(signal.SIGINT, before)
