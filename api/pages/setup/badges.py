"""`/setup/people/{staff}`: a badge is taken away, lost or given back, and given again."""

from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from api.database import reading_from, writing_to
from api.pages.rendering import CurrentVisitor
from api.pages.roster_forms import instant_typed
from api.pages.setup.people import Keeper, back_to, form_of, page_of, person_shown
from api.setup.refused import SetupRefused
from api.state import state_of
from conduct.records.badges import REFUSALS, give_owner, take_away
from conduct.review.violations import Refused
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
    state = state_of(request)
    now = state.clock.now()
    try:
        with writing_to(state.engine) as session:
            shown = person_shown(session, staff)
            ended = instant_typed(until, ZoneInfo(shown.hall.timezone)) if until else now
            take_away(session, number, shown.row, until=ended, by=person.login, now=now)
    except Refused as refused:
        return _refused(request, visitor, staff, refused)
    state.facts_changed.set()
    return back_to(staff, "badge-taken")


@router.post("/badge-given")
def give(
    request: Request, staff: str, visitor: CurrentVisitor, person: Keeper, number: Number,
    since: Annotated[str, Form(max_length=40)] = "",
) -> Response:  # fmt: skip
    """One that was theirs, and is nobody's now; without a time they have it from now on."""
    state = state_of(request)
    try:
        with writing_to(state.engine) as session:
            shown = person_shown(session, staff)
            began = instant_typed(since, ZoneInfo(shown.hall.timezone)) if since else None
            give_owner(session, number, shown.row, by=person.login, now=state.clock.now(), since=began)
    except Refused as refused:
        return _refused(request, visitor, staff, refused)
    state.facts_changed.set()
    return back_to(staff, "badge-given")


def _refused(request: Request, visitor: CurrentVisitor, staff: str, refused: Refused) -> Response:
    why = SetupRefused(REFUSALS.get(refused.code, NO_TIME))
    with reading_from(state_of(request).engine) as session:
        shown = person_shown(session, staff)
        return page_of(request, session, visitor, form_of(shown).refused(why, visitor.language), shown)
