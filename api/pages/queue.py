"""`/queue`: the cases that wait, one of them in full, and the verdict on it."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from api.auth.access import Person
from api.auth.people import require
from api.cases.deciding import DECIDERS, REASON_LENGTH_MAX, decide_case, take_back_decision
from api.cases.rules import titles_of
from api.cases.sight import sight_now
from api.database import ReadingSession, reading_from
from api.pages.errors import words_of
from api.pages.given import not_taken
from api.pages.navigation import start_of
from api.pages.queue_page import count_said, flash_of, following, listed_by, queue_page
from api.pages.queue_view import QueueView
from api.pages.rendering import CurrentVisitor, Visitor, html_of
from api.pages.words import reason_kept
from api.problems import Problem
from api.state import state_of
from models.tables import Verdict

FOR_SCRIPTS = "application/json"

router = APIRouter(include_in_schema=False)
View = Annotated[QueueView, Query()]
Decider = Annotated[Person, Depends(require(*DECIDERS))]


@router.get("/")
def start(visitor: CurrentVisitor) -> Response:
    return RedirectResponse(start_of(visitor.person), status_code=303)


@router.get("/queue")
def queue(request: Request, visitor: CurrentVisitor, session: ReadingSession, view: View) -> Response:
    """The list, with its first case beside it where there is room."""
    return queue_page(request, session, visitor, view, None)


@router.get("/queue/{violation_id}")
def case(
    request: Request, violation_id: UUID, visitor: CurrentVisitor, session: ReadingSession, view: View
) -> Response:
    now = state_of(request).clock.now()
    if violation_id in sight_now(session, visitor.person, now, about=violation_id).blind_to:
        return RedirectResponse(f"/second-opinions/{violation_id}", status_code=303)
    return queue_page(request, session, visitor, view, violation_id)


@router.post("/queue/{violation_id}/decision")
def decide(
    request: Request,
    violation_id: UUID,
    visitor: CurrentVisitor,
    person: Decider,
    view: View,
    verdict: Annotated[Verdict, Form()],
    reason: Annotated[str, Form(max_length=100)] = "",
    text: Annotated[str, Form(max_length=REASON_LENGTH_MAX - 100)] = "",
) -> Response:
    """On to the next case; or this one again, with what was wrong.

    A script that has the next case before it already asks for JSON: it is told which that is, and what to say.
    """
    state = state_of(request)
    by_script = request.headers.get("accept") == FOR_SCRIPTS
    try:
        kept = reason_kept(verdict, reason, text)
        decide_case(state.engine, person, violation_id, verdict, kept, state.clock.now())
    except Problem as problem:
        if by_script:
            return JSONResponse({"error": words_of(problem, visitor.language)}, problem.status)
        given = not_taken(problem, reason, text, visitor.language)
        with reading_from(state.engine) as session:
            return queue_page(request, session, visitor, view, violation_id, given)
    return _decided(request, visitor, view, violation_id, by_script=by_script)


def _decided(request: Request, visitor: Visitor, view: QueueView, violation_id: UUID, *, by_script: bool) -> Response:
    state = state_of(request)
    now = state.clock.now()
    with reading_from(state.engine) as session:
        listed = listed_by(session, visitor.person, view, violation_id, now)
        next_id = following(session, listed, view, violation_id)
        address = view.address(next_id, decided=str(violation_id))
        if not by_script:
            return RedirectResponse(address, status_code=303)
        told = view.model_copy(update={"decided": violation_id})
        flash = flash_of(session, visitor.person, told, now)
        return JSONResponse(
            {
                "flash": html_of(request, "flash.html", view=view, flash=flash, titles=titles_of(session)),
                "address": address,
                "next": view.address(next_id) if next_id else None,
                "count": count_said(session, listed),
            }
        )


@router.post("/queue/{violation_id}/take-back")
def take_back(request: Request, violation_id: UUID, person: Decider, view: View) -> Response:
    state = state_of(request)
    take_back_decision(state.engine, person, violation_id, state.clock.now())
    return RedirectResponse(view.address(violation_id), status_code=303)
