"""Definitions written for a test."""

from __future__ import annotations

from actlas.definition import Elementwise, Kink, Parameter, Piece, Reference

NOWHERE = (Reference("Anon, A.", 2000, "A function for a test", "nowhere"),)


def elementwise(
    *pieces: tuple[str, str] | str,
    kinks: tuple[tuple[str, str], ...] = (),
    parameters: tuple[Parameter, ...] = (),
) -> Elementwise:
    """Return a definition of pieces (formula, condition), the last a formula alone."""
    return Elementwise(
        pieces=tuple(Piece(each) if isinstance(each, str) else Piece(*each) for each in pieces),
        kinks=tuple(Kink(at, slope, "chosen for a test") for at, slope in kinks),
        parameters=parameters,
        references=NOWHERE,
    )
