"""What the loop is asked: the places of a job's 64-bit words.

Networks of one job share activation, batches and recipe, and differ in their weights and rates.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

READ, LEARN, JUDGE = range(3)
"""Jobs: bring examples into batches; train networks on batches; judge networks by them."""
(
    JOB,
    STOP,
    LAYERS_AT,
    TASK,
    BATCHES,
    FIRST_BATCH,
    BATCH_BYTES,
    EXAMPLES,
    SPARE,
    NETWORKS,
    FIRST_NETWORK,
    NETWORK_BYTES,
    PARAMETER_BYTES,
    RATES,
    FOUND,
    RUN,
    OWN,
    RUN_BACK,
    OWN_BACK,
    OPTIMISER,
    MOMENTUM,
    DECAYED,
    DECAYED_SQUARE,
    TAKEN,
    SOURCE,
    TARGETS,
    ORDER,
    COUNT,
    BATCH,
    SUMS_AT,
    TURNED_SUMS_AT,
    DESCENT_AT,
    BIASES_AT,
    TURNER_AT,
    LEARNING_AT,
    JUDGING_AT,
    KEEPS,
    HOW,
    HOW_RATE,
    HOW_OTHER,
) = range(40)
WORDS = 40
FINDINGS = 3
"""What is found of a network, in float64: loss, points, and what is 0 where all its parameters are
finite."""
HEADER = 64
"""Bytes before a batch's numbers; the first word says how many examples it has."""

KEEPS_SUMS, KEEPS_OUTPUTS, KEEPS_SLOPES = range(3)
"""What an activation's kernels keep for the way back: z, f(z), or f′(z), in z's place."""
PARTS = {
    "sums": SUMS_AT,
    "turned_sums": TURNED_SUMS_AT,
    "descent": DESCENT_AT,
    "biases": BIASES_AT,
    "turner": TURNER_AT,
    "learning": LEARNING_AT,
    "judging": JUDGING_AT,
}
"""Where a job says the addresses of the loop's parts."""
BINARY, CLASSES, REGRESSION = range(3)
TASKS = {"binary": BINARY, "classes": CLASSES, "regression": REGRESSION}
ADAM, SGD = range(2)
OPTIMISERS = {"adam": ADAM, "sgd": SGD}
MOMENTS = {ADAM: 2, SGD: 1}
"""How many numbers an optimiser keeps of each parameter."""
FIRST_DECAY, SECOND_DECAY, LEAST = 0.9, 0.999, 1e-8
"""Adam's, and what is added to its root."""


class Job:
    """A job's words in this process.

    Args:
        run: does a job, given the address of its words.
        words: what holds from the first time on.
    """

    def __init__(self, run: Callable[[int], None], words: Mapping[int, int]) -> None:
        self.run = run
        self.words = np.zeros(WORDS, np.int64)
        self.numbers = self.words.view(np.float64)
        """The same words, for those that are float64."""
        self.address = self.words.ctypes.data
        self.say(words)

    def say(self, words: Mapping[int, int]) -> None:
        """Set some words."""
        for place, value in words.items():
            self.words[place] = value

    def do(self, what: int) -> None:
        """Have it done."""
        self.words[JOB] = what
        self.run(self.address)
