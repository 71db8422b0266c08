"""What moves on a page: told when it changes, and over when the service stops."""

from collections.abc import AsyncIterator
from pathlib import Path
from threading import Thread

import anyio
import httpx
import pytest
from fastapi import FastAPI
from fastapi.sse import EventSourceResponse
from sqlalchemy import Engine

from api import live
from api.app import create_app
from api.clock import SystemClock
from api.hosting import hosted
from api.settings import Settings
from api.state import State, state_of

STOPS_WITHIN_S = 30


@pytest.fixture
def app(tmp_path: Path, sqlite_database: Engine) -> FastAPI:
    return create_app(Settings(data_dir=tmp_path / "data"), SystemClock(), sqlite_database)


@pytest.fixture
def state(app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> State:
    monkeypatch.setattr(live, "LOOK_EVERY_S", 0.01)
    monkeypatch.setattr(live, "CLOSING_CHECK_S", 0.01)
    return state_of(app)


def test_only_what_has_changed_is_told(state: State) -> None:
    found = iter(["a", "a", "b", "b", "a"])

    def look() -> str:
        try:
            return next(found)
        except StopIteration:
            state.closing.set()
            return "a"

    async def told() -> list[str]:
        return [each async for each in live.changes(state, look)]

    assert anyio.run(told) == ["a", "b", "a"]


def test_it_ends_by_itself_so_that_rights_are_asked_anew(state: State) -> None:
    async def told() -> list[int]:
        return [each async for each in live.changes(state, lambda: 1, lasts_s=0.05)]

    assert anyio.run(told) == [1]


def test_a_service_stops_though_somebody_watches(app: FastAPI) -> None:
    @app.get("/watched", response_class=EventSourceResponse)
    async def watched() -> AsyncIterator[str]:  # pyright: ignore[reportUnusedFunction]
        async for each in live.changes(state_of(app), lambda: "now"):
            yield each

    lines: list[str] = []

    def stream(url: str) -> None:
        with httpx.stream("GET", f"{url}/watched", timeout=STOPS_WITHIN_S) as answer:
            for line in answer.iter_lines():
                lines.append(line)
                begun.set()

    begun = state_of(app).frame_arrived
    with hosted(app) as url:
        watching = Thread(target=stream, args=[url])
        watching.start()
        assert begun.wait(STOPS_WITHIN_S)
    watching.join(STOPS_WITHIN_S)
    assert not watching.is_alive()
    assert lines[0] == 'data: "now"'
