"""What runs by the clock: each job a function of the service's state and the instant, saying what it did."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from api.audit.anchoring import anchor
from api.audit.anchors import AnchorFile
from api.audit.verifying import verify_daily
from api.database import reading_from, writing_to
from api.evidence.purge import check_evidence, purge_evidence
from api.intake.stills import Stills
from api.looking import looking_limits
from api.schedule import Job
from api.settings import Settings
from api.state import State
from api.telling.jobs import telling_jobs
from conduct.appeal.steps import tell_overdue
from conduct.judging.unfinished import mark_unfinished
from conduct.keeping.housekeeping import purge
from conduct.keeping.retention import Retention
from conduct.learning.teaching import teach_changed
from conduct.months.due import draft_due_months
from conduct.schedule.calendar_year import keep_years
from conduct.trust.self_restraint import is_called_for, restrain

BY_SCHEDULE = "schedule"


def jobs(state: State, stills: Stills) -> list[Job]:
    """All of them."""

    def job(name: str, every: timedelta, work: Callable[[State, datetime], str]) -> Job:
        return Job(name, every, lambda now: work(state, now))

    def tidy(state: State, now: datetime) -> str:
        stills.forget(now)
        with writing_to(state.engine) as session:
            return str(purge(session, now=now, retention=retention_of(state.settings)))

    return [
        job("anchor-audit", timedelta(minutes=1), anchor_audit),
        job("appeals", timedelta(hours=1), tell_of_overdue_appeals),
        job("calendar", timedelta(days=1), keep_calendar),
        job("check-evidence", timedelta(days=1), check_pictures),
        job("draft-months", timedelta(hours=1), draft_months),
        job("judge-unfinished", timedelta(minutes=1), judge_what_time_changes),
        job("purge", timedelta(hours=1), tidy),
        job("purge-evidence", timedelta(hours=1), let_pictures_go),
        job("self-restraint", timedelta(minutes=5), hold_rules_back),
        job("teach-windows", timedelta(days=1), teach_windows),
        job("verify-audit", timedelta(days=1), verify_audit),
        *telling_jobs(state),
    ]


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


def anchor_audit(state: State, now: datetime) -> str:
    return anchor(state.engine, AnchorFile(state.settings.anchors_file), now=now)


def verify_audit(state: State, _: datetime) -> str:
    return verify_daily(state.engine, AnchorFile(state.settings.anchors_file))


def judge_what_time_changes(state: State, now: datetime) -> str:
    with writing_to(state.engine) as session:
        days = mark_unfinished(session, now=now)
    if days:
        state.facts_changed.set()
    return f"{days} days marked"


def let_pictures_go(state: State, now: datetime) -> str:
    purged = purge_evidence(state.engine, state.evidence, retention_of(state.settings), now=now)
    return f"{purged} pictures purged"


def check_pictures(state: State, now: datetime) -> str:
    return str(check_evidence(state.engine, state.evidence, now=now))


def keep_calendar(state: State, now: datetime) -> str:
    with writing_to(state.engine) as session:
        missing = keep_years(session, date(now.year, 1, 1), date(now.year + 1, 12, 31), by=BY_SCHEDULE, now=now)
    return f"no official data yet: {', '.join(map(str, missing)) or 'none'}"


def teach_windows(state: State, now: datetime) -> str:
    with writing_to(state.engine) as session:
        taught = teach_changed(session, actor=BY_SCHEDULE, now=now, taught_limits=looking_limits(state.settings).taught)
    return f"{len(taught)} windows taught anew by verdicts"


def tell_of_overdue_appeals(state: State, now: datetime) -> str:
    with writing_to(state.engine) as session:
        return f"HR told of {tell_overdue(session, now=now)} appeals"


def hold_rules_back(state: State, now: datetime) -> str:
    """Measured by a session that only reads, so that nobody waits for it unless there is something to do."""
    with reading_from(state.engine) as session:
        if not is_called_for(session, now=now):
            return "nothing to hold back"
    with writing_to(state.engine) as session:
        held = restrain(session, now=now)
    if held.watched:
        state.facts_changed.set()
    return str(held)


def draft_months(state: State, now: datetime) -> str:
    with writing_to(state.engine) as session:
        drafted = draft_due_months(session, by=BY_SCHEDULE, now=now)
    return f"months drafted: {', '.join(drafted) or 'none'}"
