"""The `Activation` that users hold: one definition with its parameters bound, and all that follows.

`actlas.get("elu", alpha=0.5)` returns one. It computes on tensors, arrays and floats; its formulas,
properties, plot and module are derived when they are asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, overload

from actlas import catalogue
from actlas.binding import check_learned, check_parameters, whole
from actlas.definition import Along, Elementwise, Kind
from actlas.errors import BadInput, BadParameter

if TYPE_CHECKING:
    import numpy as np
    import sympy as sp
    import torch
    from matplotlib.axes import Axes

    from actlas.symbolic.properties import Properties


def get(
    name: str, /, *, learn: Iterable[str] = (), channels: int | None = None, **parameters: float
) -> Activation:
    """Return the activation called `name`, with its parameters bound.

    Args:
        name: a name of `actlas.names()`, in any case, or a specification such as
            `"elu(alpha=0.5)"`, `"leaky_relu(0.2)"` or `"swish?beta=learn&channels=16"`.
        learn: the parameters that training changes in the modules it makes. Called as a function,
            the activation has the values at which they start.
        channels: how many values each learned parameter has, one per channel; 1 unless given.
        **parameters: values for the activation's parameters; `dim` for one that works along a
            dimension; `init` for the value at which the one learned parameter starts.

    Returns:
        An `Activation`: frozen, hashable, picklable.

    Raises:
        UnknownName: no such activation; the message offers near names.
        BadParameter: no such parameter, or a value outside its domain.

    Example:
        >>> import actlas
        >>> actlas.get("elu", alpha=2.0)(-1.0)
        -1.2642411176571153
        >>> actlas.get("elu", learn=["alpha"], channels=8).module()
        ELU(alpha: 8 learned)
    """
    if not isinstance(name, str):
        raise BadInput(
            "an activation is asked for by its name, a text; got {got}", got=type(name).__name__
        )
    plain, positional, named, learned = catalogue.read_specification(name)
    exact = catalogue.canonical(plain)
    definition = catalogue.definition(exact)
    takes = [each.name for each in definition.parameters]
    if isinstance(definition, Along):
        takes.append("dim")
    if len(positional) > len(takes):
        raise BadParameter(
            "{name} takes {limit} parameters, got {count}",
            name=exact,
            limit=len(takes),
            count=len(positional),
        )
    placed = dict(zip(takes, positional, strict=False))
    for twice in placed.keys() & named.keys():
        raise BadParameter(
            "{name!r} gives {parameter} twice, by place and by name", name=name, parameter=twice
        )
    values = placed | named | parameters
    told = values.pop("channels", 1)
    width = told if channels is None else channels
    learned = (*learned, *((learn,) if isinstance(learn, str) else learn))
    return Activation(exact, values, learned, width)


def from_string(text: str) -> Activation:
    """Return the activation that a line of a configuration file asks for.

    The grammar is `name(value, …, parameter=value, …)?parameter=value&parameter=learn&channels=n`;
    `str()` of an activation writes it, and this function reads it back.

    Args:
        text: the specification; case, hyphens and underscores of the name do not matter.

    Returns:
        An `Activation`; its `.module()` makes the module, learned parameters and all.

    Raises:
        BadExpression: the text does not have that form.
        UnknownName, BadParameter, BadInput: as `actlas.get`.

    Example:
        >>> import actlas
        >>> str(actlas.from_string("Leaky-ReLU(0.2)"))
        'leaky_relu(negative_slope=0.2)'
        >>> actlas.from_string("elu?alpha=learn").module()
        ELU(alpha: 1 learned)
    """
    return get(text)


@dataclass(frozen=True, slots=True, init=False, repr=False, eq=False)
class Activation:
    """An activation function with its parameters bound.

    Elementwise ones keep the shape of what they are given; vector ones (softmax) work along `dim`,
    and gated ones (GLU) halve it.

    Example:
        >>> import actlas
        >>> relu = actlas.get("relu")
        >>> relu(3.0), relu.prime(-2.0), relu.label
        (3.0, 0.0, 'relu')
    """

    name: str
    definition: Kind
    parameters: Mapping[str, float]
    dim: int | None
    learn: tuple[str, ...]
    channels: int
    _values: tuple[float, ...]

    def __init__(
        self,
        name: str,
        parameters: Mapping[str, float],
        learn: Iterable[str] = (),
        channels: float = 1,
        definition: Kind | None = None,
    ) -> None:
        definition = catalogue.definition(name) if definition is None else definition
        dim = None
        given = dict(parameters)
        learned = check_learned(name, definition, learn, channels)
        start = given.pop("init", None) if len(learned) == 1 else None
        if start is not None and learned[0] in given:
            raise BadParameter(
                "{name!r} gives {parameter} twice, by place and by name",
                name=name,
                parameter=learned[0],
            )
        if start is not None:
            given[learned[0]] = start
        if isinstance(definition, Along):
            chosen = given.pop("dim", None)
            dim = definition.dim if chosen is None else whole("dim", chosen)
        bound = check_parameters(name, definition, given)
        for field, value in (
            ("name", name),
            ("definition", definition),
            ("parameters", MappingProxyType(bound)),
            ("dim", dim),
            ("learn", learned),
            ("channels", int(channels)),
            ("_values", tuple(bound.values())),
        ):
            object.__setattr__(self, field, value)

    @property
    def elementwise(self) -> bool:
        """Whether every output depends on one input alone."""
        return isinstance(self.definition, Elementwise)

    @property
    def width_in(self) -> int:
        """How many numbers along `dim` become `width_out`, in lowest terms: 2 for a gate."""
        return self._widths()[0]

    @property
    def width_out(self) -> int:
        """How many numbers `width_in` numbers along `dim` become: 1 for a gate."""
        return self._widths()[1]

    def _widths(self) -> tuple[int, int]:
        if isinstance(self.definition, Elementwise):
            return (1, 1)
        return self.definition.widths(self.parameters)

    @property
    def label(self) -> str:
        """The name and what differs from the defaults; `actlas.get(label)` gives the same again."""
        defaults = {each.name: each.default for each in self.definition.parameters}
        parts = [f"{k}={v!r}" for k, v in self.parameters.items() if v != defaults[k]]
        if isinstance(self.definition, Along) and self.dim != self.definition.dim:
            parts.append(f"dim={self.dim}")
        said = f"{self.name}({', '.join(parts)})" if parts else self.name
        return said + self._options()

    def _options(self) -> str:
        """Return what of the label says how parameters are learned."""
        always = {each.name for each in self.definition.parameters if each.learned}
        parts = [f"{each}={catalogue.LEARN}" for each in self.learn if each not in always]
        if self.channels != 1:
            parts.append(f"channels={self.channels}")
        return "?" + "&".join(parts) if parts else ""

    def __repr__(self) -> str:
        return f"actlas.get({self.label!r})"

    def __str__(self) -> str:
        return self.label

    def _key(self) -> tuple[Any, ...]:
        bound = tuple(self.parameters.items())
        return (self.name, self.definition, bound, self.dim, self.learn, self.channels)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Activation) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def __reduce__(self) -> tuple[Any, ...]:
        given = dict(self.parameters) | ({} if self.dim is None else {"dim": self.dim})
        learning = (self.learn, self.channels) if self.learn else ()
        if catalogue.in_file(self.name) or not isinstance(self.definition, Elementwise):
            return (Activation, (self.name, given, *learning))
        # A process that has not defined the name reads the pickle all the same.
        from actlas.define import restored, saved

        return (restored, (saved(self.name, self.definition), given, *learning))

    # What it computes.

    @overload
    def __call__(self, z: torch.Tensor, *, dim: int | None = None) -> torch.Tensor: ...
    @overload
    def __call__(self, z: float, *, dim: int | None = None) -> float: ...
    @overload
    def __call__(self, z: Any, *, dim: int | None = None) -> np.ndarray[Any, Any]: ...
    def __call__(self, z: Any, *, dim: int | None = None) -> Any:
        """Return f(z).

        Args:
            z: a torch tensor, a NumPy array or nested list of numbers, or a float, of any shape.
                Floating-point dtypes are kept; whole numbers go to the default float.
            dim: the dimension a vector activation works along, unless it is bound already.

        Returns:
            f(z), of z's kind and shape; along `dim`, `width_out` numbers for every `width_in`.

        Raises:
            BadInput: z is complex or no number at all, or `dim` is needed and missing.
            BadShape: the size along `dim` is no multiple of `width_in`.
        """
        return self._compute(z, 0, dim)

    @overload
    def prime(self, z: torch.Tensor, *, dim: int | None = None) -> torch.Tensor: ...
    @overload
    def prime(self, z: float, *, dim: int | None = None) -> float: ...
    @overload
    def prime(self, z: Any, *, dim: int | None = None) -> np.ndarray[Any, Any]: ...
    def prime(self, z: Any, *, dim: int | None = None) -> Any:
        """Return the derivative f′(z), elementwise; at a kink, the slope that PyTorch uses.

        For one that works along a dimension it is the Jacobian ∂y_i/∂z_j: in place of that
        dimension come two at the end, i over the outputs before j over the inputs. Arguments and
        errors are those of a plain call.
        """
        return self._compute(z, 1, dim)

    @overload
    def second(self, z: torch.Tensor, *, dim: int | None = None) -> torch.Tensor: ...
    @overload
    def second(self, z: float, *, dim: int | None = None) -> float: ...
    @overload
    def second(self, z: Any, *, dim: int | None = None) -> np.ndarray[Any, Any]: ...
    def second(self, z: Any, *, dim: int | None = None) -> Any:
        """Return the second derivative f″(z), like `prime`; for a vector, ∂²y_i/∂z_j∂z_k."""
        return self._compute(z, 2, dim)

    def training_slope(self, z: torch.Tensor) -> torch.Tensor:
        """Return the slope that gradients use at a tensor: f′(z), or its stated surrogate.

        A step's derivative is 0 wherever it exists; its definition names a slope to train by.

        Example:
            >>> import torch
            >>> step = get("step")
            >>> step.prime(torch.zeros(1)), step.training_slope(torch.zeros(1))
            (tensor([0.]), tensor([1.]))
        """
        from actlas.targets.kernels import kernel

        if not isinstance(self.definition, Elementwise) or self.definition.surrogate is None:
            return self.prime(z)
        return kernel(self.definition.slope_in_training(), 0, self.name)(z, *self._values)

    def _compute(self, z: Any, order: int, dim: int | None) -> Any:
        from actlas.targets.along_dimension import computed
        from actlas.targets.autograd import differentiable
        from actlas.targets.complex_plane import takes_complex
        from actlas.targets.inputs import through_torch
        from actlas.targets.kernels import kernel

        if isinstance(self.definition, Elementwise):
            made = differentiable(self.definition, self.name, order)
        elif order == 0:
            made = computed(self.definition, self.name)
        else:
            made = kernel(self.definition, order, self.name)
        plane = order == 0 and takes_complex(self.definition)
        return through_torch(made, self._values, z, *self._along(dim), takes_complex=plane)

    def _along(self, dim: int | None) -> tuple[int, ...]:
        if isinstance(self.definition, Elementwise):
            if dim is not None:
                raise BadInput("{name} works number by number and takes no dim", name=self.name)
            return ()
        chosen = self.dim if dim is None else dim
        if chosen is None:
            raise BadInput(
                "{name} needs dim, the dimension that it works along; "
                "write {name}(dim=-1) for the last",
                name=self.name,
            )
        return (chosen,)

    def require_dim(self) -> Activation:
        """Return this activation if it can be called without `dim`.

        Raises:
            BadInput: it is a vector activation whose `dim` was not bound.
        """
        self._along(None)
        return self

    # What it is.

    @property
    def text(self) -> str:
        """The function as `actlas.define` reads it: text that says all but the chosen slopes.

        Raises:
            BadInput: it works along a dimension, and no text of one number says it.

        Example:
            >>> get("elu").text
            'where(z > 0, z, alpha*(exp(z) - 1))'
        """
        if not isinstance(self.definition, Elementwise):
            raise BadInput(
                "{name} works along a dimension; only a function of one number is written as text",
                name=self.name,
            )
        from actlas.symbolic.references import as_formula
        from actlas.symbolic.writer import written

        return written(as_formula(self.definition))

    @property
    def formula(self) -> sp.Expr:
        """The function f in SymPy, as the definition writes it."""
        return self._formula(0)

    @property
    def derivative(self) -> sp.Expr:
        """Its derivative in SymPy; for a vector the Jacobian's entry in s_i, s_j and δ_ij.

        For a gated activation, the row of the slopes in a and in b.
        """
        return self._formula(1)

    @property
    def second_derivative(self) -> sp.Expr:
        """f″ in SymPy."""
        return self._formula(2)

    def _formula(self, order: int) -> sp.Expr:
        from actlas.symbolic.notation import formula

        return formula(self.definition, order)

    def latex(self, lang: str = "en") -> str:
        """Return LaTeX of f, its words in `lang`."""
        return self._latex(0, lang)

    def derivative_latex(self, lang: str = "en") -> str:
        """Return LaTeX of f′."""
        return self._latex(1, lang)

    def second_derivative_latex(self, lang: str = "en") -> str:
        """Return LaTeX of f″."""
        return self._latex(2, lang)

    def mathml(self, lang: str = "en") -> str:
        """Return MathML of f: a formula on a page that needs no script."""
        return self._mathml(0, lang)

    def derivative_mathml(self, lang: str = "en") -> str:
        """Return MathML of f′."""
        return self._mathml(1, lang)

    def _latex(self, order: int, lang: str) -> str:
        from actlas.symbolic.notation import latex

        return latex(self.definition, order, lang)

    def _mathml(self, order: int, lang: str) -> str:
        from actlas.symbolic.notation import mathml

        return mathml(self._latex(order, lang))

    @property
    def properties(self) -> Properties:
        """Range, limits, kinks, smoothness, slopes and gain, for the parameters at hand.

        Raises:
            BadInput: for a vector activation, which has no such one-dimensional properties.
        """
        from actlas.symbolic.properties import properties

        if not isinstance(self.definition, Elementwise):
            raise BadInput("{name} acts on vectors and has no curve to describe", name=self.name)
        return properties(self.definition, self.parameters)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a user should know of it, in the language in use: gaps, poles and jumps.

        Example:
            >>> import actlas
            >>> actlas.define("inverse", "1/x").notes
            ('It has a pole at z = 0.',)
        """
        from actlas.symbolic.gaps import notes

        if not isinstance(self.definition, Elementwise):
            return ()
        return notes(self.definition, self.parameters)

    def twin_arguments(self) -> dict[str, Any] | None:
        """Return what PyTorch's functional form is called with to be this very function.

        None where PyTorch has no such form, or does not have it with these parameters.
        """
        twin = self.definition.twin
        if twin is None or not twin.functional or self.learn:
            return None
        given: dict[str, Any] = dict(twin.fixed)
        for each in self.definition.parameters:
            value = self.parameters[each.name]
            if each.extra and value != each.default:
                return None
            if not each.extra:
                given[each.name] = value
        return given

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw f and f′ over z from -5 to 5, labelled in the language in use.

        Args:
            ax: matplotlib axes to draw on; by default those of a new figure that no window shows.
                In a notebook, `plot().figure` displays it.

        Returns:
            The axes.
        """
        from actlas.atlas.plots import draw
        from actlas.language import current_language

        return draw(self, ax, lang=current_language())

    def module(self, **parameters: Any) -> torch.nn.Module:
        """Return an `actlas.nn` module of this activation; `parameters` override the bound ones.

        What `learn` names are parameters of the module, `channels` values each.
        """
        from actlas.nn.modules import module_class

        bound: dict[str, Any] = dict(self.parameters)
        if self.learn:
            bound |= {"learn": self.learn, "channels": self.channels}
        if not self.elementwise:
            bound["dim"] = self.dim
        kind = module_class(self.name, self.definition)
        made: torch.nn.Module = kind(**(kind.spelled(bound) | parameters))
        return made
