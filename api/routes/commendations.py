"""`/api/v1/commendations` and `/api/v1/employments`: what is told of people's months beside violations."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import col, select

from api.auth.access import sight_of
from api.database import ReadingSession, WritingSession
from api.months import Hr, month_refusals
from api.roster.asking import Code, Manager, Watcher, not_found, staff_of_own, unknown
from api.state import state_of
from conduct.people.commendations import decide_commendation, propose_commendation
from conduct.people.employing import tell_employment
from models.tables import CommendationRow, HallRow, StaffRow

router = APIRouter(prefix="/api/v1")


class CommendationAsked(BaseModel):
    """`kind` is one of the pack's `appraisal.commendations`; another adds nothing."""

    model_config = ConfigDict(extra="forbid")

    staff: Code
    kind: str = Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=64)
    day: date
    words: str = Field(min_length=1, max_length=1000)


class CommendationDecided(BaseModel):
    model_config = ConfigDict(extra="forbid")

    confirm: bool
    reason: str = Field(default="", max_length=1000)


class CommendationTold(BaseModel):
    """`confirmed` is null until another person than who proposed it decided; `month` is where it counts."""

    id: UUID
    staff: str
    kind: str
    day: date
    words: str
    confirmed: bool | None
    month: str | None


class Commendations(BaseModel):
    items: list[CommendationTold]


class EmploymentAsked(BaseModel):
    """Both days are included; no last one while it goes on."""

    model_config = ConfigDict(extra="forbid")

    staff: Code
    hall: Code
    first_day: date
    last_day: date | None = None


class EmploymentTold(BaseModel):
    id: UUID
    staff: str
    hall: str
    first_day: date
    last_day: date | None


@router.get("/commendations")
def commendations(
    person: Watcher, session: ReadingSession, limit: Annotated[int, Query(ge=1, le=200)] = 50
) -> Commendations:
    """Those of the halls that the person sees all of, the latest first."""
    sight = sight_of(person)
    query = (
        select(CommendationRow, StaffRow)
        .join(StaffRow, col(StaffRow.id) == col(CommendationRow.staff_id))
        .order_by(col(CommendationRow.id).desc())
    )
    if not sight.everything:
        query = query.where(col(StaffRow.hall_id).in_(sight.hall_ids))
    return Commendations(items=[_told(row, staff) for row, staff in session.exec(query.limit(limit)).all()])


@router.post("/commendations", status_code=201)
def propose(request: Request, asked: CommendationAsked, person: Manager, session: WritingSession) -> CommendationTold:
    """Counts nothing until another person confirms it."""
    staff = staff_of_own(session, person, asked.staff)
    with month_refusals():
        row = propose_commendation(
            session, staff, asked.kind, day=asked.day, words=asked.words, by=person.reviewer,
            now=state_of(request).clock.now(),
        )  # fmt: skip
    return _told(row, staff)


@router.post("/commendations/{commendation_id}/decision")
def decide(
    request: Request, commendation_id: UUID, asked: CommendationDecided, person: Manager, session: WritingSession
) -> CommendationTold:
    """By another person than who proposed it, and never by the person concerned."""
    row = session.exec(select(CommendationRow).where(CommendationRow.id == commendation_id).with_for_update()).first()
    staff = session.get_one(StaffRow, row.staff_id) if row else None
    if row is None or staff is None or not sight_of(person).hall(staff.hall_id):
        raise not_found("commendation")
    with month_refusals():
        decide_commendation(
            session, row, confirm=asked.confirm, reason=asked.reason, by=person.reviewer,
            now=state_of(request).clock.now(),
        )  # fmt: skip
    return _told(row, staff)


@router.post("/employments", status_code=201)
def employ(request: Request, asked: EmploymentAsked, person: Hr, session: WritingSession) -> EmploymentTold:
    """Who joins, leaves or moves within a month: of whom nothing is told, it is a whole month at one hall."""
    staff = staff_of_own(session, person, asked.staff)
    hall = session.exec(select(HallRow).where(HallRow.code == asked.hall)).first()
    if hall is None:
        raise unknown("hall", asked.hall)
    with month_refusals():
        row = tell_employment(
            session, staff, hall, asked.first_day, asked.last_day, by=person.login, now=state_of(request).clock.now()
        )
    return EmploymentTold(id=row.id, staff=staff.no, hall=hall.code, first_day=row.first_day, last_day=row.last_day)


def _told(row: CommendationRow, staff: StaffRow) -> CommendationTold:
    return CommendationTold(
        id=row.id, staff=staff.no, kind=row.kind, day=row.day, words=row.words, confirmed=row.confirmed,
        month=row.month,
    )  # fmt: skip
