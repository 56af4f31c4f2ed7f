"""Draw the pictures of the READMEs from the definitions: docs/images, one for each language."""

from __future__ import annotations

from pathlib import Path

import actlas
from actlas.atlas import prose
from actlas.atlas.plots import blank, draw

FOLDER = Path(__file__).parent.parent / "docs" / "images"
FILES = {"en": "activations.png", "es": "activaciones.png"}
COLUMNS = 4


def picture(lang: str, path: Path) -> None:
    """Draw f and f′ of every activation side by side."""
    activations = [actlas.get(name) for name in actlas.names()]
    rows = -(-len(activations) // COLUMNS)
    figure = blank(3.1 * COLUMNS, 2.5 * rows, dpi=110)
    for place, activation in enumerate(activations, start=1):
        ax = figure.add_subplot(rows, COLUMNS, place)
        draw(activation, ax, lang=lang)
        ax.set_title(prose.load(activation.name, lang).title, fontsize=12)
        ax.set_xlabel("")
        ax.legend(frameon=False, fontsize=8)
    figure.savefig(path, facecolor="white")


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for lang, file in FILES.items():
        picture(lang, FOLDER / file)
        print(FOLDER / file)
