"""Marking what a change to one person's time touches, in whichever halls the person is rostered."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, or_, select

from conduct.judging.stale import LONGEST_SHIFT, REACH, mark_stale, touched_days
from models.tables import HallRow, ShiftRow, SwapRow
from models.values.interval import Interval
from roster.templates import instant

ONE_DAY = timedelta(days=1)


def mark_of_person(session: Session, staff_id: UUID, time: Interval, *, now: datetime) -> None:
    """Mark the days that a change to a person's duty within `time` may change, where the person has any."""
    around = Interval(time.start - REACH, time.end + REACH)
    shifts = select(ShiftRow.hall_id).where(
        ShiftRow.staff_id == staff_id,
        ShiftRow.start >= around.start - LONGEST_SHIFT,
        ShiftRow.start <= around.end,
        ShiftRow.end >= around.start,
    )
    swaps = select(SwapRow.hall_id).where(
        or_(SwapRow.to_staff_id == staff_id, SwapRow.from_staff_id == staff_id),
        SwapRow.start <= around.end,
        SwapRow.end >= around.start,
    )
    found = {hall_id for query in (shifts, swaps) for hall_id in session.exec(query.distinct()).all()}
    for hall in session.exec(select(HallRow).where(col(HallRow.id).in_(found)).order_by(col(HallRow.id))).all():
        mark_times(session, hall, [time], now=now)


def mark_times(session: Session, hall: HallRow, times: Iterable[Interval], *, now: datetime) -> None:
    """Mark the hall's days that what is changed within these stretches may change."""
    days: set[date] = set()
    for time in times:
        days |= touched_days(session, hall, time.start, time.end)
    mark_stale(session, hall.id, days, now=now)


def days_as_time(first_day: date, last_day: date, timezone: ZoneInfo) -> Interval:
    """From the first day's midnight to that after the last."""
    return Interval(instant(first_day, 0, timezone), instant(last_day + ONE_DAY, 0, timezone))
