"""How far long work has come, on standard error: a live bar, or a line where nobody watches."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from actlas.language import _, current_language, format_number

if TYPE_CHECKING:
    from rich.progress import Progress as Live

    from actlas.training import Progress

Listener = Callable[["Progress"], None]
Counter = Callable[[int, str], None]


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
def counted(title: str, total: int) -> Iterator[Counter]:
    """Give the function that is told how many of `total` parts are done, and what comes next.

    Args:
        title: what is done.
        total: how many parts the work has.
    """
    from actlas.cli.output import console

    if not console(errors=True).is_terminal:
        sys.stderr.write(title + "\n")
        sys.stderr.flush()
        yield lambda _done, _next: None
        return
    # A bar that draws itself again and again would do so while something is timed.
    with _live(auto_refresh=False) as bar:
        task = bar.add_task(title, total=total)
        yield lambda done, text: bar.update(task, description=text, completed=done, refresh=True)


def _live(*, auto_refresh: bool = True) -> Live:
    from rich import progress as live

    from actlas.cli.output import console

    return live.Progress(
        live.TextColumn("{task.description}"),
        live.BarColumn(bar_width=None),
        live.TaskProgressColumn(),
        live.TimeRemainingColumn(),
        console=console(errors=True),
        transient=True,
        expand=True,
        auto_refresh=auto_refresh,
    )


@contextmanager
def _bar(data: str) -> Iterator[Listener]:
    with _live() as bar:
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
