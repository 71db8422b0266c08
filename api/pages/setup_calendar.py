"""`/setup/calendar`: a year of a hall, its holidays, make-up workdays and closures, and days set by a person."""

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Annotated
from urllib.parse import urlencode

from babel.dates import get_day_names, get_month_names
from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session, col, or_, select

from api.auth.access import Person, sight_of
from api.auth.people import require
from api.cases.listing import visible_halls
from api.database import ReadingSession, reading_from, writing_to
from api.language import Language
from api.pages.rendering import CurrentVisitor, Visitor, render
from api.pages.times import day_said
from api.policy.adopted import names_of_logins
from api.policy.forms import Typed, day_in, day_or_none, words_in
from api.policy.month_grid import Mark, Standing, year_grid
from api.policy.refusals import refusal_said
from api.policy.words import DAY_KINDS, STANDINGS
from api.roster.asking import MANAGER_ROLES, hall_named
from api.routes.calendar import OF_ALL_HALLS
from api.state import state_of
from conduct.review.violations import Refused
from conduct.rules.adoption_reach import today_at_halls
from conduct.schedule.calendar_year import OFFICIAL, fill_year, mark_day, unmark_day, years_without_data
from models.tables import CalendarDayRow, HallRow, Role
from models.values.roster import DayKind
from roster.calendar import NoOfficialData

router = APIRouter(prefix="/setup/calendar", include_in_schema=False)
Reader = Annotated[Person, Depends(require(*MANAGER_ROLES, Role.auditor))]
Marker = Annotated[Person, Depends(require(*MANAGER_ROLES))]
Year = Annotated[int, Query(ge=2000, le=2100)]
OF_ALL = ""
"""The code that stands for all halls."""


@router.get("")
def calendar(
    request: Request,
    visitor: CurrentVisitor,
    _: Reader,
    session: ReadingSession,
    hall: str | None = None,
    year: Year | None = None,
    day: date | None = None,
) -> Response:
    """With a day chosen, the form below the months is about it."""
    typed = Typed(values={"day": day.isoformat()} if day else None)
    return _page(request, session, visitor, hall, year or (day.year if day else None), typed)


@router.post("")
def edit(
    request: Request,
    visitor: CurrentVisitor,
    person: Marker,
    day: Annotated[str, Form(max_length=10)] = "",
    kind: Annotated[str, Form(max_length=16)] = "",
    reason: Annotated[str, Form(max_length=200)] = "",
    hall: Annotated[str, Form(max_length=64)] = OF_ALL,
) -> Response:
    """Mark a day by a reason, or take a mark away (no kind)."""
    state, now = state_of(request), state_of(request).clock.now()
    try:
        on, why = day_in(day), words_in(reason, "no-reason")
        with writing_to(state.engine) as session:
            at = _hall_of(session, person, hall)
            if kind in set(DayKind):
                mark_day(session, at, on, DayKind(kind), by=person.reviewer, now=now, reason=why)
            else:
                unmark_day(session, at, on, by=person.reviewer, now=now, reason=why)
    except Refused as refused:
        values = {"day": day, "kind": kind, "reason": reason}
        with reading_from(state.engine) as session:
            typed = Typed(refusal_said(refused, visitor.language), values)
            return _page(request, session, visitor, hall, None, typed)
    state.facts_changed.set()
    query = urlencode({"hall": hall, "year": on.year, "day": on.isoformat()})
    return RedirectResponse(f"/setup/calendar?{query}", status_code=303)


@router.post("/years/{year}")
def fill(
    request: Request,
    year: int,
    visitor: CurrentVisitor,
    person: Annotated[Person, Depends(require(*OF_ALL_HALLS))],
) -> Response:
    """Fill in the official days of a year, as far as there are any."""
    state = state_of(request)
    try:
        with writing_to(state.engine) as session:
            fill_year(session, year, by=person.login, now=state.clock.now())
    except NoOfficialData:
        said = refusal_said(Refused("no-official-data", ""), visitor.language)
        with reading_from(state.engine) as session:
            return _page(request, session, visitor, None, year, Typed(said))
    return RedirectResponse(f"/setup/calendar?year={year}", status_code=303)


def _page(
    request: Request, session: Session, visitor: Visitor, code: str | None, year: int | None, typed: Typed
) -> Response:
    person, language = visitor.person, visitor.language
    today = today_at_halls(session, state_of(request).clock.now())
    halls = visible_halls(session, sight_of(person), in_use=True)
    hall = next((each for each in halls if each.code == code), halls[0] if halls and code is None else None)
    chosen = day_or_none(typed.of("day"))
    shown = year or (chosen.year if chosen else today.year)
    marks = _marks(session, hall, date(shown, 1, 1), date(shown, 12, 31))
    mark = marks.get(chosen) if chosen else None
    return render(
        request,
        "setup_calendar.html",
        422 if typed.error else 200,
        hall=hall,
        halls=halls,
        year=shown,
        today=today,
        months=year_grid(shown, marks),
        marks=sorted(marks.items()),
        missing=bool(years_without_data(session, date(shown, 1, 1), date(shown, 12, 31))),
        names=names_of_logins(session, {mark.by for mark in marks.values()}),
        month_names=get_month_names("wide", "stand-alone", language.code),
        day_names=get_day_names("abbreviated", "stand-alone", language.code),
        kinds=DAY_KINDS,
        standings=STANDINGS,
        shown_standings=tuple(Standing),
        typed=typed,
        kind=typed.of("kind", mark.kind.value if mark else ""),
        may_mark=person.role in MANAGER_ROLES,
        may_mark_all=person.role in OF_ALL_HALLS,
        said=partial(day_said, language=language),
        label=partial(_label, language=language),
    )


def _label(day: date, standing: Standing, language: Language) -> str:
    return f"{day_said(day, language)}: {language.say(STANDINGS[standing])}"


def _marks(session: Session, hall: HallRow | None, first: date, last: date) -> Mapping[date, Mark]:
    """Of all halls, and the hall's own over them."""
    of_all = col(CalendarDayRow.hall_id).is_(None)
    rows = session.exec(
        select(CalendarDayRow)
        .where(CalendarDayRow.day >= first, CalendarDayRow.day <= last)
        .where(or_(of_all, CalendarDayRow.hall_id == hall.id) if hall else of_all)
    ).all()
    return {
        row.day: Mark(row.kind, "" if row.source == OFFICIAL else row.source, row.hall_id is not None)
        for row in sorted(rows, key=lambda row: row.hall_id is not None)
    }


def _hall_of(session: Session, person: Person, code: str) -> HallRow | None:
    """Days of all halls are HR's business. Raises Refused `unknown-hall`, Problem 422 for a hall of others."""
    if code == OF_ALL and person.role not in OF_ALL_HALLS:
        raise Refused("unknown-hall", "name a hall")
    return hall_named(session, person, code) if code else None
