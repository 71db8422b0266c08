"""`POST /api/v1/punches` over HTTP: who may send, what is answered, what is left behind."""

import json
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import Session, select

from api.routes import punches
from api.state import State
from conduct.records.punches import PUNCHES_MAX
from models.tables import PunchRow, ReaderRow, StaleDayRow
from tests.api.conftest import MORNING, Cast

PATH = "/api/v1/punches"
GOOD = {"badge": "1001", "at": "2026-06-03T08:26:10+08:00"}
OTHER = {"badge": "1002", "at": "2026-06-03T08:27:10+08:00", "direction": "in", "id": "a-7"}


@pytest.fixture
def app(app: FastAPI) -> FastAPI:
    if all(getattr(route, "path", None) != PATH for route in app.routes):
        app.include_router(punches.router)
    return app


@pytest.fixture
def door(cast: Cast) -> dict[str, str]:
    return {"Authorization": f"Bearer {cast.keys['door']}"}


def left(state: State) -> tuple[int, Any, int]:
    """Punches, until when the reader was heard, and marked days."""
    with Session(state.engine) as session:
        return (
            len(session.exec(select(PunchRow.id)).all()),
            session.exec(select(ReaderRow.alive_until)).one(),
            len(session.exec(select(StaleDayRow.day)).all()),
        )


NOTHING = (0, None, 0)


def test_taken_and_taken_again(client: TestClient, door: dict[str, str], state: State) -> None:
    answer = client.post(PATH, json=[GOOD, OTHER, GOOD], headers=door)
    assert (answer.status_code, answer.json()) == (200, {"accepted": 2, "duplicates": 1, "rejected": []})
    assert client.post(PATH, json=[OTHER], headers=door).json() == {"accepted": 0, "duplicates": 1, "rejected": []}
    assert left(state) == (2, MORNING, 1)
    assert state.facts_changed.is_set()


def test_one_bad_row_never_spoils_the_rest(client: TestClient, door: dict[str, str], state: State) -> None:
    answer = client.post(PATH, json=[7, GOOD, {**GOOD, "at": "2026-06-03T08:26:10"}, OTHER], headers=door)
    told = answer.json()
    assert (answer.status_code, told["accepted"], told["duplicates"]) == (200, 2, 0)
    assert [(r["index"], r["reason"].partition(":")[0]) for r in told["rejected"]] == [
        (0, "not-an-object"),
        (2, "at-naive"),
    ]
    assert left(state)[0] == 2


def test_an_empty_array_is_a_heartbeat(client: TestClient, door: dict[str, str], state: State) -> None:
    assert client.post(PATH, json=[], headers=door).json() == {"accepted": 0, "duplicates": 0, "rejected": []}
    assert left(state) == (0, MORNING, 0)


BAD: dict[str, tuple[bytes, int, str]] = {
    "not JSON": (b"badge,at\n1001,08:26", 422, "invalid"),
    "nothing": (b"", 422, "invalid"),
    "not UTF-8": (b'["\xff"]', 422, "invalid"),
    "nested without end": (b"[" * 100_000, 422, "invalid"),
    "one punch, not in an array": (json.dumps(GOOD).encode(), 422, "invalid"),
    "too many": (json.dumps([GOOD] * (PUNCHES_MAX + 1)).encode(), 413, "too-many-punches"),
    "too large": (b" " * (punches.BYTES_MAX + 1), 413, "body-too-large"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_body_leaves_nothing_behind(name: str, client: TestClient, door: dict[str, str], state: State) -> None:
    body, status, code = BAD[name]
    answer = client.post(PATH, content=body, headers={**door, "Content-Type": "application/json"})
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.json()["code"] == code
    assert left(state) == NOTHING
    assert client.post(PATH, json=[GOOD], headers=door).json()["accepted"] == 1


def test_as_many_as_allowed(client: TestClient, door: dict[str, str]) -> None:
    answer = client.post(PATH, json=[GOOD] * PUNCHES_MAX, headers=door)
    assert answer.json() == {"accepted": 1, "duplicates": PUNCHES_MAX - 1, "rejected": []}


@pytest.mark.parametrize(
    ("key", "status", "code"), [(None, 401, "no-key"), ("east-1", 403, "not-your-kind"), ("watch", 403, "not-your-kind")]
)  # fmt: skip
def test_only_readers_may(
    key: str | None, status: int, code: str, client: TestClient, cast: Cast, state: State
) -> None:
    headers = {"Authorization": f"Bearer {cast.keys[key]}"} if key else {}
    answer = client.post(PATH, json=[GOOD], headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert left(state) == NOTHING


def test_a_reader_that_was_retired_may_not(client: TestClient, door: dict[str, str], state: State) -> None:
    with Session(state.engine) as session:
        session.exec(select(ReaderRow)).one().retired_at = MORNING
        session.commit()
    answer = client.post(PATH, json=[GOOD], headers=door)
    assert (answer.status_code, answer.json()["code"]) == (403, "reader-retired")
    assert left(state) == NOTHING
