"""What was found: for each activation, size and pass, everybody's times and errors."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

from actlas.bench.machine import Machine
from actlas.bench.statistics import Spread, ratios, spread
from actlas.data import Note

OWN = "actlas"
COPY = "memory"
PASSES = ("forward", "forward + backward")


@dataclass(frozen=True, slots=True)
class Entry:
    """One contender in one case: seconds of a call, a number for every round, and its error.

    `form` says what it is: the "public" call of actlas, PyTorch's "operator", a function "composed"
    of operators where PyTorch has none, JAX's "compiled" one, or a "copy". `ulps` is the largest
    error of its values, or of its slopes where a gradient is asked for, in units in the last place
    of float32; None where there is no truth to hold it against.
    """

    contender: str
    form: str
    seconds: tuple[float, ...]
    ulps: float | None

    @property
    def microseconds(self) -> Spread:
        """Microseconds of a call."""
        return spread([each * 1e6 for each in self.seconds])


@dataclass(frozen=True, slots=True)
class Case:
    """One activation at one size, forward alone or backward too, and all who did it.

    `numbers` are those that it was given: `size`, or a little fewer where only whole rows will do.
    """

    activation: str
    size: int
    numbers: int
    backward: bool
    bytes: int
    entries: tuple[Entry, ...]

    @property
    def passes(self) -> str:
        """The name of the pass, one of `PASSES`."""
        return PASSES[self.backward]

    def entry(self, contender: str) -> Entry | None:
        """Return a contender's figures, None where it took no part."""
        return next((each for each in self.entries if each.contender == contender), None)

    def ratio(self, contender: str) -> Spread | None:
        """Return how many times as long as actlas a contender takes, round by round."""
        own, other = self.entry(OWN), self.entry(contender)
        assert own is not None
        return None if other is None else ratios(other.seconds, own.seconds)

    def share(self, contender: str) -> Spread | None:
        """Return a contender's speed as a share of the copy's, round by round."""
        copy, other = self.entry(COPY), self.entry(contender)
        return None if copy is None or other is None else ratios(copy.seconds, other.seconds)

    def rate(self, contender: str) -> Spread | None:
        """Return the bytes that a contender reads and writes in a second."""
        found = self.entry(contender)
        return None if found is None else spread([self.bytes / each for each in found.seconds])


@dataclass(frozen=True, slots=True)
class Absence:
    """A peer that took no part, and why: in all cases, or with one activation."""

    peer: str
    activation: str | None
    reason: Note


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Everything that was found, and what it depends on."""

    machine: Machine
    rounds: int
    peers: tuple[str, ...]
    cases: tuple[Case, ...]
    absences: tuple[Absence, ...]

    @property
    def contenders(self) -> tuple[str, ...]:
        """Who took part in one case or more, actlas first."""
        seen = {each.contender for case in self.cases for each in case.entries}
        return tuple(each for each in (OWN, *self.peers) if each in seen)

    @property
    def composed(self) -> tuple[str, ...]:
        """The activations of which PyTorch has no operator, but only others to compose it of."""
        found = {
            case.activation: None
            for case in self.cases
            for each in case.entries
            if each.form == "composed"
        }
        return tuple(found)

    def to_json(self, lang: str = "en") -> dict[str, Any]:
        """Return plain data; the reasons for absences are said in `lang`."""
        return {
            "machine": asdict(self.machine),
            "rounds": self.rounds,
            "peers": list(self.peers),
            "cases": [_case(each) for each in self.cases],
            "absent": [
                {
                    "peer": each.peer,
                    "activation": each.activation,
                    "reason": each.reason.render(lang),
                }
                for each in self.absences
            ],
        }


def _case(case: Case) -> dict[str, Any]:
    return {
        "activation": case.activation,
        "size": case.size,
        "numbers": case.numbers,
        "pass": case.passes,
        "bytes": case.bytes,
        "contenders": {each.contender: _entry(case, each) for each in case.entries},
    }


def _entry(case: Case, entry: Entry) -> dict[str, Any]:
    rounds = [each * 1e6 for each in entry.seconds]
    return {
        "form": entry.form,
        "microseconds": {**asdict(entry.microseconds), "rounds": rounds},
        "ratio": _spread(case.ratio(entry.contender)),
        "bytes_per_second": _spread(case.rate(entry.contender)),
        "share_of_copy": _spread(case.share(entry.contender)),
        "ulps": entry.ulps,
    }


def _spread(found: Spread | None) -> dict[str, float] | None:
    return None if found is None else asdict(found)


def gathered(absences: Iterable[Absence], activations: int) -> tuple[Absence, ...]:
    """Return each absence once; one for all where a peer was absent everywhere for one reason.

    Args:
        absences: one for every case, each with its activation.
        activations: how many activations there are.

    Example:
        >>> every = [Absence("jax", name, Note("not here")) for name in ("elu", "elu", "relu")]
        >>> [each.activation for each in gathered(every, 2)], len(gathered(every, 3))
        ([None], 2)
    """
    groups: dict[tuple[str, str], dict[str | None, Absence]] = {}
    for each in absences:
        groups.setdefault((each.peer, str(each.reason)), {})[each.activation] = each
    found: list[Absence] = []
    for group in groups.values():
        alike = list(group.values())
        everywhere = len(alike) == activations
        found += [replace(alike[0], activation=None)] if everywhere else alike
    return tuple(found)
