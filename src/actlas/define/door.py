"""`actlas.define`: whatever states a function becomes an activation like any other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from os import PathLike
from typing import Any

from actlas import catalogue
from actlas.activation import Activation
from actlas.define import line, table
from actlas.define.text import from_text
from actlas.define.words import check_name, parameters_of
from actlas.definition import Elementwise
from actlas.errors import BadExpression


def define(
    name: str | PathLike[str] | Callable[..., Any],
    text: str | Callable[..., Any] | None = None,
    /,
    **parameters: Any,
) -> Activation:
    """Define an activation and return it; from then on it is asked for by its name, too.

    It has all that the built-in ones have: derivatives, modules, functional forms, plots,
    properties, and its place in comparisons. Text is read by a grammar of our own and never
    executed: `+ - * / ^`, comparisons, `and or not`, `where(condition, a, b)` or `a if condition
    else b`, `max min abs sign exp expm1 log log1p sqrt tanh sigmoid softplus erf erfc normal sin
    cos tan atan sinh cosh asinh relu clip square`, the activations of the catalogue, and
    mathematics as it is set: `α·(eˣ…`, `z²`, `√z`, `|z|`, `≤`, `σ(z)`, `Φ(z)`.

    At a kink the slope is the one that PyTorch's autograd finds in the formula: `where` takes the
    branch that holds at the point, |z| has slope 0 at 0, and in `max` and `min` a side that does
    not change with z decides (as in relu); where all sides that tie change, their mean.

    The name lives as long as the process. To define it again in the same way changes nothing; in
    another way, it replaces what `get` returns from then on, while activations and modules that
    were made before keep theirs. A built-in name is never replaced. Pickles carry the definition,
    and are read where nothing was defined.

    Args:
        name: the name; or all in one line, `"bent(alpha=0.5) = where(z > 0, z, alpha*z)"`; or the
            path of a `.toml` file; or a Python function of z and parameters with defaults.
        text: the formula in z, or x; or a Python function that is to have that name, not its own.
        **parameters: for each parameter of the formula its default, or an `actlas.Parameter`.

    Returns:
        The activation, with its default parameters.

    Raises:
        BadExpression: the text cannot be read (`place` and `pointer()` say where), or the name is
            taken.
        BadParameter: a default is no finite number.
        MissingFile, DataError: there is no such file, or it cannot be read.

    Example:
        >>> import actlas
        >>> bent = actlas.define("bent", "where(z > 0, z, alpha*(exp(z) - 1))", alpha=0.5)
        >>> bent(2.0), bent.prime(0.0), actlas.get("bent", alpha=2.0).prime(0.0)
        (2.0, 0.5, 2.0)
        >>> actlas.define("double_elu = elu(2·x)")
        actlas.get('double_elu')
        >>> actlas.define("cubed", lambda z: z**3)(2.0)
        8.0
    """
    if callable(name) or callable(text):
        return _registered(*_traced(name, text, parameters))
    if text is None and isinstance(name, PathLike):
        return _registered(*table.from_file(name))
    if text is None and isinstance(name, str):
        if "=" not in name and name.endswith(".toml"):
            return _registered(*table.from_file(name))
        name, text, written = line.read(name)
        parameters = {**written, **parameters}
    exact = check_name(name)
    if not isinstance(text, str):
        raise BadExpression("a formula is written as text, got {text!r}", text=text)
    made = from_text(exact, text, parameters_of(parameters))
    return _registered(exact, made, f"{exact}(z) = {' '.join(text.split())}")


def _traced(name: Any, text: Any, parameters: Mapping[str, Any]) -> tuple[str, Elementwise, str]:
    from actlas.define.traced import from_function

    if (callable(name) and text is not None) or parameters:
        raise BadExpression(
            "a Python function is defined by itself; give its parameters defaults in its signature"
        )
    return from_function(name) if callable(name) else from_function(text, name)


def _registered(name: str, definition: Elementwise, headline: str) -> Activation:
    catalogue.register(name, definition, headline)
    return Activation(name, {})


def saved(name: str, definition: Elementwise) -> dict[str, Any]:
    """Return what a pickle carries of an activation that was defined here: a table of texts."""
    same = name in catalogue.defined() and catalogue.definition(name) == definition
    return table.to_table(name, definition, catalogue.headline(name) if same else "")


def restored(
    saved: Mapping[str, Any],
    parameters: Mapping[str, float],
    learn: tuple[str, ...] = (),
    channels: int = 1,
) -> Activation:
    """Return an activation from what a pickle holds: its definition as a table, and parameters.

    It keeps the formula that it was saved with. Where its name means nothing yet, it is defined.
    """
    name, definition, headline = table.from_table(saved, "a pickle")
    if name not in catalogue.names():
        catalogue.register(name, definition, headline)
    return Activation(name, parameters, learn, channels, definition)
