"""CSV and Parquet files, read by Polars; what goes wrong leaves as one line that says what to do.

CSV is a family, so three things are found out from the file: the encoding (UTF-8, UTF-16 with its
mark, else Windows-1252, the old Western one), the separator (comma, semicolon, tab, bar), and
whether decimals are written with a comma, as spreadsheets do in Spanish.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from actlas.data.note import Note
from actlas.errors import DataError, MissingFile
from actlas.language import mark

if TYPE_CHECKING:
    import polars

TEXT_SUFFIXES = (".csv", ".tsv")
SUFFIXES = (*TEXT_SUFFIXES, ".parquet")

_SEPARATORS = ",;\t|"
_CONTROL = frozenset(range(32)) - set(b"\t\n\r\f\x1a")


@dataclass(frozen=True, slots=True)
class Read:
    """A file's content; `decimal_comma` says that its texts may hold numbers such as 2,5."""

    frame: polars.DataFrame
    decimal_comma: bool = False
    notes: tuple[Note, ...] = ()


def read_file(path: Path) -> Read:
    """Return the table in a .csv, .tsv or .parquet file; in CSV every column is still text.

    Raises:
        MissingFile: there is no such file.
        DataError: it is a folder, of another kind, empty, or can't be read as a table.
    """
    if not path.exists():
        raise MissingFile("there is no file {path}; check the spelling and the folder", path=path)
    if path.is_dir():
        raise DataError("{path} is a folder; name a .csv or .parquet file in it", path=path)
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise DataError(
            "cannot read {path}; expected a file that ends in {suffixes}",
            path=path,
            suffixes=", ".join(SUFFIXES),
        )
    try:
        raw = path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise DataError("cannot read {path}: {reason}", path=path, reason=reason) from None
    if not raw.strip():
        raise DataError(
            "{path} is empty; expected a line with the column names, then rows", path=path
        )
    read = _csv(path, raw) if suffix in TEXT_SUFFIXES else _parquet(path, raw)
    if read.frame.height == 0:
        raise DataError("{path} has column names but no rows; add rows to learn from", path=path)
    return read


def _parquet(path: Path, raw: bytes) -> Read:
    import polars

    try:
        return Read(polars.read_parquet(io.BytesIO(raw)))
    except (polars.exceptions.PolarsError, polars.exceptions.PanicException, OSError, ValueError):
        raise DataError(
            "cannot read {path} as Parquet; it is damaged or of another kind: write it again",
            path=path,
        ) from None


def _csv(path: Path, raw: bytes) -> Read:
    import polars

    text, notes = _decode(path, raw)
    separator = _separator(text)
    try:
        frame = polars.read_csv(io.BytesIO(text.encode()), separator=separator, infer_schema=False)
    except (polars.exceptions.PolarsError, polars.exceptions.PanicException):
        raise _ragged(path, text, separator) from None
    # Polars reads a blank line as a row without any value.
    frame = frame.filter(~polars.all_horizontal(polars.all().is_null()))
    frame = frame.rename({name: name.strip() for name in frame.columns if _free(name, frame)})
    return Read(frame, decimal_comma=separator != ",", notes=notes)


def _free(name: str, frame: polars.DataFrame) -> bool:
    """Whether `name` can lose the spaces around it without meeting another column's name."""
    return (
        name != name.strip() and [each.strip() for each in frame.columns].count(name.strip()) == 1
    )


def _decode(path: Path, raw: bytes) -> tuple[str, tuple[Note, ...]]:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return raw.decode("utf-16"), ()
        except UnicodeDecodeError:
            raise _not_text(path) from None
    if not _CONTROL.isdisjoint(raw):
        raise _not_text(path)
    try:
        return raw.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        note = Note(mark("the file is not UTF-8; it was read as Latin-1 (Windows-1252)"))
        return raw.decode("cp1252", errors="replace"), (note,)


def _not_text(path: Path) -> DataError:
    return DataError("{path} is not a text file; save it as CSV (UTF-8) and try again", path=path)


def _separator(text: str) -> str:
    """The separator that cuts the header into several names and most rows into as many values."""

    def agreement(separator: str) -> tuple[float, int]:
        try:
            lines = list(islice(csv.reader(io.StringIO(text), delimiter=separator), 50))
        except csv.Error:  # a field longer than the csv module allows
            return 0.0, 0
        widths = [len(line) for line in lines if line]
        if not widths or widths[0] == 1:
            return 0.0, 0
        return Counter(widths)[widths[0]] / len(widths), widths[0]

    return max(_SEPARATORS, key=agreement)


def _ragged(path: Path, text: str, separator: str) -> DataError:
    """The error for a text that Polars refused; it names the first line that does not fit."""
    try:
        reader = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
        width = len(next(reader))
        for cells in reader:
            if len(cells) > width:
                return DataError(
                    "cannot read {path}: line {line} has {found} values and the header {width}"
                    " names; correct that line",
                    path=path,
                    line=reader.line_num,
                    found=len(cells),
                    width=width,
                )
    except (csv.Error, StopIteration):
        pass
    return DataError(
        "cannot read {path} as a table; expected a line with the column names, then rows with as"
        " many values, separated by commas, semicolons or tabs (a quotation mark may be left open)",
        path=path,
    )
