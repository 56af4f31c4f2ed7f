"""What can be said of an elementwise activation with its parameters bound, and why.

The curve is cut into parts with a single formula each. On a part, signs of f, f′ and f″ are proven
by interval arithmetic, its zeros are enclosed, and beyond some radius its leading terms and a bound
on the rest say how it goes on. All properties are read from that. What could not be proven is said
to be numeric, with a bound on its error where there is one, or unknown.

May import what lies in `actlas.symbolic`.
"""

from __future__ import annotations

from actlas.symbolic.properties.facts import FACTS, facts
from actlas.symbolic.properties.known import Cost, Jump, Line, Places, Reason
from actlas.symbolic.properties.sheet import NAMES, Properties, properties

__all__ = [
    "FACTS",
    "NAMES",
    "Cost",
    "Jump",
    "Line",
    "Places",
    "Properties",
    "Reason",
    "facts",
    "properties",
]
