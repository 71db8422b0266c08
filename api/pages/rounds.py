"""`/inspect/rounds`: the checklist of a round, gone on with until it is finished."""

from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool

from api.auth.access import Person, sight_of
from api.auth.people import require
from api.cases.listing import visible_halls
from api.cases.reporting import REPORTERS
from api.cases.rounds import READERS, problem_of, rounds_of, told_round, visible_round
from api.database import ReadingSession, WritingSession, writing_to
from api.language import Language
from api.pages.inspect_words import OUTCOMES
from api.pages.rendering import CurrentVisitor, render
from api.pages.rule_words import AREAS
from api.problems import invalid
from api.roster.asking import hall_named
from api.state import state_of
from conduct.review.rounds import begin_round, finish_round, mark_points
from conduct.review.violations import Refused
from conduct.rules.adoption import pack_for
from models.tables import HallRow, InspectionRoundRow, PointOutcome

router = APIRouter(include_in_schema=False)
Inspector = Annotated[Person, Depends(require(*REPORTERS))]
Reader = Annotated[Person, Depends(require(*READERS))]


@router.get("/inspect/rounds")
def rounds(request: Request, _: CurrentVisitor, person: Reader, session: ReadingSession) -> Response:
    sight = sight_of(person)
    halls = visible_halls(session, sight, in_use=True)
    return render(
        request,
        "rounds.html",
        rounds=[told_round(session, row) for row in rounds_of(session, sight)],
        halls=halls,
        walks=person.role in REPORTERS,
        zones={hall.code: ZoneInfo(hall.timezone) for hall in halls},
        names={hall.code: hall.name for hall in halls},
    )


@router.post("/inspect/rounds")
def begin(
    request: Request, person: Inspector, session: WritingSession, hall: Annotated[str, Form(max_length=64)]
) -> Response:
    row = begin_round(session, hall_named(session, person, hall), by=person.reviewer, now=state_of(request).clock.now())
    return RedirectResponse(f"/inspect/rounds/{row.id}", status_code=303)


@router.get("/inspect/rounds/{round_id}")
def one(request: Request, round_id: UUID, visitor: CurrentVisitor, person: Reader, session: ReadingSession) -> Response:
    row = visible_round(session, sight_of(person), round_id)
    hall = session.get_one(HallRow, row.hall_id)
    return render(
        request,
        "round.html",
        round=told_round(session, row),
        hall=hall,
        zone=ZoneInfo(hall.timezone),
        walks=person.role in REPORTERS,
        areas=_areas(session, row, visitor.language),
        outcomes=OUTCOMES,
    )


@router.post("/inspect/rounds/{round_id}")
async def mark(request: Request, round_id: UUID, person: Inspector) -> Response:
    """What is ticked, as one form; `finish` ends the round, `report` goes on to the report of a rule."""
    form = await request.form()
    told = {name: value for name, value in form.items() if isinstance(value, str)}
    return await run_in_threadpool(_marked, request, round_id, person, told)


def _marked(request: Request, round_id: UUID, person: Person, told: dict[str, str]) -> Response:
    state = state_of(request)
    now = state.clock.now()
    with writing_to(state.engine) as session:
        row = visible_round(session, sight_of(person), round_id, lock=True)
        hall = session.get_one(HallRow, row.hall_id).code
        try:
            mark_points(session, row, _outcomes(told), by=person.reviewer, now=now)
            if "finish" in told:
                finish_round(session, row, by=person.reviewer, now=now)
        except Refused as refused:
            raise problem_of(refused) from None
    if "report" in told:
        query = urlencode({"hall": hall, "rule": told["report"], "round": str(round_id)})
        return RedirectResponse(f"/inspect/report?{query}", status_code=303)
    return RedirectResponse(f"/inspect/rounds/{round_id}", status_code=303)


def _outcomes(told: dict[str, str]) -> dict[str, PointOutcome]:
    try:
        return {
            name.removeprefix("point-"): PointOutcome(value)
            for name, value in told.items()
            if name.startswith("point-")
        }
    except ValueError:
        raise invalid("point", "is fine, found or not-looked-at") from None


def _areas(session: Session, row: InspectionRoundRow, language: Language) -> list[tuple[str, str, dict[str, str]]]:
    """By area: its code, its title, and what each of its rules asks for."""
    rules = pack_for(session, row.day).pack.rules
    return [
        (
            area,
            language.say(title),
            {n: rule.words.said(language.code) for n, rule in rules.items() if rule.area == area},
        )
        for area, title in AREAS.items()
    ]
