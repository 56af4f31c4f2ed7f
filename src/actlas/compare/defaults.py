"""What `actlas.compare` does unless told otherwise; the command line offers the same."""

from __future__ import annotations

ACTIVATIONS = ("elu", "leaky_relu", "linear", "relu", "sigmoid", "tanh")
"""Those of the course: enough for a first look, and trained in seconds."""

HIDDEN = (64,)
SEEDS = 10
EPOCHS = 30
BATCH_SIZE = 64
OPTIMIZER = "adam"

LEARNING_RATES = {
    "adam": (3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 1e-1, 3e-1),
    "sgd": (1e-3, 3e-3, 1e-2, 3e-2, 1e-1, 3e-1, 1.0),
}
"""The grid of learning rates for each optimiser, two to a decade."""
