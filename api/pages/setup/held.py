"""`/setup/readers/held`: lines that readers sent and that are no punch, looked at and settled with a reason."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session, select

from api.auth.access import sight_of
from api.cases.rules import titles_of
from api.cases.words import sentence
from api.database import ReadingSession, reading_from, writing_to
from api.pages.forms import ShownForm
from api.pages.rendering import CurrentVisitor, Visitor, render
from api.pages.setup.done import DONE
from api.pages.setup.people import KEEPERS, Keeper, Seer
from api.paging import cursor_of, id_at
from api.setup.held import held_lines, held_with, open_by_reader
from api.setup.refused import SetupRefused
from api.state import state_of
from conduct.records.held import settle, why_held
from conduct.words import N_
from models.tables import HallRow, HeldPunchRow, Role

PAGE = 50
HELD = "/setup/readers/held"

router = APIRouter(include_in_schema=False)
Chosen = Annotated[list[UUID], Form(max_length=PAGE)]


class HeldView(BaseModel):
    """Of which reader, and from where on."""

    model_config = ConfigDict(frozen=True)

    reader: Annotated[str, Field(max_length=200)] = ""
    cursor: Annotated[str, Field(max_length=500)] = ""

    def address(self, **other: str) -> str:
        wanted = {name: value for name, value in {"reader": self.reader, **other}.items() if value}
        return HELD + (f"?{urlencode(wanted)}" if wanted else "")


AskedView = Annotated[HeldView, Query()]


@dataclass(frozen=True, slots=True)
class ShownLine:
    row: HeldPunchRow
    reader: str
    zone: ZoneInfo
    """Of its hall."""
    why: str

    @property
    def raw(self) -> str:
        return self.row.raw.decode("utf-8", "backslashreplace")


@router.get(HELD)
def held(
    request: Request, visitor: CurrentVisitor, _: Seer, session: ReadingSession, view: AskedView, done: str = ""
) -> Response:
    return _page(request, session, visitor, view, ShownForm(), done=done)


@router.post(HELD)
def settle_some(
    request: Request,
    visitor: CurrentVisitor,
    person: Keeper,
    view: AskedView,
    ids: Chosen = [],  # noqa: B006 - never changed
    shown: Chosen = [],  # noqa: B006
    which: Annotated[str, Form(max_length=20)] = "chosen",
    reason: Annotated[str, Form(max_length=2000)] = "",
) -> Response:
    """Those that are ticked, or with `which=shown` all that stood on the page."""
    state, wanted = state_of(request), shown if which == "shown" else ids
    try:
        reason = _checked(wanted, reason)
    except SetupRefused as refused:
        form = ShownForm({"reason": reason}, {"ids": [str(each) for each in ids]}).refused(refused, visitor.language)
        with reading_from(state.engine) as session:
            return _page(request, session, visitor, view, form)
    with writing_to(state.engine) as session:
        lines = held_with(session, sight_of(person), wanted)
        settle(session, lines, by=person.login, reason=reason, now=state.clock.now())
    state.facts_changed.set()
    return RedirectResponse(view.address(done="lines-settled"), status_code=303)


def _checked(wanted: list[UUID], reason: str) -> str:
    """The reason. Raises SetupRefused."""
    if not wanted:
        raise SetupRefused(N_("choose at least one line"))
    if not reason.strip():
        raise SetupRefused(N_("say why these lines are settled"), "reason")
    return reason.strip()


def _page(
    request: Request, session: Session, visitor: Visitor, view: HeldView, form: ShownForm, *, done: str = ""
) -> Response:
    person, before = visitor.person, id_at(view.cursor) if view.cursor else None
    found = held_lines(session, sight_of(person), reader=view.reader, before=before, limit=PAGE + 1)
    more = view.address(cursor=cursor_of(found[PAGE - 1][0].id.hex)) if len(found) > PAGE else None
    zones = {hall_id: ZoneInfo(zone) for hall_id, zone in session.exec(select(HallRow.id, HallRow.timezone)).all()}
    titles = titles_of(session)
    lines = [
        ShownLine(row, reader.code, zones[reader.hall_id], sentence(why_held(row.reason), visitor.language, titles))
        for row, reader in found[:PAGE]
    ]
    return render(
        request, "setup_held.html", form.status, form=form, lines=lines, view=view, next_address=more,
        readers=open_by_reader(session), keeps=person.role in KEEPERS, sees_readers=person.role is not Role.hr,
        done=DONE.get(done),
    )  # fmt: skip
