"""Every table keeps what it is given, on every database."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError, StatementError
from sqlmodel import Session, SQLModel, select

from models import tables as t
from models.tables.base import new_id
from models.values.care import CameraCondition
from models.values.evidence import StillKind
from models.values.findings import AttendanceStatus, SubjectKind
from models.values.occupancy import Outerwear, Sleeve, WindowState
from models.values.roster import DayKind, ExemptionKind

DAY = date(2026, 6, 3)
CHINA = timezone(timedelta(hours=8))
WHEN = datetime(2026, 6, 3, 8, 30, 15, 123456, tzinfo=CHINA)
LATER = WHEN + timedelta(minutes=7)
ZONE = [[0.1, 0.2], [0.5, 0.2], [0.5, 0.9]]
WHY = {"code": "unattended", "facts": {"minutes": "7", "窗口": "一号"}}
HASH = bytes(range(32))

HALL, OTHER_HALL, WINDOW, CAMERA, READER, ANNA, BO, USER, VIOLATION, TASK, NOTICE = (new_id() for _ in range(11))
ROTATION, MEMBER, DECISION, ROUND, ENTRY, DRAFT = (new_id() for _ in range(6))

ROWS: list[SQLModel] = [
    t.HallRow(id=HALL, code="H1", name="城东营业厅", timezone="Asia/Shanghai", opens="08:30", closes="17:30", retired_at=WHEN),
    t.HallRow(id=OTHER_HALL, code="H0", name="West", timezone="Asia/Urumqi"),
    t.WindowRow(id=WINDOW, hall_id=HALL, code="W1", name="一号", tag_number=1, seat_tag=False, sign_text=True, retired_at=WHEN),
    t.HallColoursRow(
        hall_id=HALL, months=[11, 12], colours={"coats": [[0.25, 0.75]], "shirts": [[1.0]]}, taught_at=WHEN, taught_by="cli", retired_at=LATER,
    ),
    t.SiteSignalRow(window_id=WINDOW, day=DAY, signal="badge", first_seen_at=WHEN, last_seen_at=LATER),
    t.CameraRow(id=CAMERA, hall_id=HALL, code="C1", name="North", interval_s=2.5, set_up_at=LATER, retired_at=WHEN),
    t.CameraViewRow(
        camera_id=CAMERA, window_id=WINDOW, version=3, staff_zone=ZONE, sign_zone=ZONE, customer_zone=ZONE,
        valid_from=WHEN, valid_until=LATER,
    ),
    t.StatementRow(camera_id=CAMERA, topic=t.Topic.legal_basis, words="rules of work", stated_at=WHEN, stated_by="sun"),
    t.ReaderRow(
        id=READER, hall_id=HALL, code="R1", alive_until=WHEN, approved_at=WHEN, network="10.0.0.0/24",
        timezone="Asia/Urumqi", last_seen_at=LATER, clock_ahead_s=-2.5, options={"stamp": "9999"}, retired_at=LATER,
    ),
    t.StaffRow(id=ANNA, hall_id=HALL, no="1001", name="安娜", retired_at=WHEN),
    t.StaffRow(id=BO, hall_id=HALL, no="1002", name="Bo"),
    t.StaffExemptionRow(staff_id=ANNA, kind=ExemptionKind.extra_layer, first_day=DAY, last_day=DAY),
    t.ShiftTemplateRow(
        hall_id=HALL, code="day", name="白班", segments=[["08:30", "17:30"]], breaks=[["12:00", "13:00"]],
        retired_at=LATER,
    ),
    t.RotationRow(
        id=ROTATION, hall_id=HALL, code="4-2", name="四班二倒", cycle=["day", None], anchor=DAY,
        follows_calendar=False, retired_at=LATER,
    ),
    t.RotationMemberRow(
        id=MEMBER, rotation_id=ROTATION, staff_id=ANNA, window_id=WINDOW, offset_days=1, first_day=DAY, last_day=DAY,
    ),
    t.ShiftRow(
        hall_id=HALL, staff_id=ANNA, window_id=WINDOW, start=WHEN, end=LATER, rotation_member_id=MEMBER,
        breaks=[["2026-06-03T04:00:00Z", "2026-06-03T05:00:00Z"]],
    ),
    t.LeaveRow(
        staff_id=ANNA, start=WHEN, end=LATER, status=t.Approval.approved, kind="年假", requested_at=WHEN, requested_by="lw",
        decided_at=LATER, decided_by="zm", decision_reason="可以",
    ),
    t.SwapRow(
        hall_id=HALL, from_staff_id=ANNA, to_staff_id=BO, start=WHEN, end=LATER, status=t.Approval.requested,
        requested_at=WHEN, requested_by="lw",
        decided_at=LATER, decided_by="zm", decision_reason="可以",
    ),
    t.CalendarDayRow(hall_id=HALL, day=DAY, kind=DayKind.closure, source="notice 12"),
    t.BadgeRow(number="0007", staff_id=ANNA, since=LATER, had_from=LATER),
    t.FormerBadgeRow(number="0007", staff_id=ANNA, since=WHEN, had_from=WHEN, until=LATER),
    t.PunchRow(reader_id=READER, badge="0007", at=WHEN, direction="in", received_at=LATER),
    t.HeldPunchRow(
        reader_id=READER, received_at=WHEN, reason="malformed", badge="0007", at=LATER, raw=b"7\t", sha256=HASH,
        settled_at=LATER,
    ),
    t.CorrectionRow(
        hall_id=HALL, staff_id=ANNA, day=DAY, shift_start=WHEN, kind="missing-in", at=WHEN, reason="忘打卡",
        status=t.Approval.refused, requested_at=WHEN, requested_by="lw",
        decided_at=LATER, decided_by="zm", decision_reason="可以",
    ),
    t.FrameRow(
        camera_id=CAMERA, captured_at=WHEN, time_given=True, received_at=LATER, sha256=HASH, size_bytes=344_000,
        status=t.FrameStatus.broken, tries=2,
    ),
    t.OddPushRow(
        camera_id=CAMERA, hour=WHEN, vendor="hikvision", reason="not-understood", count=3, last_at=LATER,
        content_type="text/plain", size_bytes=12, text="没有图片",
    ),
    t.LookRunRow(
        window_id=WINDOW, camera_id=CAMERA, state=WindowState.away_sign, evidence="sign-tag", first=WHEN, last=LATER,
        offsets_us=bytes(8) + (420_000_000).to_bytes(8, "little"),
    ),
    t.AttireLookRow(
        window_id=WINDOW, camera_id=CAMERA, at=WHEN, people=1, sign=True, sleeve=Sleeve.long, outerwear=Outerwear.no,
        confidence=0.8,
    ),
    t.TaughtLookRow(
        window_id=WINDOW, camera_id=CAMERA, at=WHEN, staffed=True, source=t.TaughtSource.verdict,
        features=[0.5, 1.0], features_version=1,
    ),
    t.WindowClassifierRow(
        window_id=WINDOW, camera_id=CAMERA, trained_at=WHEN, features_version=1, parameters={"bias": 0.5},
        report={"looks": 40}, in_use=True,
    ),
    t.UserRow(
        id=USER, login="lw", name="Li Wei", role=t.Role.supervisor, password_hash="$argon2id$", staff_id=BO,
        locale="en", email="lw@conduct.example", retired_at=WHEN,
    ),
    t.UserHallRow(user_id=USER, hall_id=HALL),
    t.SessionRow(token_sha256=HASH, csrf="c", user_id=USER, created_at=WHEN, expires_at=LATER),
    t.DeviceKeyRow(
        prefix="k1", sha256=HASH, kind=t.KeyKind.camera, camera_id=CAMERA, reader_id=READER, ha1_encrypted=HASH,
        created_at=WHEN, revoked_at=LATER, last_used_at=WHEN,
    ),
    t.PersonalTokenRow(
        user_id=USER, name="report", prefix="t1", sha256=HASH, created_at=WHEN, expires_at=LATER, revoked_at=LATER,
        last_used_at=WHEN,
    ),
    t.ViolationRow(
        id=VIOLATION, hall_id=HALL, day=DAY, rule="unattended", origin=t.Origin.reported, norms=["3.2"],
        subject_kind=SubjectKind.window, subject="W1", staff_id=ANNA, window_id=WINDOW, start=WHEN, end=LATER,
        status=t.ViolationStatus.explained, explained_by="absent", why=WHY, pack_version="2026.1",
        opened_at=WHEN, updated_at=LATER, reported_by="zm", report_key="k1",
    ),
    t.TaskRow(
        id=TASK, hall_id=HALL, day=DAY, kind="roster-gap", window_id=WINDOW, staff_id=ANNA, start=WHEN, end=LATER,
        why=WHY, status=t.TaskStatus.done, opened_at=WHEN, taken_by="lw", taken_at=WHEN,
        closed_at=LATER, closed_by="lw", closing_note="seen to", not_needed=True,
    ),
    t.CameraTraceRow(camera_id=CAMERA, start=WHEN, observations=bytes(14)),
    t.CameraEpisodeRow(
        camera_id=CAMERA, condition=CameraCondition.clock_skew, start=WHEN, end=LATER, unusable_from=WHEN, why=WHY,
        noticed_at=LATER, task_id=TASK,
    ),
    t.CameraReferenceRow(camera_id=CAMERA, zones="z", edges=bytes(9), valid_from=WHEN, retired_at=LATER),
    t.AttendanceRow(
        hall_id=HALL, staff_id=ANNA, day=DAY, shift_start=WHEN, status=AttendanceStatus.late_and_early, came=WHEN,
        went=LATER, late_min=3, early_min=4, why=WHY, pack_version="2026.1",
    ),
    t.EvidenceRow(
        violation_id=VIOLATION, camera_id=CAMERA, window_id=WINDOW, taken_at=WHEN, sha256=HASH.hex(), size_bytes=9,
        features=[0.5], features_version=1, kind=StillKind.middle, width_px=346, height_px=562, purged_at=LATER,
        purged_why=WHY,
    ),
    t.DecisionRow(
        id=DECISION, violation_id=VIOLATION, user_id=USER, verdict=t.Verdict.excuse, reason="火警演习", at=WHEN, taken_back_at=LATER,
        fallen_at=LATER,
    ),
    t.AppealRow(
        violation_id=VIOLATION, decision_id=DECISION, user_id=USER, words="我在接待老人", lodged_at=WHEN, due_at=LATER,
        status=t.AppealStatus.overturned, decided_by=USER, decided_at=LATER, verdict=t.AppealVerdict.overturn,
        reason="属实", closed_at=LATER, overdue_told_at=LATER,
    ),
    t.SecondReviewRow(
        violation_id=VIOLATION, decision_id=DECISION, user_id=USER, verdict=t.Verdict.excuse, reason="请假", at=LATER
    ),
    t.CasePresenceRow(violation_id=VIOLATION, user_id=USER, seen_at=WHEN),
    t.InspectionRoundRow(
        id=ROUND, hall_id=HALL, day=DAY, begun_at=WHEN, begun_by="zm", finished_at=LATER, finished_by="zm",
        pack_version="2026.1",
    ),
    t.InspectionPointRow(
        round_id=ROUND, rule="shoes", outcome=t.PointOutcome.found, at=WHEN, by="zm", violation_id=VIOLATION
    ),
    t.NoticeRow(
        id=NOTICE, violation_id=VIOLATION, task_id=TASK, user_id=USER, staff_id=ANNA, role=t.Role.supervisor, hall_id=HALL,
        at=WHEN, why=WHY, queued_at=LATER,
    ),
    t.NoticeReadRow(notice_id=NOTICE, user_id=USER, at=LATER),
    t.DeliveryRow(
        notice_id=NOTICE, channel=t.Channel.mail, user_id=USER, queued_at=WHEN, due_at=LATER, tries=2, done_at=LATER,
        outcome=t.DeliveryOutcome.delivered, last_why="answered 500",
    ),
    t.AppraisalRow(
        month="2026-06", version=2, staff_id=ANNA, hall_id=HALL, parts=[{"hall": "H1", "days": 12}], digest=HASH.hex(),
        base=Decimal("100.000"), deducted=Decimal("0.333"), score=Decimal("99.667"),
        grade="A", lines=[{"rule": "unattended", "points": "0.333"}], pack_version="2026.1", computed_at=WHEN,
        locked_at=LATER,
    ),
    t.AppraisalMonthRow(
        month="2026-06", version=2, state=t.MonthState.locked, drafted_at=WHEN, locked_at=LATER, locked_by="hr",
        digest=HASH.hex(), gaps_accepted="停电", reopened_at=LATER, reopened_by="hr", reopened_why="漏记",
    ),
    t.AppraisalSignatureRow(
        month="2026-06", staff_id=ANNA, signed_as=t.SignedAs.supervisor, user_id=USER, verdict=t.SignVerdict.refuse,
        words="不同意", at=WHEN, digest=HASH.hex(),
    ),
    t.CommendationRow(
        staff_id=ANNA, kind="thanked", day=DAY, at=WHEN, words="用户来信表扬", proposed_by=USER, proposed_at=WHEN,
        decided_by=USER, decided_at=LATER, confirmed=True, reason="属实", withdrawn_at=LATER, month="2026-06",
    ),
    t.EmploymentRow(staff_id=ANNA, hall_id=HALL, first_day=DAY, last_day=DAY, told_at=WHEN, told_by="hr"),
    t.HearingRow(
        staff_id=ANNA, month="2026-06", kind=t.HearingKind.hearing, day=DAY, words="本人陈述", violations=["v"],
        recorded_by=USER, recorded_at=WHEN,
    ),
    t.PackAdoptionRow(
        version="2026.1", sha256=HASH.hex(), text="[pack]\n", first_day=DAY, adopted_at=WHEN, adopted_by="lw",
        document="2026-17", announced_on=DAY,
    ),
    t.RuleWatchRow(
        rule="late", hall_id=HALL, first_day=DAY, last_day=DAY, reason="读卡器检修", why=WHY, begun_at=WHEN, begun_by="lw",
        ended_at=LATER, ended_by="zm",
    ),
    t.PackDraftRow(id=DRAFT, files=[["pack.toml", "[pack]"]], sha256="ab", added_at=WHEN, added_by="lw"),
    t.PackReplayRow(
        draft_id=DRAFT, first_day=DAY, last_day=DAY, hall_id=HALL, asked_at=WHEN, asked_by="lw", hall_days=9, done=3,
        heard_at=LATER, finished_at=LATER, failed="stopped", result={"rules": []},
    ),
    t.SeasonNoticeRow(
        hall_id=HALL, season="summer", first_day=DAY, last_day=DAY, document="2026-18", announced_on=DAY,
        adopted_at=WHEN, adopted_by="lw", withdrawn_at=LATER, withdrawn_by="zm",
    ),
    t.AuditEntryRow(
        id=ENTRY, at=WHEN, actor="lw", action="decide", entity="violation", entity_id="v", data={"to": ["x", None, 1.5]},
    ),
    t.AuditLinkRow(seq=7, entry_id=ENTRY, previous=bytes(32), hash=HASH),
    t.JobRunRow(job="month", scheduled_at=WHEN, started_at=WHEN, finished_at=LATER, outcome="done"),
    t.StaleDayRow(hall_id=HALL, day=DAY, marks=5, since=WHEN),
]  # fmt: skip
"""At least one of each table, all columns filled, those that others point to first."""

FIRST_OF = {type(row): row for row in reversed(ROWS)}
INSTANTS = [(of, name) for of, row in FIRST_OF.items() for name, value in row if isinstance(value, datetime)]

UNIQUE: list[tuple[type[SQLModel], dict[str, Any]]] = [
    (t.HallRow, {"name": "Other"}),
    (t.WindowRow, {"tag_number": 2}),
    (t.WindowRow, {"code": "W2"}),
    (t.CameraRow, {"name": "Other"}),
    (t.CameraViewRow, {"valid_from": LATER}),
    (t.ReaderRow, {"alive_until": LATER}),
    (t.StaffRow, {"name": "Other"}),
    (t.ShiftRow, {"end": LATER + timedelta(hours=1)}),
    (t.CalendarDayRow, {"kind": DayKind.holiday}),
    (t.BadgeRow, {"staff_id": BO}),
    (t.PunchRow, {"direction": "out"}),
    (t.HeldPunchRow, {"reason": "other"}),
    (t.CameraTraceRow, {"observations": bytes(28)}),
    (t.AttireLookRow, {"people": 2}),
    (t.TaughtLookRow, {"staffed": False}),
    (t.ShiftTemplateRow, {"name": "Other"}),
    (t.RotationRow, {"name": "Other"}),
    (t.PersonalTokenRow, {"name": "Other"}),
    (t.UserRow, {"name": "Other"}),
    (t.UserHallRow, {}),
    (t.SessionRow, {"csrf": "d"}),
    (t.DeviceKeyRow, {"sha256": bytes(32)}),
    (t.AppraisalRow, {"grade": "B"}),
    (t.AppraisalMonthRow, {"locked_by": "zm"}),
    (t.AuditLinkRow, {"hash": bytes(32)}),
    (t.AuditLinkRow, {"seq": 8}),
    (t.JobRunRow, {"outcome": "again"}),
    (t.NoticeReadRow, {"at": WHEN}),
    (t.DeliveryRow, {"tries": 3}),
    (t.StaleDayRow, {"marks": 6}),
    (t.ViolationRow, {"rule": "other"}),
    (t.InspectionPointRow, {"outcome": t.PointOutcome.fine}),
    (t.SecondReviewRow, {"user_id": USER, "reason": "other"}),
    (t.CasePresenceRow, {"seen_at": LATER}),
]
"""A second row that differs from the first only so much is one too many."""

DISTINCT: list[tuple[type[SQLModel], dict[str, Any]]] = [
    (t.HallRow, {"code": "H2"}),
    (t.WindowRow, {"code": "W2", "tag_number": 2}),
    (t.CameraViewRow, {"version": 4}),
    (t.ShiftRow, {"start": LATER}),
    (t.ShiftRow, {"staff_id": BO}),
    (t.ShiftRow, {"window_id": None}),
    (t.CalendarDayRow, {"hall_id": None}),
    (t.PunchRow, {"at": LATER}),
    (t.PunchRow, {"badge": "0008"}),
    (t.UserHallRow, {"hall_id": OTHER_HALL}),
    (t.AppraisalRow, {"month": "2026-07"}),
    (t.AppraisalRow, {"staff_id": BO}),
    (t.AppraisalRow, {"version": 1}),
    (t.AppraisalMonthRow, {"version": 1}),
    (t.JobRunRow, {"scheduled_at": LATER}),
    (t.StaleDayRow, {"day": date(2026, 6, 4)}),
    (t.DeliveryRow, {"channel": t.Channel.webhook, "user_id": None}),
    (t.ViolationRow, {"report_key": None}),
    (t.ViolationRow, {"reported_by": "lw"}),
    (t.InspectionPointRow, {"rule": "other"}),
    (t.FrameRow, {}),
    (t.LookRunRow, {}),
    (t.CameraEpisodeRow, {}),
    (t.CameraReferenceRow, {}),
]
"""And with so much of a difference it is not."""


@pytest.fixture
def filled(session: Session) -> Session:
    for row in ROWS:
        session.add(copy(row))
        session.flush()
    session.commit()
    session.expunge_all()
    return session


def test_there_is_a_row_of_every_table() -> None:
    assert {sa.inspect(type(row)).local_table for row in ROWS} == set(SQLModel.metadata.tables.values())


def test_no_column_is_left_to_its_default() -> None:
    assert [name for row in FIRST_OF.values() for name, value in row.model_dump().items() if value is None] == []


def test_rows_come_back_as_they_went_in(filled: Session) -> None:
    for of in FIRST_OF:
        written = [row.model_dump() for row in ROWS if type(row) is of]
        read = [row.model_dump() for row in filled.exec(select(of))]
        assert sorted(read, key=by_id) == sorted(written, key=by_id)


def test_instants_come_back_in_utc(filled: Session) -> None:
    read = [getattr(filled.exec(select(of)).first(), name) for of, name in INSTANTS]
    assert [each.tzinfo for each in read] == [UTC] * len(INSTANTS)


@pytest.mark.parametrize(("of", "name"), INSTANTS)
@pytest.mark.parametrize("kind", ["sqlite"])
def test_an_instant_without_a_zone_is_refused(of: type[SQLModel], name: str, session: Session) -> None:
    session.add(copy(FIRST_OF[of], **{name: WHEN.replace(tzinfo=None)}))
    with pytest.raises(StatementError, match="must have timezone information"):
        session.flush()


@pytest.mark.parametrize(("of", "difference"), UNIQUE)
def test_one_too_many_is_refused(of: type[SQLModel], difference: dict[str, Any], filled: Session) -> None:
    filled.add(another(of, difference))
    with pytest.raises(IntegrityError):
        filled.flush()


@pytest.mark.parametrize(("of", "difference"), DISTINCT)
def test_rows_that_differ_enough_stand_side_by_side(
    of: type[SQLModel], difference: dict[str, Any], filled: Session
) -> None:
    before = len(filled.exec(select(of)).all())
    filled.add(another(of, difference))
    filled.commit()
    assert len(filled.exec(select(of)).all()) == before + 1


def copy(row: SQLModel, **difference: Any) -> SQLModel:
    return type(row)(**{**row.model_dump(), **difference})


def by_id(dumped: dict[str, Any]) -> str:
    return str(dumped.get("id"))


def another(of: type[SQLModel], difference: dict[str, Any]) -> SQLModel:
    new = {"id": new_id()} if "id" in of.model_fields else {}
    return copy(FIRST_OF[of], **new, **difference)
