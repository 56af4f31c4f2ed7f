"""From a Python function to a formula: it is called once, with a symbol in place of z.

The symbol takes part in arithmetic and comparisons, in PyTorch's functions through
`__torch_function__` and in NumPy's through `__array_ufunc__` and `__array_function__`. What needs a
number (`if z > 0`, `math.exp`, `float(z)`) is refused with what to write instead.
"""

from __future__ import annotations

import inspect
import math
import numbers
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

import sympy as sp

from actlas.define.operations import OPERATIONS, is_condition
from actlas.define.text import from_text
from actlas.define.words import check_name, parameters_of
from actlas.definition import Elementwise, Parameter
from actlas.errors import ActlasError, BadExpression
from actlas.symbolic import references
from actlas.symbolic.functions import Z
from actlas.symbolic.references import symbol
from actlas.symbolic.writer import written

_LARGEST = 2_000
"""Nodes of a formula, all parts written out, that would not fit into the longest text."""


def from_function(function: Callable[..., Any], called: Any = None) -> tuple[str, Elementwise, str]:
    """Return name, definition and headline of the activation that a Python function computes.

    Args:
        function: a function of z, and of parameters with numbers or `Parameter`s as defaults.
        called: the activation's name; that of the function unless given.

    Raises:
        BadExpression: it does something with z that no formula can say.

    Example:
        >>> def bent(z, alpha=0.5):
        ...     "A line with a bend."
        ...     return abs(z) + alpha * z
        >>> name, definition, headline = from_function(bent)
        >>> name, definition.pieces[0].formula, headline
        ('bent', 'alpha*z + abs(z)', 'A line with a bend.')
    """
    own = getattr(function, "__name__", type(function).__name__)
    name = check_name(own if called is None else called)
    parameters = _parameters(function, name)
    given = {each: Traced(symbol(own.name)) for each, own in parameters.items()}
    try:
        found = function(Traced(Z), **given)
    except ActlasError:
        raise
    except Exception as problem:
        raise BadExpression(
            "cannot follow {name} on a symbol: {kind}: {problem}; use torch functions of z and "
            "torch.where",
            name=name,
            kind=type(problem).__name__,
            problem=problem,
        ) from problem
    value = found.value if isinstance(found, Traced) else found
    if not isinstance(value, sp.Expr) or is_condition(value):
        raise BadExpression(
            "{name} must return a number computed from z, got {kind}",
            name=name,
            kind=type(value).__name__,
        )
    text = written(value)
    definition = from_text(name, text, tuple(parameters.values()))
    lines = (inspect.getdoc(function) or "").strip().splitlines()
    return name, definition, lines[0] if lines else f"{name}(z) = {text}"


def _parameters(function: Callable[..., Any], name: str) -> dict[str, Parameter]:
    """Return the parameters by the names that the function gives them."""
    try:
        arguments = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        arguments = []
    named = [each for each in arguments if each.kind not in (each.VAR_POSITIONAL, each.VAR_KEYWORD)]
    if not named or len(named) < len(arguments):
        raise BadExpression(
            "{name} must be a Python function of z and of parameters with defaults, as in "
            "def f(z, alpha=1.0)",
            name=name,
        )
    defaults = {each.name: each.default for each in named[1:]}
    for each, default in defaults.items():
        if default is inspect.Parameter.empty:
            raise BadExpression(
                "the parameter {name} of {activation} needs a default, as in alpha=0.5",
                name=each,
                activation=name,
            )
    return dict(zip(defaults, parameters_of(defaults), strict=True))


def _plain(value: Any) -> Any:
    """Return what a traced function has at hand as SymPy: symbols, numbers, tensors of one."""
    if isinstance(value, Traced):
        return value.value
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return sp.true if value else sp.false
    if hasattr(value, "item") and getattr(value, "ndim", 0) == 0:
        value = value.item()  # a tensor or an array of one number
    if isinstance(value, int):
        return sp.Integer(value)
    if isinstance(value, numbers.Real) and math.isfinite(value):
        return sp.Rational(repr(float(value)))
    raise BadExpression(
        "a formula computes with z, its parameters and finite numbers; got {kind}",
        kind=type(value).__name__ if not isinstance(value, float) else repr(value),
    )


def _apply(name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Traced:
    """Return what an operation of that name makes of traced and plain values."""
    plain = [_plain(each) for each in args]
    named = {key: _plain(each) for key, each in kwargs.items() if key not in _IGNORED}
    exact = name.strip("_")
    operation = OPERATIONS.get(exact)
    if operation is not None:
        try:
            value = operation(*plain, **named)
        except TypeError:
            raise BadExpression(
                "{name} was called with what a formula cannot say: {given}",
                name=exact,
                given=", ".join([*map(str, plain), *named]),
            ) from None
    elif (own := references.known(exact)) is not None and plain:
        value = references.called(own, plain, named)
    else:
        raise BadExpression(
            "{name} has no place in a formula; it may call: {known}",
            name=exact,
            known=", ".join(sorted(each for each in OPERATIONS if len(each) > 2)),
        )
    if not is_condition(value) and references.size(value) > _LARGEST:
        raise references.TOO_LARGE
    return Traced(value)


_IGNORED = {"inplace", "out", "threshold", "dtype"}


def _needs_number(what: BadExpression) -> Callable[..., NoReturn]:
    def refuse(_self: Traced, *_args: Any) -> NoReturn:
        raise BadExpression("z is a symbol here, which has no value: {hint}", hint=what)

    return refuse


_ONE_NUMBER = BadExpression("use torch.exp(z), not math.exp(z), and never float(z) or int(z)")
_BRANCH = BadExpression(
    "use torch.where(condition, a, b) in place of if, (a < z) & (z < b) in place of a < z < b, "
    "torch.maximum in place of max"
)
_SEQUENCE = BadExpression("an activation works on each number alone, without indices and lengths")


class Traced:
    """A symbol, or what has been computed from it."""

    __slots__ = ("value",)
    __hash__ = None  # type: ignore[assignment]  # it is equal to nothing yet

    def __init__(self, value: Any) -> None:
        self.value = value

    def __repr__(self) -> str:
        return f"Traced({self.value})"

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *args, **kwargs: _apply(name, (self, *args), kwargs)

    @classmethod
    def __torch_function__(
        cls, function: Any, _types: Any, args: Any = (), kwargs: Any = None
    ) -> Traced:
        return _apply(getattr(function, "__name__", str(function)), args, kwargs or {})

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Traced:
        return _apply(ufunc.__name__ if method == "__call__" else method, inputs, kwargs)

    def __array_function__(self, function: Any, _types: Any, args: Any, kwargs: Any) -> Traced:
        return _apply(function.__name__, args, kwargs)

    __bool__ = _needs_number(_BRANCH)
    __float__ = __int__ = __index__ = __complex__ = __round__ = _needs_number(_ONE_NUMBER)
    __len__ = __iter__ = __getitem__ = _needs_number(_SEQUENCE)


def _operator(name: str, *, turned: bool = False) -> Callable[..., Traced]:
    def operate(self: Traced, *others: Any) -> Traced:
        return _apply(name, (*others, self) if turned else (self, *others), {})

    return operate


for _name in ("add", "sub", "mul", "truediv", "pow", "and", "or"):
    setattr(Traced, f"__{_name}__", _operator(_name))
    setattr(Traced, f"__r{_name}__", _operator(_name, turned=True))
for _name in ("lt", "le", "gt", "ge", "eq", "ne", "neg", "pos", "abs", "invert", "mod", "floordiv"):
    setattr(Traced, f"__{_name}__", _operator(_name))
