"""What the checkers share: where the project lies, and how problems are told."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def tell(what: str, problems: Iterable[str]) -> int:
    """Print each problem on a line of its own, then the count; return the exit status."""
    found = list(problems)
    for problem in found:
        print(problem)
    print(f"{what}: {len(found) or 'no'} problem{'' if len(found) == 1 else 's'}", file=sys.stderr)
    return 1 if found else 0
