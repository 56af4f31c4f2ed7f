"""Write the catalogue as pages, docs/catalogue.md and docs/catalogo.md, from the definitions."""

from __future__ import annotations

import sys
from pathlib import Path

from actlas.atlas.index import FILES, catalogue_page
from checker import ROOT


def main(folder: Path = ROOT / "docs") -> int:
    """Write one page for each language."""
    for lang, file in FILES.items():
        (folder / file).write_text(catalogue_page(lang), encoding="utf-8")
        print(folder / file)
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
