"""What a replay comes to: findings by hall and rule, points by person and month, of the present pack and of a draft."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from conduct.months.stored_month import plain

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many findings there are; the explained and the watched among them pend nobody."""

    found: int = 0
    explained: int = 0
    watched: int = 0


@dataclass(frozen=True, slots=True)
class Points:
    confirmed: Decimal = Decimal(0)
    at_most: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class OfRule:
    hall: str
    rule: str
    present: Counts
    draft: Counts


@dataclass(frozen=True, slots=True)
class OfPerson:
    """A staff number and no name."""

    staff: str
    month: str
    present: Points
    draft: Points


@dataclass(frozen=True, slots=True)
class Replayed:
    first_day: date
    last_day: date
    hall_days: int
    present: tuple[str, ...]
    """Versions of the packs that the days are judged by."""
    draft: str
    rules: tuple[OfRule, ...]
    people: tuple[OfPerson, ...]

    def as_json(self, *, people: bool) -> Json:
        told: Json = {
            "from": self.first_day.isoformat(),
            "to": self.last_day.isoformat(),
            "hall_days": self.hall_days,
            "present": list(self.present),
            "draft": self.draft,
            "rules": [
                {"hall": r.hall, "rule": r.rule, "present": _counts(r.present), "draft": _counts(r.draft)}
                for r in self.rules
            ],
            "points": {
                "present": _points(total(p.present for p in self.people)),
                "draft": _points(total(p.draft for p in self.people)),
            },
        }
        if people:
            told["people"] = [
                {"staff": p.staff, "month": p.month, "present": _points(p.present), "draft": _points(p.draft)}
                for p in self.people
            ]
        return told


def total(points: Iterable[Points]) -> Points:
    each = list(points)
    return Points(sum((p.confirmed for p in each), Decimal(0)), sum((p.at_most for p in each), Decimal(0)))


def _counts(counts: Counts) -> Json:
    return {"found": counts.found, "explained": counts.explained, "watched": counts.watched}


def _points(points: Points) -> Json:
    return {"confirmed": plain(points.confirmed), "at_most": plain(points.at_most)}
