"""Filling rotations into the roster: again and again with the same result, and never over a person's word."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from conduct.auditing.trail import audit
from conduct.judging.stale import REACH, mark_stale
from conduct.judging.touched import days_as_time
from conduct.review.violations import Refused, Reviewer
from conduct.schedule.calendar_year import ask_for_years, calendar_of, keep_years
from conduct.schedule.rotations import templates_of
from conduct.schedule.shifts import LENGTH_MAX, REMOVED, as_stored
from models.tables import AuditEntryRow, HallRow, RotationMemberRow, RotationRow, ShiftRow, StaffRow, WindowRow
from models.values.interval import Interval
from models.values.local_time import local_day
from models.values.roster import CalendarDay, Shift
from roster.rotation import BadRotation, Member, PlannedDay, Rotation, plan, shifts_of
from roster.templates import ShiftTemplate

SPAN_MAX = timedelta(days=400)
Key = tuple[datetime, UUID | None]
"""A person's shifts differ in when they start or at which window."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What filling did, in shifts. `kept` are those that a person's own word stood against."""

    made: int
    changed: int
    removed: int
    same: int
    kept: int
    missing_years: tuple[int, ...]
    """Years without official holidays: filled by the cycle alone, and to be filled again."""
    special: tuple[PlannedDay, ...]
    """Days on which the calendar, not the cycle, decided."""


@dataclass(frozen=True, slots=True)
class _Member:
    row: RotationMemberRow
    staff: StaffRow
    planned: tuple[PlannedDay, ...]
    shifts: tuple[Shift, ...]


def fill_rotation(
    session: Session, rotation: RotationRow, first_day: date, last_day: date, *, by: Reviewer, now: datetime
) -> Filled:
    """Put the shifts that a rotation gives on these days, both included, into the roster.

    Only shifts that start after `now` are made, changed or removed, and of those only what filling itself put there:
    a shift put in by hand stays, and so does the hole where a person took one out; nothing is filled over a shift of
    the same person that came another way. Raises Refused: `bad-days`, `unknown-template`.
    """
    if not first_day <= last_day <= first_day + SPAN_MAX:
        raise Refused("bad-days", f"the last day is not before the first, and at most {SPAN_MAX.days} days after it")
    hall = session.get_one(HallRow, rotation.hall_id)
    session.exec(select(RotationRow.id).where(RotationRow.id == rotation.id).with_for_update()).one()
    missing = keep_years(session, first_day, last_day, by=by.login, now=now) if rotation.follows_calendar else ()
    ask_for_years(session, hall, missing, actor=by.login, now=now)
    span = days_as_time(first_day, last_day, ZoneInfo(hall.timezone))
    members = _members(session, rotation, hall, first_day, last_day)
    counts: Counter[str] = Counter()
    touched: list[Interval] = []
    for member in members:
        touched += _fill_member(session, hall, member, span, now, counts)
    mark_stale(session, hall.id, _days(touched, ZoneInfo(hall.timezone)), now=now)
    audit(
        session, at=now, actor=by.login, action="rotation.filled", entity="rotation", entity_id=rotation.id,
        first_day=str(first_day), last_day=str(last_day), **counts,
    )  # fmt: skip
    special = tuple(p for m in members for p in m.planned if not p.as_in_cycle)
    return Filled(
        counts["made"], counts["changed"], counts["removed"], counts["same"], counts["kept"], missing, special
    )


def _members(session: Session, rotation: RotationRow, hall: HallRow, first_day: date, last_day: date) -> list[_Member]:
    """All of a rotation's members, also those who left it: what was filled for them is to go."""
    zone = ZoneInfo(hall.timezone)
    cycle = Rotation(tuple(rotation.cycle), rotation.anchor, zone, rotation.follows_calendar)
    templates = templates_of(session, hall)
    calendar = calendar_of(session, hall.id, first_day, last_day)
    found = session.exec(
        select(RotationMemberRow, StaffRow)
        .join(StaffRow, col(RotationMemberRow.staff_id) == col(StaffRow.id))
        .where(RotationMemberRow.rotation_id == rotation.id)
        # Whoever else changes one of these people's rosters waits, and nobody waits for each other.
        .order_by(col(StaffRow.id), col(RotationMemberRow.id))
        .with_for_update(of=StaffRow)
    ).all()
    windows = dict(session.exec(select(WindowRow.id, WindowRow.code).where(WindowRow.hall_id == hall.id)).all())
    days = (first_day, last_day)
    return [_member(cycle, row, staff, windows, templates, calendar, days) for row, staff in found]


def _member(
    cycle: Rotation,
    row: RotationMemberRow,
    staff: StaffRow,
    windows: dict[UUID, str],
    templates: dict[str, ShiftTemplate],
    calendar: Sequence[CalendarDay],
    days: tuple[date, date],
) -> _Member:
    if staff.retired_at is not None:
        return _Member(row, staff, (), ())
    window = windows[row.window_id] if row.window_id else None
    member = Member(staff.no, window, row.first_day, row.last_day, row.offset_days)
    try:
        planned = plan(cycle, [member], templates, calendar, *days)
        shifts = tuple(s for each in planned for s in shifts_of(each, cycle, templates))
    except BadRotation as bad:
        raise Refused(bad.code, str(bad)) from None
    return _Member(row, staff, planned, shifts)


def _fill_member(
    session: Session, hall: HallRow, member: _Member, span: Interval, now: datetime, counts: Counter[str]
) -> list[Interval]:
    """Returns the time of the shifts that are no longer what they were."""
    touched: list[Interval] = []
    stored = _stored(session, member.staff, span)
    others = [row for row in stored if row.rotation_member_id != member.row.id]
    own = {
        _key(row): row for row in stored
        if row.rotation_member_id == member.row.id and span.holds(row.start) and row.start > now
    }  # fmt: skip
    holes = _taken_out(session, member.row)
    given = [shift for shift in member.shifts if shift.time.start > now]
    free = [s for s in given if s.time.start not in holes and not _stands_against(s, others)]
    wanted = {(shift.time.start, member.row.window_id): shift for shift in free}
    counts["kept"] += len(given) - len(free)
    for key in own.keys() - wanted.keys():
        touched.append(Interval(own[key].start, own[key].end))
        session.delete(own[key])
        counts["removed"] += 1
    # Before anything is added: what is removed may stand where something new is to stand.
    session.flush()
    for key, shift in wanted.items():
        what, time = _put(session, hall, member, own.get(key), shift)
        counts[what] += 1
        if what != "same":
            touched.append(time)
    session.flush()
    return touched


def _put(session: Session, hall: HallRow, member: _Member, row: ShiftRow | None, shift: Shift) -> tuple[str, Interval]:
    columns: dict[str, Any] = {"end": shift.time.end, "breaks": as_stored(shift.breaks)}
    if row is not None:
        time = Interval(row.start, max(row.end, shift.time.end))
        return ("changed" if row.tell(columns) else "same"), time
    session.add(
        ShiftRow(
            hall_id=hall.id,
            staff_id=member.staff.id,
            window_id=member.row.window_id,
            start=shift.time.start,
            rotation_member_id=member.row.id,
            **columns,
        )
    )
    return "made", shift.time


def _stored(session: Session, staff: StaffRow, span: Interval) -> Sequence[ShiftRow]:
    return session.exec(
        select(ShiftRow).where(
            ShiftRow.staff_id == staff.id,
            ShiftRow.start > span.start - LENGTH_MAX,
            ShiftRow.start < span.end + LENGTH_MAX,
        )
    ).all()


def _stands_against(shift: Shift, others: Iterable[ShiftRow]) -> bool:
    return any(shift.time.clip(Interval(row.start, row.end)) for row in others)


def _taken_out(session: Session, member: RotationMemberRow) -> set[datetime]:
    """The starts of this member's shifts that a person took out; only the audit trail remembers them."""
    entries = session.exec(
        select(AuditEntryRow).where(
            AuditEntryRow.entity_id == str(member.id),
            AuditEntryRow.entity == "rotation_member",
            AuditEntryRow.action == REMOVED,
        )
    ).all()
    return {datetime.fromisoformat(entry.data["start"]) for entry in entries}


def _key(row: ShiftRow) -> Key:
    return row.start, row.window_id


def _days(times: Iterable[Interval], zone: ZoneInfo) -> set[date]:
    """Those of `touched_days` and perhaps a few more, found without a query for each of thousands of shifts."""
    days: set[date] = set()
    for time in times:
        first, last = local_day(time.start - REACH - LENGTH_MAX, zone), local_day(time.end + REACH, zone)
        days.update(first + timedelta(days=i) for i in range((last - first).days + 1))
    return days
