"""`/queue/ID/present`: two people at one case hear of each other, and of what the other decided, while they look at it.

The stream is the sign that somebody is there. It ends after some seconds and is opened anew by the page, so that a
machine that went to sleep is not taken for a person for long.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from anyio import CancelScope
from fastapi import APIRouter, Depends, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool

from api import live
from api.cases.case import visible_case
from api.cases.deciding import DECIDERS
from api.cases.presence import come, go, others_at
from api.cases.sight import sight_now
from api.database import reading_from, writing_to
from api.pages.rendering import CurrentVisitor, Visitor
from api.pages.words import VERDICTS_GIVEN
from api.state import State, state_of
from conduct.review.decisions import standing_decision
from conduct.words import N_
from models.tables import UserRow, ViolationRow, ViolationStatus

LASTS_S = 8.0
OPENED_AGAIN_AFTER_MS = 1000
"""Together well below `presence.COUNTS_FOR`."""
ONE_OTHER = N_("{name} has this case open as well.")
SEVERAL_OTHERS = N_("{names} have this case open as well.")
DECIDED = N_("{who} {did} just now: there is nothing left to decide here.")
NOT_PENDING = N_("This case does not wait any more: the facts have changed.")

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Watcher:
    """Somebody with a case open. `takes_part` if they may be one of those who decide on it."""

    state: State
    visitor: Visitor
    violation_id: UUID

    @property
    def takes_part(self) -> bool:
        return self.visitor.person.role in DECIDERS

    def look(self) -> dict[str, str]:
        """What the page is to say now: nothing where it is empty."""
        now = self.state.clock.now()
        with reading_from(self.state.engine) as session:
            row = session.get_one(ViolationRow, self.violation_id)
            user_id = self.visitor.person.user_id
            names = others_at(session, self.violation_id, user_id, now) if self.takes_part else []
            return {"others": self._others(names), "decided": self._decided(session, row)}

    def _others(self, names: list[str]) -> str:
        say = self.visitor.language.say
        if not names:
            return ""
        return say(ONE_OTHER, name=names[0]) if len(names) == 1 else say(SEVERAL_OTHERS, names=", ".join(names))

    def _decided(self, session: Session, row: ViolationRow) -> str:
        if row.status is ViolationStatus.pending:
            return ""
        say = self.visitor.language.say
        decision = standing_decision(session, row)
        by = session.get(UserRow, decision.user_id) if decision else None
        if decision is None or by is None:
            return say(NOT_PENDING)
        return say(DECIDED, who=by.name, did=say(VERDICTS_GIVEN[decision.verdict]))

    def come(self) -> datetime:
        """When that was."""
        now = self.state.clock.now()
        if self.takes_part:
            with writing_to(self.state.engine) as session:
                come(session, self.violation_id, self.visitor.person.user_id, now)
        return now

    def go(self, came_at: datetime) -> None:
        if self.takes_part:
            with writing_to(self.state.engine) as session:
                go(session, self.violation_id, self.visitor.person.user_id, came_at)


def watcher(request: Request, violation_id: UUID, visitor: CurrentVisitor) -> Watcher:
    """Raises Problem 404 for a case that is none of somebody's business, 409 for one to be judged blind."""
    state = state_of(request)
    with reading_from(state.engine) as session:
        sight = sight_now(session, visitor.person, state.clock.now(), about=violation_id)
        visible_case(session, sight, violation_id)
    return Watcher(state, visitor, violation_id)


@router.get("/queue/{violation_id}/present", response_class=EventSourceResponse)
async def present(who: Annotated[Watcher, Depends(watcher)]) -> AsyncIterator[ServerSentEvent]:
    came_at = await run_in_threadpool(who.come)
    left = True
    try:
        async for told in live.changes(who.state, who.look, lasts_s=LASTS_S):
            yield ServerSentEvent(data=told, retry=OPENED_AGAIN_AFTER_MS)
        left = False
    finally:
        if left:
            # the page was closed, and with it this task: it goes for good only once that is written down
            with CancelScope(shield=True):
                await run_in_threadpool(who.go, came_at)
