"""The whole catalogue as one Markdown page in one language: a table, then each activation's entry.

`make docs` writes `docs/catalogue.md` and `docs/catalogo.md` with it. All of it is derived from the
definitions, but for the words, which are the prose's.
"""

from __future__ import annotations

from collections.abc import Iterator

from actlas import catalogue
from actlas.activation import Activation, get
from actlas.atlas.prose import Prose, load
from actlas.definition import Definition, Elementwise, Relative
from actlas.language import _, mark, use

FILES = {"en": "catalogue.md", "es": "catalogo.md"}
"""Where the page of each language lies under `docs/`."""

RELATION_WORDS = {
    "special case": mark("special case of"),
    "smooth version": mark("smooth version of"),
    "approximation": mark("approximation of"),
}


def catalogue_page(lang: str) -> str:
    """Return the page in the language `lang`, as Markdown with its formulas in LaTeX.

    Args:
        lang: one of `actlas.language.LANGUAGES`.

    Example:
        >>> catalogue_page("es").splitlines()[0]
        '# El catálogo'
    """
    with use(lang):
        activations = [get(name) for name in catalogue.names()]
        rows = [_row(each, load(each.name, lang)) for each in activations]
        title = _("The catalogue")
        intro = _(
            "{count} activations, each derived from one file of data. A name leads to its entry;"
            " `actlas show NAME` says more: properties, advantages and disadvantages, a plot."
        ).format(count=len(activations))
        head = [f"# {title}", "", intro, "", *_header(), *rows]
        entries = [line for each in activations for line in _entry(each, load(each.name, lang))]
        return "\n".join([*head, *entries]) + "\n"


def _header() -> list[str]:
    names = (_("name"), _("in full"), _("formula"), "PyTorch", _("year"))
    return [f"| {' | '.join(names)} |", f"|{'---|' * len(names)}"]


def _row(activation: Activation, prose: Prose) -> str:
    definition = activation.definition
    years = [each.year for each in definition.references]
    cells = (
        f"[{prose.title}](#{_anchor(activation.name)})",
        prose.full_name,
        f"${_on_one_line(activation.latex(prose.language))}$",
        _twin(definition),
        str(min(years)) if years else "",
    )
    return f"| {' | '.join(each.replace('|', chr(92) + '|') for each in cells)} |"


def _on_one_line(latex: str) -> str:
    return " ".join(latex.split())


def _anchor(name: str) -> str:
    return name.replace("_", "-")


def _twin(definition: Definition) -> str:
    if definition.twin is None:
        return ""
    return f"`{definition.twin.functional or definition.twin.module}`"


def _entry(activation: Activation, prose: Prose) -> Iterator[str]:
    definition, lang = activation.definition, prose.language
    yield from ("", f'<a id="{_anchor(activation.name)}"></a>', "")
    yield f"## {prose.title} · `{activation.name}`"
    yield from ("", " ".join(prose.summary.split()), "")
    yield from ("$$", f"f(z) = {_on_one_line(activation.latex(lang))}", "$$", "")
    yield from ("$$", _slope(activation, lang), "$$", "")
    for each in definition.parameters:
        meaning = " ".join(prose.parameters.get(each.name, each.meaning).split())
        yield f"- `{each.name} = {each.default:g}`, {each.domain}: {meaning}"
    if isinstance(definition, Elementwise):
        for kink in definition.kinks:
            reason = " ".join(prose.kinks.get(kink.at, kink.reason).split())
            yield f"- z = `{kink.at}`, f′ = `{kink.derivative}`: {reason}"
    yield from _names(definition)
    for reference in definition.references:
        yield f"- {reference}"


def _slope(activation: Activation, lang: str) -> str:
    latex = _on_one_line(activation.derivative_latex(lang))
    left = "f'(z)" if activation.elementwise else r"\partial s_i/\partial z_j"
    return f"{left} = {latex}"


def _names(definition: Definition) -> Iterator[str]:
    if definition.aliases:
        names = ", ".join(f"`{each}`" for each in definition.aliases)
        yield "- " + _("also called {names}").format(names=names)
    for relative in definition.relatives:
        yield f"- {related(relative)}"
    if definition.twin is not None:
        both = [each for each in (definition.twin.functional, definition.twin.module) if each]
        yield f"- PyTorch: {', '.join(f'`{each}`' for each in both)}"


def related(relative: Relative) -> str:
    """Return how an activation stands to another, in the language in use.

    Example:
        >>> related(Relative("smooth version", "relu"))
        'smooth version of `relu`'
    """
    return f"{_(RELATION_WORDS[relative.relation])} `{relative.of}`"
