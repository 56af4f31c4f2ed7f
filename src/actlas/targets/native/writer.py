"""The source of a kernel: a program in the words of a room, and the loop that runs it.

The task's words are: the counter, how many numbers there are, how many make a share, the address
of a flag, the addresses of what is read and what is written, and then the parameters as float64.
"""

from __future__ import annotations

from actlas.targets.native.translation import REST, Program

COUNTER, COUNT, SHARE, REFUSED, FIRST = range(5)
"""The places of a task's words; from FIRST on come addresses, then parameters."""

_LOOP = """
def run(task):
    count, share = whole(task, {count}), whole(task, {share})
{addresses}
{parameters}
    while True:
        start = take(task, share)
        if start >= count:
            break
        stop = start + share
        if stop > count:
            stop = count
{before}        for i in range(start, stop):
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
    return _loop(program, 2, body, watched=watched)


def backward(program: Program, *, watched: bool) -> str:
    """Return the source of the kernel that writes g·program(s) for every saved s and gradient g."""
    call = ", ".join(["x", *program.parameters])
    body = [
        f"x = {_READ.format(place=0)}",
        f"y = {program.name}({call})",
        f"store(address2, i, {_READ.format(place=1)} * y)",
    ]
    return _loop(program, 3, body, watched=watched)


def _loop(program: Program, tensors: int, body: list[str], *, watched: bool) -> str:
    if watched:
        body = [*body, "lost |= (y != y) & (x == x)"]
    addresses = [f"address{n} = whole(task, {FIRST + n})" for n in range(tensors)]
    parameters = [
        _parameter(name, program.parameters, FIRST + tensors) for name in program.parameters
    ]
    loop = _LOOP.format(
        count=COUNT,
        share=SHARE,
        addresses=_indented(addresses, 1),
        parameters=_indented(parameters, 1),
        before="        lost = False\n" if watched else "",
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
