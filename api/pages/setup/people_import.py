"""`/setup/people/import`: a table of people, looked at before it is taken in, all of it or nothing."""

import base64
import binascii
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request, UploadFile
from fastapi.responses import Response

from api.database import reading_from, writing_to
from api.language import Language
from api.pages.rendering import CurrentVisitor, render
from api.pages.setup.people import KEEPERS, Keeper, Seer
from api.setup.house import halls_in_use
from api.state import State, state_of
from conduct.imports.importing import AnyPlan, Import, NoSuchHall, apply_import, plan_import
from conduct.imports.words import say_refusal
from conduct.words import N_
from roster.importing import Kind, Refused
from roster.sheets import BYTES_MAX, SheetRefused, read_sheet

SHOWN_MAX = 200
NO_FILE = N_("Choose a file.")
NO_HALL = N_("There is no such hall.")
BASE64_PER_BYTE = 1.4

router = APIRouter(prefix="/setup/people/import", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Sent:
    """A table as it was sent; it goes along in the form between the preview and the import, and is kept nowhere."""

    content: bytes
    name: str
    hall: str

    @property
    def packed(self) -> str:
        return base64.b64encode(self.content).decode()


class NotTaken(ValueError):
    """Why a file is not even a table, in the visitor's language."""


@router.get("")
def choose(request: Request, _: CurrentVisitor, person: Seer, hall: str = "") -> Response:
    return _page(request, hall=hall, keeps=person.role in KEEPERS)


@router.post("/preview")
def preview(
    request: Request,
    visitor: CurrentVisitor,
    _: Keeper,
    file: UploadFile | None = None,
    hall: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """What it would change, or every cell that is bad."""
    state, language = state_of(request), visitor.language
    content = file.file.read(BYTES_MAX + 1) if file is not None and file.filename else b""
    sent = Sent(content, _printable(file.filename or "") if file is not None else "", hall)
    return _done(request, state, language, sent, by=None)


@router.post("")
def take(
    request: Request,
    visitor: CurrentVisitor,
    person: Keeper,
    packed: Annotated[str, Form(max_length=round(BYTES_MAX * BASE64_PER_BYTE))] = "",
    name: Annotated[str, Form(max_length=200)] = "",
    hall: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Take in what was looked at; meanwhile changed rows are planned anew."""
    state = state_of(request)
    try:
        content = base64.b64decode(packed, validate=True)
    except binascii.Error:
        content = b""
    return _done(request, state, visitor.language, Sent(content, _printable(name), hall), by=person.login)


def _done(request: Request, state: State, language: Language, sent: Sent, *, by: str | None) -> Response:
    """By nobody, it is only looked at."""
    try:
        plan = _plan(state, language, sent, by)
    except NotTaken as error:
        return _page(request, 422, hall=sent.hall, error=str(error))
    if isinstance(plan, Refused):
        bad = [(cell.row, cell.column, say_refusal(cell.why, language.translate)) for cell in plan.cells]
        return _page(request, 422, hall=sent.hall, sent=sent, bad=bad[:SHOWN_MAX], bad_count=len(bad))
    if by is not None:
        state.facts_changed.set()
    return _page(request, hall=sent.hall, sent=sent, plan=plan, applied=by is not None)


def _plan(state: State, language: Language, sent: Sent, by: str | None) -> AnyPlan | Refused:
    """Raises NotTaken."""
    if not sent.content:
        raise NotTaken(language.say(NO_FILE))
    try:
        rows = read_sheet(sent.content)
    except SheetRefused as refused:
        raise NotTaken(say_refusal(refused.why, language.translate)) from None
    given, now = Import(Kind.staff, rows, sent.hall or None, source=sent.name), state.clock.now()
    try:
        if by is None:
            with reading_from(state.engine) as session:
                return plan_import(session, given, now=now)
        with writing_to(state.engine) as session:
            return apply_import(session, given, by=by, now=now)
    except NoSuchHall:
        raise NotTaken(language.say(NO_HALL)) from None


def _page(
    request: Request,
    status: int = 200,
    *,
    hall: str,
    keeps: bool = True,
    error: str = "",
    sent: Sent | None = None,
    plan: AnyPlan | None = None,
    applied: bool = False,
    bad: list[tuple[int, str, str]] | None = None,
    bad_count: int = 0,
) -> Response:
    with reading_from(state_of(request).engine) as session:
        halls = [(row.code, row.name) for row in halls_in_use(session)]
    return render(
        request, "setup_people_import.html", status, hall=hall, keeps=keeps, error=error, sent=sent, plan=plan,
        applied=applied, bad=bad or [], bad_count=bad_count, halls=halls, shown=SHOWN_MAX,
    )  # fmt: skip


def _printable(name: str) -> str:
    return "".join(letter for letter in name if letter.isprintable())[:200]
