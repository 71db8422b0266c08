"""Telling people, in the same unit of work as what there is to tell."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from conduct.telling.recipients import addressed
from models.tables import NoticeRow, Role
from models.values.why import Why


def tell(
    session: Session,
    reason: Why,
    *,
    now: datetime,
    violation_id: UUID | None = None,
    task_id: UUID | None = None,
    staff_id: UUID | None = None,
    user_id: UUID | None = None,
    role: Role | None = None,
    hall_id: UUID | None = None,
) -> None:
    """Leave a notice, about a violation, a task or neither: for whom it is about, for a log-in, or for all of a role.

    A hall narrows the role to those whose hall it is; without a role it means its supervisors. Somebody whom it
    reaches in several ways has it once. For a person without a log-in it is kept until there is one; for nobody at
    all, nothing is.
    """
    to = addressed(user_id=user_id, staff_id=staff_id, role=role, hall_id=hall_id)
    if to.somebody:
        session.add(
            NoticeRow(
                violation_id=violation_id,
                task_id=task_id,
                user_id=to.user_id,
                staff_id=to.staff_id,
                role=to.role,
                hall_id=to.hall_id,
                at=now,
                why=reason.as_json(),
            )
        )
