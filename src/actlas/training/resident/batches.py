"""Batches as the loop reads them, some at a time: their examples by rows and by columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from actlas.training.examples import Examples
from actlas.training.resident import job as words_of
from actlas.training.resident.job import Job
from actlas.training.resident.layout import Layout, aligned

SPAN = 2**18
"""About how many numbers are made ready at once; all networks train on them before the next."""


@dataclass(frozen=True)
class Source:
    """Examples in the loop's type: x [n, columns in whole panels], and targets as numbers."""

    x: NDArray[Any]
    y: NDArray[Any]

    @classmethod
    def of(cls, rows: Examples, layout: Layout) -> Source:
        """Return examples as the loop reads them."""
        x = aligned((len(rows.y), layout.features), layout.dtype)
        x[:, : rows.features] = rows.x[:, :-1].numpy()
        return cls(x, rows.y.numpy().astype(layout.dtype))


class Batches:
    """Memory for batches, which the loop fills from examples in any order.

    Args:
        layout: of the networks.
        batch: examples in a batch.
    """

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        numbers = 2 * layout.examples * (layout.features + 1)
        self.bytes = words_of.HEADER + numbers * layout.dtype.itemsize
        self.bytes = -(-self.bytes // words_of.HEADER) * words_of.HEADER
        self.most = max(1, SPAN // numbers)
        self.memory = aligned((self.most * self.bytes,), np.dtype(np.uint8))

    def spans(
        self, job: Job, source: Source, order: NDArray[np.int64]
    ) -> Iterator[tuple[int, int]]:
        """Have a job's loop bring examples into batches; yield how many, and of how many examples.

        The job then knows where the batches are.
        """
        each = self.layout.batch
        for start in range(0, len(order), self.most * each):
            count = min(self.most * each, len(order) - start)
            job.say(
                {
                    words_of.BATCHES: -(-count // each),
                    words_of.FIRST_BATCH: self.memory.ctypes.data,
                    words_of.BATCH_BYTES: self.bytes,
                    words_of.SOURCE: source.x.ctypes.data,
                    words_of.TARGETS: source.y.ctypes.data,
                    words_of.ORDER: order[start:].ctypes.data,
                    words_of.COUNT: count,
                    words_of.BATCH: each,
                }
            )
            job.do(words_of.READ)
            yield -(-count // each), count
