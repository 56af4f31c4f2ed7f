"""Figures become ratios, shares and plain data; and tables in every language."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import pytest
from rich.console import Console
from tests.bench.found import benchmark, case

from actlas.bench import Absence, Spread
from actlas.bench.result import PASSES, gathered
from actlas.bench.table import between, errors, short, times
from actlas.data import Note
from actlas.language import LANGUAGES


def printed(table) -> str:
    console = Console(file=io.StringIO(), width=80)
    console.print(table)
    return console.file.getvalue()


def test_ratios_do_not_see_that_the_machine_grew_slower() -> None:
    found = case("elu", 1_000, False)
    assert found.ratio("torch") == Spread(1.5, 1.5, 1.5)
    assert found.ratio("actlas") == Spread(1.0, 1.0, 1.0)
    assert found.share("actlas") == Spread(0.25, 0.25, 0.25)


def test_speeds_are_bytes_in_a_second() -> None:
    rate = case("elu", 1_000, True).rate("memory")
    assert rate.median == pytest.approx(20_000 / 1.5e-6)
    assert rate.low < rate.median < rate.high


def test_who_took_no_part_has_no_figures() -> None:
    found = case("elu", 1_000, False)
    alone = replace(found, entries=found.entries[:2])
    assert alone.ratio("jax") is alone.rate("jax") is alone.share("actlas") is None


def test_json_has_everything_down_to_the_rounds() -> None:
    found = json.loads(json.dumps(benchmark().to_json("es"), allow_nan=False))
    assert set(found) == {"machine", "rounds", "peers", "cases", "absent"}
    assert set(found["machine"]) == {
        *("processor", "cores", "threads", "device", "system", "python", "torch", "jax"),
        *("actlas", "date"),
    }
    assert found["absent"] == [
        {"peer": "jax", "activation": "gish", "reason": "jax.nn no tiene esa función"}
    ]
    assert len(found["cases"]) == 8
    first = found["cases"][0]
    assert {key: first[key] for key in ("activation", "size", "numbers", "pass", "bytes")} == {
        "activation": "elu(alpha=0.25)",
        "size": 1000,
        "numbers": 1000,
        "pass": "forward",
        "bytes": 8000,
    }
    assert list(first["contenders"]) == ["actlas", "torch", "compile", "jax", "eager", "memory"]
    torch = first["contenders"]["torch"]
    assert set(torch) == {
        *("form", "microseconds", "ratio", "bytes_per_second", "share_of_copy", "ulps"),
    }
    assert torch["ratio"] == {"median": 1.5, "low": 1.5, "high": 1.5}
    assert torch["microseconds"]["rounds"] == pytest.approx([3.0, 6.0, 9.0, 12.0, 15.0])
    assert torch["microseconds"]["median"] == pytest.approx(9.0)


def test_without_a_copy_there_is_no_share() -> None:
    found = benchmark()
    alone = tuple(replace(each, entries=each.entries[:1]) for each in found.cases)
    (entry,) = replace(found, cases=alone).to_json()["cases"][0]["contenders"].values()
    assert entry["share_of_copy"] is None


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("factor", [1e-3, 1.0, 1e3])
def test_tables_fit_eighty_columns_with_every_peer(lang: str, factor: float) -> None:
    found = benchmark(factor=factor)
    for table in (*(times(found, passes, lang) for passes in PASSES), errors(found, lang)):
        text = printed(table)
        assert "…" not in text
        assert max(map(len, text.splitlines())) <= 80


def test_a_row_has_the_ratios_and_marks_what_pytorch_lacks() -> None:
    rows = [line.split() for line in printed(times(benchmark(), PASSES[0])).splitlines()]
    assert ["gish*", "1000", "6.00", "1.50", "0.50", "2.00", "4.00", "25.0"] in rows
    assert ["2.80–9.20", *["1.50–1.50", "0.50–0.50", "2.00–2.00", "4.00–4.00", "25.0–25.0"]] in rows
    assert not any(row and row[0].startswith("elu") and "*" in row[0] for row in rows)


def test_the_worst_error_over_all_sizes_is_shown_for_values_and_slopes() -> None:
    rows = [line.split() for line in printed(errors(benchmark())).splitlines()]
    assert ["gish", "values", "1", "1.5", "0.5", "2", "4"] in rows
    assert ["gish", "slopes", "1", "1.5", "0.5", "2", "4"] in rows


@pytest.mark.parametrize(
    ("value", "said"),
    [
        *((0.0, "0.00"), (3e-5, "0.00"), (9.99, "9.99"), (9.999, "10.0"), (99.96, "100")),
        *((184.4, "184"), (1_234_567.0, "1234567"), (1.2e8, "1.2·10⁸")),
    ],
)
def test_numbers_are_short(value: float, said: str) -> None:
    assert short(value, "en") == said
    assert between(Spread(1.0, value, value), "en") == f"{said}–{said}"


def test_a_peer_that_is_absent_everywhere_is_told_of_once() -> None:
    gone, other = Note("not here"), Note("{name} is strange", {"name": "elu"})
    told = [Absence("jax", name, gone) for name in ("elu", "elu", "relu")]
    told.append(Absence("torch", "elu", other))
    assert [(each.peer, each.activation) for each in gathered(told, 2)] == [
        ("jax", None),
        ("torch", "elu"),
    ]
