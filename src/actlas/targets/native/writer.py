"""The source of a kernel: a program in the words of a room, and the loop that runs it.

The task's words are: the counter, how many numbers there are, how many make a share, the address
of a flag, the addresses of what is read and what is written, with a gradient by how many bytes it
goes on with each number, and then the parameters as float64.
"""

from __future__ import annotations

from actlas.targets.native.translation import REST, Program

COUNTER, COUNT, SHARE, REFUSED, FIRST = range(5)
"""The places of a task's words; from FIRST on come addresses, then parameters."""

_LOOP = """
def run(task):
    count, share = whole(task, {count}), whole(task, {share_size})
{given}
    while True:
        start = take(task, share)
        if start >= count:
            break
        stop = start + share
        if stop > count:
            stop = count
{share}        for i in range(start, stop):
{body}
{after}"""

_READ = "number(load(address{place}, i))"
_FLAG = f"""        if lost:
            mark(task, {REFUSED})
"""


def forward(program: Program, *, watched: bool) -> str:
    """Return the source of the kernel that writes program(x) for every x.

    Where it is `watched`, a NaN that comes of a number sets the task's flag: beyond their
    reach the room's waves say NaN, and another target has to serve.
    """
    call = ", ".join(["x", *program.parameters])
    body = [f"x = {_READ.format(place=0)}", f"y = {program.name}({call})", "store(address1, i, y)"]
    return _loop(program, ["address0", "address1"], [], body, watched=watched)


def backward(program: Program, *, watched: bool) -> str:
    """Return the source of the kernel that writes g·program(s) for every saved s and gradient g.

    The task says by how many bytes g goes on with each number. Of one g for all there is a share's
    worth, with which each share begins anew.
    """
    call = ", ".join(["x", *program.parameters])
    body = [
        f"x = {_READ.format(place=0)}",
        f"y = {program.name}({call})",
        "store(address2, i, number(load(g, i - start)) * y)",
    ]
    given = ["address0", "address1", "address2", "step"]
    return _loop(program, given, ["g = address1 + start * step"], body, watched=watched)


def _loop(
    program: Program, given: list[str], share: list[str], body: list[str], *, watched: bool
) -> str:
    """Return the source of a loop.

    Args:
        program: what it calls for every number.
        given: the names of the task's words between the flag and the parameters.
        share: what it does as a share begins.
        body: what it does for every number.
        watched: whether it sets the flag.
    """
    if watched:
        share = [*share, "lost = False"]
        body = [*body, "lost |= (y != y) & (x == x)"]
    words = [f"{name} = whole(task, {FIRST + n})" for n, name in enumerate(given)]
    first = FIRST + len(given)
    parameters = [_parameter(name, program.parameters, first) for name in program.parameters]
    loop = _LOOP.format(
        count=COUNT,
        share_size=SHARE,
        given=_indented([*words, *parameters], 1),
        share="".join(f"{_indented([each], 2)}\n" for each in share),
        body=_indented(body, 3),
        after=_FLAG if watched else "",
    )
    return f"@inlined\n{program.text}\n\n{loop}"


def _parameter(name: str, names: list[str], first: int) -> str:
    """Return the line that reads a parameter, or what its rounding took from it."""
    whole = name.removesuffix(REST) if name.endswith(REST) else name
    if whole != name and whole in names:
        return f"{name} = number(real(task, {first + names.index(whole)}) - {whole})"
    return f"{name} = number(real(task, {first + names.index(name)}))"


def _indented(lines: list[str], depth: int) -> str:
    return "\n".join("    " * depth + line for line in lines)


WAVES = frozenset(f"{word}_{order}" for word in ("sinc", "wave") for order in range(4)) | {
    "sin",
    "cos",
}
"""Primitives that say NaN beyond their reach."""


def is_watched(program: Program) -> bool:
    """Say whether a program has primitives that may refuse a number."""
    return bool(program.words & WAVES)
