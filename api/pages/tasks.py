"""`/tasks`: what a supervisor is to look after, who does, and the word that it is done or not needed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session, col, select

from api.auth.access import sight_of
from api.cases.listing import visible_halls
from api.database import ReadingSession, reading_from, writing_to
from api.language import Language
from api.pages.rendering import CurrentVisitor, Visitor, render
from api.pages.task_words import OTHER, STATUSES, STEPS_WRONG, TASKS
from api.pages.tasks_view import PAGE, TasksView
from api.pages.windows_view import window_address
from api.paging import cursor_at, place_at
from api.roster.asking import MANAGER_ROLES, STATUS_OF_REFUSAL, Manager, Watcher
from api.roster.task_list import list_tasks, visible_task
from api.roster.telling import Names, names, said
from api.state import state_of
from conduct.review.violations import Refused
from conduct.tasks import NOTE_LENGTH_MAX, finish_task, give_task_back, take_task
from models.tables import HallRow, TaskRow, UserRow

router = APIRouter(include_in_schema=False)
View = Annotated[TasksView, Query()]


@dataclass(frozen=True, slots=True)
class ShownTask:
    """A task in words."""

    row: TaskRow
    zone: ZoneInfo
    hall: str
    title: str
    to_do: str
    why: str
    window: str | None
    window_address: str | None
    person: str | None
    taken_by: str | None
    closed_by: str | None


@dataclass(frozen=True, slots=True)
class NotTaken:
    """A form that could not be taken: of which task, what was typed, and what was wrong."""

    task_id: UUID
    note: str
    error: str
    status: int


@router.get("/tasks")
def tasks(request: Request, visitor: CurrentVisitor, _: Watcher, session: ReadingSession, view: View) -> Response:
    return _page(request, session, visitor, view)


@router.post("/tasks/{task_id}/take")
def take(request: Request, task_id: UUID, visitor: CurrentVisitor, person: Manager, view: View) -> Response:
    def step(session: Session, row: TaskRow) -> None:
        take_task(session, row, by=person.reviewer, now=state_of(request).clock.now())

    return _stepped(request, visitor, view, task_id, step)


@router.post("/tasks/{task_id}/give-back")
def give_back(request: Request, task_id: UUID, visitor: CurrentVisitor, person: Manager, view: View) -> Response:
    def step(session: Session, row: TaskRow) -> None:
        give_task_back(session, row, by=person.reviewer, now=state_of(request).clock.now())

    return _stepped(request, visitor, view, task_id, step)


@router.post("/tasks/{task_id}/done")
def done(
    request: Request,
    task_id: UUID,
    visitor: CurrentVisitor,
    person: Manager,
    view: View,
    note: Annotated[str, Form(max_length=NOTE_LENGTH_MAX)] = "",
    not_needed: Annotated[bool, Form()] = False,
) -> Response:
    def step(session: Session, row: TaskRow) -> None:
        now = state_of(request).clock.now()
        finish_task(session, row, by=person.reviewer, now=now, note=note, not_needed=not_needed)

    return _stepped(request, visitor, view, task_id, step, note)


def _stepped(
    request: Request,
    visitor: Visitor,
    view: TasksView,
    task_id: UUID,
    step: Callable[[Session, TaskRow], None],
    note: str = "",
) -> Response:
    """Back to the list; or the list with what was wrong beside its task."""
    engine = state_of(request).engine
    try:
        with writing_to(engine) as session:
            step(session, visible_task(session, visitor.person, task_id))
    except Refused as refused:
        error = visitor.language.say(STEPS_WRONG[refused.code])
        wrong = NotTaken(task_id, note, error, STATUS_OF_REFUSAL.get(refused.code, 422))
        with reading_from(engine) as session:
            return _page(request, session, visitor, view, wrong)
    return RedirectResponse(view.address(), status_code=303)


def _page(
    request: Request, session: Session, visitor: Visitor, view: TasksView, wrong: NotTaken | None = None
) -> Response:
    sight = sight_of(visitor.person)
    after = place_at(view.cursor) if view.cursor else None
    page = list_tasks(session, sight, view.filters, limit=PAGE, after=after, latest_first=view.latest_first)
    shown = _shown(session, page.rows, visitor.language)
    say = visitor.language.say
    return render(
        request,
        "tasks.html",
        wrong.status if wrong else 200,
        view=view,
        tasks=shown,
        wrong=wrong,
        lost=wrong if wrong and wrong.task_id not in {task.row.id for task in shown} else None,
        may_act=visitor.person.role in MANAGER_ROLES,
        next_address=view.address(cursor=cursor_at(page.next)) if page.next else None,
        hall_options=[(row.code, row.name) for row in visible_halls(session, sight)],
        kind_options=[(kind, say(title)) for kind, (title, _) in TASKS.items()],
        status_options=[(code, say(name)) for code, name in STATUSES.items()],
        now=state_of(request).clock.now(),
    )


def _shown(session: Session, rows: Sequence[TaskRow], language: Language) -> list[ShownTask]:
    hall_ids = {row.hall_id for row in rows}
    halls = {row.id: row for row in session.exec(select(HallRow).where(col(HallRow.id).in_(hall_ids))).all()}
    named = names(session, windows=[row.window_id for row in rows], staff=[row.staff_id for row in rows])
    logins = {login for row in rows for login in (row.taken_by, row.closed_by) if login}
    users = dict(session.exec(select(UserRow.login, UserRow.name).where(col(UserRow.login).in_(logins))).all())
    return [_in_words(row, halls[row.hall_id], named, users, language) for row in rows]


def _in_words(row: TaskRow, hall: HallRow, named: Names, users: dict[str, str], language: Language) -> ShownTask:
    title, to_do = TASKS.get(row.kind, OTHER)
    window = named.window(row.window_id)
    return ShownTask(
        row=row,
        zone=ZoneInfo(hall.timezone),
        hall=hall.name,
        title=language.say(title),
        to_do=language.say(to_do) if to_do else "",
        why=said(row.why, language),
        window=window,
        window_address=window_address(hall.code, window, day=row.day.isoformat()) if window else None,
        person=named.name(row.staff_id) if row.staff_id else None,
        taken_by=users.get(row.taken_by, row.taken_by) if row.taken_by else None,
        closed_by=users.get(row.closed_by, row.closed_by) if row.closed_by else None,
    )
