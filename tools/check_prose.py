"""Every activation has its prose in every language, and the languages say the same things."""

from __future__ import annotations

import sys
from collections.abc import Iterable

from actlas.atlas.prose.completeness import problems
from actlas.catalogue import names
from checker import tell


def main(activations: Iterable[str]) -> int:
    """Tell what the prose about these activations lacks; return the exit status."""
    return tell("prose", problems(activations))


if __name__ == "__main__":
    sys.exit(main(names()))
