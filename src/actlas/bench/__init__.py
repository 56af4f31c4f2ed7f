"""How fast activations are beside their peers: timed in turns, as ratios with their ranges.

A user of the package's face, like the command line: it calls `actlas.functional` as anyone does,
and so may import every other room. Nothing here prints.
"""

from __future__ import annotations

from actlas.bench.plan import DEVICES, PEERS, ROUNDS, SIZES, Plan, make_plan
from actlas.bench.result import OWN, Absence, Benchmark, Case, Entry
from actlas.bench.run import Progress, measure
from actlas.bench.statistics import Spread, spread

__all__ = [
    "DEVICES",
    "OWN",
    "PEERS",
    "ROUNDS",
    "SIZES",
    "Absence",
    "Benchmark",
    "Case",
    "Entry",
    "Plan",
    "Progress",
    "Spread",
    "make_plan",
    "measure",
    "spread",
]
