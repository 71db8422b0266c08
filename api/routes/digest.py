"""`/api/v1/digest`: what pends beyond a supervisor's cards of a day, together by rule and window."""

from fastapi import APIRouter, Request
from pydantic import BaseModel

from api.auth.people import CurrentPerson
from api.cases.cards import digest_for, groups
from api.cases.rules import titles_of
from api.database import ReadingSession
from api.language import language_of
from api.state import state_of

router = APIRouter(prefix="/api/v1", tags=["violations"])


class DigestGroup(BaseModel):
    """No `window`: about people. `GET /violations?status=pending&cards=digest` lists the cases themselves."""

    hall: str
    rule: str
    title: str
    window: str | None
    count: int


class DigestTold(BaseModel):
    items: list[DigestGroup]
    next: None = None


@router.get("/digest")
def digest(
    request: Request, person: CurrentPerson, session: ReadingSession, hall: str | None = None, rule: str | None = None
) -> DigestTold:
    """The gravest first. Empty for those who look after no hall: they have no cards."""
    today = state_of(request).clock.now().date()
    found = groups(session, digest_for(session, person), today=today, hall=hall, rule=rule)
    titles, language = titles_of(session), language_of(request, person.locale)
    return DigestTold(
        items=[
            DigestGroup(
                hall=group.hall.code,
                rule=group.rule,
                title=titles.say(group.rule, language.code),
                window=group.window.code if group.window else None,
                count=group.count,
            )
            for group in found
        ]
    )
