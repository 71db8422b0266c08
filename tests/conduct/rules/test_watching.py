"""A rule in watch mode: found and shown, pending nobody, and back in force only from a day that nothing judged."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from conduct.judging.hall_day import judge_stale_days
from conduct.judging.judge import judge
from conduct.judging.stale import mark_stale
from conduct.months.computing import draft_month
from conduct.review.violations import Refused, Reviewer, decide
from conduct.rules.adoption import policy_for
from conduct.rules.watching import resume_rule, watch_rule, watches
from models.tables import AuditEntryRow, HallRow, Role, UserRow, Verdict, ViolationRow, ViolationStatus
from models.values.findings import AttendanceStatus
from tests.conduct.hall import NOW, Hall, add_attendance, add_punch, add_shift, add_violation, make_hall
from tests.conduct.judging.test_judge import DAY as SHIFT
from tests.conduct.judging.test_judge import FULL, day
from tests.conduct.story import parse, punches, seen, shift

DAY, NEXT, LATER = date(2026, 6, 3), date(2026, 6, 4), date(2026, 6, 20)


@pytest.fixture
def hall(session: Session) -> Hall:
    return make_hall(session)


def watch(session: Session, rule: str, first_day: date, hall: Hall | None = None) -> None:
    watch_rule(
        session, rule, first_day, hall=hall.row if hall else None, reason="读卡器检修", by="hr", now=NOW
    )  # fmt: skip


def test_a_rule_is_watched_at_its_hall_and_for_its_days(session: Session, hall: Hall) -> None:
    other = make_hall(session, "H2", staff={})
    watch(session, "late", NEXT, hall)
    watch(session, "absent", NEXT)
    resume_rule(session, "absent", LATER, hall=None, by="hr", now=NOW)
    told = {
        (each.row.code, on.day): sorted(policy_for(session, on, each.row.id).watch)
        for each in (hall, other)
        for on in (DAY, NEXT, LATER)
    }
    assert told == {
        ("H1", 3): [], ("H1", 4): ["absent", "late"], ("H1", 20): ["late"],
        ("H2", 3): [], ("H2", 4): ["absent"], ("H2", 20): [],
    }  # fmt: skip
    assert policy_for(session, NEXT).watch == {"absent"}
    entries = session.exec(select(AuditEntryRow).order_by("id")).all()
    assert [(e.actor, e.action, e.entity_id, e.data["hall"]) for e in entries] == [
        ("hr", "rule.watched", "late", "H1"), ("hr", "rule.watched", "absent", None), ("hr", "rule.resumed", "absent", None),
    ]  # fmt: skip


REFUSED: dict[str, tuple[str, date, str]] = {
    "what judging does not find": ("smile", NEXT, "no-such-rule"),
    "what is watched already": ("late", LATER, "watched-already"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_watched_is_refused(name: str, session: Session, hall: Hall) -> None:
    rule, first_day, code = REFUSED[name]
    watch(session, "late", NEXT, hall)
    with pytest.raises(Refused) as refused:
        watch(session, rule, first_day, hall)
    assert refused.value.code == code


def test_a_rule_counts_again_only_from_a_day_that_nothing_judged(session: Session, hall: Hall) -> None:
    with pytest.raises(Refused, match="late is not in watch mode at H1"):
        resume_rule(session, "late", NEXT, hall=hall.row, by="hr", now=NOW)
    watch(session, "late", DAY, hall)
    add_attendance(session, hall, hall.staff["S001"], "3 08:30", AttendanceStatus.late)
    with pytest.raises(Refused, match="2026-06-03 was judged already; it can count again from 2026-06-04 on"):
        resume_rule(session, "late", DAY, hall=hall.row, by="hr", now=NOW)
    resume_rule(session, "late", NEXT, hall=hall.row, by="hr", now=NOW)
    (row,) = watches(session)
    assert (row.first_day, row.last_day, row.ended_by) == (DAY, DAY, "hr")
    assert policy_for(session, DAY, hall.row.id).watch == {"late"}
    assert policy_for(session, NEXT, hall.row.id).watch == frozenset()


# From judging to the month


def late_day(session: Session, hall: Hall) -> None:
    """李强 is late on 3 June."""
    add_shift(session, hall, hall.staff["S002"], "08:30", "11:30", "W2")
    add_punch(session, hall, "1002", "08:50")
    add_punch(session, hall, "1002", "11:35")
    mark_stale(session, hall.row.id, [DAY], now=NOW)
    session.commit()


def judged(engine: Engine) -> ViolationRow:
    judge_stale_days(engine, now=NOW)
    with Session(engine) as session:
        return session.exec(select(ViolationRow)).one()


@pytest.fixture
def stored(sqlite_database: Engine) -> Engine:
    with Session(sqlite_database, expire_on_commit=False) as session:
        late_day(session, make_hall(session, alive_until=NOW))
    return sqlite_database


def now_watched(engine: Engine, rule: str = "late", first_day: date = DAY) -> None:
    with Session(engine) as session:
        hall = session.exec(select(HallRow)).one()
        watch_rule(session, rule, first_day, hall=hall, reason="测试", by="hr", now=NOW)
        session.commit()


def decided(engine: Engine, verdict: Verdict = Verdict.confirm) -> None:
    with Session(engine) as session:
        user = UserRow(login="zhou", name="周敏", role=Role.supervisor, password_hash="")
        session.add(user)
        session.flush()
        row = session.exec(select(ViolationRow)).one()
        decide(session, row, by=Reviewer(user.id, "zhou"), verdict=verdict, reason="看过", now=NOW)
        session.commit()


def test_what_pends_when_its_rule_goes_into_watch_pends_no_longer(stored: Engine) -> None:
    assert judged(stored).status == ViolationStatus.pending
    now_watched(stored)
    assert judged(stored).status == ViolationStatus.watched
    with pytest.raises(Refused) as refused:
        decided(stored)
    assert refused.value.code == "in-watch"
    with Session(stored) as session:
        assert "violation.watched" in session.exec(select(AuditEntryRow.action)).all()
        assert [e.deducted for e in draft_month(session, "2026-06", now=NOW)] == [0]


def test_what_a_person_decided_before_stays_decided(stored: Engine) -> None:
    judged(stored)
    decided(stored)
    now_watched(stored)
    assert judged(stored).status == ViolationStatus.confirmed


def test_a_rule_watched_from_a_later_day_on_leaves_earlier_ones_pending(stored: Engine) -> None:
    judged(stored)
    now_watched(stored, first_day=NEXT)
    assert judged(stored).status == ViolationStatus.pending


def policy_watching(told: Any, *rules: str) -> Any:
    scenario = parse(told)
    return judge(scenario.facts, scenario.policy.model_copy(update={"watch": frozenset(rules)}), scenario.now)


TWO_ON_DUTY = day(
    seen("W1", "09:00 > 09:05", "empty"), seen("W1", "09:05", "staffed"),
    shifts=[SHIFT, shift("S002", "W1", "08:30 > 12:00")], punches=FULL + punches("1002", "08:25", "12:01"),
)  # fmt: skip


@pytest.mark.parametrize(("watched", "tasks"), [((), 1), (("away-too-long",), 1), (("window-unattended",), 0)])
def test_what_is_only_watched_gives_nobody_a_task(watched: tuple[str, ...], tasks: int) -> None:
    judgement = policy_watching(TWO_ON_DUTY, *watched)
    assert [f.watched for f in judgement.findings] == ["window-unattended" in watched]
    assert len([t for t in judgement.tasks if t.kind == "unattributed"]) == tasks


def test_watching_changes_nothing_of_what_is_found() -> None:
    plain, watched = policy_watching(TWO_ON_DUTY), policy_watching(TWO_ON_DUTY, "late", "window-unattended")
    assert [(f.rule, f.start, f.end, f.why) for f in plain.findings] == [
        (f.rule, f.start, f.end, f.why) for f in watched.findings
    ]
    assert (plain.states, plain.attendance) == (watched.states, watched.attendance)


def test_a_withdrawn_one_that_was_watched_is_no_news(session: Session, hall: Hall) -> None:
    from conduct.judging.judged_steps import withdraw
    from models.tables import NoticeRow

    row = add_violation(session, hall, hall.staff["S001"], "3 08:30", status=ViolationStatus.watched)
    withdraw(session, row, now=NOW)
    session.flush()
    assert row.status == ViolationStatus.withdrawn
    assert session.exec(select(NoticeRow)).all() == []
