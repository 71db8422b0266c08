"""`/windows`: every window of the halls that the visitor looks after, as it is now, and the cameras that look."""

from collections.abc import Callable
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from api.auth.access import sight_of
from api.cameras.counting import cameras_now
from api.cases.listing import visible_halls
from api.cases.words import sentence
from api.database import ReadingSession
from api.language import Language
from api.pages.rendering import CurrentVisitor, render, visitor
from api.pages.windows_view import BoardView, window_address
from api.paging import cursor_of, parts_of
from api.roster.telling import NO_TITLES
from api.state import state_of
from api.windows.board import boards_of
from api.windows.finding import list_windows
from api.windows.pending import COUNTED_TO
from api.windows.watching import Watcher
from models.values.why import Why

SHOWN_MAX = 200

router = APIRouter(include_in_schema=False)


@router.get("/windows")
def board(
    request: Request,
    visitor: CurrentVisitor,
    person: Watcher,
    session: ReadingSession,
    view: Annotated[BoardView, Query()],
) -> Response:
    sight, state = sight_of(person), state_of(request)
    now = state.clock.now()
    after = [str(part) for part in parts_of(view.cursor, str, str)] if view.cursor else None
    found = list_windows(
        session, sight, hall=view.hall or None, limit=SHOWN_MAX + 1, after=(after[0], after[1]) if after else None
    )
    windows, more = found[:SHOWN_MAX], len(found) > SHOWN_MAX
    last = windows[-1] if windows else None
    return render(
        request,
        "windows.html",
        view=view,
        boards=boards_of(session, windows, now, state.beginnings),
        hall_options=[(row.code, row.name) for row in visible_halls(session, sight, in_use=True)],
        next_address=view.address(cursor=cursor_of(last[0].code, last[1].code)) if more and last else None,
        shown=len(windows),
        said=sayer(visitor.language),
        window_address=window_address,
        counted_to=COUNTED_TO,
        now=now,
    )


@router.get("/windows/cameras", dependencies=[Depends(visitor)])
def cameras(request: Request, person: Watcher, session: ReadingSession, hall: str = "") -> Response:
    """Each camera, what is the matter with it, and what became of its pictures of the last day."""
    sight, now = sight_of(person), state_of(request).clock.now()
    halls = visible_halls(session, sight, in_use=True)
    shown = cameras_now(session, sight, now=now, hall=hall or None)
    by_hall = [
        (row, ZoneInfo(row.timezone), [each for each in shown if each.hall.id == row.id])
        for row in halls
        if any(each.hall.id == row.id for each in shown)
    ]
    options = [(row.code, row.name) for row in halls]
    return render(request, "windows_cameras.html", by_hall=by_hall, hall_options=options, hall=hall, now=now)


def sayer(language: Language) -> Callable[[Why], str]:
    """Turns a reason into a sentence."""
    return lambda why: sentence(why, language, NO_TITLES)
