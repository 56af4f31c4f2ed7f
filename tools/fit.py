"""Fits the coefficients of the native target's float64 rooms, and writes them where they are read.

    python tools/fit.py              writes both files of coefficients
    python tools/fit.py middle EXP   prints one of them

What is fitted, and where, stands in `fits.py`. A polynomial is the minimax one for a weighted error
(Remez's exchange, in 60 digits); then its coefficients are rounded one after another, from the
lowest, and after each the others are fitted again (weighted least squares at Chebyshev's points),
so that rounding one costs nothing in the sum.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

import mpmath as mp

from checker import ROOT
from fits import ROOMS, Fit, Quotient

_DIGITS = 60
_ROUNDS = 8
_GRID = 24
_PLACES = 160
_LAWSON = 24


def minimax(fit: Fit) -> list[mp.mpf]:
    """Return the coefficients of the best polynomial, lowest first, by Remez's exchange."""
    a, b, count = mp.mpf(fit.start), mp.mpf(fit.end), fit.degree + 2
    places = _chebyshev(a, b, count)
    grid = _chebyshev(a, b, _GRID * count)
    values = [(x, fit.function(x), fit.weight(x)) for x in grid]
    coefficients: list[mp.mpf] = []
    for _ in range(_ROUNDS):
        matrix, right = mp.matrix(count, count), mp.matrix(count, 1)
        for row, x in enumerate(places):
            weight = fit.weight(x)
            for power in range(count - 1):
                matrix[row, power] = weight * x**power
            matrix[row, count - 1] = (-1) ** row
            right[row] = weight * fit.function(x)
        coefficients = list(mp.lu_solve(matrix, right))[:-1]
        errors = [w * (mp.polyval(coefficients[::-1], x) - y) for x, y, w in values]
        peaks = _peaks(errors, count)
        if len(peaks) < count:
            break
        places = [grid[each] for each in peaks]
        sizes = [abs(errors[each]) for each in peaks]
        if max(sizes) < min(sizes) * mp.mpf("1.01"):
            break
    return coefficients


def rounded(fit: Fit) -> list[float]:
    """Return the coefficients as floats, each rounded before the higher ones are fitted again."""
    best = minimax(fit)
    places = _chebyshev(mp.mpf(fit.start), mp.mpf(fit.end), 4 * len(best))
    weights = [fit.weight(x) for x in places]
    rests = [fit.function(x) for x in places]
    fixed = [float(best[0])]
    for power in range(1, len(best)):
        term = mp.mpf(fixed[-1])
        rests = [y - term * x ** (power - 1) for x, y in zip(places, rests, strict=True)]
        fixed.append(float(_least_squares(places, rests, weights, power, fit.degree)[0]))
    return fixed


def error(fit: Fit, coefficients: Sequence[float]) -> mp.mpf:
    """Return the greatest weighted error of a polynomial in exact arithmetic."""
    highest = [mp.mpf(each) for each in reversed(coefficients)]
    grid = _chebyshev(mp.mpf(fit.start), mp.mpf(fit.end), 50 * len(coefficients))
    return max(abs(fit.weight(x) * (mp.polyval(highest, x) - fit.function(x))) for x in grid)


def _chebyshev(a: mp.mpf, b: mp.mpf, count: int) -> list[mp.mpf]:
    middle, half = (a + b) / 2, (b - a) / 2
    return [middle - half * mp.cos(mp.pi * k / (count - 1)) for k in range(count)]


def _peaks(errors: list[mp.mpf], count: int) -> list[int]:
    """Return where the error is greatest between its changes of sign, the `count` greatest."""
    peaks = [0]
    for k, value in enumerate(errors):
        if (value > 0) != (errors[peaks[-1]] > 0):
            peaks.append(k)
        elif abs(value) > abs(errors[peaks[-1]]):
            peaks[-1] = k
    while len(peaks) > count:
        peaks.pop(0 if abs(errors[peaks[0]]) < abs(errors[peaks[-1]]) else -1)
    return peaks


def _least_squares(
    places: list[mp.mpf], values: list[mp.mpf], weights: list[mp.mpf], lowest: int, highest: int
) -> list[mp.mpf]:
    size = highest - lowest + 1
    matrix, right = mp.matrix(size, size), mp.matrix(size, 1)
    powers = range(lowest, highest + 1)
    rows = [[w * x**p for p in powers] for x, w in zip(places, weights, strict=True)]
    for j in range(size):
        right[j] = mp.fsum(row[j] * w * y for row, y, w in zip(rows, values, weights, strict=True))
        for k in range(j, size):
            matrix[j, k] = matrix[k, j] = mp.fsum(row[j] * row[k] for row in rows)
    return list(mp.lu_solve(matrix, right))


def quotient(fit: Quotient) -> tuple[list[mp.mpf], list[mp.mpf]]:
    """Return numerator and denominator of a good quotient, whose denominator begins with 1.

    The error times the denominator is linear in both; each round divides by the denominator of the
    round before, and weighs places more the greater the error there was (Lawson's iteration).
    """
    end = mp.mpf(fit.end)
    places = [x * x / end for x in _chebyshev(mp.mpf(0), end, _PLACES)]
    values = [fit.function(x) for x in places]
    emphasis, below = [mp.mpf(1)] * _PLACES, [mp.mpf(1)] * _PLACES
    size = fit.above + fit.below + 1
    for _ in range(_LAWSON):
        matrix, right = mp.matrix(size, size), mp.matrix(size, 1)
        for x, y, e, q in zip(places, values, emphasis, below, strict=True):
            row = [x**k / (y * q) for k in range(fit.above + 1)]
            row += [-(x**k) / q for k in range(1, fit.below + 1)]
            for j in range(size):
                right[j] += e * row[j] / q
                for k in range(size):
                    matrix[j, k] += e * row[j] * row[k]
        solved = list(mp.lu_solve(matrix, right))
        above, lower = solved[: fit.above + 1], [mp.mpf(1), *solved[fit.above + 1 :]]
        below = [mp.polyval(lower[::-1], x) for x in places]
        errors = [
            abs(mp.polyval(above[::-1], x) / (q * y) - 1)
            for x, y, q in zip(places, values, below, strict=True)
        ]
        emphasis = [e * r for e, r in zip(emphasis, errors, strict=True)]
        mean = mp.fsum(emphasis) / _PLACES
        emphasis = [e / mean for e in emphasis]
    return above, lower


def lines(name: str, fit: Fit | Quotient) -> Iterator[str]:
    """Give the source text of a fit: its coefficients, and below them what they are."""
    if isinstance(fit, Quotient):
        above, below = ([float(each) for each in part] for part in quotient(fit))
        yield from _assigned(f"{name}_ABOVE", above)
        yield from _assigned(f"{name}_BELOW", below)
        worst = quotient_error(fit, above, below)
        degrees = f"degrees {fit.above} and {fit.below}"
        yield f'"""{fit.says} on 0 … {_shown(fit.end)}:'
        yield f"{degrees}, relative error {mp.nstr(worst, 2)}."
        yield '"""'
        return
    coefficients = rounded(fit)
    yield from _assigned(name, coefficients)
    worst = mp.nstr(error(fit, coefficients), 2)
    yield f'"""{fit.says} on {_shown(fit.start)} … {_shown(fit.end)}:'
    yield f"degree {fit.degree}, {fit.weighs} error {worst}."
    yield '"""'


def quotient_error(fit: Quotient, above: Sequence[float], below: Sequence[float]) -> mp.mpf:
    """Return the greatest relative error of a quotient in exact arithmetic."""
    end = mp.mpf(fit.end)
    high, low = ([mp.mpf(each) for each in reversed(part)] for part in (above, below))
    return max(
        abs(mp.polyval(high, x) / mp.polyval(low, x) / fit.function(x) - 1)
        for x in (x * x / end for x in _chebyshev(mp.mpf(0), end, 7 * _PLACES))
    )


def _shown(value: object) -> str:
    return str(mp.nstr(mp.mpf(value), 4, strip_zeros=True))


def _assigned(name: str, coefficients: Sequence[float]) -> Iterator[str]:
    yield f"{name} = ("
    yield from (f"    {each!r}," for each in coefficients)
    yield ")"


def text(room: str) -> str:
    """Return the source text of a room's coefficients."""
    parts = [
        f'"""Coefficients of the native target\'s room `{room}`, written by `tools/fit.py`."""'
    ]
    parts += ["\n".join(lines(name, fit)) for name, fit in ROOMS[room].items()]
    return "\n\n".join(parts) + "\n"


def main(arguments: Sequence[str]) -> None:
    """Write both files, or print the fits that are asked for."""
    mp.mp.dps = _DIGITS
    if arguments:
        room, *names = arguments
        for name in names or ROOMS[room]:
            print("\n".join(lines(name, ROOMS[room][name])))
        return
    for room in ROOMS:
        file = ROOT / "src/actlas/targets/native" / room / "coefficients.py"
        file.write_text(text(room), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
