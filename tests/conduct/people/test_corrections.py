"""What people ask to be put right: who may, until when, and what an approval changes."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from conduct.judging.hall_day import judge_stale_days
from conduct.judging.stale import mark_stale, stale_days
from conduct.people.corrections import Asked, ask, decide_correction, shift_of, why_not_decide
from conduct.review.violations import Refused, Reviewer
from models.tables import (
    AppraisalRow,
    Approval,
    AttendanceRow,
    AuditEntryRow,
    BadgeRow,
    CorrectionRow,
    DecisionRow,
    PunchRow,
    Role,
    StaffRow,
    UserRow,
    ViolationRow,
    ViolationStatus,
)
from models.tables.base import new_id
from tests.conduct.hall import NOW, Hall, add, add_punch, add_shift, add_swap, add_violation, make_hall
from tests.conduct.story import at

FANG = Reviewer(new_id(), "wangfang")


def reviewer(session: Session, staff: StaffRow | None = None) -> Reviewer:
    user = add(
        session,
        UserRow(login="zhoumin", name="周敏", role=Role.supervisor, password_hash="-", staff_id=staff.id if staff else None),
    )  # fmt: skip
    return Reviewer(user.id, user.login, user.staff_id)


def hall_with_shift(session: Session) -> Hall:
    hall = make_hall(session, alive_until=NOW)
    add_shift(session, hall, hall.staff["S001"], "3 08:30", "3 17:30")
    return hall


def request(
    session: Session, hall: Hall, kind: str = "missing-out", when: str | None = "17:32", *, by: Reviewer = FANG,
    start: str = "3 08:30", staff: str = "S001", now: datetime = NOW,
) -> CorrectionRow:  # fmt: skip
    told = Asked(hall.staff[staff], at(start), kind, at(when) if when else None, "the reader was dark")
    return ask(session, told, by=by, now=now)


ASKED: dict[str, tuple[dict[str, Any], str | None]] = {
    "a missing out": ({}, None),
    "a missing in": ({"kind": "missing-in", "when": "08:20"}, None),
    "no punch at all": ({"kind": "missed-punch", "when": "08:20"}, None),
    "late": ({"kind": "late", "when": None}, None),
    "another start": ({"start": "3 08:31"}, "no-such-shift"),
    "another person's shift": ({"staff": "S002"}, "no-such-shift"),
    "before the shift": ({"now": at("08:29")}, "not-begun"),
    "on the last day": ({"now": at("10 23:59")}, None),
    "after the last day": ({"now": at("11 00:00")}, "too-late"),
    "a missing punch without a time": ({"when": None}, "at-missing"),
    "a mark with a time": ({"kind": "late", "when": "08:29"}, "at-not-wanted"),
    "long before the shift": ({"when": "06:29"}, "at-out-of-bounds"),
    "long after the shift": ({"when": "21:31"}, "at-out-of-bounds"),
    "not yet": ({"when": "17:32", "now": at("17:31")}, "at-out-of-bounds"),
}


@pytest.mark.parametrize("name", ASKED)
def test_asking(session: Session, name: str) -> None:
    told, code = ASKED[name]
    hall = hall_with_shift(session)
    if code is None:
        row = request(session, hall, **told)
        assert (row.status, row.day, row.requested_by) == (Approval.requested, at("12:00").date(), "wangfang")
        audited = session.exec(select(AuditEntryRow)).one()
        assert (audited.action, audited.actor, audited.entity_id) == ("correction.requested", "wangfang", str(row.id))
    else:
        with pytest.raises(Refused) as refused:
            request(session, hall, **told)
        assert refused.value.code == code
        assert session.exec(select(CorrectionRow)).all() == []
    assert stale_days(session) == []


def test_the_deadline_is_the_caller_s(session: Session) -> None:
    hall = hall_with_shift(session)
    told = Asked(hall.staff["S001"], at("3 08:30"), "late", None, "the bus")
    with pytest.raises(Refused, match="until 0 days"):
        ask(session, told, by=FANG, now=NOW, deadline_days=0)
    assert ask(session, told, by=FANG, now=NOW, deadline_days=1).status is Approval.requested


def test_a_stand_in_asks_for_the_shift_taken_over(session: Session) -> None:
    hall = hall_with_shift(session)
    add_swap(session, hall, hall.staff["S001"], hall.staff["S002"], "3 08:00", "3 18:00")
    assert shift_of(session, hall.staff["S001"].id, at("3 08:30")) is None
    assert request(session, hall, staff="S002").staff_id == hall.staff["S002"].id


def test_asking_twice(session: Session) -> None:
    hall = hall_with_shift(session)
    row = request(session, hall)
    with pytest.raises(Refused) as refused:
        request(session, hall)
    assert refused.value.code == "already-asked"
    assert request(session, hall, when="17:33").id != row.id
    decide_correction(session, row, by=reviewer(session), approve=False, reason="no", now=NOW)
    assert request(session, hall).id != row.id


def lock(session: Session, hall: Hall) -> None:
    add(
        session,
        AppraisalRow(
            month="2026-06", staff_id=hall.staff["S001"].id, base=Decimal(100), deducted=Decimal(0), score=Decimal(100),
            grade="A", lines=[], pack_version="p", computed_at=NOW, locked_at=NOW,
        ),
    )  # fmt: skip


def test_a_locked_month_stays(session: Session) -> None:
    hall = hall_with_shift(session)
    row, by = request(session, hall), reviewer(session)
    lock(session, hall)
    with pytest.raises(Refused, match="locked"):
        request(session, hall, when="17:33")
    with pytest.raises(Refused, match="locked"):
        decide_correction(session, row, by=by, approve=True, reason="yes", now=NOW)
    decide_correction(session, row, by=by, approve=False, reason="locked", now=NOW)
    assert row.status is Approval.refused


def test_who_may_not_decide() -> None:
    concerned = new_id()
    told: dict[str, Any] = {
        "hall_id": new_id(), "staff_id": concerned, "day": at("12:00").date(), "shift_start": at("08:30"),
        "kind": "late", "reason": "", "requested_at": NOW, "requested_by": "wangfang",
    }  # fmt: skip
    rows: list[tuple[Reviewer, Approval, str | None]] = [
        (Reviewer(new_id(), "zhoumin"), Approval.requested, None),
        (Reviewer(new_id(), "zhoumin", new_id()), Approval.requested, None),
        (Reviewer(new_id(), "zhoumin", concerned), Approval.requested, "own-correction"),
        (Reviewer(new_id(), "wangfang"), Approval.requested, "own-request"),
        (Reviewer(new_id(), "zhoumin"), Approval.approved, "already-decided"),
        (Reviewer(new_id(), "zhoumin"), Approval.refused, "already-decided"),
    ]
    found = [why_not_decide(CorrectionRow(**told, status=status), by) for by, status, _ in rows]
    assert [each and each.code for each in found] == [code for _, _, code in rows]


def attendance(session: Session) -> list[tuple[str, datetime | None, datetime | None]]:
    session.expire_all()
    rows = session.exec(select(AttendanceRow).order_by(AttendanceRow.shift_start)).all()
    return [(row.status.value, row.came, row.went) for row in rows]


def test_an_approved_punch_is_a_fact(database: Engine, session: Session) -> None:
    hall = hall_with_shift(session)
    add_punch(session, hall, "1001", "08:25")
    add(session, BadgeRow(number="correction:S001"))
    add_punch(session, hall, "correction:S001", "12:00")
    mark_stale(session, hall.row.id, [at("12:00").date()], now=NOW)
    session.commit()
    judge_stale_days(database, now=NOW)
    assert attendance(session) == [("missing_out", at("08:25"), None)]
    row, by = request(session, hall), reviewer(session)
    session.commit()
    assert stale_days(session) == []
    decide_correction(session, row, by=by, approve=True, reason="seen leaving", now=NOW)
    session.commit()
    judge_stale_days(database, now=NOW)
    assert attendance(session) == [("present", at("08:25"), at("17:32"))]
    assert len(session.exec(select(PunchRow.id)).all()) == 2
    assert (row.status, row.decided_by, row.decision_reason) == (Approval.approved, "zhoumin", "seen leaving")
    actions = [a.action for a in session.exec(select(AuditEntryRow)) if a.entity == "correction"]
    assert actions == ["correction.requested", "correction.approved"]


def test_a_refused_punch_is_none(database: Engine, session: Session) -> None:
    hall = hall_with_shift(session)
    add_punch(session, hall, "1001", "08:25")
    decide_correction(session, request(session, hall), by=reviewer(session), approve=False, reason="no", now=NOW)
    assert stale_days(session) == []
    mark_stale(session, hall.row.id, [at("12:00").date()], now=NOW)
    session.commit()
    judge_stale_days(database, now=NOW)
    assert attendance(session) == [("missing_out", at("08:25"), None)]


def test_the_days_that_a_punch_at_night_touches(session: Session) -> None:
    hall = make_hall(session)
    elsewhere = make_hall(session, "H2", staff={}, windows=("W1",))
    add_shift(session, hall, hall.staff["S001"], "2 22:00", "3 06:00")
    add_shift(session, elsewhere, hall.staff["S001"], "3 14:00", "3 18:00")
    row = request(session, hall, when="3 06:05", start="2 22:00")
    decide_correction(session, row, by=reviewer(session), approve=True, reason="yes", now=NOW)
    found = {(s.hall_id, s.day.day) for s in stale_days(session)}
    assert found == {(hall.row.id, 2), (hall.row.id, 3), (elsewhere.row.id, 3)}


MARKS: dict[str, tuple[dict[str, Any], bool]] = {
    "pending": ({}, True),
    "confirmed already": ({"status": ViolationStatus.confirmed}, False),
    "withdrawn": ({"status": ViolationStatus.withdrawn}, False),
    "of another rule": ({"rule": "early-leave"}, False),
    "of a shift after it": ({"start": "17:30"}, False),
    "of a shift before it": ({"start": "04:00", "end": "08:30"}, False),
    "begun before it": ({"start": "08:00", "end": "08:31"}, True),
    "of somebody else": ({"staff": "S002"}, False),
}


@pytest.mark.parametrize("name", MARKS)
def test_an_approved_mark_is_an_excuse(session: Session, name: str) -> None:
    told, excused = MARKS[name]
    hall = hall_with_shift(session)
    violation = add_violation(
        session, hall, hall.staff[told.get("staff", "S001")], told.get("start", "08:30"),
        rule=told.get("rule", "late"), status=told.get("status", ViolationStatus.pending), end=at(told.get("end", "20:00")),
    )  # fmt: skip
    before, row, by = violation.status, request(session, hall, "late", None), reviewer(session)
    if excused:
        decide_correction(session, row, by=by, approve=True, reason="the bus", now=NOW)
        decision = session.exec(select(DecisionRow)).one()
        assert (violation.status, decision.user_id, decision.reason) == (ViolationStatus.excused, by.user_id, "the bus")
        assert row.status is Approval.approved
    else:
        with pytest.raises(Refused) as refused:
            decide_correction(session, row, by=by, approve=True, reason="the bus", now=NOW)
        assert (refused.value.code, violation.status, row.status) == ("nothing-to-excuse", before, Approval.requested)


def test_a_refused_mark_stays(session: Session) -> None:
    hall = hall_with_shift(session)
    violation = add_violation(session, hall, hall.staff["S001"], "08:30", rule="late", status=ViolationStatus.pending)
    row = request(session, hall, "late", None)
    decide_correction(session, row, by=reviewer(session), approve=False, reason="no", now=NOW)
    assert session.get_one(ViolationRow, violation.id).status is ViolationStatus.pending


def test_time_is_told_in_utc(session: Session) -> None:
    hall = hall_with_shift(session)
    row = request(session, hall)
    session.expire_all()
    assert row.at == at("17:32")
    assert row.at is not None
    assert row.at.utcoffset() == timedelta()
    assert row.shift_start == at("08:30").astimezone(UTC)
