"""The eager target's one table of primitives: how PyTorch says each, or our own primitives do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy as sp

from actlas.symbolic import functions

EAGER: Mapping[Any, str] = {
    sp.exp: "torch.exp({})",
    sp.log: "torch.log({})",
    sp.tanh: "torch.tanh({})",
    sp.sin: "torch.sin({})",
    sp.cos: "torch.cos({})",
    sp.atan: "torch.atan({})",
    sp.erf: "own.erf({})",
    sp.erfc: "torch.erfc({})",
    sp.Abs: "torch.abs({})",
    sp.sign: "torch.sign({})",
    sp.Max: "own.greatest(*)",
    sp.Min: "own.least(*)",
    functions.expm1: "torch.expm1({})",
    functions.log1p: "torch.log1p({})",
    functions.sigmoid: "torch.sigmoid({})",
    functions.softplus: "own.softplus({})",
    functions.bell: "own.bell(*)",
    functions.wide_exp: "pairs.exp_of({})",
    functions.wide_sigmoid: "pairs.sigmoid_of({})",
    functions.normal: "own.normal({})",
    functions.sinc: "own.sinc(*)",
    functions.wave: "own.wave(*)",
    functions.hypot1: "own.hypot1({})",
    functions.hypot1m1: "own.hypot1m1({})",
    functions.lift: "own.lift({})",
    functions.arsinh: "torch.asinh({})",
    functions.algebraic: "own.algebraic({})",
    functions.reciprocal: "torch.reciprocal({})",
    functions.ceiling: "own.ceiling({})",
    functions.where: "torch.where({}, {}, {})",
    functions.ramp: "torch.relu({})",
    functions.softmax: "torch.softmax({}, dim)",
    functions.log_softmax: "torch.log_softmax({}, dim)",
}
COSTLY = frozenset(EAGER) - {
    *(functions.where, functions.ramp, functions.ceiling),
    *(sp.Abs, sp.sign, sp.Max, sp.Min),
}
"""What is computed once where a formula has it twice."""
