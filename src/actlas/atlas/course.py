"""What the course says: the fixed texts, and the section of each activation.

The fixed texts lie in `prose/<language>/_course.toml`. Everything about an activation comes from
its definition and its prose; this room only gathers it, as Markdown and as source, for the template
of `actlas.atlas.notebooks`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from actlas.activation import Activation, get
from actlas.atlas.forms import Forms, forms, own_forms
from actlas.atlas.prose import STANDINGS, Claim, Prose, load
from actlas.atlas.source import plain_source
from actlas.definition import Elementwise
from actlas.language import format_number, translator

if TYPE_CHECKING:
    import sympy as sp


def texts(lang: str) -> dict[str, Any]:
    """Return the fixed texts of the course in one language.

    Args:
        lang: one of `actlas.atlas.prose.languages()`.

    Example:
        >>> texts("es")["section"]["advantages"]
        'Ventajas'
    """
    file = Path(__file__).parent / "prose" / lang / "_course.toml"
    course: dict[str, Any] = _stripped(tomllib.loads(file.read_text(encoding="utf-8")))
    return course


def _stripped(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _stripped(each) for key, each in value.items()}
    return value.strip()


@dataclass(frozen=True, slots=True)
class Page:
    """One activation's section: everything that the template writes, in one language."""

    name: str
    prose: Prose
    vector: bool
    references: tuple[str, ...]
    formula: str
    derivative: str
    in_output: str
    parameters: tuple[str, ...]
    kinks: tuple[str, ...]
    plain: str
    forms: tuple[Forms, ...]
    module: str

    @property
    def twins(self) -> bool:
        """Whether PyTorch has both forms."""
        return len(self.forms) > 1


def page(name: str, lang: str) -> Page:
    """Gather one activation's section.

    Example:
        >>> page("leaky_relu", "en").kinks[0][:40]
        'At $z = 0$ the derivative is taken to be'
    """
    activation = get(name)
    definition, prose, words = activation.definition, load(name, lang), texts(lang)["section"]
    vector = not isinstance(definition, Elementwise)
    value, slope = ("s_i", r"\frac{\partial s_i}{\partial z_j}") if vector else ("f(z)", "f'(z)")
    torch_forms, ours = forms(activation), own_forms(activation)
    return Page(
        name=name,
        prose=prose,
        vector=vector,
        references=tuple(str(each) for each in definition.references),
        formula=f"$${value} = {activation.latex(lang)}$$",
        derivative=f"$${slope} = {activation.derivative_latex(lang)}$$",
        in_output=_in_output(activation, slope, lang),
        parameters=tuple(_parameters(activation, prose, words, lang)),
        kinks=tuple(_kinks(activation, prose, words, lang)),
        plain=plain_source(activation).rstrip(),
        forms=(ours,) if torch_forms == ours else (torch_forms, ours),
        module="" if definition.twin is None else definition.twin.module.replace("torch.", "", 1),
    )


def _in_output(activation: Activation, slope: str, lang: str) -> str:
    from actlas.symbolic.notation import write_latex
    from actlas.symbolic.output_form import derivative_of_output

    if not isinstance(activation.definition, Elementwise):
        return ""
    found = derivative_of_output(activation.definition)
    if found is None:
        return ""
    return f"$${slope} = {write_latex(activation.definition, _positive(found), lang)}$$"


def _positive(product: sp.Expr) -> sp.Expr:
    """Write a product as one writes it by hand: y·(1 - y), and not -y·(y - 1)."""
    import sympy as sp

    if not (product.is_Mul and product.could_extract_minus_sign()):
        return product
    inner = next((each for each in product.args if each.is_Add), None)
    return product if inner is None else sp.Mul(sp.expand(-inner), -product / inner)


def _parameters(
    activation: Activation, prose: Prose, words: Mapping[str, str], lang: str
) -> Iterator[str]:
    for each in activation.definition.parameters:
        sign = _latex(activation, each.name, lang)
        yield words["parameter"].format(
            name=each.name,
            sign="" if sign == each.name else words["sign"].format(sign=sign),
            default=format_number(each.default, 6, lang),
            meaning=markdown(prose.parameters[each.name]),
        )


def _kinks(
    activation: Activation, prose: Prose, words: Mapping[str, str], lang: str
) -> Iterator[str]:
    if isinstance(activation.definition, Elementwise):
        for each in activation.definition.kinks:
            yield words["kink"].format(
                at=_latex(activation, each.at, lang),
                slope=_latex(activation, each.derivative, lang),
                reason=markdown(prose.kinks[each.at]),
            )


def _latex(activation: Activation, text: str, lang: str) -> str:
    from actlas.symbolic.grammar import parse
    from actlas.symbolic.notation import write_latex

    assert isinstance(activation.definition, Elementwise)
    return write_latex(activation.definition, parse(text, tuple(activation.parameters)), lang)


def markdown(text: str) -> str:
    r"""Return plain prose as Markdown: signs mean themselves, and `code` stays code.

    Example:
        >>> markdown("2 * 3 in `a * b`")
        '2 \\* 3 in `a * b`'
    """
    parts = text.split("`")
    parts[::2] = [re.sub(r"([\\*_$<~])", r"\\\1", each) for each in parts[::2]]
    return "`".join(parts)


def claim_item(claim: Claim, lang: str) -> str:
    """Return an advantage or a disadvantage as an item of a list, with how far it is true and why.

    Example:
        >>> print(
        ...     claim_item(Claim("key", "literature", "holds", "It is cheap.", "One step."), "en")
        ... )
        - **It is cheap.** *Holds.*
          One step.
    """
    standing = translator(lang)(STANDINGS[claim.standing]).capitalize()
    reference = f" ({markdown(claim.reference)})" if claim.reference else ""
    # Two spaces at the end of a line break it within a list item.
    return f"- **{markdown(claim.text)}** *{standing}.*  \n  {markdown(claim.why)}{reference}"
