"""`/setup/rules/replays`: what a draft would have made of recorded days, while it is worked out and afterwards."""

from collections.abc import AsyncIterator
from datetime import date
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from fastapi.sse import EventSourceResponse

from api.cases.rules import titles_of
from api.database import ReadingSession, reading_from, writing_to
from api.live import changes
from api.pages.rendering import CurrentVisitor, render
from api.pages.setup_rules import TABS, Owner, Reader, draft_page
from api.pages.times import day_said
from api.policy.adopted import names_of_logins
from api.policy.forms import hall_or_all
from api.policy.refusals import refusal_said
from api.policy.replays import Stand, begin, stand_of
from api.roster.asking import not_found
from api.state import State, state_of
from conduct.review.violations import Refused
from conduct.rules.pack import PackError, load_pack
from conduct.rules.pack_drafts import ask_replay, text_of
from models.tables import HallRow, PackDraftRow, PackReplayRow, Role

router = APIRouter(prefix="/setup/rules", include_in_schema=False)


@router.post("/drafts/{draft_id}/replays")
def ask(
    request: Request,
    draft_id: UUID,
    visitor: CurrentVisitor,
    person: Owner,
    first_day: Annotated[date, Form()],
    last_day: Annotated[date, Form()],
    hall: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Try a draft on recorded days; the page of the trial shows how far it has come."""
    state, now = state_of(request), state_of(request).clock.now()
    try:
        with writing_to(state.engine) as session:
            draft = session.get(PackDraftRow, draft_id)
            if draft is None:
                raise not_found("draft")
            load_pack(text_of(draft))
            at = hall_or_all(session, hall)
            replay_id = ask_replay(session, draft, first_day, last_day, hall=at, by=person.login, now=now).id
    except Refused as refused:
        said = refusal_said(refused, visitor.language)
        with reading_from(state.engine) as session:
            return draft_page(request, session, visitor, draft_id, replay_error=said, status=422)
    except PackError:
        return RedirectResponse(f"/setup/rules/drafts/{draft_id}", status_code=303)
    begin(state, replay_id)
    return RedirectResponse(f"/setup/rules/replays/{replay_id}", status_code=303)


@router.get("/replays/{replay_id}")
def one(request: Request, replay_id: UUID, visitor: CurrentVisitor, _: Reader, session: ReadingSession) -> Response:
    row = session.get(PackReplayRow, replay_id)
    if row is None:
        raise not_found("replay")
    hall = session.get_one(HallRow, row.hall_id) if row.hall_id else None
    return render(
        request,
        "setup_replay.html",
        tabs=TABS,
        replay=row,
        stand=stand_of(row, state_of(request).clock.now()),
        hall=hall,
        by=names_of_logins(session, {row.asked_by})[row.asked_by],
        titles=titles_of(session),
        owner=visitor.person.role is Role.admin,
        said=partial(day_said, language=visitor.language),
    )


@router.get("/replays/{replay_id}/stream", response_class=EventSourceResponse)
async def stream(request: Request, replay_id: UUID, _: Reader) -> AsyncIterator[dict[str, str | int]]:
    """How far it has come; ends with it."""
    state = state_of(request)
    async for seen in changes(state, partial(_seen, state, replay_id)):
        yield seen
        if not Stand(str(seen["stand"])).goes_on:
            return


def _seen(state: State, replay_id: UUID) -> dict[str, str | int]:
    with reading_from(state.engine) as session:
        row = session.get(PackReplayRow, replay_id)
        if row is None:
            return {"stand": Stand.failed.value, "done": 0}
        return {"stand": stand_of(row, state.clock.now()).value, "done": row.done}
