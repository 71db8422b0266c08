"""`/api/v1/leave`: asked for beforehand, decided by somebody else; of everybody in sight, or one's own."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session, col, or_, select

from api.auth.access import sight_of
from api.auth.people import CurrentPerson
from api.database import ReadingSession, WritingSession
from api.paging import cursor_at, place_at
from api.roster.asking import Asker, Code, Instant, Manager, Text, oneself, refusals_answered
from api.roster.asking import staff_of_own as staff_of
from api.roster.deciding import leave_to_decide
from api.roster.requests import RequestDecision, RequestsAsked, paged, place_after
from api.roster.telling import names
from api.state import state_of
from conduct.schedule.requests import after_the_fact, ask_leave, decide_leave
from models.tables import Approval, HallRow, LeaveRow, StaffRow
from models.values.interval import Interval

router = APIRouter(prefix="/api/v1/leave", tags=["roster"])


class LeaveAsked(BaseModel):
    """Without `staff`, for oneself."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    staff: Code | None = None
    start: Instant = Field(alias="from")
    end: Instant = Field(alias="to")
    kind: Text = ""


class LeaveTold(BaseModel):
    """`after_the_fact`: asked for when the first shift that it touches had begun."""

    id: UUID
    staff: str
    name: str
    hall: str
    start: datetime = Field(serialization_alias="from")
    end: datetime = Field(serialization_alias="to")
    kind: str
    status: Approval
    requested_at: datetime | None
    requested_by: str
    after_the_fact: bool
    decided_at: datetime | None
    decided_by: str | None
    decision_reason: str


class LeaveList(BaseModel):
    items: list[LeaveTold]
    next: str | None


@router.get("")
def leave(asked: Annotated[RequestsAsked, Query()], person: CurrentPerson, session: ReadingSession) -> LeaveList:
    """The latest start first."""
    sight = sight_of(person)
    query = select(LeaveRow).join(StaffRow, col(StaffRow.id) == col(LeaveRow.staff_id))
    if not sight.everything:
        query = query.where(or_(col(StaffRow.hall_id).in_(sight.hall_ids), LeaveRow.staff_id == sight.staff_id))
    if asked.hall is not None:
        query = query.join(HallRow, col(HallRow.id) == col(StaffRow.hall_id)).where(HallRow.code == asked.hall)
    if asked.staff is not None:
        query = query.where(StaffRow.no == asked.staff)
    if asked.status is not None:
        query = query.where(LeaveRow.status == asked.status)
    after = place_at(asked.cursor) if asked.cursor else None
    rows = session.exec(paged(query, LeaveRow, after, asked.limit)).all()
    following = place_after(rows, asked.limit)
    items = _told(session, list(rows[: asked.limit]))
    return LeaveList(items=items, next=cursor_at(following) if following else None)


@router.post("", status_code=201)
def ask(request: Request, asked: LeaveAsked, person: Asker, session: WritingSession) -> LeaveTold:
    """For oneself only beforehand; a supervisor may also enter it for others afterwards, and it says so."""
    staff = oneself(session, person) if asked.staff is None else staff_of(session, person, asked.staff)
    with refusals_answered():
        row = ask_leave(
            session, staff, Interval(asked.start, asked.end), kind=asked.kind, by=person.reviewer,
            now=state_of(request).clock.now(),
        )  # fmt: skip
    return _told(session, [row])[0]


@router.post("/{leave_id}/decision")
def decide(
    request: Request, leave_id: UUID, decision: RequestDecision, person: Manager, session: WritingSession
) -> LeaveTold:
    """By somebody who neither asked for it nor takes it."""
    state = state_of(request)
    row = leave_to_decide(session, person, leave_id)
    told = decision.checked()
    with refusals_answered():
        decide_leave(session, row, approve=told.approves, reason=told.reason, by=person.reviewer, now=state.clock.now())
    state.facts_changed.set()
    return _told(session, [row])[0]


def _told(session: Session, rows: list[LeaveRow]) -> list[LeaveTold]:
    people = {
        row.id: row for row in session.exec(select(StaffRow).where(col(StaffRow.id).in_({r.staff_id for r in rows})))
    }
    named = names(session, halls=[p.hall_id for p in people.values()])
    return [
        LeaveTold(
            id=row.id,
            staff=people[row.staff_id].no,
            name=people[row.staff_id].name,
            hall=named.halls[people[row.staff_id].hall_id],
            start=row.start,
            end=row.end,
            kind=row.kind,
            status=row.status,
            requested_at=row.requested_at,
            requested_by=row.requested_by,
            after_the_fact=after_the_fact(session, row),
            decided_at=row.decided_at,
            decided_by=row.decided_by,
            decision_reason=row.decision_reason,
        )
        for row in rows
    ]
