"""Which examples each seed reads, and when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import torch
from torch import Tensor

from actlas.training.examples import Examples


def order(seed: int, epoch: int, count: int) -> Tensor:
    """Return the order in which a seed reads `count` examples in an epoch, int64 [count].

    It depends on nothing else, so networks of different grids and recipes can be paired.

    Example:
        >>> order(seed=0, epoch=1, count=4).sort().values
        tensor([0, 1, 2, 3])
    """
    return torch.from_numpy(np.random.default_rng((seed, epoch)).permutation(count))


def batches(
    rows: Examples, seeds: Sequence[int], epoch: int, batch_size: int
) -> Iterator[tuple[Tensor, Tensor]]:
    """Yield an epoch's batches: x [S, b, d + 1] and y [S, 1, 1, b], each seed in its own order.

    Where seeds have rows of their own, the order is that of those rows.

    The last batch holds what is left, as with PyTorch's `DataLoader`.
    """
    orders = torch.stack([order(seed, epoch, len(rows)) for seed in seeds])
    for start in range(0, len(rows), batch_size):
        chosen = orders[:, start : start + batch_size]
        if rows.rows is not None:
            chosen = rows.rows.gather(1, chosen)
        flat = chosen.flatten()
        yield (
            rows.x.index_select(0, flat).view(*chosen.shape, -1),
            rows.y.index_select(0, flat).view(len(seeds), 1, 1, -1),
        )
