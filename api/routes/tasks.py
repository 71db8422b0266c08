"""`/api/v1/tasks`: what a supervisor is to look after, and the word that it was done."""

import datetime as dt
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, Field
from sqlmodel import Session

from api.auth.access import sight_of
from api.database import ReadingSession, WritingSession
from api.language import Language
from api.paging import cursor_at, place_at
from api.roster.asking import Manager, Watcher, refusals_answered
from api.roster.task_list import TaskFilters, list_tasks, visible_task
from api.roster.telling import language_for, names, said
from api.state import state_of
from conduct.tasks import finish_task
from models.tables import TaskRow, TaskStatus

router = APIRouter(prefix="/api/v1/tasks", tags=["roster"])


class TasksAsked(BaseModel):
    status: TaskStatus | None = None
    hall: str | None = None
    kind: str | None = None
    cursor: str | None = Field(default=None, max_length=500)
    limit: int = Field(default=50, ge=1, le=200)


class TaskTold(BaseModel):
    """No `end`: it goes on."""

    id: UUID
    hall: str
    kind: str
    day: dt.date
    window: str | None
    staff: str | None
    name: str | None
    start: datetime
    end: datetime | None
    status: TaskStatus
    why: str
    opened_at: datetime
    closed_at: datetime | None


class Tasks(BaseModel):
    items: list[TaskTold]
    next: str | None


@router.get("")
def tasks(request: Request, asked: Annotated[TasksAsked, Query()], person: Watcher, session: ReadingSession) -> Tasks:
    """In order of start."""
    filters = TaskFilters((asked.status,) if asked.status else tuple(TaskStatus), asked.hall, asked.kind)
    after = place_at(asked.cursor) if asked.cursor else None
    page = list_tasks(session, sight_of(person), filters, limit=asked.limit, after=after)
    items = _told(session, list(page.rows), language_for(request, person))
    return Tasks(items=items, next=cursor_at(page.next) if page.next else None)


@router.post("/{task_id}/done")
def done(request: Request, task_id: UUID, person: Manager, session: WritingSession) -> TaskTold:
    """Say that a task was seen to."""
    row = visible_task(session, person, task_id)
    with refusals_answered():
        finish_task(session, row, by=person.reviewer, now=state_of(request).clock.now())
    return _told(session, [row], language_for(request, person))[0]


def _told(session: Session, rows: list[TaskRow], language: Language) -> list[TaskTold]:
    named = names(
        session,
        halls=[row.hall_id for row in rows],
        windows=[row.window_id for row in rows],
        staff=[row.staff_id for row in rows],
    )
    return [
        TaskTold(
            id=row.id,
            hall=named.halls[row.hall_id],
            kind=row.kind,
            day=row.day,
            window=named.window(row.window_id),
            staff=named.no(row.staff_id) if row.staff_id else None,
            name=named.name(row.staff_id) if row.staff_id else None,
            start=row.start,
            end=row.end,
            status=row.status,
            why=said(row.why, language),
            opened_at=row.opened_at,
            closed_at=row.closed_at,
        )
        for row in rows
    ]
