"""The course as Jupyter notebooks: the notebook that actlas grew out of, made from the definitions.

A notebook is the template `templates/course/notebook.j2` filled with `actlas.atlas.course`. Change
a definition or a text, make the notebooks again, and they say so. `nbformat` comes with the extra
`notebook` and is imported when it is used.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from actlas.atlas.course import claim_item, markdown, page, texts
from actlas.atlas.source import NUMBERS, network_class
from actlas.language import use

if TYPE_CHECKING:
    from nbformat import NotebookNode

ORDER = ("linear", "softmax", "sigmoid", "tanh", "relu", "leaky_relu", "elu")
"""The course goes through these, in the order of the notebook that it comes from."""

HIDDEN = "relu"
"""The hidden activation of the network that the course trains."""

_SIZES = (30, 16)  # the columns of the breast cancer data, and the hidden units
_CELL = re.compile(r"^%% (markdown|code) ([\w-]+)\n", re.MULTILINE)


def file_name(lang: str) -> str:
    """Return the name of the notebook's file in one language.

    Example:
        >>> file_name("es")
        'activaciones.ipynb'
    """
    return f"{texts(lang)['file']}.ipynb"


def render(lang: str) -> str:
    """Return the course as one text, in which a line `%% KIND ID` begins each cell.

    Example:
        >>> render("en").splitlines()[:2]
        ['%% markdown title', '# Activation functions, one by one']
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("actlas.atlas"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # noqa: S701 - the result is Markdown and Python, never HTML
    )
    course = texts(lang)
    environment.filters["markdown"] = markdown
    environment.filters["claim"] = lambda claim: claim_item(claim, lang)
    sizes = ", ".join(str(size) for size in _SIZES)
    with use(lang):  # the comments in printed code
        return environment.get_template("course/notebook.j2").render(
            lang=lang,
            course=course,
            numbers=list(NUMBERS),
            pages=[page(name, lang) for name in ORDER],
            network={
                "module": network_class("module", HIDDEN),
                "functional": network_class("functional", HIDDEN),
                "sizes": sizes,
                "arguments": f'{sizes}, "{HIDDEN}"',
            },
        )


def build(lang: str) -> NotebookNode:
    """Return the course in one language as a notebook that has not been run.

    The cells and their ids are the same whenever the definitions and the prose are.

    Args:
        lang: one of `actlas.atlas.prose.languages()`.

    Example:
        >>> build("en").cells[1].source.splitlines()[0]
        '%matplotlib inline'
    """
    import nbformat

    _, *parts = _CELL.split(render(lang))
    cells = [
        _cell(kind, key, text)
        for kind, key, text in zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    ]
    metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language": lang,
        "language_info": {"name": "python", "file_extension": ".py"},
        "title": texts(lang)["title"],
    }
    notebook: NotebookNode = nbformat.from_dict(
        {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    )
    return notebook


def _cell(kind: str, key: str, text: str) -> dict[str, Any]:
    # A part that the template leaves out still leaves its empty lines.
    source = re.sub(r"\n{3,}", "\n\n\n" if kind == "code" else "\n\n", text.strip())
    cell = {"cell_type": kind, "id": key, "metadata": {}, "source": source}
    return cell | ({"execution_count": None, "outputs": []} if kind == "code" else {})
