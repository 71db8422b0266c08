"""`/setup/cameras/CAMERA/zones`: the zones of each window, drawn on a veiled picture or typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool

from api.auth.access import Person
from api.database import ReadingSession, reading_from, writing_to
from api.language import Language
from api.pages.camera_frame import (
    CAMERAS,
    Admin,
    OneCamera,
    Reader,
    one_camera,
    render_camera,
    windows_of,
)
from api.pages.camera_picture import said_by_scripts
from api.pages.camera_words import refusal_said
from api.pages.rendering import CurrentVisitor, Visitor
from api.setup.camera_views import present_view, views_now
from api.setup.save_zones import save_zones, version_now
from api.setup.zones import Misdrawn, read_corners, said_corners
from api.setup.zones_form import KINDS, ZoneKind, name_of, read_zones
from api.state import state_of
from conduct.review.violations import Refused
from models.tables import CameraViewRow

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class ShownWindow:
    """A window's zones as they stand in the form."""

    code: str
    name: str
    version: int
    texts: Mapping[ZoneKind, str]
    """By kind of zone, as they were typed."""
    lines: Mapping[ZoneKind, str]
    """Of them those that can be drawn, as `said_corners` writes them."""
    faults: Mapping[ZoneKind, str]
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A form that could not be taken."""

    told: Mapping[str, str]
    faults: Mapping[tuple[str, ZoneKind], str]
    error: str


@router.get(f"{CAMERAS}/{{camera}}/zones")
def zones(
    request: Request,
    camera: str,
    visitor: CurrentVisitor,
    person: Reader,
    session: ReadingSession,
    saved: Annotated[str, Query(max_length=1000)] = "",
) -> Response:
    return _page(request, session, visitor, one_camera(session, person, camera), saved=saved)


@router.post(f"{CAMERAS}/{{camera}}/zones")
async def save(request: Request, camera: str, visitor: CurrentVisitor, person: Admin) -> Response:
    form = await request.form()
    told = {name: value for name, value in form.items() if isinstance(value, str)}
    return await run_in_threadpool(_saved, request, camera, visitor, person, told)


def _saved(request: Request, camera: str, visitor: Visitor, person: Person, told: dict[str, str]) -> Response:
    state = state_of(request)
    with reading_from(state.engine) as session:
        found = one_camera(session, person, camera)
        windows = {row.code: row.id for row in windows_of(session, found.hall)}
    read = read_zones(told, list(windows))
    error = ""
    if not read.faults:
        versions = {code: _version(told.get(f"version-{code}", "")) for code in windows}
        try:
            with writing_to(state.engine) as session:
                row = one_camera(session, person, camera, lock=True).row
                done = save_zones(
                    session, row, windows, read.zones, versions, by=person.login, now=state.clock.now()
                )  # fmt: skip
            changed = " ".join([*done.made, *done.ended])
            return RedirectResponse(f"{found.address}/zones?{urlencode({'saved': changed or '-'})}", status_code=303)
        except Refused as refused:
            error = refusal_said(refused, visitor.language)
    with reading_from(state.engine) as session:
        found = one_camera(session, person, camera)
        return _page(request, session, visitor, found, drawn=Drawn(told, read.faults, error))


def _page(
    request: Request,
    session: Session,
    visitor: Visitor,
    camera: OneCamera,
    *,
    saved: str = "",
    drawn: Drawn | None = None,
) -> Response:
    views = {view.window_id: view for view in views_now(session, camera.row.id)}
    windows = windows_of(session, camera.hall)
    texts = {row.code: {kind: _text(drawn, row.code, kind, views.get(row.id)) for kind in ZoneKind} for row in windows}
    shown = [
        ShownWindow(
            code=row.code,
            name=row.name,
            version=_version_of(drawn, row.code, version_now(present_view(session, camera.row.id, row.id))),
            texts=texts[row.code],
            lines={kind: _line(text) for kind, text in texts[row.code].items()},
            faults=_faults(drawn, row.code, visitor.language),
            since=views[row.id].valid_from if row.id in views else None,
        )
        for row in windows
    ]
    return render_camera(
        request,
        "camera_zones.html",
        visitor.person,
        camera,
        "/zones",
        422 if drawn else 200,
        windows=shown,
        kinds=KINDS,
        name_of=name_of,
        saved=[code for code in saved.split() if code != "-"],
        was_saved=bool(saved),
        drawn=drawn,
        saying=said_by_scripts(visitor.language),
    )


def _text(drawn: Drawn | None, window: str, kind: ZoneKind, view: CameraViewRow | None) -> str:
    if drawn is not None:
        return drawn.told.get(name_of(kind, window), "")
    return said_corners(getattr(view, f"{kind.value}_zone")) if view is not None else ""


def _faults(drawn: Drawn | None, window: str, language: Language) -> dict[ZoneKind, str]:
    """By kind of zone."""
    if drawn is None:
        return {}
    return {kind: language.say(said) for (code, kind), said in drawn.faults.items() if code == window}


def _line(text: str) -> str:
    try:
        return said_corners(read_corners(text))
    except Misdrawn:
        return ""


def _version_of(drawn: Drawn | None, window: str, now: int) -> int:
    return _version(drawn.told.get(f"version-{window}", "")) if drawn is not None else now


def _version(text: str) -> int:
    return int(text) if text.isdecimal() else 0
