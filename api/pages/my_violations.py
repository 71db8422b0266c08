"""`/my/violations`: one's own, each with its reason and pictures; and one's word against those that were confirmed."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from api.auth.access import Person
from api.auth.people import require
from api.cases.appealing import APPELLANTS, lodge_appeal, withdraw_own_appeal
from api.cases.deciding import REASON_LENGTH_MAX
from api.database import ReadingSession
from api.my.cases import own_cases, own_page
from api.pages.my_record import tabs_of
from api.pages.rendering import CurrentVisitor, render
from api.paging import cursor_at, place_at
from api.state import state_of

PAGE = 30

router = APIRouter(include_in_schema=False)
Appellant = Annotated[Person, Depends(require(*APPELLANTS))]


@router.get("/my/violations")
def my_violations(
    request: Request,
    visitor: CurrentVisitor,
    session: ReadingSession,
    cursor: Annotated[str, Query(max_length=500)] = "",
) -> Response:
    """The latest first; whoever is not on the roster has none."""
    person, now = visitor.person, state_of(request).clock.now()
    page = own_page(session, person, limit=PAGE, after=place_at(cursor) if cursor else None)
    return render(
        request,
        "my_violations.html",
        violations=own_cases(session, page.rows, person, visitor.language, now),
        tabs=tabs_of(),
        cursor=cursor,
        next_address=f"/my/violations?cursor={cursor_at(page.next)}" if page.next else None,
    )


@router.post("/my/violations/{violation_id}/appeal")
def appeal(
    request: Request, violation_id: UUID, person: Appellant, words: Annotated[str, Form(max_length=REASON_LENGTH_MAX)]
) -> Response:
    state = state_of(request)
    lodge_appeal(state.engine, person, violation_id, words, state.clock.now())
    return RedirectResponse(f"/queue/{violation_id}#appeal", status_code=303)


@router.post("/my/violations/{violation_id}/appeals/{appeal_id}/withdrawal")
def withdraw(request: Request, violation_id: UUID, appeal_id: UUID, person: Appellant) -> Response:
    state = state_of(request)
    withdraw_own_appeal(state.engine, person, appeal_id, state.clock.now())
    return RedirectResponse(f"/queue/{violation_id}#appeal", status_code=303)
