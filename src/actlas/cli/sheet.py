"""The page that `actlas show` prints, part by part."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from actlas.cli import formulas
from actlas.cli.curves import drawing
from actlas.cli.facts import output_form
from actlas.cli.output import Paper
from actlas.cli.pages import page
from actlas.cli.traits import interval, number, numbered, traits
from actlas.definition import Definition, Entmax, Parted, Pooled
from actlas.language import _, current_language, translator

if TYPE_CHECKING:
    from actlas.activation import Activation
    from actlas.atlas.prose import Claim, Prose

MARGIN = 2
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
DRAWING = 78
"""Columns of a drawing; in a wider terminal it stays a drawing of a usual size."""


def print_sheet(activation: Activation) -> None:
    """Print everything about an activation, in the language in use."""
    paper, prose = Paper(), page(activation.name)
    paper.text(f"{prose.title} · {prose.full_name}", style="bold")
    if prose.summary:
        paper.lines([""])
        paper.text(prose.summary, MARGIN)
    _print_formulas(paper, activation)
    _print_drawing(paper, activation)
    _print_parameters(paper, activation, prose)
    _print_kinks(paper, activation, prose)
    _print_notes(paper, activation)
    if activation.elementwise:
        _print_properties(paper, activation)
    _print_pairs(paper, _("In code"), _names(activation))
    _print_claims(paper, _("Advantages"), prose.advantages)
    _print_claims(paper, _("Disadvantages"), prose.disadvantages)
    _print_origin(paper, activation, prose)
    if prose.use:
        paper.heading(_("Use"))
        paper.text(prose.use, MARGIN)


def _print_formulas(paper: Paper, activation: Activation) -> None:
    definition = activation.definition

    def equation(left: str, lines: Sequence[formulas.Line]) -> None:
        signed = formulas.with_signs(lines, definition.parameters)
        paper.lines(formulas.equation(left, signed, paper.width - MARGIN), MARGIN)

    paper.heading(_("Formula and derivative"))
    defined = formulas.as_defined(definition)
    derived = formulas.of_expression(activation.derivative)
    if isinstance(definition, Parted):
        _print_parts(paper, definition, derived)
        return
    if not activation.elementwise:
        equation("s = f(z) ", defined)
        if len(defined) == 1 and defined[0].condition:
            paper.text(defined[0].condition, MARGIN)
        equation("∂s_i/∂z_j", derived)
        paper.text(_explained(definition), MARGIN)
        return
    equation("f(z) ", defined)
    equation("f′(z)", derived)
    in_output = output_form(activation)
    if in_output is not None:
        paper.text(_("and in terms of the output y = f(z):"), MARGIN)
        equation("f′   ", formulas.of_expression(in_output))


def _print_parts(paper: Paper, definition: Parted, derived: list[formulas.Line]) -> None:
    parts = formulas.as_defined(definition)
    inputs = ", ".join(definition.inputs)
    paper.lines(formulas.equation(f"s = f({inputs})", parts), MARGIN)
    places = [(part, each) for part in range(len(parts)) for each in definition.inputs]
    for (part, by), line in zip(places, derived, strict=True):
        output = "s" if len(parts) == 1 else f"s{str(part + 1).translate(_SUBSCRIPTS)}"
        paper.lines(formulas.equation(f"∂{output}/∂{by}", [line]), MARGIN)
    if len(definition.inputs) > 1:
        paper.text(
            _("{parts} are the equal parts of the input along dim").format(parts=inputs), MARGIN
        )


def _explained(definition: Definition) -> str:
    if isinstance(definition, Pooled):
        return _("the Jacobian; m numbers of the group are the largest together")
    explained = _("the Jacobian, in the outputs; δ_ij is 1 where i = j and 0 elsewhere")
    if isinstance(definition, Entmax):
        return f"{explained}; {_('sign(s) is 1 where s > 0, and 0 where s = 0')}"
    return explained


def _print_drawing(paper: Paper, activation: Activation) -> None:
    paper.lines([""])
    paper.lines(drawing(activation, min(DRAWING, paper.width)))
    if not activation.elementwise:
        from actlas.atlas.curves import section

        paper.text(
            _("The first output on the vector {vector}, and its slope.").format(
                vector=section(activation)
            ),
            MARGIN,
        )


def _print_parameters(paper: Paper, activation: Activation, prose: Prose) -> None:
    pairs = []
    for each in activation.definition.parameters:
        said = _("{value} (by default {default}), in {domain}: {meaning}").format(
            value=number(activation.parameters[each.name]),
            default=number(each.default),
            domain=interval(each.domain),
            meaning=prose.parameters.get(each.name, each.meaning),
        )
        said = said.rstrip(" :")  # a parameter of one's own may have no meaning written
        sign = f" ({formulas.letter(each.sign)})" if each.sign else ""
        pairs.append((each.name + sign, said))
    _print_pairs(paper, _("Parameters"), pairs)


def _print_kinks(paper: Paper, activation: Activation, prose: Prose) -> None:
    definition = activation.definition
    pairs = []
    for each in definition.kinks:
        slope = formulas.Line(formulas.readable(each.derivative))
        (signed,) = formulas.with_signs([slope], definition.parameters)
        reason = prose.kinks.get(each.at, each.reason)
        at = formulas.readable(each.at)
        place = f"z = {at}" if activation.elementwise else at
        pairs.append((place, f"f′ = {signed.formula}: {reason}"))
    _print_pairs(paper, _("The slope chosen where the pieces meet"), pairs)


def _print_notes(paper: Paper, activation: Activation) -> None:
    notes = activation.notes
    if notes:
        paper.heading(_("To be noted"))
        for note in notes:
            paper.text(note, MARGIN + 2, word=f"{'':{MARGIN}}•")


def _print_properties(paper: Paper, activation: Activation) -> None:
    rows, reasons = numbered(traits(activation.properties))
    _print_pairs(paper, _("Properties"), rows)
    explained = _("≈ was computed, all else is proven; the numbers say why:")
    paper.lines([""])
    paper.text(explained, MARGIN, style="dim")
    for mark, reason in reasons:
        paper.text(reason, MARGIN + 5, word=f"{'':{MARGIN}}{mark}", style="dim")


def _names(activation: Activation) -> list[tuple[str, str]]:
    from actlas.nn.modules import class_name

    exported = activation.definition.export or activation.name
    twin = activation.definition.twin
    theirs = [] if twin is None else [each for each in (twin.functional, twin.module) if each]
    own = (
        f'actlas.get("{activation.label}")',
        f"actlas.functional.{exported}",
        f"actlas.nn.{class_name(activation.name)}",
    )
    return [
        (library, ", ".join(names))
        for library, names in (("actlas", own), ("PyTorch", theirs))
        if names
    ]


def _print_claims(paper: Paper, title: str, claims: Sequence[Claim]) -> None:
    if not claims:
        return
    from actlas.atlas.prose import STANDINGS

    said = translator(current_language())
    paper.heading(title)
    for claim in claims:
        # The verdict comes first, so that nobody takes a claim that is wrong for advice.
        paper.text(f"[{said(STANDINGS[claim.standing])}] {claim.text}", 2 * MARGIN, word="  •")
        paper.text(claim.why, 3 * MARGIN)
        if claim.reference:
            paper.text(claim.reference, 3 * MARGIN, style="dim")


def _print_origin(paper: Paper, activation: Activation, prose: Prose) -> None:
    if not (prose.origin or activation.definition.references):
        return
    paper.heading(_("Where it comes from"))
    if prose.origin:
        paper.text(prose.origin, MARGIN)
    for each in activation.definition.references:
        paper.text(str(each), MARGIN)


def _print_pairs(paper: Paper, title: str, pairs: Sequence[tuple[str, str]]) -> None:
    if not pairs:
        return
    paper.heading(title)
    margin = MARGIN + max(len(label) for label, _value in pairs) + 2
    for label, value in pairs:
        paper.text(value, margin, word=f"{'':{MARGIN}}{label}")
