"""How long our own work may take: what refuses hostile text must do so at once."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Hold the block to so many seconds of this thread's own work.

    Other threads, and collecting what thousands of tests have left, do not count.
    """
    gc.disable()
    start = time.thread_time()
    try:
        yield
        took = time.thread_time() - start
    finally:
        gc.enable()
    assert took < seconds, f"took {took:.2f} s of {seconds}"
