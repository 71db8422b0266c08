"""`/setup/readers`: badge readers and terminals, when each was last heard, and how a new one is let in."""

from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session, select

from api.cameras.instruction_parts import UNREACHABLE
from api.database import ReadingSession, WritingSession, reading_from, writing_to
from api.pages.camera_keys import place_reached
from api.pages.forms import ShownForm
from api.pages.rendering import CurrentVisitor, Visitor, render
from api.pages.setup.done import DONE
from api.pages.setup.places import Keeper, Seer, hall_with, keeps
from api.problems import Problem
from api.setup.house import halls_in_use
from api.setup.readers import (
    add_reader,
    approve_terminal,
    bring_back_reader,
    give_reader_key,
    list_readers,
    retire_reader,
    take_reader_key,
)
from api.setup.refused import SetupRefused
from api.setup.zones_of_time import zone_of
from api.state import state_of
from conduct.records.terminals import introduced
from conduct.records.unowned import count_unowned
from models.tables import ReaderRow

router = APIRouter(prefix="/setup/readers", include_in_schema=False)


@router.get("")
def readers(
    request: Request, visitor: CurrentVisitor, _: Seer, session: ReadingSession, hall: str = "", done: str = ""
) -> Response:
    return _page(request, session, visitor, ShownForm({"hall": hall}), hall=hall, done=done)


@router.post("")
def add(
    request: Request,
    visitor: CurrentVisitor,
    person: Keeper,
    code: Annotated[str, Form(max_length=200)] = "",
    hall: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """The page with its key, this once."""
    state, code = state_of(request), code.strip()
    try:
        with writing_to(state.engine) as session:
            key = add_reader(session, hall_with(session, hall), code, by=person.login, now=state.clock.now())
    except SetupRefused as refused:
        form = ShownForm({"code": code, "hall": hall}).refused(refused, visitor.language)
        with reading_from(state.engine) as session:
            return _page(request, session, visitor, form)
    state.facts_changed.set()
    return _key_page(request, code, key)


@router.post("/{code}/key")
def key(request: Request, code: str, _: CurrentVisitor, person: Keeper) -> Response:
    """The page with one more key, this once."""
    state = state_of(request)
    with writing_to(state.engine) as session:
        text = give_reader_key(session, _reader(session, code), by=person.login, now=state.clock.now())
    return _key_page(request, code, text)


@router.post("/{code}/keys/{prefix}/revocation")
def revoke(code: str, prefix: str, person: Keeper, session: WritingSession, request: Request) -> Response:
    if not take_reader_key(session, _reader(session, code), prefix, by=person.login, now=state_of(request).clock.now()):
        raise Problem(404, "not-found", "There is no such key.")
    return _back("key-revoked")


@router.post("/{code}/approve")
def approve(
    request: Request,
    code: str,
    visitor: CurrentVisitor,
    person: Keeper,
    hall: Annotated[str, Form(max_length=64)] = "",
    network: Annotated[str, Form(max_length=50)] = "",
) -> Response:
    state, network = state_of(request), network.strip()
    try:
        with writing_to(state.engine) as session:
            where = hall_with(session, hall)
            approve_terminal(session, code, where, network or None, by=person.login, now=state.clock.now())
    except SetupRefused as refused:
        form = ShownForm({"network": network, "hall": hall}).refused(refused, visitor.language)
        with reading_from(state.engine) as session:
            return _page(request, session, visitor, form)
    state.facts_changed.set()
    return _back("approved")


@router.post("/{code}/retire")
def retire(request: Request, code: str, person: Keeper, session: WritingSession) -> Response:
    state = state_of(request)
    retire_reader(session, _reader(session, code), by=person.login, now=state.clock.now())
    state.facts_changed.set()
    return _back("reader-retired")


@router.post("/{code}/bring-back")
def bring_back(request: Request, code: str, visitor: CurrentVisitor, person: Keeper) -> Response:
    state = state_of(request)
    try:
        with writing_to(state.engine) as session:
            bring_back_reader(session, _reader(session, code), by=person.login, now=state.clock.now())
    except SetupRefused as refused:
        with reading_from(state.engine) as session:
            return _page(request, session, visitor, ShownForm().refused(refused, visitor.language))
    return _back("reader-back")


def _reader(session: Session, code: str) -> ReaderRow:
    row = session.exec(select(ReaderRow).where(ReaderRow.code == code)).first()
    if row is None:
        raise Problem(404, "not-found", "There is no such reader.")
    return row


def _back(done: str) -> Response:
    return RedirectResponse(f"/setup/readers?done={done}", status_code=303)


def _key_page(request: Request, code: str, text: str) -> Response:
    return render(request, "setup_reader_key.html", code=code, key=text, **_address(request))


def _address(request: Request) -> dict[str, Any]:
    """Where readers reach the service, and its host where none does."""
    place = place_reached(request, "")
    return {"base": place.base, "unreachable": place.host if place.host in UNREACHABLE else ""}


def _page(
    request: Request, session: Session, visitor: Visitor, form: ShownForm, *, hall: str = "", done: str = ""
) -> Response:
    now = state_of(request).clock.now()
    shown = list_readers(session, now, hall)
    return render(
        request, "setup_readers.html", form.status, form=form, readers=shown, waiting=introduced(session), now=now,
        unowned=count_unowned(session),
        zones={each.hall.id: ZoneInfo(each.hall.timezone) for each in shown}, zone=zone_of(session, visitor.person),
        halls=[(row.code, row.name) for row in halls_in_use(session)], hall=hall, done=DONE.get(done),
        keeps=keeps(visitor.person), **_address(request),
    )  # fmt: skip
