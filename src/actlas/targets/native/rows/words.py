"""The words of a task over rows, and what a loop calls for each number: a definition's own texts.

The first four words are those of every task; then come the addresses of what is read and written,
that of the threads' scratch, and the layout: a row's length, how many rows lie side by side, the
step from one number of a row to the next and from one row to the next, in numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from actlas.targets.native import memory
from actlas.targets.native.arithmetic import inlined
from actlas.targets.native.inlining import primitive
from actlas.targets.native.rooms import DOUBLE, SINGLE, Room
from actlas.targets.native.rows import exponentials
from actlas.targets.native.rows.exponentials import Exponentials
from actlas.targets.native.rows.form import Form
from actlas.targets.native.translation import REST, translated

COUNT, ROWS, SHARE = 0, 1, 2
FIRST, SECOND, RESULT, SCRATCH, SLOT, LENGTH, BESIDE, STEP, APART, BYTES, PARAMETERS = range(4, 15)
"""The places of a task's words."""
LANES = 32
"""So many rows that lie side by side are computed together."""
BLOCK = 128
"""After so many numbers a sum is brought into float64."""


STATE, WIDE = 8, 2
"""So many numbers are kept about each of the rows that lie side by side; so many in float64."""


@inlined
def scratch_bytes(length: Any, width: Any) -> Any:
    """Return how many bytes of scratch a thread needs, for rows and numbers of these sizes."""
    return padded(length) * width + LANES * (8 * WIDE + (STATE + 2 * length) * width)


@inlined
def padded(length: Any) -> Any:
    """Return a row's length as a multiple of the lanes."""
    return (length + (LANES - 1)) // LANES * LANES


@dataclass(frozen=True)
class Words:
    """What the loops are written in."""

    load: Any
    """The number at an index of a tensor."""
    store: Any
    keep: Any
    """As `store`, in scratch, which holds numbers of the type that computes."""
    kept: Any
    wide_keep: Any
    wide_kept: Any
    """As these, for float64."""
    given: Any
    """The parameters' values, of a task."""
    exponentials: Exponentials
    logarithmic: bool
    direct: bool
    """Whether a tensor's numbers are u, in the type that computes."""
    exponent: Any
    output: Any
    weighed: Any
    gradient: Any


def words(form: Form, parameters: tuple[str, ...], dtype: str) -> Words:
    """Return the words for tensors of a dtype.

    Raises:
        MissingWord: the definition's texts need a primitive that there is not.
    """
    room = DOUBLE if dtype == "float64" else SINGLE
    exponential = exponentials.DOUBLE if dtype == "float64" else exponentials.SINGLE

    def compiled(text: str, name: str, arguments: int) -> Any:
        return _function(text, name, arguments, parameters, room, exponential.number)

    return Words(
        load=memory.LOADS[dtype],
        store=memory.STORES[dtype],
        keep=memory.STORES[room.kind],
        kept=memory.LOADS[room.kind],
        wide_keep=memory.STORES["float64"],
        wide_kept=memory.LOADS["float64"],
        given=_given(len(parameters), exponential.number),
        exponentials=exponential,
        logarithmic=form.logarithmic,
        direct=dtype == room.kind and form.exponent.endswith("return z"),
        exponent=compiled(form.exponent, "exponent", 1),
        output=compiled(form.output, "output", 1),
        weighed=compiled(form.weighed, "weighed", 2),
        gradient=compiled(form.gradient, "gradient", 3),
    )


def _function(
    text: str, name: str, arguments: int, parameters: tuple[str, ...], room: Room, number: Any
) -> Any:
    """Return a text as a primitive of its arguments and one tuple, the parameters' values."""
    module = room.load()
    program = translated(text, module, room.kind, name)
    values = [
        "number(0)" if each.endswith(REST) else f"given[{parameters.index(each)}]"
        for each in program.parameters[arguments - 1 :]
    ]
    first = [f"a{place}" for place in range(arguments)]
    call = (
        f"def call({', '.join([*first, 'given'])}):\n    return whole({', '.join(first + values)})"
    )
    around: dict[str, Any] = {"whole": primitive(program, module, room.kind), "number": number}
    exec(call, around)  # noqa: S102 - our own text, never a user's
    return inlined(around["call"])


def _given(count: int, number: Any) -> Any:
    values = "".join(f"number(real(task, {PARAMETERS + place}))," for place in range(count))
    namespace: dict[str, Any] = {"number": number, "real": memory.real}
    exec(f"def given(task):\n    return ({values})", namespace)  # noqa: S102 - our own text
    return inlined(namespace["given"])
