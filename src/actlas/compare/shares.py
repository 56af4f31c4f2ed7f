"""Each test row's share of each network's score: what the statistics look at."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from actlas.data import Part
from actlas.training import Trained
from actlas.training.examples import examples
from actlas.training.heads import HEADS
from actlas.training.judge import Judge

Floats = NDArray[np.float64]


def shares(trained: Trained, part: Part, rates: NDArray[np.intp]) -> Floats:
    """Return the shares [A, S, n] whose mean over the n rows is the score; the part is read once.

    A share is 1 or 0 for accuracy, and 1 - (y - p)^2 / var(y) for R^2. It is nan in all rows for
    a network that diverged, or whose score is not finite.

    Args:
        trained: the networks.
        part: the rows, x [n, d] and y [n].
        rates: [A], the place of the learning rate chosen for each activation.
    """
    head = HEADS[trained.recipe.task]
    rows = examples(part, trained.recipe)
    chosen = torch.as_tensor(rates, dtype=torch.int64)
    judge = Judge(trained.stack.chosen(chosen), trained.grid.activations, head)
    with torch.no_grad():
        points = [head.points(passes.sums[-1], y).double()[0] for passes, y in judge.read(rows)]
        found = head.score(torch.cat(points, -1) * len(rows), rows.y.double())
    values: Floats = found.transpose(0, 1).contiguous().numpy()  # [S, A, n] -> [A, S, n]
    diverged = trained.diverged[rates, np.arange(len(rates))]
    failed = diverged | ~np.isfinite(values.mean(axis=-1))
    values[failed] = np.nan
    return values
