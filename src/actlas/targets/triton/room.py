"""The words in which Triton programs are written, as `actlas.targets.native.translation` asks.

Every room of primitives is here; what only they use of each other is not.
"""

from actlas.targets.triton import pairs, primitives, waves
from actlas.targets.vocabulary import spoken

WORDS = spoken(primitives, pairs, waves, more=("quotient", "select", "sqrt", "square"))
globals().update(WORDS)
