"""What all routes share by which frames come in: one picture, from its sender to the promise."""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from fastapi import Request
from starlette.concurrency import run_in_threadpool

from api.auth.devices import look_up_camera
from api.auth.senders import KnownCamera
from api.intake.ledger import NotWelcome
from api.intake.receive import Arrival, Taken, count_broken
from api.intake.spool import SpoolFull
from api.problems import Problem
from api.state import State, state_of

log = logging.getLogger(__name__)

RETRY_AFTER_S = 10
Outcome = TypeVar("Outcome")


@dataclass(frozen=True, slots=True)
class Sent:
    """A picture as it was sent. `captured_at` is None when nobody said."""

    picture: bytes
    captured_at: datetime | None
    now: datetime


async def take(request: Request, sender: KnownCamera, sent: Sent) -> Taken:
    """Takes in a frame and wakes the worker. Raises vision.jpeg.Refused, Problem 503 `spool-full`, 401, 404."""
    taken = await _with_good_key(request, sender, sent, _take)
    if not taken.duplicate:
        state_of(request).frame_arrived.set()
    return taken


async def count_as_broken(request: Request, sender: KnownCamera, sent: Sent) -> None:
    """Counts a picture that is no use, and keeps nothing of it. Raises Problem 401, 404."""
    await _with_good_key(request, sender, sent, _count_broken)


async def _with_good_key(
    request: Request, sender: KnownCamera, sent: Sent, do: Callable[[Arrival, State], Awaitable[Outcome]]
) -> Outcome:
    state = state_of(request)
    try:
        return await do(_arrival(sender, sent), state)
    except NotWelcome:
        # What was known of the sender is out of date: asked again it is told why, or goes by what holds now.
        state.senders.forget(sender.key_id)
        sender = await run_in_threadpool(look_up_camera, request, sender.code)
        return await do(_arrival(sender, sent), state)


def _arrival(sender: KnownCamera, sent: Sent) -> Arrival:
    return Arrival(sender.id, sent.picture, sent.captured_at, sent.now, sender.key_id)


async def _take(arrival: Arrival, state: State) -> Taken:
    try:
        return await state.intake.do(arrival)
    except SpoolFull as full:
        log.warning("spool full: %s", full)
        retry_after = [("Retry-After", str(RETRY_AFTER_S))]
        raise Problem(503, "spool-full", "Too many frames wait to be looked at.", headers=retry_after) from None


async def _count_broken(arrival: Arrival, state: State) -> None:
    await run_in_threadpool(count_broken, arrival, state.engine)
