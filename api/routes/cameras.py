"""`/api/v1/cameras`: each camera, how it is doing and what became of its frames; and the word that it hangs right."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel
from sqlmodel import col, select

from api.auth.access import Person, sight_of
from api.auth.people import require
from api.cameras.conditions import ToldCondition
from api.cameras.counting import cameras_now
from api.database import ReadingSession, WritingSession
from api.paging import cursor_of, parts_of
from api.roster.asking import not_found
from api.roster.telling import language_for
from api.routes.windows import WATCHERS
from api.state import state_of
from conduct.camera_references import hangs_right_now
from models.tables import CameraRow, Role

router = APIRouter(prefix="/api/v1", tags=["cameras"])


class ToldCamera(BaseModel):
    """Counts are of the last 24 hours: looked at, still waiting, left out behind schedule, and damaged.

    No `conditions`: nothing is the matter. No `reference_at`: whether it was moved cannot be told yet.
    """

    camera: str
    name: str
    hall: str
    interval_s: float
    conditions: list[ToldCondition]
    reference_at: datetime | None
    last_frame_at: datetime | None
    looked: int
    spooled: int
    superseded: int
    broken: int


class Cameras(BaseModel):
    items: list[ToldCamera]
    next: str | None


@router.get("/cameras")
def cameras(
    request: Request,
    person: Annotated[Person, Depends(require(*WATCHERS))],
    session: ReadingSession,
    hall: str | None = None,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 200,
) -> Cameras:
    """The cameras in use, by code."""
    after = str(parts_of(cursor, str)[0]) if cursor else None
    now = state_of(request).clock.now()
    language = language_for(request, person)
    found = cameras_now(session, sight_of(person), now=now, hall=hall, after=after, limit=limit + 1)
    items = [
        ToldCamera(
            camera=each.camera.code,
            name=each.camera.name,
            hall=each.hall.code,
            interval_s=each.camera.interval_s,
            conditions=[matter.told(language) for matter in each.matters],
            reference_at=each.reference_at,
            last_frame_at=each.last_frame_at,
            **{status.value: count for status, count in each.frames.items()},
        )
        for each in found[:limit]
    ]
    return Cameras(items=items, next=cursor_of(items[-1].camera) if len(found) > limit else None)


class HangsRight(BaseModel):
    """From when on pictures are taken for the reference; it is there some eight minutes later."""

    camera: str
    since: datetime


@router.post("/cameras/{camera}/reference", status_code=202)
def hangs_right(
    request: Request, camera: str, person: Annotated[Person, Depends(require(Role.admin))], session: WritingSession
) -> HangsRight:
    """Say that a camera hangs right as it hangs now: it is no longer moved, and its reference is taken anew."""
    row = session.exec(
        select(CameraRow).where(CameraRow.code == camera, col(CameraRow.retired_at).is_(None)).with_for_update()
    ).first()
    if row is None:
        raise not_found("camera")
    now = state_of(request).clock.now()
    hangs_right_now(session, row, by=person.login, now=now)
    return HangsRight(camera=row.code, since=now)
