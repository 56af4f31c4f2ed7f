"""CSV and Parquet: the family of files that people really have, and the ones that can't be read."""

import random

import numpy as np
import polars as pl
import pytest

from actlas import data
from actlas.errors import DataError, MissingFile

ROWS = 12


@pytest.fixture
def write(tmp_path):
    def write(name, content):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def csv(header, *rows, times=6):
    return "\n".join([header, *rows * times]) + "\n"


def test_a_file_is_read_from_a_path_object_and_from_text(write):
    path = write("table.csv", csv("a,b,c", "1,x,u", "2,y,v"))
    for source in (path, str(path)):
        found = data.load(source, "c")
        assert found.name == "table.csv"
        assert found.features == ("a", "b=x", "b=y")
        assert found.x[:2].tolist() == [[1, 1, 0], [2, 0, 1]]
        assert (found.task, found.classes, found.y[:2].tolist()) == ("binary", ("u", "v"), [0, 1])


@pytest.mark.parametrize(("separator", "name"), [(",", "t.csv"), (";", "t.csv"), ("\t", "t.tsv")])
def test_the_separator_is_found(write, separator, name):
    lines = csv(*(separator.join(line) for line in ("abc", "12u", "34v")))
    assert data.load(write(name, lines), "c").features == ("a", "b")


def test_a_spanish_spreadsheet_with_semicolons_decimal_commas_and_old_encoding(write):
    text = csv("año;precio;clase", "2020;1.200,50;sí", "2021;3,5;no")
    found = data.load(write("hoja.csv", text.encode("cp1252")), "clase")
    assert found.features == ("año", "precio")
    assert found.x[:2].tolist() == [[2020, 1200.5], [2021, 3.5]]
    assert found.classes == ("no", "sí")
    assert [str(note) for note in found.notes] == [
        "the file is not UTF-8; it was read as Latin-1 (Windows-1252)"
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_mark_of_the_encoding_is_understood_and_not_kept(write, encoding):
    found = data.load(write("t.csv", csv("año,c", "1,ü", "2,v").encode(encoding)), "c")
    assert found.features == ("año",)
    assert found.classes == ("v", "ü")
    assert found.notes == ()


def test_blank_lines_are_no_rows(write):
    found = data.load(write("t.csv", csv("a,c", "1,u", "", "2,v") + "\n\n"), "c")
    assert (len(found.y), found.dropped_rows) == (12, 0)


def test_quoted_values_may_hold_separators_and_line_ends(write):
    found = data.load(write("t.csv", csv("a,b,c", '1,"x,y",u', '2,"x\nz",v')), "c")
    assert found.features == ("a", "b=x\nz", "b=x,y")


def test_parquet_gives_the_same_as_csv(write, tmp_path):
    frame = pl.DataFrame(
        {"a": [1, None, 3] * 4, "b": ["x", "y", None] * 4, "ok": [True, False, True] * 4}
    )
    frame.write_parquet(tmp_path / "t.parquet")
    frame.write_csv(tmp_path / "t.csv")
    first, second = (data.load(tmp_path / f"t.{end}", "ok") for end in ("parquet", "csv"))
    assert first.features == second.features == ("a", "b=x", "b=y", "b=missing")
    np.testing.assert_array_equal(first.x, second.x)
    np.testing.assert_array_equal(first.y, second.y)
    assert first.imputed == second.imputed == {"a": 4, "b": 4}


BROKEN = {
    "empty.csv": (b"", "is empty; expected a line with the column names"),
    "blank.csv": (b"\n \n", "is empty"),
    "header.csv": (b"a,b,c\n", "has column names but no rows"),
    "ragged.csv": (b"a,c\n1,2\n1,2,3\n", "line 3 has 3 values and the header 2 names"),
    "quote.csv": (b'a,c\n"1,2\n3,4\n', "quotation mark may be left open"),
    "picture.csv": (b"\x89PNG\r\n\x1a\n\0\0" * 9, "is not a text file"),
    "half.csv": (b"\xff\xfea,c\n1", "is not a text file"),
    "picture.parquet": (b"\x89PNG\r\n\x1a\n\0\0" * 9, "cannot read .* as Parquet"),
    "cut.parquet": (b"PAR1PAR1PAR1", "cannot read .* as Parquet"),
    "sheet.xlsx": (b"PK", r"expected a file that ends in \.csv, \.tsv, \.parquet"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_file_that_is_no_table_is_refused_in_one_line_that_names_it(write, name):
    content, message = BROKEN[name]
    with pytest.raises(DataError, match=message) as refused:
        data.load(write(name, content), "c")
    assert name in str(refused.value)
    assert "\n" not in str(refused.value)


def test_random_bytes_are_never_more_than_a_data_error(write):
    rng = random.Random(0)
    for size in (1, 7, 50, 500) * 25:
        for name in ("noise.csv", "noise.parquet"):
            with pytest.raises(DataError):
                data.load(write(name, rng.randbytes(size)), "c")
        letters = "".join(rng.choices('ab1.,;"\n\t?é', k=size))
        with pytest.raises(DataError):
            data.load(write("noise.csv", letters), "c")


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path):
    with pytest.raises(MissingFile, match=r"no file .*nothing\.csv; check the spelling"):
        data.load(tmp_path / "nothing.csv", "c")
    with pytest.raises(MissingFile):
        data.load("nowhere/nothing", "c")
    with pytest.raises(DataError, match="is a folder"):
        data.load(tmp_path, "c")


def test_a_file_needs_a_target_and_is_asked_for_one_of_its_columns(write):
    path = write("t.csv", csv("height,weight,sex", "1,2,f", "3,4,m"))
    with pytest.raises(DataError, match=r"--target COLUMN.* height, weight, sex"):
        data.load(path)
    with pytest.raises(DataError, match=r"did you mean 'sex'.* height, weight, sex"):
        data.load(path, "SEXO")
    with pytest.raises(DataError, match="no column 'zzz'; the columns are height"):
        data.load(path, "zzz")


def test_a_very_wide_file_lists_only_its_first_columns(write):
    path = write("t.csv", csv(",".join(f"c{i}" for i in range(500)), ",".join("1" * 500)))
    with pytest.raises(DataError) as refused:
        data.load(path, "zzz")
    assert str(refused.value).endswith("c29, …")
