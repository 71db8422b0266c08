"""What moves on a page: looked up again and again for as long as somebody watches, and told when it has changed."""

from collections.abc import AsyncIterator, Callable
from time import monotonic
from typing import TypeVar

from anyio import sleep
from starlette.concurrency import run_in_threadpool

from api.state import State

LOOK_EVERY_S = 1.0
CLOSING_CHECK_S = 0.2
LASTS_S = 300.0
"""A page asks again after so long, and whether its visitor may still see this is asked anew with it."""

Seen = TypeVar("Seen")


async def changes(state: State, look: Callable[[], Seen], *, lasts_s: float | None = None) -> AsyncIterator[Seen]:
    """What `look` finds now, and again each time it finds something else; ends when the service stops.

    `look` runs in a thread, about once a second, with a session of its own. Server-sent events take it as it is:
    a route with `response_class=EventSourceResponse` yields from it, and `live.js` holds the other end.
    """
    until_s = monotonic() + (LASTS_S if lasts_s is None else lasts_s)
    before: Seen | None = None
    while monotonic() < until_s and not state.closing.is_set():
        found = await run_in_threadpool(look)
        if found != before:
            yield found
            before = found
        await _rest(state)


async def _rest(state: State) -> None:
    until_s = monotonic() + LOOK_EVERY_S
    while monotonic() < until_s and not state.closing.is_set():  # noqa: ASYNC110 - a thread sets it
        await sleep(CLOSING_CHECK_S)
