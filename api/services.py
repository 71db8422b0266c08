"""The whole service: the app with its worker, judging loop and schedule."""

from datetime import datetime

from fastapi import FastAPI
from sqlmodel import Session

from api.app import create_app
from api.clock import Clock
from api.intake.plan import PlanLimits
from api.intake.stills import Stills
from api.intake.worker import Worker
from api.jobs import jobs
from api.judging import JudgeLoop
from api.looking import looking_limits, make_looker
from api.schedule import Scheduler
from api.settings import Settings
from api.state import State, state_of
from conduct.rules.adoption import policy_for
from models.database import open_database, reading
from models.upgrade import back_up, bring_up_to_date, is_up_to_date, prune_backups

BACKUPS_KEPT = 5


def build_service(settings: Settings, clock: Clock) -> FastAPI:
    """The app on a database that is brought up to date first, ready to be served. Raises LookingFileError."""
    looking_limits(settings)
    prepare_database(settings, clock.now())
    app = create_app(settings, clock)
    state = state_of(app)
    stills = Stills()
    judging = JudgeLoop(
        engine=state.engine,
        clock=clock,
        stills=stills,
        evidence=state.evidence,
        changed=state.facts_changed,
    )
    worker = Worker(
        engine=state.engine,
        spool=state.spool,
        clock=clock,
        health=state.health,
        stills=stills,
        arrived=state.frame_arrived,
        looked=state.facts_changed.set,
        make_looker=lambda: make_looker(settings),
        limits=plan_limits(settings, state, clock.now()),
        refused=state.refused_frames,
        board=state.set_up,
    )
    state.services.extend([judging, worker, Scheduler(jobs(state, stills), engine=state.engine, clock=clock)])
    return app


def prepare_database(settings: Settings, now: datetime) -> None:
    """Back the database up if it is behind, then bring it up to date."""
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = open_database(settings.database)
    try:
        if not is_up_to_date(engine):
            back_up(engine, settings.backups_dir, now.strftime("before-upgrade-%Y%m%dT%H%M%S"))
            prune_backups(settings.backups_dir, BACKUPS_KEPT)
            bring_up_to_date(engine)
    finally:
        engine.dispose()


def plan_limits(settings: Settings, state: State, now: datetime) -> PlanLimits:
    with Session(reading(state.engine)) as session:
        policy = policy_for(session, now.date())
    return PlanLimits(look_every_s=settings.look_every_s, max_gap_s=policy.limits.max_gap_s)
