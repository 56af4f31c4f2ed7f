"""What a traced function may do, by the names that Python, PyTorch and NumPy give it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sympy as sp
from sympy.core.relational import Relational
from sympy.logic.boolalg import BooleanAtom, BooleanFunction

from actlas.errors import BadExpression
from actlas.symbolic.functions import where
from actlas.symbolic.vocabulary import FUNCTIONS, SYNONYMS


def is_condition(value: Any) -> bool:
    """Say whether a value is a comparison, or several joined."""
    return isinstance(value, Relational | BooleanFunction | BooleanAtom)


def _number(value: Any) -> Any:
    """Return a comparison as 1 where it holds and 0 elsewhere, as arithmetic takes it."""
    return where(value, sp.S.One, sp.S.Zero) if is_condition(value) else value


def _arithmetic(operation: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *values, **named: operation(*map(_number, values), **named)


def _truth(value: Any) -> Any:
    if not is_condition(value):
        raise BadExpression("expected a comparison, as in z > 0")
    return value


def _where(condition: Any, input: Any, other: Any) -> Any:
    return where(_truth(condition), _number(input), _number(other))


def _clamp(u: Any, min: Any = None, max: Any = None, a_min: Any = None, a_max: Any = None) -> Any:
    low, high = (min if a_min is None else a_min), (max if a_max is None else a_max)
    u = u if low is None else sp.Max(u, low)
    return u if high is None else sp.Min(u, high)


def _softplus(u: Any, beta: Any = 1) -> Any:
    return FUNCTIONS["softplus"](beta * u) / beta


def _quotient(a: Any, b: Any) -> Any:
    if b == 0:
        raise BadExpression("this constant is no real number of reasonable size")
    return a / b


def _unequal(*_values: Any) -> Any:
    raise BadExpression("conditions compare with <, <=, > or >=")


_OTHERWISE = frozenset({"clip", "softplus", "sum", "where"})
"""Functions of formulas whose arguments PyTorch and NumPy order otherwise, or do not have."""
_ARITHMETIC: Mapping[str, Callable[..., Any]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "rsub": lambda a, b: b - a,
    "mul": lambda a, b: a * b,
    "truediv": _quotient,
    "rtruediv": lambda a, b: _quotient(b, a),
    "pow": lambda a, b: a**b,
    "rpow": lambda a, b: b**a,
    "neg": lambda a: -a,
    "pos": lambda a: a,
    "reciprocal": lambda a: _quotient(sp.S.One, a),
    "rsqrt": lambda a: _quotient(sp.S.One, sp.sqrt(a)),
    "exp2": lambda a: 2**a,
    "logaddexp": lambda a, b: sp.log(sp.exp(a) + sp.exp(b)),
    "clamp": _clamp,
    "clamp_min": sp.Max,
    "clamp_max": sp.Min,
    "softplus": _softplus,
    "float": lambda a: a,
    "double": lambda a: a,
    **{name: function for name, function in FUNCTIONS.items() if name not in _OTHERWISE},
}
_CONDITIONS: Mapping[str, Callable[..., Any]] = {
    "lt": sp.Lt,
    "le": sp.Le,
    "gt": sp.Gt,
    "ge": sp.Ge,
    "eq": _unequal,
    "ne": _unequal,
    "and": lambda a, b: sp.And(_truth(a), _truth(b)),
    "or": lambda a, b: sp.Or(_truth(a), _truth(b)),
    "invert": lambda a: sp.Not(_truth(a)),
}
_ALIKE = {
    "subtract": "sub",
    "multiply": "mul",
    "divide": "truediv",
    "true_divide": "truediv",
    "div": "truediv",
    "power": "pow",
    "float_power": "pow",
    "radd": "add",
    "rmul": "mul",
    "negative": "neg",
    "positive": "pos",
    "absolute": "abs",
    "fabs": "abs",
    "clip": "clamp",
    "less": "lt",
    "less_equal": "le",
    "greater": "gt",
    "greater_equal": "ge",
    "not_equal": "ne",
    "equal": "eq",
    "rdiv": "rtruediv",
    "expit": "sigmoid",
    "logical_and": "and",
    "bitwise_and": "and",
    "logical_or": "or",
    "bitwise_or": "or",
    "logical_not": "invert",
    "bitwise_not": "invert",
    "rand": "and",
    "ror": "or",
    **{other: name for other, name in SYNONYMS.items() if other.islower() and other != "clamp"},
}
_PLAIN = {
    **{name: _arithmetic(operation) for name, operation in _ARITHMETIC.items()},
    **_CONDITIONS,
    "where": _where,
}
OPERATIONS: Mapping[str, Callable[..., Any]] = {
    **_PLAIN,
    **{other: _PLAIN[name] for other, name in _ALIKE.items() if name in _PLAIN},
}
"""From a name to what makes SymPy of SymPy."""
