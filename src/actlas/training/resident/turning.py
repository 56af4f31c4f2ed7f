"""Panels turned: a block of so many units and examples as one of so many examples and units."""

from __future__ import annotations

from typing import Any

from actlas.targets.native.arithmetic import inlined
from actlas.training.resident.vectors import Words


def turner(words: Words) -> Any:
    """Return what turns [panels, wide, panel] into [wide / panel, tall, panel].

    It is `turned(source, target, wide, panels, tall)`. Blocks as wide as a panel are turned in
    quarters of a register's width: pairs of rows swap every second number, then pairs two apart
    swap pairs, and so on (Eklundh 1972).
    """
    lanes, size, panel = words.lanes, words.size, 2 * words.lanes
    line, half = 2 * lanes * size, lanes * size
    namespace: dict[str, Any] = {"load": words.load, "keep": words.keep}
    lines = [f"r{n} = load(source + {n * line})" for n in range(lanes)]
    distance = 1
    while distance < lanes:
        namespace[f"lower{distance}"] = words.crossed(distance, False)
        namespace[f"upper{distance}"] = words.crossed(distance, True)
        for n in range(lanes):
            if not n & distance:
                a, b = f"r{n}", f"r{n + distance}"
                lines.append(f"{a}, {b} = lower{distance}({a}, {b}), upper{distance}({a}, {b})")
        distance *= 2
    lines += [f"keep(target + {n * line}, r{n})" for n in range(lanes)]
    body = "\n".join(f"    {each}" for each in lines)
    exec(f"def quarter(source, target):\n{body}", namespace)  # noqa: S102 - our own text
    quarter = inlined(namespace["quarter"])

    def turned(source: Any, target: Any, wide: Any, panels: Any, tall: Any) -> None:
        for at in range(panels):
            for across in range(wide // panel):
                here = source + (at * wide + across * panel) * line
                there = target + (across * tall + at * panel) * line
                for place in range(4):
                    down, right = place // 2, place % 2
                    quarter(
                        here + down * lanes * line + right * half,
                        there + right * lanes * line + down * half,
                    )

    return turned
