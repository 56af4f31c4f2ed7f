"""The source of kernels that learn: loops over planes, or over rows of columns.

The task's words are: the counter, how many pieces there are, how many make a share, the address of
a flag, the addresses of z, of the gradient, of the result, of the parameters' values and of the
pieces' sums, and what an arrangement says of itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from actlas.targets.native.learned.arrangements import GROUP, PART, WIDTH

COUNTER, COUNT, SHARE, REFUSED, Z, SLOPE, RESULT, TABLE, SLOTS, FIRST = range(10)
"""The places of a task's words; from FIRST on an arrangement's own three."""
BLOCK = 256
"""After so many numbers a sum is brought into float64."""


@dataclass(frozen=True)
class Called:
    """A function of one number that a kernel calls, and the parameters that it takes."""

    name: str
    takes: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.name}({', '.join(('x', *self.takes))})"


@dataclass(frozen=True)
class Text:
    """What the loops of a kernel say: what is computed, and from which values of parameters.

    `result` is written, times the gradient where it is `backward`; each of `sums` is added up.
    """

    parameters: tuple[str, ...]
    result: Called
    sums: tuple[Called, ...]
    backward: bool
    watched: bool

    def row(self, name: str) -> int:
        """Return which row of the table holds a parameter's value, or its rest."""
        return self.parameters.index(name)

    @property
    def taken(self) -> list[str]:
        """The parameters that the functions take."""
        every = (name for each in (self.result, *self.sums) for name in each.takes)
        return list(dict.fromkeys(every))

    def body(self, z: str, slope: str, result: str, index: str) -> list[str]:
        """Return the lines that compute one number."""
        lines = [f"x = number(load({z}, {index}))"]
        lines += [f"g = number(load({slope}, {index}))"] if self.backward else []
        lines += [f"y = {self.result}"]
        lines += [f"store({result}, {index}, {'g * y' if self.backward else 'y'})"]
        lines += [f"d{place} = {each}" for place, each in enumerate(self.sums)]
        if self.watched:
            results = ["y", *(f"d{place}" for place in range(len(self.sums)))]
            missing = " | ".join(f"({each} != {each})" for each in results)
            lines.append(f"lost |= ({missing}) & (x == x)")
        return lines


_PIECES = f"""
def run(task):
    pieces, share = whole(task, {COUNT}), whole(task, {SHARE})
    z, slope, result = whole(task, {Z}), whole(task, {SLOPE}), whole(task, {RESULT})
    table, slots = whole(task, {TABLE}), whole(task, {SLOTS})
    {{layout}} = whole(task, {FIRST}), whole(task, {FIRST} + 1), whole(task, {FIRST} + 2)
    while True:
        start = take(task, share)
        if start >= pieces:
            break
        for piece in range(start, min(start + share, pieces)):
            lost = False
{{piece}}
            if lost:
                mark(task, {REFUSED})
"""

_PLANE = f"""\
plane = piece // parts
channel = plane - plane // channels * channels
begin = plane * inner + (piece - plane * parts) * {PART}
end = min(begin + {PART}, (plane + 1) * inner)
{{before}}
for first in range(begin, end, {BLOCK}):
{{zeros}}
    for i in range(first, min(first + {BLOCK}, end)):
{{body}}
{{after}}
{{kept}}
"""

_COLUMNS = f"""\
group = piece // blocks
block = piece - group * blocks
width = min({WIDTH}, columns - block * {WIDTH})
here = table + block * {{table}}
sums = slots + piece * {{slots}}
for row in range(group * {GROUP}, min((group + 1) * {GROUP}, rows)):
    at = (row * columns + block * {WIDTH}) * {{each}}
    z_row, slope_row, result_row = z + at, slope + at, result + at
    for j in range(width):
{{body}}
"""


def planes(text: Text) -> str:
    """Return the source of a kernel over `Planes`: it writes, and adds up, plane by plane."""
    rows, sums = len(text.parameters), range(len(text.sums))
    before = [f"{name} = kept(table, channel * {rows} + {text.row(name)})" for name in text.taken]
    before += [f"total{place} = 0.0" for place in sums]
    body = text.body("z", "slope", "result", "i")
    body += [f"sum{place} = plus(sum{place}, g * d{place})" for place in sums]
    piece = _PLANE.format(
        before="\n".join(before),
        zeros=_indented([f"sum{place} = number(0)" for place in sums], 1),
        body=_indented(body, 2),
        after=_indented([f"total{place} += sum{place}" for place in sums], 1),
        kept="\n".join(
            f"keep_wide(slots, piece * {len(sums)} + {place}, total{place})" for place in sums
        ),
    )
    return _over_pieces(piece, "inner, parts, channels")


def columns(text: Text, each: int, computed: int) -> str:
    """Return the source of a kernel over `Columns`: a column is added up beside the others.

    Args:
        text: what the loops say.
        each: how many bytes a number of the tensors takes.
        computed: how many bytes a number takes in the type that computes.
    """
    # One address, and whole steps from it: LLVM sees that what is beside does not overlap.
    body = [f"{name} = kept(here, j + {text.row(name) * WIDTH})" for name in text.taken]
    body += text.body("z_row", "slope_row", "result_row", "j")
    for place in range(len(text.sums)):
        at = f"sums, j + {place * WIDTH}"
        body.append(f"keep({at}, kept({at}) + g * d{place})")
    piece = _COLUMNS.format(
        table=len(text.parameters) * WIDTH * computed,
        slots=len(text.sums) * WIDTH * computed,
        each=each,
        body=_indented(body, 2),
    )
    return _over_pieces(piece, "rows, columns, blocks")


def _over_pieces(piece: str, layout: str) -> str:
    return _PIECES.format(layout=layout, piece=_indented(piece.splitlines(), 3))


def _indented(lines: Sequence[str], depth: int) -> str:
    return "\n".join("    " * depth + line for line in lines if line)
