"""Which tasks somebody sees, page by page; in each hall by a seek in an index."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import tuple_
from sqlmodel import Session, col, select

from api.auth.access import Person, Sight, sight_of
from api.paging import Place
from api.roster.asking import not_found
from models.tables import HallRow, TaskRow, TaskStatus


@dataclass(frozen=True, slots=True)
class TaskFilters:
    """What a list is narrowed to; nothing given means all that may be seen."""

    statuses: tuple[TaskStatus, ...] = tuple(TaskStatus)
    hall: str | None = None
    """Its code."""
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class TaskPage:
    rows: Sequence[TaskRow]
    next: Place | None


def list_tasks(
    session: Session,
    sight: Sight,
    filters: TaskFilters,
    *,
    limit: int,
    after: Place | None = None,
    latest_first: bool = False,
) -> TaskPage:
    """In order of start."""
    start, id_ = col(TaskRow.start), col(TaskRow.id)
    order = (start.desc(), id_.desc()) if latest_first else (start, id_)
    query = select(TaskRow).order_by(*order).limit(limit + 1)
    if filters.kind is not None:
        query = query.where(TaskRow.kind == filters.kind)
    if after is not None:
        here, there = tuple_(start, id_), (after.start, after.id)
        query = query.where(here < there if latest_first else here > there)
    found = [
        row
        for hall_id in _halls(session, sight, filters.hall)
        for status in filters.statuses
        for row in session.exec(query.where(TaskRow.hall_id == hall_id, TaskRow.status == status)).all()
    ]
    found.sort(key=lambda row: (row.start, row.id), reverse=latest_first)
    rows = found[:limit]
    return TaskPage(rows, Place(rows[-1].start, rows[-1].id) if len(found) > limit else None)


def visible_task(session: Session, person: Person, task_id: UUID) -> TaskRow:
    """A task to be changed. Raises Problem 404."""
    row = session.exec(select(TaskRow).where(TaskRow.id == task_id).with_for_update()).first()
    if row is None or not sight_of(person).hall(row.hall_id):
        raise not_found("task")
    return row


def _halls(session: Session, sight: Sight, code: str | None) -> Sequence[UUID]:
    query = select(HallRow.id)
    if not sight.everything:
        query = query.where(col(HallRow.id).in_(sight.hall_ids))
    return session.exec(query.where(HallRow.code == code) if code is not None else query).all()
