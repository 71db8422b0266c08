"""`/roster/copy`: another week's shifts put into this one; what would come along and what not is shown first."""

from datetime import date, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from api.auth.access import Person
from api.database import ReadingSession, WritingSession
from api.pages import roster_words
from api.pages.rendering import CurrentVisitor, render
from api.pages.roster_address import RosterView, days_of_week
from api.pages.times import short_day_said
from api.problems import Problem, invalid
from api.roster.asking import Manager, hall_named
from api.state import state_of
from conduct.schedule.week_copying import apply_copy, plan_copy
from conduct.schedule.week_words import say_of_week
from models.tables import HallRow
from models.values.local_time import local_day
from models.values.why import Why
from roster.week import name_of_week

SHOWN_MAX = 500

router = APIRouter(include_in_schema=False)
View = Annotated[RosterView, Query()]


@router.get("/roster/copy")
def preview(
    request: Request,
    visitor: CurrentVisitor,
    person: Manager,
    session: ReadingSession,
    view: View,
    source: Annotated[str, Query(max_length=8)] = "",
) -> Response:
    now, language = state_of(request).clock.now(), visitor.language
    hall, target = _week(session, person, view, request)
    from_ = _source(source, target)
    if from_ == target:
        plan, error = None, language.say(roster_words.REFUSALS["same-week"])
    else:
        plan, error = plan_copy(session, hall, from_, target, now=now), None
    names = {no: row.name for no, row in plan.people.items()} if plan and view.names != "number" else {}

    def why(reason: Why) -> str:
        return say_of_week(reason, language.translate, names)

    def day_said(day: date) -> str:
        return short_day_said(day, language)

    return render(
        request,
        "roster_copy.html",
        view=view,
        hall=hall,
        zone=ZoneInfo(hall.timezone),
        week=name_of_week(target[0]),
        source=name_of_week(from_[0]),
        plan=plan,
        error=error,
        names=names,
        shown_max=SHOWN_MAX,
        day_said=day_said,
        why=why,
    )


@router.post("/roster/copy")
def apply(
    request: Request,
    _: CurrentVisitor,
    person: Manager,
    session: WritingSession,
    view: View,
    source: Annotated[str, Form(max_length=8)],
) -> Response:
    """What fits by now: the plan is made anew."""
    state = state_of(request)
    hall, target = _week(session, person, view, request)
    from_ = _source(source, target)
    if from_ == target:
        raise invalid("source", "is the week itself")
    apply_copy(session, hall, from_, target, by=person.reviewer, now=state.clock.now())
    state.facts_changed.set()
    return RedirectResponse(view.address(did="copied") + "#done", status_code=303)


def _week(session: Session, person: Person, view: RosterView, request: Request) -> tuple[HallRow, tuple[date, ...]]:
    hall = hall_named(session, person, view.hall)
    today = local_day(state_of(request).clock.now(), ZoneInfo(hall.timezone))
    return hall, days_of_week(view.week, today)


def _source(named: str, target: tuple[date, ...]) -> tuple[date, ...]:
    """By default the week before."""
    try:
        return days_of_week(named, target[0] - timedelta(weeks=1))
    except OverflowError:
        raise Problem(422, "invalid", "There is no week before this one.") from None
