"""The report as a browser shows it: no sideways scrolling, two themes, a switch, and no request."""

from __future__ import annotations

import shutil
from dataclasses import replace

import pytest
from tests.atlas.comparisons import diverged_row, made_comparison, made_row

from actlas.atlas import report

BROWSER = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)
OFFLINE = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
LABELS = ("relu", "leaky_relu(negative_slope=0.123456)", "softmax(dim=-1)")

pytestmark = pytest.mark.skipif(not BROWSER, reason="there is no Chromium to look at the page with")

WIDER_THAN_THE_WINDOW = """
    () => [...document.querySelectorAll("body *")].filter(
        (element) => element.getBoundingClientRect().right > innerWidth + 1
            && !element.closest(".scroll, .formula, .hidden")
    ).map((element) => element.outerHTML.slice(0, 80))
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    path = tmp_path_factory.mktemp("report") / "report.html"
    rows = (*(made_row(label, i, 3, 8) for i, label in enumerate(LABELS)), diverged_row("elu", 3))
    long = "many_parameters(first=0.12345, second=0.12345, third=0.12345, fourth=0.12345)"
    rows += (replace(rows[0], label=long, best=False),)
    column = "a_column_whose_name_is_so_long_that_no_telephone_could_show_it_on_one_line"
    report.write(made_comparison(rows=rows, target=column, imputed={column: 3}), path, "es")
    return path.as_uri()


@pytest.fixture(scope="module")
def browser():
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=BROWSER, args=OFFLINE)
        yield opened
        opened.close()


@pytest.fixture
def visit(browser, address):
    """Open the report in a window of a width and a system theme; all trouble is collected."""
    contexts, trouble = [], []

    def opened(width=1440, scheme="light"):
        viewport = {"width": width, "height": 900}
        contexts.append(browser.new_context(viewport=viewport, color_scheme=scheme))
        page = contexts[-1].new_page()
        page.on("console", lambda message: trouble.append(message.text))
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("request", lambda request: trouble.append(request.url))
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [each for each in trouble if each not in {address, "data:,"}] == []


def background(page):
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


@pytest.mark.parametrize("width", [360, 600, 768, 1024, 1440])
def test_no_width_makes_the_page_scroll_sideways(visit, width):
    page = visit(width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(WIDER_THAN_THE_WINDOW) == []


def test_on_a_telephone_the_table_scrolls_in_a_box_that_the_keyboard_reaches(visit):
    box = visit(360).locator(".scroll:has(.results)").first
    assert box.evaluate("box => box.scrollWidth > box.clientWidth")
    box.focus()
    assert box.evaluate("box => box === document.activeElement")


def test_the_page_follows_the_system_and_the_switch_overrules_it(visit):
    light, dark = background(visit(scheme="light")), background(visit(scheme="dark"))
    assert light != dark
    page = visit(scheme="light")
    switch = page.locator("#theme")
    assert switch.get_attribute("aria-pressed") == "false"
    switch.click()
    assert switch.get_attribute("aria-pressed") == "true"
    assert background(page) == dark
    page.reload()
    assert background(page) == dark
    page.locator("#theme").click()
    assert background(page) == light


def test_plots_take_the_colours_of_the_theme(visit):
    def ink(scheme):
        label = visit(scheme=scheme).locator("svg.plot text").first
        return label.evaluate("element => getComputedStyle(element).fill")

    assert ink("light") == "rgb(32, 30, 27)"
    assert ink("dark") == "rgb(233, 229, 221)"


@pytest.mark.parametrize(("width", "shown"), [(360, "narrow"), (1440, "wide")])
def test_of_two_sizes_of_a_plot_one_is_shown(visit, width, shown):
    page = visit(width)
    for name in ("narrow", "wide"):
        assert all(each.is_visible() == (name == shown) for each in page.locator(f".{name}").all())


def test_on_paper_the_page_is_light_and_without_controls(visit):
    page = visit(scheme="dark")
    page.emulate_media(media="print")
    assert background(page) == "rgb(255, 255, 255)"
    assert not page.locator("#theme").is_visible()
    assert not page.locator("nav").is_visible()
