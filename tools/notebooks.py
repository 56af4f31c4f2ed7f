"""Write the course as notebooks, in every language, run and with their outputs.

python tools/notebooks.py            into notebooks/
python tools/notebooks.py FOLDER     into another folder
"""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat

from actlas.atlas.execution import execute
from actlas.atlas.notebooks import build, file_name
from actlas.atlas.prose import languages
from checker import ROOT


def main(folder: Path = ROOT / "notebooks") -> int:
    """Write one notebook for each language."""
    folder.mkdir(parents=True, exist_ok=True)
    for lang in languages():
        file = folder / file_name(lang)
        nbformat.write(execute(build(lang)), file)
        print(f"{file}: {file.stat().st_size / 1024:.0f} KiB")
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
