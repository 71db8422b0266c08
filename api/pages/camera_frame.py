"""What the pages of one camera share: who may open them, which camera is meant, and their tabs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from fastapi import Depends, Request
from fastapi.responses import Response
from sqlmodel import Session, col, select

from api.auth.access import Person, sight_of
from api.auth.people import require
from api.pages.rendering import render
from api.roster.asking import not_found
from api.state import state_of
from conduct.words import N_
from models.tables import CameraRow, FrameRow, HallRow, Role, WindowRow

Reader = Annotated[Person, Depends(require(Role.supervisor, Role.admin, Role.auditor))]
"""Supervisors look at the cameras of their halls; nobody recognisable is shown them."""
KeyReader = Annotated[Person, Depends(require(Role.admin, Role.auditor))]
Admin = Annotated[Person, Depends(require(Role.admin))]

CAMERAS = "/setup/cameras"
TABS = (
    ("", N_("Camera")),
    ("/zones", N_("Zones")),
    ("/live", N_("Live test")),
    ("/teaching", N_("Teaching")),
    ("/keys", N_("Keys")),
)


@dataclass(frozen=True, slots=True)
class OneCamera:
    """A camera that the person may see, in use or retired."""

    hall: HallRow
    row: CameraRow

    @property
    def address(self) -> str:
        return camera_address(self.row.code)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.hall.timezone)


def camera_address(code: str) -> str:
    return f"{CAMERAS}/{quote(code, safe='')}"


def one_camera(session: Session, person: Person, code: str, *, lock: bool = False) -> OneCamera:
    """Raises Problem 404 for one that is not there, or of a hall that the person may not see."""
    query = (
        select(HallRow, CameraRow)
        .join(CameraRow, col(CameraRow.hall_id) == col(HallRow.id))
        .where(CameraRow.code == code)
    )
    found = session.exec(query.with_for_update(of=CameraRow) if lock else query).first()  # pyright: ignore[reportArgumentType] - a table stands for its rows
    if found is None or not sight_of(person).hall(found[0].id):
        raise not_found("camera")
    return OneCamera(*found)


def windows_of(session: Session, hall: HallRow) -> list[WindowRow]:
    """Those in use, by code."""
    query = select(WindowRow).where(WindowRow.hall_id == hall.id, col(WindowRow.retired_at).is_(None))
    return list(session.exec(query.order_by(col(WindowRow.code))).all())


def last_frame(session: Session, camera: CameraRow) -> FrameRow | None:
    query = select(FrameRow).where(FrameRow.camera_id == camera.id).order_by(col(FrameRow.captured_at).desc())
    return session.exec(query.limit(1)).first()


def render_camera(
    request: Request, template: str, person: Person, camera: OneCamera, tab: str, status: int = 200, **context: Any
) -> Response:
    tabs = [each for each in TABS if each[0] != "/keys" or person.role is not Role.supervisor]
    return render(
        request,
        template,
        status,
        camera=camera.row,
        hall=camera.hall,
        zone=camera.zone,
        address=camera.address,
        tabs=tabs,
        tab=tab,
        now=now_of(request),
        may_change=person.role is Role.admin and camera.row.retired_at is None,
        **context,
    )


def now_of(request: Request) -> datetime:
    return state_of(request).clock.now()
