"""How far a comparison has come, on standard error: a live bar, or a line where nobody watches."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from actlas.language import _, current_language, format_number

if TYPE_CHECKING:
    from actlas.training import Progress

Listener = Callable[["Progress"], None]


@contextmanager
def shown(data: str) -> Iterator[Listener]:
    """Give the function that a training tells its progress; the bar goes when the block ends."""
    from actlas.cli.output import console

    if not console(errors=True).is_terminal:
        yield _one_line()
        return
    with _bar(data) as listener:
        yield listener


def _one_line() -> Listener:
    told = False

    def listen(progress: Progress) -> None:
        nonlocal told
        if not told:
            sys.stderr.write(_size(progress) + "\n")
            sys.stderr.flush()
            told = True

    return listen


@contextmanager
def _bar(data: str) -> Iterator[Listener]:
    from rich import progress as live

    from actlas.cli.output import console

    bar = live.Progress(
        live.TextColumn("{task.description}"),
        live.BarColumn(bar_width=None),
        live.TaskProgressColumn(),
        live.TimeRemainingColumn(),
        console=console(errors=True),
        transient=True,
        expand=True,
    )
    with bar:
        # Reading the data and starting PyTorch take a moment, in which the bar only pulses.
        task = bar.add_task(_("reading {data}").format(data=data), total=None)

        def listen(progress: Progress) -> None:
            bar.update(
                task,
                description=_description(progress),
                total=progress.steps_total,
                completed=progress.steps_done,
            )

        yield listen


def _size(progress: Progress) -> str:
    return _("training {networks} networks for {epochs} epochs").format(
        networks=progress.networks, epochs=progress.epochs
    )


def _description(progress: Progress) -> str:
    score = progress.score
    best = "–" if math.isnan(score) else format_number(score, 3, current_language(), fixed=True)
    return _("{networks} networks · epoch {epoch}/{epochs} · best {best}").format(
        networks=progress.networks,
        epoch=min(progress.epoch + 1, progress.epochs),
        epochs=progress.epochs,
        best=best,
    )
