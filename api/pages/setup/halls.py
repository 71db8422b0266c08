"""`/setup/halls`: the halls, each with its windows, hours and what else belongs to it."""

from dataclasses import replace
from typing import Annotated
from urllib.parse import quote
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session, col, select

from api.database import ReadingSession, WritingSession, reading_from, writing_to
from api.pages.forms import ShownForm
from api.pages.rendering import CurrentVisitor, Visitor, render
from api.pages.setup.done import DONE
from api.pages.setup.places import Keeper, Seer, hall_with, keeps, time_zones
from api.setup.hall_windows import windows_of
from api.setup.halls import HallColumns, add_hall, bring_back_hall, change_hall, retire_hall, what_stays
from api.setup.house import halls_in_use
from api.setup.refused import SetupRefused
from api.state import state_of
from models.tables import HallRow

router = APIRouter(prefix="/setup", include_in_schema=False)


def told(
    name: Annotated[str, Form(max_length=200)] = "",
    timezone: Annotated[str, Form(max_length=64)] = "",
    opens: Annotated[str, Form(max_length=8)] = "",
    closes: Annotated[str, Form(max_length=8)] = "",
) -> HallColumns:
    return HallColumns(name.strip(), timezone, opens[:5] or None, closes[:5] or None)


ToldHall = Annotated[HallColumns, Depends(told)]


@router.get("/halls")
def halls(request: Request, _: CurrentVisitor, person: Seer, session: ReadingSession) -> Response:
    in_use = halls_in_use(session)
    gone = session.exec(select(HallRow).where(col(HallRow.retired_at).is_not(None)).order_by(col(HallRow.code))).all()
    return render(
        request, "setup_halls.html", halls=[(hall, what_stays(session, hall.id)) for hall in in_use], gone=gone,
        keeps=keeps(person),
    )  # fmt: skip


@router.get("/new-hall")
def new(request: Request, visitor: CurrentVisitor, _: Seer) -> Response:
    return _new_page(request, visitor, _form(HallColumns("", "Asia/Shanghai", "08:30", "17:30")))


@router.post("/halls")
def add(
    request: Request, visitor: CurrentVisitor, person: Keeper, told: ToldHall,
    code: Annotated[str, Form(max_length=200)] = "",
) -> Response:  # fmt: skip
    state = state_of(request)
    try:
        with writing_to(state.engine) as session:
            hall = add_hall(session, code.strip(), told, by=person.login, now=state.clock.now()).code
    except SetupRefused as refused:
        form = _form(told)
        form = replace(form, values={**form.values, "code": code})
        return _new_page(request, visitor, form.refused(refused, visitor.language))
    return _back(hall, "added")


@router.get("/halls/{code}")
def one(
    request: Request, code: str, visitor: CurrentVisitor, _: Seer, session: ReadingSession, done: str = ""
) -> Response:
    hall = hall_with(session, code)
    return _hall_page(request, session, visitor, hall, _form_of(hall), done)


@router.post("/halls/{code}")
def change(request: Request, code: str, visitor: CurrentVisitor, person: Keeper, told: ToldHall) -> Response:
    state = state_of(request)
    try:
        with writing_to(state.engine) as session:
            change_hall(session, hall_with(session, code), told, by=person.login, now=state.clock.now())
    except SetupRefused as refused:
        with reading_from(state.engine) as session:
            form = _form(told).refused(refused, visitor.language)
            return _hall_page(request, session, visitor, hall_with(session, code), form)
    return _back(code, "changed")


@router.post("/halls/{code}/retire")
def retire(request: Request, code: str, person: Keeper, session: WritingSession) -> Response:
    retire_hall(session, hall_with(session, code), by=person.login, now=state_of(request).clock.now())
    return _back(code, "hall-retired")


@router.post("/halls/{code}/bring-back")
def bring_back(request: Request, code: str, person: Keeper, session: WritingSession) -> Response:
    bring_back_hall(session, hall_with(session, code), by=person.login, now=state_of(request).clock.now())
    return _back(code, "hall-back")


def _back(code: str, done: str) -> Response:
    return RedirectResponse(f"/setup/halls/{quote(code)}?done={done}", status_code=303)


def _form(told: HallColumns) -> ShownForm:
    return ShownForm(
        {"name": told.name, "timezone": told.timezone, "opens": told.opens or "", "closes": told.closes or ""}
    )


def _form_of(hall: HallRow) -> ShownForm:
    return _form(HallColumns(hall.name, hall.timezone, hall.opens, hall.closes))


def _zones(chosen: str) -> list[tuple[str, str]]:
    known = time_zones()
    return [(name, name) for name in (known if chosen in known else (chosen, *known))]


def _new_page(request: Request, visitor: Visitor, form: ShownForm) -> Response:
    return render(
        request, "setup_hall_new.html", form.status, form=form, zones=_zones(form.values["timezone"]),
        keeps=keeps(visitor.person),
    )  # fmt: skip


def _hall_page(
    request: Request, session: Session, visitor: Visitor, hall: HallRow, form: ShownForm, done: str = ""
) -> Response:
    return render(
        request, "setup_hall.html", form.status, form=form, hall=hall, zone=ZoneInfo(hall.timezone),
        zones=_zones(form.values["timezone"]), windows=windows_of(session, hall.id), stays=what_stays(session, hall.id),
        keeps=keeps(visitor.person), done=DONE.get(done),
    )  # fmt: skip
