"""`/queue/dismissal`: the cases ticked in the queue, dismissed for one reason."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from api.auth.access import Person
from api.auth.people import require
from api.cases.deciding import DECIDERS, REASON_LENGTH_MAX
from api.cases.dismissing import AT_ONCE, dismiss_many
from api.database import reading_from
from api.pages.errors import words_of
from api.pages.queue import View
from api.pages.queue_page import queue_page
from api.pages.rendering import CurrentVisitor
from api.pages.words import reason_kept
from api.problems import Problem
from api.state import state_of
from models.tables import Verdict

router = APIRouter(include_in_schema=False)


@router.post("/queue/dismissal")
def dismiss(
    request: Request,
    visitor: CurrentVisitor,
    person: Annotated[Person, Depends(require(*DECIDERS))],
    view: View,
    case: Annotated[list[UUID], Form(max_length=AT_ONCE, default_factory=list)],
    because: Annotated[str, Form(max_length=100)] = "",
    words: Annotated[str, Form(max_length=REASON_LENGTH_MAX - 100)] = "",
) -> Response:
    """Back to the list with how many were dismissed and how many not; or with what was wrong.

    `because` is the code of a reason.
    """
    state = state_of(request)
    try:
        kept = reason_kept(Verdict.dismiss, because, words)
        found = dismiss_many(state.engine, person, case, kept, state.clock.now())
    except Problem as problem:
        if problem.status != 422:
            raise
        error = words_of(problem, visitor.language)
        with reading_from(state.engine) as session:
            return queue_page(request, session, visitor, view, None, bulk_error=error)
    done = sum(each.code is None for each in found)
    told = {"dismissed": str(done), "left": str(len(found) - done)}
    return RedirectResponse(view.address(None, **told), status_code=303)
