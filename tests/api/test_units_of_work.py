"""A request's session is committed before its answer, rolled back on errors, and a reading one changes nothing."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine, event
from sqlmodel import Session, select

from api.database import ReadingSession, WritingSession, reading_from, writing_to
from api.problems import Problem
from models.tables import HallRow


def hall(code: str) -> HallRow:
    return HallRow(code=code, name=code, timezone="Asia/Shanghai")


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    @app.post("/api/v1/halls/{code}")
    def add(code: str, session: WritingSession) -> str:
        session.add(hall(code))
        if code == "odd":
            raise Problem(409, "odd", "It is odd.")
        return code

    @app.get("/api/v1/halls/{code}")
    def read(code: str, session: ReadingSession) -> str:
        return session.exec(select(HallRow.code).where(HallRow.code == code)).one()

    @app.get("/api/v1/sneak")
    def sneak(session: ReadingSession) -> None:
        session.add(hall("sneaked"))

    return TestClient(app, raise_server_exceptions=False)


def codes(engine: Engine) -> list[str]:
    with Session(engine) as session:
        return list(session.exec(select(HallRow.code)))


def test_what_was_answered_is_stored(client: TestClient, sqlite_database: Engine) -> None:
    assert client.post("/api/v1/halls/east").status_code == 200
    assert client.get("/api/v1/halls/east").json() == "east"
    assert codes(sqlite_database) == ["east"]


def test_an_error_rolls_back(client: TestClient, sqlite_database: Engine) -> None:
    assert client.post("/api/v1/halls/odd").status_code == 409
    assert codes(sqlite_database) == []


def test_a_commit_that_fails_is_not_answered_with_success(client: TestClient, sqlite_database: Engine) -> None:
    client.post("/api/v1/halls/east")
    again = client.post("/api/v1/halls/east")  # only the flush of the commit finds that the code is taken
    assert (again.status_code, again.json()["code"]) == (500, "internal")

    @event.listens_for(sqlite_database, "commit")
    def fail(_: object) -> None:
        raise OSError("the disk is gone")

    west = client.post("/api/v1/halls/west")
    event.remove(sqlite_database, "commit", fail)
    assert (west.status_code, west.json()["code"]) == (500, "internal")
    assert codes(sqlite_database) == ["east"]


def test_a_reading_request_that_changes_something_fails_loudly(client: TestClient, sqlite_database: Engine) -> None:
    assert client.get("/api/v1/sneak").status_code == 500
    assert codes(sqlite_database) == []


def test_reading_waits_for_no_writer(sqlite_database: Engine) -> None:
    with writing_to(sqlite_database) as writer:
        writer.add(hall("east"))
        writer.flush()
        with reading_from(sqlite_database) as reader:
            assert list(reader.exec(select(HallRow.code))) == []
    assert codes(sqlite_database) == ["east"]
