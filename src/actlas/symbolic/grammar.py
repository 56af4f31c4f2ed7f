"""Text to SymPy, by a grammar of our own: text is read, never evaluated.

    comparison = sum (("<" | "<=" | ">" | ">=") sum)?
    sum        = product (("+" | "-") product)*
    product    = sign (("*" | "/") sign)*
    sign       = ("-" | "+") sign | power
    power      = atom (("^" | "**") sign)?
    atom       = number | name | name "(" sum ")" | "(" sum ")"

Names are `z`, `pi`, the declared parameters, and the functions of one table. Whatever else is
written is refused with its place marked. So is every constant, within a formula too, that is not a
real number of reasonable size: what is read is safe to compute with.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import sympy as sp

from actlas.errors import BadExpression
from actlas.symbolic import functions
from actlas.symbolic.functions import Total, Z

LONGEST_TEXT = 2_000
DEEPEST_NESTING = 25
LARGEST_EXPONENT = 64
SMALLEST_POWER, LARGEST_POWER = -1_074, 1_023
"""Constants are 0 or lie between these powers of two, as floats do."""
MOST_BITS = 1_200
"""Both whole numbers of a fraction are shorter: enough for every float written out."""

_FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "exp": sp.exp,
    "expm1": functions.expm1,
    "log": sp.log,
    "log1p": functions.log1p,
    "sqrt": sp.sqrt,
    "tanh": sp.tanh,
    "sigmoid": functions.sigmoid,
    "softplus": functions.softplus,
    "erf": sp.erf,
    "erfc": sp.erfc,
    "normal": functions.normal,
    "sin": sp.sin,
    "cos": sp.cos,
    "atan": sp.atan,
    "sinc": functions.sinc,
    "abs": sp.Abs,
    "sign": sp.sign,
    "max": sp.Max,
    "min": sp.Min,
    "where": functions.where,
    "sum": Total,
}
_ARITY = {"max": (2, 8), "min": (2, 8), "where": (3, 3)}
_COMPARISONS: Mapping[str, Callable[..., Any]] = {"<": sp.Lt, "<=": sp.Le, ">": sp.Gt, ">=": sp.Ge}
_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE](?P<power>[+-]?\d+))?)|(?P<name>[A-Za-z_]\w*)"
    r"|(?P<symbol>\*\*|<=|>=|[-+*/^()<>,]))",
    re.ASCII,
)

_UNSOUND = BadExpression("this constant is no real number of reasonable size")
_EXPONENT = BadExpression(
    "an exponent is a fraction between -{limit} and {limit}", limit=LARGEST_EXPONENT
)


def symbol(name: str) -> sp.Symbol:
    """Return the real SymPy symbol that stands for a parameter of that name."""
    return sp.Symbol(name, real=True)


def parse(
    text: str,
    parameters: tuple[str, ...] = (),
    calls: Mapping[str, Callable[..., Any]] = MappingProxyType({}),
) -> Any:
    """Read a formula or a condition in z and the given parameters.

    Args:
        text: the formula, at most 2,000 characters.
        parameters: names that may appear besides z and pi.
        calls: functions of one argument that may be called by name, before the grammar's own.

    Returns:
        A SymPy expression, or a SymPy relation where the text compares.

    Raises:
        BadExpression: the text is not of the grammar; the message shows the place.

    Example:
        >>> parse("alpha*(exp(z) - 1)", ("alpha",))
        alpha*(exp(z) - 1)
    """
    return _Reader(text, parameters, calls).whole()


class _Reader:
    """A recursive-descent reader: one method for each line of the grammar."""

    def __init__(
        self, text: str, parameters: tuple[str, ...], calls: Mapping[str, Callable[..., Any]]
    ) -> None:
        self.text = text
        self.functions = {**_FUNCTIONS, **calls}
        self.names = {"z": Z, "pi": sp.pi, **{name: symbol(name) for name in parameters}}
        self.depth = 0
        if not isinstance(text, str):
            raise BadExpression("a formula is written as text, got {text!r}", text=text)
        if len(text) > LONGEST_TEXT:
            raise BadExpression(
                "a formula has at most {limit} characters, this one has {length}; shorten it",
                limit=LONGEST_TEXT,
                length=len(text),
            )
        self.tokens = self._split()
        self.at = 0

    def _split(self) -> list[tuple[str, str, int]]:
        tokens, place = [], 0
        end = len(self.text.rstrip(string.whitespace))
        while place < end:
            match = _TOKEN.match(self.text, place)
            if match is None:
                raise self._refuse(
                    BadExpression("this character has no meaning in a formula"), place
                )
            kind = next(each for each in ("number", "name", "symbol") if match[each])
            if abs(int(match["power"] or 0)) > MOST_BITS:  # before anyone computes the number
                raise self._refuse(_UNSOUND, match.start(kind))
            tokens.append((kind, match[kind], match.start(kind)))
            place = match.end()
        return [*tokens, ("end", "", len(self.text))]

    def _refuse(self, why: BadExpression, place: int) -> BadExpression:
        shown = self.text[max(0, place - 30) : place] + "⟨here⟩" + self.text[place : place + 30]
        shown = "".join(
            each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in shown
        )
        return BadExpression("cannot read the formula: {why}: {shown}", why=why, shown=shown)

    def _take(self, *symbols: str) -> str:
        kind, value, _ = self.tokens[self.at]
        if kind == "symbol" and value in symbols:
            self.at += 1
            return value
        return ""

    def _need(self, mark: str) -> None:
        if not self._take(mark):
            raise self._refuse(BadExpression("expected {mark!r}", mark=mark), self._place())

    def _place(self) -> int:
        return self.tokens[self.at][2]

    def _descend(self) -> None:
        self.depth += 1
        if self.depth > DEEPEST_NESTING:
            raise self._refuse(BadExpression("nested too deeply"), self._place())

    def _sound(self, value: Any, place: int) -> Any:
        """Return `value`, unless it is a constant that is no real number of reasonable size.

        Its parts were held against the same limits, so that none of them is expensive to evaluate.
        """
        if value.is_Rational:
            above, below = value.p.bit_length(), value.q.bit_length()
            moderate = SMALLEST_POWER <= above - below <= LARGEST_POWER
            sound = max(above, below) <= MOST_BITS and (moderate or value == 0)
        elif value.is_number:
            number = value.evalf(15)
            sound = bool(number.is_Float) and 2.0**SMALLEST_POWER < abs(number) < 2.0**LARGEST_POWER
        else:
            sound = not value.has(sp.zoo, sp.nan, sp.oo, sp.I)
        if not sound:
            raise self._refuse(_UNSOUND, place)
        return value

    def whole(self) -> Any:
        result = self.comparison()
        if self.tokens[self.at][0] != "end":
            raise self._refuse(BadExpression("expected an operator or the end"), self._place())
        return result

    def comparison(self) -> Any:
        left = self.sum()
        operator = self._take(*_COMPARISONS)
        return _COMPARISONS[operator](left, self.sum()) if operator else left

    def sum(self) -> Any:
        self._descend()
        place, terms = self._place(), [self.product()]
        while operator := self._take("+", "-"):
            term = self.product()
            terms.append(term if operator == "+" else -term)
        self.depth -= 1
        return terms[0] if len(terms) == 1 else self._sound(sp.Add(*terms), place)

    def product(self) -> Any:
        place, factors = self._place(), [self.sign()]
        while operator := self._take("*", "/"):
            divisor = self._place()
            factor = self.sign()
            factors.append(factor if operator == "*" else self._sound(1 / factor, divisor))
        return factors[0] if len(factors) == 1 else self._sound(sp.Mul(*factors), place)

    def sign(self) -> Any:
        negative, start = False, self.at
        while operator := self._take("-", "+"):
            negative ^= operator == "-"
            if self.at - start > DEEPEST_NESTING:
                raise self._refuse(BadExpression("too many signs"), self._place())
        result = self.power()
        return -result if negative else result

    def power(self) -> Any:
        base, place = self.atom(), self._place()
        if not self._take("^", "**"):
            return base
        self._descend()
        exponent = self.sign()
        self.depth -= 1
        moderate = exponent.is_Rational and abs(exponent) <= LARGEST_EXPONENT
        if exponent.is_number and not moderate:
            raise self._refuse(_EXPONENT, place)
        result = self._sound(base**exponent, place)
        # A power of a power multiplies the exponents.
        if result.is_Pow and result.exp.is_Rational and abs(result.exp) > LARGEST_EXPONENT:
            raise self._refuse(_EXPONENT, place)
        return result

    def atom(self) -> Any:
        kind, value, place = self.tokens[self.at]
        if kind == "number":
            self.at += 1
            return self._sound(sp.Rational(value), place)
        if kind == "name":
            self.at += 1
            return self._call(value, place) if self._take("(") else self._named(value, place)
        if self._take("("):
            inside = self.sum()
            self._need(")")
            return inside
        raise self._refuse(BadExpression("expected a number, a name or a bracket"), place)

    def _named(self, name: str, place: int) -> Any:
        if name not in self.names:
            known = ", ".join(self.names)
            why = BadExpression(
                "no symbol is called {name!r} (known: {known})", name=name, known=known
            )
            raise self._refuse(why, place)
        return self.names[name]

    def _call(self, name: str, place: int) -> Any:
        if name not in self.functions:
            known = ", ".join(sorted(self.functions))
            why = BadExpression(
                "no function is called {name!r} (known: {known})", name=name, known=known
            )
            raise self._refuse(why, place)
        arguments = [self.comparison()]
        while self._take(","):
            arguments.append(self.comparison())
        self._need(")")
        least, most = _ARITY.get(name, (1, 1))
        if not least <= len(arguments) <= most:
            why = BadExpression(
                "{name} takes {count} arguments, got {got}",
                name=name,
                count=least if least == most else f"{least}-{most}",
                got=len(arguments),
            )
            raise self._refuse(why, place)
        if any(
            isinstance(each, sp.core.relational.Relational) for each in arguments[name == "where" :]
        ):
            why = BadExpression("a comparison stands only first in where(condition, a, b)")
            raise self._refuse(why, place)
        return self._sound(self.functions[name](*arguments), place)
