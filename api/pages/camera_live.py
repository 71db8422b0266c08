"""`/setup/cameras/CAMERA/live`: what the detectors see at each window now, and by which thresholds it is decided."""

from collections.abc import AsyncIterator
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from fastapi.sse import EventSourceResponse
from pydantic import BaseModel

from api.database import ReadingSession, reading_from
from api.live import changes
from api.looking import looking_limits
from api.pages.camera_frame import CAMERAS, Reader, last_frame, now_of, one_camera, render_camera
from api.pages.camera_picture import said_by_scripts
from api.pages.camera_words import SIGNALS, UNUSABLE
from api.pages.rendering import CurrentVisitor
from api.setup.camera_views import views_now
from api.setup.zones import said_corners
from api.setup.zones_form import KINDS, ZoneKind
from api.state import State, state_of
from models.tables import WindowRow

router = APIRouter(include_in_schema=False)


class Moved(BaseModel):
    """What tells that a page has something new to show."""

    captured_at: str | None
    gathered: dict[str, int]
    """Looks by window."""


@router.get(f"{CAMERAS}/{{camera}}/live")
def live(request: Request, camera: str, visitor: CurrentVisitor, person: Reader, session: ReadingSession) -> Response:
    found = one_camera(session, person, camera)
    state = state_of(request)
    seen = state.set_up.watch(found.row.id, now_of(request)) if found.row.retired_at is None else None
    views = {view.window_id: view for view in views_now(session, found.row.id)}
    windows = {window_id: session.get_one(WindowRow, window_id) for window_id in views}
    zones = {
        windows[window_id].code: {kind: said_corners(getattr(view, f"{kind.value}_zone")) for kind in ZoneKind}
        for window_id, view in views.items()
    }
    return render_camera(
        request,
        "camera_live.html",
        person,
        found,
        "/live",
        seen=seen,
        zones=dict(sorted(zones.items())),
        windows={row.code: row for row in windows.values()},
        kinds=KINDS,
        limits=looking_limits(state.settings),
        last=last_frame(session, found.row),
        health=state.health.now(),
        signal_words=SIGNALS,
        unusable_words=UNUSABLE,
        saying=said_by_scripts(visitor.language),
    )


def watched_camera(request: Request, camera: str, person: Reader) -> UUID:
    """Dependency: the camera, if the person may see it."""
    with reading_from(state_of(request).engine) as session:
        return one_camera(session, person, camera).row.id


@router.get(f"{CAMERAS}/{{camera}}/stream", response_class=EventSourceResponse)
async def stream(request: Request, camera_id: Annotated[UUID, Depends(watched_camera)]) -> AsyncIterator[Moved]:
    """Told each time a frame was looked at, for as long as somebody watches."""
    state = state_of(request)
    async for each in changes(state, lambda: _moved(state, camera_id)):
        yield each


def _moved(state: State, camera_id: UUID) -> Moved:
    seen = state.set_up.watch(camera_id, state.clock.now())
    lessons = state.set_up.lessons(camera_id)
    return Moved(
        captured_at=seen.captured_at.isoformat() if seen is not None else None,
        gathered={str(window_id): len(lesson.looks) for window_id, lesson in lessons.items()},
    )
