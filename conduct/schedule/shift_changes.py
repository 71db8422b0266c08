"""A shift changed where it stands: another person, window or time, by hand."""

from datetime import datetime

from sqlmodel import Session, select

from conduct.auditing.trail import audit
from conduct.judging.elsewhere import mark_elsewhere
from conduct.judging.touched import mark_times
from conduct.review.violations import Refused, Reviewer
from conduct.schedule.shifts import (
    NewShift,
    as_audited,
    as_stored,
    because,
    lock_person,
    take_out_of_rotation,
    why_not_own,
    why_not_put,
)
from models.tables import ShiftRow, StaffRow
from models.values.interval import Interval


def change_shift(
    session: Session, row: ShiftRow, told: NewShift, *, by: Reviewer, now: datetime, reason: str = ""
) -> None:
    """Make what a person says of a shift of the same hall; it is no rotation's any more. The same again does nothing.

    Raises Refused as `put_shift` does.
    """
    before = session.get_one(StaffRow, row.staff_id)
    refused = why_not_own(before, row.start, by, now) or why_not_put(told, by, now)
    if refused is not None:
        raise refused
    for staff in sorted({before.id: before, told.staff.id: told.staff}.values(), key=lambda each: each.id):
        lock_person(session, staff)
    window_id = told.window.id if told.window else None
    columns = {
        "staff_id": told.staff.id, "window_id": window_id, "start": told.time.start, "end": told.time.end,
        "breaks": as_stored(told.breaks),
    }  # fmt: skip
    if all(getattr(row, name) == value for name, value in columns.items()):
        return
    _refuse_taken(session, row, told)
    old = as_audited(row)
    times = [(row.staff_id, Interval(row.start, row.end)), (told.staff.id, told.time)]
    take_out_of_rotation(session, row, by=by, now=now)
    row.tell({**columns, "rotation_member_id": None})
    session.flush()
    audit(
        session, at=now, actor=by.login, action="shift.changed", entity="shift", entity_id=row.id, old=old,
        **as_audited(row), **because(reason),
    )  # fmt: skip
    mark_times(session, told.hall, [time for _, time in times], now=now)
    mark_elsewhere(session, told.hall.id, times, now=now)


def _refuse_taken(session: Session, row: ShiftRow, told: NewShift) -> None:
    same = select(ShiftRow.id).where(
        ShiftRow.staff_id == told.staff.id,
        ShiftRow.start == told.time.start,
        ShiftRow.window_id == (told.window.id if told.window else None),
        ShiftRow.id != row.id,
    )
    if session.exec(same).first() is not None:
        raise Refused("shift-exists", "this person has a shift at this window that starts then")
