"""What becomes of stored violations when the facts change after a person has decided."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlmodel import Session, select

from conduct.judging.reconcile import HallIds, reconcile
from conduct.review.violations import Refused, Reviewer, decide, take_back
from models.tables import (
    AuditEntryRow,
    DecisionRow,
    HallRow,
    NoticeRow,
    Origin,
    Role,
    StaffRow,
    TaskRow,
    UserRow,
    Verdict,
    ViolationRow,
    WindowRow,
)
from models.tables import ViolationStatus as S
from models.values.findings import Finding, Judgement, Subject, SubjectKind, TaskFinding
from models.values.why import why

DAY = date(2026, 6, 3)
START = datetime(2026, 6, 3, 1, tzinfo=UTC)
NOW = START + timedelta(hours=8)


def minute(m: int | None) -> datetime | None:
    return None if m is None else START + timedelta(minutes=m)


def unattended(start: int, end: int | None, staff: str | None = "S001", explained_by: str | None = None) -> Finding:
    return Finding(
        rule="window-unattended", norms=("heat/3/2.4/2",), subject=Subject(SubjectKind.window, "W1"), day=DAY,
        start=START + timedelta(minutes=start), end=minute(end), why=why("window-unattended.over-limit"), staff=staff,
        window="W1", explained_by=explained_by,
    )  # fmt: skip


def gap(start: int, end: int) -> TaskFinding:
    at = START + timedelta(minutes=start)
    return TaskFinding("roster-gap", DAY, "W1", None, at, minute(end), why("task.roster-gap"))


class Desk:
    """A hall, and what was judged of it again and again."""

    def __init__(self, session: Session) -> None:
        self.session = session
        hall = HallRow(code="H1", name="城北", timezone="Asia/Shanghai")
        session.add(hall)
        session.flush()
        window = WindowRow(hall_id=hall.id, code="W1", tag_number=1)
        wang, li = StaffRow(hall_id=hall.id, no="S001", name="王芳"), StaffRow(hall_id=hall.id, no="S002", name="李强")
        session.add_all([window, wang, li])
        session.flush()
        self.ids = HallIds(hall.id, {"S001": wang.id, "S002": li.id}, {"W1": window.id})
        zhou = UserRow(login="zhou", name="周敏", role=Role.supervisor, password_hash="")
        chen = UserRow(login="chen", name="陈静", role=Role.supervisor, password_hash="")
        session.add_all([zhou, chen])
        session.flush()
        self.zhou, self.chen = Reviewer(zhou.id, "zhou"), Reviewer(chen.id, "chen")
        self.wang_herself = Reviewer(zhou.id, "zhou", staff_id=wang.id)

    def judge(self, *findings: Finding, tasks: Sequence[TaskFinding] = ()) -> None:
        judgement = Judgement(states=(), attendance=(), findings=findings, tasks=tuple(tasks))
        reconcile(self.session, judgement, ids=self.ids, day=DAY, pack_version="p1", now=NOW)
        self.session.flush()

    @property
    def violations(self) -> Sequence[ViolationRow]:
        return self.session.exec(select(ViolationRow).order_by("opened_at", "start")).all()

    @property
    def one(self) -> ViolationRow:
        return self.session.exec(select(ViolationRow)).one()

    def confirm(self, row: ViolationRow, by: Reviewer | None = None, now: datetime = NOW) -> DecisionRow:
        decision = decide(self.session, row, by=by or self.zhou, verdict=Verdict.confirm, reason="看到了", now=now)
        self.session.flush()
        return decision

    def notices(self) -> list[str]:
        return [n.why["code"] for n in self.session.exec(select(NoticeRow).order_by("id")).all()]

    def actions(self) -> list[str]:
        return [a.action for a in self.session.exec(select(AuditEntryRow).order_by("id")).all()]


@pytest.fixture
def desk(session: Session) -> Desk:
    return Desk(session)


def test_the_same_again_writes_nothing(desk: Desk) -> None:
    desk.judge(unattended(0, 5), tasks=[gap(30, 60)])
    before = desk.actions()
    desk.judge(unattended(0, 5), tasks=[gap(30, 60)])
    assert desk.actions() == before == ["violation.opened", "task.opened"]
    assert not desk.session.dirty


def test_a_decision_survives_a_shift_of_times(desk: Desk) -> None:
    desk.judge(unattended(0, None))
    desk.confirm(desk.one)
    desk.judge(unattended(0, 12))
    assert (desk.one.status, desk.one.end) == (S.confirmed, minute(12))
    assert desk.notices() == ["notice.confirmed"]


def test_a_decision_falls_with_a_notice_when_the_finding_is_gone(desk: Desk) -> None:
    desk.judge(unattended(0, 5))
    decision = desk.confirm(desk.one)
    desk.judge()
    assert desk.one.status == S.withdrawn
    assert decision.fallen_at == NOW
    assert desk.notices() == ["notice.confirmed", "notice.withdrawn", "notice.decision-fell-gone"]
    assert desk.actions()[-2:] == ["decision.fell", "violation.withdrawn"]


def test_a_decision_falls_when_another_violation_counts_the_same_cause(desk: Desk) -> None:
    desk.judge(unattended(0, 5))
    desk.confirm(desk.one)
    desk.judge(unattended(0, 5, explained_by="late"))
    assert (desk.one.status, desk.one.explained_by) == (S.explained, "late")
    assert desk.notices() == ["notice.confirmed", "notice.decision-fell-explained"]


def test_it_goes_back_to_pending_when_the_person_changes(desk: Desk) -> None:
    desk.judge(unattended(0, 5))
    desk.confirm(desk.one)
    desk.judge(unattended(0, 5, staff="S002"))
    assert (desk.one.status, desk.one.staff_id) == (S.pending, desk.ids.staff["S002"])
    desk.confirm(desk.one, desk.chen)
    desk.judge(unattended(0, 5, staff=None))
    assert (desk.one.status, desk.one.staff_id) == (S.pending, None)


def test_what_was_withdrawn_and_is_found_again_waits_for_a_new_decision(desk: Desk) -> None:
    desk.judge(unattended(0, 5))
    desk.confirm(desk.one)
    desk.judge()
    desk.judge(unattended(0, 6))
    assert desk.one.status == S.pending


def test_what_a_person_reported_is_left_alone(desk: Desk) -> None:
    desk.judge(unattended(0, 5))
    desk.one.origin = Origin.reported
    desk.session.flush()
    desk.judge()
    assert desk.one.status == S.pending


def test_an_episode_that_splits_keeps_its_decision_on_the_longer_part(desk: Desk) -> None:
    desk.judge(unattended(0, 30))
    desk.confirm(desk.one)
    desk.judge(unattended(0, 8), unattended(10, 30))
    assert [(v.start, v.status) for v in sorted(desk.violations, key=lambda v: v.start)] == [
        (minute(0), S.pending),
        (minute(10), S.confirmed),
    ]


def test_tasks_follow_what_is_found(desk: Desk) -> None:
    desk.judge(tasks=[gap(30, 60)])
    desk.judge(tasks=[gap(30, 90)])
    task = desk.session.exec(select(TaskRow)).one()
    assert (task.status, task.end) == ("open", minute(90))
    desk.judge()
    assert task.status == "withdrawn"
    desk.judge(tasks=[gap(40, 90)])
    assert (task.status, task.closed_at) == ("open", None)


def refused(desk: Desk, by: Reviewer) -> str:
    with pytest.raises(Refused) as refusal:
        desk.confirm(desk.one, by)
    return refusal.value.code


def test_nobody_decides_twice_or_on_themselves(desk: Desk) -> None:
    desk.judge(unattended(0, 5))
    assert refused(desk, desk.wang_herself) == "own-violation"
    desk.confirm(desk.one)
    assert refused(desk, desk.chen) == "already-decided"


def test_unclear_leaves_it_pending_for_another(desk: Desk) -> None:
    desk.judge(unattended(0, 5))
    decide(desk.session, desk.one, by=desk.zhou, verdict=Verdict.unclear, reason="", now=NOW)
    assert desk.one.status == S.pending
    desk.confirm(desk.one, desk.chen)
    assert desk.one.status == S.confirmed


TAKE_BACK = {
    "in time": ("zhou", 10, None),
    "too late": ("zhou", 11, "too-late"),
    "by somebody else": ("chen", 1, "not-your-decision"),
}


@pytest.mark.parametrize("name", TAKE_BACK)
def test_taking_back(name: str, desk: Desk) -> None:
    login, seconds, code = TAKE_BACK[name]
    desk.judge(unattended(0, 5))
    desk.confirm(desk.one)
    by: Reviewer = getattr(desk, login)
    if code is None:
        take_back(desk.session, desk.one, by=by, now=NOW + timedelta(seconds=seconds))
        assert desk.one.status == S.pending
        assert desk.actions()[-1] == "decision.taken-back"
    else:
        with pytest.raises(Refused) as refusal:
            take_back(desk.session, desk.one, by=by, now=NOW + timedelta(seconds=seconds))
        assert (refusal.value.code, desk.one.status) == (code, S.confirmed)


def test_ids_are_made_in_code_and_sort_by_time() -> None:
    from models.tables.base import new_id

    made = [new_id() for _ in range(100)]
    assert made == sorted(made)
    assert all(isinstance(i, UUID) and i.version == 7 for i in made)
