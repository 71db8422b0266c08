"""`/my/password`: one's own password, and where one is logged in."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from api.auth.people import CurrentPerson
from api.database import ReadingSession, WritingSession, reading_from
from api.pages.forms import ShownForm
from api.pages.my.browsers import browser_said
from api.pages.my.places import PLACES
from api.pages.rendering import CurrentVisitor, Visitor, render
from api.pages.setup.done import DONE
from api.setup.account_list import open_sessions
from api.setup.own_account import change_own_password, end_own_session
from api.setup.passwords import AT_LEAST
from api.setup.refused import SetupRefused
from api.setup.zones_of_time import zone_of
from api.state import state_of

CHARACTERS_MAX = 2000

router = APIRouter(prefix="/my", include_in_schema=False)


@router.get("/password")
def password(request: Request, visitor: CurrentVisitor, session: ReadingSession, done: str = "") -> Response:
    return _page(request, session, visitor, ShownForm(), done)


@router.post("/password")
def change(
    request: Request,
    visitor: CurrentVisitor,
    old: Annotated[str, Form(max_length=CHARACTERS_MAX)] = "",
    new: Annotated[str, Form(max_length=CHARACTERS_MAX)] = "",
    again: Annotated[str, Form(max_length=CHARACTERS_MAX)] = "",
) -> Response:
    """To where the person was kept from, or the form again; nothing typed into it is shown again."""
    state, person = state_of(request), visitor.person
    address = request.client.host if request.client else ""
    try:
        change_own_password(
            state.engine, state.throttle, person, old=old, new=new, again=again, address=address,
            now=state.clock.now(),
        )  # fmt: skip
    except SetupRefused as refused:
        with reading_from(state.engine) as session:
            return _page(request, session, visitor, ShownForm().refused(refused, visitor.language), "")
    where = "/" if person.must_change_password else "/my/password?done=password-changed"
    return RedirectResponse(where, status_code=303)


@router.post("/sessions/{session_id}/end")
def end(request: Request, session_id: UUID, person: CurrentPerson, session: WritingSession) -> Response:
    end_own_session(session, person, session_id, now=state_of(request).clock.now())
    return RedirectResponse("/my/password?done=session-ended", status_code=303)


def _page(request: Request, session: Session, visitor: Visitor, form: ShownForm, done: str) -> Response:
    now = state_of(request).clock.now()
    return render(
        request, "my_password.html", form.status, form=form, done=DONE.get(done), places=PLACES, at_least=AT_LEAST,
        sessions=open_sessions(session, visitor.person.user_id, now), browser_said=browser_said,
        zone=zone_of(session, visitor.person),
    )  # fmt: skip
