"""`/api/v1/windows`: what is seen at each window now, and was over time."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request
from pydantic import AwareDatetime, BaseModel

from api.auth.access import sight_of
from api.cameras.conditions import ToldCameraCondition, matters_at_windows
from api.database import ReadingSession
from api.paging import cursor_of, parts_of
from api.problems import FieldError, Problem
from api.roster.telling import language_for
from api.state import state_of
from api.windows.finding import list_windows, one_window
from api.windows.now import live
from api.windows.seen import segments
from api.windows.watching import Watcher
from models.values.interval import Interval
from models.values.occupancy import WindowState

LONGEST_TIMELINE = timedelta(days=7)

router = APIRouter(prefix="/api/v1", tags=["windows"])


class SiteSignal(BaseModel):
    """A badge or desk plate that the site's own model saw today; what is not listed is unknown, not missing."""

    signal: str
    first_at: datetime
    last_at: datetime


class WindowNow(BaseModel):
    """`evidence` is by what the state was decided; `since` is missing for a state older than a day.

    `cameras` are those that look at it and with which something is the matter.
    """

    id: UUID
    window: str
    name: str
    hall: str
    state: WindowState
    since: datetime | None
    evidence: str | None
    last_look: datetime | None
    site_signals: list[SiteSignal]
    cameras: list[ToldCameraCondition]


class Windows(BaseModel):
    items: list[WindowNow]
    next: str | None


class ToldSegment(BaseModel):
    state: WindowState
    start: datetime
    end: datetime
    evidence: str | None


class Timeline(BaseModel):
    id: UUID
    window: str
    hall: str
    items: list[ToldSegment]
    next: str | None = None


@router.get("/windows")
def windows(
    request: Request,
    person: Watcher,
    session: ReadingSession,
    hall: str | None = None,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 200,
) -> Windows:
    """The windows in use, by hall and code, each with its state now."""
    after = [str(part) for part in parts_of(cursor, str, str)] if cursor else None
    found = list_windows(
        session, sight_of(person), hall=hall, limit=limit + 1, after=(after[0], after[1]) if after else None
    )
    shown, at, language = found[:limit], state_of(request).clock.now(), language_for(request, person)
    matters = matters_at_windows(session, [row.id for _, row in shown], at)
    items = [
        WindowNow(
            id=now.window.id,
            window=now.window.code,
            name=now.window.name,
            hall=now.hall.code,
            state=now.state,
            since=now.since,
            evidence=now.evidence,
            last_look=now.last_look,
            site_signals=[
                SiteSignal(signal=one.signal, first_at=one.first_at, last_at=one.last_at) for one in now.site_signals
            ],
            cameras=[matter.told_of_camera(language) for matter in matters.get(now.window.id, ())],
        )
        for now in live(session, shown, at)
    ]
    more = len(found) > limit
    return Windows(items=items, next=cursor_of(items[-1].hall, items[-1].window) if more else None)


@router.get("/windows/{window}/timeline")
def timeline(
    request: Request,
    window: str,
    person: Watcher,
    session: ReadingSession,
    since: Annotated[AwareDatetime | None, Query(alias="from")] = None,
    until: Annotated[AwareDatetime | None, Query(alias="to")] = None,
) -> Timeline:
    """The segments between two instants, by default of the hall's day up to now; `window` is an id or a code."""
    hall, row = one_window(session, sight_of(person), window)
    now = state_of(request).clock.now()
    asked = _asked(since, until, now, ZoneInfo(hall.timezone))
    items = [
        ToldSegment(state=s.state, start=s.start, end=s.end, evidence=s.evidence)
        for s in segments(session, hall, row, asked, now)
    ]
    return Timeline(id=row.id, window=row.code, hall=hall.code, items=items)


def _asked(since: datetime | None, until: datetime | None, now: datetime, zone: ZoneInfo) -> Interval:
    end = until or now
    midnight = end.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    start = since or midnight
    if start > end:
        raise Problem(422, "invalid", "The stretch ends before it begins.", errors=[FieldError("to", "before `from`")])
    if end - start > LONGEST_TIMELINE:
        detail = f"A timeline spans at most {LONGEST_TIMELINE.days} days."
        raise Problem(422, "range-too-long", detail, errors=[FieldError("from", detail)])
    return Interval(start.astimezone(ZoneInfo("UTC")), end.astimezone(ZoneInfo("UTC")))
