"""`/api/v1/precision`: how often what each rule found was right, as people decided it."""

import datetime as dt
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict

from api.auth.access import Person, sight_of
from api.auth.people import require
from api.cases.precision import precision_seen, told
from api.cases.rules import titles_of
from api.database import ReadingSession
from api.language import language_of
from api.state import state_of
from conduct.precision import Stand
from models.tables import Role

router = APIRouter(prefix="/api/v1", tags=["rules"])
Watcher = Annotated[Person, Depends(require(Role.supervisor, Role.hr, Role.admin, Role.auditor))]


class PrecisionTold(BaseModel):
    """A rule at a hall, by one of its cameras, or (no `hall`) at all halls. `low` and `high`: Wilson's 95 % interval.

    Shares are 0..1, None while nothing is decided. `since`: the hall day from which on it is counted anew.
    """

    model_config = ConfigDict(from_attributes=True)

    rule: str
    title: str
    hall: str | None
    camera: str | None
    right: int
    excused: int
    wrong: int
    decided: int
    precision: float | None
    low: float | None
    high: float | None
    floor: float
    stand: Stand
    why: str
    watched: bool
    since: dt.date | None


class PrecisionList(BaseModel):
    items: list[PrecisionTold]
    next: None = None
    """There is one page: a line for each rule, hall and camera."""


@router.get("/precision")
def precision(request: Request, person: Watcher, session: ReadingSession, hall: str | None = None) -> PrecisionList:
    """Of the halls that the caller may see, or of one of them; of all together for those who see all."""
    seen = precision_seen(session, sight_of(person), hall=hall, now=state_of(request).clock.now())
    titles, language = titles_of(session), language_of(request, person.locale)
    return PrecisionList(items=[PrecisionTold.model_validate(told(each, titles, language)) for each in seen.all()])
