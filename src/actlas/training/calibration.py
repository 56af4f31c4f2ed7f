"""Whether a classifier is as often right as its probabilities say."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from actlas.training.examples import Examples
from actlas.training.judge import Judge

BINS = 15
"""Bins of equal width for the confidence, as many as Guo et al. (2017) take."""


@dataclass(frozen=True, slots=True, eq=False)
class Calibration:
    """How far probabilities can be trusted, float64 [A, S] each; nan where a network diverged."""

    log_loss: NDArray[np.float64]
    """Mean of -log of the probability given to the true class, in nats."""
    error: NDArray[np.float64]
    """Expected calibration error: Σ over bins of (rows in it / n)·|share right - confidence|."""


def calibration_error(judge: Judge, rows: Examples) -> Tensor:
    """Return the expected calibration error of classifiers, float64 [S, L, A].

    References:
        Guo, C., Pleiss, G., Sun, Y. and Weinberger, K. Q. (2017). On calibration of modern neural
        networks. ICML.
    """
    confidence_of = judge.head.confidence
    assert confidence_of is not None, "only classifiers have a confidence"
    gaps = torch.zeros(*judge.stack.shape, BINS, dtype=torch.float64)
    for passes, y in judge.read(rows):
        logits = passes.sums[-1]
        confidence = confidence_of(logits).double().nan_to_num()
        bins = (confidence * BINS).long().clamp_(0, BINS - 1)
        gaps.scatter_add_(-1, bins, judge.head.points(logits, y).double() - confidence)
    return gaps.abs().sum(-1) / len(rows)
