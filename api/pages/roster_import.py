"""`/roster/import`: a file looked through in the background, what it would do shown, and applied only then."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Request, UploadFile
from fastapi.responses import RedirectResponse, Response
from fastapi.sse import EventSourceResponse

from api.auth.access import Person, sight_of
from api.auth.people import require
from api.cases.listing import visible_halls
from api.database import ReadingSession
from api.language import Language
from api.live import changes
from api.pages.rendering import CurrentVisitor, render
from api.problems import Problem
from api.roster.asking import MANAGER_ROLES, not_found
from api.roster.import_jobs import AskedImport, ImportJob, ImportStage
from api.routes.imports import printable
from api.state import state_of
from conduct.imports.words import say_refusal
from conduct.words import N_
from models.tables import Role
from roster.importing import Kind
from roster.sheets import BYTES_MAX, ROWS_MAX

SHOWN_MAX = 500
COLUMNS: dict[str, str] = {
    "hall": N_("Hall"),
    "window": N_("Window"),
    "start": N_("From"),
    "end": N_("To"),
    "breaks": N_("Breaks"),
    "name": N_("Name"),
    "badges": N_("Badges"),
    "retired": N_("Has left"),
}
STAGES: dict[ImportStage, str] = {
    ImportStage.looking: N_("The file is looked through"),
    ImportStage.ready: N_("Looked through: nothing is stored yet"),
    ImportStage.refused: N_("Cannot be taken: nothing is stored"),
    ImportStage.unreadable: N_("Cannot be read: nothing is stored"),
    ImportStage.applying: N_("It is being stored"),
    ImportStage.applied: N_("Stored"),
    ImportStage.broken: N_("Broken off: nothing is stored. Send the file again."),
}

router = APIRouter(include_in_schema=False)
Importer = Annotated[Person, Depends(require(*MANAGER_ROLES))]


def own_job(request: Request, import_id: UUID, person: Importer) -> ImportJob:
    """A dependency, so that it is refused before a stream has begun. Raises Problem 404."""
    job = state_of(request).imports.find(person.user_id, import_id)
    if job is None:
        raise not_found("import")
    return job


OwnJob = Annotated[ImportJob, Depends(own_job)]


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of the file: what of, and what it says or is wrong with it."""

    row: int
    of: str
    said: tuple[str, ...]


@router.get("/roster/import")
def choose(request: Request, _: CurrentVisitor, person: Importer, session: ReadingSession) -> Response:
    return render(
        request,
        "roster_import.html",
        halls=visible_halls(session, sight_of(person), in_use=True),
        kinds=_kinds(person),
        jobs=state_of(request).imports.of_owner(person.user_id),
        stages=STAGES,
        bytes_max=BYTES_MAX,
        rows_max=ROWS_MAX,
    )


@router.post("/roster/import")
def send(
    request: Request,
    _: CurrentVisitor,
    person: Importer,
    file: UploadFile,
    kind: Annotated[Kind, Form()] = Kind.roster,
    hall: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """To the import, which goes on by itself: it can be left and come back to."""
    if kind not in _kinds(person):
        raise Problem(403, "not-allowed", "Supervisors import rosters; staff are imported by HR.")
    state = state_of(request)
    allowed = person.hall_ids if person.role is Role.supervisor else None
    content, source = file.file.read(BYTES_MAX + 1), printable(file.filename or "")
    asked = AskedImport(person.user_id, person.login, kind, content, source, hall or None, allowed)
    job = state.imports.begin(asked, now=state.clock.now())
    return RedirectResponse(f"/roster/import/{job.id}", status_code=303)


@router.get("/roster/import/{import_id}")
def one(request: Request, visitor: CurrentVisitor, job: OwnJob) -> Response:
    language, stage = visitor.language, job.stage  # once: it may go on while the page is written
    plan, refused = (job.plan, job.refused) if not stage.goes_on else (None, None)
    return render(
        request,
        "roster_import_job.html",
        job=job,
        stage=stage,
        stage_said=STAGES[stage],
        made=[
            ShownRow(each.row, each.value.label, _facts(each.value.shown(), language))
            for each in (plan.made[:SHOWN_MAX] if plan else ())
        ],
        changed=[
            ShownRow(each.row, each.old.label, tuple(_difference(change, language) for change in each.differences()))
            for each in (plan.changed[:SHOWN_MAX] if plan else ())
        ],
        bad=[
            ShownRow(cell.row, cell.column, (say_refusal(cell.why, language.translate),))
            for cell in (refused.cells[:SHOWN_MAX] if refused else ())
        ],
        plan=plan,
        bad_count=len(refused.cells) if refused else 0,
        bad_rows=len({cell.row for cell in refused.cells}) if refused else 0,
        wrong=say_refusal(job.wrong, language.translate) if job.wrong else None,
        shown_max=SHOWN_MAX,
    )


@router.post("/roster/import/{import_id}")
def apply(request: Request, _: CurrentVisitor, job: OwnJob) -> Response:
    """Twice the same is once: what is stored already is not stored again."""
    state = state_of(request)
    state.imports.apply(job, now=state.clock.now())
    return RedirectResponse(f"/roster/import/{job.id}", status_code=303)


@router.get("/roster/import/{import_id}/stream", response_class=EventSourceResponse)
async def stream(request: Request, job: OwnJob) -> AsyncIterator[list[str | int]]:
    """Each step, for as long as it goes on."""

    def look() -> tuple[str, int]:
        return job.stage, job.done

    async for stage, done in changes(state_of(request), look):
        yield [stage, done]
        if not ImportStage(stage).goes_on:
            return


def _kinds(person: Person) -> tuple[Kind, ...]:
    return (Kind.roster,) if person.role is Role.supervisor else (Kind.roster, Kind.staff)


def _facts(shown: Mapping[str, str], language: Language) -> tuple[str, ...]:
    return tuple(f"{language.say(COLUMNS[name])} {value}" for name, value in shown.items() if value)


def _difference(change: tuple[str, str, str], language: Language) -> str:
    column, old, new = change
    return f"{language.say(COLUMNS[column])} {old or '–'} → {new or '–'}"
