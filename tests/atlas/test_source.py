"""Every source that is printed runs, reads well, and gives the numbers of actlas."""

from __future__ import annotations

import ast
import io
import math
import re
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import pytest
import torch
from tests.conftest import COURSE
from tests.contract.cases import other_than_default

import actlas
from actlas import catalogue
from actlas.activation import Activation
from actlas.atlas.prose import load
from actlas.atlas.source import NUMBERS, activation_source, network_source, plain_source
from actlas.errors import ActlasError, BadInput, UnknownName, UsageError
from actlas.language import use
from actlas.nn.network import STYLES

NAMES = actlas.names()
ELEMENTWISE = [name for name in NAMES if actlas.get(name).elementwise]
VECTORS = [name for name in NAMES if not actlas.get(name).elementwise]
TUNABLE = [name for name in NAMES if actlas.get(name).parameters]
# Ordinary numbers, both zeros, the edges of exp in float32 and float64, and far beyond.
SIZES = (1e-9, 0.5, 1.0, 5.0, 20.0, 89.0, 710.0, 1000.0, 1e300)
GRID = [0.0, -0.0, *(sign * z for z in SIZES for sign in (-1, 1))]
TINY = 1024 * sys.float_info.min
"""Below it floats lose digits, and torch's sigmoid gives 0 where exp(z) is still a number: its
multiples with it."""
KNOWN = {
    "softmax": [0.0120, 0.0889, 0.2418, 0.6572],
    "sigmoid": [0.2689, 0.7311, 0.8808, 0.9526],
    "tanh": [-0.7616, 0.7616, 0.9640, 0.9951],
    "relu": [0, 1, 2, 3],
    "leaky_relu": [-0.0100, 1, 2, 3],
    "elu": [-0.6321, 1, 2, 3],
}
HIDDEN = [*ELEMENTWISE, *(f"{name}(dim=-1)" for name in VECTORS), "elu(alpha=0.5)"]


def run(source: str) -> tuple[dict[str, Any], list[str]]:
    """Execute a printed file; return what it defined and the lines that it printed."""
    namespace: dict[str, Any] = {}
    printed = io.StringIO()
    with redirect_stdout(printed):
        exec(compile(source, "<printed>", "exec"), namespace)
    return namespace, printed.getvalue().splitlines()


def one_vector(activation: Activation) -> Activation:
    if activation.elementwise:
        return activation
    return actlas.get(activation.name, dim=0, **activation.parameters)


@pytest.mark.parametrize("name", NAMES)
def test_the_printed_file_shows_f_and_its_derivative_and_both_forms_of_pytorch(name: str) -> None:
    activation = one_vector(actlas.get(name))
    x = torch.tensor(NUMBERS)
    namespace, printed = run(activation_source(name))
    values, *slopes = (ast.literal_eval(line) for line in printed[:-2])
    slope: Any = slopes if len(slopes) > 1 else slopes[0]
    torch.testing.assert_close(torch.tensor(values), activation(x))
    torch.testing.assert_close(torch.tensor(slope), activation.prime(x))
    # Where the module learns, its output says that it has a gradient.
    by_module = re.sub(r",\s+grad_fn=<\w+>", "", printed[-1])
    assert printed[-2] == by_module == str(activation(x))
    torch.testing.assert_close(namespace["module"](x), activation(x))


@pytest.mark.parametrize("name", KNOWN)
def test_the_printed_file_gives_the_answers_that_the_notebook_knew(name: str) -> None:
    namespace, printed = run(activation_source(name))
    assert ast.literal_eval(printed[0]) == pytest.approx(KNOWN[name], abs=5e-5)
    assert namespace["module"](namespace["x"]).tolist() == pytest.approx(KNOWN[name], abs=5e-5)


def test_the_printed_file_runs_in_a_fresh_interpreter(fresh_python: Callable[..., str]) -> None:
    assert fresh_python(activation_source("elu")).count("\n") == 4


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_plain_python_agrees_with_actlas_wherever_it_is_asked_and_never_overflows(
    name: str,
) -> None:
    activation = actlas.get(name)
    namespace, _ = run(plain_source(activation))
    f, prime = namespace[name], namespace[f"{name}_prime"]
    for z in GRID:
        if math.isinf(z) and math.isnan(f(z)):
            continue  # where a limit stands is more than a learner's formula says
        assert f(z) == pytest.approx(activation(z), rel=1e-13, abs=TINY), z
        assert prime(z) == pytest.approx(activation.prime(z), rel=1e-13, abs=TINY), z
        assert type(f(z)) is type(prime(z)) is float


@pytest.mark.parametrize("vector", [[1000.0, 0.0], [-1000.0, 1000.0, 999.0], [0.5], list(NUMBERS)])
@pytest.mark.parametrize("name", VECTORS)
def test_plain_python_of_a_vector_activation_gives_the_outputs_and_the_jacobian(
    name: str, vector: list[float]
) -> None:
    activation = actlas.get(name, dim=0)
    vector = vector * activation.width_in  # as many as make whole groups
    namespace, _ = run(plain_source(activation))
    assert namespace[name](vector) == pytest.approx(activation(vector).tolist(), rel=1e-13)
    rows = namespace[f"{name}_prime"](vector)
    assert len(rows) == len(namespace[name](vector))
    for row, expected in zip(rows, activation.prime(vector).tolist(), strict=True):
        assert row == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize("name", TUNABLE)
def test_bound_parameters_become_the_printed_defaults(name: str) -> None:
    first = catalogue.definition(name).parameters[0]
    label = actlas.get(name, **{first.name: other_than_default(first)}).label
    namespace, _ = run(activation_source(label))
    activation = one_vector(actlas.get(label))
    z: Any = -2.0 if activation.elementwise else list(NUMBERS)
    assert namespace[name](z) == pytest.approx(activation(z))
    torch.testing.assert_close(
        namespace["module"](torch.tensor(NUMBERS)), activation(torch.tensor(NUMBERS))
    )


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("hidden", HIDDEN)
def test_a_printed_network_loads_the_state_of_either_style_and_gives_the_same_numbers(
    hidden: str, style: str
) -> None:
    namespace, printed = run(network_source(style, hidden))
    assert "grad_fn" in printed[-1]
    # 512 hidden numbers fill whole vector registers: in what is left over, torch's own ELU may
    # differ from itself in the last bit.
    x = torch.randn(64, 4, generator=torch.Generator().manual_seed(0))
    for other in STYLES:
        torch.manual_seed(1)
        ours = actlas.NeuralNet(4, 8, activation=hidden, style=other)
        printed_net = namespace["NeuralNet"](4, 8)
        printed_net.load_state_dict(ours.state_dict())
        # PyTorch's own function and the derived form may round the last place otherwise.
        got, wanted = printed_net.eval()(x), ours.eval()(x)
        torch.testing.assert_close(got, wanted, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("hidden", HIDDEN)
def test_the_printed_network_has_the_attributes_of_the_one_in_actlas(hidden: str) -> None:
    namespace, _ = run(network_source("module", hidden))
    printed = dict(namespace["NeuralNet"](4, 8).named_children())
    ours = actlas.NeuralNet(4, 8, activation=hidden)
    assert printed.keys() == dict(ours.named_children()).keys()


@pytest.mark.parametrize("lang", ["en", "es"])
def test_printed_sources_are_formatted_and_linted_as_ruff_would_have_them(
    lang: str, tmp_path: Path
) -> None:
    with use(lang):
        for name in sorted(COURSE):
            (tmp_path / f"{name}.py").write_text(activation_source(name), encoding="utf-8")
        for style in STYLES:
            for number, hidden in enumerate(("relu", "elu(alpha=0.5)", "softmax(dim=-1)")):
                file = tmp_path / f"network_{style}_{number}.py"
                file.write_text(network_source(style, hidden), encoding="utf-8")
    ruff = [sys.executable, "-m", "ruff"]
    settings = ["--isolated", "--no-cache", "--line-length", "100", str(tmp_path)]
    for command in (["format", "--diff"], ["check", "--select", "B,C4,E,F,I,PIE,SIM,W"]):
        done = subprocess.run(
            [*ruff, *command, *settings],
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,  # within the project, actlas would count as its own package
        )
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("lang", ["en", "es"])
def test_the_printed_file_opens_with_the_full_name_in_the_language_in_use(lang: str) -> None:
    with use(lang):
        assert activation_source("elu").startswith(f"# {load('elu', lang).full_name}\n")


def test_an_activation_that_pytorch_lacks_is_printed_with_the_forms_of_actlas(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "definitions").mkdir()
    (tmp_path / "definitions" / "softbump.py").write_text(
        '"""Softbump: z times the logistic function."""\n'
        "from actlas.definition import Elementwise, Piece\n"
        'definition = Elementwise(pieces=(Piece("z / (1 + exp(-z))"),), references=())\n'
    )
    monkeypatch.setenv("ACTLAS_PATH", str(tmp_path))
    source = activation_source("softbump")
    assert source.startswith("# Softbump: z times the logistic function.\n")
    namespace, _ = run(source)
    for z in GRID:
        assert namespace["softbump"](z) == pytest.approx(actlas.get("softbump")(z), rel=1e-13)
    assert type(namespace["module"]) is actlas.nn.Softbump
    run(network_source("functional", "softbump"))


@pytest.mark.parametrize(
    ("attempt", "error", "says"),
    [
        (lambda: activation_source("elo"), UnknownName, "elu"),
        (lambda: activation_source("softmax(dim=1)"), UsageError, "softmax(dim=0)"),
        (lambda: network_source("classes"), UsageError, "module | functional"),
        (lambda: network_source("module", "softmax"), BadInput, "softmax(dim=-1)"),
    ],
)
def test_what_cannot_be_printed_is_refused_with_the_next_step(
    attempt: Callable[[], str], error: type[ActlasError], says: str
) -> None:
    with pytest.raises(error) as caught:
        attempt()
    assert says in str(caught.value)
