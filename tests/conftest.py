"""What every test may lean on: the same start each time, and a fresh interpreter on request."""

from __future__ import annotations

import gc
import gettext
import os
import random
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

# Both are read when the libraries are loaded. Workers share the cores: one thread each.
os.environ.setdefault("MPLBACKEND", "Agg")
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault("OMP_NUM_THREADS", "1")

# Forms derived by one run or worker serve the others; their names tell whether they still hold.
os.environ.setdefault("ACTLAS_CACHE", str(Path(__file__).parents[1] / ".pytest_cache" / "actlas"))

import pytest
from hypothesis import settings

from actlas import catalogue, language

# On a server every run tries the same examples; at a desk each tries new ones.
settings.register_profile("server", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("server")

# A worker keeps what thousands of tests have compiled, which need not be searched each second.
gc.set_threshold(100_000, 50, 100)

SEED = 20260301
COURSE = frozenset({"linear", "softmax", "sigmoid", "tanh", "relu", "leaky_relu", "elu"})
ALWAYS = (
    *("test_definition.py", "test_contract.py", "test_vectors.py", "test_gated.py"),
    *("test_mutations.py", "test_literature.py", "test_tensors.py", "test_opinfo.py"),
)
"""Rooms whose tests look at every activation each time; the others look at the course's."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave to the slow tests what repeats a question for one activation after another."""
    from actlas import catalogue

    later = set(catalogue.names()) - COURSE
    for item in items:
        case = getattr(item, "callspec", None)
        if case is None or item.path.name in ALWAYS:
            continue
        asked = {_activation(value) for value in case.params.values()}
        if asked & later and not asked & COURSE:
            item.add_marker(pytest.mark.slow)


def _activation(value: object) -> str:
    """Return the name of the activation that a test's parameter speaks of."""
    name = value if isinstance(value, str) else getattr(value, "name", "")
    return name.partition("(")[0] if isinstance(name, str) else ""


@pytest.fixture(autouse=True)
def same_start(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Begin every test in English, without anyone's settings, with the same random numbers."""
    for variable in ("ACTLAS_PATH", "LANGUAGE", "LC_ALL", "LC_MESSAGES"):
        # Set first, so that whatever the test makes of the variable is undone after it.
        monkeypatch.setenv(variable, "")
        monkeypatch.delenv(variable)
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(language, "_process_language", language.SOURCE_LANGUAGE)
    random.seed(SEED)
    for name in ("numpy", "torch"):
        if name in sys.modules:
            _seed(name)
    domain = gettext.textdomain()
    yield
    gettext.textdomain(domain)
    for name in catalogue.defined():
        catalogue.forget(name)


def _seed(library: str) -> None:
    if library == "torch":
        sys.modules["torch"].manual_seed(SEED)
    else:
        sys.modules["numpy"].random.seed(SEED)


@pytest.fixture
def fresh_python() -> Callable[..., str]:
    """Run a snippet in a new interpreter and return what it printed; its failure is the test's."""

    def run(snippet: str, **environ: str) -> str:
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", textwrap.dedent(snippet)],
            capture_output=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONIOENCODING": "utf-8", **environ},
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run
