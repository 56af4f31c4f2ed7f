"""What tests of native kernels share."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from collections.abc import Callable

import pytest

Finished = subprocess.CompletedProcess[str]


@pytest.fixture
def python() -> Callable[..., Finished]:
    """Run a snippet in a new interpreter; warnings and failures are the test's to look at."""

    def run(snippet: str, **environ: str) -> Finished:
        return subprocess.run(
            [sys.executable, "-W", "default", "-c", textwrap.dedent(snippet)],
            capture_output=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONIOENCODING": "utf-8", **environ},
            timeout=300,
            check=False,
        )

    return run
