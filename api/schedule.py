"""What runs by the clock: each tick of each job once, however many processes there are.

APScheduler only says when; a row per job and scheduled time in the database says who, so that two
processes, or one restarted in between, never run the same tick twice.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from api.clock import Clock
from api.database import writing_to
from models.tables import JobRunRow

log = logging.getLogger(__name__)

Work = Callable[[datetime], str]
"""Does a job's work at an instant, and says in a few words what was done."""


@dataclass(frozen=True, slots=True)
class Job:
    name: str
    every: timedelta
    """Ticks lie at whole multiples of this since the epoch, so that all processes mean the same ticks."""
    work: Work


class Scheduler:
    """Runs jobs beside the requests."""

    def __init__(self, jobs: list[Job], *, engine: Engine, clock: Clock) -> None:
        self._jobs, self._engine, self._clock = jobs, engine, clock
        self._scheduler = BackgroundScheduler(timezone="UTC")

    def start(self) -> None:
        for job in self._jobs:
            # Asked more often than any job ticks: the clock may be a given one, and a tick that was run costs little.
            self._scheduler.add_job(
                self._tick, CronTrigger(second="*/5"), args=[job], id=job.name, coalesce=True, max_instances=1
            )
        self._scheduler.start()

    def stop(self) -> None:
        self._scheduler.shutdown(wait=True)

    def _tick(self, job: Job) -> None:
        try:
            run_due(self._engine, job, self._clock.now())
        except Exception:
            log.exception("job %s failed", job.name)


def due_at(every: timedelta, now: datetime) -> datetime:
    """The latest tick that is not later than `now`; pure."""
    since = now - datetime.fromtimestamp(0, now.tzinfo)
    return now - since % every


def run_due(engine: Engine, job: Job, now: datetime) -> bool:
    """Run the job's latest tick unless somebody has; whether it ran here."""
    scheduled_at = due_at(job.every, now)
    try:
        with writing_to(engine) as session:
            row = JobRunRow(job=job.name, scheduled_at=scheduled_at, started_at=now)
            session.add(row)
            run_id = row.id
    except IntegrityError:
        return False
    outcome = "failed"
    try:
        outcome = job.work(now)
    finally:
        with writing_to(engine) as session:
            done = session.get_one(JobRunRow, run_id)
            done.finished_at, done.outcome = now, outcome
    return True
