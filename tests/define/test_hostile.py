"""Hostile and malformed text: refused or read at once, in one line, and never executed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.pace import within

import actlas
from actlas.errors import ActlasError

REFUSED = {
    "code": "__import__('os').system('true')",
    "evaluation": "eval(z)",
    "dunder": "z.__class__.__bases__[0]",
    "lambda": "(lambda: z)()",
    "walrus": "(z := 1)",
    "format": "{0.__class__}",
    "null": "z\x00",
    "line break": "z\n; z",
    "cyrillic": "ехр(z)",
    "deep brackets": "(" * 900 + "z" + ")" * 900,
    "deep bars": "|" * 900 + "z" + "|" * 900,
    "deep roots": "√" * 1000 + "z",
    "deep not": "where(" + "not " * 400 + "z > 0, z, 0)",
    "deep calls": "tanh(" * 300 + "z" + ")" * 300,
    "deep ifs": "z if z > 0 else " * 100 + "z",
    "tower": "9^9^9^9",
    "tower of stars": "9**9**9**9",
    "tower of e": "e^e^e^e^9",
    "raised tower": "9⁹⁹⁹⁹⁹⁹",
    "giant number": "1e999999999*z",
    "long number": "9" * 1990 + "*z",
    "100 kB of terms": "z+" * 50_000 + "z",
    "100 kB of brackets": "(" * 100_000,
    "ten thousand terms": "+".join(f"z^{i % 60}" for i in range(10_000)),
    "absolute values": "+".join(f"abs(sin({i}*z))" for i in range(1, 30)),
    "sixty absolute values": "+".join(f"abs(z - {i})" for i in range(60)),
    "largest values": "+".join(f"max(z^{i}, {i}*z)" for i in range(2, 12)),
    "choices": "+".join(f"where(z > {i}, z, {i}*z)" for i in range(20)),
    "conditions": "where(" + " and ".join(f"z^2 > {i}" for i in range(60)) + ", z, 0)",
    "nested activations": "elu(" * 20 + "z" + ")" * 20,
    "nested quotients": "tan(" * 20 + "z" + ")" * 20,
    "itself": "victim(z) + 1",
    "vector": "softmax(z)",
    "sum": "z/sum(z)",
    "comparison": "z > 0",
    "constant": "2 + alpha",
    "both variables": "z + x",
    "nothing": "",
    "no real number": "max(√(−1−z²), z)",
    "keyword": "lambda*z",
    "equals": "z == 1",
    "assignment": "y = z",
    "missing sign": "2z",
    "unclosed": "where(z > 0, z",
    "unknown": "sofplus(z)",
}


@pytest.fixture(autouse=True)
def nothing_is_executed(monkeypatch: pytest.MonkeyPatch) -> None:
    def caught(*_arguments: object) -> None:
        raise AssertionError("text was executed")

    actlas.define("warm", "elu(z)*|z|")  # what the first use loads is not the text's fault
    monkeypatch.setattr("os.system", caught)


@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_it_is_refused_at_once_and_in_one_line(text: str) -> None:
    given_ = {"alpha": 1.0} if "alpha" in text else {}
    with within(0.5), pytest.raises(ActlasError) as told:
        actlas.define("victim", text, **given_)
    message = str(told.value)
    assert message.isprintable()
    assert len(message) < 300
    assert "victim" not in actlas.names()


READ_QUICKLY = {
    "many terms": "+".join(f"{i}*z^{i}" for i in range(1, 40)),
    "fifteen absolute values": "+".join(f"abs(z - {i})" for i in range(15)),
    "nested folds": "abs(" * 8 + "z" + " - 1)" * 8,
    "nested roots": "sqrt(2 + " * 12 + "z^2" + ")" * 12,
    "high powers": "(z + 1)^64/(1 + z^2)^64",
    "exponentials": "+".join(f"exp(-{i}*z^2)" for i in range(1, 40)),
}


@pytest.mark.parametrize("text", READ_QUICKLY.values(), ids=READ_QUICKLY)
def test_what_is_only_long_is_defined_within_a_second(text: str) -> None:
    with within(1):
        actlas.define("long", text)


_ALPHABET = "z1.+-*/^()<>=,| exp√²αеｚ\x00"


@settings(max_examples=200, deadline=None)
@given(text=st.one_of(st.text(max_size=60), st.text(_ALPHABET, max_size=40)))
def test_any_text_is_defined_or_refused(text: str) -> None:
    try:
        found = actlas.define("any_text", text)
    except ActlasError as told:
        assert str(told).isprintable()  # noqa: PT017 - both outcomes are right
    else:
        assert actlas.define("any_text", found.text) == found


@settings(max_examples=100, deadline=None)
@given(name=st.one_of(st.text(max_size=30), st.sampled_from(["z", "exp", "torch", "elu", "ELU"])))
def test_any_name_is_taken_or_refused(name: str) -> None:
    try:
        found = actlas.define(name, "2*z")
    except ActlasError as told:
        assert str(told).isprintable()  # noqa: PT017 - both outcomes are right
    else:
        assert actlas.get(found.name)(1.0) == 2.0


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("sofplus(z)", r"did you mean softplus\b.*\?"),
        ("tahn(z)", r"did you mean tanh, tan, .*\?"),
        ("2z", r"write 2\*z, not 2z"),
        ("(z + 1)(z - 1)", "a sign is missing"),
        ("alpah*z", r"did you mean alpha\?"),
        ("exp", r"exp is a function; write exp\(z\)"),
        ("z(z + 1)", r"z is no function; write z\*"),
        ("z = 1", "a formula holds no =; compare with <"),
        ("z^2.5.5", "a sign is missing"),
        ("z^65", "an exponent is a fraction between -64 and 64"),
        ("where(z, 1, 2)", r"where\(condition, a, b\) begins with a comparison"),
        ("where(z > 0, z > 1, 0)", "a comparison stands only first in where"),
        ("(z > 0)*z", "a comparison stands only first in where"),
        ("z if z else 0", "expected a comparison, as in z > 0"),
        ("z if z > 0", "expected a comma or else"),
        ("where(z > 0 and z, z, 0)", "expected a comparison, as in z > 0"),
        ("√z²", r"a root of a power needs brackets"),
        ("elu(z, gamma=1)", "elu has no parameter 'gamma'; it takes: alpha"),
        ("elu(z, 1, 2)", "elu takes z and 1 parameters, got 2"),
        ("elu(z, alpha=z)", "alpha of elu cannot depend on z"),
        ("elu(z, 1, alpha=2)", "alpha is given twice"),
        ("elu(z, alpha=1, alpha=2)", "alpha is given twice"),
        ("elu(z, alpha=1, 2)", "name every value after a named one"),
        ("softmax(z)", "softmax works on vectors"),
        ("victim(z)", "victim cannot call itself"),
        ("beta*z", "a parameter needs a default"),
        ("clip(z, 1)", "clip takes 3 arguments, got 2"),
    ],
)
def test_the_message_says_what_to_do(text: str, hint: str) -> None:
    with pytest.raises(ActlasError, match=hint):
        actlas.define("victim", text, alpha=1.0)


def test_files_that_call_one_another_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "definitions"
    folder.mkdir()
    for one, other in (("ping", "pong"), ("pong", "ping")):
        (folder / f"{one}.py").write_text(
            "from actlas.definition import Elementwise, Piece\n"
            f"definition = Elementwise(pieces=(Piece('{other}(z)'),), references=())\n"
        )
    monkeypatch.setenv("ACTLAS_PATH", str(tmp_path))
    with pytest.raises(ActlasError, match="ping cannot call itself"):
        actlas.define("victim", "ping(z) + 1")
