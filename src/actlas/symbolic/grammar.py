"""Text to SymPy, by a grammar of our own: text is read, never evaluated.

    pieces     = sum "if" condition ("," sum "if" condition)* ("," | "else") sum "otherwise"?
               | condition
    condition  = clause ("or" clause)*
    clause     = negation ("and" negation)*
    negation   = "not" negation | comparison
    comparison = sum (("<" | "<=" | ">" | ">=") sum)*
    sum        = product (("+" | "-") product)*
    product    = sign (("*" | "/") sign)*
    sign       = ("-" | "+") sign | power
    power      = atom (("^" | "**") sign)?
    atom       = number | name | name "(" arguments ")" | "(" pieces ")" | "|" sum "|" | "√" atom

Names are `z` (or `x`), `pi`, `e`, the declared parameters, the functions of one table, and the
activations of the catalogue as functions. Whatever else is written is refused with its place
marked. So is every constant, within a formula too, that is not a real number of reasonable size:
what is read is safe to compute with.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NoReturn

import sympy as sp
from sympy.core.relational import Relational
from sympy.logic.boolalg import BooleanAtom, BooleanFunction

from actlas import spelling
from actlas.errors import BadExpression
from actlas.symbolic import references, vocabulary
from actlas.symbolic.characters import MOST_BITS, refusal, tokens
from actlas.symbolic.functions import Z, elementary, where
from actlas.symbolic.references import symbol

__all__ = ["NAMES", "WORDS", "parse", "symbol"]

LONGEST_TEXT = 2_000
DEEPEST_NESTING = 25
LARGEST_EXPONENT = 64
MOST_COMPARISONS = 24
SMALLEST_POWER, LARGEST_POWER = -1_074, 1_023
"""Constants are 0 or lie between these powers of two, as floats do."""
WORDS = frozenset({"if", "else", "otherwise", "and", "or", "not"})
NAMES: Mapping[str, sp.Expr] = {"z": Z, "x": Z, "pi": sp.pi, "e": sp.E}

_COMPARISONS: Mapping[str, Callable[..., Any]] = {"<": sp.Lt, "<=": sp.Le, ">": sp.Gt, ">=": sp.Ge}
_UNSOUND = BadExpression("this constant is no real number of reasonable size")
_EXPONENT = BadExpression(
    "an exponent is a fraction between -{limit} and {limit}", limit=LARGEST_EXPONENT
)
_CONDITION = BadExpression("a comparison stands only first in where(condition, a, b)")
_TRUTHS = (Relational, BooleanFunction, BooleanAtom)
"""What a condition becomes; a symbol alone would be a Boolean to SymPy, too."""


def parse(
    text: str,
    parameters: tuple[str, ...] = (),
    name: str = "",
    calls: Mapping[str, Callable[..., Any]] = MappingProxyType({}),
) -> Any:
    """Read a formula or a condition in z and the given parameters.

    Args:
        text: the formula, at most 2,000 characters.
        parameters: names that may appear besides z and the constants.
        name: that of the activation which the formula defines, and which it may not call.
        calls: what a call of a name means that the grammar does not know itself.

    Returns:
        A SymPy expression, or a SymPy relation where the text compares.

    Raises:
        BadExpression: the text is not of the grammar; the message shows the place.

    Example:
        >>> parse("alpha*(exp(z) - 1)", ("alpha",))
        alpha*(exp(z) - 1)
        >>> parse("α·x² + |x|", ("alpha",))
        alpha*z**2 + Abs(z)
        >>> parse("-1 < z <= 1 or z > 3")
        (z > 3) | ((z <= 1) & (z > -1))
        >>> parse("elu(z, alpha=2)") == parse("where(z > 0, z, 2*(exp(z) - 1))")
        True
    """
    return _Reader(text, parameters, name, calls).whole()


def _turned(comparison: Any) -> Any:
    """Return 0 < z as z > 0, so that what is written either way is the same."""
    numbers_first = isinstance(comparison, Relational) and not comparison.lhs.has(Z)
    return comparison.reversed if numbers_first and comparison.rhs.has(Z) else comparison


def _negated_sum(e: sp.Basic) -> bool:
    return isinstance(e, sp.Mul) and e.args[0] == -1 and any(each.is_Add for each in e.args)


def _within(e: sp.Mul) -> sp.Expr:
    first = next(each for each in e.args if each.is_Add)
    return sp.Mul(-first, *(each for each in e.args[1:] if each is not first))


def _size_of_size(e: Any) -> bool:
    return isinstance(e, sp.Abs) and isinstance(e.args[0], sp.Abs)


class _Reader:
    """A recursive-descent reader: one method for each line of the grammar."""

    def __init__(
        self,
        text: str,
        parameters: tuple[str, ...],
        name: str,
        calls: Mapping[str, Callable[..., Any]],
    ) -> None:
        self.text, self.name, self.calls = text, name, calls
        self.names = {**NAMES, **{each: symbol(each) for each in parameters}}
        self.depth = self.comparisons = 0
        if not isinstance(text, str):
            raise BadExpression("a formula is written as text, got {text!r}", text=text)
        if len(text) > LONGEST_TEXT:
            raise BadExpression(
                "a formula has at most {limit} characters, this one has {length}; shorten it",
                limit=LONGEST_TEXT,
                length=len(text),
            )
        self.tokens = tokens(text)
        self.at = 0

    def _refuse(self, why: BadExpression, place: int | None = None) -> BadExpression:
        return refusal(why, self.text, self._place() if place is None else place)

    def _place(self) -> int:
        return self.tokens[self.at].place

    def _take(self, *symbols: str) -> str:
        token = self.tokens[self.at]
        known = token.kind == "symbol" or (token.kind == "name" and token.text in WORDS)
        if known and token.text in symbols:
            self.at += 1
            return token.text
        return ""

    def _need(self, mark: str) -> None:
        if not self._take(mark):
            raise self._unexpected(BadExpression("expected {mark!r}", mark=mark))

    def _unexpected(self, why: BadExpression) -> BadExpression:
        """Say what is wrong with a token that no rule takes, by a hint where one is known."""
        token = self.tokens[self.at]
        operand = token.kind == "number" or token.text in ("(", "|", "√")
        operand |= token.kind == "name" and token.text not in WORDS
        if self.at and operand:
            before = self.tokens[self.at - 1]
            left, right = (self.text[each.place : each.end] for each in (before, token))
            if before.kind in ("number", "name") or before.text == ")":
                why = BadExpression(
                    "a sign is missing; write {left}*{right}, not {left}{right}",
                    left=left,
                    right=right,
                )
        if token.text == "=":
            why = BadExpression("a formula holds no =; compare with <, <=, > or >=")
        return self._refuse(why)

    def _descend(self) -> None:
        self.depth += 1
        if self.depth > DEEPEST_NESTING:
            raise self._refuse(BadExpression("nested too deeply"))

    def _number(self, value: Any, place: int) -> Any:
        if isinstance(value, _TRUTHS):
            raise self._refuse(_CONDITION, place)
        return value

    def _sound(self, value: Any, place: int) -> Any:
        """Return `value`, unless it is a constant that is no real number of reasonable size.

        Its parts were held against the same limits, so that none of them is expensive to evaluate.
        """
        if value.is_Rational:
            above, below = value.p.bit_length(), value.q.bit_length()
            moderate = SMALLEST_POWER <= above - below <= LARGEST_POWER
            sound = max(above, below) <= MOST_BITS and (moderate or value == 0)
        elif value.is_number:
            number = elementary(value).evalf(15)
            sound = bool(number.is_Float) and 2.0**SMALLEST_POWER < abs(number) < 2.0**LARGEST_POWER
        else:
            sound = not value.has(sp.zoo, sp.nan, sp.oo, sp.I)
        if not sound:
            raise self._refuse(_UNSOUND, place)
        return value

    def whole(self) -> Any:
        result = self.pieces()
        if self.tokens[self.at].kind != "end":
            raise self._unexpected(BadExpression("expected an operator or the end"))
        # SymPy leaves a size within a size where it takes a quotient apart, and takes a minus sign
        # into the sum of -(z + 1)/z or not, as the brackets stood: here it always does.
        return result.replace(_size_of_size, lambda e: e.args[0]).replace(_negated_sum, _within)

    def pieces(self) -> Any:
        start, value = self.at, self.condition()
        written = []
        while self._take("if"):
            self._number(value, self.tokens[start].place)
            written.append((self._truth(), value))
            if not self._take(",", "else"):
                raise self._unexpected(
                    BadExpression("expected a comma or else, and what holds otherwise")
                )
            start, value = self.at, self.condition()
        if not written:
            return value
        self._take("otherwise")
        result = self._number(value, self.tokens[start].place)
        for condition, each in reversed(written):
            result = where(condition, each, result)
        return self._sound(result, self.tokens[start].place)

    def _truth(self) -> Any:
        place, value = self._place(), self.condition()
        if not isinstance(value, _TRUTHS):
            raise self._refuse(BadExpression("expected a comparison, as in z > 0"), place)
        return value

    def condition(self) -> Any:
        return self._joined("or", sp.Or, lambda: self._joined("and", sp.And, self.negation))

    def _joined(self, word: str, join: Any, part: Callable[[], Any]) -> Any:
        place, parts = self._place(), [part()]
        while self._take(word):
            self._boolean(parts[-1], place)
            place = self._place()
            parts.append(part())
            self._boolean(parts[-1], place)
        return parts[0] if len(parts) == 1 else join(*parts)

    def _boolean(self, value: Any, place: int) -> None:
        if not isinstance(value, _TRUTHS):
            raise self._refuse(BadExpression("expected a comparison, as in z > 0"), place)

    def negation(self) -> Any:
        if not self._take("not"):
            return self.comparison()
        self._descend()
        place, value = self._place(), self.negation()
        self._boolean(value, place)
        self.depth -= 1
        return sp.Not(value)

    def comparison(self) -> Any:
        place, left = self._place(), self.sum()
        found = []
        while operator := self._take(*_COMPARISONS):
            self._number(left, place)
            place = self._place()
            right = self._number(self.sum(), place)
            self.comparisons += 1
            if self.comparisons > MOST_COMPARISONS:
                raise self._refuse(
                    BadExpression(
                        "a formula compares at most {limit} times", limit=MOST_COMPARISONS
                    )
                )
            try:
                found.append(_turned(_COMPARISONS[operator](left, right)))
            except TypeError:  # one side is no real number, whatever z is
                raise self._refuse(_UNSOUND, place) from None
            left = right
        return (sp.And(*found) if len(found) > 1 else found[0]) if found else left

    def sum(self) -> Any:
        self._descend()
        place, terms = self._place(), [self.product()]
        while operator := self._take("+", "-"):
            self._number(terms[-1], place)
            term = self._number(self.product(), self._place())
            terms.append(term if operator == "+" else -term)
        self.depth -= 1
        return terms[0] if len(terms) == 1 else self._sound(sp.Add(*terms), place)

    def product(self) -> Any:
        place, factors = self._place(), [self.sign()]
        while operator := self._take("*", "/"):
            self._number(factors[-1], place)
            divisor = self._place()
            factor = self._number(self.sign(), divisor)
            factors.append(factor if operator == "*" else self._sound(1 / factor, divisor))
        return factors[0] if len(factors) == 1 else self._sound(sp.Mul(*factors), place)

    def sign(self) -> Any:
        negative, start = False, self.at
        while operator := self._take("-", "+"):
            negative ^= operator == "-"
            if self.at - start > DEEPEST_NESTING:
                raise self._refuse(BadExpression("too many signs"))
        place, result = self._place(), self.power()
        return -self._number(result, place) if negative else result

    def power(self) -> Any:
        start, base, place = self._place(), self.atom(), self._place()
        if not self._take("^", "**"):
            return base
        self._number(base, start)
        self._descend()
        exponent = self._number(self.sign(), place)
        self.depth -= 1
        if base is sp.E:
            return self._sound(sp.exp(exponent), place)
        moderate = exponent.is_Rational and abs(exponent) <= LARGEST_EXPONENT
        if exponent.is_number and not moderate:
            raise self._refuse(_EXPONENT, place)
        result = self._sound(base**exponent, place)
        # A power of a power multiplies the exponents.
        if result.is_Pow and result.exp.is_Rational and abs(result.exp) > LARGEST_EXPONENT:
            raise self._refuse(_EXPONENT, place)
        return result

    def atom(self) -> Any:
        kind, value, place, _ = self.tokens[self.at]
        if kind == "number":
            self.at += 1
            return self._sound(sp.Rational(value), place)
        if kind == "name" and value not in WORDS:
            self.at += 1
            return self._call(value, place) if self._take("(") else self._named(value, place)
        if self._take("("):
            inside = self.pieces()
            self._need(")")
            return inside
        if self._take("|"):
            inside = self._number(self.sum(), place)
            self._need("|")
            return self._sound(sp.Abs(inside), place)
        if self._take("√"):
            return self._root(place)
        if value == "=":
            raise self._unexpected(_UNSOUND)
        raise self._refuse(BadExpression("expected a number, a name or a bracket"))

    def _root(self, place: int) -> Any:
        self._descend()
        inside = self._number(self.atom(), place)
        self.depth -= 1
        if self.tokens[self.at].text in ("^", "**"):
            raise self._refuse(BadExpression("a root of a power needs brackets: √(z^2) or (√z)^2"))
        return self._sound(sp.sqrt(inside), place)

    def _named(self, name: str, place: int) -> Any:
        if name in self.names:
            return self.names[name]
        known = ", ".join(each for each in self.names if each != "x")
        if self._function(name) is not None:
            why = BadExpression("{name} is a function; write {name}(z)", name=name)
        else:
            near = spelling.near(name, self.names)
            if near:
                why = BadExpression(
                    "no symbol is called {name!r}; did you mean {hint}? (known: {known})",
                    name=name,
                    hint=", ".join(near),
                    known=known,
                )
            else:
                why = BadExpression(
                    "no symbol is called {name!r} (known: {known}); a parameter needs a default, "
                    "as in alpha=0.5",
                    name=name,
                    known=known,
                )
        raise self._refuse(why, place)

    def _function(self, name: str) -> Callable[..., Any] | None:
        return vocabulary.FUNCTIONS.get(vocabulary.SYNONYMS.get(name, name))

    def _call(self, name: str, place: int) -> Any:
        arguments, named = self._arguments()
        exact = vocabulary.SYNONYMS.get(name, name)
        least, most = vocabulary.ARITY.get(exact, (1, 1))
        own = vocabulary.FUNCTIONS.get(exact)
        # A called activation brings derivatives that keep their digits, so even a primitive is one.
        if name in self.calls and not named and len(arguments) == 1:
            return self._sound(self.calls[name](*arguments), place)
        if own is not None and not named and least <= len(arguments) <= most:
            if exact in vocabulary.REPEATING and references.size(arguments[0]) > references.LARGEST:
                raise self._refuse(references.TOO_LARGE, place)
            self._conditions(exact, arguments, place)
            try:
                value = own(*arguments)
            except (TypeError, ValueError):  # max and min of what is no real number
                raise self._refuse(_UNSOUND, place) from None
            return self._sound(value, place)
        if name == self.name:
            raise self._refuse(BadExpression("{name} cannot call itself", name=name), place)
        found = references.known(name)
        if found is None:
            self._no_such_call(name, own is not None, len(arguments), (least, most), place)
        self._conditions(name, [*arguments, *named.values()], place)
        try:
            return self._sound(references.called(found, arguments, named), place)
        except BadExpression as why:
            if why.text == self.text:
                raise
            raise self._refuse(why, place) from None

    def _arguments(self) -> tuple[list[Any], dict[str, Any]]:
        arguments: list[Any] = []
        named: dict[str, Any] = {}
        while True:
            token, following = (
                self.tokens[self.at],
                self.tokens[min(self.at + 1, len(self.tokens) - 1)],
            )
            if token.kind == "name" and following.text == "=":
                self.at += 2
                if token.text in named:
                    why = BadExpression("{name} is given twice", name=token.text)
                    raise self._refuse(why, token.place)
                named[token.text] = self.sum()
            elif named:
                raise self._refuse(BadExpression("name every value after a named one"))
            else:
                arguments.append(self.condition())
            if not self._take(","):
                break
        self._need(")")
        return arguments, named

    def _conditions(self, name: str, arguments: list[Any], place: int) -> None:
        numbers = arguments[name == "where" :]
        if any(isinstance(each, _TRUTHS) for each in numbers):
            raise self._refuse(_CONDITION, place)
        if name == "where" and not isinstance(arguments[0], _TRUTHS):
            raise self._refuse(
                BadExpression("where(condition, a, b) begins with a comparison"), place
            )

    def _no_such_call(
        self, name: str, own: bool, count: int, arity: tuple[int, int], place: int
    ) -> NoReturn:
        if own:
            least, most = arity
            why = BadExpression(
                "{name} takes {count} arguments, got {got}",
                name=name,
                count=least if least == most else f"{least}-{most}",
                got=count,
            )
        elif name in self.names:
            why = BadExpression("{name} is no function; write {name}*(…)", name=name)
        else:
            words = [*vocabulary.FUNCTIONS, *vocabulary.SYNONYMS, *references.names()]
            near = spelling.near(name, words)
            if near:
                why = BadExpression(
                    "no function is called {name!r}; did you mean {hint}?",
                    name=name,
                    hint=", ".join(near),
                )
            else:
                why = BadExpression(
                    "no function is called {name!r} (known: {known}, and the names of "
                    "`actlas list`)",
                    name=name,
                    known=", ".join(sorted(vocabulary.FUNCTIONS)),
                )
        raise self._refuse(why, place)
