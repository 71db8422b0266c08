"""`/api/v1/violations/dismissal`: many cases dismissed for one reason; and `/api/v1/decision-reasons`."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field

from api.auth.access import Person
from api.auth.people import CurrentPerson, require
from api.cases.deciding import DECIDERS, REASON_LENGTH_MAX
from api.cases.dismissing import AT_ONCE, dismiss_many
from api.cases.reasons import ReasonCode, reason_of
from api.language import Language
from api.state import state_of
from conduct.review.verdict_reasons import VERDICT_REASONS
from models.tables import Verdict, ViolationStatus

router = APIRouter(prefix="/api/v1", tags=["violations"])


class Dismissal(BaseModel):
    """Why, in words, by one of the codes of `decision-reasons`, or both. There is no verdict to choose."""

    model_config = ConfigDict(extra="forbid")

    ids: list[UUID] = Field(min_length=1, max_length=AT_ONCE)
    reason: str = Field(default="", max_length=REASON_LENGTH_MAX)
    reason_code: ReasonCode = ""


class Outcome(BaseModel):
    """`code` is null for what was dismissed, else why it was not; then `status` is what it is instead."""

    id: UUID
    status: ViolationStatus | None
    code: str | None


class Outcomes(BaseModel):
    dismissed: int
    items: list[Outcome]


class ReasonTold(BaseModel):
    verdict: Verdict
    code: str
    zh: str
    en: str


class ReasonsTold(BaseModel):
    items: list[ReasonTold]
    next: None = None


@router.post("/violations/dismissal")
def dismiss(request: Request, told: Dismissal, person: Annotated[Person, Depends(require(*DECIDERS))]) -> Outcomes:
    """Dismiss up to 200 pending cases; each that cannot be is left as it is, and told."""
    state = state_of(request)
    reason = reason_of(Verdict.dismiss, told.reason_code, told.reason)
    found = dismiss_many(state.engine, person, told.ids, reason, state.clock.now())
    items = [Outcome(id=each.violation_id, status=each.status, code=each.code) for each in found]
    return Outcomes(dismissed=sum(each.code is None for each in found), items=items)


@router.get("/decision-reasons")
def decision_reasons(_: CurrentPerson) -> ReasonsTold:
    """The codes that may be given beside, or in place of, words of one's own."""
    chinese = Language("zh")
    return ReasonsTold(
        items=[
            ReasonTold(verdict=verdict, code=code, zh=chinese.say(said), en=said)
            for verdict, reasons in VERDICT_REASONS.items()
            for code, said in reasons.items()
        ]
    )
