"""`/setup/halls/{code}/windows`: the windows of a hall, one form each."""

from dataclasses import replace
from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from api.database import ReadingSession, WritingSession, reading_from, writing_to
from api.pages.forms import ShownForm
from api.pages.rendering import CurrentVisitor, Visitor, render
from api.pages.setup.done import DONE
from api.pages.setup.places import Keeper, Seer, hall_with, keeps
from api.problems import Problem
from api.setup.hall_windows import (
    TAG_MAX,
    WindowColumns,
    add_window,
    bring_back_window,
    change_window,
    next_tag,
    retire_window,
    what_window_stays,
)
from api.setup.refused import SetupRefused
from api.state import state_of
from models.tables import HallRow, WindowRow

router = APIRouter(prefix="/setup/halls/{code}", include_in_schema=False)


def told(
    name: Annotated[str, Form(max_length=200)] = "",
    tag: Annotated[int, Form(ge=-1, le=9999)] = -1,
    seat_tag: Annotated[str, Form(max_length=1)] = "",
    sign_text: Annotated[str, Form(max_length=1)] = "",
) -> WindowColumns:
    return WindowColumns(name.strip(), tag, bool(seat_tag), bool(sign_text))


ToldWindow = Annotated[WindowColumns, Depends(told)]


@router.get("/new-window")
def new(request: Request, code: str, visitor: CurrentVisitor, _: Seer, session: ReadingSession) -> Response:
    hall = hall_with(session, code)
    return _page(request, session, visitor, hall, _form(WindowColumns("", next_tag(session, hall.id))))


@router.post("/windows")
def add(
    request: Request, code: str, visitor: CurrentVisitor, person: Keeper, told: ToldWindow,
    window: Annotated[str, Form(max_length=200)] = "", another: Annotated[str, Form(max_length=1)] = "",
) -> Response:  # fmt: skip
    """Back to the hall, or on to the next window."""
    state = state_of(request)
    try:
        with writing_to(state.engine) as session:
            add_window(session, hall_with(session, code), window.strip(), told, by=person.login, now=state.clock.now())
    except SetupRefused as refused:
        form = _form(told)
        form = replace(form, values={**form.values, "window": window}).refused(refused, visitor.language)
        form = replace(form, field="window") if form.field == "code" else form
        with reading_from(state.engine) as session:
            return _page(request, session, visitor, hall_with(session, code), form)
    return RedirectResponse(_address(code, "/new-window" if another else "?done=added"), status_code=303)


@router.get("/windows/{window_id}")
def one(
    request: Request, code: str, window_id: UUID, visitor: CurrentVisitor, _: Seer, session: ReadingSession,
    done: str = "",
) -> Response:  # fmt: skip
    hall, window = _window(session, code, window_id)
    columns = WindowColumns(window.name, window.tag_number, window.seat_tag, window.sign_text)
    return _page(request, session, visitor, hall, _form(columns), window, done)


@router.post("/windows/{window_id}")
def change(
    request: Request, code: str, window_id: UUID, visitor: CurrentVisitor, person: Keeper, told: ToldWindow
) -> Response:
    state = state_of(request)
    try:
        with writing_to(state.engine) as session:
            hall, window = _window(session, code, window_id)
            change_window(session, hall, window, told, by=person.login, now=state.clock.now())
    except SetupRefused as refused:
        with reading_from(state.engine) as session:
            hall, window = _window(session, code, window_id)
            return _page(request, session, visitor, hall, _form(told).refused(refused, visitor.language), window)
    return RedirectResponse(_address(code, "?done=changed"), status_code=303)


@router.post("/windows/{window_id}/retire")
def retire(request: Request, code: str, window_id: UUID, person: Keeper, session: WritingSession) -> Response:
    hall, window = _window(session, code, window_id)
    retire_window(session, hall, window, by=person.login, now=state_of(request).clock.now())
    return RedirectResponse(_address(code, "?done=window-retired"), status_code=303)


@router.post("/windows/{window_id}/bring-back")
def bring_back(request: Request, code: str, window_id: UUID, visitor: CurrentVisitor, person: Keeper) -> Response:
    state = state_of(request)
    try:
        with writing_to(state.engine) as session:
            hall, window = _window(session, code, window_id)
            bring_back_window(session, hall, window, by=person.login, now=state.clock.now())
    except SetupRefused as refused:
        with reading_from(state.engine) as session:
            hall, window = _window(session, code, window_id)
            columns = WindowColumns(window.name, window.tag_number, window.seat_tag, window.sign_text)
            return _page(request, session, visitor, hall, _form(columns).refused(refused, visitor.language), window)
    return RedirectResponse(_address(code, "?done=window-back"), status_code=303)


def _window(session: Session, code: str, window_id: UUID) -> tuple[HallRow, WindowRow]:
    hall, window = hall_with(session, code), session.get(WindowRow, window_id)
    if window is None or window.hall_id != hall.id:
        raise Problem(404, "not-found", "There is no such window.")
    return hall, window


def _address(code: str, rest: str = "") -> str:
    return f"/setup/halls/{quote(code)}{rest}"


def _form(told: WindowColumns) -> ShownForm:
    values = {
        "name": told.name, "tag": str(told.tag_number) if told.tag_number >= 0 else "",
        "seat_tag": "1" if told.seat_tag else "", "sign_text": "1" if told.sign_text else "",
    }  # fmt: skip
    return ShownForm(values)


def _page(
    request: Request, session: Session, visitor: Visitor, hall: HallRow, form: ShownForm,
    window: WindowRow | None = None, done: str = "",
) -> Response:  # fmt: skip
    now = state_of(request).clock.now()
    return render(
        request, "setup_window.html", form.status, form=form, hall=hall, window=window, tag_max=TAG_MAX,
        stays=what_window_stays(session, window, now) if window else None, keeps=keeps(visitor.person),
        done=DONE.get(done),
    )  # fmt: skip
