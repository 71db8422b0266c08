"""The service put together: what is open, what is not, and what runs beside it."""

from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import Session

from api.auth.sessions import COOKIE, log_in
from api.health import Health
from api.state import State
from models.tables import FrameRow, FrameStatus
from models.tables.base import new_id

PASSWORD = "correct horse battery staple"


def enter(client: TestClient, state: State, login: str) -> None:
    opened = log_in(state.engine, state.throttle, login, PASSWORD, "10.0.0.1", state.clock.now(), 12)
    client.cookies.set(COOKIE, opened.token)


@pytest.mark.parametrize("path", ["/healthz", "/openapi.json", "/nothing", "/api/v1/nothing"])
def test_every_answer_carries_the_security_headers(path: str, client: TestClient) -> None:
    headers = client.get(path).headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"


def test_health_is_open(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_pages_that_load_from_elsewhere_are_off(path: str, client: TestClient) -> None:
    assert client.get(path).status_code == 404


def test_the_interface_is_behind_the_log_in(client: TestClient, state: State) -> None:
    assert client.get("/openapi.json").status_code == 401
    enter(client, state, "bo")
    paths = client.get("/openapi.json").json()["paths"]
    assert "/api/v1/cameras/{camera}/frames" in paths


@pytest.mark.parametrize(
    ("key", "person", "status"),
    [
        (None, None, 401),
        ("watch", None, 200),
        ("east-1", None, 403),
        (None, "dora", 200),
        (None, "anna", 403),
        (None, "eva", 403),
    ],
)
def test_readiness_is_for_monitors_and_admins(
    key: str | None, person: str | None, status: int, client: TestClient, state: State, cast: Any
) -> None:
    if person is not None:
        enter(client, state, person)
    headers = {"Authorization": f"Bearer {cast.keys[key]}"} if key is not None else {}
    assert client.get("/readyz", headers=headers).status_code == status


def test_readiness_says_what_is_missing(client: TestClient, state: State, cast: Any) -> None:
    headers = {"Authorization": f"Bearer {cast.keys['watch']}"}
    assert client.get("/readyz", headers=headers).json()["status"] == "degraded", "nobody looks yet"
    state.health.put(Health(("markers",), "no weights"))
    assert client.get("/readyz", headers=headers).json() == {
        "status": "degraded",
        "detectors": ["markers"],
        "reason": "no weights",
    }
    state.health.put(Health(("markers", "yolo")))
    assert client.get("/readyz", headers=headers).json()["status"] == "ready"


class Noted:
    """Something beside the requests that notes when it starts and stops."""

    def __init__(self, name: str, notes: list[str], fails: str = "") -> None:
        self.name, self.notes, self.fails = name, notes, fails

    def start(self) -> None:
        self.notes.append(f"{self.name} starts")
        if self.fails == "start":
            raise RuntimeError(f"{self.name} cannot start")

    def stop(self) -> None:
        self.notes.append(f"{self.name} stops")
        if self.fails == "stop":
            raise RuntimeError(f"{self.name} cannot stop")


def test_services_start_in_order_and_stop_in_reverse_whatever_fails(app: FastAPI, state: State) -> None:
    notes: list[str] = []
    state.services.extend([Noted("worker", notes), Noted("loop", notes, "stop")])
    with TestClient(app):
        notes.append("serving")
    assert notes == ["worker starts", "loop starts", "serving", "loop stops", "worker stops"]


def test_what_started_is_stopped_when_the_next_cannot_start(app: FastAPI, state: State) -> None:
    notes: list[str] = []
    state.services.extend([Noted("worker", notes), Noted("loop", notes, "start")])
    with pytest.raises(RuntimeError, match="loop cannot start"), TestClient(app):
        pass
    assert notes == ["worker starts", "loop starts", "worker stops"]


def test_a_restart_takes_the_spool_up_again_before_anything_starts(app: FastAPI, state: State, cast: Any) -> None:
    waiting, orphan, lost = new_id(), new_id(), new_id()
    now = state.clock.now()
    for frame in (waiting, orphan):
        state.spool.put(frame, b"abc")
    with Session(state.engine) as session:
        session.add_all(
            FrameRow(id=frame, camera_id=cast.cameras["east-1"], captured_at=now, time_given=True, received_at=now,
                     sha256=bytes(32), size_bytes=3)
            for frame in (waiting, lost)
        )  # fmt: skip
        session.commit()
    seen: list[frozenset[Any]] = []

    class Worker(Noted):
        def start(self) -> None:
            seen.append(state.spool.ids())

    state.services.append(Worker("worker", []))
    with TestClient(app):
        pass
    assert seen == [frozenset({waiting})]
    with Session(state.engine) as session:
        assert session.get_one(FrameRow, lost).status is FrameStatus.broken
        assert session.get_one(FrameRow, waiting).status is FrameStatus.spooled


def test_the_data_folder_is_made_for_its_owner_alone(app: FastAPI, state: State) -> None:
    folder: Path = state.settings.data_dir
    assert folder.stat().st_mode & 0o077 == 0
    assert state.settings.spool_dir.stat().st_mode & 0o077 == 0
