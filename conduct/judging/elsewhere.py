"""The shifts that a hall's people have in other halls: nobody is at two windows at once, wherever these are."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, and_, col, or_, select

from conduct.judging.stale import LONGEST_SHIFT, REACH, mark_stale
from models.tables import Approval, CalendarDayRow, HallRow, ShiftRow, SwapRow, WindowRow
from models.values.interval import Interval
from models.values.local_time import local_day
from models.values.roster import DayKind, Shift

AT_ONCE = 500


def shifts_elsewhere(
    session: Session, hall_id: UUID, involved: Mapping[UUID, str], reach: Interval
) -> tuple[Shift, ...]:
    """By who is to work them after the swaps of those halls; windows as `H2/W1`, so that they are none of this hall's.

    Without those of days on which that hall is closed.
    """
    people = list(involved)
    swaps = _swaps(session, hall_id, people, reach)
    lent = [swap.from_staff_id for swap in swaps if swap.to_staff_id in involved]
    rows = session.exec(
        select(ShiftRow)
        .where(
            col(ShiftRow.staff_id).in_({*people, *lent}),
            ShiftRow.hall_id != hall_id,
            ShiftRow.start >= reach.start,
            ShiftRow.start < reach.end,
        )
        .order_by(col(ShiftRow.start), col(ShiftRow.id))
    ).all()
    if not rows:
        return ()
    halls = {h.id: h for h in session.exec(select(HallRow).where(col(HallRow.id).in_({r.hall_id for r in rows}))).all()}
    windows = _windows(session, halls)
    closed = _closed(session, halls, reach)
    found: list[Shift] = []
    for row in rows:
        staff = involved.get(_worked_by(row, swaps))
        day = local_day(row.start, ZoneInfo(halls[row.hall_id].timezone))
        if staff is not None and (row.hall_id, day) not in closed:
            breaks = tuple(Interval(datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in row.breaks)
            window = windows[row.window_id] if row.window_id else None
            found.append(Shift(staff, window, Interval(row.start, row.end), breaks))
    return tuple(found)


def mark_elsewhere(session: Session, not_at: UUID, changed: Iterable[tuple[UUID, Interval]], *, now: datetime) -> None:
    """Mark the days of other halls on which these people have shifts near the times at which this hall's changed."""
    times: defaultdict[UUID, list[Interval]] = defaultdict(list)
    for staff_id, time in changed:
        times[staff_id].append(Interval(time.start - REACH, time.end + REACH))
    if not times:
        return
    span = Interval(min(t.start for of in times.values() for t in of), max(t.end for of in times.values() for t in of))
    days: defaultdict[UUID, set[date]] = defaultdict(set)
    zones = {hall.id: ZoneInfo(hall.timezone) for hall in session.exec(select(HallRow)).all()}
    staff = sorted(times)
    for portion in (staff[i : i + AT_ONCE] for i in range(0, len(staff), AT_ONCE)):
        near = select(ShiftRow).where(
            col(ShiftRow.staff_id).in_(portion),
            ShiftRow.hall_id != not_at,
            ShiftRow.start >= span.start - LONGEST_SHIFT,
            ShiftRow.start <= span.end,
        )
        for row in session.exec(near).all():
            if any(time.clip(Interval(row.start, row.end)) for time in times[row.staff_id]):
                days[row.hall_id].add(local_day(row.start, zones[row.hall_id]))
    for hall_id in sorted(days):
        mark_stale(session, hall_id, days[hall_id], now=now)


def mark_rostered(session: Session, staff_id: UUID, time: Interval, *, now: datetime) -> None:
    """Mark the days of every hall on which somebody has shifts near this time, their own or taken over."""
    near = Interval(time.start - REACH, time.end + REACH)
    own = session.exec(
        select(ShiftRow.hall_id, ShiftRow.start).where(
            ShiftRow.staff_id == staff_id, ShiftRow.start <= near.end, ShiftRow.end >= near.start
        )
    ).all()
    taken_over = session.exec(
        select(SwapRow.hall_id, ShiftRow.start)
        .join(ShiftRow, and_(col(ShiftRow.staff_id) == SwapRow.from_staff_id, col(ShiftRow.hall_id) == SwapRow.hall_id))
        .where(
            SwapRow.to_staff_id == staff_id, SwapRow.status == Approval.approved,
            ShiftRow.start < col(SwapRow.end), ShiftRow.end > col(SwapRow.start),
            ShiftRow.start <= near.end, ShiftRow.end >= near.start,
        )
    ).all()  # fmt: skip
    days: defaultdict[UUID, set[date]] = defaultdict(set)
    for hall_id, start in (*own, *taken_over):
        days[hall_id].add(local_day(start, ZoneInfo(session.get_one(HallRow, hall_id).timezone)))
    for hall_id in sorted(days):
        mark_stale(session, hall_id, days[hall_id], now=now)


def _swaps(session: Session, hall_id: UUID, people: Collection[UUID], reach: Interval) -> Sequence[SwapRow]:
    return session.exec(
        select(SwapRow)
        .where(
            SwapRow.hall_id != hall_id,
            SwapRow.status == Approval.approved,
            SwapRow.start < reach.end,
            SwapRow.end > reach.start,
            or_(col(SwapRow.from_staff_id).in_(people), col(SwapRow.to_staff_id).in_(people)),
        )
        .order_by(col(SwapRow.requested_at), col(SwapRow.id))
    ).all()


def _worked_by(row: ShiftRow, swaps: Sequence[SwapRow]) -> UUID:
    own = (s for s in swaps if s.hall_id == row.hall_id and s.from_staff_id == row.staff_id)
    swap = next((s for s in own if s.start <= row.start and row.end <= s.end), None)
    return swap.to_staff_id if swap else row.staff_id


def _windows(session: Session, halls: Mapping[UUID, HallRow]) -> dict[UUID, str]:
    rows = session.exec(select(WindowRow).where(col(WindowRow.hall_id).in_(list(halls)))).all()
    return {row.id: f"{halls[row.hall_id].code}/{row.code}" for row in rows}


def _closed(session: Session, halls: Mapping[UUID, HallRow], reach: Interval) -> set[tuple[UUID | None, date]]:
    rows = session.exec(
        select(CalendarDayRow).where(
            col(CalendarDayRow.hall_id).in_(list(halls)),
            CalendarDayRow.kind == DayKind.closure,
            CalendarDayRow.day >= reach.start.date(),
            CalendarDayRow.day <= reach.end.date(),
        )
    ).all()
    return {(row.hall_id, row.day) for row in rows}
