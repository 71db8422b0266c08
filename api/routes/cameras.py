"""`GET /api/v1/cameras`: each camera, and what became of its frames."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel

from api.auth.access import Person, sight_of
from api.auth.people import require
from api.cameras.counting import cameras_now
from api.database import ReadingSession
from api.paging import cursor_of, parts_of
from api.routes.windows import WATCHERS
from api.state import state_of

router = APIRouter(prefix="/api/v1", tags=["cameras"])


class ToldCamera(BaseModel):
    """Counts are of the last 24 hours: looked at, still waiting, left out behind schedule, and damaged."""

    camera: str
    name: str
    hall: str
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
    found = cameras_now(session, sight_of(person), now=now, hall=hall, after=after, limit=limit + 1)
    items = [
        ToldCamera(
            camera=each.camera.code,
            name=each.camera.name,
            hall=each.hall.code,
            last_frame_at=each.last_frame_at,
            **{status.value: count for status, count in each.frames.items()},
        )
        for each in found[:limit]
    ]
    return Cameras(items=items, next=cursor_of(items[-1].camera) if len(found) > limit else None)
