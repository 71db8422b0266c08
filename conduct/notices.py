"""Telling a person, in the same unit of work as what there is to tell."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from models.tables import NoticeRow
from models.values.why import Why


def tell(
    session: Session,
    reason: Why,
    *,
    violation_id: UUID | None = None,
    now: datetime,
    staff_id: UUID | None = None,
    user_id: UUID | None = None,
) -> None:
    """Leave a notice, about a violation or not: for whom it is about, for a log-in, or for both."""
    session.add(NoticeRow(violation_id=violation_id, user_id=user_id, staff_id=staff_id, at=now, why=reason.as_json()))
