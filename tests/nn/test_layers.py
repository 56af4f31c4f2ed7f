"""Model libraries take our activations where they take their own."""

from __future__ import annotations

import copy
import functools
import pickle
from collections.abc import Callable
from typing import Any

import pytest
import torch
from tests.contract.doors import given
from torch import nn

import actlas
from actlas import catalogue
from actlas.errors import ActlasError, BadInput, UnknownName

X = torch.linspace(-3, 3, 24).reshape(4, 6)
every_name = pytest.mark.parametrize("name", actlas.names())

KEEP_THE_WIDTH = [n for n in actlas.names() if (a := actlas.get(n)).width_in == a.width_out]


class Mlp(nn.Module):
    """A block as timm writes it: a class or a callable makes its activation."""

    def __init__(self, act_layer: Callable[..., nn.Module] = nn.GELU) -> None:
        super().__init__()
        self.fc1 = nn.Linear(6, 8)
        self.act = act_layer()
        self.fc2 = nn.Linear(8, 6)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.fc2(self.act(self.fc1(x)))


def create_act_layer(name: Any, inplace: bool | None = None, **kwargs: Any) -> nn.Module:
    """Return a module as timm's function of that name does: `inplace` is tried, then left out."""
    if inplace is None:
        return name(**kwargs)
    try:
        return name(inplace=inplace, **kwargs)
    except TypeError:
        return name(**kwargs)


@every_name
def test_an_act_layer_is_called_as_timm_calls_it(name: str) -> None:
    act = actlas.get(name, **given(name))
    layer = actlas.act_layer(act)
    for made in (layer(), create_act_layer(layer), create_act_layer(layer, inplace=False)):
        assert torch.equal(made.eval()(X), act(X))
    if name in KEEP_THE_WIDTH:
        model = Mlp(layer)
        assert torch.equal(model.act.eval()(X), act(X))
        assert model(X).shape == X.shape
        assert Mlp(functools.partial(layer, inplace=True))(X).shape == X.shape
    else:
        with pytest.raises(BadInput, match="which cannot be written over them; leave inplace out"):
            layer(inplace=True)


@pytest.mark.parametrize("name", KEEP_THE_WIDTH)
def test_inplace_is_really_in_place_and_can_be_differentiated(name: str) -> None:
    act = actlas.get(name, **given(name))
    made = create_act_layer(actlas.act_layer(act), inplace=True).eval()
    x = X.clone()
    assert made(x) is x
    assert torch.equal(x, act(X))
    z, w = (X.clone().double().requires_grad_() for _ in range(2))
    (made(h := z.sigmoid() * 2) + h).sum().backward()
    (2 * act(w.sigmoid() * 2)).sum().backward()
    assert torch.allclose(z.grad, w.grad)  # type: ignore[arg-type]


def test_our_classes_are_act_layers_too() -> None:
    for name in actlas.names():
        made = getattr(actlas.nn, actlas.nn.modules.class_name(name))
        twin = catalogue.definition(name).twin
        required = {p.name: p.default for p in catalogue.definition(name).parameters if p.required}
        arguments = given(name) | required
        assert isinstance(create_act_layer(made, **arguments), actlas.nn.ActivationModule)
        if twin is not None and twin.inplace:
            assert create_act_layer(made, inplace=True, **arguments).inplace


def test_an_act_layer_travels_and_compares() -> None:
    layer = actlas.act_layer("elu?alpha=learn")
    for again in (copy.deepcopy(layer), pickle.loads(pickle.dumps(layer))):
        assert again == layer
        assert hash(again) == hash(layer)
    assert layer != actlas.act_layer("elu")
    assert repr(layer) == "actlas.act_layer('elu?alpha=learn')"
    assert layer.__name__ == "elu?alpha=learn"
    assert [layer(channels=6).alpha.shape, layer(dtype=torch.float64).alpha.dtype] == [
        (6,),
        torch.float64,
    ]
    model = Mlp(layer)
    assert torch.equal(pickle.loads(pickle.dumps(model))(X), model(X))


def test_an_act_layer_is_refused_where_it_is_written() -> None:
    with pytest.raises(UnknownName, match="did you mean"):
        actlas.act_layer("elux")
    with pytest.raises(BadInput, match="softmax needs dim"):
        actlas.act_layer("softmax")
    with pytest.raises(ActlasError, match="unexpected keyword argument 'slope'"):
        actlas.act_layer("elu")(slope=1.0)


def test_names_are_looked_up_as_transformers_looks_them_up() -> None:
    table = actlas.ACT2FN
    for name in actlas.names():
        made = table[name]
        assert isinstance(made, nn.Module)
        assert made is not table[name]
        assert name in table
    assert list(table) == actlas.names()
    assert len(table) == len(actlas.names())
    assert table["leaky_relu(0.2)"].negative_slope == 0.2
    assert "eluu" not in table
    assert table.get("eluu") is None
    with pytest.raises(KeyError, match="no activation is called 'eluu'; did you mean"):
        table["eluu"]
    with pytest.raises(BadInput, match="asked for by its name, a text; got int"):
        table[5]  # type: ignore[index]


def test_every_name_and_alias_is_in_the_table() -> None:
    for name in actlas.names():
        for alias in catalogue.definition(name).aliases:
            assert actlas.ACT2FN[alias].activation == name
