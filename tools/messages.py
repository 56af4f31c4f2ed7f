"""Gather every text that is translated, and bring each language's catalogue up to date.

    python tools/messages.py            update and compile the catalogues that there are
    python tools/messages.py pt         begin a catalogue for Portuguese, too

A text is gathered from `_("…")`, `mark("…")`, `ngettext("…", "…", n)`, the first argument of every
error of actlas, the report's templates, and the list of Click's words in `click_messages.py`.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from actlas import errors
from checker import ROOT
from click_messages import COUNTED, SAID

PEOPLE = "actlas contributors"
METHODS = [("**.py", "python"), ("**.j2", "jinja2")]
OPTIONS = {"**.j2": {"encoding": "utf-8", "silent": "false"}}
KEYWORDS = {"_": None, "mark": None, "ngettext": (1, 2)} | dict.fromkeys(errors.__all__, (1,))


def catalogue_file(root: Path, lang: str) -> Path:
    """Return where the catalogue of a language lies."""
    return root / "src" / "actlas" / "locale" / lang / "LC_MESSAGES" / "actlas.po"


def catalogue_files(root: Path) -> list[Path]:
    """Return the catalogues that there are, sorted."""
    return sorted(catalogue_file(root, "*").parent.parent.parent.glob("*/LC_MESSAGES/actlas.po"))


def gather(root: Path = ROOT) -> Catalog:
    """Return the template: every English text, with the files that say it."""
    template = Catalog(project="actlas", charset="utf-8")
    found = extract_from_dir(
        root / "src", method_map=METHODS, options_map=OPTIONS, keywords=KEYWORDS
    )
    for file, line, message, comments, context in found:
        place = (Path("src", file).as_posix(), line)
        template.add(message, locations=[place], auto_comments=comments, context=context)
    for text in (*SAID, *COUNTED):
        template.add(text, locations=[("tools/click_messages.py", 1)])
    return template


def read(file: Path) -> Catalog:
    """Read a catalogue; its language is the name of its folder."""
    with file.open("rb") as stream:
        return read_po(stream, locale=file.parts[-3], domain="actlas", abort_invalid=True)


def _begin(lang: str) -> Catalog:
    return Catalog(
        locale=lang,
        header_comment=f"# What actlas says, in the language {lang!r}.",
        project="actlas",
        version=" ",
        fuzzy=False,
        last_translator=PEOPLE,
        language_team=PEOPLE,
        msgid_bugs_address=" ",
        revision_date=datetime.now(UTC),
        charset="utf-8",
    )


def update(file: Path, template: Catalog) -> list[str]:
    """Bring one catalogue up to date and compile it; return the texts it still lacks."""
    catalogue = read(file) if file.is_file() else _begin(file.parts[-3])
    # A guess at a translation is worse than a gap: the gap is seen.
    catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as stream:
        write_po(stream, catalogue, width=100, include_lineno=False, sort_by_file=True)
    with file.with_suffix(".mo").open("wb") as stream:
        write_mo(stream, catalogue)
    return [str(each.id) for each in catalogue if each.id and not is_translated(each)]


def forms(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    """Return the forms of a text or of its translation: one, or of a counted text several."""
    return (text or "",) if isinstance(text, str | None) else tuple(text)


def is_translated(message: Message) -> bool:
    """Tell whether a translation is there; of a counted text, every form of it."""
    return all(forms(message.string))


def main(new_languages: list[str]) -> int:
    """Update every catalogue, the new ones among them, and say what each one lacks."""
    template = gather()
    files = {*catalogue_files(ROOT), *(catalogue_file(ROOT, lang) for lang in new_languages)}
    for file in sorted(files):
        lacking = update(file, template)
        print(f"{file.relative_to(ROOT)}: {len(template)} texts, {len(lacking)} not translated")
        for text in lacking:
            print(f"    {text}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
