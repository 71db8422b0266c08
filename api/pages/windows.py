"""`/windows`: every window of the halls that the visitor looks after, as it is now."""

from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from api.auth.access import Person, sight_of
from api.auth.people import require
from api.cameras.conditions import matters_at_windows
from api.cameras.counting import cameras_now
from api.cases.listing import visible_halls
from api.database import ReadingSession
from api.pages.rendering import render, visitor
from api.routes.windows import WATCHERS
from api.state import state_of
from api.windows.finding import list_windows
from api.windows.seen import live

SHOWN_MAX = 200

router = APIRouter(include_in_schema=False)


@router.get("/windows", dependencies=[Depends(visitor)])
def board(
    request: Request,
    person: Annotated[Person, Depends(require(*WATCHERS))],
    session: ReadingSession,
    hall: str = "",
) -> Response:
    sight, now = sight_of(person), state_of(request).clock.now()
    shown = live(session, list_windows(session, sight, hall=hall or None, limit=SHOWN_MAX), now)
    by_hall = {
        row.code: (row, ZoneInfo(row.timezone), [each for each in shown if each.hall.id == row.id])
        for row in {each.hall.id: each.hall for each in shown}.values()
    }
    matters = matters_at_windows(session, [each.window.id for each in shown], now)
    cameras = cameras_now(session, sight, now=now, hall=hall or None)
    hall_options = [(row.code, row.name) for row in visible_halls(session, sight)]
    return render(
        request, "windows.html", hall_options=hall_options, hall=hall, by_hall=by_hall, cameras=cameras, now=now,
        matters=matters,
    )  # fmt: skip
