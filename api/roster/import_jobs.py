"""Imports that run beside the requests: a file is looked through, and applied only when its owner says so.

They are kept in memory for as long as the service runs, and only the latest: a preview is soon made again.
"""

import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from threading import Event, Lock, Thread
from uuid import UUID

from sqlalchemy import Engine
from sqlmodel import Session

from conduct.imports.importing import AnyPlan, Import, NoSuchHall, apply_import, plan_import
from models.database import reading
from models.tables.base import new_id
from models.values.why import Why, why
from roster.importing import Kind, Refused
from roster.sheets import SheetRefused, read_sheet

log = logging.getLogger(__name__)

KEPT_MAX = 30
"""Of all people together. More can be come back to later; each may hold a file of ten megabytes."""


class ImportStage(StrEnum):
    looking = "looking"
    ready = "ready"
    refused = "refused"
    unreadable = "unreadable"
    applying = "applying"
    applied = "applied"
    broken = "broken"

    @property
    def goes_on(self) -> bool:
        return self in (ImportStage.looking, ImportStage.applying)

    @property
    def is_over(self) -> bool:
        """Whether the file has served its purpose."""
        return not self.goes_on and self is not ImportStage.ready


@dataclass(frozen=True, slots=True)
class AskedImport:
    """A file and who sent it; `hall_ids` are those that they may touch, None for all."""

    owner: UUID
    login: str
    kind: Kind
    content: bytes = field(repr=False)
    source: str = ""
    hall: str | None = None
    hall_ids: frozenset[UUID] | None = None


@dataclass
class ImportJob:
    """`done` of `of` steps. The plan is what would be done, or was."""

    id: UUID
    asked: AskedImport
    begun_at: datetime
    stage: ImportStage = ImportStage.looking
    done: int = 0
    of: int = 1
    plan: AnyPlan | None = None
    refused: Refused | None = None
    wrong: Why | None = None
    """Why the file cannot be read at all."""


class Stopped(Exception):
    """The service stops: what was not committed is not done."""


class ImportJobs:
    """One file at a time is worked on, in a thread of its own."""

    def __init__(self, engine: Engine, *, closing: Event, facts_changed: Event) -> None:
        self._engine, self._closing, self._facts_changed = engine, closing, facts_changed
        self._jobs: OrderedDict[UUID, ImportJob] = OrderedDict()
        self._lock, self._working = Lock(), Lock()

    def begin(self, asked: AskedImport, *, now: datetime) -> ImportJob:
        job = ImportJob(new_id(), asked, now)
        with self._lock:
            self._jobs[job.id] = job
            resting = [id_ for id_, each in self._jobs.items() if not each.stage.goes_on]
            for id_ in resting[: max(len(self._jobs) - KEPT_MAX, 0)]:
                del self._jobs[id_]
        self._start(job, now, self._look_through)
        return job

    def apply(self, job: ImportJob, *, now: datetime) -> bool:
        """Whether it begins now: it does once, and only when all of it is sound."""
        with self._lock:
            if job.stage is not ImportStage.ready:
                return False
            job.stage, job.done = ImportStage.applying, 0
        self._start(job, now, self._apply)
        return True

    def find(self, owner: UUID, job_id: UUID) -> ImportJob | None:
        """Nobody but its owner finds it."""
        with self._lock:
            job = self._jobs.get(job_id)
        return job if job is not None and job.asked.owner == owner else None

    def of_owner(self, owner: UUID) -> list[ImportJob]:
        """The latest first."""
        with self._lock:
            return [job for job in reversed(self._jobs.values()) if job.asked.owner == owner]

    def _start(self, job: ImportJob, now: datetime, work: Callable[[ImportJob, datetime], None]) -> None:
        def run() -> None:
            with self._working:
                try:
                    work(job, now)
                except Stopped:
                    job.stage = ImportStage.broken
                except Exception:
                    log.exception("import failed job=%s", job.id)
                    job.stage = ImportStage.broken
                if job.stage.is_over:
                    job.asked = replace(job.asked, content=b"")  # a file about people, and nothing more to do with it

        Thread(target=run, name="import", daemon=True).start()

    def _look_through(self, job: ImportJob, now: datetime) -> None:
        try:
            given = self._given(job)
            with Session(reading(self._engine), autoflush=False) as session:
                found = plan_import(session, given, now=now, progress=self._progress(job))
        except SheetRefused as refused:
            job.wrong, job.stage = refused.why, ImportStage.unreadable
        except NoSuchHall as missing:
            job.wrong, job.stage = why("import.no-hall", hall=str(missing)), ImportStage.unreadable
        else:
            self._settle(job, found, ImportStage.ready)

    def _apply(self, job: ImportJob, now: datetime) -> None:
        given = self._given(job)
        with Session(self._engine) as session, session.begin():
            found = apply_import(session, given, by=job.asked.login, now=now, progress=self._progress(job))
        self._settle(job, found, ImportStage.applied)
        self._facts_changed.set()

    def _given(self, job: ImportJob) -> Import:
        asked = job.asked
        return Import(asked.kind, read_sheet(asked.content), asked.hall, asked.hall_ids, asked.source)

    def _settle(self, job: ImportJob, found: AnyPlan | Refused, well: ImportStage) -> None:
        if isinstance(found, Refused):
            job.plan, job.refused, job.stage = None, found, ImportStage.refused
        else:
            job.plan, job.stage = found, well

    def _progress(self, job: ImportJob) -> Callable[[int, int], None]:
        def tell(done: int, of: int) -> None:
            if self._closing.is_set():
                raise Stopped
            job.done, job.of = done, max(of, 1)

        return tell
