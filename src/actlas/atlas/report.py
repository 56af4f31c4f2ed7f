"""The report: a comparison as one HTML file that needs nothing else, in the reader's language.

The file holds its own style, its plots as SVG and its formulas as MathML, and forbids the browser
any request. Imports `actlas.compare.comparison`, `actlas.language` and neighbours; Jinja2 and
matplotlib are loaded when a report is written.
"""

from __future__ import annotations

import base64
import hashlib
from os import PathLike
from pathlib import Path

from actlas.atlas import account, output, view
from actlas.atlas.numerals import written
from actlas.atlas.output import check_writable
from actlas.atlas.palette import DARK, LIGHT, variables
from actlas.compare.comparison import Comparison
from actlas.compare.statistics import LEVEL
from actlas.language import translator

__all__ = ["check_writable", "render", "write"]

_TEMPLATES = Path(__file__).parent / "templates"


def write(comparison: Comparison, path: str | PathLike[str], lang: str = "en") -> None:
    """Write a comparison as one self-contained HTML file; an older file is replaced in one step.

    Args:
        comparison: what `actlas.compare` returned.
        path: the file to write; `check_writable(path)` says beforehand whether it can be.
        lang: one of `actlas.language.LANGUAGES`.

    Raises:
        OutputError: the folder is missing or may not be written to; nothing is left there.
        UsageError: actlas does not speak `lang`.

    Example:
        >>> import actlas
        >>> found = actlas.compare("iris", ["relu", "tanh"], seeds=2, epochs=2)
        >>> write(found, "no such folder/report.html")
        Traceback (most recent call last):
        ...
        actlas.errors.OutputError: there is no folder 'no such folder'; create it, or choose another
    """
    check_writable(path)
    output.replace(path, render(comparison, lang).encode())


def render(comparison: Comparison, lang: str = "en") -> str:
    """Return the report's HTML; the same comparison gives the same text on the same machine.

    Raises:
        UsageError: actlas does not speak `lang`.
    """
    import jinja2
    from markupsafe import Markup

    script = (_TEMPLATES / "report.js").read_text(encoding="utf-8")
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    accuracy = comparison.score == "accuracy"

    def points(difference: float) -> str:
        return written(difference * (100 if accuracy else 1), 3, lang)

    return environment.get_template("report.html.j2").render(
        _=translator(lang),
        lang=lang,
        comparison=comparison,
        facts=comparison.facts,
        run=comparison.run,
        accuracy=accuracy,
        verdict=comparison.verdict.sentence(lang),
        notes=[note.render(lang) for note in comparison.notes],
        lines=view.lines(comparison, lang),
        treatments=view.treatments(comparison, lang),
        audit=[note.render(lang) for note in comparison.audit_notes()],
        contenders=view.contenders(comparison, lang),
        seed_plot=view.seed_plot(comparison, lang),
        rate_plot=view.rate_plot(comparison, lang),
        filled=account.filled(comparison),
        ran=account.ran(comparison, lang),
        points=points,
        level=written(LEVEL, 2, lang),
        within=points(comparison.equal_within),
        light=variables(LIGHT),
        dark=variables(DARK),
        script=Markup(script),  # noqa: S704  # our own file, no outside text is in it
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )
