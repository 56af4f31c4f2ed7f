"""Slopes in the function's own output, for kernels: σ′ = y·(1 - y) needs no second exponential.

Autograd then saves y, which the next layer keeps anyway, in place of z. Conditions on z become
conditions on y, so they hold where f rises through the break; `holds_for` asks the eager forms
whether that is so for given parameters.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

import torch

from actlas import store
from actlas.definition import Elementwise
from actlas.targets.kernels import kernel as eager
from actlas.targets.workshop import build, undisturbed


@cache
def source(definition: Elementwise) -> str:
    """Return eager source of f′ where its argument z is the output; empty where there is no form.

    Example:
        >>> from actlas.catalogue import definition
        >>> "def slope(z):" in source(definition("tanh")), source(definition("gelu"))
        (True, '')
    """
    text: str = store.kept("slope in the output", definition, lambda: _derived(definition))
    return text


def _derived(definition: Elementwise) -> str:
    import sympy as sp

    from actlas.symbolic.calculus import Branch, branches
    from actlas.symbolic.functions import Z
    from actlas.symbolic.output_form import Y, derivative_of_output
    from actlas.targets.eager import write

    form = derivative_of_output(definition)
    if form is None or definition.surrogate is not None:
        return ""
    pairs = form.args if isinstance(form, sp.Piecewise) else ((form, sp.true),)
    pieces = []
    for formula, condition in pairs:
        if condition != sp.true:
            if condition.lhs != Z:
                return ""
            values = {each.formula.subs(Z, condition.rhs) for each in branches(definition)}
            if len(values) != 1:
                return ""
            pieces.append(Branch(formula.subs(Y, Z), condition.func(Z, values.pop())))
        else:
            pieces.append(Branch(formula.subs(Y, Z), condition))
    with undisturbed():
        return write(definition, tuple(pieces), "slope", 1)


@cache
def kernel(definition: Elementwise) -> Any:
    """Return the eager kernel that `source` describes."""
    return build(source(definition), "slope")


_GRID = (*(-(2.0**k) for k in range(5, -24, -1)), 0.0, *(2.0**k for k in range(-23, 6)))


@lru_cache(maxsize=1024)
def holds_for(definition: Elementwise, parameters: tuple[float, ...]) -> bool:
    """Say whether the slope has a form in the output that is right for these parameters."""
    if "torch.where(" not in source(definition):
        return bool(source(definition))
    with undisturbed(), torch.no_grad():
        z = torch.tensor(_GRID, dtype=torch.float64)
        y = eager(definition)(z, *parameters)
        found = kernel(definition)(y, *parameters)
        wanted = eager(definition, 1)(z, *parameters)
        return torch.allclose(found, wanted, rtol=1e-6, atol=1e-9)
