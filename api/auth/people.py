"""Dependencies of routes for people: who is logged in, what their role allows, and that they meant it."""

from collections.abc import Awaitable, Callable
from typing import Annotated
from urllib.parse import quote, urlsplit

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from api.auth.access import Person, refusal
from api.auth.origin import SAFE_METHODS, Sent, comes_from_elsewhere, forgery
from api.auth.sessions import COOKIE, person_with
from api.auth.tokens import bearer_token, note_use, person_with_token, use_is_unnoted
from api.database import reading_from, writing_to
from api.problems import Problem, answer
from api.state import state_of
from models.tables import Role

NOT_PAGES = (
    "/api/", "/iclock/", "/LAPI/", "/PictureHttpUpload/", "/EventHttpUpload/",
    "/openapi.json/", "/healthz/", "/readyz/", "/metrics/",
)  # fmt: skip
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")


WITH_ONE_TIME_PASSWORD = frozenset({"/my/password", "/logout"})
"""All that is open to somebody whose password is a one-time one."""


class NotLoggedIn(Problem):
    """401 for programs; people are sent to the log-in page."""

    def __init__(self) -> None:
        super().__init__(401, "not-logged-in", "Log in first.")


class PasswordDue(Problem):
    """403 for programs; people are sent to where they change their one-time password."""

    def __init__(self) -> None:
        super().__init__(403, "password-due", "Change the one-time password first.")


class Forged(Problem):
    """Another site may have sent it, or its form is older than the log-in."""

    def __init__(self, reason: str) -> None:
        super().__init__(403, "forged", reason)


async def current_person(request: Request) -> Person:
    """Who sent this request. Raises NotLoggedIn, PasswordDue, and Problem 403 `forged` when another site may have."""
    bearer = bearer_token(request.headers.get("authorization"))
    if bearer is not None:
        return await run_in_threadpool(_with_personal_token, request, bearer)
    token = request.cookies.get(COOKIE)
    person = await run_in_threadpool(_find, request, token) if token else None
    if person is None:
        raise NotLoggedIn
    if request.method not in SAFE_METHODS:
        reason = forgery(await _sent(request), person.csrf)
        if reason is not None:
            raise Forged(reason)
    if person.must_change_password and request.url.path not in WITH_ONE_TIME_PASSWORD:
        raise PasswordDue
    return person


CurrentPerson = Annotated[Person, Depends(current_person)]


def require(*roles: Role) -> Callable[..., Awaitable[Person]]:
    """Dependency: the person sending this request, if in one of these roles. Raises also Problem 403 `not-allowed`."""
    allowed = frozenset(roles)

    async def person_in_role(request: Request, person: CurrentPerson) -> Person:
        reason = refusal(person.role, allowed, request.method)
        if reason is not None:
            raise Problem(403, "not-allowed", reason)
        return person

    return person_in_role


async def from_our_pages(request: Request) -> None:
    """Dependency of the log-in itself, which has no session yet. Raises Problem 403 `forged`."""
    if comes_from_elsewhere(await _sent(request)):
        raise Problem(403, "forged", "It was sent from another site.")


async def on_not_logged_in(request: Request, raised: Exception) -> Response:
    """Handler: 401 for programs, to the log-in page and back again for people."""
    path = request.url.path
    if is_for_programs(path):
        assert isinstance(raised, NotLoggedIn)
        return answer(raised)
    back = path + (f"?{request.url.query}" if request.url.query else "")
    where = f"/login?next={quote(back, safe='/')}" if request.method == "GET" else "/login"
    return RedirectResponse(where, status_code=303)


async def on_password_due(request: Request, raised: Exception) -> Response:
    """Handler: 403 for programs, to the page where people change their password."""
    if is_for_programs(request.url.path):
        assert isinstance(raised, PasswordDue)
        return answer(raised)
    return RedirectResponse("/my/password", status_code=303)


def is_for_programs(path: str) -> bool:
    """Whether programs ask here, who are answered in problem details and never in pages."""
    return f"{path}/".startswith(NOT_PAGES)


def safe_next(given: str | None) -> str:
    """Where to go after logging in: a path here, never another site's address."""
    if not given or not given.startswith("/") or given.startswith(("//", "/\\")):
        return "/"
    parts = urlsplit(given)
    return given if not parts.scheme and not parts.netloc and given.isprintable() else "/"


def _find(request: Request, token: str) -> Person | None:
    state = state_of(request)
    with reading_from(state.engine) as session:
        return person_with(session, token, state.clock.now())


def _with_personal_token(request: Request, text: str) -> Person:
    state = state_of(request)
    now = state.clock.now()
    with reading_from(state.engine) as session:
        person, unnoted = person_with_token(session, text, now), use_is_unnoted(session, text, now)
    if person is None:
        raise NotLoggedIn
    if unnoted:
        with writing_to(state.engine) as session:
            note_use(session, text, now)
    return person


async def _sent(request: Request) -> Sent:
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    token = request.headers.get("x-csrf-token")
    if token is None and content_type in FORM_TYPES:
        field = (await request.form()).get("csrf")
        token = field if isinstance(field, str) else None
    return Sent(
        method=request.method,
        content_type=content_type,
        host=request.headers.get("host", ""),
        origin=request.headers.get("origin"),
        fetch_site=request.headers.get("sec-fetch-site"),
        token=token,
    )
