"""Collecting the facts of one hall's day, with as much around it as judging that day takes."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import CompoundSelect, union
from sqlalchemy import select as any_select
from sqlmodel import Session, col, or_, select

from conduct.judging.elsewhere import shifts_elsewhere
from conduct.judging.facts import Facts
from conduct.judging.reconcile import HallIds
from conduct.judging.stale import REACH
from conduct.judging.unclear import spans_of, word_of
from conduct.people.corrections import approved_punches, badge_of
from conduct.records.attire_looks import attire_between
from conduct.records.holdings import holdings_of
from conduct.records.looks import looks_between
from models.tables import (
    Approval,
    CalendarDayRow,
    HallRow,
    LeaveRow,
    PunchRow,
    ReaderRow,
    ShiftRow,
    StaffExemptionRow,
    StaffRow,
    SwapRow,
    WindowRow,
)
from models.values.interval import Interval
from models.values.occupancy import LookRun
from models.values.roster import NEVER_HEARD, Badge, CalendarDay, Exemption, Leave, Person, Punch, Reader, Shift, Swap
from roster.badges import time_without

ROSTER_AROUND = timedelta(days=2)
"""Shifts of the days around compete for punches and share windows."""
LOOKS_AROUND = timedelta(hours=6)
"""What was seen around a shift, for smoothing at its edges."""


def hall_ids(session: Session, hall_id: UUID, *, near: date | None = None) -> HallIds:
    """The ids behind the codes. People of other halls are among them: a stand-in may come from anywhere.

    `near` a day, of all people only those whom its roster can name.
    """
    people = select(StaffRow.no, StaffRow.id)
    if near is not None:
        people = people.where(col(StaffRow.id).in_(_named_near(hall_id, near)))
    staff = dict(session.exec(people).all())
    windows = session.exec(select(WindowRow).where(WindowRow.hall_id == hall_id)).all()
    return HallIds(hall_id, staff, {w.code: w.id for w in windows})


def _named_near(hall_id: UUID, day: date) -> CompoundSelect[UUID]:
    midnight = datetime.combine(day, time(), UTC)
    # two days more than any zone is off
    first, last = midnight - 2 * ROSTER_AROUND, midnight + 3 * ROSTER_AROUND
    shift, swap = col(ShiftRow.start), col(SwapRow.start)
    swapped = (col(SwapRow.hall_id) == hall_id, swap < last, col(SwapRow.end) > first)
    return union(
        any_select(col(StaffRow.id)).where(col(StaffRow.hall_id) == hall_id),
        any_select(col(ShiftRow.staff_id)).where(col(ShiftRow.hall_id) == hall_id, shift >= first, shift < last),
        any_select(col(SwapRow.from_staff_id)).where(*swapped),
        any_select(col(SwapRow.to_staff_id)).where(*swapped),
    )


def gather(session: Session, hall: HallRow, day: date, ids: HallIds) -> Facts:
    """The facts from which `judge` tells everything about the hall's `day`."""
    facts = gather_roster(session, hall, day, ids)
    windows = {id_: code for code, id_ in ids.windows.items()}
    seen = _seen_time(facts, day)
    return replace(
        facts,
        looks=looks_on(session, facts, day, windows),
        attire=attire_between(session, windows, seen.start, seen.end),
    )


def looks_on(session: Session, facts: Facts, day: date, windows: dict[UUID, str]) -> tuple[LookRun, ...]:
    """What was seen at these windows, by their ids, on a day of which the roster is known."""
    seen = _seen_time(facts, day)
    return looks_between(session, windows, seen.start - LOOKS_AROUND, seen.end + LOOKS_AROUND)


def _seen_time(facts: Facts, day: date) -> Interval:
    """From midnight to midnight, and to the ends of the day's shifts."""
    midnight = datetime.combine(day, time(), facts.timezone)
    own = _own(facts.shifts, facts.timezone, day)
    return Interval(
        min([midnight, *(t.start for t in own)]), max([midnight + timedelta(days=1), *(t.end for t in own)])
    )


def _own(shifts: Sequence[Shift], zone: ZoneInfo, day: date) -> list[Interval]:
    return [s.time for s in shifts if s.time.start.astimezone(zone).date() == day]


def gather_roster(session: Session, hall: HallRow, day: date, ids: HallIds) -> Facts:
    """The same without anything that was seen."""
    zone = ZoneInfo(hall.timezone)
    midnight = datetime.combine(day, time(), zone)
    reach = Interval(midnight - ROSTER_AROUND, midnight + timedelta(days=1) + ROSTER_AROUND)
    staff = {id_: no for no, id_ in ids.staff.items()}
    windows = {id_: code for code, id_ in ids.windows.items()}
    shifts = _shifts(session, hall.id, reach, staff, windows)
    swaps = _swaps(session, hall.id, reach, staff)
    names = {s.staff for s in shifts} | {s.to_staff for s in swaps}
    involved = {ids.staff[no]: no for no in names}
    people = _people(session, involved)
    own = _own(shifts, zone, day)
    next_midnight = midnight + timedelta(days=1)
    punched = Interval(
        min((t.start for t in own), default=midnight) - REACH, max((t.end for t in own), default=next_midnight) + REACH
    )
    corrections = approved_punches(session, involved.items(), Interval(reach.start, reach.end + ROSTER_AROUND))
    return Facts(
        timezone=zone,
        windows=tuple(windows.values()),
        people=_with_corrections(people, corrections),
        shifts=shifts,
        swaps=swaps,
        leave=leave_between(session, involved, reach),
        calendar=_calendar(session, hall.id, reach, zone),
        readers=_readers(session, hall.id, punched),
        punches=(*_punches(session, people, reach), *corrections),
        elsewhere=shifts_elsewhere(session, hall.id, involved, reach),
    )


def _shifts(
    session: Session, hall_id: UUID, reach: Interval, staff: dict[UUID, str], windows: dict[UUID, str]
) -> tuple[Shift, ...]:
    rows = session.exec(
        select(ShiftRow)
        .where(ShiftRow.hall_id == hall_id, ShiftRow.start >= reach.start, ShiftRow.start < reach.end)
        .order_by(col(ShiftRow.start), col(ShiftRow.id))
    ).all()
    return tuple(
        Shift(
            staff[row.staff_id],
            windows[row.window_id] if row.window_id else None,
            Interval(row.start, row.end),
            tuple(Interval(datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in row.breaks),
        )
        for row in rows
    )


def _swaps(session: Session, hall_id: UUID, reach: Interval, staff: dict[UUID, str]) -> tuple[Swap, ...]:
    rows = session.exec(
        select(SwapRow)
        .where(
            SwapRow.hall_id == hall_id,
            SwapRow.status == Approval.approved,
            SwapRow.start < reach.end,
            SwapRow.end > reach.start,
        )
        .order_by(col(SwapRow.requested_at), col(SwapRow.id))
    ).all()
    return tuple(Swap(staff[r.from_staff_id], staff[r.to_staff_id], Interval(r.start, r.end)) for r in rows)


def _people(session: Session, involved: dict[UUID, str]) -> tuple[Person, ...]:
    held = holdings_of(session, involved)
    granted: dict[UUID, list[Exemption]] = defaultdict(list)
    rows = session.exec(select(StaffExemptionRow).where(col(StaffExemptionRow.staff_id).in_(list(involved)))).all()
    for row in rows:
        granted[row.staff_id].append(Exemption(row.kind, row.first_day, row.last_day))
    return tuple(
        Person(
            staff=no,
            badges=tuple(holding.badge for holding in held.get(id_, ())),
            exemptions=tuple(granted[id_]),
            without_badge=time_without(held.get(id_, ())),
        )
        for id_, no in sorted(involved.items(), key=lambda item: item[1])
    )


def _with_corrections(people: tuple[Person, ...], corrections: Sequence[Punch]) -> tuple[Person, ...]:
    """Those whose punches were put right have a badge more, which no reader knows."""
    put_right = {punch.badge for punch in corrections}
    return tuple(
        replace(p, badges=(*p.badges, Badge(badge_of(p.staff)))) if badge_of(p.staff) in put_right else p
        for p in people
    )


def leave_between(session: Session, involved: dict[UUID, str], reach: Interval) -> tuple[Leave, ...]:
    rows = session.exec(
        select(LeaveRow).where(
            col(LeaveRow.staff_id).in_(list(involved)),
            LeaveRow.status == Approval.approved,
            LeaveRow.start < reach.end + ROSTER_AROUND,
            LeaveRow.end > reach.start,
        )
    ).all()
    return tuple(Leave(involved[r.staff_id], Interval(r.start, r.end)) for r in rows)


def _calendar(session: Session, hall_id: UUID, reach: Interval, zone: ZoneInfo) -> tuple[CalendarDay, ...]:
    first, last = (at.astimezone(zone).date() for at in (reach.start, reach.end))
    rows = session.exec(
        select(CalendarDayRow).where(
            or_(CalendarDayRow.hall_id == hall_id, col(CalendarDayRow.hall_id).is_(None)),
            CalendarDayRow.day >= first,
            CalendarDayRow.day <= last,
        )
    ).all()
    return tuple(CalendarDay(r.day, r.kind) for r in rows)


def _readers(session: Session, hall_id: UUID, around: Interval) -> tuple[Reader, ...]:
    """How far the word of each reader reaches that was in use at any time in `around`, for what lies in it.

    One that was taken out of use later is among them: that it was silent is not undone by that.
    """
    in_use = or_(col(ReaderRow.retired_at).is_(None), col(ReaderRow.retired_at) > around.start)
    rows = session.exec(select(ReaderRow).where(ReaderRow.hall_id == hall_id, in_use)).all()
    return tuple(Reader(r.code, word_of(r.alive_until or NEVER_HEARD, spans_of(r), around)) for r in rows)


def _punches(session: Session, people: tuple[Person, ...], reach: Interval) -> tuple[Punch, ...]:
    badges = {badge.number for person in people for badge in person.badges}
    rows = session.exec(
        select(PunchRow.badge, PunchRow.at).where(
            col(PunchRow.badge).in_(badges), PunchRow.at >= reach.start, PunchRow.at < reach.end + ROSTER_AROUND
        )
    ).all()
    return tuple(Punch(badge, at) for badge, at in rows)
