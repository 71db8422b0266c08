"""`/setup/cameras`: the cameras by hall, adding one, and each one's own page with what is to be done next."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, col, func, select

from api.auth.access import Person, sight_of
from api.cameras.counting import cameras_now
from api.cases.listing import visible_halls
from api.database import ReadingSession, reading_from, writing_to
from api.pages.camera_frame import CAMERAS, Admin, OneCamera, Reader, camera_address, last_frame, now_of, one_camera
from api.pages.camera_frame import render_camera as render_one
from api.pages.camera_words import refusal_said
from api.pages.rendering import CurrentVisitor, Visitor, render
from api.paging import cursor_of, parts_of
from api.setup.camera_views import views_now
from api.setup.cameras import add_camera, change_camera, retire_camera
from api.setup.device_keys import keys_of
from api.state import state_of
from conduct.cameras.references import hangs_right_now
from conduct.review.violations import Refused
from models.tables import CameraViewRow, DeviceKeyRow, HallRow, Role

PAGE = 50

router = APIRouter(include_in_schema=False)


class CamerasView(BaseModel):
    """Which cameras are listed."""

    model_config = ConfigDict(frozen=True)

    hall: str = ""
    cursor: str = ""
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Typed:
    """A form that could not be taken: what stood in it, and what is wrong in words."""

    error: str
    told: Mapping[str, str]


View = Annotated[CamerasView, Query()]
Short = Annotated[str, Form(max_length=500)]


@router.get(CAMERAS)
def cameras(request: Request, visitor: CurrentVisitor, _: Reader, session: ReadingSession, view: View) -> Response:
    return _list(request, session, visitor, view)


@router.post(CAMERAS)
def add(
    request: Request,
    visitor: CurrentVisitor,
    person: Admin,
    hall: Short,
    code: Short,
    name: Short = "",
    interval_s: Short = "5",
) -> Response:
    """On to the new camera's page; or the list again with what was wrong."""
    state = state_of(request)
    told = {"hall": hall, "code": code, "name": name, "interval_s": interval_s}
    try:
        with writing_to(state.engine) as session:
            add_camera(
                session, _hall(session, hall), code=code.strip(), name=name, interval_s=_seconds(interval_s),
                by=person.login, now=state.clock.now(),
            )  # fmt: skip
    except Refused as refused:
        with reading_from(state.engine) as session:
            typed = Typed(refusal_said(refused, visitor.language), told)
            return _list(request, session, visitor, CamerasView(hall=hall), typed)
    return RedirectResponse(camera_address(code.strip()), status_code=303)


@router.get(f"{CAMERAS}/{{camera}}")
def one(request: Request, camera: str, _: CurrentVisitor, person: Reader, session: ReadingSession) -> Response:
    return _one(request, session, person, one_camera(session, person, camera))


@router.post(f"{CAMERAS}/{{camera}}")
def change(
    request: Request, camera: str, visitor: CurrentVisitor, person: Admin, name: Short = "", interval_s: Short = ""
) -> Response:
    state = state_of(request)
    try:
        with writing_to(state.engine) as session:
            row = one_camera(session, person, camera, lock=True).row
            change_camera(
                session, row, name=name, interval_s=_seconds(interval_s), by=person.login, now=state.clock.now()
            )
    except Refused as refused:
        typed = Typed(refusal_said(refused, visitor.language), {"name": name, "interval_s": interval_s})
        with reading_from(state.engine) as session:
            return _one(request, session, person, one_camera(session, person, camera), typed)
    return RedirectResponse(camera_address(camera), status_code=303)


@router.post(f"{CAMERAS}/{{camera}}/reference")
def hangs_right(request: Request, camera: str, person: Admin) -> Response:
    """Somebody's word that it hangs right as it hangs now."""
    state = state_of(request)
    with writing_to(state.engine) as session:
        row = one_camera(session, person, camera, lock=True).row
        if row.retired_at is None:
            hangs_right_now(session, row, by=person.login, now=state.clock.now())
    return RedirectResponse(camera_address(camera), status_code=303)


@router.post(f"{CAMERAS}/{{camera}}/retirement")
def retire(request: Request, camera: str, visitor: CurrentVisitor, person: Admin, sure: Short = "") -> Response:
    """Only with its tick: keys that are gone do not come back."""
    state = state_of(request)
    if not sure:
        return RedirectResponse(f"{camera_address(camera)}#retire", status_code=303)
    try:
        with writing_to(state.engine) as session:
            row = one_camera(session, person, camera, lock=True).row
            taken = retire_camera(session, row, by=person.login, now=state.clock.now())
            key_ids = [key.id for key in taken]
    except Refused as refused:
        with reading_from(state.engine) as session:
            found = one_camera(session, person, camera)
            return _one(request, session, person, found, Typed(refusal_said(refused, visitor.language), {}))
    for key_id in key_ids:
        state.senders.forget(key_id)
    return RedirectResponse(camera_address(camera), status_code=303)


def _list(
    request: Request, session: Session, visitor: Visitor, view: CamerasView, typed: Typed | None = None
) -> Response:
    sight = sight_of(visitor.person)
    after = str(parts_of(view.cursor, str)[0]) if view.cursor else None
    found = cameras_now(
        session, sight, now=now_of(request), hall=view.hall or None, after=after, limit=PAGE + 1, retired=view.retired
    )
    shown = found[:PAGE]
    ids = [each.camera.id for each in shown]
    kept = {"hall": view.hall, "retired": "true" if view.retired else ""}
    following = {**kept, "cursor": cursor_of(shown[-1].camera.code)} if len(found) > PAGE else None
    return render(
        request,
        "cameras.html",
        422 if typed else 200,
        cameras=shown,
        windows=_windows_seen(session, ids),
        keys=_keys_in_use(session, ids),
        halls=visible_halls(session, sight, in_use=True),
        zones={each.hall.code: ZoneInfo(each.hall.timezone) for each in shown},
        view=view,
        typed=typed,
        next_address=_address(following) if following else None,
        other_address=_address({**kept, "retired": "" if view.retired else "true"}),
        may_change=visitor.person.role is Role.admin,
        camera_address=camera_address,
        now=now_of(request),
    )


def _one(request: Request, session: Session, person: Person, camera: OneCamera, typed: Typed | None = None) -> Response:
    keys = [key for key in keys_of(session, camera.row.id) if key.revoked_at is None]
    last = last_frame(session, camera.row)
    state_now = cameras_now(
        session, sight_of(person), now=now_of(request), hall=camera.hall.code, only=camera.row.id,
        retired=camera.row.retired_at is not None,
    )  # fmt: skip
    return render_one(
        request,
        "camera.html",
        person,
        camera,
        "",
        422 if typed else 200,
        state=state_now[0],
        keys=keys,
        views=views_now(session, camera.row.id),
        last=last,
        typed=typed,
    )


def _windows_seen(session: Session, cameras: list[UUID]) -> dict[UUID, int]:
    rows = session.exec(
        select(CameraViewRow.camera_id, func.count(col(CameraViewRow.id)))
        .where(col(CameraViewRow.camera_id).in_(cameras), col(CameraViewRow.valid_until).is_(None))
        .group_by(col(CameraViewRow.camera_id))
    ).all()
    return dict(rows)


def _keys_in_use(session: Session, cameras: list[UUID]) -> dict[UUID | None, int]:
    rows = session.exec(
        select(DeviceKeyRow.camera_id, func.count(col(DeviceKeyRow.id)))
        .where(col(DeviceKeyRow.camera_id).in_(cameras), col(DeviceKeyRow.revoked_at).is_(None))
        .group_by(col(DeviceKeyRow.camera_id))
    ).all()
    return dict(rows)


def _address(told: Mapping[str, str]) -> str:
    wanted = {name: value for name, value in told.items() if value}
    return CAMERAS + (f"?{urlencode(wanted)}" if wanted else "")


def _hall(session: Session, code: str) -> HallRow:
    """Raises Refused: unknown-hall."""
    row = session.exec(select(HallRow).where(HallRow.code == code)).first()
    if row is None:
        raise Refused("unknown-hall", f"there is no hall {code}")
    return row


def _seconds(text: str) -> float:
    """Raises Refused: bad-interval."""
    try:
        return float(text)
    except ValueError:
        raise Refused("bad-interval", f"{text!r} is no number of seconds") from None
