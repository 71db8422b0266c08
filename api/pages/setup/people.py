"""`/setup/people`: who works where, by which badge, until when."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Annotated
from urllib.parse import quote, urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from api.auth.access import Person
from api.auth.people import require
from api.database import ReadingSession, reading_from, writing_to
from api.pages.forms import ShownForm
from api.pages.rendering import CurrentVisitor, Visitor, render
from api.pages.setup.done import DONE
from api.pages.setup.people_words import EXEMPTIONS
from api.paging import cursor_of, parts_of
from api.problems import Problem
from api.setup.house import halls_in_use
from api.setup.people import (
    PersonTold,
    ShownPerson,
    add_person,
    change_person,
    exemptions_of,
    let_leave,
    list_people,
    logins_of,
    person_with,
    take_back,
)
from api.setup.refused import SetupRefused
from api.state import state_of
from conduct.records.holdings import badges_of_nobody, holdings_of
from models.tables import Role
from models.values.local_time import local_day, local_stamp

PAGE = 50
KEEPERS = (Role.hr, Role.admin)
Seer = Annotated[Person, Depends(require(*KEEPERS, Role.auditor))]
Keeper = Annotated[Person, Depends(require(*KEEPERS))]

router = APIRouter(prefix="/setup", include_in_schema=False)


class PeopleView(BaseModel):
    """Who is looked at."""

    model_config = ConfigDict(frozen=True)

    search: Annotated[str, Field(max_length=100)] = ""
    hall: str = ""
    left: bool = False
    """Whether those who have left are shown as well."""
    cursor: str = ""

    def address(self, **other: str) -> str:
        told = {"search": self.search, "hall": self.hall, "left": "1" if self.left else "", **other}
        wanted = {name: value for name, value in told.items() if value}
        return "/setup/people" + (f"?{urlencode(wanted)}" if wanted else "")


def told(
    name: Annotated[str, Form(max_length=200)] = "",
    hall: Annotated[str, Form(max_length=64)] = "",
    badges: Annotated[str, Form(max_length=500)] = "",
) -> PersonTold:
    return PersonTold(name.strip(), hall, badges.strip())


ToldPerson = Annotated[PersonTold, Depends(told)]


@router.get("/people")
def people(
    request: Request, _: CurrentVisitor, person: Seer, session: ReadingSession, view: Annotated[PeopleView, Query()]
) -> Response:
    after = str(parts_of(view.cursor, str)[0]) if view.cursor else ""
    found = list_people(
        session, search=view.search.strip(), hall=view.hall, left=view.left, after=after, limit=PAGE + 1
    )  # fmt: skip
    more = view.address(cursor=cursor_of(found[PAGE - 1].row.no)) if len(found) > PAGE else None
    return render(
        request, "setup_people.html", people=found[:PAGE], view=view, next_address=more, halls=_halls(session),
        keeps=person.role in KEEPERS, last_day=_last_day,
    )  # fmt: skip


@router.get("/new-person")
def new(request: Request, visitor: CurrentVisitor, _: Seer, session: ReadingSession, hall: str = "") -> Response:
    return page_of(request, session, visitor, ShownForm({"hall": hall}))


@router.post("/people")
def add(
    request: Request, visitor: CurrentVisitor, person: Keeper, told: ToldPerson,
    number: Annotated[str, Form(max_length=200)] = "",
) -> Response:  # fmt: skip
    state, number = state_of(request), number.strip()
    try:
        with writing_to(state.engine) as session:
            add_person(session, number, told, by=person.login, now=state.clock.now())
    except SetupRefused as refused:
        form = _form(told)
        form = replace(form, values={**form.values, "number": number})
        with reading_from(state.engine) as session:
            return page_of(request, session, visitor, form.refused(refused, visitor.language))
    state.facts_changed.set()
    return back_to(number, "added")


@router.get("/people/{staff}")
def one(
    request: Request, staff: str, visitor: CurrentVisitor, _: Seer, session: ReadingSession, done: str = ""
) -> Response:
    shown = person_shown(session, staff)
    return page_of(request, session, visitor, form_of(shown), shown, done)


@router.post("/people/{staff}")
def change(request: Request, staff: str, visitor: CurrentVisitor, person: Keeper, told: ToldPerson) -> Response:
    state = state_of(request)
    try:
        with writing_to(state.engine) as session:
            change_person(session, person_shown(session, staff).row, told, by=person.login, now=state.clock.now())
    except SetupRefused as refused:
        with reading_from(state.engine) as session:
            form = _form(told).refused(refused, visitor.language)
            return page_of(request, session, visitor, form, person_shown(session, staff))
    state.facts_changed.set()
    return back_to(staff, "changed")


@router.post("/people/{staff}/leave")
def leave(
    request: Request, staff: str, person: Keeper,
    last_day: Annotated[date, Form(), Field(ge=date(2000, 1, 1), lt=date(2099, 1, 1))],
) -> Response:  # fmt: skip
    state = state_of(request)
    with writing_to(state.engine) as session:
        let_leave(session, person_shown(session, staff).row, last_day, by=person.login, now=state.clock.now())
    return back_to(staff, "left")


@router.post("/people/{staff}/return")
def come_back(request: Request, staff: str, person: Keeper) -> Response:
    state = state_of(request)
    with writing_to(state.engine) as session:
        take_back(session, person_shown(session, staff).row, by=person.login, now=state.clock.now())
    return back_to(staff, "returned")


def person_shown(session: Session, staff: str) -> ShownPerson:
    found = person_with(session, staff)
    if found is None:
        raise Problem(404, "not-found", "There is no such person.")
    return found


def _halls(session: Session) -> list[tuple[str, str]]:
    return [(hall.code, hall.name) for hall in halls_in_use(session)]


def _last_day(person: ShownPerson) -> date | None:
    """Of somebody who has left, or will."""
    at = person.row.retired_at
    return local_day(at - timedelta(microseconds=1), ZoneInfo(person.hall.timezone)) if at else None


def back_to(staff: str, done: str) -> Response:
    return RedirectResponse(f"/setup/people/{quote(staff)}?done={done}", status_code=303)


def _form(told: PersonTold) -> ShownForm:
    return ShownForm({"name": told.name, "hall": told.hall, "badges": told.badges})


def form_of(shown: ShownPerson) -> ShownForm:
    return _form(PersonTold(shown.row.name, shown.hall.code))


def page_of(
    request: Request, session: Session, visitor: Visitor, form: ShownForm, shown: ShownPerson | None = None,
    done: str = "",
) -> Response:  # fmt: skip
    now = state_of(request).clock.now()
    halls = _halls(session)
    if shown is not None and (shown.hall.code, shown.hall.name) not in halls:
        halls.append((shown.hall.code, shown.hall.name))
    return render(
        request, "setup_person.html", form.status, form=form, shown=shown, halls=halls, done=DONE.get(done),
        holdings=(holdings := holdings_of(session, [shown.row.id]).get(shown.row.id, ()) if shown else ()),
        nobodys=badges_of_nobody(session, [holding.badge.number for holding in holdings]), stamp=local_stamp, now=now,
        zone=ZoneInfo(shown.hall.timezone) if shown else None,
        exemptions=exemptions_of(session, shown.row.id) if shown else (), exemption_words=EXEMPTIONS,
        logins=logins_of(session, shown.row.id) if shown else (), last_day=_last_day(shown) if shown else None,
        today=local_day(now, ZoneInfo(shown.hall.timezone)) if shown else None,
        keeps=visitor.person.role in KEEPERS, makes_logins=visitor.person.role is Role.admin,
    )  # fmt: skip
