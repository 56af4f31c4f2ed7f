"""The plain target: a function and its derivative in the standard library's Python.

This is how the notebook taught: `def elu(z, alpha): ...`, without brackets lost or overflow. What
is printed is read by learners: it says why wherever it is longer than the formula on paper.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy as sp

from actlas.definition import Elementwise, Kind, Parameter
from actlas.language import _
from actlas.symbolic import functions
from actlas.symbolic.calculus import Branches
from actlas.symbolic.functions import Z, ramp, sigmoid
from actlas.symbolic.output_form import Y, derivative_of_output
from actlas.targets.helpers import helpers, without_clash
from actlas.targets.printer import Printer, relation
from actlas.targets.proven import GRID, proven

PRIMITIVES = {
    sp.exp: "math.exp({})",
    sp.log: "math.log({})",
    sp.tanh: "math.tanh({})",
    sp.sin: "math.sin({})",
    sp.cos: "math.cos({})",
    sp.atan: "math.atan({})",
    sp.erf: "math.erf({})",
    sp.erfc: "math.erfc({})",
    sp.Abs: "abs({})",
    sp.sign: "(({0} > 0) - ({0} < 0))",
    sp.Max: "max(*)",
    sp.Min: "min(*)",
    functions.expm1: "math.expm1({})",
    functions.log1p: "math.log1p({})",
    sigmoid: "sigmoid({})",
    functions.softplus: "softplus({})",
    functions.bell: "bell(*)",
    functions.normal: "normal({})",
    functions.sinc: "sinc(*)",
    functions.wave: "wave(*)",
    functions.hypot1: "math.hypot(1, {})",
    functions.hypot1m1: "hypot1m1({})",
    functions.lift: "lift({})",
    functions.arsinh: "math.asinh({})",
    functions.algebraic: "algebraic({})",
    functions.reciprocal: "reciprocal({})",
    functions.ceiling: "min({}, 118.0)",
    functions.where: "({1} if {0} else {2})",
    ramp: "max({}, 0.0)",
}
_GUARDED = {
    sp.exp: "exp({})",
    functions.expm1: "expm1({})",
    sp.log: "log({})",
    functions.log1p: "log1p({})",
}
"""What takes the place of functions that raise an error where the result is no finite number."""


_SIGMOID = """def {name}(z):
    if z >= 0:
        return 1 / (1 + math.exp(-z))
    # {comment}
    return math.exp(z) / (1 + math.exp(z))
"""


def source(name: str, definition: Kind) -> str:
    """Return runnable Python that defines NAME and NAME_prime, and imports `math` where needed.

    An elementwise function takes and returns a float; one that works along a dimension takes and
    returns lists, and its derivative is the Jacobian as a list of rows. No argument overflows where
    the value is finite.

    Args:
        name: the function's name in the source.
        definition: the activation; its parameters' defaults become the arguments' defaults.

    Raises:
        BadExpression: the target lacks a primitive that the formula needs.

    Example:
        >>> from actlas.catalogue import definition
        >>> print(source("leaky_relu", definition("leaky_relu")))
        def leaky_relu(z, negative_slope=0.01):
            return z if z > 0 else negative_slope * z
        <BLANKLINE>
        <BLANKLINE>
        def leaky_relu_prime(z, negative_slope=0.01):
            return 1.0 if z > 0 else negative_slope
        <BLANKLINE>
    """
    if isinstance(definition, Elementwise):
        functions = elementwise(name, definition)
    else:
        from actlas.targets import plain_lists

        functions = plain_lists.functions(name, definition)
    needed = "import math\n\n\n" if "math." in functions else ""
    return needed + functions


def signature(parameters: tuple[Parameter, ...]) -> str:
    """Return z and the parameters, with their defaults, as arguments."""
    return ", ".join(("z", *(f"{each.name}={each.default!r}" for each in parameters)))


def elementwise(name: str, definition: Elementwise) -> str:
    """Return the functions of an elementwise activation, without imports."""
    value, slope = proven(definition), proven(definition, 1)
    plain = _functions(name, definition, value, slope, PRIMITIVES)
    if not _raises(name, definition, plain):
        return plain
    return _functions(name, definition, value, slope, PRIMITIVES | _GUARDED, power="power({}, {})")


def _raises(name: str, definition: Elementwise, text: str) -> bool:
    """Say whether printed functions raise an error for some number, as powers far out do."""
    functions: dict[str, Any] = {}
    exec(f"import math\n\n{text}", functions)  # noqa: S102 - our own text
    defaults = {each.name: each.default for each in definition.parameters}
    trials = [defaults]
    for each in definition.parameters:
        others = (each.default * factor for factor in (4, 0.25))
        trials += [defaults | {each.name: value} for value in others if value in each.domain]
    for given in trials:
        for z in GRID:
            try:
                functions[name](z, **given)
                functions[f"{name}_prime"](z, **given)
            except (ArithmeticError, ValueError):
                return True
    return False


def _functions(
    name: str,
    definition: Elementwise,
    value: Branches,
    slope: Branches,
    table: Mapping[Any, str],
    power: str = "",
) -> str:
    arguments = signature(definition.parameters)
    primitives = {key: without_clash(text, name) for key, text in table.items()}
    power = without_clash(power, name)
    if value[0].formula == sigmoid(Z):
        function = helper = sigmoid_source(name)
        primitives = primitives | {sigmoid: f"{name}({{}})"}  # whatever it is called here
    else:
        function = (
            f"def {name}({arguments}):\n    return {_choice(value, name, primitives, power)}\n"
        )
        helper = sigmoid_source("sigmoid")
    derivative = f"def {name}_prime({arguments}):\n{_remark(name, definition, slope)}"
    derivative += f"    return {_choice(slope, name, primitives, power)}\n"
    parts = [function, derivative]
    if helper != function and any(each.formula.has(sigmoid) for each in (*value, *slope)):
        # A helper stands above the first function that calls it.
        parts.insert(0 if "sigmoid(" in function else 1, helper)
    return "\n\n".join((*helpers("\n".join(parts)), *parts))


def sigmoid_source(name: str) -> str:
    """Return a sigmoid that never overflows, under that name."""
    return _SIGMOID.format(name=name, comment=_("The same number; here exp(-z) could overflow."))


def _remark(name: str, definition: Elementwise, slope: Branches) -> str:
    """Say what a derivative in sigmoids is in the function's own output, as textbooks write it."""
    short = derivative_of_output(definition)
    if short is None or len(slope) > 1 or not slope[0].formula.has(sigmoid):
        return ""
    passed = ", ".join(("z", *(each.name for each in definition.parameters)))
    text = Printer("plain", PRIMITIVES, {Y: "y"})(sp.expand(short), name)
    remark = _("With y = {call} this is {formula}, which would lose its digits far from zero.")
    return f"    # {remark.format(call=f'{name}({passed})', formula=text)}\n"


def _choice(pieces: Branches, name: str, primitives: Mapping[Any, str], power: str) -> str:
    writer = Printer("plain", primitives, {Z: "z"}, power=power)
    text = ""
    for branch in pieces:
        whole = branch.formula.is_Integer  # a float like every other result
        text += repr(float(branch.formula)) if whole else writer(branch.formula, name)
        if branch.condition is not sp.true:
            text += f" if {relation(writer, branch.condition, name)} else "
    return text
