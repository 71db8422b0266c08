"""Who is on duty at a hall's windows at this moment: the roster of one instant, and no more than that takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, or_, select

from conduct.judging.elsewhere import shifts_elsewhere
from conduct.judging.gather import calendar_between, leave_between, shifts_between, swaps_between
from conduct.schedule.shifts import LENGTH_MAX
from models.tables import Approval, HallRow, ShiftRow, StaffRow, SwapRow
from models.values.interval import Interval
from models.values.local_time import local_day
from models.values.roster import DayKind, Shift
from roster.duty import Duty, resolve
from roster.window_duty import WindowDuty, at_window

INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class HallNow:
    """The roster of a hall at an instant. `names` are those of everybody in it, by number."""

    at: datetime
    shifts: tuple[Shift, ...]
    duty: Duty
    closed: bool
    """By the calendar: the day at this instant is no working day of the hall."""
    names: Mapping[str, str]

    def window(self, code: str) -> WindowDuty:
        return at_window(self.duty, self.shifts, code, self.at)


def duty_now(session: Session, hall: HallRow, windows: Mapping[UUID, str], now: datetime) -> HallNow:
    """`windows` are all of the hall's, by id, also those no longer in use."""
    zone = ZoneInfo(hall.timezone)
    reach = Interval(now - LENGTH_MAX, now + INSTANT)
    people = _people(session, hall.id, reach)
    numbers = {row.id: row.no for row in people}
    began = shifts_between(session, hall.id, reach, numbers, dict(windows))
    shifts = tuple(shift for shift in began if shift.time.holds(now))
    swaps = swaps_between(session, hall.id, reach, numbers) if shifts else ()
    involved = {row.id: row.no for row in people if row.no in _involved(shifts, [swap.to_staff for swap in swaps])}
    calendar = calendar_between(session, hall.id, reach, zone)
    duty = resolve(
        shifts,
        swaps=swaps,
        leave=leave_between(session, involved, Interval(now, now + INSTANT)) if involved else (),
        calendar=calendar,
        timezone=zone,
        elsewhere=_at_once(shifts_elsewhere(session, hall.id, involved, reach), now) if involved else (),
    )
    closed = any(each.kind == DayKind.closure and each.day == local_day(now, zone) for each in calendar)
    return HallNow(now, shifts, duty, closed, {row.no: row.name for row in people})


def _people(session: Session, hall_id: UUID, reach: Interval) -> Sequence[StaffRow]:
    """Whoever has a shift that may go on, and whoever may stand in for them."""
    rostered = select(ShiftRow.staff_id).where(
        ShiftRow.hall_id == hall_id, ShiftRow.start >= reach.start, ShiftRow.start < reach.end
    )
    swapped = select(SwapRow.to_staff_id).where(*_in_force(hall_id, reach))
    asked = select(SwapRow.from_staff_id).where(*_in_force(hall_id, reach))
    id_ = col(StaffRow.id)
    return session.exec(select(StaffRow).where(or_(id_.in_(rostered), id_.in_(swapped), id_.in_(asked)))).all()


def _in_force(hall_id: UUID, reach: Interval) -> tuple[bool, ...]:
    return (
        SwapRow.hall_id == hall_id,
        SwapRow.status == Approval.approved,
        SwapRow.start < reach.end,
        SwapRow.end > reach.start,
    )


def _involved(shifts: Sequence[Shift], stand_ins: Sequence[str]) -> set[str]:
    return {shift.staff for shift in shifts} | set(stand_ins)


def _at_once(shifts: Sequence[Shift], now: datetime) -> tuple[Shift, ...]:
    return tuple(shift for shift in shifts if shift.time.holds(now))
