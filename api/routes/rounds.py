"""`/api/v1/inspection-rounds`: a checklist walked through by a named person, kept with what was looked at."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field

from api.auth.access import Person, sight_of
from api.auth.people import require
from api.cases.reporting import REPORTERS
from api.cases.rounds import READERS, RoundInFull, ToldRound, problem_of, rounds_of, told_round, visible_round
from api.database import ReadingSession, WritingSession
from api.roster.asking import Code, hall_named
from api.state import state_of
from conduct.review.rounds import begin_round, finish_round, mark_points
from conduct.review.violations import Refused
from models.tables import PointOutcome

router = APIRouter(prefix="/api/v1/inspection-rounds", tags=["violations"])
Inspector = Annotated[Person, Depends(require(*REPORTERS))]
Reader = Annotated[Person, Depends(require(*READERS))]


class RoundBegun(BaseModel):
    model_config = ConfigDict(extra="forbid")

    hall: Code


class RoundChanged(BaseModel):
    """What was seen of some rules, by their names; `finish` ends the round."""

    model_config = ConfigDict(extra="forbid")

    points: dict[str, PointOutcome] = Field(default_factory=dict[str, PointOutcome])
    finish: bool = False


class Rounds(BaseModel):
    items: list[ToldRound]
    next: None = None


@router.get("")
def rounds(person: Reader, session: ReadingSession, hall: str | None = None) -> Rounds:
    """The latest hundred."""
    found = rounds_of(session, sight_of(person), hall)
    return Rounds(items=[ToldRound.model_validate(told_round(session, row).model_dump()) for row in found])


@router.post("", status_code=201)
def begin(request: Request, told: RoundBegun, person: Inspector, session: WritingSession) -> RoundInFull:
    """The caller's own unfinished round of today is gone on with."""
    hall = hall_named(session, person, told.hall)
    return told_round(session, begin_round(session, hall, by=person.reviewer, now=state_of(request).clock.now()))


@router.get("/{round_id}")
def one(round_id: UUID, person: Reader, session: ReadingSession) -> RoundInFull:
    return told_round(session, visible_round(session, sight_of(person), round_id))


@router.patch("/{round_id}")
def change(
    request: Request, round_id: UUID, told: RoundChanged, person: Inspector, session: WritingSession
) -> RoundInFull:
    row, now = visible_round(session, sight_of(person), round_id, lock=True), state_of(request).clock.now()
    try:
        mark_points(session, row, told.points, by=person.reviewer, now=now)
        if told.finish:
            finish_round(session, row, by=person.reviewer, now=now)
    except Refused as refused:
        raise problem_of(refused) from None
    return told_round(session, row)
