"""`/my`: what somebody finds of themselves, what they can do about it, and nothing of anybody else."""

import io
import json
import re
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from api.database import writing_to
from api.my.month import instant_of_shift
from conduct.appeal.steps import lodge
from conduct.impact.statements import state_words
from conduct.review.violations import Reviewer, decide
from models.tables import (
    Approval,
    AttendanceRow,
    CorrectionRow,
    EvidenceRow,
    ShiftRow,
    SwapRow,
    Topic,
    Verdict,
    ViolationRow,
)
from models.values.findings import AttendanceStatus
from tests.api.cast import Stage, at, csrf, name_of, set_the_stage

SHANGHAI = ZoneInfo("Asia/Shanghai")
EN = {"lang": "en"}
LI_S_SHIFT = {"shift_start": at("08:30").isoformat(), "csrf": csrf("李强")}


@pytest.fixture
def stage(tmp_path: Path, sqlite_database: Engine) -> Stage:
    return set_the_stage(tmp_path, sqlite_database)


def confirmed(stage: Stage, case: str, *, reason: str = "as-shown") -> UUID:
    by = Reviewer(stage.users["孙悦"], name_of("孙悦"), None)
    with writing_to(stage.engine) as session:
        row = session.get_one(ViolationRow, stage.violations[case])
        decide(session, row, by=by, verdict=Verdict.confirm, reason=reason, now=stage.clock.now())
        return row.id


@pytest.mark.parametrize(
    ("clock", "start", "expected"),
    [
        ("08:26", "2026-06-03T08:30", "2026-06-03T08:26"),
        ("17:31", "2026-06-03T08:30", "2026-06-03T17:31"),
        ("06:05", "2026-06-03T22:00", "2026-06-04T06:05"),
        ("21:50", "2026-06-03T22:00", "2026-06-03T21:50"),
        ("23:58", "2026-06-03T00:00", "2026-06-02T23:58"),
        ("8", "2026-06-03T08:30", None),
        ("25:00", "2026-06-03T08:30", None),
    ],
)
def test_a_time_is_that_of_the_shift_whose_day_it_is(clock: str, start: str, expected: str | None) -> None:
    began = datetime.fromisoformat(start).replace(tzinfo=SHANGHAI).astimezone(UTC)
    found = instant_of_shift(clock, began, SHANGHAI)
    assert (found.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M") if found else None) == expected


def test_the_month_is_there_at_a_glance_with_who_decided_and_why(stage: Stage) -> None:
    confirmed(stage, "王芳 window-unattended", reason="as-shown: 现场核实")
    page = stage.log_in("王芳").get("/my", params=EN).text
    assert "<strong>1</strong> confirmed" in page
    assert "孙悦 confirmed it" in page
    assert "现场核实" in page
    assert "Appeal against it" in page
    assert "W2" not in page, "nothing of a colleague's window"


def test_another_month_has_another_address(stage: Stage) -> None:
    page = stage.log_in("王芳").get("/my", params=EN | {"month": "2026-05"}).text
    assert "Nothing that the rules found" in page
    assert 'href="/my/attendance?month=2026-05"' in page
    assert stage.log_in("王芳").get("/my", params={"month": "2026-13"}).status_code == 422


def test_shifts_to_come_are_those_that_one_works_after_swaps(stage: Stage) -> None:
    day = date(2026, 6, 8)
    start, end = at("08:30", day), at("17:30", day)
    with writing_to(stage.engine) as session:
        session.add(ShiftRow(hall_id=stage.halls["H1"], staff_id=stage.staff["李强"], start=start, end=end))
        session.add(
            SwapRow(
                hall_id=stage.halls["H1"], from_staff_id=stage.staff["李强"], to_staff_id=stage.staff["王芳"],
                status=Approval.approved, requested_at=stage.clock.now(), start=start, end=end,
            )
        )  # fmt: skip
    assert "for somebody else, by a swap" in stage.log_in("王芳").get("/my", params=EN).text
    assert "None is on the roster" in stage.log_in("李强").get("/my", params=EN).text


def test_attendance_tells_roster_punches_and_what_came_of_them(stage: Stage) -> None:
    page = stage.log_in("李强").get("/my/attendance", params=EN | {"month": "2026-06"}).text
    assert "came late" in page
    assert "12 min late" in page
    assert "08:41:20</time>, <time" in page
    assert "17:31:05" in page
    assert "08:26:10" not in page, "a colleague's punch"


def test_what_is_not_known_is_said_not_to_count(stage: Stage) -> None:
    day = date(2026, 6, 1)
    with writing_to(stage.engine) as session:
        session.add(
            AttendanceRow(
                hall_id=stage.halls["H1"], staff_id=stage.staff["王芳"], day=day, shift_start=at("08:30", day),
                status=AttendanceStatus.unknown, late_min=0, early_min=0, why={"code": "attendance.no-reader", "facts": {}},
                pack_version="p",
            )
        )  # fmt: skip
    page = stage.log_in("王芳").get("/my/attendance", params=EN | {"month": "2026-06"}).text
    assert "not known: it does not count" in page


def test_a_correction_is_asked_for_and_how_it_stands_is_told(stage: Stage) -> None:
    client = stage.log_in("李强")
    form = LI_S_SHIFT | {"kind": "missing-in", "clock": "08:29", "reason": "读卡器没响"}
    answer = client.post("/my/corrections", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, "/my/attendance?month=2026-06#corrections")
    with Session(stage.engine) as session:
        row = session.exec(select(CorrectionRow)).one()
    assert (row.kind, row.at, row.status, row.requested_by) == (
        "missing-in",
        at("08:29"),
        Approval.requested,
        "liqiang",
    )
    assert "asked for, waits" in client.get("/my/attendance", params=EN | {"month": "2026-06"}).text
    assert "My punch of coming is missing" in client.get("/my", params=EN).text


@pytest.mark.parametrize(
    ("told", "status", "says"),
    [
        ({"kind": "missing-in", "clock": "08:29", "reason": " "}, 422, "Say why"),
        ({"kind": "missing-in", "clock": "", "reason": "x"}, 422, "Say at what time"),
        ({"kind": "late", "clock": "08:29", "reason": "x"}, 422, "leave it empty"),
        ({"kind": "missing-in", "clock": "99", "reason": "x"}, 422, "no time of a day"),
        ({"kind": "missing-in", "clock": "03:00", "reason": "x"}, 422, "No punch of this shift"),
        ({"kind": "holiday", "reason": "x"}, 422, "no shift of yours"),
    ],
)
def test_what_cannot_be_asked_is_said_with_what_was_typed_kept(
    told: dict[str, str], status: int, says: str, stage: Stage
) -> None:
    answer = stage.log_in("李强").post("/my/corrections", data=LI_S_SHIFT | told, params=EN)
    assert answer.status_code == status
    assert says in answer.text
    assert f'value="{told.get("clock", "")}"' in answer.text


def test_after_a_week_nothing_is_offered_and_nothing_taken(stage: Stage) -> None:
    stage.later(days=8)
    client = stage.log_in("李强")
    assert "Ask for a correction" not in client.get("/my/attendance", params=EN | {"month": "2026-06"}).text
    form = LI_S_SHIFT | {"kind": "missing-in", "clock": "08:29", "reason": "x"}
    answer = client.post("/my/corrections", data=form, params=EN)
    assert answer.status_code == 409
    assert "until seven days after the shift" in answer.text


def test_an_appeal_stands_there_with_its_clock(stage: Stage) -> None:
    case = confirmed(stage, "王芳 window-unattended")
    by = Reviewer(stage.users["王芳"], name_of("王芳"), stage.staff["王芳"])
    with writing_to(stage.engine) as session:
        lodge(session, session.get_one(ViolationRow, case), by=by, words="I was there", now=stage.clock.now())
    page = stage.log_in("王芳").get("/my", params=EN).text
    assert "What I asked for" in page
    assert "to be decided by the end of" in page


def test_who_looked_is_told_once_for_each_visit(stage: Stage) -> None:
    evidence = stage.evidence["王芳 window-unattended"]
    for name in ("周敏", "周敏", "赵磊"):
        stage.log_in(name).get(f"/api/v1/evidence/{evidence}")
        stage.later(seconds=5)
    stage.log_in("刘洋").get("/api/v1/attendance/sheet", params={"hall": "H1", "month": "2026-06", "format": "csv"})
    page = stage.log_in("王芳").get("/my/looked", params=EN).text
    assert page.count("<strong>周敏</strong>") == 1
    assert page.count("<strong>赵磊</strong>") == 1
    assert "the attendance of your hall 2026-06" in page
    assert "<strong>周敏</strong>" not in stage.log_in("李强").get("/my/looked", params=EN).text


def test_who_looked_goes_on_behind_its_first_page(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.pages.my_record.LOOKS", 2)
    for minute in range(5):
        stage.log_in("周敏").get(f"/api/v1/evidence/{stage.evidence['王芳 window-unattended']}")
        stage.later(minutes=2 + minute)
    client, address, found = stage.log_in("王芳"), "/my/looked", 0
    while address:
        page = client.get(address).text
        found += page.count("<strong>周敏</strong>")
        following = re.search(r'href="(/my/looked\?cursor=\w+)" rel="next"', page)
        address = following[1] if following else ""
    assert found == 5


def test_whom_to_turn_to_is_as_stated_or_said_not_to_be(stage: Stage) -> None:
    client = stage.log_in("王芳")
    assert client.get("/my/data", params=EN).text.count("not stated yet") == 3
    with writing_to(stage.engine) as session:
        state_words(session, Topic.contact, "人力资源部 8001", by="sunyue", now=stage.clock.now())
    assert "人力资源部 8001" in client.get("/my/data", params=EN).text


def copy_of(stage: Stage, name: str) -> tuple[dict[str, Any], dict[str, bytes]]:
    answer = stage.log_in(name).get("/my/data.zip")
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        told = json.loads(archive.read("data.json"))
        return told, {each: archive.read(each) for each in archive.namelist() if each != "data.json"}


def test_the_copy_holds_everything_of_oneself_and_nothing_of_others(stage: Stage) -> None:
    confirmed(stage, "王芳 window-unattended")
    told, pictures = copy_of(stage, "王芳")
    assert told["person"]["no"] == "S001"
    assert [punch["badge"] for punch in told["punches"]] == ["9001", "9001"]
    assert {case["staff_id"] for case in told["cases"]} == {str(stage.staff["王芳"])}
    assert [each["by_name"] for each in told["verdicts"]] == ["孙悦"]
    assert list(pictures) == [f"pictures/{stage.evidence['王芳 window-unattended']}.jpg"]
    text = json.dumps(told, ensure_ascii=False)
    assert "password_hash" not in text
    assert str(stage.staff["李强"]) not in text
    assert told["pictures_not_found"] == []


def test_the_copy_and_each_picture_in_it_are_on_record(stage: Stage) -> None:
    copy_of(stage, "王芳")
    told = stage.log_in("赵磊").get("/api/v1/audit", params={"action": "own-data.copied"}).json()["items"]
    assert [(each["actor"], each["data"]["format"], each["data"]["pictures"]) for each in told] == [
        ("wangfang", "zip", 1)
    ]
    views = stage.log_in("赵磊").get("/api/v1/audit", params={"action": "evidence.viewed"}).json()["items"]
    assert [each["actor"] for each in views] == ["wangfang"]


def test_a_copy_as_json_has_no_pictures_and_looks_at_none(stage: Stage) -> None:
    told = stage.log_in("王芳").get("/my/data.json").json()
    assert len(told["evidence"]) == 1
    assert stage.audited("evidence.viewed") == []
    copies = stage.log_in("赵磊").get("/api/v1/audit", params={"action": "own-data.copied"}).json()["items"]
    assert [each["data"]["format"] for each in copies] == ["json"]


def test_a_picture_that_is_gone_is_named(stage: Stage) -> None:
    with writing_to(stage.engine) as session:
        row = session.exec(
            select(EvidenceRow).where(col(EvidenceRow.id) == stage.evidence["王芳 window-unattended"])
        ).one()
        row.sha256 = "0" * 64
    told, pictures = copy_of(stage, "王芳")
    assert pictures == {}
    assert told["pictures_not_found"] == [str(stage.evidence["王芳 window-unattended"])]


def test_who_is_on_no_roster_has_a_record_of_their_log_in(stage: Stage) -> None:
    client = stage.log_in("刘洋")
    assert "You are on no roster" in client.get("/my", params=EN).text
    told = client.get("/my/data.json").json()
    assert told["log_in"]["login"] == "liuyang"
    assert "cases" not in told


def test_a_case_of_somebody_else_cannot_be_corrected(stage: Stage) -> None:
    form = {"shift_start": at("08:30").isoformat(), "kind": "missing-in", "clock": "08:29", "reason": "x"}
    answer = stage.log_in("周敏").post("/my/corrections", data=form | {"csrf": csrf("周敏")}, params=EN)
    assert answer.status_code == 422
    assert "no shift of yours" in answer.text
