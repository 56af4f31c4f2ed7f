"""Ctrl-C is granted where the work can be left, and twice at once."""

from __future__ import annotations

import signal
import threading

import pytest

from actlas.cli.interrupts import granted_at_checks


def press_ctrl_c() -> None:
    signal.raise_signal(signal.SIGINT)


def steps_until_interrupted(*steps: str) -> list[str]:
    """Do the steps in a block and return those that were begun before the interruption."""
    begun: list[str] = []

    def work() -> None:
        with granted_at_checks() as check:
            for step in steps:
                begun.append(step)
                {"check": check, "press": press_ctrl_c}[step]()

    with pytest.raises(KeyboardInterrupt):
        work()
    return begun


def test_before_the_first_check_it_interrupts_at_once() -> None:
    assert steps_until_interrupted("press", "check") == ["press"]


def test_after_the_first_check_it_waits_for_the_next_one() -> None:
    begun = steps_until_interrupted("check", "press", "check", "check")
    assert begun == ["check", "press", "check"]


def test_after_the_last_check_the_end_of_the_block_grants_it() -> None:
    assert steps_until_interrupted("check", "press") == ["check", "press"]


def test_the_second_time_it_does_not_wait() -> None:
    begun = steps_until_interrupted("check", "press", "press", "check")
    assert begun == ["check", "press", "press"]


def test_after_the_block_it_is_what_it_was() -> None:
    before = signal.getsignal(signal.SIGINT)
    with granted_at_checks() as check:
        check()
        assert signal.getsignal(signal.SIGINT) is not before
    assert signal.getsignal(signal.SIGINT) is before


def test_in_another_thread_it_changes_nothing() -> None:
    before, seen = signal.getsignal(signal.SIGINT), []

    def work() -> None:
        with granted_at_checks() as check:
            check()
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [before]
