"""Signal and gradient through layers: gain, depth and the edge of chaos, for whatever names them.

An activation is given as users have it: a name, a specification, an `Activation`, or a module.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from actlas.activation import Activation, get
from actlas.definition import Elementwise, Gated
from actlas.errors import BadInput

if TYPE_CHECKING:
    from actlas.symbolic.depth import Depth, Edge

__all__ = ["depth", "edge_of_chaos", "gain"]


def gain(activation: Any, mode: str = "forward", *, sigma: float = 1.0) -> float:
    """Return the factor on weights that keeps signal or gradient of one size through a layer.

    With z ~ N(0, σ²):

    - forward: σ / √E[φ(z)²], which keeps the mean square (He et al., 2015): √2 for relu;
    - std: σ / √Var[φ(z)], which keeps the variance;
    - backward: 1 / √E[φ′(z)²], which keeps the gradient's mean square.

    A gate a·g(b) is given independent halves of that variance.

    PyTorch's `calculate_gain` knows few functions and means sometimes the one, sometimes another.

    Args:
        activation: a name, a specification such as `"elu(alpha=0.5)"`, an `Activation`, a module of
            `actlas.nn`, or a module of `torch.nn` that the catalogue has as an activation's twin.
            Learned parameters count with their present values, the mean of several.
        mode: "forward", "std" or "backward".
        sigma: the standard deviation of what the activation is given.

    Returns:
        The gain; infinite where the expectation is 0, and 0 where that is infinite.

    Raises:
        BadInput: nothing that names an activation, or one that acts on vectors.
        BadParameter: there is no such mode, or σ is not a positive number.
        UnknownName: no activation is called so.

    Example:
        >>> import actlas
        >>> [round(actlas.gain("tanh", mode), 4) for mode in ("forward", "std", "backward")]
        [1.5925, 1.5925, 1.4674]
    """
    from actlas.symbolic import gates, moments

    found = _activation(activation)
    if isinstance(found.definition, Gated):
        return gates.gate_gain(found.definition, mode, sigma)
    definition, found = _elementwise(found)
    return moments.gain(definition, found.parameters, mode, sigma)


def depth(
    activation: Any,
    sigma_w: float | None = None,
    sigma_b: float = 0.0,
    *,
    layers: int = 50,
    variance: float = 1.0,
    correlation: float | None = None,
) -> Depth:
    """Return what becomes of signal and gradient through the layers of a wide random network.

    Weights have variance σ_w²/N and biases σ_b². The variance q of pre-activations goes from layer
    to layer by q ↦ σ_w²·E[φ(√q·z)²] + σ_b², and the gradient's by χ = σ_w²·E[φ′(√q·z)²].

    Args:
        activation: as for `gain`.
        sigma_w: σ_w; by default the forward gain.
        sigma_b: σ_b.
        layers: how many layers follow the first.
        variance: that of the first layer's pre-activations.
        correlation: that of two inputs' pre-activations; followed through the layers if given.

    Returns:
        A `Depth`: variances, gradient factors, fixed points with their stability, and the phase.

    Raises:
        BadInput, BadParameter, UnknownName: as `gain`, and for numbers out of their range.

    Example:
        >>> import actlas
        >>> found = actlas.depth("tanh", layers=50)
        >>> f"{found.gradient_growth:.1e}", found.phase
        ('3.6e+03', 'chaotic')

    References:
        Schoenholz, S. S., Gilmer, J., Ganguli, S. and Sohl-Dickstein, J. (2017). Deep information
        propagation. arXiv:1611.01232.
    """
    from actlas.symbolic.depth import propagate

    definition, found = _elementwise(activation)
    return propagate(definition, found.parameters, sigma_w, sigma_b, layers, variance, correlation)


def edge_of_chaos(activation: Any, sigma_b: float = 0.0) -> Edge:
    """Return σ_w and q* at which gradients neither vanish nor explode: χ₁ = σ_w²·E[φ′(√q*·z)²] = 1.

    Args:
        activation: as for `gain`.
        sigma_b: σ_b, the standard deviation of the biases.

    Returns:
        A pair `(sigma_w, variance)`. For a function like relu every variance q is a fixed point
        at one σ_w: it is kept, none is singled out, and the variance is NaN and `neutral` true.

    Raises:
        WorkFailed: for no σ_w is there a fixed point with χ₁ = 1.
        BadInput, BadParameter, UnknownName: as `gain`.

    Example:
        >>> import actlas
        >>> sigma_w, variance = actlas.edge_of_chaos("tanh", sigma_b=0.05**0.5)
        >>> round(sigma_w**2, 4)
        1.761
        >>> edge = actlas.edge_of_chaos("relu")
        >>> round(edge.sigma_w**2, 4), edge.variance, edge.neutral
        (2.0, nan, True)
    """
    from actlas.symbolic import depth as theory

    definition, found = _elementwise(activation)
    return theory.edge_of_chaos(definition, found.parameters, sigma_b)


def _elementwise(activation: Any) -> tuple[Elementwise, Activation]:
    found = _activation(activation)
    if not isinstance(found.definition, Elementwise):
        raise BadInput(
            "{name} acts on vectors and has no moments of one number; give an elementwise "
            "activation",
            name=found.name,
        )
    return found.definition, found


def _activation(given: Any) -> Activation:
    if isinstance(given, Activation):
        return given
    if isinstance(given, str):
        return get(given)
    from torch import nn

    from actlas.nn import recognise

    of = recognise.of_module if isinstance(given, nn.Module) else recognise.of_function
    found = of(given)
    if found is None:
        raise BadInput(
            "expected an activation's name, an Activation or a module of one; got {kind}",
            kind=type(given).__name__,
        )
    return found
