"""The notebooks say what the definitions and the prose say now, and run from top to bottom."""

from __future__ import annotations

import re
import string
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode

import actlas
from actlas.atlas.course import texts
from actlas.atlas.execution import execute
from actlas.atlas.notebooks import HIDDEN, ORDER, build, file_name
from actlas.atlas.prose import languages, load
from actlas.language import LANGUAGES
from actlas.nn.network import STYLES

FOLDER = Path(__file__).parents[2] / "notebooks"
LARGEST = 1.5e6  # bytes
KNOWN_ELU = "[-0.6321,  1.0000,  2.0000,  3.0000]"

every_language = pytest.mark.parametrize("lang", languages())


def stored(lang: str) -> NotebookNode:
    return nbformat.read(FOLDER / file_name(lang), as_version=4)


def sources(notebook: NotebookNode) -> list[tuple[str, str, str]]:
    return [(cell.id, cell.cell_type, cell.source) for cell in notebook.cells]


def outputs(notebook: NotebookNode) -> list[NotebookNode]:
    return [each for cell in notebook.cells for each in cell.get("outputs", [])]


def printed(notebook: NotebookNode) -> str:
    return "".join(each.text for each in outputs(notebook) if each.output_type == "stream")


def skeleton(value: Any) -> Any:
    """All keys of a table, and of each text the fields that are filled in."""
    if isinstance(value, dict):
        return {key: skeleton(each) for key, each in value.items()}
    return sorted(field for _, field, _, _ in string.Formatter().parse(_filled(value)) if field)


def _filled(text: str) -> str:
    # The braces of LaTeX stand within dollars, and only `{at}` and the like are fields there.
    return re.sub(r"\\\w+\{[^}]*\}|\^\{[^}]*\{[^}]*\}\}|_\{[^}]*\}", "", text)


@every_language
def test_the_fixed_texts_of_the_course_are_the_same_pieces_in_every_language(lang: str) -> None:
    assert set(LANGUAGES) <= set(languages())
    assert skeleton(texts(lang)) == skeleton(texts("en"))
    assert len({file_name(each) for each in languages()}) == len(languages())


@every_language
def test_the_course_goes_through_the_activations_in_their_order_with_all_that_is_said_of_them(
    lang: str,
) -> None:
    notebook = build(lang)
    keys = [cell.id for cell in notebook.cells]
    assert [key for key in keys if key in ORDER] == list(ORDER)
    text = {cell.id: cell.source for cell in notebook.cells}
    for name in ORDER:
        activation, prose = actlas.get(name), load(name, lang)
        assert activation.latex(lang) in text[name]
        assert activation.derivative_latex(lang) in text[name]
        assert f"def {name}_prime(" in text[f"{name}-python"]
        claims = text[f"{name}-claims"]
        assert claims.count("\n- **") == len(prose.advantages) + len(prose.disadvantages)
        assert (
            f"actlas.functional.{activation.definition.export or name}(x"
            in (text[f"{name}-pytorch"])
        )


@every_language
def test_building_twice_gives_the_same_valid_notebook(lang: str) -> None:
    first, second = build(lang), build(lang)
    nbformat.validate(first)
    assert first == second
    assert first.metadata.language == lang
    assert len({cell.id for cell in first.cells}) == len(first.cells)


def test_another_activation_leaves_the_course_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = build("en")
    (tmp_path / "definitions").mkdir()
    (tmp_path / "definitions" / "cube.py").write_text(
        '"""Cube: z to the third."""\n'
        "from actlas.definition import Elementwise, Piece\n"
        'definition = Elementwise(pieces=(Piece("z*z*z"),), references=())\n'
    )
    monkeypatch.setenv("ACTLAS_PATH", str(tmp_path))
    assert "cube" in actlas.names()
    assert build("en") == before


@every_language
def test_the_stored_notebook_is_what_the_definitions_say_now(lang: str) -> None:
    assert sources(stored(lang)) == sources(build(lang)), "stale: run `make notebooks`"


@every_language
def test_the_stored_notebook_holds_the_outputs_of_a_clean_run(lang: str) -> None:
    notebook = stored(lang)
    counts = [cell.execution_count for cell in notebook.cells if cell.cell_type == "code"]
    assert counts == list(range(1, len(counts) + 1))
    assert all(each.output_type != "error" for each in outputs(notebook))
    assert not [each.text for each in outputs(notebook) if each.get("name") == "stderr"]
    plots = [cell for cell in notebook.cells if cell.id.endswith("-plot")]
    assert len(plots) == len(ORDER)
    assert all("image/png" in cell.outputs[0].data for cell in plots)
    assert KNOWN_ELU in printed(notebook)


@every_language
def test_the_stored_notebook_is_small_and_tells_nothing_of_the_machine_that_ran_it(
    lang: str,
) -> None:
    file = FOLDER / file_name(lang)
    assert file.stat().st_size < LARGEST
    assert all(cell.metadata == {} for cell in stored(lang).cells)
    assert stored(lang).metadata == build(lang).metadata
    for each in outputs(stored(lang)):
        said = each.get("text") or each.data["text/plain"]
        assert not re.search(r"(^|[\s'\"(])/\w+/|[A-Z]:\\|\bsite-packages\b| at 0x", said)


@every_language
def test_the_notebook_runs_and_both_styles_learn_the_same_from_real_data(lang: str) -> None:
    notebook = execute(build(lang))
    assert [each for each in outputs(notebook) if each.output_type == "error"] == []
    said = {
        cell.id: "".join(each.get("text", "") for each in cell.outputs)
        for cell in notebook.cells
        if cell.cell_type == "code"
    }
    losses = [[float(loss) for loss in row.split()] for row in said["train-networks"].splitlines()]
    assert len(losses) == len(STYLES)
    assert losses[0] == losses[1] == sorted(losses[0], reverse=True)
    accuracies = [float(each) for each in re.findall(r"([\d.]+)%", said["result-accuracy"])]
    assert len(accuracies) == len(STYLES)
    assert min(accuracies) > 90
    assert said["result-accuracy"].endswith("True\n")
    assert said["state-load"] == "False\nTrue\n"
    assert HIDDEN in said["compare-iris"]
    assert said["compare-verdict"].strip()
    assert said["elu-pytorch"].count(KNOWN_ELU) == 4
