"""Telling from when to when somebody belongs to which hall."""

from datetime import date, datetime

from sqlmodel import Session, col, or_, select

from conduct.auditing.trail import audit
from conduct.review.violations import Refused
from models.tables import EmploymentRow, HallRow, StaffRow


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
