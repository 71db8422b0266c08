"""`/api/v1/imports/{kind}`: staff and rosters from CSV and XLSX files, previewed or applied, and templates for them."""

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from api.auth.access import Person
from api.auth.people import FORM_TYPES, require
from api.database import reading_from, writing_to
from api.intake.body import Body, Gone, TooMuch, read_whole
from api.language import Language, language_of
from api.problems import MEDIA_TYPE, FieldError, Problem, answer
from api.state import State, state_of
from conduct.export.spreadsheet import CSV_TYPE, XLSX_TYPE
from conduct.imports.importing import AnyPlan, Import, NoSuchHall, apply_import, plan_import
from conduct.imports.template import template_csv, template_xlsx
from conduct.imports.words import say_refusal
from models.tables import Role
from roster.importing import Kind, Refused
from roster.sheets import BYTES_MAX, SheetRefused, read_sheet

BAD_NAMED_MAX = 200
CHANGES_TOLD_MAX = 200
SOURCE_CHARACTERS_MAX = 200

router = APIRouter(prefix="/api/v1/imports")

Reader = Annotated[Person, Depends(require(Role.supervisor, Role.hr, Role.admin, Role.auditor))]
Importer = Annotated[Person, Depends(require(Role.supervisor, Role.hr, Role.admin))]


class TemplateFormat(StrEnum):
    xlsx = "xlsx"
    csv = "csv"


class ChangeTold(BaseModel):
    """One column that a row changes. `of` is a staff number, for a shift with its day."""

    row: int
    of: str
    column: str
    old: str
    new: str


class ImportTold(BaseModel):
    """What an import did, or would do. `changes` are the first ones."""

    applied: bool
    made: int
    changed: int
    same: int
    changes: list[ChangeTold]


@dataclass(frozen=True, slots=True)
class RowError(FieldError):
    """One bad cell; `field` is row and column in one."""

    row: int
    column: str


@dataclass(frozen=True, slots=True)
class Asked:
    """Who wants what imported, and in which language they are answered."""

    person: Person
    kind: Kind
    hall: str | None
    content: bytes
    source: str
    language: Language
    dry_run: bool


BODY_TYPES = (CSV_TYPE, XLSX_TYPE, FORM_TYPES[1])
BODY = {"required": True, "content": {key: {"schema": {"type": "string", "format": "binary"}} for key in BODY_TYPES}}


@router.post("/{kind}", response_model=ImportTold, openapi_extra={"requestBody": BODY})
async def post_import(
    kind: Kind,
    request: Request,
    person: Importer,
    dry_run: Annotated[bool, Query(description="Only say what would change.")] = False,
    hall: Annotated[str | None, Query(description="Code of the hall that the table is of; others are refused.")] = None,
) -> Response:
    """Imports a CSV or XLSX file, sent as it is or as a form's file: all of it, or nothing and the bad cells named."""
    if kind is Kind.staff and person.role is Role.supervisor:
        raise Problem(403, "not-allowed", "Supervisors import rosters; staff are imported by HR.")
    content, source = await _sent(request)
    state, language = state_of(request), language_of(request, person.locale)
    asked = Asked(person, kind, hall, content, source, language, dry_run)
    come_to = await run_in_threadpool(_import, state, asked)
    if isinstance(come_to, Refused):
        return _bad_rows(come_to, language)
    if not dry_run:
        state.facts_changed.set()
    return JSONResponse(_told(come_to, applied=not dry_run).model_dump())


@router.get("/{kind}/template", response_class=Response)
def get_template(
    kind: Kind, _: Reader, form: Annotated[TemplateFormat, Query(alias="format")] = TemplateFormat.xlsx
) -> Response:
    """An empty table with its columns, an example and what each column may say."""
    translate = Language("zh").translate
    content = (template_csv if form is TemplateFormat.csv else template_xlsx)(kind, translate)
    headers = {"Content-Disposition": f'attachment; filename="{kind.value}-template.{form.value}"'}
    media_type = CSV_TYPE if form is TemplateFormat.csv else XLSX_TYPE
    return Response(content, media_type=media_type, headers=headers)


async def _sent(request: Request) -> tuple[bytes, str]:
    """The file and its name, from a form or as the body itself."""
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type in FORM_TYPES:
        async with request.form() as form:
            files = [part for _, part in form.multi_items() if isinstance(part, UploadFile)]
            if len(files) != 1:
                raise Problem(422, "invalid", "Send one file.", errors=[FieldError("body", "has not exactly one file")])
            return await files[0].read(BYTES_MAX + 1), printable(files[0].filename or "")
    try:
        return await read_whole(Body(request.receive), BYTES_MAX), ""
    except TooMuch:
        raise Problem(413, "body-too-large", f"A file may have at most {BYTES_MAX} bytes.") from None
    except Gone:
        raise Problem(400, "bad-request", "The body was cut off.") from None


def printable(name: str) -> str:
    """A file's name as it may be kept: a database refuses NUL and lone surrogates."""
    return "".join(letter for letter in name if letter.isprintable())[:SOURCE_CHARACTERS_MAX]


def _import(state: State, asked: Asked) -> AnyPlan | Refused:
    try:
        rows = read_sheet(asked.content)
    except SheetRefused as refused:
        reason = say_refusal(refused.why, asked.language.translate)
        raise Problem(422, "bad-file", reason, errors=[FieldError("body", reason)]) from None
    now, person = state.clock.now(), asked.person
    allowed = person.hall_ids if person.role is Role.supervisor else None
    given = Import(asked.kind, rows, asked.hall, allowed, asked.source)
    try:
        if asked.dry_run:
            with reading_from(state.engine) as session:
                return plan_import(session, given, now=now)
        with writing_to(state.engine) as session:
            return apply_import(session, given, by=person.login, now=now)
    except NoSuchHall:
        raise _no_hall(person) from None


def _no_hall(person: Person) -> Problem:
    if person.role is Role.supervisor:
        return Problem(403, "not-allowed", "This is none of your halls.")
    error = FieldError("hall", "is the code of no hall")
    return Problem(422, "invalid", "There is no such hall.", errors=[error])


def _bad_rows(refused: Refused, language: Language) -> Response:
    """The first bad cells by row and column, and how many there are."""
    errors = [
        RowError(f"{cell.row}.{cell.column}", say_refusal(cell.why, language.translate), cell.row, cell.column)
        for cell in refused.cells[:BAD_NAMED_MAX]
    ]
    detail = f"{len(refused.cells)} cells are bad; nothing was imported."
    content = json.loads(bytes(answer(Problem(422, "bad-rows", detail, errors=errors)).body))
    return JSONResponse({**content, "count": len(refused.cells)}, status_code=422, media_type=MEDIA_TYPE)


def _told(plan: AnyPlan, *, applied: bool) -> ImportTold:
    changes = [
        ChangeTold(row=change.row, of=change.old.label, column=column, old=old, new=new)
        for change in plan.changed[:CHANGES_TOLD_MAX]
        for column, old, new in change.differences()
    ]
    return ImportTold(
        applied=applied, made=len(plan.made), changed=len(plan.changed), same=plan.same,
        changes=changes[:CHANGES_TOLD_MAX],
    )  # fmt: skip
