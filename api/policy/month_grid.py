"""A year of a hall as twelve months of weeks, each day with what it is and who says so. Pure."""

from calendar import Calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.values.roster import DayKind
from roster.working_days import SATURDAY

MONDAY_FIRST = Calendar(firstweekday=0)


class Standing(StrEnum):
    """What a day is in a hall."""

    workday = "workday"
    weekend = "weekend"
    holiday = "holiday"
    make_up = "make-up"
    """A weekend day that is worked."""
    closure = "closure"


@dataclass(frozen=True, slots=True)
class Mark:
    """A day out of the ordinary. `by` is empty for an official one."""

    kind: DayKind
    by: str
    of_hall: bool


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    standing: Standing
    mark: Mark | None


@dataclass(frozen=True, slots=True)
class MonthGrid:
    """Weeks from Monday to Sunday; None where a week reaches into another month."""

    month: int
    weeks: tuple[tuple[Day | None, ...], ...]
    worked: int
    """How many days people work."""


def year_grid(year: int, marks: Mapping[date, Mark]) -> tuple[MonthGrid, ...]:
    return tuple(_month(year, month, marks) for month in range(1, 13))


def standing_of(day: date, mark: Mark | None) -> Standing:
    """A day without a mark is what its weekday makes it."""
    on_weekend = day.weekday() >= SATURDAY
    if mark is None:
        return Standing.weekend if on_weekend else Standing.workday
    if mark.kind is DayKind.workday:
        return Standing.make_up if on_weekend else Standing.workday
    return Standing(mark.kind.value)


def _month(year: int, month: int, marks: Mapping[date, Mark]) -> MonthGrid:
    weeks = tuple(_week(week, month, marks) for week in MONDAY_FIRST.monthdatescalendar(year, month))
    days = [day for week in weeks for day in week if day is not None]
    worked = sum(day.standing in (Standing.workday, Standing.make_up) for day in days)
    return MonthGrid(month, weeks, worked)


def _week(days: Sequence[date], month: int, marks: Mapping[date, Mark]) -> tuple[Day | None, ...]:
    return tuple(
        Day(day, standing_of(day, marks.get(day)), marks.get(day)) if day.month == month else None for day in days
    )
