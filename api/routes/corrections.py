"""`/api/v1/attendance/corrections`: what people ask to be put right in their attendance, and what becomes of it."""

import datetime as dt
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from sqlmodel import col, or_, select

from api.auth.access import Person, sight_of
from api.auth.people import CurrentPerson, require
from api.database import ReadingSession, WritingSession
from api.paging import cursor_of, id_at
from api.problems import FieldError, Problem
from api.roster.correcting import ASKERS, DECIDERS, STATUS_OF_REFUSAL, concerned, correction_to_decide
from api.state import state_of
from conduct.people.corrections import Asked, ask, decide_correction
from conduct.review.violations import Refused
from models.tables import Approval, CorrectionRow, HallRow, StaffRow

Kind = Literal["missing-in", "missing-out", "missed-punch", "late", "early-leave", "absent"]

router = APIRouter(prefix="/api/v1/attendance", tags=["attendance"])


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Wish(Strict):
    """`at` is when the person came or left, for a missing punch. Without `staff` it is one's own."""

    staff: str | None = None
    shift_start: AwareDatetime
    kind: Kind
    at: AwareDatetime | None = None
    reason: str = Field(max_length=2000)


class Decision(Strict):
    verdict: Literal["approve", "refuse"]
    reason: str = Field(max_length=2000)


class CorrectionTold(BaseModel):
    id: UUID
    staff: str
    name: str
    hall: str
    day: dt.date
    shift_start: datetime
    kind: str
    at: datetime | None
    reason: str
    requested_at: datetime
    requested_by: str
    status: Approval
    decided_at: datetime | None
    decided_by: str | None
    decision_reason: str


class CorrectionsTold(BaseModel):
    items: list[CorrectionTold]
    next: str | None


@router.post("/corrections", status_code=201)
def ask_for_correction(
    request: Request, told: Wish, person: Annotated[Person, Depends(require(*ASKERS))], session: WritingSession
) -> CorrectionTold:
    """Ask for a missing punch or a mark to be put right, for oneself or for somebody of one's halls."""
    reason = _reason(told.reason)
    staff = concerned(session, person, told.staff, told.shift_start)
    asked = Asked(staff, told.shift_start, told.kind, told.at, reason)
    try:
        row = ask(session, asked, by=person.reviewer, now=state_of(request).clock.now())
    except Refused as refused:
        raise _problem(refused) from None
    return _told(row, staff, session.get_one(HallRow, row.hall_id))


@router.get("/corrections")
def corrections(
    person: CurrentPerson,
    session: ReadingSession,
    status: Approval | None = None,
    staff: str | None = None,
    hall: str | None = None,
    cursor: Annotated[str | None, Query(max_length=500)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> CorrectionsTold:
    """Those that the caller may see, the latest first."""
    sight = sight_of(person)
    query = (
        select(CorrectionRow, StaffRow, HallRow)
        .join(StaffRow, col(CorrectionRow.staff_id) == col(StaffRow.id))
        .join(HallRow, col(CorrectionRow.hall_id) == col(HallRow.id))
        .order_by(col(CorrectionRow.id).desc())
    )
    if not sight.everything:
        query = query.where(
            or_(col(CorrectionRow.hall_id).in_(sight.hall_ids), CorrectionRow.staff_id == sight.staff_id)
        )
    if status is not None:
        query = query.where(CorrectionRow.status == status)
    if staff is not None:
        query = query.where(StaffRow.no == staff)
    if hall is not None:
        query = query.where(HallRow.code == hall)
    if cursor is not None:
        query = query.where(col(CorrectionRow.id) < id_at(cursor))
    rows = session.exec(query.limit(limit + 1)).all()
    items = [_told(*row) for row in rows[:limit]]
    return CorrectionsTold(items=items, next=cursor_of(items[-1].id.hex) if len(rows) > limit else None)


@router.post("/corrections/{correction_id}/decision")
def decide(
    request: Request,
    correction_id: UUID,
    decision: Decision,
    person: Annotated[Person, Depends(require(*DECIDERS))],
    session: WritingSession,
) -> CorrectionTold:
    """Approve or refuse; never one's own, nor what one has asked for oneself."""
    reason, state = _reason(decision.reason), state_of(request)
    row = correction_to_decide(session, person, correction_id)
    approve = decision.verdict == "approve"
    try:
        decide_correction(session, row, by=person.reviewer, approve=approve, reason=reason, now=state.clock.now())
    except Refused as refused:
        raise _problem(refused) from None
    state.facts_changed.set()
    return _told(row, session.get_one(StaffRow, row.staff_id), session.get_one(HallRow, row.hall_id))


def _reason(given: str) -> str:
    reason = given.strip()
    if not reason:
        raise Problem(422, "reason-missing", "Say why.", errors=[FieldError("reason", "is needed")])
    return reason


def _problem(refused: Refused) -> Problem:
    return Problem(STATUS_OF_REFUSAL.get(refused.code, 422), refused.code, f"Refused: {refused}.")


def _told(row: CorrectionRow, staff: StaffRow, hall: HallRow) -> CorrectionTold:
    return CorrectionTold(
        id=row.id, staff=staff.no, name=staff.name, hall=hall.code, day=row.day, shift_start=row.shift_start,
        kind=row.kind, at=row.at, reason=row.reason, requested_at=row.requested_at, requested_by=row.requested_by,
        status=row.status, decided_at=row.decided_at, decided_by=row.decided_by, decision_reason=row.decision_reason,
    )  # fmt: skip
