"""Formulas in plain text: signs, powers, pieces, and the words between them."""

from __future__ import annotations

import pytest
import sympy as sp

import actlas
from actlas.cli.formulas import Line, equation, in_a_row, letter, of_expression, readable
from actlas.language import use
from actlas.symbolic.functions import Z
from actlas.symbolic.grammar import parse


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("m*z", "m·z"),
        ("z**2", "z²"),
        ("z**12/2", "z¹²/2"),
        ("z^2 + z^2.5", "z² + z^2.5"),
        ("z*normal(z)", "z·Φ(z)"),
        ("(z + 1)**a", "(z + 1)^a"),
        ("exp(-z) - 1", "exp(−z) − 1"),
        ("delta_ij*s_i", "δ_ij·s_i"),
        ("z <= 0", "z ≤ 0"),
        ("z >= -1", "z ≥ −1"),
    ],
)
def test_signs_are_those_of_print(written: str, shown: str) -> None:
    assert readable(written) == shown


def test_what_the_terminal_shows_is_read_back_as_the_same() -> None:
    for text in ("z*normal(2*z)", "z^12/2 - sqrt(z)", "normal(z)**2 + z^2.5"):
        assert parse(readable(text)) == parse(text)


def test_pieces_are_joined_with_words_of_the_language() -> None:
    pieces = sp.Piecewise((0, sp.Eq(Z, 1)), (Z**2, Z <= 0), (1, True))
    lines = of_expression(pieces)
    assert in_a_row(lines) == "0 if z = 1, z² if z ≤ 0, 1 otherwise"
    with use("es"):
        assert in_a_row(of_expression(pieces)) == "0 si z = 1, z² si z ≤ 0, 1 en otro caso"


def test_one_piece_needs_neither_brace_nor_condition() -> None:
    assert equation("f(z)", of_expression(Z + 1)) == ["f(z) = z + 1"]


def test_more_pieces_stand_behind_one_brace() -> None:
    lines = [Line("0", "if z < 0"), Line("1", "if z = 0"), Line("a·z", "otherwise")]
    assert equation("f", lines) == [
        "f = ⎧ 0    if z < 0",
        "    ⎨ 1    if z = 0",
        "    ⎩ a·z  otherwise",
    ]


@pytest.mark.parametrize(
    ("product", "shown"),
    [
        (-(Z - 1) * (Z + 1), "(1 − z)·(z + 1)"),
        (-Z * (Z - 1), "z·(1 − z)"),
        (-Z * sp.exp(Z), "−z·exp(z)"),
        (2 * (Z - 1), "2·z − 2"),
    ],
)
def test_a_minus_before_a_product_moves_into_a_difference(product: sp.Expr, shown: str) -> None:
    (line,) = of_expression(product)
    assert line.formula == shown
    assert (
        sp.simplify(product - sp.sympify(shown.replace("·", "*").replace("−", "-"), {"z": Z})) == 0
    )


def test_a_terminal_shows_greek_letters_and_no_latex() -> None:
    assert [letter(each) for each in (r"\alpha", r"\omega", r"\lambda", r"\theta", "a", "")] == [
        *("α", "ω", "λ", "θ", "a", ""),
    ]
    for name in actlas.names():
        for each in actlas.get(name).definition.parameters:
            assert "\\" not in letter(each.sign)


def test_a_long_formula_in_brackets_is_folded_and_no_row_is_cut_for_ever() -> None:
    for name in ("smish", "gish", "serf", "logish"):
        act = actlas.get(name)
        for shown in (act.derivative, act.second_derivative):
            for width in (40, 80):
                rows = equation("f″(z)", of_expression(shown), width)
                assert "".join(row.strip() for row in rows).count("z") >= 1
