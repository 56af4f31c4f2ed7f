"""The colours of plots and pages, by what they are for.

A plot that stands alone has real colours. In a page it has stand-ins, which `actlas.atlas.svg`
replaces by CSS variables of the same names, so that one drawing serves light and dark. This room
imports the standard library alone.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields


@dataclass(frozen=True, slots=True)
class Palette:
    """One colour for each purpose, as `#rrggbb`.

    Series colours are those of Okabe and Ito, which readers with any of the common colour
    deficiencies can tell apart, made darker or lighter until they stand out from the paper (at
    least 3 : 1). A series is never known by its colour alone.

    Reference:
        Okabe, M. and Ito, K. (2008). Color universal design: how to make figures and presentations
        that are friendly to colorblind people. https://jfly.uni-koeln.de/color/.
    """

    paper: str
    """Behind everything."""
    wash: str
    """Behind a table's head and other panels."""
    ink: str
    """Text and axes."""
    muted: str
    """Text of less weight, and what stands behind the subject of a plot."""
    rule: str
    """Lines of grids and tables."""
    accent: str
    """Links, and the subject of a plot; f."""
    slope: str
    """f′, beside f."""
    series0: str
    series1: str
    series2: str
    series3: str
    series4: str
    series5: str
    series6: str
    series7: str

    @property
    def series(self) -> tuple[str, ...]:
        """Eight colours for curves that share a plot."""
        return tuple(getattr(self, f"series{i}") for i in range(8))


LIGHT = Palette(
    paper="#fdfcf9",
    wash="#f4f1e9",
    ink="#201e1b",
    muted="#625c53",
    rule="#d8d2c6",
    accent="#0b5c93",
    slope="#c04a00",
    series0="#0072b2",
    series1="#d55e00",
    series2="#008a64",
    series3="#b5538c",
    series4="#a87400",
    series5="#2f8fc6",
    series6="#201e1b",
    series7="#8c8100",
)

DARK = Palette(
    paper="#17191c",
    wash="#20242a",
    ink="#e9e5dd",
    muted="#aaa59b",
    rule="#3d4249",
    accent="#7dbfec",
    slope="#f0945a",
    series0="#3d92d3",
    series1="#ec7434",
    series2="#1fb58b",
    series3="#d98cb9",
    series4="#e69f00",
    series5="#8fd2f5",
    series6="#e9e5dd",
    series7="#f0e442",
)

STAND_IN = Palette(
    **{field.name: f"#f0{i:02x}0e" for i, field in enumerate(fields(Palette), start=1)}
)
"""Colours that nobody sees: each one is replaced by the CSS variable of its name."""


def variables(palette: Palette) -> dict[str, str]:
    """Return the palette as CSS custom properties.

    Example:
        >>> variables(LIGHT)["--ink"]
        '#201e1b'
    """
    return {f"--{name}": colour for name, colour in asdict(palette).items()}
