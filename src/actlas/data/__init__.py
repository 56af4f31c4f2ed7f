"""Data to learn from: bundled sets, files, frames and arrays, all turned into one `Dataset`.

This room may import `actlas.errors` and `actlas.language` alone, and scikit-learn, Polars and
Narwhals only inside the functions that need them.
"""

from actlas.data.dataset import Dataset, Part, Split, Task
from actlas.data.holdout import HeldOut, hold_out
from actlas.data.load import load, names
from actlas.data.note import Note
from actlas.data.split import split

__all__ = [
    "Dataset",
    "HeldOut",
    "Note",
    "Part",
    "Split",
    "Task",
    "hold_out",
    "load",
    "names",
    "split",
]
