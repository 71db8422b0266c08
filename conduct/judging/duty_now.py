"""Who is on duty at halls' windows at this moment: the roster of one instant, by a handful of queries for all halls."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, or_, select

from conduct.judging.elsewhere import shifts_elsewhere
from conduct.judging.gather import leave_between
from conduct.schedule.shifts import LENGTH_MAX
from models.tables import Approval, CalendarDayRow, HallRow, ShiftRow, StaffRow, SwapRow
from models.values.interval import Interval
from models.values.local_time import local_day
from models.values.roster import CalendarDay, DayKind, Leave, Shift, Swap
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


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read for all halls at once."""

    shifts: Mapping[UUID, Sequence[ShiftRow]]
    """By hall, of those that go on."""
    swaps: Mapping[UUID, Sequence[SwapRow]]
    """By hall, of every hall: stand-ins come from anywhere."""
    staff: Mapping[UUID, StaffRow]
    leave: Sequence[Leave]
    calendar: Sequence[CalendarDayRow]
    in_two_halls: frozenset[UUID]
    """Who may be at work in another hall too."""

    def involved(self, hall_id: UUID) -> dict[UUID, str]:
        rostered = {row.staff_id for row in self.shifts.get(hall_id, ())}
        swapped = {id_ for swap in self.swaps.get(hall_id, ()) for id_ in (swap.from_staff_id, swap.to_staff_id)}
        return {id_: self.staff[id_].no for id_ in rostered | swapped}


def duties_now(
    session: Session, halls: Iterable[HallRow], windows: Mapping[UUID, str], now: datetime
) -> dict[UUID, HallNow]:
    """By hall; `windows` are the codes of all of the halls' windows by id, also of those no longer in use."""
    asked = list(halls)
    read = _read(session, [hall.id for hall in asked], now)
    return {hall.id: _hall_now(session, hall, windows, read, now) for hall in asked}


def _read(session: Session, hall_ids: Sequence[UUID], now: datetime) -> _Read:
    reach = _reach(now)
    shifts, swaps = defaultdict[UUID, list[ShiftRow]](list), defaultdict[UUID, list[SwapRow]](list)
    going_on = (ShiftRow.start >= reach.start, ShiftRow.start < reach.end, ShiftRow.end > now)
    order = (col(ShiftRow.start), col(ShiftRow.id))
    for row in session.exec(select(ShiftRow).where(col(ShiftRow.hall_id).in_(hall_ids), *going_on).order_by(*order)):
        shifts[row.hall_id].append(row)
    in_force = (SwapRow.status == Approval.approved, SwapRow.start < reach.end, SwapRow.end > reach.start)
    order = (col(SwapRow.requested_at), col(SwapRow.id))
    for row in session.exec(select(SwapRow).where(*in_force).order_by(*order)):
        swaps[row.hall_id].append(row)
    stand_ins = {row.to_staff_id for rows in swaps.values() for row in rows}
    involved = {row.staff_id for rows in shifts.values() for row in rows} | stand_ins
    involved |= {row.from_staff_id for rows in swaps.values() for row in rows}
    staff = {row.id: row for row in session.exec(select(StaffRow).where(col(StaffRow.id).in_(involved)))}
    at_work = defaultdict[UUID, set[UUID]](set)
    everywhere = select(ShiftRow.staff_id, ShiftRow.hall_id).where(col(ShiftRow.staff_id).in_(involved), *going_on)
    for staff_id, hall_id in session.exec(everywhere):
        at_work[staff_id].add(hall_id)
    numbers = {row.id: row.no for row in staff.values()}
    return _Read(
        shifts,
        swaps,
        staff,
        leave_between(session, numbers, Interval(now, now + INSTANT)),
        _calendar(session, hall_ids, reach),
        frozenset(stand_ins) | {id_ for id_, halls in at_work.items() if len(halls) > 1},
    )


def _calendar(session: Session, hall_ids: Sequence[UUID], reach: Interval) -> Sequence[CalendarDayRow]:
    hall_id, day = col(CalendarDayRow.hall_id), col(CalendarDayRow.day)
    first, last = reach.start.date() - timedelta(days=1), reach.end.date() + timedelta(days=1)
    query = select(CalendarDayRow).where(or_(hall_id.in_(hall_ids), hall_id.is_(None)), day >= first, day <= last)
    return session.exec(query).all()


def _hall_now(session: Session, hall: HallRow, windows: Mapping[UUID, str], read: _Read, now: datetime) -> HallNow:
    zone, involved = ZoneInfo(hall.timezone), read.involved(hall.id)
    shifts = tuple(_shift(row, involved, windows) for row in read.shifts.get(hall.id, ()))
    swaps = [
        Swap(involved[row.from_staff_id], involved[row.to_staff_id], Interval(row.start, row.end))
        for row in read.swaps.get(hall.id, ())
    ]
    calendar = [CalendarDay(row.day, row.kind) for row in read.calendar if row.hall_id in {None, hall.id}]
    others = {id_: no for id_, no in involved.items() if id_ in read.in_two_halls} if shifts else {}
    elsewhere = shifts_elsewhere(session, hall.id, others, _reach(now)) if others else ()
    duty = resolve(
        shifts, swaps=swaps, leave=read.leave, calendar=calendar, timezone=zone,
        elsewhere=[shift for shift in elsewhere if shift.time.holds(now)],
    )  # fmt: skip
    closed = any(each.kind == DayKind.closure and each.day == local_day(now, zone) for each in calendar)
    return HallNow(now, shifts, duty, closed, {no: read.staff[id_].name for id_, no in involved.items()})


def _shift(row: ShiftRow, staff: Mapping[UUID, str], windows: Mapping[UUID, str]) -> Shift:
    breaks = tuple(Interval(datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in row.breaks)
    window = windows[row.window_id] if row.window_id else None
    return Shift(staff[row.staff_id], window, Interval(row.start, row.end), breaks)


def _reach(now: datetime) -> Interval:
    """When a shift begins that may go on."""
    return Interval(now - LENGTH_MAX, now + INSTANT)
