"""Errors as RFC 9457 problem details with a stable `code`: never a traceback, never HTML."""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from http import HTTPStatus
from secrets import token_hex
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
CODES_BY_STATUS = {404: "not-found", 405: "method-not-allowed", 413: "body-too-large"}


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing wrong in what a client sent."""

    field: str
    """Dotted path inside the body, query or path."""
    reason: str


class Problem(Exception):
    """Raised anywhere under a request, answered as problem details. `code` is stable and part of the interface."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        title: str | None = None,
        errors: Sequence[FieldError] = (),
        headers: Sequence[tuple[str, str]] = (),
    ) -> None:
        super().__init__(f"{status} {code}: {detail}")
        self.status = status
        self.code = code
        self.detail = detail
        self.title = title or HTTPStatus(status).phrase
        self.errors = tuple(errors)
        self.headers = tuple(headers)


def answer(problem: Problem) -> JSONResponse:
    """The response that tells a client of a problem."""
    content: dict[str, Any] = {
        "type": "about:blank",
        "title": problem.title,
        "status": problem.status,
        "code": problem.code,
        "detail": problem.detail,
    }
    if problem.errors:
        content["errors"] = [asdict(error) for error in problem.errors]
    response = JSONResponse(content, status_code=problem.status, media_type=MEDIA_TYPE)
    for name, value in problem.headers:
        response.headers.append(name, value)
    return response


def from_validation(errors: Sequence[Mapping[str, Any]]) -> Problem:
    """The problem for what FastAPI found wrong. The rejected values themselves are not repeated."""
    return Problem(
        422,
        "invalid",
        "The request is not as it should be; see `errors`.",
        errors=[FieldError(_field_of(error), str(error["msg"])) for error in errors],
    )


def from_http(exception: HTTPException) -> Problem:
    """The problem for a status that the framework raised."""
    phrase = HTTPStatus(exception.status_code).phrase
    code = CODES_BY_STATUS.get(exception.status_code, phrase.lower().replace(" ", "-"))
    detail = exception.detail if isinstance(exception.detail, str) else phrase  # pyright: ignore[reportUnnecessaryIsInstance]
    return Problem(exception.status_code, code, detail, headers=list((exception.headers or {}).items()))


def answer_problems(app: FastAPI) -> None:
    """Makes the app answer everything that is raised under a request as problem details."""

    async def on_problem(_: Request, raised: Exception) -> JSONResponse:
        assert isinstance(raised, Problem)
        return answer(raised)

    async def on_invalid(_: Request, raised: Exception) -> JSONResponse:
        assert isinstance(raised, RequestValidationError)
        return answer(from_validation(raised.errors()))

    async def on_http(_: Request, raised: Exception) -> JSONResponse:
        assert isinstance(raised, HTTPException)
        return answer(from_http(raised))

    app.add_exception_handler(Problem, on_problem)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(HTTPException, on_http)


REFERENCE_BYTES = 4
Tell = Callable[[Request, Problem, str], Response]


class Faults:
    """Middleware: what nobody foresaw is logged with its traceback, and answered 500 without it.

    A handler for Exception would do the same, but Starlette runs that one outside of all other middleware and then
    raises again, so that the answer lacks the security headers and the traceback is logged twice.
    """

    def __init__(self, app: ASGIApp, tell: Tell) -> None:
        """`tell` makes the answer, in a thread, of the request, the problem and the reference that the log has too."""
        self.app = app
        self.tell = tell

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def note_start(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, note_start)
        except Exception:
            reference = token_hex(REFERENCE_BYTES)
            log.exception("unexpected error reference=%s method=%s path=%r", reference, scope["method"], scope["path"])
            if started:
                raise
            detail = f"Something went wrong here; it is in the service's log as {reference}."
            problem = Problem(500, "internal", detail)
            answered = await run_in_threadpool(self.tell, Request(scope), problem, reference)
            await answered(scope, receive, send)


def _field_of(error: Mapping[str, Any]) -> str:
    where = [str(step) for step in error["loc"]]
    if error["type"] == "json_invalid" or len(where) == 1:
        return where[0]
    return ".".join(where[1:])


def invalid(field: str, reason: str) -> Problem:
    """One field of a request that cannot be taken, and why."""
    return Problem(
        422, "invalid", "The request is not as it should be; see `errors`.", errors=[FieldError(field, reason)]
    )
