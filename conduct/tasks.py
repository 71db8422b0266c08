"""A supervisor's tasks: seen to, and said to be."""

from datetime import datetime

from sqlmodel import Session

from conduct.auditing.trail import audit
from conduct.review.violations import Refused, Reviewer
from models.tables import TaskRow, TaskStatus


def finish_task(session: Session, row: TaskRow, *, by: Reviewer, now: datetime) -> None:
    """Say that a task was seen to. Judging leaves it so, as long as it finds the same. Raises Refused `not-open`."""
    if row.status != TaskStatus.open:
        raise Refused("not-open", f"this task is {row.status.value}")
    row.status, row.closed_at = TaskStatus.done, now
    session.flush()
    audit(session, at=now, actor=by.login, action="task.done", entity="task", entity_id=row.id, kind=row.kind)
