"""`/api/v1/precision`: how often what each rule found was right, as people decided it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel

from api.auth.access import Person, sight_of
from api.auth.people import require
from api.cases.precision import PrecisionTold, precision_seen, told
from api.cases.rules import titles_of
from api.database import ReadingSession
from api.language import language_of
from api.state import state_of
from models.tables import Role

router = APIRouter(prefix="/api/v1", tags=["rules"])
Watcher = Annotated[Person, Depends(require(Role.supervisor, Role.hr, Role.admin, Role.auditor))]


class PrecisionList(BaseModel):
    items: list[PrecisionTold]
    next: None = None
    """There is one page: a line for each rule, hall and camera."""


@router.get("/precision")
def precision(request: Request, person: Watcher, session: ReadingSession, hall: str | None = None) -> PrecisionList:
    """Of the halls that the caller may see, or of one of them; of all together for those who see all."""
    seen = precision_seen(session, sight_of(person), hall=hall, now=state_of(request).clock.now())
    titles, language = titles_of(session), language_of(request, person.locale)
    return PrecisionList(items=[told(each, titles, language) for each in seen.all()])
