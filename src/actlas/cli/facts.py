"""All that is known of an activation as plain data: what `actlas show --json` prints."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from actlas.cli import formulas
from actlas.cli.pages import page
from actlas.cli.traits import as_data
from actlas.definition import Elementwise
from actlas.language import current_language

if TYPE_CHECKING:
    import sympy as sp

    from actlas.activation import Activation


def output_form(activation: Activation) -> sp.Expr | None:
    """Return f′ written in the output y = f(z), or None where there is no such form."""
    if not isinstance(activation.definition, Elementwise):
        return None
    from actlas.symbolic.output_form import derivative_of_output

    return derivative_of_output(activation.definition)


def facts(activation: Activation) -> dict[str, Any]:
    """Return everything about an activation, its texts in the language in use."""
    definition, lang = activation.definition, current_language()
    prose = page(activation.name)
    in_output = output_form(activation)
    return {
        "name": activation.name,
        "label": activation.label,
        "language": lang,
        "title": prose.title,
        "full_name": prose.full_name,
        "summary": prose.summary,
        "formula": {
            "text": formulas.in_a_row(formulas.as_defined(definition)),
            "latex": activation.latex(lang),
        },
        "derivative": {
            "text": formulas.in_a_row(formulas.of_expression(activation.derivative)),
            "in_output": None
            if in_output is None
            else formulas.in_a_row(formulas.of_expression(in_output)),
            "latex": activation.derivative_latex(lang),
        },
        "second_derivative": {
            "text": formulas.in_a_row(formulas.of_expression(activation.second_derivative)),
            "latex": activation.second_derivative_latex(lang),
        },
        "parameters": [
            {
                "name": each.name,
                "value": activation.parameters[each.name],
                "default": each.default,
                "domain": asdict(each.domain),
                "meaning": prose.parameters.get(each.name, each.meaning),
            }
            for each in definition.parameters
        ],
        "kinks": [
            {
                "at": each.at,
                "derivative": each.derivative,
                "reason": prose.kinks.get(each.at, each.reason),
            }
            for each in definition.kinks
        ],
        "notes": list(activation.notes),
        "width": {"in": activation.width_in, "out": activation.width_out},
        "properties": as_data(activation.properties) if activation.elementwise else None,
        "pytorch": None if definition.twin is None else asdict(definition.twin),
        "origin": prose.origin,
        "references": [asdict(each) for each in definition.references],
        "advantages": [asdict(each) for each in prose.advantages],
        "disadvantages": [asdict(each) for each in prose.disadvantages],
        "use": prose.use,
    }
