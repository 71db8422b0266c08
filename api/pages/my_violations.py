"""`/my/violations`: one's own, each with its reason and pictures; and one's word against those that were confirmed."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from api.auth.access import Person, Sight
from api.auth.people import require
from api.cases.appealing import APPELLANTS, lodge_appeal, withdraw_own_appeal
from api.cases.case import Case, cases_of
from api.cases.deciding import REASON_LENGTH_MAX
from api.cases.listing import Filters, list_violations
from api.cases.rules import titles_of
from api.cases.stills import shown_stills
from api.cases.words import sentence
from api.database import ReadingSession
from api.language import why_of
from api.pages.appeal_panel import AppealPanel, appeal_panel
from api.pages.rendering import CurrentVisitor, render
from api.paging import cursor_at, place_at
from api.state import state_of
from models.tables import EvidenceRow

PAGE = 30

router = APIRouter(include_in_schema=False)
Appellant = Annotated[Person, Depends(require(*APPELLANTS))]


@dataclass(frozen=True, slots=True)
class OwnViolation:
    case: Case
    title: str
    why: str
    stills: tuple[EvidenceRow, ...]
    """Those that are still there."""
    appeal: AppealPanel


@router.get("/my/violations")
def my_violations(
    request: Request,
    visitor: CurrentVisitor,
    session: ReadingSession,
    cursor: Annotated[str, Query(max_length=500)] = "",
) -> Response:
    """The latest first; whoever is not on the roster has none."""
    person, language, now = visitor.person, visitor.language, state_of(request).clock.now()
    own = Sight(everything=False, hall_ids=frozenset(), staff_id=person.staff_id)
    page = list_violations(session, own, Filters(), limit=PAGE, after=place_at(cursor) if cursor else None)
    found: list[OwnViolation] = []
    for case in cases_of(session, page.rows):
        titles = titles_of(session, case.row.pack_version)
        stills = tuple(row for row in shown_stills(case) if row.purged_at is None)
        appeal = appeal_panel(session, case, person, language, now)
        why = sentence(why_of(case.row.why), language, titles)
        found.append(OwnViolation(case, titles.say(case.row.rule, language.code), why, stills, appeal))
    return render(
        request,
        "my_violations.html",
        violations=found,
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
