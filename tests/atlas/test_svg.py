"""A figure in a page takes the page's colours and disturbs nothing else in it."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from actlas.atlas import plots, svg
from actlas.atlas.palette import DARK, LIGHT, STAND_IN, variables


@pytest.fixture
def figure():
    made = plots.blank(4, 3, dpi=72)
    ax = made.add_subplot()
    ax.plot([0, 1 / 3, 1], [0, 1, 0.0003], "o-", color=STAND_IN.accent)
    ax.set_title("a < b", color=STAND_IN.ink)
    ax.set_yticks([0.0003], ["0.0003"])
    return made


def test_colours_become_variables_of_the_page(figure):
    markup = svg.inline(figure, "one", "A curve")
    assert "var(--accent)" in markup and "var(--ink)" in markup
    assert not any(colour in markup for colour in variables(STAND_IN).values())


def test_it_is_read_aloud_as_one_picture(figure):
    root = ElementTree.fromstring(svg.inline(figure, "one", "A <curve>", "It rises & falls."))
    assert root.get("role") == "img"
    title, text = root[0], root[1]
    assert (title.tag, title.text, title.get("id")) == (
        "title",
        "A <curve>",
        root.get("aria-labelledby"),
    )
    assert (text.tag, text.text, text.get("id")) == (
        "desc",
        "It rises & falls.",
        root.get("aria-describedby"),
    )


def test_its_ids_are_its_own_and_all_pointers_lead_to_them(figure):
    markup = svg.inline(figure, "one", "A curve")
    ids = re.findall(r'\bid="([^"]+)"', markup)
    pointers = re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', markup)
    assert len(set(ids)) == len(ids)
    assert all(name.startswith("one-") for name in ids)
    assert pointers and {one or other for one, other in pointers} <= set(ids)


def test_two_figures_share_no_id(figure):
    one, two = (svg.inline(figure, name, "A curve") for name in ("one", "two"))
    assert not set(re.findall(r'\bid="([^"]+)"', one)) & set(re.findall(r'\bid="([^"]+)"', two))


def test_it_asks_for_nothing_and_styles_nothing_outside_itself(figure):
    markup = svg.inline(figure, "one", "A curve")
    assert not re.search(r"https?:|<style|<metadata|<\?xml|<!DOCTYPE|font-family", markup)


def test_text_stays_text_and_is_escaped(figure):
    markup = svg.inline(figure, "one", "A curve")
    assert "a &lt; b</text>" in markup
    assert ">0.0003</text>" in markup


def test_coordinates_are_pixels_with_two_decimals(figure):
    root = ElementTree.fromstring(svg.inline(figure, "one", "A curve"))
    assert root.get("viewBox") == "0 0 288 216"
    drawn = [each.get("d", "") + each.get("x", "") for each in root.iter()]
    assert not re.search(r"\.\d{3}", " ".join(drawn))


def test_the_same_figure_gives_the_same_markup(figure):
    assert svg.inline(figure, "one", "A curve") == svg.inline(figure, "one", "A curve")


def test_alone_it_is_a_file_with_colours_for_light_and_dark(figure):
    file = svg.alone(figure, "one", "A <curve>", "It rises & falls.")
    root = ElementTree.fromstring(file.encode())
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.get("viewBox") == "0 0 288 216"
    light, dark = file.split("prefers-color-scheme: dark")
    assert f"--paper: {LIGHT.paper}" in light and f"--paper: {DARK.paper}" in dark
    assert root.find("{*}rect").get("style") == "fill: var(--paper)"
    assert root.find("{*}title").text == "A <curve>"
