"""What went wrong, as a page in words with a way on, for people; programs keep getting problem details."""

import logging
from datetime import timedelta
from urllib.parse import urlsplit

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from api.auth.people import is_for_programs, safe_next
from api.auth.sessions import COOKIE, person_with
from api.database import reading_from
from api.language import Language, language_of
from api.pages.rendering import Visitor, render, visitor, visitor_of
from api.pages.times import length_said
from api.problems import Problem, answer, from_http, from_validation
from api.state import state_of
from conduct.words import N_

log = logging.getLogger(__name__)

TITLES: dict[int, str] = {
    403: N_("This is not open to you"),
    404: N_("Nothing is here"),
    405: N_("This address is not a page"),
    409: N_("This has changed in the meantime"),
    413: N_("This is too large"),
    422: N_("The address or form is not as it should be"),
    429: N_("Too many attempts"),
    500: N_("Something went wrong here"),
    503: N_("This cannot be done at present"),
}
OTHER_TITLE = N_("This did not work")
WORDS: dict[str, str] = {
    "not-found": N_("It does not exist, or it is none of the halls and records that you may see."),
    "not-allowed": N_("Your role does not include it. Ask an administrator if it should."),
    "forged": N_("The form was too old, or sent from another site. Go back, load the page again and repeat it."),
    "own-violation": N_("Nobody decides on a case of their own: a colleague has to."),
    "already-decided": N_("Somebody else was faster, or new facts have changed the case. Nothing was overwritten."),
    "second-opinion-first": N_("You are asked for a second opinion on this case: give it first."),
    "in-watch": N_("Its rule is in watch mode: what it finds is shown, and there is nothing to decide."),
    "not-your-decision": N_("There is no verdict of yours to take back here."),
    "too-late": N_("A verdict can be taken back for ten seconds only. An appeal can still change it."),
    "found-unclear": N_("You found this case unclear: somebody else confirms it, if anybody does."),
    "appeal-decided": N_("An appeal against it was decided: what was decided there stands."),
    "not-about-you": N_("Only the person whom a case is about appeals against it."),
    "not-confirmed": N_("Only a confirmed case is appealed against, and this one is not, or no longer."),
    "already-appealed": N_("An appeal against it runs already."),
    "appeal-too-late": N_("The time for an appeal against this case is over."),
    "own-decision": N_("Nobody decides on an appeal against a verdict of their own: somebody else in HR has to."),
    "not-open": N_("This appeal does not wait for a verdict any more: it was withdrawn, or new facts closed it."),
    "not-your-appeal": N_("Only who lodged an appeal withdraws it."),
    "none-chosen": N_("Tick the cases that you want to dismiss."),
    "reason-missing": N_("Choose a reason, or write one: the person concerned will read it."),
    "too-many-attempts": N_("Too many attempts failed. Wait a few minutes and try again."),
    "wrong-login": N_("There is no such log-in with this password."),
    "own-report": N_("Nobody reports on themselves, or decides on what they reported."),
    "note-missing": N_("Say in a few words what you saw."),
    "in-the-future": N_("That time is yet to come by the hall's clock."),
    "too-old": N_("It is too long ago to be reported now."),
    "not-of-this-hall": N_("This person neither belongs to this hall nor was rostered here then."),
    "month-locked": N_("The month of that day is locked."),
    "key-reused": N_("This form was sent before with something else in it. Begin a new report."),
    "round-finished": N_("This round is finished and stays as it is."),
    "reported-already": N_("This was reported on the round already: its case is decided, not unticked."),
    "not-a-jpeg": N_("The photo was not taken: it is no JPEG. The report stands."),
    "header-unreadable": N_("The photo was not taken: it cannot be read. The report stands."),
    "end-missing": N_("The photo was not taken: it is cut off. The report stands."),
    "broken": N_("The photo was not taken: it is damaged. The report stands."),
    "too-many-pixels": N_("The photo was not taken: it has too many pixels. The report stands."),
    "photo-too-large": N_("The photo was not taken: its file is too large. The report stands."),
    "photo-too-small": N_("The photo was not taken: it is too small. The report stands."),
    "no-detector": N_("The photo was not taken: without a person detector no head can be hidden. The report stands."),
    "photo-there": N_("There is a photo already."),
    "not-pending": N_("No photo is needed any more: the case no longer waits."),
    "not-your-report": N_("Only who reported it adds a photo or withdraws it."),
    "bad-cursor": N_("This address of a list is damaged. Begin at its first page."),
}
OTHER_WORDS = N_("Go back and try again. If it stays so, tell an administrator the number above.")
WORDS_OF_STATUS: dict[int, str] = {
    405: N_("It only takes what a form sends. Go back to the page with the form, or begin at the first page."),
    413: N_("Send less at once; a photo may be taken with a lower resolution."),
    422: N_("Something in it is missing or has another form than is asked for. Go back and look at it once more."),
    500: N_("It is not your doing. What you sent may have been kept or not: look before you send it again."),
    503: N_("Wait a minute and try again. What you sent was not taken."),
}
WAIT = N_("Too many attempts failed. Try again in {length}.")


def words_of(problem: Problem, language: Language) -> str:
    """What happened and what can be done about it; how long to wait where the problem says so."""
    wait_s = dict(problem.headers).get("Retry-After")
    if problem.code == "too-many-attempts" and wait_s is not None:
        return language.say(WAIT, length=wait_said(int(wait_s), language))
    return language.say(WORDS.get(problem.code) or WORDS_OF_STATUS.get(problem.status, OTHER_WORDS))


def wait_said(wait_s: int, language: Language) -> str:
    """To the second below a minute, else in whole minutes, never too few."""
    return length_said(timedelta(seconds=wait_s if wait_s < 60 else -(-wait_s // 60) * 60), language)


def answer_pages(app: FastAPI) -> None:
    """Let the app answer people in pages. Call it after `answer_problems`, whose place it takes for them."""

    async def on_problem(request: Request, raised: Exception) -> Response:
        assert isinstance(raised, Problem)
        return await run_in_threadpool(answer_page, request, raised)

    async def on_invalid(request: Request, raised: Exception) -> Response:
        assert isinstance(raised, RequestValidationError)
        return await run_in_threadpool(answer_page, request, from_validation(raised.errors()))

    async def on_http(request: Request, raised: Exception) -> Response:
        assert isinstance(raised, HTTPException)
        return await run_in_threadpool(answer_page, request, from_http(raised))

    app.add_exception_handler(Problem, on_problem)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(HTTPException, on_http)


def answer_fault(request: Request, problem: Problem, reference: str) -> Response:
    """What nobody foresaw, in a page where a page can still be made; `reference` finds it in the service's log."""
    try:
        return answer_page(request, problem, reference=reference)
    except Exception:
        log.exception("no page could be made of an error reference=%s", reference)
        return answer(problem)


def answer_page(request: Request, problem: Problem, *, reference: str = "") -> Response:
    """A page for people, problem details for programs."""
    if is_for_programs(request.url.path):
        return answer(problem)
    found = whoever_is(request)
    language = found.language if found else language_of(request)
    page = render(
        request,
        "problem.html",
        problem.status,
        language=language,
        title=TITLES.get(problem.status, OTHER_TITLE),
        detail=words_of(problem, language),
        problem=problem,
        reference=reference,
        came_from=came_from(request),
    )
    for name, value in problem.headers:
        page.headers.append(name, value)
    return page


def whoever_is(request: Request) -> Visitor | None:
    """Whoever is logged in, also where the problem came up before the page asked who that is."""
    token = request.cookies.get(COOKIE)
    if token is None or visitor_of(request) is not None:
        return visitor_of(request)
    state = state_of(request)
    try:
        with reading_from(state.engine) as session:
            person = person_with(session, token, state.clock.now())
        return visitor(request, person) if person else None
    except SQLAlchemyError:
        log.exception("the database does not say who meets an error")
        return None


def came_from(request: Request) -> str | None:
    """The page of ours that led here, if the browser tells of another one."""
    parts = urlsplit(request.headers.get("referer", ""))
    if parts.netloc != request.headers.get("host") or not parts.path:
        return None
    path = safe_next(f"{parts.path}?{parts.query}" if parts.query else parts.path)
    is_here = request.method == "GET" and parts.path == request.url.path
    return None if is_here or parts.path == "/login" else path
