"""A supervisor's tasks: taken by somebody, seen to or not needed, and said to be."""

from datetime import datetime

from sqlmodel import Session

from conduct.auditing.trail import audit
from conduct.review.violations import Refused, Reviewer
from models.tables import TaskRow, TaskStatus

NOTE_LENGTH_MAX = 2000


def take_task(session: Session, row: TaskRow, *, by: Reviewer, now: datetime) -> None:
    """Say that somebody looks after a task, also one that somebody else had taken. Raises Refused `not-open`."""
    _refuse_closed(row)
    if row.taken_by == by.login:
        return
    before, row.taken_by, row.taken_at = row.taken_by, by.login, now
    session.flush()
    _record(session, "task.taken", row, by, now, taken_from=before)


def give_task_back(session: Session, row: TaskRow, *, by: Reviewer, now: datetime) -> None:
    """Say that one looks after it no longer. Raises Refused: `not-open`, `not-taken`."""
    _refuse_closed(row)
    if row.taken_by != by.login:
        raise Refused("not-taken", "only who took a task gives it back")
    row.taken_by = row.taken_at = None
    session.flush()
    _record(session, "task.given-back", row, by, now)


def finish_task(
    session: Session, row: TaskRow, *, by: Reviewer, now: datetime, note: str = "", not_needed: bool = False
) -> None:
    """Say that a task was seen to, or with a reason that nothing was to be done.

    Judging leaves it so, as long as it finds the same. Raises Refused: `not-open`, `reason-missing`.
    """
    _refuse_closed(row)
    if not_needed and not note.strip():
        raise Refused("reason-missing", "say why nothing was to be done")
    row.status, row.closed_at, row.closed_by = TaskStatus.done, now, by.login
    row.closing_note, row.not_needed = note.strip(), not_needed
    session.flush()
    _record(session, "task.not-needed" if not_needed else "task.done", row, by, now, note=row.closing_note)


def reopen_task(row: TaskRow) -> None:
    """What it is about goes on again, whatever was said of it."""
    row.status, row.closed_at, row.closed_by = TaskStatus.open, None, None
    row.closing_note, row.not_needed = "", False


def _refuse_closed(row: TaskRow) -> None:
    if row.status != TaskStatus.open:
        raise Refused("not-open", f"this task is {row.status.value}")


def _record(session: Session, action: str, row: TaskRow, by: Reviewer, now: datetime, **told: str | None) -> None:
    data = {name: value for name, value in told.items() if value}
    audit(session, at=now, actor=by.login, action=action, entity="task", entity_id=row.id, kind=row.kind, **data)
