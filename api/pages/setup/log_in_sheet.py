"""`/setup/users/sheet`: log-ins for people who have none, printed once on strips to be cut apart."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import Response
from sqlmodel import Session

from api.auth.access import Person
from api.auth.people import require
from api.database import ReadingSession, reading_from
from api.pages.forms import ShownForm
from api.pages.rendering import CurrentVisitor, render
from api.setup.account_list import count_without_log_in, without_log_in
from api.setup.accounts import AccountError
from api.setup.house import halls_in_use
from api.setup.log_in_sheet import AT_ONCE_MAX, make_log_ins
from api.state import state_of
from models.tables import Role

router = APIRouter(prefix="/setup/users", include_in_schema=False)
Seer = Annotated[Person, Depends(require(Role.admin, Role.auditor))]
Keeper = Annotated[Person, Depends(require(Role.admin))]


@router.get("/sheet")
def choose(request: Request, _: CurrentVisitor, person: Seer, session: ReadingSession, hall: str = "") -> Response:
    return _page(request, session, hall, ShownForm(), keeps=person.role is Role.admin)


@router.post("/sheet")
def make(
    request: Request,
    visitor: CurrentVisitor,
    person: Keeper,
    staff: Annotated[tuple[UUID, ...], Form()] = (),
    hall: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """The sheet, this once: nothing of it is kept."""
    state = state_of(request)
    try:
        strips = make_log_ins(state.engine, staff, by=person.login, now=state.clock.now())
    except AccountError as refused:
        with reading_from(state.engine) as session:
            return _page(request, session, hall, ShownForm().refused(refused, visitor.language), keeps=True)
    return render(request, "setup_sheet_made.html", strips=strips, address=str(request.base_url))


def _page(request: Request, session: Session, hall: str, form: ShownForm, *, keeps: bool) -> Response:
    halls = halls_in_use(session)
    chosen = next((row.id for row in halls if row.code == hall), None)
    return render(
        request, "setup_sheet.html", form.status, form=form, hall=hall, keeps=keeps, at_once=AT_ONCE_MAX,
        people=without_log_in(session, chosen, limit=AT_ONCE_MAX), all=count_without_log_in(session),
        hall_options=[(row.code, row.name) for row in halls],
    )  # fmt: skip
