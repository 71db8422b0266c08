"""What went wrong, as a page in words with a way on, for people; programs keep getting problem details."""

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from api.auth.people import is_for_programs
from api.language import Language
from api.pages.rendering import render
from api.problems import Problem, answer, from_http, from_validation
from conduct.words import N_

TITLES: dict[int, str] = {
    403: N_("This is not open to you"),
    404: N_("Nothing is here"),
    409: N_("This has changed in the meantime"),
    422: N_("The address or form is not as it should be"),
    429: N_("Too many attempts"),
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


def words_of(problem: Problem, language: Language) -> str:
    return language.say(WORDS.get(problem.code, OTHER_WORDS))


def answer_pages(app: FastAPI) -> None:
    """Let the app answer people in pages. Call it after `answer_problems`, whose place it takes for them."""

    async def on_problem(request: Request, raised: Exception) -> Response:
        assert isinstance(raised, Problem)
        return _answer(request, raised)

    async def on_invalid(request: Request, raised: Exception) -> Response:
        assert isinstance(raised, RequestValidationError)
        return _answer(request, from_validation(raised.errors()))

    async def on_http(request: Request, raised: Exception) -> Response:
        assert isinstance(raised, HTTPException)
        return _answer(request, from_http(raised))

    app.add_exception_handler(Problem, on_problem)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(HTTPException, on_http)


def _answer(request: Request, problem: Problem) -> Response:
    if is_for_programs(request.url.path):
        return answer(problem)
    page = render(
        request,
        "problem.html",
        problem.status,
        title=TITLES.get(problem.status, OTHER_TITLE),
        detail=WORDS.get(problem.code, OTHER_WORDS),
        problem=problem,
    )
    for name, value in problem.headers:
        page.headers.append(name, value)
    return page
