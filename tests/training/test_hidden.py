"""How one activation takes part in training."""

from __future__ import annotations

import torch

from actlas.training.hidden import Derived


class Half:
    """z²/2, whose derivative is its argument itself."""

    def __call__(self, z: torch.Tensor) -> torch.Tensor:
        return z * z / 2

    def training_slope(self, z: torch.Tensor) -> torch.Tensor:
        return z


def test_the_way_back_leaves_the_sums_as_they_are_even_where_they_are_the_slope():
    z = torch.tensor([1.0, -2.0])
    assert Derived(Half(), z).backward(torch.tensor([3.0, 3.0])).tolist() == [3.0, -6.0]
    assert z.tolist() == [1.0, -2.0]
