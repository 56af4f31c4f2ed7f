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
from actlas.targets.proven import proven

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
    functions.expm1: "math.expm1({})",
    functions.log1p: "math.log1p({})",
    sigmoid: "sigmoid({})",
    functions.softplus: "softplus({})",
    functions.bell: "bell(*)",
    functions.normal: "normal({})",
    functions.sinc: "sinc(*)",
    functions.hypot1: "math.hypot(1, {})",
    functions.hypot1m1: "hypot1m1({})",
    functions.lift: "lift({})",
    functions.algebraic: "algebraic({})",
    functions.reciprocal: "reciprocal({})",
    functions.ceiling: "min({}, 118.0)",
    functions.where: "({1} if {0} else {2})",
    ramp: "max({}, 0.0)",
}


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
    arguments = signature(definition.parameters)
    primitives = without_clash(PRIMITIVES, name)
    if value[0].formula == sigmoid(Z):
        function = helper = sigmoid_source(name)
        primitives = primitives | {sigmoid: f"{name}({{}})"}  # whatever it is called here
    else:
        function = f"def {name}({arguments}):\n    return {_choice(value, name, primitives)}\n"
        helper = sigmoid_source("sigmoid")
    derivative = f"def {name}_prime({arguments}):\n{_remark(name, definition, slope)}"
    derivative += f"    return {_choice(slope, name, primitives)}\n"
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


def _choice(pieces: Branches, name: str, primitives: Mapping[Any, str] = PRIMITIVES) -> str:
    writer = Printer("plain", primitives, {Z: "z"})
    text = ""
    for branch in pieces:
        whole = branch.formula.is_Integer  # a float like every other result
        text += repr(float(branch.formula)) if whole else writer(branch.formula, name)
        if branch.condition is not sp.true:
            text += f" if {relation(writer, branch.condition, name)} else "
    return text
