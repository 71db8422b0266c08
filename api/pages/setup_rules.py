"""`/setup/rules`: packs that were adopted, and those brought in to be checked, compared, tried and adopted."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache, partial
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request, UploadFile
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session, col, select

from api.auth.access import Person
from api.auth.people import require
from api.database import ReadingSession, reading_from, writing_to
from api.language import Language
from api.pages.navigation import Place, everybody
from api.pages.rendering import CurrentVisitor, Visitor, render
from api.pages.times import day_said
from api.policy.adopted import names_of_logins, shown_adoptions
from api.policy.forms import all_halls, day_in, day_or_none
from api.policy.pack_words import fault_said, said_differences
from api.policy.refusals import refusal_said
from api.policy.replays import stand_of
from api.policy.words import REPLAY_STANDS
from api.roster.asking import not_found
from api.state import state_of
from conduct.review.violations import Refused
from conduct.rules.adoption import adopt, pack_for
from conduct.rules.adoption_reach import Reach, reach_of, today_at_halls
from conduct.rules.coverage import coverage
from conduct.rules.pack import (
    Pack,
    PackError,
    PackFault,
    PackText,
    default_pack,
    default_text,
    in_order,
    load_pack,
    norm_classes,
    parse_pack,
)
from conduct.rules.pack_drafts import keep_draft, latest_drafts, replays_of, text_of
from conduct.words import N_
from models.tables import PackAdoptionRow, PackDraftRow, Role

router = APIRouter(prefix="/setup/rules", include_in_schema=False)
Owner = Annotated[Person, Depends(require(Role.admin))]
Reader = Annotated[Person, Depends(require(Role.admin, Role.auditor))]
DEFAULT = "default"
SHOWN = 20
FILES_MAX, BYTES_MAX = 60, 2_000_000
TABS = (
    Place("/setup/rules/packs", N_("Packs and adoption"), everybody, ("/setup/rules/drafts", "/setup/rules/replays")),
    Place("/setup/rules/watch", N_("Rules only watched"), everybody),
    Place("/setup/rules/seasons", N_("Dress codes"), everybody),
)
ASKING = ("backwards", "judged-already")
"""Refusals that what a first day reaches explains."""
NO_FILE = N_("Choose the files of a pack: one TOML file, or all of a folder.")
TOO_LARGE = N_("That is too much for a pack: {files} files and {mb} MB at most.")
NOT_TEXT = N_("{file} is not text in UTF-8.")


@dataclass(frozen=True, slots=True)
class Adopting:
    """What stands in the form of an adoption, and what was wrong with it."""

    first_day: str
    announced_on: str
    document: str = ""
    agreed: str = ""
    error: str = ""
    reach: Reach | None = None
    """Where it is to be agreed to, or stands in the way."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A draft as it was read: a pack, or what is wrong with it."""

    pack: Pack | None
    faults: tuple[tuple[str, str, str], ...] = field(default=())
    """Place in the file, place in the pack, and what is wrong."""


@router.get("")
def entrance(_: Reader) -> Response:
    return RedirectResponse("/setup/rules/packs", status_code=303)


@router.get("/packs")
def packs(request: Request, visitor: CurrentVisitor, _: Reader, session: ReadingSession, adopted: str = "") -> Response:
    return _packs_page(request, session, visitor, adopted=adopted)


@router.get("/packs/{version}")
def text_of_pack(_: Reader, session: ReadingSession, version: str) -> Response:
    """A pack as one TOML file, to be changed and brought in again."""
    text = _text_named(session, version)
    if text is None:
        raise not_found("pack")
    headers = {"Content-Disposition": f'attachment; filename="{version if version.isascii() else "pack"}.toml"'}
    return Response(text.joined, media_type="application/toml", headers=headers)


@router.post("/drafts")
def bring_in(
    request: Request,
    visitor: CurrentVisitor,
    person: Owner,
    files: list[UploadFile] = [],  # noqa: B006 - FastAPI copies it
    of: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Keep the files of a pack, or those of one that is here already."""
    state, now = state_of(request), state_of(request).clock.now()
    given = [file for file in files if file.filename]
    text, error = _uploaded(given, visitor.language) if given or not of else (None, "")
    if error:
        with reading_from(state.engine) as session:
            return _packs_page(request, session, visitor, error=error)
    with writing_to(state.engine) as session:
        text = text or _text_named(session, of)
        if text is None:
            raise not_found("pack")
        draft_id = keep_draft(session, text, by=person.login, now=now).id
    return RedirectResponse(f"/setup/rules/drafts/{draft_id}", status_code=303)


@router.get("/drafts/{draft_id}")
def draft(
    request: Request, draft_id: UUID, visitor: CurrentVisitor, _: Reader, session: ReadingSession, against: str = ""
) -> Response:
    return draft_page(request, session, visitor, draft_id, against=against)


@router.post("/drafts/{draft_id}/adoption")
def adopt_draft(
    request: Request,
    draft_id: UUID,
    visitor: CurrentVisitor,
    person: Owner,
    first_day: Annotated[str, Form(max_length=10)] = "",
    announced_on: Annotated[str, Form(max_length=10)] = "",
    document: Annotated[str, Form(max_length=200)] = "",
    agreed: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """Adopt it, or show the form again with what stands in the way."""
    state, now = state_of(request), state_of(request).clock.now()
    try:
        first, announced = day_in(first_day), day_in(announced_on)
        with writing_to(state.engine) as session:
            row = adopt(
                session, text_of(_draft(session, draft_id)).joined, first_day=first, announced_on=announced,
                by=person.login, document=document.strip(), now=now, agreed=day_or_none(agreed),
            )  # fmt: skip
            query = urlencode({"adopted": str(row.id)})
        state.facts_changed.set()
    except Refused as refused:
        with reading_from(state.engine) as session:
            first_told = day_or_none(first_day) if refused.code in ASKING else None
            reach = reach_of(session, first_told, now=now) if first_told else None
            said = refusal_said(refused, visitor.language)
            again = Adopting(first_day, announced_on, document, "", said, reach)
            return draft_page(request, session, visitor, draft_id, adopting=again, status=422)
    return RedirectResponse(f"/setup/rules/packs?{query}", status_code=303)


def draft_page(
    request: Request,
    session: Session,
    visitor: Visitor,
    draft_id: UUID,
    *,
    against: str = "",
    adopting: Adopting | None = None,
    replay_error: str = "",
    status: int = 200,
) -> Response:
    """The draft with its check, its differences, its trials and its adoption."""
    row, now, language = _draft(session, draft_id), state_of(request).clock.now(), visitor.language
    checked = check(text_of(row), language)
    today = today_at_halls(session, now)
    other = _pack_named(session, against) if against else pack_for(session, today).pack
    replays = replays_of(session, row.id, SHOWN)
    halls = all_halls(session)
    return render(
        request,
        "setup_draft.html",
        status,
        tabs=TABS,
        draft=row,
        checked=checked,
        covered=coverage(checked.pack, norm_classes()) if checked.pack else (),
        differences=said_differences(other, checked.pack, language) if checked.pack else (),
        other=other,
        against=against,
        versions=_versions(session),
        adopting=adopting or _to_begin_with(today),
        names=names_of_logins(session, {row.added_by, *(each.asked_by for each in replays)}),
        replays=[(each, stand_of(each, now)) for each in replays],
        replay_error=replay_error,
        stands=REPLAY_STANDS,
        halls=halls,
        hall_names={hall.id: hall.name for hall in halls},
        month_ago=today - timedelta(days=30),
        yesterday=today - timedelta(days=1),
        owner=visitor.person.role is Role.admin,
        said=partial(day_said, language=language),
    )


def check(text: PackText, language: Language) -> Checked:
    """Read a pack; each fault with `file:line`, its place in the pack, and its words."""
    pack, faults = _read(text)
    return Checked(pack, tuple(_fault(each, language) for each in faults))


@lru_cache(maxsize=64)
def _read(text: PackText) -> tuple[Pack | None, tuple[PackFault, ...]]:
    """Drafts never change, and a pack takes a tenth of a second to read."""
    try:
        return load_pack(text), ()
    except PackError as error:
        return None, error.located


def _fault(fault: PackFault, language: Language) -> tuple[str, str, str]:
    where = f"{fault.file}:{fault.line}" if fault.line else fault.file
    return where, fault.place, fault_said(fault.message, language)


def _packs_page(
    request: Request, session: Session, visitor: Visitor, *, adopted: str = "", error: str = ""
) -> Response:
    today = today_at_halls(session, state_of(request).clock.now())
    shown = shown_adoptions(session, today)
    drafts = latest_drafts(session, SHOWN)
    return render(
        request,
        "setup_rules.html",
        422 if error else 200,
        tabs=TABS,
        adoptions=shown,
        in_force=pack_for(session, today),
        drafts=[(row, check(text_of(row), visitor.language)) for row in drafts],
        names=names_of_logins(session, {row.added_by for row in drafts}),
        versions=_versions(session),
        flash=next((each for each in shown if str(each.row.id) == adopted), None),
        error=error,
        owner=visitor.person.role is Role.admin,
        said=partial(day_said, language=visitor.language),
    )


def _uploaded(files: list[UploadFile], language: Language) -> tuple[PackText | None, str]:
    """The files of a form as a pack's text, or what is wrong with them."""
    if not files:
        return None, language.say(NO_FILE)
    if len(files) > FILES_MAX or sum(file.size or 0 for file in files) > BYTES_MAX:
        return None, language.say(TOO_LARGE, files=FILES_MAX, mb=BYTES_MAX // 1_000_000)
    told: list[tuple[str, str]] = []
    for file in files:
        name = (file.filename or "").replace("\\", "/").rpartition("/")[2][:120]
        try:
            told.append((name, file.file.read().decode("utf-8-sig")))
        except UnicodeDecodeError:
            return None, language.say(NOT_TEXT, file=name)
    return in_order(told), ""


def _draft(session: Session, draft_id: UUID) -> PackDraftRow:
    row = session.get(PackDraftRow, draft_id)
    if row is None:
        raise not_found("draft")
    return row


def _versions(session: Session) -> list[str]:
    """Of the packs that can be chosen, the ones adopted last first."""
    query = select(PackAdoptionRow.version).order_by(col(PackAdoptionRow.adopted_at).desc())
    return [*dict.fromkeys(session.exec(query).all())]


def _text_named(session: Session, version: str) -> PackText | None:
    if version == DEFAULT:
        return default_text()
    query = select(PackAdoptionRow.text).where(PackAdoptionRow.version == version)
    text = session.exec(query.order_by(col(PackAdoptionRow.adopted_at).desc())).first()
    return PackText(((f"{version}.toml", text),)) if text is not None else None


def _pack_named(session: Session, version: str) -> Pack:
    if version == DEFAULT:
        return default_pack()
    text = _text_named(session, version)
    if text is None:
        raise not_found("pack")
    return parse_pack(text.joined)


def _to_begin_with(today: date) -> Adopting:
    """From tomorrow on, so that nothing judged or begun is touched."""
    return Adopting((today + timedelta(days=1)).isoformat(), today.isoformat())
