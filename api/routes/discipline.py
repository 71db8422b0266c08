"""`/api/v1/discipline`: what the ladder suggests of a month, and inquiries and hearings put on record."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from api.cases.rules import Titles
from api.cases.words import sentence
from api.database import ReadingSession, WritingSession
from api.language import Language, language_of
from api.months import Hr, Reader, month_refusals
from api.roster.asking import Code, staff_named
from api.state import state_of
from conduct.people.discipline import Sanction, Suggestion
from conduct.people.hearings import record_hearing, suggested
from models.tables import HearingKind

MONTH = r"^[12][0-9]{3}-(0[1-9]|1[0-2])$"

router = APIRouter(prefix="/api/v1/discipline")


class BreachTold(BaseModel):
    violation: str
    rule: str
    severity: str
    start: datetime


class SuggestionTold(BaseModel):
    """Never above a spoken warning until all that is in `waits_for` is on record; `then` is what comes into question
    after that. Nothing follows by itself."""

    staff: str
    step: Sanction
    then: Sanction
    waits_for: list[str]
    why: str
    violations: list[BreachTold]


class Suggestions(BaseModel):
    month: str
    items: list[SuggestionTold]


class HearingAsked(BaseModel):
    """`words` is what came of it; `violations` the ids of those that it was about, none for all of the month."""

    model_config = ConfigDict(extra="forbid")

    staff: Code
    month: str = Field(pattern=MONTH)
    kind: HearingKind
    day: date
    words: str = Field(min_length=1, max_length=4000)
    violations: list[UUID] = Field(default_factory=list[UUID], max_length=200)


class HearingTold(BaseModel):
    id: UUID
    staff: str
    month: str
    kind: HearingKind
    day: date


@router.get("")
def suggestions(
    request: Request, person: Reader, session: ReadingSession, month: Annotated[str, Query(pattern=MONTH)]
) -> Suggestions:
    """By gravity and repetition of the month's confirmed violations, the gravest first."""
    language = language_of(request, person.locale)
    return Suggestions(month=month, items=[_told(each, language) for each in suggested(session, month)])


@router.post("/hearings", status_code=201)
def record(request: Request, asked: HearingAsked, person: Hr, session: WritingSession) -> HearingTold:
    """Put on record that the facts were looked into, or that the person was heard."""
    staff = staff_named(session, asked.staff)
    with month_refusals():
        row = record_hearing(
            session, staff, asked.month, asked.kind, day=asked.day, words=asked.words,
            violations=[str(each) for each in asked.violations], by=person.reviewer, now=state_of(request).clock.now(),
        )  # fmt: skip
    return HearingTold(id=row.id, staff=staff.no, month=row.month, kind=row.kind, day=row.day)


def _told(each: Suggestion, language: Language) -> SuggestionTold:
    return SuggestionTold(
        staff=each.staff, step=each.step, then=each.then, waits_for=list(each.waits_for),
        why=sentence(each.why, language, Titles({})),
        violations=[
            BreachTold(violation=b.reference, rule=b.rule, severity=b.severity.value, start=b.start)
            for b in each.breaches
        ],
    )  # fmt: skip
