"""`GET /api/v1/duty`: who is on duty at a window at an instant, and why; who is rostered there and is not, and why."""

from datetime import datetime
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request
from pydantic import AwareDatetime, BaseModel

from api.auth.access import sight_of
from api.cases.around import names_of
from api.cases.words import sentence
from api.database import ReadingSession
from api.roster.asking import Watcher
from api.roster.telling import NO_TITLES, language_for
from api.state import state_of
from api.windows.finding import one_window
from conduct.judging.gather import gather, hall_ids
from models.values.local_time import local_day
from roster.duty import resolve
from roster.window_duty import at_window

router = APIRouter(prefix="/api/v1", tags=["roster"])


class RosteredTold(BaseModel):
    """`start` and `end` are the rostered ones; `swapped_from` is for whom somebody stands in."""

    staff: str
    name: str
    on_duty: bool
    why: str
    swapped_from: str | None
    start: datetime
    end: datetime


class DutyTold(BaseModel):
    """Those on duty come first."""

    id: UUID
    window: str
    hall: str
    at: datetime
    why: str
    items: list[RosteredTold]
    next: str | None = None


@router.get("/duty")
def duty(
    request: Request,
    person: Watcher,
    session: ReadingSession,
    window: str,
    at: Annotated[AwareDatetime | None, Query()] = None,
) -> DutyTold:
    """At an instant, by default now; `window` is an id, or a code that only one hall in sight has."""
    hall, row = one_window(session, sight_of(person), window)
    asked = at or state_of(request).clock.now()
    facts = gather(session, hall, local_day(asked, ZoneInfo(hall.timezone)), hall_ids(session, hall.id))
    resolved = resolve(
        facts.shifts, swaps=facts.swaps, leave=facts.leave, calendar=facts.calendar, timezone=facts.timezone,
        elsewhere=facts.elsewhere,
    )  # fmt: skip
    answer = at_window(resolved, facts.shifts, row.code, asked)
    language = language_for(request, person)
    names = names_of(session, (each.shift.staff for each in answer.rostered))
    return DutyTold(
        id=row.id,
        window=row.code,
        hall=hall.code,
        at=asked,
        why=sentence(answer.why, language, NO_TITLES),
        items=[
            RosteredTold(
                staff=each.shift.staff,
                name=names[each.shift.staff],
                on_duty=each.on_duty,
                why=sentence(each.why, language, NO_TITLES),
                swapped_from=each.shift.swapped_from,
                start=each.shift.rostered.start,
                end=each.shift.rostered.end,
            )
            for each in answer.rostered
        ],
    )
