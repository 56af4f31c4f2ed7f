"""One line makes an activation that has what the built-in ones have, and goes where they go."""

from __future__ import annotations

import copy
import pickle
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from tests.pace import within

import actlas
from actlas import catalogue
from actlas.errors import BadExpression, BadParameter

BENT = "where(z > 0, z, alpha*(exp(z) - 1))"


@pytest.fixture
def bent() -> actlas.Activation:
    """A function of the tests' own, with a parameter and a kink."""
    return actlas.define("bent", BENT, alpha=0.5)


def test_it_computes_on_floats_arrays_and_tensors(bent: actlas.Activation) -> None:
    assert bent(2.0) == 2.0
    assert bent(-1.0) == pytest.approx(0.5 * (np.exp(-1) - 1), rel=1e-15)
    assert bent.prime(0.0) == 0.5
    assert bent(np.array([1.0, -1.0])).shape == (2,)
    z = torch.linspace(-3, 3, 13, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(bent, z + 0.01)
    assert bent(torch.tensor([-1e4, 1e4])).tolist() == [-0.5, 1e4]


def test_it_is_found_by_name_like_the_others(bent: actlas.Activation) -> None:
    assert "bent" in actlas.names()
    assert actlas.get("bent") == bent
    assert actlas.get("Bent(alpha=2)").label == "bent(alpha=2.0)"
    with pytest.raises(actlas.ActlasError, match="did you mean bent"):
        actlas.get("bentt")
    with pytest.raises(BadParameter, match="bent has no parameter 'beta'"):
        actlas.get("bent", beta=1)


def test_modules_functions_and_networks_take_it(bent: actlas.Activation) -> None:
    x = torch.tensor([-1.0, 2.0])
    assert torch.equal(actlas.functional.bent(x, alpha=0.5), bent(x))
    assert repr(actlas.nn.Bent(alpha=2.0)) == "Bent(alpha=2.0)"
    assert torch.equal(actlas.nn.Bent()(x), bent(x))
    net = actlas.NeuralNet(3, 4, activation="bent(alpha=2)")
    assert net(torch.zeros(2, 3)).shape == (2, 1)
    learned = bent.module(learn=("alpha",))
    learned(x).sum().backward()
    assert learned.alpha.grad.item() == pytest.approx(np.exp(-1) - 1)
    assert list(learned.state_dict()) == ["alpha"]
    again = bent.module(learn=("alpha",))
    again.load_state_dict(learned.state_dict())


def test_formulas_properties_and_plots_follow(bent: actlas.Activation) -> None:
    assert bent.properties.kinks == (0.0,)
    assert str(bent.properties.range) == "(-0.5, ∞)"
    assert "cases" in bent.latex()
    assert bent.mathml().startswith("<math")
    assert bent.plot() is not None
    plt.close("all")
    assert bent.notes == ()


def test_it_is_compared_with_the_others() -> None:
    actlas.define("mine", "tanh(softplus(z)) - e^(-z²)")
    found = actlas.compare(
        "iris",
        ["relu", "mine"],
        seeds=2,
        epochs=2,
        learning_rates=[0.01],
        hidden=(4,),
    )
    assert {row.label for row in found.rows} == {"relu", "mine"}


def test_the_report_of_a_comparison_shows_it(tmp_path: Path) -> None:
    actlas.define("mine", "|z| + z")
    found = actlas.compare(
        "iris", ["mine", "elu"], seeds=2, epochs=1, learning_rates=[0.01], hidden=(4,)
    )
    found.report(tmp_path / "report.html", "es")
    assert "mine" in (tmp_path / "report.html").read_text("utf-8")


def test_other_activations_are_functions_of_the_text() -> None:
    x = torch.linspace(-4, 4, 17, dtype=torch.float64)
    for text, theirs in {
        "silu(2*z)": lambda z: torch.nn.functional.silu(2 * z),
        "elu(z, alpha=0.5)": lambda z: torch.nn.functional.elu(z, 0.5),
        "elu(z, 0.5)": lambda z: torch.nn.functional.elu(z, 0.5),
        "leaky_relu(z, slope)": lambda z: torch.nn.functional.leaky_relu(z, 0.3),
        "elu(silu(z))": lambda z: torch.nn.functional.elu(torch.nn.functional.silu(z)),
        "tanh(softplus(z))*z": torch.nn.functional.mish,
        "softplus(z, beta=2)": lambda z: torch.nn.functional.softplus(z, 2),
        "gelu(z) + z": lambda z: torch.nn.functional.gelu(z) + z,
    }.items():
        given = {"slope": 0.3} if "slope" in text else {}
        mine = actlas.define("mine", text, **given)
        torch.testing.assert_close(mine(x), theirs(x), rtol=1e-12, atol=1e-15)


def test_what_a_formula_called_stays_what_it_was() -> None:
    actlas.define("inner", "2*z")
    outer = actlas.define("outer", "inner(z) + 1")
    actlas.define("inner", "3*z")
    assert outer(1.0) == actlas.get("outer")(1.0) == 3.0
    assert actlas.get("inner")(1.0) == 3.0


def test_the_same_definition_again_changes_nothing(bent: actlas.Activation) -> None:
    kind = actlas.nn.Bent
    again = actlas.define("bent", "x if x > 0 else α·(e^x − 1)", α=0.5)
    assert again == bent
    assert actlas.nn.Bent is kind


def test_another_definition_leaves_what_was_made_before_alone(bent: actlas.Activation) -> None:
    module = bent.module()
    other = actlas.define("bent", "3*z")
    assert other(1.0) == actlas.get("bent")(1.0) == 3.0
    x = torch.tensor([-1.0])
    for kept in (bent, module, copy.deepcopy(module), pickle.loads(pickle.dumps(bent))):
        assert kept(x).item() == pytest.approx(0.5 * (np.exp(-1) - 1))
    assert repr(copy.deepcopy(module)) == "Bent(alpha=0.5)"
    assert bent.module()(x).item() < 0
    assert bent != other


@pytest.mark.parametrize("name", ["elu", "ELU", "LeakyReLU", "swish"])
def test_a_built_in_name_stays(name: str) -> None:
    with pytest.raises(BadExpression, match="is taken by"):
        actlas.define(name, "2*z")


@pytest.mark.parametrize(
    "name",
    ["exp", "z", "pi", "torch", "lambda", "abs", "if", "2z", "a b", "_a", "a_", "ñ", "", "σ"],
)
def test_a_name_that_means_something_else_is_refused(name: str) -> None:
    with pytest.raises(BadExpression, match=r"choose another name|a name is Latin letters"):
        actlas.define(name, "2*z")


def test_parameters_have_domains_and_may_learn() -> None:
    unit = actlas.Interval(0, 1, closed_low=True, closed_high=True)
    mine = actlas.define(
        "mine",
        "slope*z + |z|",
        slope=actlas.Parameter("slope", 0.25, "how steep", domain=unit, learned=True),
    )
    assert list(dict(mine.module().named_parameters())) == ["slope"]
    with pytest.raises(BadParameter, match=re.escape("slope of mine must be a number in [0, 1]")):
        actlas.get("mine", slope=2)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"alpha": "1"}, "is a finite number or an actlas.Parameter"),
        ({"alpha": True}, "is a finite number or an actlas.Parameter"),
        ({"alpha": float("nan")}, "is a finite number or an actlas.Parameter"),
        ({"alpha": None}, "is a finite number or an actlas.Parameter"),
        ({"alpha": actlas.Parameter("beta", 1.0)}, "call both alike"),
        ({}, "a parameter needs a default"),
        ({"alpha": 1.0, "beta": 2.0}, "the parameter beta does not appear"),
        ({"alpha": 1.0, "exp": 2.0}, "'exp' already means something"),
    ],
)
def test_wrong_parameters_are_refused(given: dict[str, Any], said: str) -> None:
    with pytest.raises(actlas.ActlasError, match=said):
        actlas.define("mine", "alpha*z", **given)


def test_one_line_says_it_all() -> None:
    mine = actlas.define("mine(x, alpha=0.5, b=-1e-3) = max(x, alpha*x) + b")
    assert dict(mine.parameters) == {"alpha": 0.5, "b": -0.001}
    assert mine(-2.0) == -1.001
    assert catalogue.headline("mine") == "mine(z) = max(x, alpha*x) + b"


@pytest.mark.parametrize(
    "line", ["mine", "= z", "mine(a=) = z", "mine(a) = a*z", "mine == z", "m(n=1,n=2)=n*z"]
)
def test_a_line_of_another_form_is_refused(line: str) -> None:
    with pytest.raises(BadExpression, match=r"name = formula|needs a default|twice"):
        actlas.define(line)


@pytest.mark.parametrize("given", [(None,), (5,), ("mine", 5), ("mine", b"z"), (["mine", "z"],)])
def test_what_is_no_definition_is_refused(given: tuple[Any, ...]) -> None:
    with pytest.raises(BadExpression):
        actlas.define(*given)


def test_text_goes_round_for_every_activation() -> None:
    for name in actlas.names():
        built_in = actlas.get(name)
        if built_in.elementwise and not built_in.definition.drawn:
            given = {each.name: each for each in built_in.definition.parameters}
            mine = actlas.define("mine", built_in.text, **given)
            assert mine.text == built_in.text


def test_pickles_are_read_where_nothing_was_defined(
    bent: actlas.Activation, tmp_path: Path, fresh_python: Callable[..., str]
) -> None:
    actlas.define("folded", "|z|·2 if z < 3 else z²")
    net = actlas.NeuralNet(2, 3, activation="folded")
    saved = (bent, actlas.get("bent", alpha=2.0), bent.module(learn=("alpha",)), net)
    (tmp_path / "saved").write_bytes(pickle.dumps(saved))
    torch.save(net, tmp_path / "net.pt")
    printed = fresh_python(
        f"""
        import pickle, torch
        bent, steep, module, net = pickle.load(open({str(tmp_path / "saved")!r}, "rb"))
        print(bent.text, steep.label, module, net.hidden(-1.0))
        print(torch.load({str(tmp_path / "net.pt")!r}, weights_only=False)(torch.zeros(1, 2)).shape)
        import actlas
        print(actlas.get("bent") == bent, actlas.get("folded").prime(0.0))
        """
    )
    assert printed.splitlines() == [
        f"{BENT} bent(alpha=2.0) Bent(alpha: 1 learned) 2.0",
        "torch.Size([1, 1])",
        "True 0.0",
    ]


def test_a_pickle_of_a_later_form_is_refused(bent: actlas.Activation) -> None:
    from actlas.define import restored, saved

    table = saved("bent", bent.definition) | {"version": 99}
    with pytest.raises(actlas.ActlasError, match="written by another actlas"):
        restored(table, {})


def test_it_takes_at_most_a_second() -> None:
    actlas.define("warm", "elu(z)")
    with within(1):
        mine = actlas.define(
            "mine", "where(z > 1, silu(z), alpha*z*tanh(log(1 + exp(z))))", alpha=1.0
        )
    assert mine.elementwise


def test_importing_actlas_stays_light(fresh_python: Callable[..., str]) -> None:
    heavy = fresh_python(
        """
        import sys
        import actlas
        actlas.Parameter("alpha", 1.0)
        print([each for each in ("sympy", "torch", "numpy") if each in sys.modules])
        actlas.define("mine", "2*z")
        print("torch" in sys.modules)
        """
    )
    assert heavy.split() == ["[]", "False"]


def test_the_package_is_the_function(fresh_python: Callable[..., str]) -> None:
    assert (
        fresh_python(
            "import actlas.define.text, actlas; print(actlas.define('mine = 2*z')(1.0))"
        ).strip()
        == "2.0"
    )
