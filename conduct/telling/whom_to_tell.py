"""Who is told of a step of a violation: the person concerned, whoever decided, and HR."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from conduct.telling.notices import tell
from models.tables import NoticeRow, Role, UserRow, ViolationRow
from models.values.why import Why


def tell_person(session: Session, row: ViolationRow, reason: Why, now: datetime) -> None:
    """The person that a violation names, if it names one."""
    if row.staff_id is not None:
        tell(session, reason, violation_id=row.id, staff_id=row.staff_id, now=now)


def tell_person_if_told(session: Session, row: ViolationRow, reason: Why, now: datetime) -> None:
    """The person, where something was said to them of this violation before: nobody is troubled with what never was."""
    if was_told(session, row):
        tell_person(session, row, reason, now)


def was_told(session: Session, row: ViolationRow) -> bool:
    told = select(NoticeRow.id).where(NoticeRow.violation_id == row.id, NoticeRow.staff_id == row.staff_id)
    return row.staff_id is not None and session.exec(told.limit(1)).first() is not None


def tell_hr(session: Session, row: ViolationRow, reason: Why, now: datetime) -> int:
    """Everybody in HR but whom it is about; returns how many."""
    in_hr = select(UserRow).where(UserRow.role == Role.hr, col(UserRow.retired_at).is_(None))
    users = [user for user in session.exec(in_hr).all() if user.staff_id is None or user.staff_id != row.staff_id]
    for user in users:
        tell_user(session, row, user.id, reason, now)
    return len(users)


def tell_user(session: Session, row: ViolationRow, user_id: UUID, reason: Why, now: datetime) -> None:
    tell(session, reason, violation_id=row.id, user_id=user_id, now=now)
