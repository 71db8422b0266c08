"""Telling from when to when somebody belongs to which hall."""

from datetime import date, datetime, timedelta

from sqlmodel import Session, col, or_, select

from conduct.auditing.trail import audit
from conduct.review.violations import Refused
from models.tables import EmploymentRow, HallRow, StaffRow

ONE_DAY = timedelta(days=1)


def employments_of(session: Session, staff: StaffRow) -> list[EmploymentRow]:
    """What is told of somebody, the first stretch first."""
    told = select(EmploymentRow).where(EmploymentRow.staff_id == staff.id)
    return list(session.exec(told.order_by(col(EmploymentRow.first_day))).all())


def tell_employment(
    session: Session, staff: StaffRow, hall: HallRow, first_day: date, last_day: date | None, *, by: str, now: datetime
) -> EmploymentRow:
    """Somebody belongs to a hall from the first day to the last, both included; told again of the same first day, it
    takes the place of what was told. Raises Refused: `bad-days`, `overlaps`."""
    if last_day is not None and last_day < first_day:
        raise Refused("bad-days", "the last day is before the first")
    overlapping = select(EmploymentRow).where(
        EmploymentRow.staff_id == staff.id,
        EmploymentRow.first_day != first_day,
        EmploymentRow.first_day <= (last_day or date.max),
        or_(col(EmploymentRow.last_day).is_(None), col(EmploymentRow.last_day) >= first_day),
    )
    if (other := session.exec(overlapping).first()) is not None:
        raise Refused("overlaps", f"from {other.first_day} on the person belongs somewhere already: end that first")
    same = select(EmploymentRow).where(EmploymentRow.staff_id == staff.id, EmploymentRow.first_day == first_day)
    row = session.exec(same).first() or EmploymentRow(
        staff_id=staff.id, hall_id=hall.id, first_day=first_day, told_at=now, told_by=by
    )
    row.hall_id, row.last_day, row.told_at, row.told_by = hall.id, last_day, now, by
    session.add(row)
    session.flush()
    audit(
        session, at=now, actor=by, action="employment.told", entity="staff", entity_id=staff.id, staff=staff.no,
        hall=hall.code, first_day=first_day.isoformat(), last_day=last_day.isoformat() if last_day else None,
    )  # fmt: skip
    return row


def end_employment(session: Session, staff: StaffRow, last_day: date, *, by: str, now: datetime) -> EmploymentRow:
    """Let the stretch that goes on end: the person leaves. Raises Refused: `nothing-told`, `bad-days`."""
    row = _going_on(session, staff)
    return tell_employment(
        session, staff, session.get_one(HallRow, row.hall_id), row.first_day, last_day, by=by, now=now
    )


def transfer(
    session: Session, staff: StaffRow, hall: HallRow, first_day: date, *, by: str, now: datetime
) -> EmploymentRow:
    """Let somebody move to a hall: what goes on ends the day before. Raises Refused: `nothing-told`, `same-hall`,
    `bad-days`, `overlaps`."""
    if _going_on(session, staff).hall_id == hall.id:
        raise Refused("same-hall", "the person belongs to that hall already")
    end_employment(session, staff, first_day - ONE_DAY, by=by, now=now)
    return tell_employment(session, staff, hall, first_day, None, by=by, now=now)


def _going_on(session: Session, staff: StaffRow) -> EmploymentRow:
    row = next((each for each in employments_of(session, staff) if each.last_day is None), None)
    if row is None:
        raise Refused("nothing-told", "first say since when the person belongs to a hall")
    return row
