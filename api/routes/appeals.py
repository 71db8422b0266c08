"""`/api/v1/violations/{id}/appeal` and `/api/v1/appeals`: a person's word against a verdict, and what becomes of it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from pydantic import AliasChoices, BaseModel, ConfigDict, Field

from api.auth.access import Person
from api.auth.people import CurrentPerson, require
from api.cases.appeal_list import AppealFilters, list_appeals, visible_appeal
from api.cases.appeal_told import ToldAppeal, ToldAppeals, told_appeal
from api.cases.appealing import (
    APPEAL_DECIDERS,
    APPELLANTS,
    decide_on_appeal,
    lodge_appeal,
    take_back_on_appeal,
    withdraw_own_appeal,
)
from api.cases.deciding import REASON_LENGTH_MAX
from api.cases.sight import sight_now
from api.database import ReadingSession, reading_from
from api.paging import cursor_of, id_at
from api.state import state_of
from models.tables import AppealStatus, AppealVerdict

router = APIRouter(prefix="/api/v1", tags=["appeals"])
Appellant = Annotated[Person, Depends(require(*APPELLANTS))]
AppealDecider = Annotated[Person, Depends(require(*APPEAL_DECIDERS))]


class Lodged(BaseModel):
    """What the person concerned has to say; `reason` is another name for `words`."""

    model_config = ConfigDict(extra="forbid")

    words: str = Field(max_length=REASON_LENGTH_MAX, validation_alias=AliasChoices("words", "reason"))


class AppealDecision(BaseModel):
    model_config = ConfigDict(extra="forbid")

    verdict: AppealVerdict
    reason: str = Field(max_length=REASON_LENGTH_MAX)


@router.post("/violations/{violation_id}/appeal", status_code=201)
def lodge(request: Request, violation_id: UUID, lodged: Lodged, person: Appellant) -> ToldAppeal:
    """Appeal against a confirmed violation about oneself: its points pause until somebody in HR has decided."""
    state = state_of(request)
    return _told(request, person, lodge_appeal(state.engine, person, violation_id, lodged.words, state.clock.now()))


@router.get("/appeals")
def appeals(
    request: Request,
    person: CurrentPerson,
    session: ReadingSession,
    status: AppealStatus | None = None,
    hall: str | None = None,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ToldAppeals:
    """Those that the caller may see, the latest first."""
    after, now = id_at(cursor) if cursor else None, state_of(request).clock.now()
    sight = sight_now(session, person, now)
    found, following = list_appeals(session, sight, AppealFilters(status, hall), limit=limit, after=after)
    items = [told_appeal(appeal, now) for appeal in found]
    return ToldAppeals(items=items, next=cursor_of(following.hex) if following else None)


@router.get("/appeals/{appeal_id}")
def appeal(request: Request, appeal_id: UUID, person: CurrentPerson) -> ToldAppeal:
    return _told(request, person, appeal_id)


@router.delete("/appeals/{appeal_id}")
def withdraw(request: Request, appeal_id: UUID, person: Appellant) -> ToldAppeal:
    """Withdraw one's own appeal that nobody has decided on; the violation is confirmed as before."""
    state = state_of(request)
    withdraw_own_appeal(state.engine, person, appeal_id, state.clock.now())
    return _told(request, person, appeal_id)


@router.post("/appeals/{appeal_id}/decision")
def decide(request: Request, appeal_id: UUID, decision: AppealDecision, person: AppealDecider) -> ToldAppeal:
    """Uphold or overturn; never one's own violation, nor one's own decision."""
    state = state_of(request)
    decide_on_appeal(state.engine, person, appeal_id, decision.verdict, decision.reason, state.clock.now())
    return _told(request, person, appeal_id)


@router.delete("/appeals/{appeal_id}/decision")
def take_back(request: Request, appeal_id: UUID, person: AppealDecider) -> ToldAppeal:
    """Undo one's own decision on an appeal within ten seconds; the appeal runs again."""
    state = state_of(request)
    take_back_on_appeal(state.engine, person, appeal_id, state.clock.now())
    return _told(request, person, appeal_id)


def _told(request: Request, person: Person, appeal_id: UUID) -> ToldAppeal:
    state = state_of(request)
    now = state.clock.now()
    with reading_from(state.engine) as session:
        return told_appeal(visible_appeal(session, sight_now(session, person, now), appeal_id), now)
