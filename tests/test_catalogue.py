"""Which activations there are: found by name in any spelling, from folders, or refused."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.pace import within

import actlas
from actlas import catalogue
from actlas.errors import ActlasError, BadExpression, UnknownName

SEVEN = ["elu", "leaky_relu", "linear", "relu", "sigmoid", "softmax", "tanh"]
LINE = """
from actlas.definition import Elementwise, Piece, Reference

definition = Elementwise(
    pieces=(Piece("{formula}"),), references=(Reference("Anon, A.", 2000, "Test", "nowhere"),)
)
"""


def test_the_seven_are_there_and_names_are_sorted() -> None:
    assert set(SEVEN) <= set(actlas.names())
    assert actlas.names() == sorted(actlas.names())


def test_the_files_are_the_list() -> None:
    folder = Path(catalogue.definitions.__path__[0])
    assert actlas.names() == sorted(file.stem for file in folder.glob("[a-z]*.py"))


@pytest.mark.parametrize(
    "spelling", ["leaky_relu", "LeakyReLU", "Leaky ReLU", "leaky-relu", "LEAKYRELU", "leakyRelu"]
)
def test_case_hyphens_and_spaces_do_not_matter(spelling: str) -> None:
    assert catalogue.canonical(spelling) == "leaky_relu"
    assert actlas.get(spelling).name == "leaky_relu"
    assert actlas.get(f"{spelling}(0.2)").label == "leaky_relu(negative_slope=0.2)"


@pytest.mark.parametrize(
    ("wrong", "hint"),
    [("rlu", "relu"), ("sigmoide", "sigmoid"), ("tahn", "tanh"), ("softmx", "softmax")],
)
def test_a_wrong_name_offers_the_nearest(wrong: str, hint: str) -> None:
    with pytest.raises(UnknownName, match=rf"'{wrong}'; did you mean {hint}\b.*\?"):
        actlas.get(wrong)


def test_where_another_name_is_the_nearest_it_is_said_beside_its_activation() -> None:
    with pytest.raises(UnknownName, match=r"did you mean silu \(swish\)"):
        actlas.get("swich")


def test_a_name_like_no_other_is_told_what_lists_them_all() -> None:
    with pytest.raises(
        UnknownName, match=r"'qqqqq', nor nearly so; `actlas list` .* actlas\.names"
    ):
        actlas.get("qqqqq")
    with pytest.raises(KeyError):
        catalogue.definition("qqqqq")


READ = {
    "elu": ("elu", (), {}),
    " elu ": ("elu", (), {}),
    "elu()": ("elu", (), {}),
    "elu(0.5)": ("elu", (0.5,), {}),
    "elu(alpha=0.5)": ("elu", (), {"alpha": 0.5}),
    "elu( alpha = 5e-1 )": ("elu", (), {"alpha": 0.5}),
    "leaky relu(.2)": ("leaky relu", (0.2,), {}),
    "softmax(dim=-1)": ("softmax", (), {"dim": -1.0}),
    "f(1, 2, a=3, b=-4)": ("f", (1.0, 2.0), {"a": 3.0, "b": -4.0}),
}


@pytest.mark.parametrize(("text", "wanted"), READ.items(), ids=READ)
def test_a_specification_is_a_name_and_numbers(text: str, wanted: object) -> None:
    assert catalogue.read_specification(text)[:3] == wanted


UNREADABLE = {
    "": "cannot read",
    " ": "cannot read",
    "()": "cannot read",
    "elu(": "cannot read",
    "elu)": "cannot read",
    "elu(alpha=(1))": "cannot read",
    "elu(alpha=0.5": "cannot read",
    "elu; relu": "cannot read",
    "elu(alpha=0.5) relu": "cannot read",
    "elu(alpha=half)": "'half' is not a number",
    "elu(alpha=)": "'' is not a number",
    "elu(,)": "'' is not a number",
    "elu(0.5,)": "'' is not a number",
    "elu(alpha=1, 2)": "a value without a name follows",
    "elu(alpha=1, alpha=2)": "names alpha twice",
    "__import__('os')": "is not a number",
    "x" * 100_000: "at most 200 characters, got 100000",
    " " * 100_000 + "@": "at most 200 characters",
    "a " * 99 + "@": "cannot read",
}


@pytest.mark.parametrize(("text", "why"), UNREADABLE.items(), ids=range(len(UNREADABLE)))
def test_another_text_is_refused_at_once_and_in_one_line(text: str, why: str) -> None:
    with within(0.5), pytest.raises(BadExpression, match=why) as told:
        actlas.get(text)
    assert "\n" not in str(told.value)
    assert len(str(told.value)) < 400


@settings(max_examples=200, deadline=None)
@given(text=st.one_of(st.text(max_size=300), st.text("elu(alph=0.5, )-\n", max_size=60)))
def test_any_text_gives_an_activation_or_an_error_of_ours(text: str) -> None:
    try:
        act = actlas.get(text)
    except ActlasError as told:
        assert "\n" not in str(told)  # noqa: PT017 - both outcomes are right
    else:
        assert act.name in actlas.names()


def _folder(path: Path, **formulas: str) -> Path:
    (path / "definitions").mkdir(parents=True)
    for name, formula in formulas.items():
        (path / "definitions" / f"{name}.py").write_text(
            f'"""{name.title()}: a line for a test."""\n' + LINE.format(formula=formula), "utf-8"
        )
    return path


def test_folders_of_the_user_add_to_the_list(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = _folder(tmp_path / "one", twice="2*z"), _folder(tmp_path / "two", thrice="3*z")
    missing = tmp_path / "missing"
    monkeypatch.setenv("ACTLAS_PATH", os.pathsep.join(map(str, (one, other, "", missing))))
    assert {"twice", "thrice", *SEVEN} <= set(actlas.names())
    assert actlas.get("twice")(1.0) == 2.0
    assert actlas.get("Thrice")(1.0) == 3.0
    assert catalogue.headline("thrice") == "Thrice: a line for a test."
    monkeypatch.setenv("ACTLAS_PATH", str(one))
    assert "thrice" not in actlas.names()
    with pytest.raises(UnknownName):
        actlas.get("thrice")


def test_a_file_that_comes_later_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _folder(tmp_path, twice="2*z")
    monkeypatch.setenv("ACTLAS_PATH", str(tmp_path))
    assert "thrice" not in actlas.names()
    time.sleep(0.02)  # file systems tell times apart by some milliseconds
    text = (tmp_path / "definitions" / "twice.py").read_text("utf-8")
    (tmp_path / "definitions" / "thrice.py").write_text(text.replace("2*z", "3*z"), "utf-8")
    assert "thrice" in actlas.names()
    assert actlas.get("thrice")(1.0) == 3.0


def test_a_file_of_the_user_hides_the_built_in_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACTLAS_PATH", str(_folder(tmp_path, tanh="7*z")))
    assert actlas.get("tanh")(1.0) == 7.0
    monkeypatch.delenv("ACTLAS_PATH")
    assert actlas.get("tanh")(0.0) == 0.0
    assert actlas.get("tanh")(1.0) < 1.0


def test_files_that_name_no_activation_are_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = actlas.names()
    folder = _folder(tmp_path, twice="2*z") / "definitions"
    for name in ("_private.py", "no-name.py", "2fast.py", "lambda.py", "notes.txt"):
        (folder / name).write_text("definition = 1", "utf-8")
    monkeypatch.setenv("ACTLAS_PATH", str(tmp_path))
    assert actlas.names() == sorted([*own, "twice"])


BROKEN = {
    "a mistake in the syntax": ("def (", "cannot run .*broken.*py.*SyntaxError"),
    "a mistake when it runs": ("1/0", "cannot run .*ZeroDivisionError: division by zero"),
    "an import that fails": ("import nowhere_at_all", "cannot run .*No module named"),
    "nothing": ("", r"broken\.py must bind `definition`"),
    "another kind": ("definition = 5", r"broken\.py must bind `definition`"),
    "other bytes": (b"\xff\xfe\x00definition", "cannot run .*broken"),
    "a parameter without a use": (
        "from actlas.definition import Parameter\nParameter('lambda', 1.0, 'x')",
        r"in .*broken\.py: no parameter can be called 'lambda'",
    ),
    "an argument too few": (
        "from actlas.definition import Elementwise\ndefinition = Elementwise()",
        "cannot run .*TypeError",
    ),
}


@pytest.mark.parametrize(("content", "why"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_an_error_of_one_line_and_harms_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | bytes, why: str
) -> None:
    folder = _folder(tmp_path, twice="2*z") / "definitions"
    data = content if isinstance(content, bytes) else content.encode()
    (folder / "broken.py").write_bytes(data)
    monkeypatch.setenv("ACTLAS_PATH", str(tmp_path))
    assert "broken" in actlas.names()
    for ask in (actlas.get, catalogue.definition):
        with pytest.raises(BadExpression, match=why) as told:
            ask("broken")
        assert "\n" not in str(told.value)
    with pytest.raises(BadExpression):
        actlas.functional.broken  # noqa: B018
    assert actlas.get("twice")(1.0) == 2.0
    assert actlas.functional.twice.__name__ == "twice"
    assert actlas.nn.Twice.__name__ == "Twice"
    assert "broken" not in catalogue.readable()
    assert "twice" in dir(actlas.functional)


def test_a_formula_that_cannot_be_read_is_told_when_it_is_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACTLAS_PATH", str(_folder(tmp_path, odd="2 z")))
    with pytest.raises(BadExpression, match="2 ⟨here⟩z"):
        actlas.get("odd")(1.0)
