"""A matplotlib figure as SVG, in a page or alone: its colours light or dark, read aloud, own ids.

Imports `actlas.atlas.palette`; matplotlib and markupsafe are loaded when a figure is drawn.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from actlas.atlas.palette import DARK, LIGHT, STAND_IN, Palette, variables

if TYPE_CHECKING:
    from markupsafe import Markup
    from matplotlib.figure import Figure

_SVG = "{http://www.w3.org/2000/svg}"
_XLINK = "{http://www.w3.org/1999/xlink}"

# How matplotlib names fonts depends on its version.
_FAMILY = re.compile(r"font-family: [^;]+;? ?|(?<=px) '[^;]+")
_LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}")
_POINTER = re.compile(r"(?:url\(|^)#([^)]+)")
_GEOMETRY = {"d", "points", "transform", "x", "y"}
_UPRIGHT = "rotate(-0 "


def inline(figure: Figure, name: str, title: str, description: str = "") -> Markup:
    """Return the figure as an `<svg>` element to be put into a page.

    Colours of `STAND_IN` become `var(--…)`, text stays text in the font that the page gives to
    `.plot text`, coordinates are CSS pixels with two decimals, and the same figure always gives the
    same markup.

    Args:
        figure: made with 72 dots per inch, so that a point is a pixel.
        name: unique in the page; every id within begins with it.
        title: what the picture shows, for those who do not see it.
        description: what there is to see in it.

    Returns:
        Markup without XML declaration, metadata or any address of another file.
    """
    from markupsafe import Markup

    root = ElementTree.fromstring(_drawn(figure, name))  # noqa: S314  # matplotlib's own output
    view = root.get("viewBox", "")
    root.attrib.clear()
    pointed = {
        found for e in root.iter() for v in e.attrib.values() for found in _POINTER.findall(v)
    }
    for element in root.iter():
        element.tag = element.tag.removeprefix(_SVG)
        _restate(element, name, pointed)
    _slim(root)
    root.attrib.update(
        {
            "class": "plot",
            "role": "img",
            "viewBox": view,
            "style": f"max-width: {float(view.split()[2]):g}px",
            "aria-labelledby": f"{name}-title",
        }
    )
    if description:
        root.set("aria-describedby", f"{name}-text")
        _say(root, "desc", f"{name}-text", description)
    _say(root, "title", f"{name}-title", title)
    # Safe to trust: whatever came from outside is text of the tree, which tostring escapes.
    return Markup(ElementTree.tostring(root, encoding="unicode"))  # noqa: S704


_ALONE = """\
<?xml version="1.0" encoding="utf-8"?>
{opening} xmlns="http://www.w3.org/2000/svg"{attributes}><style>
:root {{ {light} }}
@media (prefers-color-scheme: dark) {{ :root {{ {dark} }} }}
text {{ font-family: system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif }}
</style><rect width="100%" height="100%" style="fill: var(--paper)"/>{rest}
"""


def alone(figure: Figure, name: str, title: str, description: str = "") -> str:
    """Return the figure as an SVG file that is light or dark as its reader's system is.

    Arguments are those of `inline`.
    """
    markup = str(inline(figure, name, title, description))
    opening, _space, markup = markup.partition(" ")
    attributes, _end, rest = markup.partition(">")
    return _ALONE.format(
        opening=opening,
        attributes=f" {attributes}",
        rest=rest,
        light=_declared(LIGHT),
        dark=_declared(DARK),
    )


def _declared(palette: Palette) -> str:
    return " ".join(f"{key}: {value};" for key, value in variables(palette).items())


def _drawn(figure: Figure, name: str) -> str:
    import matplotlib

    page = io.StringIO()
    # A fixed salt makes the ids of clip paths and markers a function of the drawing alone.
    with matplotlib.rc_context({"svg.fonttype": "none", "svg.hashsalt": name}):
        figure.savefig(page, format="svg", transparent=True, metadata={"Date": None})
    return page.getvalue()


def _restate(element: ElementTree.Element, name: str, pointed: set[str]) -> None:
    """Write an element's attributes as the page needs them; ids that nothing points to go."""
    given = dict(element.attrib)
    element.attrib.clear()
    for key, value in given.items():
        if key == "id" and value in pointed:
            element.set(key, f"{name}-{value}")
        elif key == f"{_XLINK}href":
            element.set("href", f"#{name}-{value.removeprefix('#')}")
        elif key in _GEOMETRY and not value.startswith(_UPRIGHT):
            short = _LONG_NUMBER.sub(lambda found: f"{float(found[0]):.2f}", value)
            element.set(key, " ".join(short.split()))
        elif key == "style" or "url(#" in value:
            element.set(key, _themed(value.replace("url(#", f"url(#{name}-")))
        elif key not in {"id", "transform"}:
            element.set(key, value)


def _themed(value: str) -> str:
    for variable, colour in variables(STAND_IN).items():
        value = value.replace(colour, f"var({variable})")
    return _FAMILY.sub("", value)


def _slim(parent: ElementTree.Element) -> None:
    """Take out what says nothing in a page: metadata, styles for a whole file, empty groups."""
    kept: list[ElementTree.Element] = []
    for child in parent:
        _slim(child)
        child.tail = None
        if child.tag == "g" and not child.attrib:
            kept += child
        elif not _is_idle(child):
            kept.append(child)
    parent[:] = kept
    if len(parent):
        parent.text = None


def _is_idle(element: ElementTree.Element) -> bool:
    if element.tag in {"defs", "g"}:
        return len(element) == 0
    return element.tag in {"metadata", "style"} or element.get("style") == "fill: none"


def _say(root: ElementTree.Element, tag: str, name: str, text: str) -> None:
    element = ElementTree.Element(tag, {"id": name})
    element.text = text
    root.insert(0, element)
