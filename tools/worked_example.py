"""Run the worked example of the comparison's documents again, and write what it says into them.

    python tools/worked_example.py

The text between the two marks of docs/comparison.md and its Spanish sister is replaced: the
command, the table of the terminal, the verdict, the remarks and the audit.
"""

from __future__ import annotations

import io
import sys
from pathlib import Path

from actlas.compare import Comparison, compare
from checker import ROOT

DOCUMENTS = {"en": "comparison.md", "es": "comparacion.md"}
BEGINNING, END = "<!-- worked example -->\n", "<!-- end of the worked example -->\n"
ACTIVATIONS = ("relu", "elu", "tanh", "sigmoid", "linear")


def told(comparison: Comparison, lang: str) -> str:
    """Return a comparison as the terminal shows it, in Markdown."""
    from rich.console import Console

    console = Console(width=80, file=io.StringIO(), record=True)
    console.print(comparison.table(lang))
    table = "\n".join(line.rstrip() for line in console.export_text().splitlines())
    notes = (*comparison.notes, *comparison.audit_notes())
    listed = "\n".join(f"- {note.render(lang)}" for note in notes)
    return (
        f"```sh\n{comparison.run.command} --audit\n```\n\n```text\n{table}\n```\n\n"
        f"> {comparison.verdict.sentence(lang)}\n\n{listed}\n"
    )


def replaced(text: str, example: str) -> str:
    """Return a document with another text between its two marks."""
    before, _, rest = text.partition(BEGINNING)
    _, _, after = rest.partition(END)
    return f"{before}{BEGINNING}\n{example}\n{END}{after}"


def main(folder: Path) -> int:
    """Write the example into the documents of a folder; return the exit status."""
    comparison = compare("digits", ACTIVATIONS, audit=True)
    for lang, name in DOCUMENTS.items():
        path = folder / name
        text = path.read_text(encoding="utf-8")
        path.write_text(replaced(text, told(comparison, lang)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(ROOT / "docs"))
