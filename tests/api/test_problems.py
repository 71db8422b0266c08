"""Whatever goes wrong under a request is told as problem details, and nothing else is."""

import logging
from typing import Annotated, NoReturn

import pytest
from fastapi import FastAPI, HTTPException, Query
from fastapi.testclient import TestClient
from pydantic import BaseModel
from starlette.responses import StreamingResponse

from api.problems import FieldError, Problem


class Shift(BaseModel):
    staff: str
    minutes: int


def boom() -> NoReturn:
    raise RuntimeError("the password is hunter2")


@pytest.fixture
def faulty(app: FastAPI) -> TestClient:
    """The app with routes that go wrong in every way."""

    @app.get("/api/v1/odd")
    def odd() -> None:
        errors = [FieldError("from", "after `to`")]
        raise Problem(409, "odd", "It is odd.", title="Odd", errors=errors, headers=[("X-A", "1"), ("X-A", "2")])

    @app.get("/api/v1/boom")
    def unforeseen() -> None:
        boom()

    @app.get("/api/v1/teapot")
    def teapot() -> None:
        raise HTTPException(418, "short and stout")

    @app.get("/api/v1/half")
    def half() -> StreamingResponse:
        def pieces():
            yield b"half"
            boom()

        return StreamingResponse(pieces())

    @app.post("/api/v1/shifts")
    def shifts(shift: Shift, limit: Annotated[int, Query(ge=1, le=200)] = 50) -> None: ...

    return TestClient(app, raise_server_exceptions=False)


@pytest.mark.parametrize(
    ("method", "path", "status", "code", "title"),
    [
        ("GET", "/api/v1/odd", 409, "odd", "Odd"),
        ("GET", "/api/v1/boom", 500, "internal", "Internal Server Error"),
        ("GET", "/api/v1/teapot", 418, "i'm-a-teapot", "I'm a Teapot"),
        ("GET", "/api/v1/nothing-here", 404, "not-found", "Not Found"),
        ("DELETE", "/api/v1/odd", 405, "method-not-allowed", "Method Not Allowed"),
    ],
)
def test_every_error_is_a_problem(
    method: str, path: str, status: int, code: str, title: str, faulty: TestClient
) -> None:
    answer = faulty.request(method, path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert (told["status"], told["code"], told["title"]) == (status, code, title)
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_problem_tells_its_errors_and_keeps_repeated_headers(faulty: TestClient) -> None:
    answer = faulty.get("/api/v1/odd")
    assert answer.json()["errors"] == [{"field": "from", "reason": "after `to`"}]
    assert answer.headers.get_list("x-a") == ["1", "2"]


def test_the_unforeseen_is_logged_whole_and_told_not_at_all(
    faulty: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        answer = faulty.get("/api/v1/boom")
    assert "hunter2" not in answer.text
    assert "Traceback" not in answer.text
    assert "hunter2" in caplog.text
    assert "path='/api/v1/boom'" in caplog.text


def test_an_answer_half_sent_is_cut_off_rather_than_mended(app: FastAPI, faulty: TestClient) -> None:
    with pytest.raises(RuntimeError), TestClient(app) as strict:
        strict.get("/api/v1/half")


@pytest.mark.parametrize(
    ("path", "content", "field"),
    [
        ("/api/v1/shifts", b'{"staff": "anna", "minutes": "many-secret"}', "minutes"),
        ("/api/v1/shifts", b'{"staff": "anna"}', "minutes"),
        ("/api/v1/shifts", b'{"staff": ', "body"),
        ("/api/v1/shifts", b"", "body"),
        ("/api/v1/shifts?limit=201", b'{"staff": "anna", "minutes": 5}', "limit"),
    ],
)
def test_bad_input_names_the_field_and_does_not_repeat_the_value(
    path: str, content: bytes, field: str, faulty: TestClient
) -> None:
    answer = faulty.post(path, content=content, headers={"Content-Type": "application/json"})
    assert answer.status_code == 422
    told = answer.json()
    assert told["code"] == "invalid"
    assert [error["field"] for error in told["errors"]] == [field]
    assert all(error["reason"] for error in told["errors"])
    assert "secret" not in answer.text


def test_no_body_is_read_without_end(app: FastAPI, faulty: TestClient) -> None:
    content = b'{"staff": "' + b"a" * 40_000_000 + b'", "minutes": 5}'
    answer = faulty.post("/api/v1/shifts", content=content, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (413, "body-too-large")
