"""`/api/v1/second-opinions` and `/api/v1/agreement`: a share of the decided cases, judged once more and blind."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from pydantic import AwareDatetime, BaseModel

from api.auth.access import Person
from api.auth.people import require
from api.cases.agreeing import Agreements, agreements
from api.cases.second import BlindCase, blind_case, blind_cases, give_opinion, told_blind
from api.cases.sight import sight_now
from api.database import ReadingSession
from api.language import language_of
from api.routes.violations import Decision
from api.state import state_of
from conduct.review.second_choice import TIERS
from models.tables import Role, Verdict

router = APIRouter(prefix="/api/v1", tags=["violations"])
Second = Annotated[Person, Depends(require(*TIERS))]
READERS = (*TIERS, Role.hr, Role.auditor)


class BlindCases(BaseModel):
    items: list[BlindCase]
    next: None = None


class OpinionGiven(BaseModel):
    """The case is open to its second reader from here on."""

    violation: UUID
    verdict: Verdict
    at: datetime


@router.get("/second-opinions")
def asked(request: Request, person: Second, session: ReadingSession) -> BlindCases:
    """The cases on which the caller is asked, the oldest verdict first; they are few."""
    now, language = state_of(request).clock.now(), language_of(request, person.locale)
    return BlindCases(items=[told_blind(session, case, language, now) for case in blind_cases(session, person, now)])


@router.get("/second-opinions/{violation_id}")
def one(request: Request, violation_id: UUID, person: Second, session: ReadingSession) -> BlindCase:
    now = state_of(request).clock.now()
    case = blind_case(session, person, violation_id, now)
    return told_blind(session, case, language_of(request, person.locale), now)


@router.post("/second-opinions/{violation_id}", status_code=201)
def give(request: Request, violation_id: UUID, told: Decision, person: Second) -> OpinionGiven:
    """It changes nothing by itself; where it differs from the first verdict, that is shown and told."""
    state = state_of(request)
    made = give_opinion(state.engine, person, violation_id, told.verdict, told.reason, state.clock.now())
    return OpinionGiven(violation=made.violation_id, verdict=made.verdict, at=made.at)


@router.get("/agreement")
def agreement(
    request: Request,
    person: Annotated[Person, Depends(require(*READERS))],
    session: ReadingSession,
    hall: str | None = None,
    since: Annotated[AwareDatetime | None, Query(alias="from")] = None,
    until: Annotated[AwareDatetime | None, Query(alias="to")] = None,
) -> Agreements:
    """Share and Cohen's kappa by rule, and the cases on which two people differ."""
    sight = sight_now(session, person, state_of(request).clock.now())
    return agreements(session, sight, hall=hall, since=since, until=until)
