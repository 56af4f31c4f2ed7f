"""`actlas compare`: which activation suits this data?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from actlas.cli import options
from actlas.cli.interrupts import granted_at_checks
from actlas.cli.progress import shown
from actlas.errors import OutputError, WorkFailed
from actlas.language import _, current_language, format_number, ngettext

if TYPE_CHECKING:
    from actlas.compare import Comparison
    from actlas.training import Progress


def register(app: typer.Typer) -> None:
    """Add the command to the program."""
    app.command(
        "compare",
        help=_(
            "Find out which activation suits your data. It trains the same network with every"
            " activation and learning rate, trains each again at its best rate with fresh seeds,"
            " reads the test set once, and says which activation is best, or that no difference"
            " was found."
        ),
    )(compare)


def compare(
    data: Annotated[
        str,
        typer.Argument(
            metavar=_("[DATA]"),
            help=_(
                "A bundled data set (breast_cancer, diabetes, digits, iris, wine), or the path of"
                " a .csv, .tsv or .parquet file."
            ),
        ),
    ] = "digits",
    target: Annotated[
        str | None,
        typer.Option(metavar=_("COLUMN"), help=_("The column to predict; needed with a file.")),
    ] = None,
    task: Annotated[
        str | None,
        typer.Option(
            metavar="binary|classes|regression",
            help=_("What to predict; by default it is read from the target column."),
        ),
    ] = None,
    activations: Annotated[
        str | None,
        typer.Option(
            metavar=_("NAME,NAME"),
            help=_(
                'What to compare, as in "relu,elu(alpha=0.5)"; by default every activation that'
                " works number by number."
            ),
        ),
    ] = None,
    hidden: Annotated[
        str, typer.Option(metavar="N,N", help=_("Units of each hidden layer."))
    ] = "64",
    seeds: Annotated[
        int,
        typer.Option(
            parser=options.whole,
            metavar="N",
            help=_("With how many fresh seeds each activation is trained and scored."),
        ),
    ] = 10,
    tuning_seeds: Annotated[
        int,
        typer.Option(
            parser=options.whole,
            metavar="N",
            help=_("With how many other seeds the learning rates are chosen."),
        ),
    ] = 5,
    epochs: Annotated[
        int,
        typer.Option(
            parser=options.whole,
            metavar="N",
            help=_("How often the training rows are gone through."),
        ),
    ] = 30,
    optimizer: Annotated[
        str, typer.Option(metavar="adam|sgd", help=_("The optimiser; sgd has momentum 0.9."))
    ] = "adam",
    batch_size: Annotated[
        int, typer.Option(parser=options.whole, metavar="N", help=_("Rows per training step."))
    ] = 64,
    learning_rates: Annotated[
        str | None,
        typer.Option(
            metavar="X,X",
            help=_(
                "The learning rates to choose from, on validation data; by default two per decade."
            ),
        ),
    ] = None,
    equal_within: Annotated[
        float,
        typer.Option(
            metavar="X",
            help=_(
                "The largest difference in score that counts as equal in practice; 0.01 is one"
                " point of accuracy."
            ),
        ),
    ] = 0.01,
    audit: Annotated[
        bool,
        typer.Option(
            "--audit",
            help=_(
                "Try the protocol on your data where the truth is known, and report how often it"
                " is wrong and what it can find. It trains more networks."
            ),
        ),
    ] = False,
    out: Annotated[
        Path, typer.Option(metavar=_("FILE"), help=_("Where the HTML report is written."))
    ] = Path("report.html"),
    as_json: Annotated[
        bool,
        typer.Option(
            "--json",
            help=_("Print exactly one JSON document; a number that does not exist is null."),
        ),
    ] = False,
) -> None:
    """Train, print the table and the verdict, and write the report."""
    from actlas.atlas.output import check_writable
    from actlas.cli.output import write_json
    from actlas.compare import compare as compare_activations

    check_writable(out)
    asked: dict[str, Any] = {
        "target": target,
        "task": task,
        "activations": None if activations is None else options.split_names(activations),
        "hidden": options.split_numbers("--hidden", hidden, int),
        "seeds": seeds,
        "tuning_seeds": tuning_seeds,
        "equal_within": equal_within,
        "audit": audit,
        "epochs": epochs,
        "optimizer": optimizer,
        "batch_size": batch_size,
        "learning_rates": None
        if learning_rates is None
        else options.split_numbers("--learning-rates", learning_rates, float),
    }
    with granted_at_checks() as check, shown(data) as show:

        def listener(progress: Progress) -> None:
            check()
            show(progress)

        comparison = compare_activations(data, **asked, progress=listener)
    _write_report(comparison, out)
    if as_json:
        write_json({**_document(comparison), "report": str(out)})
    else:
        _print(comparison, out)


def _write_report(comparison: Comparison, out: Path) -> None:
    try:
        comparison.report(out, current_language())
    except OutputError as problem:
        # It could be written to before the training: now it is the work that failed.
        raise WorkFailed(
            "the comparison was made, but not its report: {problem}", problem=problem
        ) from problem


def _document(comparison: Comparison) -> dict[str, Any]:
    """Return the comparison for JSON, its sentences in the language in use."""
    lang = current_language()
    document = comparison.to_json()
    document["verdict"]["note"] = comparison.verdict.sentence(lang)
    document["notes"] = [note.render(lang) for note in comparison.notes]
    document["facts"]["notes"] = [note.render(lang) for note in comparison.facts.notes]
    if comparison.audit is not None:
        document["audit"]["notes"] = [note.render(lang) for note in comparison.audit_notes()]
    return document


def _print(comparison: Comparison, out: Path) -> None:
    from actlas.cli.output import Paper, console

    lang, facts, run = current_language(), comparison.facts, comparison.run
    paper = Paper()
    paper.text(
        _(
            "{data}: {rows} rows ({train} to train, {validation} to choose the rate, {test} to"
            " test), {columns}. {networks} in {seconds} s: {factors}."
        ).format(
            data=facts.name,
            rows=facts.rows,
            train=facts.train,
            validation=facts.validation,
            test=facts.test,
            columns=ngettext("{count} column", "{count} columns", facts.columns),
            networks=ngettext("{count} network", "{count} networks", run.networks),
            factors=_factors(comparison),
            seconds=format_number(run.seconds, 1, lang, fixed=True),
        )
    )
    paper.lines([""])
    console().print(comparison.table(lang))
    paper.lines([""])
    paper.text(comparison.verdict.sentence(lang), style="bold")
    for note in (*comparison.notes, *comparison.audit_notes()):
        paper.text(note.render(lang), 2, word="•")
    paper.lines(["", _("Report: {path}").format(path=out)])


def _factors(comparison: Comparison) -> str:
    """Return what the number of networks is made of."""
    count, run = len(comparison.rows), comparison.run
    activations = ngettext("{count} activation", "{count} activations", count)
    rates = ngettext("{count} learning rate", "{count} learning rates", len(run.learning_rates))
    tuning = ngettext("{count} tuning seed", "{count} tuning seeds", len(run.tuning_seeds))
    fresh = ngettext("{count} fresh seed", "{count} fresh seeds", len(run.seeds))
    scored = f"{activations} × {fresh}"
    return f"{activations} × {rates} × {tuning} + {scored}" if run.tuning_seeds else scored
