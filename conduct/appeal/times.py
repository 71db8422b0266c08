"""Until when each of many violations may be appealed against, without asking the database for each of them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select as any_select
from sqlmodel import Session, col, select

from conduct.review.decisions import standing_among
from conduct.rows import rows
from conduct.rules.adoption import policy_for
from conduct.schedule.calendar_year import calendar_of
from models.tables import HallRow, ViolationRow, ViolationStatus
from models.values.local_time import local_day
from models.values.roster import CalendarDay
from roster.working_days import calendar_until, end_of_working_days

FETCHED = 500
"""Ids named in one statement; databases bound how many there may be."""


@dataclass(frozen=True, slots=True)
class Appealable:
    """A confirmed violation: whom it concerns now, and the end of its time, in UTC."""

    staff_id: UUID | None
    until: datetime


@dataclass(frozen=True, slots=True)
class _Decided:
    violation_id: UUID
    hall_id: UUID
    staff_id: UUID | None
    day: date
    decided_on: date
    """By the clock of the hall."""


def appealable_among(session: Session, violation_ids: Sequence[UUID]) -> dict[UUID, Appealable]:
    """Of these violations those that are confirmed, each as `appealable_until` says; past ones too."""
    zones = {id_: ZoneInfo(name) for id_, name in session.exec(select(HallRow.id, HallRow.timezone)).all()}
    decided = [each for start in range(0, len(violation_ids), FETCHED)
               for each in _decided(session, violation_ids[start : start + FETCHED], zones)]  # fmt: skip
    lodge_days = {day: policy_for(session, day).appeals.lodge_days for day in sorted({each.day for each in decided})}
    counted = {(each.hall_id, each.decided_on, lodge_days[each.day]) for each in decided}
    ends = _ends(session, counted, zones)
    return {
        each.violation_id: Appealable(each.staff_id, ends[each.hall_id, each.decided_on, lodge_days[each.day]])
        for each in decided
    }


def _decided(session: Session, ids: Sequence[UUID], zones: dict[UUID, ZoneInfo]) -> Iterator[_Decided]:
    v = ViolationRow
    confirmed = any_select(col(v.id), col(v.hall_id), col(v.staff_id), col(v.day)).where(
        col(v.id).in_(ids), col(v.status) == ViolationStatus.confirmed
    )
    decided_at = standing_among(session, ids)
    for row in rows(session, confirmed):
        if row.id in decided_at:
            yield _Decided(
                row.id, row.hall_id, row.staff_id, row.day, local_day(decided_at[row.id], zones[row.hall_id])
            )


def _ends(
    session: Session, counted: set[tuple[UUID, date, int]], zones: dict[UUID, ZoneInfo]
) -> dict[tuple[UUID, date, int], datetime]:
    """By hall, day of the decision and how many working days; one look at each hall's calendar."""
    of_hall: dict[UUID, list[tuple[date, int]]] = defaultdict(list)
    for hall_id, day, count in counted:
        of_hall[hall_id].append((day, count))
    found: dict[tuple[UUID, date, int], datetime] = {}
    for hall_id, told in of_hall.items():
        last = max(calendar_until(day, count) for day, count in told)
        calendar = calendar_of(session, hall_id, min(day for day, _ in told), last)
        for day, count in told:
            known = _between(calendar, day, calendar_until(day, count))
            found[hall_id, day, count] = end_of_working_days(day, count, known, zones[hall_id])
    return found


def _between(calendar: Sequence[CalendarDay], first: date, last: date) -> Sequence[CalendarDay]:
    return [mark for mark in calendar if first <= mark.day <= last]
