"""`/my/tokens`: keys for one's own programs, shown once as they are made."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from api.auth.people import CurrentPerson
from api.database import ReadingSession, WritingSession, reading_from, writing_to
from api.pages.forms import ShownForm
from api.pages.my.places import PLACES
from api.pages.rendering import CurrentVisitor, Visitor, render
from api.pages.setup.done import DONE
from api.setup.account_list import tokens_of
from api.setup.own_account import TOKEN_DAYS_MAX, add_token, revoke_own_token
from api.setup.refused import SetupRefused
from api.setup.zones_of_time import zone_of
from api.state import state_of
from models.tables import UserRow

DAYS = 90

router = APIRouter(prefix="/my/tokens", include_in_schema=False)


@router.get("")
def tokens(request: Request, visitor: CurrentVisitor, session: ReadingSession, done: str = "") -> Response:
    return _page(request, session, visitor, ShownForm({"days": str(DAYS)}), done)


@router.post("")
def add(
    request: Request,
    visitor: CurrentVisitor,
    name: Annotated[str, Form(max_length=200)] = "",
    days: Annotated[int, Form(ge=1, le=TOKEN_DAYS_MAX)] = DAYS,
) -> Response:
    """The page with the token, this once."""
    state, form = state_of(request), ShownForm({"name": name, "days": str(days)})
    now = state.clock.now()
    try:
        with writing_to(state.engine) as session:
            user = session.get_one(UserRow, visitor.person.user_id)
            text = add_token(session, user, name.strip(), days=days, by=user.login, now=now)
    except SetupRefused as refused:
        with reading_from(state.engine) as session:
            return _page(request, session, visitor, form.refused(refused, visitor.language), "")
    with reading_from(state.engine) as session:
        zone = zone_of(session, visitor.person)
    return render(
        request, "my_token.html", places=PLACES, token=text, name=name, zone=zone, until=now + timedelta(days=days),
        base=str(request.base_url).rstrip("/"),
    )  # fmt: skip


@router.post("/{token_id}/revoke")
def revoke(request: Request, token_id: UUID, person: CurrentPerson, session: WritingSession) -> Response:
    revoke_own_token(session, person, token_id, now=state_of(request).clock.now())
    return RedirectResponse("/my/tokens?done=token-revoked", status_code=303)


def _page(request: Request, session: Session, visitor: Visitor, form: ShownForm, done: str) -> Response:
    return render(
        request, "my_tokens.html", form.status, form=form, done=DONE.get(done), places=PLACES,
        tokens=tokens_of(session, visitor.person.user_id), now=state_of(request).clock.now(),
        zone=zone_of(session, visitor.person), days_max=TOKEN_DAYS_MAX,
    )  # fmt: skip
