"""`/setup/people/{staff}`: a badge is taken away, lost or given back, and given again."""

from collections.abc import Callable
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from sqlmodel import Session

from api.database import reading_from
from api.pages.attempts import NotDone, attempt
from api.pages.rendering import CurrentVisitor
from api.pages.roster_forms import instant_typed
from api.pages.setup.people import Keeper, back_to, form_of, page_of, person_shown
from api.setup.refused import SetupRefused
from api.state import state_of
from conduct.records.badges import REFUSALS, give_owner, take_away
from conduct.words import N_

router = APIRouter(prefix="/setup/people/{staff}", include_in_schema=False)
Number = Annotated[str, Form(max_length=200)]
NO_TIME = N_("This is no time of the hall's clock.")


@router.post("/badge-taken")
def take(
    request: Request, staff: str, visitor: CurrentVisitor, person: Keeper, number: Number,
    until: Annotated[str, Form(max_length=40)] = "",
) -> Response:  # fmt: skip
    """`until` is a time of the hall's clock; without it the badge is taken away now."""

    def step(session: Session) -> str:
        shown, now = person_shown(session, staff), state_of(request).clock.now()
        ended = instant_typed(until, ZoneInfo(shown.hall.timezone)) if until else now
        take_away(session, number, shown.row, until=ended, by=person.login, now=now)
        return "badge-taken"

    return _done(request, visitor, staff, step)


@router.post("/badge-given")
def give(
    request: Request, staff: str, visitor: CurrentVisitor, person: Keeper, number: Number,
    since: Annotated[str, Form(max_length=40)] = "",
) -> Response:  # fmt: skip
    """One that was theirs, and is nobody's now; without a time they have it from now on."""

    def step(session: Session) -> str:
        shown, now = person_shown(session, staff), state_of(request).clock.now()
        began = instant_typed(since, ZoneInfo(shown.hall.timezone)) if since else None
        give_owner(session, number, shown.row, by=person.login, now=now, since=began)
        return "badge-given"

    return _done(request, visitor, staff, step)


def _done(request: Request, visitor: CurrentVisitor, staff: str, step: Callable[[Session], str]) -> Response:
    state = state_of(request)
    did = attempt(state, step, {})
    if not isinstance(did, NotDone):
        return back_to(staff, did)
    why = SetupRefused(REFUSALS.get(did.why.code, NO_TIME))
    with reading_from(state.engine) as session:
        shown = person_shown(session, staff)
        return page_of(request, session, visitor, form_of(shown).refused(why, visitor.language), shown)
