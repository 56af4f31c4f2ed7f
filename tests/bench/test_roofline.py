"""The plot shows everybody's speed and the roof, in every language, light and dark."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from tests.bench.found import benchmark

from actlas.atlas.palette import DARK, LIGHT
from actlas.bench import roofline
from actlas.errors import OutputError
from actlas.language import LANGUAGES


def texts(path: Path) -> list[str]:
    root = ElementTree.parse(path).getroot()
    return [each.text for each in root.iter("{http://www.w3.org/2000/svg}text")]


def test_there_is_a_panel_for_each_size_and_pass_with_everybody_at_his_speed() -> None:
    found = benchmark()
    axes = roofline.figure(found).axes
    assert len(axes) == 4
    case = found.cases[0]
    xs = {round(line.get_xdata()[0], 9) for line in axes[0].get_lines() if len(line.get_xdata())}
    for name in found.contenders:
        assert round(case.rate(name).median / 1e9, 9) in xs
    low, high = axes[0].get_xlim()
    rates = [each.rate(name) for each in found.cases for name in found.contenders]
    assert low < min(each.low for each in rates) / 1e9
    assert high > max(each.high for each in rates) / 1e9


def test_names_stand_at_their_rows_and_those_that_pytorch_lacks_are_marked() -> None:
    ax = roofline.figure(benchmark()).axes[0]
    assert [each.get_text() for each in ax.get_yticklabels()] == ["elu(alpha=0.25)", "gish*"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_speaks_every_language(tmp_path: Path, lang: str) -> None:
    file = tmp_path / "speed.svg"
    roofline.save(benchmark(), file, lang)
    said = " ".join(texts(file))
    wanted = {
        "en": ["Forward", "16000000 numbers", "GB in a second", "the copy's speed", "* composed"],
        "es": ["Hacia delante", "16000000 números", "GB por segundo", "el techo", "* compuesta"],
    }
    assert all(each in said for each in wanted[lang])
    root = ElementTree.parse(file).getroot()
    title, told = (next(root.iter(f"{{http://www.w3.org/2000/svg}}{t}")) for t in ("title", "desc"))
    assert title.text and "gish" in told.text


def test_one_file_is_light_and_dark_and_asks_for_nothing(tmp_path: Path) -> None:
    file = tmp_path / "speed.svg"
    roofline.save(benchmark(), file)
    text = file.read_text("utf-8")
    before, after = text.split("prefers-color-scheme: dark")
    assert f"--ink: {LIGHT.ink}" in before and f"--ink: {DARK.ink}" in after
    assert "fill: var(--paper)" in text
    assert set(re.findall(r"https?://[^\"]+", text)) == {"http://www.w3.org/2000/svg"}


def test_the_same_figures_give_the_same_file(tmp_path: Path) -> None:
    one, two = tmp_path / "one.svg", tmp_path / "two.svg"
    for file in (one, two):
        roofline.save(benchmark(), file)
    assert one.read_bytes() == two.read_bytes()


def test_a_png_is_a_png(tmp_path: Path) -> None:
    file = tmp_path / "speed.png"
    roofline.save(benchmark(), file)
    assert file.read_bytes().startswith(b"\x89PNG")


def test_without_a_copy_there_is_no_roof() -> None:
    found = benchmark()
    alone = tuple(replace(each, entries=each.entries[:2]) for each in found.cases)
    ax = roofline.figure(replace(found, cases=alone)).axes[0]
    assert not ax.texts


@pytest.mark.parametrize("name", ["speed.bmp", "nowhere/speed.svg"])
def test_a_bad_place_is_refused_before_anything_is_timed(name: str) -> None:
    with pytest.raises(OutputError):
        roofline.check(name)
