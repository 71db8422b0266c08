"""A page of a hall's month of attendance: people by number, their days as last judged, and what is not judged yet.

The marks are those that judging stored, the totals those of the sheet: nothing is reckoned a second time.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, and_, col, exists, or_, select

from conduct.export.attendance_sheet import Line, Mark, days_of, lines_of, rest_days
from conduct.months.span import month_span
from conduct.schedule.calendar_year import calendar_of
from models.tables import Approval, AttendanceRow, HallRow, ReaderRow, ShiftRow, StaffRow, SwapRow
from models.values.local_time import local_day

PEOPLE_MAX = 50


@dataclass(frozen=True, slots=True)
class PersonMonth:
    """`marks` by day, in the order of their shifts; `to_come` are days with a shift that is not judged yet."""

    id: UUID
    line: Line
    marks: Mapping[date, tuple[Mark, ...]]
    stands_in: frozenset[date]
    """Days worked in place of somebody else."""
    given_away: frozenset[date]
    to_come: frozenset[date]


@dataclass(frozen=True, slots=True)
class AttendanceMonth:
    hall: HallRow
    month: str
    days: tuple[date, ...]
    rest: frozenset[date]
    people: tuple[PersonMonth, ...]
    next: str | None
    """The number after which the next page begins."""


def attendance_month(
    session: Session, hall: HallRow, month: str, *, after: str | None = None, limit: int = PEOPLE_MAX
) -> AttendanceMonth:
    """Who belongs to the hall or has attendance there in the month, by number, from the one after `after` on."""
    days = days_of(month)
    found = _people(session, hall, days, after, limit + 1)
    shown = {row.id: row for row in found[:limit]}
    rows = _judged(session, hall, days, list(shown))
    marks = [Mark(shown[r.staff_id].no, r.day, r.status, r.late_min, r.early_min) for r in rows]
    lines = {line.staff: line for line in lines_of({row.no: row.name for row in shown.values()}, marks)}
    calendar = calendar_of(session, hall.id, days[0], days[-1])
    to_come, stands_in, given_away = _around(session, hall, month, list(shown), rows)
    of_one: defaultdict[str, list[Mark]] = defaultdict(list)
    for mark in marks:
        of_one[mark.staff].append(mark)
    people = tuple(
        PersonMonth(
            id_,
            lines[row.no],
            _by_day(of_one[row.no]),
            frozenset(day for staff, day in stands_in if staff == id_),
            frozenset(day for staff, day in given_away if staff == id_),
            frozenset(day for staff, day in to_come if staff == id_),
        )
        for id_, row in shown.items()
    )
    rest = rest_days(days, {mark.day: mark.kind for mark in calendar})
    following = found[limit - 1].no if len(found) > limit else None
    return AttendanceMonth(hall, month, days, rest, people, following)


def readers_heard(session: Session, hall: HallRow) -> Sequence[ReaderRow]:
    """The hall's readers in use: up to when each was heard is what an absence waits for."""
    query = select(ReaderRow).where(ReaderRow.hall_id == hall.id, col(ReaderRow.retired_at).is_(None))
    return session.exec(query.order_by(ReaderRow.code)).all()


def _people(
    session: Session, hall: HallRow, days: tuple[date, ...], after: str | None, limit: int
) -> Sequence[StaffRow]:
    was_there = exists().where(
        col(AttendanceRow.staff_id) == col(StaffRow.id),
        col(AttendanceRow.day) >= days[0],
        col(AttendanceRow.day) <= days[-1],
        col(AttendanceRow.hall_id) == hall.id,
    )
    belongs = and_(col(StaffRow.hall_id) == hall.id, col(StaffRow.retired_at).is_(None))
    query = select(StaffRow).where(or_(belongs, was_there))
    if after is not None:
        query = query.where(StaffRow.no > after)
    return session.exec(query.order_by(col(StaffRow.no)).limit(limit)).all()


def _judged(session: Session, hall: HallRow, days: tuple[date, ...], people: Sequence[UUID]) -> Sequence[AttendanceRow]:
    return session.exec(
        select(AttendanceRow)
        .where(
            col(AttendanceRow.staff_id).in_(people),
            AttendanceRow.day >= days[0],
            AttendanceRow.day <= days[-1],
            AttendanceRow.hall_id == hall.id,
        )
        .order_by(col(AttendanceRow.shift_start))
    ).all()


Place = tuple[UUID, date]


def _around(
    session: Session, hall: HallRow, month: str, people: Sequence[UUID], rows: Sequence[AttendanceRow]
) -> tuple[set[Place], set[Place], set[Place]]:
    """Days of shifts without an outcome; days stood in on; days given away."""
    zone = ZoneInfo(hall.timezone)
    span = month_span(month, zone)
    swaps = session.exec(
        select(SwapRow)
        .where(
            SwapRow.hall_id == hall.id,
            SwapRow.status == Approval.approved,
            SwapRow.start < span.end,
            SwapRow.end > span.start,
            or_(col(SwapRow.to_staff_id).in_(people), col(SwapRow.from_staff_id).in_(people)),
        )
        .order_by(col(SwapRow.requested_at), col(SwapRow.id))
    ).all()
    given: defaultdict[UUID, list[SwapRow]] = defaultdict(list)
    for swap in swaps:
        given[swap.from_staff_id].append(swap)
    shifts = session.exec(
        select(ShiftRow.staff_id, ShiftRow.start, ShiftRow.end).where(
            col(ShiftRow.staff_id).in_({*people, *given}),
            ShiftRow.start >= span.start,
            ShiftRow.start < span.end,
            ShiftRow.hall_id == hall.id,
        )
    ).all()
    judged = {(row.staff_id, row.shift_start) for row in rows}
    to_come: set[Place] = set()
    stands_in: set[Place] = set()
    given_away: set[Place] = set()
    for staff, start, end in shifts:
        own = (s for s in given.get(staff, ()) if s.start <= start and end <= s.end)
        swap, day = next(own, None), local_day(start, zone)
        works = swap.to_staff_id if swap else staff
        if swap is not None:
            stands_in.add((works, day))
            given_away.add((staff, day))
        if (works, start) not in judged:
            to_come.add((works, day))
    return to_come, stands_in, given_away


def _by_day(marks: Iterable[Mark]) -> Mapping[date, tuple[Mark, ...]]:
    found: dict[date, tuple[Mark, ...]] = {}
    for mark in marks:
        found[mark.day] = (*found.get(mark.day, ()), mark)
    return found
