"""`/second-opinions` and `/agreement`: cases to be judged blind, and how far two people agree."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from api.auth.access import Person
from api.auth.people import require
from api.cases.agreeing import agreements
from api.cases.deciding import REASON_LENGTH_MAX
from api.cases.listing import visible_halls
from api.cases.rules import titles_of
from api.cases.second import blind_case, blind_cases, give_opinion
from api.cases.sight import sight_now
from api.database import ReadingSession, reading_from
from api.pages.case_panel import panel_of
from api.pages.given import Given, not_taken
from api.pages.rendering import CurrentVisitor, Visitor, render, visitor
from api.pages.words import reason_kept
from api.problems import Problem
from api.routes.second_opinions import READERS
from api.state import state_of
from conduct.review.second_choice import TIERS
from models.tables import Verdict

router = APIRouter(include_in_schema=False)
Second = Annotated[Person, Depends(require(*TIERS))]


@router.get("/second-opinions/{violation_id}", dependencies=[Depends(visitor)])
def second(
    request: Request, violation_id: UUID, shown_to: CurrentVisitor, _: Second, session: ReadingSession
) -> Response:
    return _page(request, session, shown_to, violation_id)


@router.post("/second-opinions/{violation_id}")
def give(
    request: Request,
    violation_id: UUID,
    shown_to: CurrentVisitor,
    person: Second,
    verdict: Annotated[Verdict, Form()],
    reason: Annotated[str, Form(max_length=100)] = "",
    text: Annotated[str, Form(max_length=REASON_LENGTH_MAX - 100)] = "",
) -> Response:
    """On to the case as it stands, now that nothing is hidden any more."""
    state = state_of(request)
    try:
        kept = reason_kept(verdict, reason, text)
        give_opinion(state.engine, person, violation_id, verdict, kept, state.clock.now())
    except Problem as problem:
        given = not_taken(problem, reason, text, shown_to.language)
        with reading_from(state.engine) as session:
            return _page(request, session, shown_to, violation_id, given)
    return RedirectResponse(f"/queue/{violation_id}?status=all", status_code=303)


@router.get("/agreement", dependencies=[Depends(visitor)])
def agreement(
    request: Request,
    person: Annotated[Person, Depends(require(*READERS))],
    session: ReadingSession,
    hall: str = "",
) -> Response:
    now = state_of(request).clock.now()
    sight = sight_now(session, person, now)
    waiting = blind_cases(session, person, now) if person.role in TIERS else []
    return render(
        request,
        "agreement.html",
        waiting=waiting,
        found=agreements(session, sight, hall=hall or None, since=None, until=None),
        hall=hall,
        hall_options=[(row.code, row.name) for row in visible_halls(session, sight)],
        titles=titles_of(session),
    )


def _page(
    request: Request, session: Session, shown_to: Visitor, violation_id: UUID, given: Given | None = None
) -> Response:
    now = state_of(request).clock.now()
    case = blind_case(session, shown_to.person, violation_id, now)
    chosen = panel_of(session, case, shown_to.person, shown_to.language, now)
    return render(
        request,
        "second.html",
        given.status if given else 200,
        case=case,
        title=chosen.title.said(shown_to.language.code),
        why=chosen.why,
        doubts=chosen.doubts,
        strip=chosen.strip,
        # of a picture that is gone the reason would tell the first verdict
        stills=[slot for slot in chosen.stills if slot.row is not None],
        given=given,
        now=now,
    )
