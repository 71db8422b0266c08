"""`/login` and `/logout`."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from api.auth.people import CurrentPerson, NotLoggedIn, from_our_pages, safe_next
from api.auth.sessions import LoggedIn, clear_cookie, log_in, log_out, person_with, set_cookie
from api.database import reading_from
from api.language import language_of
from api.pages.again import PACKED_MAX, Again
from api.pages.errors import words_of
from api.pages.rendering import render, visitor
from api.problems import Problem
from api.state import state_of

router = APIRouter(include_in_schema=False)


@router.get("/login")
def login_page(request: Request, next: str = "/") -> Response:  # noqa: A002 - the parameter's name in the address
    """Open to everybody."""
    return _page(request, safe_next(next))


@router.post("/login", dependencies=[Depends(from_our_pages)])
def login(
    request: Request,
    login: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=2000)] = "",
    next: Annotated[str, Form(max_length=2000)] = "/",  # noqa: A002 - the field's name
    again: Annotated[str, Form(max_length=PACKED_MAX)] = "",
) -> Response:
    """To where the visitor was going, or the form again with what was wrong."""
    told = Again.unpacked(again)
    state = state_of(request)
    address = request.client.host if request.client else ""
    hours = state.settings.session_hours
    try:
        opened = log_in(
            state.engine, state.throttle, login.strip(), password, address, state.clock.now(), hours,
            browser=request.headers.get("user-agent", ""),
        )  # fmt: skip
    except Problem as problem:
        page = _page(request, safe_next(next), login=login, problem=problem, again=told)
        for name, value in problem.headers:
            page.headers.append(name, value)
        return page
    answer = RedirectResponse(safe_next(next), status_code=303) if told is None else _once_more(request, opened, told)
    set_cookie(answer, opened, hours, secure=state.settings.secure_cookies)
    return answer


@router.post("/logout")
def logout(request: Request, person: CurrentPerson) -> Response:
    state = state_of(request)
    log_out(state.engine, person.session_id)
    answer = RedirectResponse("/login", status_code=303)
    clear_cookie(answer, secure=state.settings.secure_cookies)
    return answer


def _page(
    request: Request, next_: str, *, login: str = "", problem: Problem | None = None, again: Again | None = None
) -> Response:
    error = words_of(problem, language_of(request)) if problem else None
    status = problem.status if problem else 200
    return render(request, "login.html", status, next=next_, login=login, error=error, again=again)


def _once_more(request: Request, opened: LoggedIn, told: Again) -> Response:
    """The form that was sent when the session had ended, now under the visitor's name."""
    state = state_of(request)
    with reading_from(state.engine) as session:
        person = person_with(session, opened.token, state.clock.now())
    if person is None:
        raise NotLoggedIn
    visitor(request, person)
    return render(request, "again.html", again=told)
