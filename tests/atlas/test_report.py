"""The report is one file that needs nothing else, says all that was found, and trusts no text."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import matplotlib
import pytest
from tests.atlas.comparisons import diverged_row, made_comparison, made_row

import actlas
from actlas.atlas import report
from actlas.atlas.rate_plot import rates
from actlas.atlas.view import lines
from actlas.compare.comparison import Audit
from actlas.data.note import Note
from actlas.errors import OutputError, UsageError
from actlas.language import LANGUAGES

VOID = {"meta", "link", "wbr", "br", "img", "input", "hr"}


class Page(HTMLParser):
    """What a page holds, in the order of the source; unbalanced tags are an error."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.attributes, self.words = [], [], [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if not {"style", "script"} & set(self.open):
            self.words.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())

    def values(self, attribute):
        return [found[attribute] for _, found in self.attributes if attribute in found]


@pytest.fixture(scope="module")
def pages():
    return {lang: report.render(made_comparison(), lang) for lang in LANGUAGES}


@pytest.fixture(scope="module")
def page(pages):
    return Page(pages["en"])


class TestOneFile:
    def test_it_points_to_nothing_outside_itself(self, pages, page):
        targets = page.values("src") + page.values("href")
        assert all(target.startswith(("#", "data:")) for target in targets)
        assert not re.search(r"https?://|@import|url\((?!#)", pages["en"])

    def test_it_forbids_the_browser_any_request(self, pages, page):
        (policy,) = [
            found["content"]
            for tag, found in page.attributes
            if found.get("http-equiv") == "Content-Security-Policy"
        ]
        (script,) = re.findall(r"<script>(.*?)</script>", pages["en"], re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert policy.startswith("default-src 'none'")
        assert f"script-src 'sha256-{digest}'" in policy

    def test_every_id_is_there_once_and_every_pointer_leads_to_one(self, pages, page):
        ids = page.values("id")
        assert len(set(ids)) == len(ids)
        pointed = [target[1:] for target in page.values("href") if target.startswith("#")]
        pointed += page.values("aria-labelledby") + page.values("aria-describedby")
        pointed += re.findall(r"url\(#([^)]+)\)", pages["en"])
        assert len(pointed) > 20
        assert set(pointed) <= set(ids)

    def test_every_variable_that_is_used_is_given_a_value(self, pages):
        used = set(re.findall(r"var\((--[\w-]+)\)", pages["en"]))
        given = set(re.findall(r"(--[\w-]+):", pages["en"]))
        assert used and used <= given

    def test_a_comparison_of_seven_stays_below_400_kilobytes(self):
        labels = tuple(f"leaky_relu(negative_slope=0.{i})" for i in range(1, 8))
        assert len(report.render(made_comparison(labels, seeds=5, epochs=20)).encode()) < 400_000

    def test_a_large_comparison_stays_below_a_megabyte(self):
        labels = tuple(f"leaky_relu(negative_slope=0.{i})" for i in range(10, 22))
        comparison = made_comparison(labels, seeds=50, epochs=500)
        assert len(report.render(comparison).encode()) < 1_000_000

    def test_the_same_comparison_gives_the_same_file(self, pages):
        assert report.render(made_comparison(), "en") == pages["en"]


class TestWhatItSays:
    def test_sections_come_in_order_from_the_verdict_to_what_was_run(self, page):
        told = [
            "relu and elu(alpha=0.5) lead; the next is 1.25 behind.",
            "Results on the test rows",
            "95.4 … 96.6",
            "A dot is the test score of one fresh seed",
            "Each activation at its chosen learning rate",
            "A ring marks the chosen rate",
            "The functions and their derivatives",
            "7 values look odd",
            "the test rows were read, once",
            "actlas compare digits --seeds 3",
        ]
        body = page.text[page.text.index("Which activation suits digits?", 100) :]
        places = [body.index(each) for each in told]
        assert places == sorted(places)

    def test_a_line_of_the_table_holds_every_number_of_its_row(self, pages):
        tables = [each.split("</table>")[0] for each in pages["en"].split("<table")[1:3]]
        lines = [re.findall(r"<tr.*?>(.*?)</tr>", each, re.DOTALL)[2] for each in tables]
        scored, beside = (re.findall(r"<td>(.*?)</td>", each) for each in lines)
        assert scored == [
            "96.0",
            "95.4 … 96.6",
            "1.0 (0.6 … 1.4)",
            "75 (50 … 90)",
            "0.003",
            "0.042",
        ]
        assert beside == ["0.123", "2.2", "0/18", "1.6", "25.0", "46.1"]
        assert all("elu(<wbr>alpha=0.5)" in line for line in lines)

    def test_microseconds_are_written_as_in_the_terminal(self):
        made = made_comparison()
        whole = replace(made, rows=(replace(made.rows[0], microseconds=41.0), *made.rows[1:]))
        assert lines(whole, "en")[0].microseconds == "41.0"
        assert "41.0" in whole.table("en").columns[-1]._cells[0]

    def test_the_leading_group_is_marked_where_somebody_is_outside_it(self, pages):
        assert pages["en"].count('<tr class="leads">') == 2
        row = made_row("relu", 0, 3, 8)
        alone = made_comparison(rows=(row, replace(row, label="tanh")))
        assert '<tr class="leads">' not in report.render(alone)

    def test_regression_is_told_in_r_squared(self):
        page = Page(report.render(made_comparison(regression=True)))
        assert "0.970" in page.text and "the quantity “digit”" in page.text
        assert "accuracy" not in page.text

    def test_a_rate_at_the_end_of_the_grid_is_marked_and_explained(self, page):
        row = replace(made_row("relu", 0, 3, 8), rate=0.1, rate_at_edge=True)
        text = Page(report.render(made_comparison(rows=(row,)))).text
        assert "0.1*" in text and "a better one may lie beyond" in text
        assert "a better one may lie beyond" not in page.text

    def test_the_verdicts_by_three_treatments_of_the_rate_stand_below_their_scores(self, pages):
        table = pages["en"].split('id="treatments-caption"')[1].split("</table>")[0]
        lines = re.findall(r"<tr.*?>(.*?)</tr>", table, re.DOTALL)
        assert re.findall(r"<td>(.*?)</td>", lines[2]) == ["96.0", "94.0", "92.0"]
        told = re.findall(r"<td>(.*?)</td>", lines[-1])
        assert told == ["relu and elu(alpha=0.5) lead", "relu wins", "no difference found"]

    def test_with_one_rate_there_are_no_treatments_to_tell(self):
        made = replace(made_comparison(), standings=())
        assert "If the rate were treated otherwise" not in report.render(made)

    def test_the_audit_is_told_where_there_was_one(self, pages):
        assert "A/A" not in pages["en"]
        audit = Audit("relu", 400, 8, 0.01, 350, 0.01, 60, 0, 0.0)
        text = Page(report.render(replace(made_comparison(), audit=audit))).text
        assert "win over itself in 8 of 400 repetitions, 2 %" in text
        assert "350 of 400 repetitions, 87.5 %; a loss of 0.01 is found" in text
        assert "60 scores were computed again" in text

    def test_a_regression_has_no_calibration(self):
        assert "log loss" not in Page(report.render(made_comparison(regression=True))).text

    def test_missing_values_are_counted_column_by_column(self):
        comparison = made_comparison(imputed={"age": 3, "height": 12}, dropped_rows=4)
        text = Page(report.render(comparison)).text
        assert "Missing values: 15" in text
        assert text.index("height : 12") < text.index("age : 3")
        assert "no target value: 4" in text

    def test_of_very_many_columns_only_the_worst_are_named(self):
        comparison = made_comparison(imputed={f"c{i:03}": i + 1 for i in range(100)})
        text = Page(report.render(comparison)).text
        assert "c099 : 100" in text and "c000" not in text
        assert "more columns: 70" in text

    def test_the_account_of_the_run_allows_to_repeat_it(self, page):
        text = page.text
        for said in (
            "March 4, 2025",
            "9.87 s",
            "54 (activations: 3, learning rates: 6, tuning seeds: 2, fresh seeds: 3)",
            "64 → 64 → 10",
            "Adam",
            "0.0003; 0.001; 0.003; 0.01; 0.03; 0.1",
            "0 to 2",
            "python 3.12.1, torch 2.13.0, actlas 0.1.0",
        ):
            assert said in text

    def test_formulas_are_mathml_and_plots_are_svg_with_names(self, pages, page):
        assert page.tags.count("math") == 2 * 3 + 1  # f and f' of three, and one parameter
        pictures = [found for tag, found in page.attributes if tag == "svg"]
        assert len(pictures) == 2 * 2 + 2 * 3
        assert all(found["role"] == "img" and found["aria-labelledby"] for found in pictures)

    def test_headings_descend_one_level_at_a_time(self, page):
        levels = [int(tag[1]) for tag in page.tags if re.fullmatch(r"h[1-6]", tag)]
        assert levels[0] == 1 and levels.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))

    def test_tables_have_captions_and_heads_with_a_scope(self, page):
        assert page.tags.count("caption") == page.tags.count("table") == 4
        heads = [found for tag, found in page.attributes if tag == "th"]
        assert all(found.get("scope") in {"row", "col"} for found in heads)


class TestLanguages:
    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_the_page_names_its_language(self, pages, lang):
        assert f'<html lang="{lang}">' in pages[lang]

    def test_numbers_are_written_as_the_language_does(self, pages):
        text = Page(pages["es"]).text
        assert "96,0" in text and "95,4 … 96,6" in text and "0,003" in text
        assert "4 de marzo de 2025" in text
        assert not re.search(r"\b96\.0\b", text)

    def test_all_languages_are_built_alike(self, pages):
        english = Page(pages["en"])
        for text in pages.values():
            other = Page(text)
            assert other.tags.count("section") == english.tags.count("section")
            assert other.values("aria-labelledby") == english.values("aria-labelledby")
            assert other.tags.count("td") == english.tags.count("td")
            assert other.tags.count("dt") == english.tags.count("dt")

    def test_an_unknown_language_is_refused_before_anything_is_written(self, tmp_path):
        with pytest.raises(UsageError, match="no language 'tlh'"):
            report.write(made_comparison(), tmp_path / "report.html", "tlh")
        assert list(tmp_path.iterdir()) == []


EVIL = '<script>alert("1")</script>&amp;{{ 7 * 7 }}'


@pytest.fixture(scope="module")
def evil_page():
    comparison = made_comparison(name=EVIL, target=EVIL, imputed={EVIL: 2}, classes=(EVIL, "b"))
    note = Note("strange: {column}", {"column": EVIL})
    comparison = replace(comparison, run=replace(comparison.run, command=EVIL), notes=(note,))
    return report.render(comparison)


class TestForeignText:
    def test_a_column_called_script_is_shown_and_not_run(self, evil_page):
        page = Page(evil_page)
        assert page.tags.count("script") == 1
        assert page.text.count('<script>alert("1")</script>&amp;') >= 5
        assert "{{ 7 * 7 }}" in page.text

    def test_it_breaks_out_of_no_attribute(self, evil_page):
        for tag, found in Page(evil_page).attributes:
            assert not any("alert" in (value or "") for value in found.values()), tag


class TestHardCases:
    def test_one_seed_one_contender_one_rate_and_one_epoch_make_a_report(self):
        row = made_row("relu", 0, seeds=1, epochs=1)
        row = replace(row, rates=row.rates[2:3], improvement=None, rate_at_edge=False)
        comparison = replace(made_comparison(rows=(row,), seeds=1), smallest_difference=None)
        text = Page(report.render(comparison)).text
        assert "Seeds: 1." in text
        assert "To find no difference" not in text

    def test_a_contender_that_always_diverged_is_shown_as_such(self):
        rows = (made_row("relu", 0, 3, 8), diverged_row("linear", 1))
        page = report.render(made_comparison(rows=rows))
        assert "<td>18/18</td>" in page
        assert "<td>–</td>" in page
        assert "nan" not in Page(page).text.lower().split()

    def test_nothing_but_divergence_makes_a_report(self):
        page = report.render(made_comparison(rows=(diverged_row("linear", 0),)))
        assert "<td>18/18</td>" in page

    def test_a_score_far_below_the_others_becomes_an_arrow_with_its_number(self):
        rows = tuple(made_row(name, i, 3, 8) for i, name in enumerate(("relu", "elu", "tanh")))
        rows += (diverged_row("linear", 3),)
        assert re.search(r"◂ 0</text>", report.render(made_comparison(rows=rows)))

    def test_rates_at_which_all_diverged_do_not_flatten_the_curves_of_the_others(self):
        rows = (made_row("relu", 0, 3, 8), diverged_row("linear", 1))
        ax = rates(made_comparison(rows=rows), "en").axes[0]
        assert ax.get_ylim()[0] > 85
        (crosses,) = [line for line in ax.get_lines() if line.get_marker() == "x"]
        assert crosses.get_ydata() == pytest.approx(ax.get_ylim()[0])

    def test_an_r_squared_of_minus_a_million_does_not_flatten_the_plots(self):
        row = made_row("relu", 0, 3, 8)
        wild = replace(row, rates=(replace(row.rates[0], score=-1e6), *row.rates[1:]))
        page = report.render(made_comparison(rows=(wild,), regression=True))
        assert ">0.9</text>" in page or ">0.8</text>" in page
        assert "1000000" not in page

    def test_a_users_style_changes_nothing(self, pages):
        with matplotlib.rc_context({"font.size": 40, "axes.facecolor": "red"}):
            assert report.render(made_comparison(), "en") == pages["en"]

    def test_matplotlibs_settings_are_as_they_were(self):
        before = dict(matplotlib.rcParams)
        report.render(made_comparison(("relu",)))
        assert dict(matplotlib.rcParams) == before


class TestWriting:
    def test_the_file_holds_the_page(self, tmp_path, pages):
        made_comparison().report(tmp_path / "report.html", "es")
        assert (tmp_path / "report.html").read_text(encoding="utf-8") == pages["es"]
        assert len(list(tmp_path.iterdir())) == 1

    def test_a_missing_folder_is_an_error_that_names_it(self, tmp_path):
        with pytest.raises(OutputError, match="there is no folder"):
            report.write(made_comparison(), tmp_path / "nowhere" / "report.html")

    def test_the_place_can_be_tried_beforehand(self, tmp_path):
        report.check_writable(tmp_path / "report.html")
        with pytest.raises(OutputError, match="there is no folder"):
            report.check_writable(tmp_path / "nowhere" / "report.html")

    def test_a_real_comparison_becomes_a_report(self, tmp_path):
        found = actlas.compare("iris", ["relu", "softmax(dim=-1)"], seeds=2, epochs=3)
        found.report(tmp_path / "iris.html")
        text = Page((tmp_path / "iris.html").read_text(encoding="utf-8")).text
        assert found.verdict.sentence() in text
        assert all(note.render() in text for note in found.notes)
        assert all(row.label in text for row in found.rows)
