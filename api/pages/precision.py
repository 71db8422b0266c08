"""`/precision`: how often what the rules found was right, at the halls that the visitor sees."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from api.auth.access import Person, sight_of
from api.auth.people import require
from api.cases.listing import visible_halls
from api.cases.precision import precision_seen, told
from api.cases.rules import titles_of
from api.database import ReadingSession
from api.pages.rendering import CurrentVisitor, render
from api.pages.times import day_said
from api.state import state_of
from conduct.rules.adoption import pack_for
from conduct.words import N_
from models.tables import Role

router = APIRouter(include_in_schema=False)
Watcher = Annotated[Person, Depends(require(Role.supervisor, Role.hr, Role.admin, Role.auditor))]

STANDS = {"keep": N_("Good enough"), "too-few": N_("Too few to say"), "watch": N_("Too often wrong")}


@router.get("/precision")
def precision(
    request: Request, visitor: CurrentVisitor, person: Watcher, session: ReadingSession, hall: str = ""
) -> Response:
    sight, now = sight_of(person), state_of(request).clock.now()
    seen = precision_seen(session, sight, hall=hall or None, now=now)
    titles, language = titles_of(session), visitor.language
    say = partial(told, titles=titles, language=language)
    return render(
        request,
        "precision.html",
        hall=hall,
        hall_options=[(each.code, each.name) for each in visible_halls(session, sight)],
        together=[say(each) for each in seen.together],
        halls=[
            (each.hall, [say(m) for m in each.rules.values()], [say(m) for m in each.cameras]) for each in seen.halls
        ],
        restraint=pack_for(session, now.date()).pack.restraint,
        stands=STANDS,
        said=partial(day_said, language=language),
    )
