"""Halls of a month side by side, by their code and never by their scores; nobody is named. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from conduct.months.appraise import LineKind
from conduct.months.spread import Bar, GradeShare, Quartiles, bars_of, grades_of, quartiles_of
from conduct.months.stored_month import StoredEntry

OTHER = "other"
"""The area of rules that the pack does not know."""
AGAINST = (LineKind.violation, LineKind.adjustment)
"""Lines that take points, or put right what an earlier month took; others give back."""


@dataclass(frozen=True, slots=True)
class HallLimits:
    people_min: int = 5
    """Of a hall with fewer people no score, grade or deduction is shown: from a figure of so few one reads off a
    person's. Higher hides more small halls, lower tells more of each person."""


@dataclass(frozen=True, slots=True)
class OpenCases:
    """What of a hall's month waits for somebody's verdict."""

    reviews: int = 0
    appeals: int = 0


@dataclass(frozen=True, slots=True)
class AreaPoints:
    """What was taken off a hall's people in an area, all together and for each of its people."""

    area: str
    points: Decimal
    each: Decimal


@dataclass(frozen=True, slots=True)
class Spread:
    """How the scores of a hall's people are spread."""

    quartiles: Quartiles
    bars: tuple[Bar, ...]
    grades: tuple[GradeShare, ...]
    areas: tuple[AreaPoints, ...]


@dataclass(frozen=True, slots=True)
class HallMonth:
    """`spread` is None where too few people have an entry."""

    hall: str
    people: int
    open: OpenCases
    spread: Spread | None


def halls_of(
    entries: Iterable[StoredEntry],
    halls: Sequence[str],
    open_cases: Mapping[str, OpenCases],
    areas: Mapping[str, str],
    grades: Sequence[str],
    limits: HallLimits | None = None,
) -> list[HallMonth]:
    """Each of `halls`, in their order. `areas` are by rule; `grades` is the order in which grades are shown."""
    of_hall: dict[str, list[StoredEntry]] = defaultdict(list)
    for entry in entries:
        of_hall[entry.hall].append(entry)
    people_min = (limits or HallLimits()).people_min
    return [
        HallMonth(
            hall,
            len(of_hall[hall]),
            open_cases.get(hall, OpenCases()),
            _spread(of_hall[hall], areas, grades) if len(of_hall[hall]) >= people_min else None,
        )
        for hall in halls
    ]


def _spread(own: Sequence[StoredEntry], areas: Mapping[str, str], grades: Sequence[str]) -> Spread:
    scores = [entry.score for entry in own]
    quartiles = quartiles_of(scores)
    assert quartiles is not None
    return Spread(
        quartiles, bars_of(scores), grades_of([entry.grade for entry in own], grades), area_points(own, areas)
    )


def area_points(own: Sequence[StoredEntry], areas: Mapping[str, str]) -> tuple[AreaPoints, ...]:
    """What was counted in each area, in the order of `areas`, areas in which nothing was left aside."""
    points: dict[str, Decimal] = dict.fromkeys([*dict.fromkeys(areas.values()), OTHER], Decimal(0))
    for entry in own:
        for line in entry.lines:
            if line.kind in AGAINST:
                points[areas.get(line.rule, OTHER)] += line.counted
    return tuple(AreaPoints(area, sum_, sum_ / len(own)) for area, sum_ in points.items() if sum_)
