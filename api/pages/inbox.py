"""`/inbox`: what the visitor is told, and that it was read."""

from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from api.auth.people import CurrentPerson
from api.database import ReadingSession
from api.notices.reading import read_one, read_up_to
from api.notices.shown import account_of, shown
from api.pages.rendering import CurrentVisitor, Visitor, render
from api.paging import Place, cursor_at, place_at
from api.state import state_of
from conduct.telling import inbox
from models.tables import UserRow

PAGE = 30

router = APIRouter(include_in_schema=False)


class InboxView(BaseModel):
    unread: bool = False
    cursor: str = Field(default="", max_length=500)

    def address(self, step: str = "", **changed: object) -> str:
        """The list seen so, or a step taken from it."""
        told = self.model_copy(update=changed)
        query = {"unread": "1"} if told.unread else {}
        query |= {"cursor": told.cursor} if told.cursor else {}
        return f"/inbox{step}{'?' if query else ''}{urlencode(query)}"


View = Annotated[InboxView, Query()]


@router.get("/inbox")
def notices(request: Request, visitor: CurrentVisitor, session: ReadingSession, view: View) -> Response:
    left_off = place_at(view.cursor) if view.cursor else None
    page = inbox.list_notices(
        session,
        account_of(visitor.person),
        limit=PAGE,
        unread=view.unread,
        after=inbox.Place(left_off.start, left_off.id) if left_off else None,
    )
    settings = state_of(request).settings
    return render(
        request,
        "inbox.html",
        view=view,
        notices=shown(session, visitor.person, page.notices, visitor.language, state_of(request).clock.now()),
        next_address=view.address(cursor=cursor_at(Place(page.next.at, page.next.id))) if page.next else None,
        kept_days=settings.keep_notices_days,
        mails=settings.smtp_url is not None,
        address=_own_address(session, visitor),
    )


@router.post("/inbox/read")
def read_all(request: Request, person: CurrentPerson, view: View, up_to: Annotated[UUID, Form()]) -> Response:
    """All up to the latest that the page showed."""
    state = state_of(request)
    read_up_to(state.engine, person, up_to, state.clock.now())
    return RedirectResponse(InboxView(unread=view.unread).address(), status_code=303)


@router.post("/inbox/{notice_id}/read")
def read(request: Request, notice_id: UUID, person: CurrentPerson, view: View) -> Response:
    state = state_of(request)
    read_one(state.engine, person, notice_id, state.clock.now())
    return RedirectResponse(view.address(), status_code=303)


def _own_address(session: Session, visitor: Visitor) -> str | None:
    return session.get_one(UserRow, visitor.person.user_id).email
