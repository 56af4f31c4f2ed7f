"""The fused trainer: many small networks, one computation.

Every combination of activation, learning rate and seed is a network, and each gets exactly the
parameters that it would get alone. Most train resident, one after another in a compiled loop that
keeps a network in a core's cache (`resident/`); the others are stacked and take every step
together, in batched matrix products. `work.py` says who trains how. This room may import
`actlas.activation` and what lies above it.
"""

from actlas.training.calibration import Calibration
from actlas.training.grid import Grid, Progress, Recipe
from actlas.training.loop import train
from actlas.training.outcome import Curves, Scores, Trained
from actlas.training.units import Units

__all__ = [
    "Calibration",
    "Curves",
    "Grid",
    "Progress",
    "Recipe",
    "Scores",
    "Trained",
    "Units",
    "train",
]
