"""Any number, array or list: NumPy, floats and tensors say the same, and nothing warns."""

from __future__ import annotations

import fractions
import math

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from tests.contract.doors import given as dim_of
from tests.contract.doors import is_elementwise, resized

import actlas
from actlas.targets.oracle import Oracle
from actlas.targets.vector_oracle import VectorOracle

every_name = pytest.mark.parametrize("name", actlas.names())
elementwise = pytest.mark.parametrize("name", [n for n in actlas.names() if is_elementwise(n)])
DTYPES = (np.float16, np.float32, np.float64)
quick = settings(max_examples=25, deadline=None)


@every_name
@quick
@given(data=st.data())
def test_arrays_and_tensors_say_the_same(name: str, data: st.DataObject) -> None:
    dtype = data.draw(st.sampled_from(DTYPES))
    shape = data.draw(arrays.array_shapes(min_dims=1, max_dims=3, min_side=0, max_side=6))
    act = actlas.get(name, **dim_of(name))
    z = data.draw(arrays.arrays(dtype, (*shape[:-1], shape[-1] * act.width_in)))
    for compute in (act, act.prime):
        got = compute(z)
        wanted = compute(torch.from_numpy(z.copy()))
        assert got.dtype == dtype
        np.testing.assert_array_equal(got, wanted.numpy())


@elementwise
@quick
@given(z=st.floats())
def test_a_float_is_computed_in_double_precision(name: str, z: float) -> None:
    act = actlas.get(name)
    for compute in (act, act.prime, act.second):
        got = compute(z)
        assert type(got) is float
        np.testing.assert_array_equal(got, compute(np.array([z]))[0])


@elementwise
def test_other_kinds_of_numbers_count_as_floats(name: str) -> None:
    act = actlas.get(name)
    assert act(2) == act(2.0) == act(fractions.Fraction(2))
    assert act(True) == act(1.0)
    assert type(act(2)) is float


@elementwise
def test_a_numpy_number_keeps_its_kind(name: str) -> None:
    for kind in DTYPES:
        assert type(actlas.get(name)(kind(0.5))) is kind


@every_name
def test_whole_numbers_in_arrays_and_lists_become_doubles(name: str) -> None:
    act = actlas.get(name, **dim_of(name))
    wanted = act(np.array([-1.0, 1.0, 2.0, 3.0]))
    whole = [-1, 1, 2, 3]
    for z in (whole, tuple(whole), np.array(whole), np.array(whole, dtype=np.int8)):
        got = act(z)
        assert got.dtype == np.float64
        np.testing.assert_array_equal(got, wanted)


@every_name
def test_unusual_arrays_are_read_as_they_are(name: str) -> None:
    act = actlas.get(name, **dim_of(name))
    plain = np.linspace(-3, 3, 32).reshape(4, 8)
    frozen = plain.copy()
    frozen.setflags(write=False)
    for z in (
        frozen,
        np.asfortranarray(plain),
        plain.astype(">f8"),
        plain[::-1, ::-2],
        plain.T,
        np.broadcast_to(plain[:, :1], (4, 8)),
        plain[:0],
    ):
        got = act(z)
        assert got.shape == resized(name, z.shape)
        np.testing.assert_allclose(got, act(np.ascontiguousarray(z, dtype=np.float64)), rtol=1e-15)


@elementwise
def test_a_zero_dimensional_array_stays_one(name: str) -> None:
    got = actlas.get(name)(np.array(0.5))
    assert isinstance(got, np.ndarray)
    assert got.shape == ()


@every_name
def test_the_result_is_an_array_of_its_own(name: str) -> None:
    act = actlas.get(name, **dim_of(name))
    z = np.linspace(-1, 1, 6)
    y = act(z)
    assert not np.shares_memory(y, z)
    y[:] = 7
    np.testing.assert_array_equal(z, np.linspace(-1, 1, 6))


NO_NUMBERS: dict[str, object] = {
    "text": "text",
    "nothing": None,
    "list with text": [1.0, "x"],
    "ragged list": [[1.0], [1.0, 2.0]],
    "complex array": np.array([1j]),
    "complex number": 1j,
    "mapping": {},
    "more than 64 bits": np.longdouble(1),
    "object": object(),
    "list of tensors with a graph": [torch.ones(1, requires_grad=True)],
}


@every_name
def test_what_is_no_real_number_is_refused_in_one_line(name: str) -> None:
    act = actlas.get(name, **dim_of(name))
    for z in NO_NUMBERS.values():
        with pytest.raises(actlas.ActlasError, match="expected") as told:
            act(z)
        assert "\n" not in str(told.value)


@elementwise
def test_a_number_too_large_for_a_float_is_refused(name: str) -> None:
    with pytest.raises(actlas.ActlasError, match="fits into a float"):
        actlas.get(name)(10**400)


@every_name
def test_extreme_numbers_are_finite_where_the_function_is_and_never_warn(name: str) -> None:
    act = actlas.get(name, **dim_of(name))
    with np.errstate(all="raise"):
        for z in ([-1000.0, 1000.0], [1000.0, 0.0], [-1e4, 1e4], [1e300, -1e300]):
            for order, compute in enumerate((act, act.prime, act.second)):
                got = compute(np.array(z))
                assert not np.isnan(got).any()
                if act.elementwise:
                    oracle = Oracle(act.definition)
                    true = [oracle.derivative(e, order) if order else oracle.value(e) for e in z]
                    assert np.isinf(got).tolist() == [math.isinf(float(each)) for each in true]
                elif act.width_in != act.width_out:
                    exact = VectorOracle(act.definition)
                    judge = (exact.value, exact.jacobian, exact.second)[order]
                    wanted = np.array(judge(z), dtype=object).astype(float)
                    assert np.isinf(got).tolist() == np.isinf(wanted).tolist()
                else:
                    assert np.isfinite(got).all()


def test_the_promised_extremes() -> None:
    assert actlas.get("sigmoid")(-1000.0) == 0.0
    assert actlas.get("tanh")(1000.0) == 1.0
    assert actlas.get("elu")(1000.0) == 1000.0
    assert actlas.get("elu")(-1000.0) == -1.0
    assert actlas.get("softmax", dim=0)(np.array([1000.0, 0.0])).tolist() == [1.0, 0.0]
    assert math.isnan(actlas.get("tanh")(math.nan))
