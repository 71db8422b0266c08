"""`/windows/wall`: a hall's windows for a screen on a wall; and what tells open boards that something changed."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from fastapi.sse import EventSourceResponse
from sqlmodel import Session

from api.auth.access import Sight
from api.cases.listing import visible_halls
from api.database import ReadingSession, reading_from
from api.live import LASTS_S, changes
from api.pages.rendering import CurrentVisitor, render
from api.pages.windows import sayer
from api.pages.windows_view import columns_for, pages_of
from api.problems import Problem
from api.state import state_of
from api.windows.board import HallBoard, boards_of
from api.windows.finding import list_windows
from api.windows.now import Beginnings
from api.windows.pulse import Pulse
from api.windows.watching import WallWatcher, may_see_names, wall_sight
from models.tables import HallRow

SHOWN_MAX = 200

router = APIRouter(include_in_schema=False)


@router.get("/windows/wall")
def wall(
    request: Request,
    visitor: CurrentVisitor,
    person: WallWatcher,
    session: ReadingSession,
    hall: str = "",
    names: Annotated[int, Query(ge=0, le=1)] = 0,
) -> Response:
    """States alone; with `names=1` also who is on duty, for those who may see that. Without a hall, a choice."""
    state, sight = state_of(request), wall_sight(person)
    halls = visible_halls(session, sight, in_use=True)
    chosen = _chosen(halls, hall)
    now = state.clock.now()
    boards = _boards(session, sight, chosen, now, state.beginnings) if chosen else []
    pages = pages_of(boards[0].tiles) if boards else []
    return render(
        request,
        "wall.html",
        hall=chosen,
        halls=halls,
        board=boards[0] if boards else None,
        pages=pages,
        columns=columns_for(max((len(page) for page in pages), default=1)),
        named=names == 1 and may_see_names(person),
        exit_address=f"/windows?hall={chosen.code}" if chosen and may_see_names(person) else "/",
        said=sayer(visitor.language),
        now=now,
    )


def _boards(session: Session, sight: Sight, hall: HallRow, now: datetime, beginnings: Beginnings) -> list[HallBoard]:
    return boards_of(session, list_windows(session, sight, hall=hall.code, limit=SHOWN_MAX), now, beginnings)


def _halls_watched(request: Request, person: WallWatcher, hall: str = "") -> frozenset[UUID]:
    with reading_from(state_of(request).engine) as session:
        halls = visible_halls(session, wall_sight(person), in_use=True)
        chosen = _chosen(halls, hall) if hall else None
        return frozenset([chosen.id] if chosen else [row.id for row in halls])


@router.get("/windows/changes", response_class=EventSourceResponse)
async def changed(
    request: Request,
    hall_ids: Annotated[frozenset[UUID], Depends(_halls_watched)],
    for_s: Annotated[float, Query(ge=0, le=LASTS_S)] = LASTS_S,
) -> AsyncIterator[Pulse]:
    """Says every few seconds that all is well, and at once when a board is to be drawn anew; ends after `for_s`."""
    state = state_of(request)
    async for pulse in changes(
        state, lambda: state.pulses.of(state.engine, hall_ids, state.clock.now()), lasts_s=for_s
    ):
        yield pulse


def _chosen(halls: Sequence[HallRow], code: str) -> HallRow | None:
    """The hall asked for, or the only one there is. Raises Problem 404."""
    if not code:
        return halls[0] if len(halls) == 1 else None
    found = next((row for row in halls if row.code == code), None)
    if found is None:
        raise Problem(404, "not-found", "There is no such hall among those that you may see.")
    return found
