"""`/setup/cameras/CAMERA/teaching`: what each window was taught, teaching it from what the camera sees, forgetting."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from api.auth.access import Person
from api.cameras.board import LESSON_LOOKS, Lesson
from api.database import ReadingSession, reading_from, writing_to
from api.looking import looking_limits
from api.pages.camera_frame import (
    CAMERAS,
    Admin,
    OneCamera,
    Reader,
    camera_address,
    now_of,
    one_camera,
    render_camera,
    windows_of,
)
from api.pages.camera_words import refusal_said
from api.pages.rendering import CurrentVisitor
from api.roster.asking import not_found
from api.setup.camera_views import present_view, views_now
from api.setup.cameras import check_in_use
from api.state import state_of
from conduct.learning.forgetting import count_taught, forget
from conduct.learning.teaching import Place, classifier_row, keep_set_up, learn_from_verdicts, teach
from conduct.review.violations import Refused
from models.tables import TaughtSource, WindowRow
from vision.features import FEATURES_VERSION
from vision.taught import TrainLimits

router = APIRouter(include_in_schema=False)
Short = Annotated[str, Form(max_length=20)]


@dataclass(frozen=True, slots=True)
class TaughtWindowShown:
    window: WindowRow
    shown: Mapping[bool, int]
    """Looks of set-ups by whether the window was staffed."""
    by_verdicts: Mapping[bool, int]
    trained_at: datetime | None
    in_use: bool
    report: Mapping[str, Any]
    lesson: Lesson | None

    @property
    def anything(self) -> bool:
        return self.trained_at is not None or any((*self.shown.values(), *self.by_verdicts.values()))


@router.get(f"{CAMERAS}/{{camera}}/teaching")
def teaching(
    request: Request,
    camera: str,
    _: CurrentVisitor,
    person: Reader,
    session: ReadingSession,
    done: Annotated[str, Query(max_length=20)] = "",
    window: Annotated[str, Query(max_length=64)] = "",
) -> Response:
    found = one_camera(session, person, camera)
    return _page(request, session, person, found, done=done, done_window=window)


@router.post(f"{CAMERAS}/{{camera}}/teaching/{{window_code}}/lesson")
def begin(
    request: Request,
    camera: str,
    window_code: str,
    visitor: CurrentVisitor,
    person: Admin,
    says: Annotated[Literal["staffed", "empty"], Form()],
) -> Response:
    """Gather looks from now on: the person says that the window is so, as long as it goes on."""
    state = state_of(request)
    with reading_from(state.engine) as session:
        found = one_camera(session, person, camera)
        place = _place(session, found, window_code)
        refused = _refused(found)
        if refused is not None:
            return _page(request, session, person, found, error=refusal_said(refused, visitor.language))
    state.set_up.begin_lesson(place, staffed=says == "staffed", by=person.login, now=state.clock.now())
    return RedirectResponse(_address(camera, window_code), status_code=303)


@router.post(f"{CAMERAS}/{{camera}}/teaching/{{window_code}}/end")
def end(
    request: Request, camera: str, window_code: str, visitor: CurrentVisitor, person: Admin, keep: Short = ""
) -> Response:
    """Keep what was gathered and teach with it, or let it go."""
    state = state_of(request)
    with reading_from(state.engine) as session:
        found = one_camera(session, person, camera)
        place = _place(session, found, window_code)
        lesson = state.set_up.end_lesson(place)
        refused = _refused(found)
        if keep and (lesson is None or not lesson.looks):
            refused = refused or Refused("nothing-gathered", "nothing was gathered")
        if refused is not None:
            return _page(request, session, person, found, error=refusal_said(refused, visitor.language))
    if not keep or lesson is None:
        return RedirectResponse(_address(camera, window_code), status_code=303)
    now = state.clock.now()
    with writing_to(state.engine) as session:
        keep_set_up(session, place, lesson.looks, actor=person.login, now=now)
        learn_from_verdicts(session, actor=person.login, now=now, place=place)
        teach(session, place, actor=person.login, now=now, taught_limits=looking_limits(state.settings).taught)
    return RedirectResponse(_address(camera, window_code, done="taught"), status_code=303)


@router.post(f"{CAMERAS}/{{camera}}/teaching/{{window_code}}/forgetting")
def unlearn(request: Request, camera: str, window_code: str, person: Admin, sure: Short = "") -> Response:
    """All that this window was taught by this camera; only with its tick."""
    state = state_of(request)
    with writing_to(state.engine) as session:
        found = one_camera(session, person, camera)
        place = _place(session, found, window_code)
        if sure:
            state.set_up.end_lesson(place)
            forget(session, place, actor=person.login, now=state.clock.now())
    return RedirectResponse(_address(camera, window_code, done="forgotten" if sure else ""), status_code=303)


def _page(
    request: Request,
    session: Session,
    person: Person,
    camera: OneCamera,
    *,
    done: str = "",
    done_window: str = "",
    error: str = "",
) -> Response:
    state = state_of(request)
    state.set_up.watch(camera.row.id, now_of(request))
    lessons = state.set_up.lessons(camera.row.id)
    looked_at = {view.window_id for view in views_now(session, camera.row.id)}
    shown = [
        _shown(session, camera, row, lessons.get(row.id))
        for row in windows_of(session, camera.hall)
        if row.id in looked_at
    ]
    return render_camera(
        request,
        "camera_teaching.html",
        person,
        camera,
        "/teaching",
        422 if error else 200,
        windows=shown,
        gathers=LESSON_LOOKS,
        limits=TrainLimits(),
        done=done,
        done_window=done_window,
        error=error,
    )


def _shown(session: Session, camera: OneCamera, window: WindowRow, lesson: Lesson | None) -> TaughtWindowShown:
    place = Place(window.id, camera.row.id)
    counts, row = count_taught(session, place), classifier_row(session, place)
    return TaughtWindowShown(
        window=window,
        shown={staffed: counts.get((TaughtSource.set_up, staffed), 0) for staffed in (True, False)},
        by_verdicts={staffed: counts.get((TaughtSource.verdict, staffed), 0) for staffed in (True, False)},
        trained_at=row.trained_at if row is not None else None,
        in_use=row is not None and row.in_use and row.features_version == FEATURES_VERSION,
        report=row.report if row is not None else {},
        lesson=lesson,
    )


def _place(session: Session, camera: OneCamera, code: str) -> Place:
    """Raises Problem 404 for a window that this camera never looked at."""
    for row in windows_of(session, camera.hall):
        if row.code == code and _ever_seen(session, camera, row.id):
            return Place(row.id, camera.row.id)
    raise not_found("window")


def _ever_seen(session: Session, camera: OneCamera, window_id: UUID) -> bool:
    return present_view(session, camera.row.id, window_id) is not None


def _refused(camera: OneCamera) -> Refused | None:
    try:
        check_in_use(camera.row)
    except Refused as refused:
        return refused
    return None


def _address(camera: str, code: str, done: str = "") -> str:
    query = f"?{urlencode({'done': done, 'window': code})}" if done else ""
    return f"{camera_address(camera)}/teaching{query}#window-{code}"
