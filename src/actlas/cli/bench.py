"""`actlas bench`: how fast are activations, beside their peers and beside a copy?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from actlas.cli import options
from actlas.cli.progress import counted
from actlas.language import _, current_language, format_number, ngettext

if TYPE_CHECKING:
    from actlas.bench import Benchmark, Progress
    from actlas.cli.output import Paper


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(
        "bench",
        help=_(
            "Time activations beside their peers. PyTorch's operator, torch.compile, JAX and a"
            " plain copy take turns with actlas; what counts is the ratio within a round, and its"
            " range. Try `actlas bench gelu mish --sizes 1000000 --peers torch,memory`."
        ),
    )(bench)


def bench(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar=_("[NAMES]..."),
            help=_(
                'Activations, as in elu or "elu(alpha=0.5)"; all for every one; by default some'
                " usual ones."
            ),
            show_default=False,
        ),
    ] = None,
    sizes: Annotated[
        str, typer.Option(metavar="N,N", help=_("How many numbers, as in 1000,16000000."))
    ] = "1000,100000,1000000",
    peers: Annotated[
        str | None,
        typer.Option(
            metavar=_("PEER,PEER"),
            help=_(
                "Some of torch, compile, jax, eager and memory; by default all that there are."
                " torch.compile needs some seconds for each case when it is new."
            ),
        ),
    ] = None,
    threads: Annotated[
        int | None,
        typer.Option(
            parser=options.whole,
            metavar="N",
            help=_("How many threads PyTorch uses; by default as many as it would."),
        ),
    ] = None,
    device: Annotated[
        str, typer.Option(metavar="cpu|cuda", help=_("Where it is computed."))
    ] = "cpu",
    rounds: Annotated[
        int,
        typer.Option(parser=options.whole, metavar="N", help=_("How often everybody is timed.")),
    ] = 11,
    svg: Annotated[
        Path | None,
        typer.Option(
            metavar=_("FILE"),
            help=_(
                "Draw everybody's speed beside the copy's into this file, too; its name ends in"
                " .svg or .png."
            ),
        ),
    ] = None,
    as_json: Annotated[bool, options.json_option()] = False,
) -> None:
    """Time, print the tables, and draw the plot."""
    from actlas.bench import make_plan, measure
    from actlas.bench.roofline import check, save
    from actlas.cli.output import Paper, write_json

    plan = make_plan(
        [each for text in names for each in options.split_names(text)] if names else None,
        sizes=options.split_numbers("--sizes", sizes, int),
        peers=None if peers is None else options.split_names(peers),
        threads=threads,
        device=device,
        rounds=rounds,
    )
    if svg is not None:
        check(svg)
    cases = len(plan.activations) * len(plan.sizes) * 2
    with counted(ngettext("timing {count} case", "timing {count} cases", cases), cases) as show:

        def listener(progress: Progress) -> None:
            show(progress.done, f"{progress.activation} · {progress.size}")

        found = measure(plan, listener)
    lang = current_language()
    if svg is not None:
        save(found, svg, lang)
    if as_json:
        write_json({**found.to_json(lang), "plot": None if svg is None else str(svg)})
        return
    _print(Paper(), found, lang)
    if svg is not None:
        Paper().lines(["", _("Plot: {path}").format(path=svg)])


def _print(paper: Paper, found: Benchmark, lang: str) -> None:
    from actlas.bench.result import PASSES
    from actlas.bench.table import SAID, errors, times
    from actlas.cli.output import console

    paper.text(_machine(found))
    for passes in PASSES:
        paper.heading(_(SAID[passes]))
        console().print(times(found, passes, lang))
    paper.heading(_("Largest error, in units in the last place of float32"))
    console().print(errors(found, lang))
    paper.lines([""])
    for note in _notes(found):
        paper.text(note, 2, word="•")


def _machine(found: Benchmark) -> str:
    about = found.machine
    said = _(
        "{date}; {processor}, {device}, {cores}, {threads}; float32, {rounds}; PyTorch {torch},"
        " actlas {actlas}."
    )
    return said.format(
        date=about.date,
        processor=about.processor,
        device=about.device,
        cores=ngettext("{count} core", "{count} cores", about.cores),
        threads=ngettext("{count} thread", "{count} threads", about.threads),
        rounds=ngettext("{count} round", "{count} rounds", found.rounds),
        torch=about.torch,
        actlas=about.actlas,
    )


def _notes(found: Benchmark) -> Iterator[str]:
    """Give what a reader must know to read the tables, and who is missing, and why."""
    from actlas.bench.accuracy import POINTS, REACH
    from actlas.bench.result import COPY

    yield _(
        "A peer's number says how many times as long as actlas it takes: above 1, actlas is"
        " quicker. Below each number stand the ends of the middle eighty percent of the rounds."
    )
    speeds = [rate.median for case in found.cases if (rate := case.rate(COPY)) is not None]
    if speeds:
        said = _(
            "The copy moves as many bytes as must be read and written, into a tensor that is there"
            " already; in the last case it moved {speed} GB in a second."
        )
        yield said.format(speed=format_number(speeds[-1] / 1e9, 3, current_language()))
    yield _(
        "Errors are the largest at {points} numbers from -{reach} to {reach}, beside double"
        " precision; where a function crosses zero or turns, in units of its size around there."
    ).format(points=POINTS, reach=round(REACH))
    if found.composed:
        yield _(
            "An asterisk says that PyTorch has no such operator: torch and compile are the same"
            " operations as ours, which PyTorch differentiates itself."
        )
    if "jax" in found.contenders:
        yield _(
            "JAX uses as many threads as it likes, and computes forward and backward as one"
            " function."
        )
    for each in found.absences:
        who = each.peer if each.activation is None else f"{each.peer}, {each.activation}"
        yield f"{who}: {each.reason.render(current_language())}"
