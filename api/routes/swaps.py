"""`/api/v1/swaps`: who stands in for whom; asked for beforehand, decided by neither of them."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, col, or_, select

from api.auth.access import sight_of
from api.auth.people import CurrentPerson
from api.database import ReadingSession, WritingSession
from api.paging import cursor_at, place_at
from api.roster.asking import (
    Asker,
    Code,
    Instant,
    Manager,
    oneself,
    refusals_answered,
    staff_named,
    staff_of_own,
)
from api.roster.deciding import swap_to_decide
from api.roster.requests import RequestDecision, RequestsAsked, paged, place_after
from api.roster.telling import names
from api.state import state_of
from conduct.schedule.requests import after_the_fact, ask_swap, decide_swap
from models.tables import Approval, HallRow, StaffRow, SwapRow
from models.values.interval import Interval

router = APIRouter(prefix="/api/v1/swaps", tags=["roster"])


class SwapAsked(BaseModel):
    """Without `from_staff`, one gives away one's own shifts: all within the time, which cuts none."""

    model_config = ConfigDict(extra="forbid")

    from_staff: Code | None = None
    to_staff: Code
    start: Instant
    end: Instant


class SwapTold(BaseModel):
    """`after_the_fact`: asked for when the first of the shifts had begun."""

    id: UUID
    hall: str
    from_staff: str
    from_name: str
    to_staff: str
    to_name: str
    start: datetime
    end: datetime
    status: Approval
    requested_at: datetime
    requested_by: str
    after_the_fact: bool
    decided_at: datetime | None
    decided_by: str | None
    decision_reason: str


class Swaps(BaseModel):
    items: list[SwapTold]
    next: str | None


@router.get("")
def swaps(asked: Annotated[RequestsAsked, Query()], person: CurrentPerson, session: ReadingSession) -> Swaps:
    """The latest start first; `staff` is either of the two."""
    sight = sight_of(person)
    query = select(SwapRow)
    if not sight.everything:
        own = (SwapRow.from_staff_id == sight.staff_id, SwapRow.to_staff_id == sight.staff_id)
        query = query.where(or_(col(SwapRow.hall_id).in_(sight.hall_ids), *own))
    if asked.hall is not None:
        query = query.join(HallRow, col(HallRow.id) == col(SwapRow.hall_id)).where(HallRow.code == asked.hall)
    if asked.staff is not None:
        wanted = select(StaffRow.id).where(StaffRow.no == asked.staff)
        query = query.where(or_(col(SwapRow.from_staff_id).in_(wanted), col(SwapRow.to_staff_id).in_(wanted)))
    if asked.status is not None:
        query = query.where(SwapRow.status == asked.status)
    after = place_at(asked.cursor) if asked.cursor else None
    rows = session.exec(paged(query, SwapRow, after, asked.limit)).all()
    following = place_after(rows, asked.limit)
    items = _told(session, list(rows[: asked.limit]))
    return Swaps(items=items, next=cursor_at(following) if following else None)


@router.post("", status_code=201)
def ask(request: Request, asked: SwapAsked, person: Asker, session: WritingSession) -> SwapTold:
    """For one's own shifts only beforehand; a supervisor may also enter it for others afterwards, and it says so."""
    giver = oneself(session, person)if asked.from_staff is None else staff_of_own(
        session, person, asked.from_staff, "from_staff"
    )  # fmt: skip
    taker = staff_named(session, asked.to_staff, "to_staff")
    with refusals_answered():
        row = ask_swap(
            session, giver, taker, Interval(asked.start, asked.end), by=person.reviewer,
            now=state_of(request).clock.now(),
        )  # fmt: skip
    return _told(session, [row])[0]


@router.post("/{swap_id}/decision")
def decide(
    request: Request, swap_id: UUID, decision: RequestDecision, person: Manager, session: WritingSession
) -> SwapTold:
    """By somebody who neither asked for it nor is one of the two."""
    state = state_of(request)
    row = swap_to_decide(session, person, swap_id)
    told = decision.checked()
    with refusals_answered():
        decide_swap(session, row, approve=told.approves, reason=told.reason, by=person.reviewer, now=state.clock.now())
    state.facts_changed.set()
    return _told(session, [row])[0]


def _told(session: Session, rows: list[SwapRow]) -> list[SwapTold]:
    both = [staff_id for row in rows for staff_id in (row.from_staff_id, row.to_staff_id)]
    named = names(session, halls=[row.hall_id for row in rows], staff=both)
    return [
        SwapTold(
            id=row.id,
            hall=named.halls[row.hall_id],
            from_staff=named.no(row.from_staff_id),
            from_name=named.name(row.from_staff_id),
            to_staff=named.no(row.to_staff_id),
            to_name=named.name(row.to_staff_id),
            start=row.start,
            end=row.end,
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
