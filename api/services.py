"""The whole service: the app with its worker, judging loop and schedule."""

from datetime import date, datetime, timedelta

from fastapi import FastAPI
from sqlmodel import Session

from api.app import create_app
from api.audit.anchoring import anchor
from api.audit.anchors import AnchorFile
from api.audit.verifying import verify_daily
from api.clock import Clock
from api.database import writing_to
from api.evidence_purge import check_evidence, purge_evidence
from api.intake.plan import PlanLimits
from api.intake.stills import Stills
from api.intake.worker import Worker
from api.judging import JudgeLoop
from api.looking import looking_limits, make_looker
from api.schedule import Job, Scheduler
from api.settings import Settings
from api.state import State, state_of
from conduct.adoption import policy_for
from conduct.calendar_year import keep_years
from conduct.housekeeping import purge
from conduct.month_due import draft_due_months
from conduct.retention import Retention
from conduct.teaching import teach_changed
from conduct.unfinished import mark_unfinished
from models.database import open_database, reading
from models.upgrade import back_up, bring_up_to_date, is_up_to_date, prune_backups

BACKUPS_KEPT = 5
BY_SCHEDULE = "schedule"


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


def retention_of(settings: Settings) -> Retention:
    """How long everything is kept, as the operator set it."""
    return Retention(
        refuted_days=settings.keep_refuted_days,
        excused_days=settings.keep_excused_days,
        confirmed_days=settings.keep_confirmed_days,
        settled_lines_days=settings.keep_lines_days,
        notices_days=settings.keep_notices_days,
        late_days=settings.late_days,
    )


def jobs(state: State, stills: Stills) -> list[Job]:
    """What runs by the clock."""
    retention = retention_of(state.settings)

    def judge_what_time_changes(now: datetime) -> str:
        with writing_to(state.engine) as session:
            days = mark_unfinished(session, now=now)
        if days:
            state.facts_changed.set()
        return f"{days} days marked"

    def tidy(now: datetime) -> str:
        stills.forget(now)
        with writing_to(state.engine) as session:
            return str(purge(session, now=now, retention=retention))

    def let_pictures_go(now: datetime) -> str:
        return f"{purge_evidence(state.engine, state.evidence, retention, now=now)} pictures purged"

    def check_pictures(now: datetime) -> str:
        return str(check_evidence(state.engine, state.evidence, now=now))

    def keep_calendar(now: datetime) -> str:
        with writing_to(state.engine) as session:
            missing = keep_years(session, date(now.year, 1, 1), date(now.year + 1, 12, 31), by=BY_SCHEDULE, now=now)
        return f"no official data yet: {', '.join(map(str, missing)) or 'none'}"

    def teach_windows(now: datetime) -> str:
        with writing_to(state.engine) as session:
            taught = teach_changed(
                session, actor=BY_SCHEDULE, now=now, taught_limits=looking_limits(state.settings).taught
            )
        return f"{len(taught)} windows taught anew by verdicts"

    def draft_months(now: datetime) -> str:
        with writing_to(state.engine) as session:
            drafted = draft_due_months(session, by=BY_SCHEDULE, now=now)
        return f"months drafted: {', '.join(drafted) or 'none'}"

    anchors = AnchorFile(state.settings.anchors_file)
    return [
        Job("draft-months", timedelta(hours=1), draft_months),
        Job("anchor-audit", timedelta(minutes=1), lambda now: anchor(state.engine, anchors, now=now)),
        Job("verify-audit", timedelta(days=1), lambda _: verify_daily(state.engine, anchors)),
        Job("calendar", timedelta(days=1), keep_calendar),
        Job("judge-unfinished", timedelta(minutes=1), judge_what_time_changes),
        Job("purge", timedelta(hours=1), tidy),
        Job("teach-windows", timedelta(days=1), teach_windows),
        Job("purge-evidence", timedelta(hours=1), let_pictures_go),
        Job("check-evidence", timedelta(days=1), check_pictures),
    ]
