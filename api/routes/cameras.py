"""`/api/v1/cameras`: each camera, how it is doing, what became of its frames, and what it pushed that was odd."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel
from sqlmodel import col, select

from api.auth.access import Person, sight_of
from api.auth.people import require
from api.cameras.conditions import ToldCondition
from api.cameras.counting import cameras_now
from api.cameras.odd_pushes import odd_pushes
from api.database import ReadingSession, WritingSession
from api.paging import cursor_of, id_at, parts_of
from api.roster.asking import not_found
from api.roster.telling import language_for
from api.state import state_of
from api.windows.watching import WATCHERS
from conduct.cameras.references import hangs_right_now
from models.tables import CameraRow, Role

router = APIRouter(prefix="/api/v1", tags=["cameras"])


class ToldCamera(BaseModel):
    """Counts are of the last 24 hours: looked at, still waiting, left out behind schedule, damaged, and odd pushes.

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
    odd_pushes: int


class Cameras(BaseModel):
    items: list[ToldCamera]
    next: str | None


class ToldOddPush(BaseModel):
    """Pushes within an hour that gave less than they should have, for one reason; `text` holds words of the last."""

    vendor: str
    reason: str
    hour: datetime
    count: int
    last_at: datetime
    content_type: str
    size_bytes: int
    text: str | None


class OddPushes(BaseModel):
    items: list[ToldOddPush]
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
            odd_pushes=each.odd_pushes,
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


@router.get("/cameras/{camera}/odd-pushes", dependencies=[Depends(require(Role.admin, Role.auditor))])
def odd(
    session: ReadingSession,
    camera: str,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> OddPushes:
    """What a camera pushed that was not understood, without any picture, the latest hour first."""
    camera_id = session.exec(select(CameraRow.id).where(CameraRow.code == camera)).first()
    if camera_id is None:
        raise not_found("camera")
    found = odd_pushes(session, camera_id, before=id_at(cursor) if cursor else None, limit=limit + 1)
    items = [ToldOddPush.model_validate(row, from_attributes=True) for row in found[:limit]]
    return OddPushes(items=items, next=cursor_of(found[limit - 1].id.hex) if len(found) > limit else None)
