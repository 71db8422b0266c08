"""A hall's week of the roster as it is stored, and as the value that is looked over."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, or_, select

from conduct.judging.elsewhere import shifts_elsewhere
from conduct.judging.touched import days_as_time
from conduct.schedule.calendar_year import calendar_of
from models.tables import (
    Approval,
    HallRow,
    LeaveRow,
    RotationMemberRow,
    RotationRow,
    ShiftRow,
    StaffRow,
    SwapRow,
    WindowRow,
)
from models.values.interval import Interval
from models.values.local_time import local_day
from models.values.roster import Leave, Shift, Swap
from roster.week import HallWeek

AROUND = timedelta(days=1)
"""Shifts of the day before reach into the week, and those of the day after are met by its own."""


@dataclass(frozen=True)
class StoredWeek:
    """`week.shifts` are `rows`, in the same order; leave and swaps are those asked for or approved."""

    hall: HallRow
    week: HallWeek
    rows: tuple[ShiftRow, ...]
    windows: tuple[WindowRow, ...]
    """Those in use in the week, and those that somebody is rostered at all the same."""
    people: dict[UUID, StaffRow]
    leave: tuple[LeaveRow, ...]
    swaps: tuple[SwapRow, ...]
    rotations: dict[UUID, str]
    """Codes of rotations, by their members' ids."""

    @property
    def zone(self) -> ZoneInfo:
        return self.week.timezone

    @cached_property
    def _ids(self) -> dict[str, UUID]:
        return {row.no: id_ for id_, row in self.people.items()}

    def id_of(self, staff: str) -> UUID | None:
        """Of somebody by their number."""
        return self._ids.get(staff)

    def names(self) -> dict[str, str]:
        return {row.no: row.name for row in self.people.values()}


def stored_week(
    session: Session,
    hall: HallRow,
    days: tuple[date, ...],
    *,
    also: Iterable[UUID] = (),
    only: Collection[UUID] | None = None,
) -> StoredWeek:
    """What is stored of these days, which follow one another, with what reaches into them.

    Of `also`, people by their ids, it tells leave, shifts elsewhere and retirement though they are not rostered here.
    With `only` it is of these people's shifts alone, and of those that they took over.
    """
    zone = ZoneInfo(hall.timezone)
    span = days_as_time(days[0], days[-1], zone)
    reach = Interval(span.start - AROUND, span.end + AROUND)
    swaps = _swaps(session, hall, reach, only)
    rows = _shifts(session, hall, reach, None if only is None else {*only, *(s.from_staff_id for s in swaps)})
    involved = {r.staff_id for r in rows} | {s.to_staff_id for s in swaps} | {s.from_staff_id for s in swaps}
    involved |= set(also)
    leave = _leave(session, hall, involved, reach, own=only is None)
    people = _people(session, involved | {each.staff_id for each in leave})
    every_window = session.exec(select(WindowRow).where(WindowRow.hall_id == hall.id).order_by(WindowRow.code)).all()
    codes = {row.id: row.code for row in every_window}
    numbers = {id_: row.no for id_, row in people.items()}
    used = {row.window_id for row in rows if span.start <= row.start < span.end}
    windows = tuple(w for w in every_window if w.id in used or _in_use(w, days[0], zone))
    week = HallWeek(
        zone,
        days,
        tuple(w.code for w in windows),
        tuple(_as_shift(row, numbers, codes) for row in rows),
        hall.opens,
        hall.closes,
        swaps=tuple(_as_swap(row, numbers) for row in swaps if row.status == Approval.approved),
        leave=tuple(
            Leave(numbers[row.staff_id], Interval(row.start, row.end))
            for row in leave
            if row.status == Approval.approved
        ),
        calendar=calendar_of(session, hall.id, days[0] - AROUND, days[-1] + AROUND),
        elsewhere=shifts_elsewhere(session, hall.id, numbers, reach),
        retired_windows={w.code: local_day(w.retired_at, zone) for w in windows if w.retired_at},
        retired_people={p.no: local_day(p.retired_at, zone) for p in people.values() if p.retired_at},
    )
    return StoredWeek(hall, week, tuple(rows), windows, people, tuple(leave), tuple(swaps), _rotations(session, rows))


def _shifts(session: Session, hall: HallRow, reach: Interval, people: Collection[UUID] | None) -> Sequence[ShiftRow]:
    query = select(ShiftRow).where(
        ShiftRow.hall_id == hall.id, ShiftRow.start >= reach.start, ShiftRow.start < reach.end
    )
    if people is not None:
        query = query.where(col(ShiftRow.staff_id).in_(people))
    return session.exec(query.order_by(col(ShiftRow.start), col(ShiftRow.id))).all()


def _swaps(session: Session, hall: HallRow, reach: Interval, people: Collection[UUID] | None) -> Sequence[SwapRow]:
    query = select(SwapRow).where(
        SwapRow.hall_id == hall.id,
        SwapRow.status != Approval.refused,
        SwapRow.start < reach.end,
        SwapRow.end > reach.start,
    )
    if people is not None:
        query = query.where(or_(col(SwapRow.from_staff_id).in_(people), col(SwapRow.to_staff_id).in_(people)))
    return session.exec(query.order_by(col(SwapRow.requested_at), col(SwapRow.id))).all()


def _leave(
    session: Session, hall: HallRow, involved: Iterable[UUID], reach: Interval, *, own: bool
) -> Sequence[LeaveRow]:
    """Of whoever is on the roster here, and with `own` of whoever belongs to the hall."""
    whose = col(LeaveRow.staff_id).in_(list(involved))
    if own:
        whose = or_(col(LeaveRow.staff_id).in_(select(StaffRow.id).where(StaffRow.hall_id == hall.id)), whose)
    return session.exec(
        select(LeaveRow)
        .where(
            whose,
            LeaveRow.status != Approval.refused,
            LeaveRow.start < reach.end,
            LeaveRow.end > reach.start,
        )
        .order_by(col(LeaveRow.start), col(LeaveRow.id))
    ).all()


def _people(session: Session, ids: Iterable[UUID]) -> dict[UUID, StaffRow]:
    return {row.id: row for row in session.exec(select(StaffRow).where(col(StaffRow.id).in_(list(ids)))).all()}


def _in_use(window: WindowRow, first_day: date, zone: ZoneInfo) -> bool:
    return window.retired_at is None or local_day(window.retired_at, zone) > first_day


def _as_shift(row: ShiftRow, numbers: dict[UUID, str], windows: dict[UUID, str]) -> Shift:
    breaks = tuple(Interval(datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in row.breaks)
    window = windows[row.window_id] if row.window_id else None
    return Shift(numbers[row.staff_id], window, Interval(row.start, row.end), breaks)


def _as_swap(row: SwapRow, numbers: dict[UUID, str]) -> Swap:
    return Swap(numbers[row.from_staff_id], numbers[row.to_staff_id], Interval(row.start, row.end))


def _rotations(session: Session, rows: Iterable[ShiftRow]) -> dict[UUID, str]:
    members = {row.rotation_member_id for row in rows if row.rotation_member_id}
    return dict(
        session.exec(
            select(RotationMemberRow.id, RotationRow.code)
            .join(RotationRow, col(RotationRow.id) == col(RotationMemberRow.rotation_id))
            .where(col(RotationMemberRow.id).in_(members))
        ).all()
    )
