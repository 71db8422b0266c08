"""Which of a day's cases lie before a supervisor one by one, and which together in a digest. Pure.

All that a day asks or asked of people counts, what is decided with it: whoever has worked through a day's cards is
given no further ones of that day. So neither the order in which cases come nor that in which they are decided changes
what is a card. A graver case that comes later takes the place of the least grave card, which goes into the digest; one
that comes after all were decided is a card beyond the number, for nothing grave is hidden by what is less so.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from conduct.rules.rule import PackRule, Severity

SEVERITY_RANK = {severity: rank for rank, severity in enumerate(Severity)}


@dataclass(frozen=True, slots=True)
class Asking:
    """A case that asks, or asked, for somebody's decision."""

    id: UUID
    day: date
    rule: str
    start: datetime
    about: str = ""
    """Hall and window or person: of two that began at once, what comes first by these letters and not by arrival."""


@dataclass(frozen=True, slots=True, order=True)
class Weight:
    """How grave what a rule finds is: by its severity, then by its points."""

    severity: int = 0
    points: float = 0


def weights(rules: Mapping[str, PackRule]) -> dict[str, Weight]:
    return {name: Weight(SEVERITY_RANK[rule.severity], rule.points) for name, rule in rules.items()}


def cards(cases: Iterable[Asking], weight: Mapping[str, Weight], *, a_day: int) -> frozenset[UUID]:
    """Of each day the gravest so many, of equally grave ones those that began first."""
    by_day: defaultdict[date, list[Asking]] = defaultdict(list)
    for case in cases:
        by_day[case.day].append(case)
    return frozenset(
        case.id for day in by_day.values() for case in sorted(day, key=lambda c: _place(c, weight))[:a_day]
    )


def _place(case: Asking, weight: Mapping[str, Weight]) -> tuple[int, float, datetime, str, str]:
    own = weight.get(case.rule, Weight())
    return -own.severity, -own.points, case.start, case.rule, case.about
