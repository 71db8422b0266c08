"""A scenario from end to end on an in-memory database: judge, reconcile, review, appraise.

The very functions that the service runs; only the facts come from a file and the reviews from a list.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, SQLModel, select

from conduct.judging.judge import judge
from conduct.judging.reconcile import HallIds, reconcile
from conduct.months.appraise import Entry, appraise
from conduct.months.inputs import confirmed_in
from conduct.months.span import month_span
from conduct.months.stored_month import plain
from conduct.review.violations import Reviewer, decide
from conduct.scenario import ReviewTold, Scenario
from conduct.words import say
from models.database import open_database
from models.tables import HallRow, Role, StaffRow, TaskRow, UserRow, Verdict, ViolationRow, ViolationStatus, WindowRow
from models.values.findings import AttendanceOutcome, Judgement
from models.values.occupancy import StateSpan
from models.values.roster import Shift
from models.values.why import Why
from roster.duty import resolve

Json = dict[str, Any]


def simulate(scenario: Scenario) -> Json:
    """What comes of a scenario, in the contract's output form."""
    judgement = judge(scenario.facts, scenario.policy, scenario.now)
    engine = open_database("sqlite://")
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        ids = _set_up(session, scenario)
        version = scenario.policy.version
        reconcile(session, judgement, ids=ids, day=None, pack_version=version, now=scenario.now)
        session.flush()
        _review(session, scenario, ids)
        session.flush()
        told = _told(session, scenario, judgement, ids)
    engine.dispose()
    return told


def _set_up(session: Session, scenario: Scenario) -> HallIds:
    hall = HallRow(code="H1", name="scenario", timezone=scenario.facts.timezone.key)
    windows = [WindowRow(hall_id=hall.id, code=w, tag_number=i) for i, w in enumerate(scenario.facts.windows)]
    staff = [StaffRow(hall_id=hall.id, no=p.staff, name=p.name) for p in scenario.facts.people]
    session.add(hall)
    session.flush()
    session.add_all([*windows, *staff])
    session.flush()
    return HallIds(hall.id, {s.no: s.id for s in staff}, {w.code: w.id for w in windows})


def _review(session: Session, scenario: Scenario, ids: HallIds) -> None:
    user = UserRow(login="scenario", name="scenario", role=Role.supervisor, password_hash="")
    session.add(user)
    session.flush()
    reviewer = Reviewer(user.id, user.login)
    rows = session.exec(select(ViolationRow)).all()
    for review in scenario.reviews:
        for row in rows:
            if row.status == ViolationStatus.pending and _applies(review, row, ids, scenario.now):
                verdict = Verdict(review.verdict)
                decide(session, row, by=reviewer, verdict=verdict, reason="scenario", now=scenario.now)


def _applies(review: ReviewTold, row: ViolationRow, ids: HallIds, now: datetime) -> bool:
    return (
        review.rule == row.rule
        and (review.window is None or ids.windows[review.window] == row.window_id)
        and (review.staff is None or ids.staff[review.staff] == row.staff_id)
        and row.start <= review.at <= (row.end or now)
    )


def _told(session: Session, scenario: Scenario, judgement: Judgement, ids: HallIds) -> Json:
    staff = {id_: no for no, id_ in ids.staff.items()}
    windows = {id_: code for code, id_ in ids.windows.items()}
    span = month_span(scenario.month, scenario.facts.timezone)
    rostered = _rostered_in_month(scenario)
    confirmed = confirmed_in(session, span, staff, [ids.hall])
    entries = appraise(scenario.month, rostered, confirmed, scenario.policy)
    violations = session.exec(select(ViolationRow).order_by("start", "rule", "id")).all()
    tasks = session.exec(select(TaskRow).order_by("start", "kind", "id")).all()
    return {
        "window_states": [_state(s) for s in judgement.states],
        "attendance": [_attendance(a) for a in judgement.attendance],
        "violations": [_violation(v, staff, windows) for v in violations],
        "tasks": [_task(t, staff, windows) for t in tasks],
        "appraisal": [_entry(e) for e in entries],
    }


def _rostered_in_month(scenario: Scenario) -> set[str]:
    """Everybody with a shift, after swaps, that starts in the month."""
    span = month_span(scenario.month, scenario.facts.timezone)
    shifts: list[Shift] = [s for s in scenario.facts.shifts if span.holds(s.time.start)]
    return {s.staff for s in resolve(shifts, swaps=scenario.facts.swaps, timezone=scenario.facts.timezone).shifts}


def _at(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat()


def _say(reason: Mapping[str, Any]) -> str:
    return say(Why(reason["code"], tuple(reason["facts"].items())))


def _state(span: StateSpan) -> Json:
    return {"window": span.window, "state": span.state.value, "start": _at(span.start), "end": _at(span.end)}


def _attendance(outcome: AttendanceOutcome) -> Json:
    return {
        "staff": outcome.staff,
        "shift_start": _at(outcome.shift_start),
        "status": outcome.status.value,
        "in": _at(outcome.came),
        "out": _at(outcome.went),
        "late_min": outcome.late_min,
        "early_min": outcome.early_min,
        "why": say(outcome.why),
    }


def _violation(row: ViolationRow, staff: Mapping[Any, str], windows: Mapping[Any, str]) -> Json:
    return {
        "rule": row.rule,
        "norms": row.norms,
        "staff": staff.get(row.staff_id),
        "window": windows.get(row.window_id),
        "start": _at(row.start),
        "end": _at(row.end),
        "status": row.status.value,
        "explained_by": row.explained_by,
        "why": _say(row.why),
    }


def _task(row: TaskRow, staff: Mapping[Any, str], windows: Mapping[Any, str]) -> Json:
    return {
        "kind": row.kind,
        "window": windows.get(row.window_id),
        "staff": staff.get(row.staff_id),
        "start": _at(row.start),
        "end": _at(row.end),
        "why": _say(row.why),
    }


def _entry(entry: Entry) -> Json:
    return {
        "staff": entry.staff,
        "month": entry.month,
        "base": plain(entry.base),
        "deducted": plain(entry.deducted),
        "score": plain(entry.score),
        "grade": entry.grade,
        "lines": [
            {"rule": e.rule, "points": plain(e.points), "counted": plain(e.counted), "why": say(e.why)}
            for e in entry.lines
        ],
    }
