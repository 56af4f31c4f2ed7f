"""The source of a gate's kernel: the loop over the numbers of all parts.

The task's words are: the counter, how many numbers a part has in all, how many make a share, the
address of a flag, the addresses of what is read and written, how many numbers of a part lie
together, the bytes of each, and the parameters as float64.
"""

from __future__ import annotations

from actlas.targets.native.gates.form import Form

_LOOP = """
def run(task):
    count, share = whole(task, 1), whole(task, 2)
{addresses}
    together, bytes_each = whole(task, {layout}), whole(task, {layout} + 1)
{parameters}
    while True:
        start = take(task, share)
        if start >= count:
            break
        stop = min(start + share, count)
        while start < stop:
            row = start // together
            first = start - row * together
            last = min(together, first + stop - start)
{places}
            lost = False
            for i in range(first, last):
{body}
            if lost:
                mark(task, 3)
            start += last - first
"""


def written(form: Form, parameters: list[str], *, backward: bool, watched: bool) -> str:
    """Return the source of a kernel that calls a form's functions.

    Args:
        form: what is computed.
        parameters: the names of the definition's parameters.
        backward: whether it reads gradients too and writes gradients.
        watched: whether the functions may refuse a number by saying NaN.
    """
    parts, outputs = len(form.gradients), len(form.outputs)
    tensors = (parts, outputs, parts) if backward else (parts, outputs)
    addresses = [f"address{place} = whole(task, {4 + place})" for place in range(len(tensors))]
    layout = 4 + len(tensors)
    values = [
        f"{name} = number(real(task, {layout + 2 + place}))"
        for place, name in enumerate(parameters)
    ]
    places = [
        f"t{tensor}_{part} = address{tensor} + (row * {count} + {part}) * together * bytes_each"
        for tensor, count in enumerate(tensors)
        for part in range(count)
    ]
    reads = [(0, part) for part in range(parts)]
    reads += [(1, part) for part in range(outputs)] if backward else []
    body = [f"x{t}_{part} = number(load(t{t}_{part}, i))" for t, part in reads]
    given = ", ".join([*(f"x{t}_{part}" for t, part in reads), *parameters])
    results = parts if backward else outputs
    name, target = ("gradient", 2) if backward else ("output", 1)
    body += [f"y{part} = {name}_{part}({given})" for part in range(results)]
    body += [f"store(t{target}_{part}, i, y{part})" for part in range(results)]
    if watched:
        fine = " & ".join(f"(x{t}_{part} == x{t}_{part})" for t, part in reads)
        body += [f"lost |= (y{part} != y{part}) & {fine}" for part in range(results)]
    return _LOOP.format(
        addresses=_indented(addresses, 1),
        layout=layout,
        parameters=_indented(values, 1),
        places=_indented(places, 3),
        body=_indented(body, 4),
    )


def _indented(lines: list[str], depth: int) -> str:
    return "\n".join("    " * depth + line for line in lines)
