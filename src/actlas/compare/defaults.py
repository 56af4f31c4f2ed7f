"""What `actlas.compare` does unless told otherwise; the command line offers the same."""

from __future__ import annotations

ACTIVATIONS = ("elu", "leaky_relu", "linear", "relu", "sigmoid", "tanh")
"""Those of the course: enough for a first look, and trained in seconds."""

HIDDEN = (64,)
SEEDS = 10
"""Fresh seeds, whose scores are told."""
TUNING_SEEDS = 5
"""Seeds that the learning rates are chosen with; as many as make an interval worth looking at."""
TUNING_FROM = 1_000_000
"""Tuning seeds are counted from here, so that more seeds of either kind never meet the other."""
EQUAL_WITHIN = 0.01
"""One point of accuracy: who would change an activation for less?"""
EPOCHS = 30
BATCH_SIZE = 64
OPTIMIZER = "adam"

LEARNING_RATES = {
    "adam": (3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1, 3e-1),
    "sgd": (1e-3, 3e-3, 1e-2, 3e-2, 1e-1, 3e-1, 1.0),
}
"""The grid of learning rates for each optimiser, two to a decade."""
