"""Single shifts put into the roster and taken out of it by hand."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, select

from conduct.auditing.trail import audit
from conduct.judging.elsewhere import mark_elsewhere
from conduct.judging.touched import mark_times
from conduct.review.violations import Refused, Reviewer
from models.tables import HallRow, ShiftRow, StaffRow, WindowRow
from models.values.interval import Interval

LENGTH_MAX = timedelta(hours=25)
"""Of a shift: 24 hours by the wall clock while clocks go back."""
REMOVED = "shift.removed"
"""What the audit trail calls it; filling looks there for what a person took out of a rotation."""


@dataclass(frozen=True, slots=True)
class NewShift:
    """One shift to be put in. Whoever calls has seen to it that the window, if any, is one of the hall's."""

    hall: HallRow
    staff: StaffRow
    window: WindowRow | None
    time: Interval
    breaks: tuple[Interval, ...] = ()


def put_shift(session: Session, told: NewShift, *, by: Reviewer, now: datetime, reason: str = "") -> ShiftRow:
    """Put a shift in. One that clashes with another of the same person is taken all the same: it becomes a task.

    `reason`: why the past is changed; the audit trail keeps it.
    Raises Refused: `bad-time`, `bad-break`, `staff-retired`, `window-retired`, `own-past-shift`, `shift-exists`.
    """
    refused = why_not_put(told, by, now)
    if refused is not None:
        raise refused
    window_id = told.window.id if told.window else None
    lock_person(session, told.staff)
    same = select(ShiftRow.id).where(
        ShiftRow.staff_id == told.staff.id, ShiftRow.start == told.time.start, ShiftRow.window_id == window_id
    )
    if session.exec(same).first() is not None:
        raise Refused("shift-exists", "this person has a shift at this window that starts then")
    row = ShiftRow(
        hall_id=told.hall.id,
        staff_id=told.staff.id,
        window_id=window_id,
        start=told.time.start,
        end=told.time.end,
        breaks=as_stored(told.breaks),
    )
    session.add(row)
    session.flush()
    audit(
        session, at=now, actor=by.login, action="shift.put", entity="shift", entity_id=row.id, **as_audited(row),
        **because(reason),
    )  # fmt: skip
    mark_times(session, told.hall, [told.time], now=now)
    mark_elsewhere(session, told.hall.id, [(told.staff.id, told.time)], now=now)
    return row


def why_not_put(told: NewShift, by: Reviewer, now: datetime) -> Refused | None:
    """Whether this shift may be put in at all; pure."""
    if not told.time or told.time.length > LENGTH_MAX:
        return Refused("bad-time", "a shift ends after it starts, and at most 25 hours later")
    if any(not each or not told.time.covers(each) for each in told.breaks):
        return Refused("bad-break", "a break has a length, and lies within its shift")
    if told.staff.retired_at is not None:
        return Refused("staff-retired", f"{told.staff.no} no longer works here")
    if told.window is not None and told.window.retired_at is not None:
        return Refused("window-retired", f"{told.window.code} is no longer in use")
    return why_not_own(told.staff, told.time.start, by, now)


def remove_shift(session: Session, row: ShiftRow, *, by: Reviewer, now: datetime, reason: str = "") -> None:
    """Take a shift out. Filling its rotation again does not bring it back. Raises Refused `own-past-shift`."""
    refused = why_not_own(session.get_one(StaffRow, row.staff_id), row.start, by, now)
    if refused is not None:
        raise refused
    hall = session.get_one(HallRow, row.hall_id)
    audit(
        session, at=now, actor=by.login, action=REMOVED, entity="shift", entity_id=row.id, **as_audited(row),
        **because(reason),
    )  # fmt: skip
    take_out_of_rotation(session, row, by=by, now=now)
    mark_times(session, hall, [Interval(row.start, row.end)], now=now)
    mark_elsewhere(session, hall.id, [(row.staff_id, Interval(row.start, row.end))], now=now)
    session.delete(row)
    session.flush()


def take_out_of_rotation(session: Session, row: ShiftRow, *, by: Reviewer, now: datetime) -> None:
    """Let the trail remember that a person took this shift from its rotation, which then leaves the hole."""
    if row.rotation_member_id is not None:
        audit(
            session, at=now, actor=by.login, action=REMOVED, entity="rotation_member",
            entity_id=row.rotation_member_id, start=row.start.isoformat(),
        )  # fmt: skip


def lock_person(session: Session, staff: StaffRow) -> None:
    """Wait for whoever else is changing this person's roster; SQLite holds its only write lock anyhow."""
    session.exec(select(StaffRow.id).where(StaffRow.id == staff.id).with_for_update()).one()


def as_stored(breaks: tuple[Interval, ...]) -> list[list[str]]:
    return [[each.start.isoformat(), each.end.isoformat()] for each in breaks]


def because(reason: str) -> dict[str, str]:
    """Of a change that nobody had to give a reason for, nothing is kept."""
    return {"reason": reason} if reason else {}


def as_audited(row: ShiftRow) -> dict[str, str | None]:
    """What the audit trail keeps of a shift."""
    return {
        "hall": str(row.hall_id),
        "staff": str(row.staff_id),
        "window": str(row.window_id) if row.window_id else None,
        "start": row.start.isoformat(),
        "end": row.end.isoformat(),
    }


def why_not_own(staff: StaffRow, start: datetime, by: Reviewer, now: datetime) -> Refused | None:
    """Whether the shift is one's own and past changing; pure."""
    if by.staff_id == staff.id and start <= now:
        return Refused("own-past-shift", "nobody changes a shift of their own that has begun")
    return None
