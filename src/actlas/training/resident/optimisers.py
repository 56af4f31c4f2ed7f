"""Optimisers as they move one vector of weights along its gradient, as PyTorch's do.

What an optimiser keeps of a parameter lies `apart` bytes after it, a second moment as far again.
`how` is the address of what is alike for all parameters in a step: the kind, and two float64
numbers that hang on it.
"""

from __future__ import annotations

from typing import Any

from actlas.targets.native.arithmetic import inlined
from actlas.targets.native.memory import real, whole
from actlas.training.resident.job import ADAM, FIRST_DECAY, LEAST, SECOND_DECAY
from actlas.training.resident.vectors import Words


def mover(words: Words) -> Any:
    """Return `move(place, apart, how, gradient)`.

    What stands at `how` is the kind, and for Adam the rate over 1 - 0.9ᵗ, and 1/√(1 - 0.999ᵗ); for
    SGD the rate and the momentum.
    """
    load, keep, all_of, number = words.load, words.keep, words.all_of, words.number
    fma, minus, times, over, root = (
        words.fma,
        words.minus,
        words.times,
        words.over,
        words.root,
    )
    fresh, slow, fresh_square = (
        number(1 - FIRST_DECAY),
        number(SECOND_DECAY),
        number(1 - SECOND_DECAY),
    )
    least = number(LEAST)

    @inlined
    def move(place: Any, apart: Any, how: Any, gradient: Any) -> None:
        rate, other = number(real(how, 1)), number(real(how, 2))
        if whole(how, 0) == ADAM:
            mean = load(place + apart)
            mean = fma(all_of(fresh), minus(gradient, mean), mean)
            square = times(load(place + 2 * apart), all_of(slow))
            square = fma(times(gradient, all_of(fresh_square)), gradient, square)
            size = fma(root(square), all_of(other), all_of(least))
            keep(place, minus(load(place), over(times(mean, all_of(rate)), size)))
            keep(place + apart, mean)
            keep(place + 2 * apart, square)
        else:
            speed = fma(load(place + apart), all_of(other), gradient)
            keep(place, minus(load(place), times(speed, all_of(rate))))
            keep(place + apart, speed)

    return move
