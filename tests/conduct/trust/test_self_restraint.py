"""A rule that is wrong too often goes back to watching by itself, tells whom it concerns, and stays there."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, event
from sqlmodel import Session, col, select

from conduct.cameras.precision import KIND
from conduct.judging.hall_day import judge_stale_days
from conduct.judging.stale import mark_stale
from conduct.review.violations import Reviewer, decide
from conduct.rules.adoption import adopt, policy_for
from conduct.rules.pack import default_pack, default_pack_text, parse_pack
from conduct.rules.watching import resume_rule, watch_rule, watches
from conduct.tasks import finish_task
from conduct.trust.measured import measure_everywhere, measure_hall
from conduct.trust.precision_records import DECIDED
from conduct.trust.self_restraint import is_called_for, restrain
from conduct.words import say
from models.tables import (
    AuditEntryRow,
    CameraRow,
    HallRow,
    NoticeRow,
    Origin,
    Role,
    StaleDayRow,
    TaskRow,
    TaskStatus,
    UserHallRow,
    UserRow,
    Verdict,
    ViolationRow,
    ViolationStatus,
)
from models.values.why import Why
from tests.conduct.decided import add_decided, still
from tests.conduct.hall import NOW, Hall, add, add_punch, add_shift, make_hall
from tests.conduct.story import at

DAY, TODAY = date(2026, 6, 3), date(2026, 6, 4)


@pytest.fixture
def hall(session: Session) -> Hall:
    return make_hall(session)


HELD_BACK: dict[str, tuple[str, bool]] = {
    "29 decided, all of them wrong": ("w" * 29, False),
    "30 decided, 20 of them right": ("r" * 20 + "w" * 10, True),
    "30 decided, 21 of them right": ("r" * 21 + "w" * 9, False),
    "excused ones are right": ("e" * 21 + "w" * 9, False),
    "pending and withdrawn ones say nothing": ("w" * 29 + "p" * 9 + "x" * 9, False),
    "only the last thirty": ("w" * 30 + "r" * 30, False),
}


@pytest.mark.parametrize("name", HELD_BACK)
def test_whether_a_rule_holds_itself_back(session: Session, hall: Hall, name: str) -> None:
    story, held = HELD_BACK[name]
    add_decided(session, hall, story)
    assert is_called_for(session, now=NOW) is held
    assert restrain(session, now=NOW).watched == (("late at H1",) if held else ())
    assert not is_called_for(session, now=NOW)
    assert [(w.rule, w.hall_id) for w in watches(session)] == ([("late", hall.row.id)] if held else [])
    assert ("late" in policy_for(session, TODAY, hall.row.id).watch) is held


def test_each_rule_and_hall_stands_for_itself(session: Session, hall: Hall) -> None:
    other = make_hall(session, "H2", staff={})
    add_decided(session, hall, "w" * 30)
    add_decided(session, hall, "r" * 30, rule="absent")
    add_decided(session, other, "r" * 30)
    assert restrain(session, now=NOW).watched == ("late at H1",)
    assert policy_for(session, TODAY, other.row.id).watch == frozenset()


def test_a_person_s_reports_are_none_of_the_machine_s_findings(session: Session, hall: Hall) -> None:
    add_decided(session, hall, "w" * 30, origin=Origin.reported)
    assert restrain(session, now=NOW).watched == ()


def test_a_decision_that_can_be_taken_back_does_not_count_yet(session: Session, hall: Hall) -> None:
    add_decided(session, hall, "w" * 29)
    add_decided(session, hall, "w", day=TODAY, decided_at=NOW)
    assert restrain(session, now=NOW + timedelta(seconds=10)).watched == ()
    assert restrain(session, now=NOW + timedelta(seconds=11)).watched == ("late at H1",)


def test_halls_that_say_too_little_alone_speak_together(session: Session, hall: Hall) -> None:
    other = make_hall(session, "H2", staff={})
    add_decided(session, hall, "r" * 10 + "w" * 5)
    add_decided(session, other, "r" * 10 + "w" * 4)
    assert restrain(session, now=NOW).watched == ()
    add_decided(session, other, "w", day=TODAY)
    assert restrain(session, now=NOW).watched == ("late at all halls",)
    assert [(w.rule, w.hall_id) for w in watches(session)] == [("late", None)]


def test_a_hall_that_holds_itself_back_takes_no_other_with_it(session: Session, hall: Hall) -> None:
    other = make_hall(session, "H2", staff={})
    add_decided(session, other, "r" * 29)
    add_decided(session, hall, "w" * 30, day=TODAY)
    assert restrain(session, now=NOW).watched == ("late at H1",)
    assert restrain(session, now=NOW).watched == ()


def test_a_pack_has_its_own_numbers(session: Session, hall: Hall) -> None:
    text = default_pack_text().replace("2026.2", "strict") + "\n[restraint]\nlast_decided = 10\n"
    text = text.replace("[rules.late]", "[rules.late]\nprecision_floor = 0.9")
    pack = parse_pack(text)
    assert (pack.precision_floor("late"), pack.precision_floor("absent")) == (0.9, 0.7)
    adopt(session, text, first_day=TODAY, announced_on=DAY, by="hr", document="no. 2", now=NOW)
    add_decided(session, hall, "r" * 8 + "w" * 2)
    add_decided(session, hall, "r" * 8 + "w" * 2, rule="absent")
    assert restrain(session, now=NOW).watched == ("late at H1",)


def test_it_says_so(session: Session, hall: Hall) -> None:
    other = make_hall(session, "H2", staff={})
    people = {
        "zhou": (Role.supervisor, hall), "chen": (Role.supervisor, other), "liu": (Role.hr, None),
        "sun": (Role.admin, None), "zhao": (Role.auditor, None), "wang": (Role.staff, None),
    }  # fmt: skip
    for login, (role, of) in people.items():
        user = add(session, UserRow(login=login, name=login, role=role, password_hash=""))
        if of is not None:
            add(session, UserHallRow(user_id=user.id, hall_id=of.row.id))
    rows = add_decided(session, hall, "r" * 20 + "w" * 10)
    restrain(session, now=NOW)
    told = session.exec(select(NoticeRow, UserRow.login).join(UserRow, col(UserRow.id) == NoticeRow.user_id)).all()
    assert sorted(login for _, login in told) == ["liu", "sun", "zhou"]
    notice = told[0][0]
    assert notice.violation_id == rows[-1].id
    assert say(Why(notice.why["code"], tuple(notice.why["facts"].items()))).startswith(
        "late at 营业厅 H1 held itself back and only watches from 2026-06-04 on: of the last 30 decided 20 were right (66.7%)"
    )
    (row,) = watches(session)
    assert row.reason == (
        "it held itself back: of what it found 20 of the last 30 decided were right (66.7%), 0 of them excused; "
        "70% are asked for"
    )
    assert row.why is not None
    assert row.why["code"] == "watch.self-restraint"
    entry = session.exec(select(AuditEntryRow).where(AuditEntryRow.action == "rule.watched")).one()
    assert (entry.actor, entry.entity_id, entry.data["hall"]) == ("self-restraint", "late", "H1")
    assert entry.data["reason"] == row.reason


# What pends, and what was decided


@pytest.fixture
def stored(sqlite_database: Engine) -> Engine:
    """李强 is late on 3 June, which pends; 20 of 30 decided before were right."""
    with Session(sqlite_database, expire_on_commit=False) as session:
        hall = make_hall(session, alive_until=NOW)
        add_decided(session, hall, "r" * 20 + "w" * 10, day=date(2026, 6, 2), subject="S001")
        add_shift(session, hall, hall.staff["S002"], "08:30", "11:30", "W2")
        add_punch(session, hall, "1002", "08:50")
        add_punch(session, hall, "1002", "11:35")
        mark_stale(session, hall.row.id, [DAY], now=NOW)
        session.commit()
    judge_stale_days(sqlite_database, now=NOW)
    return sqlite_database


def statuses(engine: Engine, subject: str) -> set[ViolationStatus]:
    with Session(engine) as session:
        return set(session.exec(select(ViolationRow.status).where(ViolationRow.subject == subject)).all())


def held_back(engine: Engine) -> tuple[str, ...]:
    with Session(engine) as session:
        held = restrain(session, now=NOW).watched
        session.commit()
    judge_stale_days(engine, now=NOW)
    return held


def test_what_pends_ceases_to_and_what_was_decided_stays(stored: Engine) -> None:
    assert statuses(stored, "S002") == {ViolationStatus.pending}
    assert held_back(stored) == ("late at H1",)
    assert statuses(stored, "S002") == {ViolationStatus.watched}
    assert statuses(stored, "S001") == {ViolationStatus.confirmed, ViolationStatus.dismissed}
    with Session(stored) as session:
        assert watches(session)[0].first_day == DAY, "the earliest day of which something pended"


def test_what_was_confirmed_of_the_days_that_are_judged_again_stays_confirmed(stored: Engine) -> None:
    with Session(stored) as session:
        user = add(session, UserRow(login="zhou", name="周敏", role=Role.supervisor, password_hash=""))
        row = session.exec(select(ViolationRow).where(ViolationRow.subject == "S002")).one()
        decide(session, row, by=Reviewer(user.id, "zhou"), verdict=Verdict.confirm, reason="看过", now=NOW)
        hall = session.exec(select(HallRow)).one()
        session.add(
            ViolationRow.model_validate(row.model_dump(exclude={"id"}) | {"subject": "S009", "status": "pending"})
        )
        mark_stale(session, hall.id, [DAY], now=NOW)
        session.commit()
    assert held_back(stored) == ("late at H1",)
    assert statuses(stored, "S002") == {ViolationStatus.confirmed}


def test_it_never_goes_back_by_itself_and_counts_anew_from_when_a_person_resumed_it(
    session: Session, hall: Hall
) -> None:
    add_decided(session, hall, "w" * 30)
    assert restrain(session, now=NOW).watched == ("late at H1",)
    for days in range(1, 40, 13):
        assert restrain(session, now=NOW + timedelta(days=days)).watched == ()
    assert "late" in policy_for(session, TODAY + timedelta(days=40), hall.row.id).watch

    again = TODAY + timedelta(days=40)
    resume_rule(session, "late", again, hall=hall.row, by="hr", now=NOW + timedelta(days=40))
    later = NOW + timedelta(days=41)
    assert restrain(session, now=later).watched == ()
    add_decided(session, hall, "w" * 29, day=again)
    assert restrain(session, now=later).watched == ()
    add_decided(session, hall, "p", day=again + timedelta(days=1))
    add_decided(session, hall, "r", day=again + timedelta(days=2))
    assert restrain(session, now=later).watched == ("late at H1",)
    assert watches(session)[-1].first_day == again + timedelta(days=1)


def test_cases_of_before_that_are_decided_after_it_was_resumed_say_nothing(session: Session, hall: Hall) -> None:
    watch_rule(session, "late", DAY, hall=None, reason="测试", by="hr", now=NOW)
    resume_rule(session, "late", TODAY, hall=None, by="hr", now=NOW)
    add_decided(session, hall, "w" * 40, day=DAY)
    assert restrain(session, now=NOW).watched == ()
    assert measure_hall(session, hall.row, now=NOW).rules["late"].since == TODAY


def test_a_later_day_that_a_person_set_for_watching_stands(session: Session, hall: Hall) -> None:
    watch_rule(session, "late", date(2026, 7, 1), hall=hall.row, reason="测试", by="hr", now=NOW)
    add_decided(session, hall, "w" * 30)
    assert restrain(session, now=NOW).watched == ()
    assert len(watches(session)) == 1


# By camera


def tasks(session: Session) -> list[tuple[TaskStatus, str]]:
    rows = session.exec(select(TaskRow).where(TaskRow.kind == KIND).order_by(col(TaskRow.opened_at))).all()
    return [(row.status, row.why["facts"]["camera"]) for row in rows]


@pytest.fixture
def good_camera(session: Session, hall: Hall) -> CameraRow:
    return add(session, CameraRow(hall_id=hall.row.id, code="C9"))


def test_a_camera_that_is_wrong_is_a_task_and_no_watch_mode(
    session: Session, hall: Hall, good_camera: CameraRow
) -> None:
    add_decided(session, hall, "r" * 70, rule="window-unattended", camera=good_camera, day=date(2026, 6, 1))
    add_decided(session, hall, "w" * 9 + "r" * 20, rule="window-unattended", camera=hall.camera)
    assert restrain(session, now=NOW).tasks == 0, "29 of it say nothing yet"
    add_decided(session, hall, "w", rule="window-unattended", camera=hall.camera, day=TODAY)
    add_decided(session, hall, "r" * 20, rule="window-unattended", camera=good_camera, day=date(2026, 6, 5))
    later = NOW + timedelta(days=2)
    assert is_called_for(session, now=later)
    first = restrain(session, now=later)
    assert (first.watched, first.tasks) == ((), 1)
    assert tasks(session) == [(TaskStatus.open, "C1")]
    assert not is_called_for(session, now=later)
    assert restrain(session, now=later).tasks == 0, "it is open already"
    task = session.exec(select(TaskRow).where(TaskRow.kind == KIND)).one()
    assert "20 of the last 30 decided were right" in say(Why(task.why["code"], tuple(task.why["facts"].items())))


def test_punches_are_no_camera_s_fault(session: Session, hall: Hall) -> None:
    add_decided(session, hall, "w" * 30, rule="late", camera=hall.camera)
    assert restrain(session, now=NOW).tasks == 0


def test_a_task_done_counts_anew_and_one_that_is_well_again_goes(
    session: Session, hall: Hall, good_camera: CameraRow
) -> None:
    rule = "away-too-long"
    add_decided(session, hall, "r" * 80, rule=rule, camera=good_camera, day=date(2026, 6, 1))
    add_decided(session, hall, "w" * 30, rule=rule, camera=hall.camera, day=date(2026, 5, 20))
    assert restrain(session, now=NOW).tasks == 1
    task = session.exec(select(TaskRow).where(TaskRow.kind == KIND)).one()
    user = add(session, UserRow(login="zhou", name="周敏", role=Role.supervisor, password_hash=""))
    finish_task(session, task, by=Reviewer(user.id, "zhou"), now=NOW)
    assert restrain(session, now=NOW).tasks == 0
    add_decided(session, hall, "w" * 10 + "r" * 20, rule=rule, camera=hall.camera, day=date(2026, 6, 10))
    add_decided(session, hall, "r" * 20, rule=rule, camera=good_camera, day=date(2026, 6, 11))
    later = NOW + timedelta(days=10)
    assert restrain(session, now=later).tasks == 1
    add_decided(session, hall, "r" * 5, rule=rule, camera=hall.camera, day=date(2026, 6, 12))
    assert is_called_for(session, now=later + timedelta(days=3))
    restrain(session, now=later + timedelta(days=3))
    assert [status for status, _ in tasks(session)] == [TaskStatus.done, TaskStatus.withdrawn]
    actions = session.exec(select(AuditEntryRow.action).where(AuditEntryRow.actor == "self-restraint")).all()
    assert actions == ["task.opened", "task.opened", "task.withdrawn"]


def test_a_camera_set_up_anew_counts_anew(session: Session, hall: Hall, good_camera: CameraRow) -> None:
    rule = "window-unattended"
    add_decided(session, hall, "r" * 80, rule=rule, camera=good_camera, day=date(2026, 6, 4))
    add_decided(session, hall, "w" * 30, rule=rule, camera=hall.camera, day=DAY)
    hall.camera.set_up_at = at("3 18:00")
    session.add(hall.camera)
    assert restrain(session, now=NOW + timedelta(days=1)).tasks == 0


def test_a_case_of_two_cameras_speaks_of_both(session: Session, hall: Hall, good_camera: CameraRow) -> None:
    rows = add_decided(session, hall, "w" * 30, rule="window-unattended", camera=hall.camera)
    session.add_all([still(row, good_camera, hall) for row in rows])
    session.flush()
    measured = measure_hall(session, hall.row, now=NOW)
    assert sorted(m.camera.code for m in measured.cameras if m.camera) == ["C1", "C9"]
    assert {m.weighed.precision.wrong for m in measured.cameras} == {30}


# How far back it looks


def test_no_more_than_the_last_ones_are_read(sqlite_database: Engine) -> None:
    with Session(sqlite_database, expire_on_commit=False) as session:
        hall = make_hall(session)
        add_decided(session, hall, "rw" * 500, rule="late", day=date(2026, 5, 1))
        session.commit()
        asked: list[str] = []

        @event.listens_for(sqlite_database, "before_cursor_execute")
        def keep(_c: object, _u: object, statement: str, *_: object) -> None:
            asked.append(statement)

        measure_hall(session, hall.row, now=NOW)
        query = next(each for each in asked if "UNION ALL" in each)
    assert query.count("LIMIT") == len(DECIDED) + 1
    with sqlite_database.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", ("x",) * query.count("?")).all()
    searched = [str(step[-1]) for step in plan if " violation " in str(step[-1])]
    assert len(searched) == len(DECIDED)
    assert all("SEARCH" in each and "ix_violation_hall_id_status_rule_start" in each for each in searched)


def test_all_halls_together_are_those_that_speak(session: Session, hall: Hall) -> None:
    add_decided(session, hall, "rw" * 20)
    measured = [measure_hall(session, hall.row, now=NOW)]
    assert measure_everywhere(measured, default_pack()) == {}


def test_a_day_is_marked_to_be_judged_again(session: Session, hall: Hall) -> None:
    add_decided(session, hall, "w" * 30 + "p")
    restrain(session, now=NOW)
    assert [row.day for row in session.exec(select(StaleDayRow)).all()] == [DAY]
