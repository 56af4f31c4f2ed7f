"""Random formulas: what hypothesis writes and the tests hold against an independent calculus."""

from __future__ import annotations

from hypothesis import strategies as st

_NUMBERS = st.sampled_from(["1", "2", "0.5", "3", "0.25", "1.5", "π/4", "1e-2"])
_LEAVES = st.one_of(st.just("z"), st.just("z"), _NUMBERS, st.just("alpha"))
_CALLS = (
    "tanh",
    "sigmoid",
    "softplus",
    "sin",
    "cos",
    "atan",
    "erf",
    "asinh",
    "normal",
    "exp(-",
    "abs",
)


def _grown(inner: st.SearchStrategy[str], *, choices: bool) -> st.SearchStrategy[str]:
    pairs = st.tuples(inner, st.sampled_from([" + ", " - ", "*", "·"]), inner)
    ways = [
        pairs.map(lambda each: f"({''.join(each)})"),
        st.tuples(inner, inner).map(lambda each: f"{each[0]}/(1 + ({each[1]})²)"),
        inner.map(lambda text: f"({text})²"),
        inner.map(lambda text: f"√(1 + ({text})²)"),
        st.tuples(st.sampled_from(_CALLS[:-2]), inner).map(lambda each: f"{each[0]}({each[1]})"),
        inner.map(lambda text: f"e^(-({text})²)"),
    ]
    if choices:
        ways += [
            inner.map(lambda text: f"|{text}|"),
            st.tuples(inner, inner).map(lambda each: f"max({each[0]}, {each[1]})"),
            st.tuples(inner, inner).map(lambda each: f"where(z > 0.5, {each[0]}, {each[1]})"),
            inner.map(lambda text: f"relu({text})"),
            inner.map(lambda text: f"elu({text}, alpha=0.5)"),
        ]
    return st.one_of(ways)


def formulas(*, choices: bool = True, leaves: int = 5) -> st.SearchStrategy[str]:
    """Return texts of formulas in z and alpha."""
    return st.recursive(_LEAVES, lambda inner: _grown(inner, choices=choices), max_leaves=leaves)
