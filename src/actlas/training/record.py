"""What a thread has reached with its networks: it may be read from another thread meanwhile."""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor


class Record:
    """Curves, divergence and time of the networks of one block, [S, L, A].

    Args:
        shape: (S, L, A): seeds, learning rates, activations.
    """

    def __init__(self, shape: tuple[int, int, int]) -> None:
        self.diverged = torch.zeros(shape, dtype=torch.bool)
        self.train_loss: list[Tensor] = []
        self.validation_loss: list[Tensor] = []
        self.validation_score: list[Tensor] = []
        self.epoch = 0
        """Epochs finished."""
        self.steps = 0
        """Steps that every network has taken."""
        self.seconds = 0.0
        """Time spent on steps so far."""
        self.own_seconds = np.zeros(shape[2])
        """The part of it that was spent on each activation."""
        self.best_score = math.nan

    def look_back(self, train_loss: Tensor, loss: Tensor, score: Tensor, finite: Tensor) -> None:
        """Add a point to the curves, from float64 [S, L, A] each, and see who has diverged.

        Args:
            train_loss: the mean over the epoch's examples.
            loss: the validation loss.
            score: the validation score.
            finite: bool [S, L, A], whether all parameters are.
        """
        self.diverged |= ~(finite & loss.isfinite() & train_loss.isfinite())
        score = score.masked_fill(self.diverged, torch.nan)
        self.best_score = float(np.fmax(self.best_score, np.fmax.reduce(score.numpy(), axis=None)))
        self.train_loss.append(train_loss)
        self.validation_loss.append(loss)
        self.validation_score.append(score)
