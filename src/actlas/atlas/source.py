"""Source to read, copy and run: one activation in plain Python and in PyTorch, and the network.

Everything printed here follows from the definitions and from `actlas.nn.NeuralNet`; the comments
are in the language in use. The tests run every source and compare its numbers with actlas.
"""

from __future__ import annotations

import re
from dataclasses import replace

from actlas import catalogue
from actlas.activation import Activation, get
from actlas.atlas.forms import forms
from actlas.atlas.prose import load
from actlas.definition import Elementwise
from actlas.errors import MissingFile, UsageError
from actlas.language import _, current_language
from actlas.targets import plain

NUMBERS = (-1.0, 1.0, 2.0, 3.0)
"""The inputs of the course's demonstrations."""


def plain_source(activation: Activation) -> str:
    """Return f and f′ in plain Python, the bound parameters as the arguments' defaults.

    Example:
        >>> print(plain_source(get("elu(alpha=0.5)")).splitlines()[3])
        def elu(z, alpha=0.5):
    """
    bound = tuple(
        replace(each, default=activation.parameters[each.name])
        for each in activation.definition.parameters
    )
    return plain.source(activation.name, replace(activation.definition, parameters=bound))


_ACTIVATION = """{functions}

numbers = {numbers}
{show}
x = torch.tensor(numbers)

# {functional_comment}
print({call})

# {module_comment}
module = {build}
print(module(x))
"""
_SHOW = """print([{name}(z) for z in numbers])
print([{name}_prime(z) for z in numbers])
"""
_SHOW_VECTOR = """print({name}(numbers))
for row in {name}_prime(numbers):
    print(row)
"""


def activation_source(name: str) -> str:
    """Return a Python file that defines f and f′ plainly and calls both of PyTorch's forms.

    The comments are in the language in use (`actlas.language.use`).

    Args:
        name: a name of `actlas.names()`, or a specification such as `elu(alpha=0.5)`.

    Raises:
        UnknownName, BadParameter, BadExpression: as `actlas.get`.
        UsageError: a `dim` that a single vector does not have.

    Example:
        >>> print("".join(activation_source("elu").splitlines(keepends=True)[-3:]))
        # As a module: an object, for nn.Sequential or an attribute of a network.
        module = nn.ELU(alpha=1.0)
        print(module(x))
        <BLANKLINE>
    """
    activation = get(name)
    if activation.dim not in (None, 0, -1):
        raise UsageError(
            "the source works on a single vector, which has no dim={dim}; write {name}(dim=0)",
            dim=activation.dim,
            name=activation.name,
        )
    functions = plain_source(activation).removeprefix("import math\n\n\n")
    both = forms(activation)
    show = _SHOW if isinstance(activation.definition, Elementwise) else _SHOW_VECTOR
    body = _ACTIVATION.format(
        functions=functions,
        numbers=list(NUMBERS),
        show=show.format(name=activation.name),
        functional_comment=_("As a function: a call, for a network's forward method."),
        call=both.call("x"),
        module_comment=_("As a module: an object, for nn.Sequential or an attribute of a network."),
        # In training mode it would draw other numbers each time.
        build=both.build() + (".eval()" if both.drawn else ""),
    )
    return f"# {_full_name(activation.name)}\n\n{imports(body)}\n\n\n{body}"


def _full_name(name: str) -> str:
    try:
        return load(name, current_language()).full_name
    except MissingFile:  # one's own activation may be run before it is written about
        return catalogue.headline(name)


_MODULE_CLASS = """class NeuralNet(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.linear1 = nn.Linear(input_size, {wide_in}hidden_size)
        self.{hidden} = {hidden_build}
        self.linear2 = nn.Linear({wide_out}hidden_size, 1)
        self.{output} = {output_build}

    def forward(self, x):
        out = self.linear1(x)
        out = self.{hidden}(out)
        out = self.linear2(out)
        out = self.{output}(out)
        return out
"""
_FUNCTIONAL_CLASS = """class NeuralNet(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.linear1 = nn.Linear(input_size, {wide_in}hidden_size)
        self.linear2 = nn.Linear({wide_out}hidden_size, 1)
{held}
    def forward(self, x):
        out = {hidden_call}
        return {output_call}
"""
_NETWORK = """# {comment}

{imports}


{network}

torch.manual_seed(0)
net = NeuralNet(input_size=4, hidden_size=8)
x = torch.randn(3, 4)
print(net(x))
"""


def network_class(style: str, activation: str | Activation = "relu") -> str:
    """Return the class of the notebook's network in plain PyTorch, without imports.

    Args:
        style: "module" or "functional".
        activation: the hidden activation: a name, a specification or an `Activation`.

    Raises:
        UsageError: an unknown style.
        UnknownName, BadParameter, BadExpression, BadInput: as `actlas.nn.NeuralNet`.

    Example:
        >>> print(network_class("functional").splitlines()[-2].strip())
        out = F.relu(self.linear1(x))
    """
    from actlas.nn.network import OUTPUT, NeuralNet

    model = NeuralNet(1, 1, activation, style)  # what it refuses is refused here, in its words
    hidden, output = forms(model.hidden), forms(get(OUTPUT))
    wide_in, wide_out = (
        "" if each == 1 else f"{each} * "
        for each in (model.hidden.width_in, model.hidden.width_out)
    )
    if style == "functional":
        attribute = f"self.{model.hidden_attribute}"
        held = hidden.hold()
        return _FUNCTIONAL_CLASS.format(
            wide_in=wide_in,
            wide_out=wide_out,
            held=f"        {attribute} = {held}\n" if held else "",
            hidden_call=hidden.call_within("self.linear1(x)", attribute),
            output_call=output.call("self.linear2(out)"),
        )
    return _MODULE_CLASS.format(
        wide_in=wide_in,
        wide_out=wide_out,
        hidden=model.hidden_attribute,
        hidden_build=hidden.build(),
        output=OUTPUT,
        output_build=output.build(),
    )


def network_source(style: str = "module", activation: str | Activation = "relu") -> str:
    """Return a Python file with the notebook's network in plain PyTorch, built and run.

    A `state_dict` of `actlas.NeuralNet`, in either style, fits the printed class.

    Args:
        style: "module" (activations are attributes) or "functional" (they are called in `forward`).
        activation: the hidden activation: a name, a specification or an `Activation`.

    Raises:
        UsageError: an unknown style.
        UnknownName, BadParameter, BadExpression, BadInput: as `actlas.nn.NeuralNet`.

    Example:
        >>> print(network_source("module", "elu(alpha=0.5)").splitlines()[10].strip())
        self.elu = nn.ELU(alpha=0.5)
    """
    network = network_class(style, activation)
    comment = (
        _("The network with its activations as modules, in __init__.")
        if style == "module"
        else _("The network with its activations as functions, called in forward.")
    )
    return _NETWORK.format(comment=comment, imports=imports(f"{network}\ntorch."), network=network)


_IMPORTS = (
    ("math", "import math\n"),
    ("actlas", "import actlas"),
    ("torch", "import torch"),
    ("F", "import torch.nn.functional as F"),
    ("nn", "from torch import nn"),
)


def imports(code: str) -> str:
    """Return the import lines that `code` needs, in the usual order.

    Example:
        >>> print(imports("nn.ReLU()(torch.zeros(1))"))
        import torch
        from torch import nn
    """
    bare = re.sub(r"#.*", "", code)  # what comments mention needs no import
    lines = [line for name, line in _IMPORTS if re.search(rf"(?<![\w.]){name}\.", bare)]
    return "\n".join(lines)
