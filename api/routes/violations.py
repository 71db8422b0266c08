"""`/api/v1/violations`: the queue, one case in full, and a person's verdict on it."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from api.auth.access import Person
from api.auth.people import CurrentPerson, require
from api.cases.appeal_state import appeal_state
from api.cases.around import around, names_of, people_of
from api.cases.cards import digest_for
from api.cases.case import Case, cases_of, visible_case
from api.cases.deciding import DECIDERS, REASON_LENGTH_MAX, decide_case, take_back_decision
from api.cases.doubts import Wording, doubts
from api.cases.history import history_of
from api.cases.listing import Filters, list_violations
from api.cases.reasons import ReasonCode, reason_of
from api.cases.rules import Titles, titles_of
from api.cases.sight import sight_now
from api.cases.told import ViolationInFull, Violations, in_full, item
from api.cases.views import may_see_views, views_of
from api.database import ReadingSession
from api.language import language_of
from api.paging import cursor_at, place_at
from api.state import state_of
from models.tables import Verdict, ViolationStatus

router = APIRouter(prefix="/api/v1", tags=["violations"])


class Decision(BaseModel):
    """A verdict and why, in words, by one of the codes of `decision-reasons`, or both.

    Only `unclear`, which leaves the case to somebody else, needs no reason.
    """

    model_config = ConfigDict(extra="forbid")

    verdict: Verdict
    reason: str = Field(default="", max_length=REASON_LENGTH_MAX)
    reason_code: ReasonCode = ""


class DecisionTaken(BaseModel):
    id: UUID
    status: ViolationStatus
    verdict: Verdict
    reason: str
    at: datetime
    take_back_until: datetime


class DecisionTakenBack(BaseModel):
    id: UUID
    status: ViolationStatus


class Asked(BaseModel):
    """How the queue is narrowed and paged."""

    status: list[ViolationStatus] = Field(default_factory=list[ViolationStatus])
    hall: str | None = None
    rule: str | None = None
    staff: str | None = None
    since: AwareDatetime | None = Field(default=None, alias="from")
    until: AwareDatetime | None = Field(default=None, alias="to")
    cursor: str | None = Field(default=None, max_length=500)
    limit: int = Field(default=50, ge=1, le=200)
    cards: Literal["all", "budget", "digest"] = "all"
    """Of a supervisor's halls: everything, what lies before them one by one, or what of a day goes beyond that."""

    @property
    def filters(self) -> Filters:
        return Filters(tuple(dict.fromkeys(self.status)), self.hall, self.rule, self.staff, self.since, self.until)


@router.get("/violations")
def violations(
    request: Request, asked: Annotated[Asked, Query()], person: CurrentPerson, session: ReadingSession
) -> Violations:
    """Those that the caller may see, the latest start first."""
    after = place_at(asked.cursor) if asked.cursor else None
    filters = asked.filters
    if asked.cards != "all":
        digest = digest_for(session, person)
        filters = replace(filters, also=digest.holds if asked.cards == "digest" else digest.holds_not)
    sight = sight_now(session, person, state_of(request).clock.now())
    page = list_violations(session, sight, filters, limit=asked.limit, after=after)
    language = language_of(request, person.locale)
    titles: dict[str, Titles] = {v: titles_of(session, v) for v in {row.pack_version for row in page.rows}}
    items = [item(case, language, titles[case.row.pack_version]) for case in cases_of(session, page.rows)]
    return Violations(items=items, next=cursor_at(page.next) if page.next else None)


@router.get("/violations/{violation_id}")
def violation(request: Request, violation_id: UUID, person: CurrentPerson, session: ReadingSession) -> ViolationInFull:
    """Everything about one: rule and norms, roster and badges around it, evidence links, history."""
    now = state_of(request).clock.now()
    case: Case = visible_case(session, sight_now(session, person, now, about=violation_id), violation_id)
    near = around(session, case, now)
    names = names_of(session, people_of(near))
    return in_full(
        case,
        language_of(request, person.locale),
        titles_of(session, case.row.pack_version),
        near=near,
        reasons=doubts(near, case.row.rule, Wording(names, case.zone)),
        history=history_of(session, case.row.id),
        appeals=appeal_state(session, case.row, now),
        names=names,
        views=views_of(session, case.evidence) if may_see_views(person, case.row.staff_id) else None,
        now=now,
    )


@router.post("/violations/{violation_id}/decision")
def decide(
    request: Request, violation_id: UUID, decision: Decision, person: Annotated[Person, Depends(require(*DECIDERS))]
) -> DecisionTaken:
    """A verdict on a pending violation; `unclear` leaves it pending for somebody else."""
    state = state_of(request)
    reason = reason_of(decision.verdict, decision.reason_code, decision.reason)
    made = decide_case(state.engine, person, violation_id, decision.verdict, reason, state.clock.now())
    return DecisionTaken(
        id=made.violation_id,
        status=made.status,
        verdict=made.verdict,
        reason=made.reason,
        at=made.at,
        take_back_until=made.until,
    )


@router.delete("/violations/{violation_id}/decision")
def take_back(
    request: Request, violation_id: UUID, person: Annotated[Person, Depends(require(*DECIDERS))]
) -> DecisionTakenBack:
    """Undo one's own decision within ten seconds; the violation is pending again."""
    state = state_of(request)
    status = take_back_decision(state.engine, person, violation_id, state.clock.now())
    return DecisionTakenBack(id=violation_id, status=status)
