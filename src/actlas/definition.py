"""What an activation *is*: frozen data, and nothing that could be derived from it.

A definition holds formulas as text in the grammar of `actlas.symbolic.grammar`; derivatives,
LaTeX, code, properties and plots are derived elsewhere. Beside the errors this room imports the
standard library alone, so that listing and describing activations costs nothing.
"""

from __future__ import annotations

import keyword
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from actlas.errors import BadExpression

OTHERWISE = ""
"""The condition of a last piece: everywhere else, and where z is NaN."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A set of real numbers between two ends, each open unless it is said to be closed.

    With `whole`, the whole numbers among them.

    Example:
        >>> str(Interval(0, math.inf, closed_low=True)), 3 in Interval(0, 1)
        ('[0, ∞)', False)
    """

    low: float = -math.inf
    high: float = math.inf
    closed_low: bool = False
    closed_high: bool = False
    whole: bool = False

    def __contains__(self, number: float) -> bool:
        above = number > self.low or (self.closed_low and number == self.low)
        below = number < self.high or (self.closed_high and number == self.high)
        return above and below and (not self.whole or number == math.floor(number))

    def __str__(self) -> str:
        left, right = "[" if self.closed_low else "(", "]" if self.closed_high else ")"
        ends = f"{left}{_end(self.low)}, {_end(self.high)}{right}"
        return f"ℤ ∩ {ends}" if self.whole else ends


def _end(number: float) -> str:
    if math.isinf(number):
        return "∞" if number > 0 else "-∞"
    return f"{number:.6g}"


REALS = Interval()

# What generated code already calls something else: arguments, modules, and its own variables.
_TAKEN = re.compile(
    r"z|x|y|pi|input|inplace|dim|dtype|math|torch|constant|expm1|compute|prepare|needed|overwrite|check"
    r"|sigmoid|training|[cx]\d+|s|s_[ijk]|delta_[ijk]{2}|one|each|largest|powers|total|[nij]"
)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number that a user may choose: its default, where it may lie, and what it does.

    `meaning` is English; other languages translate it in their prose. `sign` is the letter that
    formulas show for it, in LaTeX, where its name would be clumsy. `learned` says that modules
    train it unless told otherwise, `required` that PyTorch's forms give it no default, `extra` that
    PyTorch's forms lack it, so that ours take it by keyword alone.

    Raises:
        BadExpression: generated code cannot use the name, or the default is outside the domain.
    """

    name: str
    default: float
    meaning: str = ""
    domain: Interval = REALS
    sign: str = ""
    learned: bool = False
    required: bool = False
    extra: bool = False

    def __post_init__(self) -> None:
        word = self.name.isascii() and self.name.isidentifier() and not self.name.startswith("_")
        if not word or keyword.iskeyword(self.name) or _TAKEN.fullmatch(self.name):
            raise BadExpression(
                "no parameter can be called {name!r}, which generated code cannot use or uses "
                "itself; take another name, such as alpha",
                name=self.name,
            )
        if self.default not in self.domain:
            raise BadExpression(
                "the default of {name} is {default}, outside its domain {domain}",
                name=self.name,
                default=self.default,
                domain=str(self.domain),
            )


@dataclass(frozen=True, slots=True)
class Piece:
    """One branch of a function: a formula in z, and the condition under which it holds.

    Pieces are tried in order. The last has no condition: it holds everywhere else, and there
    alone a NaN arrives.
    """

    formula: str
    condition: str = OTHERWISE


@dataclass(frozen=True, slots=True)
class Kink:
    """A point where the two one-sided slopes differ, the slope chosen there, and why."""

    at: str
    derivative: str
    reason: str


@dataclass(frozen=True, slots=True)
class Twin:
    """The same function in PyTorch: functional form, module, and whether both take `inplace`.

    `fixed` are arguments, name and value, with which PyTorch's form is this function; `shows` says
    whether PyTorch's module shows its arguments by "names", by "values" alone, or "nothing";
    `complex` says whether PyTorch takes complex numbers too.
    """

    functional: str
    module: str
    inplace: bool = False
    fixed: tuple[tuple[str, str], ...] = ()
    shows: str = "names"
    complex: bool = False


RELATIONS = ("special case", "smooth version", "approximation")


@dataclass(frozen=True, slots=True)
class Relative:
    """How an activation stands to another: it is a special case, … of the one that `of` asks for.

    `of` is a specification such as `hardtanh(min_val=0, max_val=6)`.

    Raises:
        BadExpression: there is no such relation.
    """

    relation: str
    of: str

    def __post_init__(self) -> None:
        if self.relation not in RELATIONS:
            raise BadExpression(
                "a relative is a {known}, got {relation!r}",
                known=", ".join(RELATIONS),
                relation=self.relation,
            )


@dataclass(frozen=True, slots=True)
class Golden:
    """A point on the curve at the default parameters, known from elsewhere than our engine."""

    z: float
    y: float


@dataclass(frozen=True, slots=True)
class Difference:
    """Where PyTorch is wrong or stops short, and what is right: here the right value is given.

    `order` is 0 for the value, 1 for the gradient, 2 for the second derivative; `at` are numbers
    that show it, in the PyTorch dtype `dtype`; `theirs` and `ours` say in English what comes.
    `reach` says where else it is so: at no other "point", "outward" from there to the infinity,
    "inward" to 0, or "everywhere".
    """

    order: int
    at: tuple[float, ...]
    dtype: str
    theirs: str
    ours: str
    reason: str
    reach: str = "point"


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many units in the last place a derivative of some order may be off, and why.

    `below` is the size of results from which on it is so; others are held to the rule.
    """

    order: int
    ulps: float
    reason: str
    below: float = math.inf


@dataclass(frozen=True, slots=True)
class Kept:
    """An argument that PyTorch's forms have and that changes nothing here: only its default."""

    name: str
    default: float
    reason: str


@dataclass(frozen=True, slots=True)
class Variants:
    """An argument of PyTorch's forms that chooses among activations: value, and activation."""

    name: str
    default: str
    chosen: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """Where a function was first described."""

    authors: str
    year: int
    title: str
    where: str

    def __str__(self) -> str:
        return f"{self.authors} ({self.year}). {self.title}. {self.where}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """What every kind of activation has in common."""

    references: tuple[Reference, ...]
    parameters: tuple[Parameter, ...] = ()
    kinks: tuple[Kink, ...] = ()
    twin: Twin | None = None
    aliases: tuple[str, ...] = ()
    """Other names by which users ask for it."""
    relatives: tuple[Relative, ...] = ()
    golden: tuple[Golden, ...] = ()
    differences: tuple[Difference, ...] = ()
    allowances: tuple[Allowance, ...] = ()
    kept: tuple[Kept, ...] = ()
    variants: Variants | None = None
    ordered: tuple[tuple[str, str], ...] = ()
    """Pairs of parameters of which the first may not exceed the second."""
    export: str = ""
    """The name under `actlas.functional` and `actlas.nn` where PyTorch's plain one is taken."""
    module_name: str = ""
    """The module's name where it is not PyTorch's and not the name in CamelCase."""

    def __post_init__(self) -> None:
        named = [each.name for each in self.parameters]
        if len(set(named)) < len(named):
            raise BadExpression(
                "two parameters have one name in {names}; name them apart", names=", ".join(named)
            )


@dataclass(frozen=True, slots=True)
class Surrogate:
    """The slope that training uses in place of a derivative that is 0 wherever it exists."""

    derivative: str
    reason: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """A symbol of the formulas that training draws uniformly between two parameters.

    For every number anew; in evaluation it is `evaluated`, a formula in the parameters.
    """

    symbol: str
    low: str
    high: str
    evaluated: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Elementwise(Definition):
    """y = f(z; parameters), number by number: pieces, and the slope chosen at each kink.

    Raises:
        BadExpression: the last piece, and it alone, does not hold everywhere else.
    """

    pieces: tuple[Piece, ...]
    surrogate: Surrogate | None = None
    drawn: Drawn | None = None

    def __post_init__(self) -> None:
        Definition.__post_init__(self)
        conditions = [each.condition for each in self.pieces]
        if conditions.count(OTHERWISE) != 1 or conditions[-1] != OTHERWISE:
            raise BadExpression(
                "every piece has a condition except the last, which has none; got {conditions}",
                conditions=str(conditions),
            )

    def slope_in_training(self) -> Elementwise:
        """Return the stated surrogate of the derivative as a function of its own."""
        assert self.surrogate is not None
        return Elementwise(
            pieces=(Piece(self.surrogate.derivative),),
            parameters=self.parameters,
            references=self.references,
        )

    def in_training(self) -> Elementwise:
        """Return the function as training draws it: the drawn symbol is one more parameter."""
        assert self.drawn is not None
        slope = Parameter(self.drawn.symbol, 0.0, "drawn anew for every number")
        return replace(self, drawn=None, parameters=(*self.parameters, slope))


@dataclass(frozen=True, slots=True)
class Pinned:
    """A module of PyTorch that is the same function along a dimension which it chooses itself.

    It takes no argument, and tensors of as many dimensions as `takes` lists.
    """

    module: str
    dim: int
    takes: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Along(Definition):
    """What works along one dimension: an output depends on several inputs, or an input has several.

    `dim` is that dimension where the user names none; None where the user must. `pinned` are
    PyTorch's modules that fix it.
    """

    dim: int | None = None
    pinned: tuple[Pinned, ...] = ()

    def widths(self, parameters: Mapping[str, float]) -> tuple[int, int]:  # noqa: ARG002 - others need them
        """Return how many numbers along the dimension become how many, in lowest terms."""
        return (1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vector(Along):
    """y = f(z) along one dimension: the i-th output, where `sum(·)` runs over that dimension."""

    formula: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entmax(Along):
    """The distribution y that maximises Σ y_i·z_i plus Tsallis's entropy of order `alpha` > 1.

        y_i = max((α - 1)·z_i - τ, 0)^(1/(α - 1)),

    with the one threshold τ for which the outputs along the dimension add up to 1. Where α tends to
    1 it is softmax; at 2 it is the Euclidean projection onto the probability simplex.

    Raises:
        BadExpression: there is no exact rule for that order.
    """

    alpha: float

    def __post_init__(self) -> None:
        Definition.__post_init__(self)
        if self.alpha not in EXACT_ORDERS:
            raise BadExpression(
                "the threshold is found exactly for the orders {known}, got {alpha}",
                known=", ".join(map(str, EXACT_ORDERS)),
                alpha=self.alpha,
            )


EXACT_ORDERS = (1.5, 2.0)
"""The orders at which the threshold solves an equation of degree 1/(α - 1), 2 or 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parted(Along):
    """Parts of the input along a dimension, and formulas that give the parts of the output.

    Formulas may call elementwise activations by name. `calls` holds these, with their defaults;
    the catalogue fills it in.
    """

    dim: int | None = -1
    calls: tuple[tuple[str, Elementwise], ...] = ()

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of the input's equal parts, in their order."""
        raise NotImplementedError

    @property
    def outputs(self) -> tuple[str, ...]:
        """The formula of each part of the output, in their order."""
        raise NotImplementedError

    def widths(self, parameters: Mapping[str, float]) -> tuple[int, int]:  # noqa: ARG002 - others need them
        """Return how many parts become how many."""
        return (len(self.inputs), len(self.outputs))


@dataclass(frozen=True, slots=True, kw_only=True)
class Gated(Parted):
    """y = f(a, b), where a and b are the two halves of the input along one dimension.

    `formula` is written in a and b, and may call other activations: `a*silu(b)`.
    """

    formula: str

    @property
    def inputs(self) -> tuple[str, ...]:
        """The two halves."""
        return ("a", "b")

    @property
    def outputs(self) -> tuple[str, ...]:
        """The one formula."""
        return (self.formula,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Concatenated(Parted):
    """Several functions of z, one after another along a dimension: `relu(z)`, then `relu(-z)`."""

    formulas: tuple[str, ...]

    @property
    def inputs(self) -> tuple[str, ...]:
        """The whole input."""
        return ("z",)

    @property
    def outputs(self) -> tuple[str, ...]:
        """The formulas."""
        return self.formulas


@dataclass(frozen=True, slots=True, kw_only=True)
class Pooled(Along):
    """The largest number of every group of neighbours along a dimension.

    `size` names the parameter that says how many a group has. Where several are largest, they share
    the slope 1 equally, as in PyTorch's `amax`.
    """

    dim: int | None = -1
    size: str

    def widths(self, parameters: Mapping[str, float]) -> tuple[int, int]:
        """Return a group's size, of which one number comes."""
        return (int(parameters[self.size]), 1)


Kind = Elementwise | Along
"""What a definition file may bind."""
