"""`/roster/rotations`: a rotation filled into the roster for a span of days; what that would change is shown first."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session, col, select

from api.auth.access import Person
from api.cases.words import sentence
from api.database import ReadingSession, reading_from, writing_to
from api.pages.rendering import CurrentVisitor, Visitor, render
from api.pages.roster_address import RosterView, days_of_week
from api.pages.roster_words import refusal_said
from api.pages.times import short_day_said
from api.roster.asking import Manager, hall_named, rotation_named
from api.roster.telling import NO_TITLES
from api.state import state_of
from conduct.review.violations import Refused
from conduct.schedule.fill_preview import FillPreview, preview_fill
from conduct.schedule.filling import fill_rotation
from models.tables import RotationRow, StaffRow
from models.values.local_time import local_day
from models.values.why import Why
from roster.week import name_of_week

SHOWN_MAX = 500

router = APIRouter(include_in_schema=False)
View = Annotated[RosterView, Query()]


@dataclass(frozen=True, slots=True)
class Fill:
    """What is typed, and what it comes to or why not."""

    rotation: str = ""
    first: str = ""
    last: str = ""
    preview: FillPreview | None = None
    error: str = ""


@router.get("/roster/rotations")
def choose(request: Request, visitor: CurrentVisitor, person: Manager, session: ReadingSession, view: View) -> Response:
    return _page(request, session, visitor, person, view, Fill())


@router.post("/roster/rotations")
def fill(
    request: Request,
    visitor: CurrentVisitor,
    person: Manager,
    view: View,
    rotation: Annotated[UUID, Form()],
    first: Annotated[str, Form(max_length=10)] = "",
    last: Annotated[str, Form(max_length=10)] = "",
    step: Annotated[Literal["preview", "apply"], Form()] = "preview",
) -> Response:
    state, now = state_of(request), state_of(request).clock.now()
    typed = Fill(str(rotation), first, last)
    try:
        days = _days(first, last)
        with reading_from(state.engine) as session:
            rotation_named(session, person, rotation)
        if step == "preview":
            seen = preview_fill(state.engine, rotation, *days, by=person.reviewer, now=now)
            found = Fill(typed.rotation, first, last, seen)
            with reading_from(state.engine) as session:
                return _page(request, session, visitor, person, view, found)
        with writing_to(state.engine) as session:
            row = rotation_named(session, person, rotation)
            fill_rotation(session, row, *days, by=person.reviewer, now=now)
    except Refused as refused:
        wrong = Fill(typed.rotation, first, last, error=refusal_said(refused, visitor.language))
        with reading_from(state.engine) as session:
            return _page(request, session, visitor, person, view, wrong)
    state.facts_changed.set()
    week = name_of_week(days[0])
    return RedirectResponse(view.address(did="filled", week=week, day="") + "#done", status_code=303)


def _page(
    request: Request, session: Session, visitor: Visitor, person: Person, view: RosterView, typed: Fill
) -> Response:
    hall = hall_named(session, person, view.hall)
    zone, language = ZoneInfo(hall.timezone), visitor.language
    days = days_of_week(view.week, local_day(state_of(request).clock.now(), zone))
    rotations = session.exec(
        select(RotationRow)
        .where(RotationRow.hall_id == hall.id, col(RotationRow.retired_at).is_(None))
        .order_by(RotationRow.code)
    ).all()
    numbers = {change.staff for change in typed.preview.changes} if typed.preview else set[str]()
    names = dict(session.exec(select(StaffRow.no, StaffRow.name).where(col(StaffRow.no).in_(numbers))).all())

    def why(reason: Why) -> str:
        return sentence(reason, language, NO_TITLES)

    def day_said(day: date) -> str:
        return short_day_said(day, language)

    return render(
        request,
        "roster_fill.html",
        422 if typed.error else 200,
        view=view,
        hall=hall,
        zone=zone,
        rotations=rotations,
        typed=typed,
        first=typed.first or days[0].isoformat(),
        last=typed.last or days[-1].isoformat(),
        names={} if view.names == "number" else names,
        shown_max=SHOWN_MAX,
        why=why,
        day_said=day_said,
    )


def _days(first: str, last: str) -> tuple[date, date]:
    try:
        return date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        raise Refused("bad-day", "not a day") from None
