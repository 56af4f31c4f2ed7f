"""What words a room of primitives must have is said once, and a room that lacks one is not made."""

from __future__ import annotations

from types import ModuleType

import pytest

from actlas.targets import vocabulary
from actlas.targets.native import comparisons, double, middle
from actlas.targets.native.double import exponential
from actlas.targets.vocabulary import WORDS


@pytest.mark.parametrize("room", [double, middle], ids=["double", "middle"])
def test_a_careful_room_has_every_word_and_no_other(room: ModuleType) -> None:
    assert all(callable(getattr(room, word)) for word in WORDS)
    assert not hasattr(room, "mirrored_sigmoid")


def test_a_room_says_a_word_as_the_module_that_defines_it() -> None:
    assert double.exp is exponential.exp
    assert middle.exp is not exponential.exp
    assert middle.relu is double.relu is comparisons.relu


def test_a_room_that_lacks_a_word_is_not_made() -> None:
    with pytest.raises(LookupError, match="exp"):
        vocabulary.room(comparisons)


def test_a_room_may_have_more() -> None:
    wordy = ModuleType("wordy")
    vars(wordy).update(dict.fromkeys((*WORDS, "square"), len))
    assert vocabulary.spoken(wordy, more=("square",))["square"] is len
    assert "square" not in vocabulary.spoken(wordy)
