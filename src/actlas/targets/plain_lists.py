"""The plain target of what works along a dimension: functions of a list, Jacobians as rows.

No index is hidden in a library: a learner can follow every number.
"""

from __future__ import annotations

from collections.abc import Iterator

from actlas.definition import Along, Entmax, Parted, Pooled, Vector
from actlas.errors import BadExpression
from actlas.language import _
from actlas.symbolic.entmax import entmax_calculus
from actlas.symbolic.functions import Z, log_softmax, sigmoid, softmax
from actlas.symbolic.parted import Called, called, parted_calculus
from actlas.symbolic.vector import D_IJ, S_I, S_J, vector_calculus
from actlas.targets.helpers import helpers
from actlas.targets.plain import PRIMITIVES, elementwise, sigmoid_source, signature
from actlas.targets.printer import Printer


def functions(name: str, definition: Along) -> str:
    """Return the source of NAME and NAME_prime, without imports, and of what they call.

    Raises:
        BadExpression: the target lacks a primitive that the formula needs.

    Example:
        >>> from actlas.catalogue import definition
        >>> print(functions("bilinear", definition("bilinear")).splitlines()[2].strip())
        return [a * b for a, b in zip(z[:n], z[n:], strict=True)]
    """
    if isinstance(definition, Vector):
        return _vector(name, definition)
    if isinstance(definition, Entmax):
        return _entmax(name, definition)
    if isinstance(definition, Parted):
        return _parted(name, definition)
    if isinstance(definition, Pooled):
        return _pooled(name, definition)
    raise BadExpression(
        "{activation} is a {kind}, which cannot be printed as plain Python; write it as a Vector, "
        "a Gated or another kind of actlas.definition",
        activation=name,
        kind=type(definition).__name__,
    )


_VECTOR = """def {name}({arguments}):
{prepare}    largest = max({exponents})
    # {shift}
    powers = [math.exp(each - largest) for each in {exponents}]
    total = sum(powers)
    return [{output}]


def {name}_prime({arguments}):
    s = {name}({passed})
    n = range(len(s))
    # {jacobian}
    return [[{entry} for j in n] for i in n]
"""


def _vector(name: str, definition: Vector) -> str:
    derived = vector_calculus(definition)
    (stable,) = derived.stable.atoms(softmax, log_softmax)
    exponent = stable.args[0]
    text = Printer("plain", PRIMITIVES, {Z: "each"})(exponent, name)
    exponents = "z" if exponent == Z else "u"
    if isinstance(stable, softmax):
        share, each = "each / total", "each in powers"
    else:
        share, each = "each - largest - math.log(total)", f"each in {exponents}"
    bracketed = share if derived.stable == stable else f"({share})"
    output = Printer("plain", PRIMITIVES, {stable: bracketed})(derived.stable, name)
    names = {S_I: "s[i]", S_J: "s[j]", D_IJ: "(i == j)"}
    return _VECTOR.format(
        name=name,
        arguments=signature(definition.parameters),
        passed=_passed(definition),
        prepare="" if exponent == Z else f"    u = [{text} for each in z]\n",
        exponents=exponents,
        shift=_("All exponents less the largest: the ratios stay, and nothing overflows."),
        output=f"{output} for {each}",
        jacobian=_jacobian(),
        entry=Printer("plain", PRIMITIVES, names)(derived.jacobian, name),
    )


def _jacobian() -> str:
    return _("Row i, column j: the slope of output i in input j; True counts as 1.")


def _passed(definition: Along) -> str:
    return ", ".join(("z", *(each.name for each in definition.parameters)))


_ENTMAX = """def {name}(z):
    top = max(z)
    u = [{distance} for each in z]
    ordered = sorted(u, reverse=True)
    # {search}
    for count in range(1, len(u) + 1):
        mean = sum(ordered[:count]) / count
        {tau}
        if count == len(u) or ordered[count] <= tau:
            break
    return [{output} for each in u]


def {name}_prime(z):
    w = [{weight} for each in {name}(z)]
    n = range(len(w))
    # {jacobian}
    return [[w[i] * ((i == j) - w[j] / sum(w)) for j in n] for i in n]
"""
_THRESHOLDS = {
    1: "tau = mean - 1 / count",
    2: "spread = sum((each - mean) * (each - mean) for each in ordered[:count])\n"
    "        tau = mean - math.sqrt((1 - spread) / count)",
}


def _entmax(name: str, definition: Entmax) -> str:
    degree = entmax_calculus(definition).degree
    power = "" if degree == 1 else f" ** {degree}"
    return _ENTMAX.format(
        name=name,
        distance="each - top" if degree == 1 else f"(each - top) / {degree}",
        search=_(
            "The largest numbers, one more each time, until the next lies below the threshold."
        ),
        tau=_THRESHOLDS[degree],
        output=f"max(each - tau, 0.0){power}",
        weight="1.0 if each > 0 else 0.0" if degree == 1 else "math.sqrt(each)",
        jacobian=_jacobian(),
    )


def _parted(name: str, definition: Parted) -> str:
    derived = parted_calculus(definition)
    primitives = {**PRIMITIVES, sigmoid: "sigmoid({})"}
    for called_name, own in definition.calls:
        given = "".join(f", {each.default!r}" for each in own.parameters)
        for order, suffix in enumerate(("", "_prime")):
            primitives[called(called_name, own, order)] = f"{called_name}{suffix}({{}}{given})"
    writer = Printer("plain", primitives, {Z: "each"})
    inputs = ["each" if symbol == Z else str(symbol) for symbol in derived.inputs]
    count, outputs = len(inputs), len(derived.outputs)
    taken = ", ".join(inputs)
    slices = _slices(count)
    arguments = signature(definition.parameters)
    size = "" if count == 1 else f"    n = len(z) // {count}\n"
    lists = [f"[{writer(each, name)} for {taken} in {slices}]" for each in derived.outputs]
    lines = [f"def {name}({arguments}):\n{size}    return {' + '.join(lists)}\n"]
    rows = ["    n = len(z)" if count == 1 else size.rstrip("\n")]
    height = "n" if outputs == 1 else f"{outputs} * n"
    rows += [
        f"    # {_jacobian()}",
        f"    rows = [[0.0] * len(z) for i in range({height})]",
        f"    for i, {taken if count == 1 else f'({taken})'} in enumerate({slices}):",
    ]
    for place, partials in enumerate(derived.jacobian):
        rows += [
            f"        rows[{_offset(place)}][{_offset(column)}] = {writer(partial, name)}"
            for column, partial in enumerate(partials)
            if partial != 0
        ]
    lines.append(f"def {name}_prime({arguments}):\n" + "\n".join([*rows, "    return rows\n"]))
    return "\n\n".join((*_above(definition, lines), *lines))


def _slices(count: int) -> str:
    if count == 1:
        return "z"
    ends = ["", "n", *(f"{k} * n" for k in range(2, count)), ""]
    parts = [f"z[{ends[k]}:{ends[k + 1]}]" for k in range(count)]
    return f"zip({', '.join(parts)}, strict=True)"


def _offset(part: int) -> str:
    return ("i", "n + i")[part] if part < 2 else f"{part} * n + i"


def _above(definition: Parted, lines: list[str]) -> Iterator[str]:
    """Give the functions that are called, once each, and their helpers before them."""
    text = "\n".join(lines)
    outputs = parted_calculus(definition).outputs
    used = {each.activation for output in outputs for each in output.atoms(Called)}
    sources = [elementwise(name, own) for name, own in definition.calls if name in used]
    if "sigmoid(" in text and not any("def sigmoid(" in each for each in sources):
        yield sigmoid_source("sigmoid")
    if not sources:
        yield from helpers(text)
    yield from sources


_POOLED = """def {name}({arguments}):
    return [max(z[start : start + {size}]) for start in range(0, len(z), {size})]


def {name}_prime({arguments}):
    rows = []
    # {jacobian}
    for start in range(0, len(z), {size}):
        group = z[start : start + {size}]
        largest = [each == max(group) for each in group]
        rows.append([0.0] * len(z))
        rows[-1][start : start + {size}] = [each / sum(largest) for each in largest]
    return rows
"""


def _pooled(name: str, definition: Pooled) -> str:
    return _POOLED.format(
        name=name,
        arguments=signature(definition.parameters),
        size=definition.size,
        jacobian=_jacobian(),
    )
