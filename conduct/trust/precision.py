"""How often what a rule finds is right, as people decided it, and whether that is too seldom. Pure.

A case speaks for its rule once a person's decision on it stands. Confirmed and excused: the machine saw right; that
there was good cause is no fault of it, and is told beside. Dismissed, or overturned on appeal: it saw wrong. Left aside
is what is open (pending, unclear, taken back, appealed and not yet decided), and what late facts withdrew or explained
afterwards, whatever had been decided about it: by what was known then both the rule and the reviewer were right.

The last ones are those that happened last, not those that somebody came to last: whoever works through an old heap
does not hide by it how a rule does now, and in whatever order people decide, it comes to the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from math import sqrt
from statistics import NormalDist
from uuid import UUID

from models.values.why import Why, why

Z_95 = NormalDist().inv_cdf(0.975)


class Said(StrEnum):
    """What people's decision says of a finding."""

    right = "right"
    excused = "excused"
    wrong = "wrong"


SAID_OF_STATUS: Mapping[str, Said] = {
    "confirmed": Said.right,
    "upheld": Said.right,
    "excused": Said.excused,
    "dismissed": Said.wrong,
    "overturned": Said.wrong,
}
"""By a violation's status; those that are not here say nothing."""


@dataclass(frozen=True, slots=True)
class Decided:
    """A case whose decision stands. `key` tells apart what began at once; `hall` and `cameras` are ids."""

    start: datetime
    key: str
    said: Said
    case: UUID | None = None
    hall: UUID | None = None
    cameras: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Precision:
    """Of `decided` cases so many were right, excused ones among them."""

    right: int = 0
    excused: int = 0
    wrong: int = 0

    @property
    def decided(self) -> int:
        return self.right + self.wrong

    @property
    def share(self) -> float | None:
        """0..1; None while nothing is decided."""
        return self.right / self.decided if self.decided else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's 95 % interval of the share: how little a few decisions prove."""
        return wilson(self.right, self.decided) if self.decided else None

    def is_under(self, floor: float) -> bool:
        """Exactly: 21 of 30 are not under .7, whatever floating point makes of it."""
        return self.decided > 0 and Fraction(self.right, self.decided) < Fraction(str(floor))


class Stand(StrEnum):
    keep = "keep"
    too_few = "too-few"
    watch = "watch"


@dataclass(frozen=True, slots=True)
class Weighed:
    """Whether a rule may go on, and why. `counted` are the cases that say so, the latest first."""

    stand: Stand
    why: Why
    precision: Precision
    counted: tuple[Decided, ...] = ()


def last_of(decided: Iterable[Decided], count: int) -> Sequence[Decided]:
    """Those that happened last, the latest first; in whatever order they are given."""
    return sorted(decided, key=lambda each: (each.start, each.key), reverse=True)[:count]


def precision_of(decided: Iterable[Decided]) -> Precision:
    said = [each.said for each in decided]
    wrong = said.count(Said.wrong)
    return Precision(right=len(said) - wrong, excused=said.count(Said.excused), wrong=wrong)


def weigh(decided: Iterable[Decided], *, floor: float, last_decided: int) -> Weighed:
    """Weigh the last ones; fewer than `last_decided` say nothing yet."""
    last = last_of(decided, last_decided)
    precision = precision_of(last)
    return Weighed(*_stand(precision, floor, last_decided), precision, tuple(last))


def _stand(precision: Precision, floor: float, last_decided: int) -> tuple[Stand, Why]:
    if precision.decided < last_decided:
        told = {"decided": precision.decided, "needed": last_decided, "right": precision.right}
        return Stand.too_few, why("precision.too-few", **told)
    stand = Stand.watch if precision.is_under(floor) else Stand.keep
    return stand, why(f"precision.{stand}", **numbers(precision, floor))


def numbers(precision: Precision, floor: float) -> dict[str, object]:
    """What a sentence about a precision tells."""
    return {
        "right": precision.right,
        "decided": precision.decided,
        "excused": precision.excused,
        "share": _percent(precision.share or 0),
        "floor": _percent(floor),
    }


def _percent(share: float) -> str:
    return f"{round(share * 100, 1):g}%"


def wilson(right: int, of: int, z: float = Z_95) -> tuple[float, float]:
    """Wilson's interval of a share, by default at 95 %; `of` is at least 1."""
    share, spread = right / of, z * z / of
    middle = (share + spread / 2) / (1 + spread)
    half = z * sqrt(share * (1 - share) / of + spread / (4 * of)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)
