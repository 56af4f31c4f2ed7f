"""Matrix products, a tile of rows and one panel of columns at a time, kept in registers.

A panel is two registers wide. Whatever is multiplied lies in panels: a matrix [rows, columns] as
[columns / panel, rows, panel], so that a tile reads one stretch of memory from end to end. What is
done with a finished tile, storing it or moving weights along it, is part of its text.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from actlas.training.resident.vectors import Words

HEIGHTS = (4, 2, 1)
"""Rows of a tile: 4 rows of 2 registers keep two multiply-adds busy, with 8 of 16 registers."""

_PRODUCT = """
def product({given}, p, jump, q, rows, depth):
    row = 0
{tiles}
"""
_TILE = """
    while rows - row >= {height}:
{start}
        at, panel, left = p + row * {p_row}, q, depth
        while left > 0:
            count = min(left, {count})
            for k in range(count):
                x0, x1 = load(panel + k * {line}), load(panel + k * {line} + {half})
{steps}
            at, panel, left = at + jump, panel + count * {line}, left - count
{finish}
        row += {height}
"""
_STEP = """
one = spread(at + k * {p_step} + {p_row} * {r})
a{r}0, a{r}1 = fma(one, x0, a{r}0), fma(one, x1, a{r}1)
"""


def sums(words: Words) -> Any:
    """Return C = bias + P·Q: `product(c, bias, p, jump, q, rows, depth)`.

    P is [depth / panel, rows, panel], `jump` bytes from one of its panels to the next; Q and C are
    one panel each, [depth, panel] and [rows, panel].
    """
    start = "a{r}0 = spread(bias + (row + {r}) * {size})\na{r}1 = a{r}0"
    return _compiled(words, "c, bias", start, _STORED, {}, turned=False)


def sums_turned(words: Words) -> Any:
    """Return C = Pᵀ·Q: `product(c, p, jump, q, rows, depth)`, P one panel [depth, panel] wide."""
    start = "a{r}0, a{r}1 = zero, zero"
    return _compiled(words, "c", start, _STORED, {"zero": None}, turned=True)


def descent(words: Words, move: Callable[..., Any]) -> Any:
    """Return w ← moved along P·Q: `product(w, apart, how, p, jump, q, rows, depth)`.

    Args:
        words: the vectors' words.
        move: moves the weights at an address along a gradient; `apart` and `how` are for it.
    """
    start = "a{r}0, a{r}1 = zero, zero"
    finish = (
        "move(w + (row + {r}) * {line}, apart, how, a{r}0)\n"
        "move(w + (row + {r}) * {line} + {half}, apart, how, a{r}1)"
    )
    return _compiled(words, "w, apart, how", start, finish, {"move": move}, turned=False)


_STORED = "keep(c + (row + {r}) * {line}, a{r}0)\nkeep(c + (row + {r}) * {line} + {half}, a{r}1)"


def _compiled(
    words: Words, given: str, start: str, finish: str, more: dict[str, Any], *, turned: bool
) -> Any:
    panel = 2 * words.lanes
    sizes: dict[str, Any] = {
        "size": words.size,
        "line": panel * words.size,
        "half": words.lanes * words.size,
        "p_row": words.size if turned else panel * words.size,
        "p_step": panel * words.size if turned else words.size,
        "count": "left" if turned else panel,
    }

    def each(text: str, height: int, depth: int) -> str:
        lines = "\n".join(text.strip().format(r=r, **sizes) for r in range(height)).splitlines()
        return "\n".join("    " * depth + line for line in lines)

    tiles = "".join(
        _TILE.format(
            height=height,
            start=each(start, height, 2),
            steps=each(_STEP, height, 4),
            finish=each(finish, height, 2),
            **sizes,
        )
        for height in HEIGHTS
    )
    if "zero" in finish + start:
        tiles = f"    zero = all_of(number(0))\n{tiles}"
    namespace = {
        "load": words.load,
        "spread": words.spread,
        "keep": words.keep,
        "fma": words.fma,
        "all_of": words.all_of,
        "number": words.number,
        **more,
    }
    exec(_PRODUCT.format(given=given, tiles=tiles), namespace)  # noqa: S102 - our own text
    return namespace["product"]
