"""`POST /api/v1/violations`: what a person saw on the spot, by whom, of which rules, once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from api.database import writing_to
from models.tables import AppraisalRow, NoticeRow, Origin, RuleWatchRow, ShiftRow, ViolationRow, ViolationStatus
from tests.api.cast import DAY, Stage, at, csrf, set_the_stage

REPORTS = "/api/v1/violations"
SEEN = {
    "rule": "private-screens", "hall": "H1", "window": "W2", "staff": "S002", "at": "2026-06-03T10:00:00+08:00",
    "note": "在手机上看剧",
}  # fmt: skip


@pytest.fixture
def stage(tmp_path: Path, sqlite_database: Engine) -> Stage:
    return set_the_stage(tmp_path, sqlite_database)


@pytest.fixture
def stage_anywhere(tmp_path: Path, database: Engine) -> Stage:
    """On SQLite and on PostgreSQL."""
    return set_the_stage(tmp_path, database)


def post(client: TestClient, headers: dict[str, str] | None = None, **other: Any) -> Response:
    told = {name: value for name, value in {**SEEN, **other}.items() if value is not None}
    return client.post(REPORTS, json=told, headers=headers)


def reported(stage: Stage) -> list[ViolationRow]:
    with Session(stage.engine) as session:
        return list(session.exec(select(ViolationRow).where(ViolationRow.origin == Origin.reported)).all())


def test_a_report_waits_for_somebody_else(stage: Stage):
    answer = post(stage.log_in("周敏"))
    assert answer.status_code == 201, answer.text
    told = answer.json()
    assert (told["status"], told["rule"], told["staff"], told["window"]) == ("pending", "private-screens", "S002", "W2")
    assert told["norms"] == ["heat/2/2.10", "heat/3/2.3/1", "cc/1/21"]
    assert (told["start"], told["end"], told["day"]) == ("2026-06-03T02:00:00Z", "2026-06-03T02:00:00Z", "2026-06-03")
    assert (told["why_code"], told["why"]) == ("report.seen", "周敏现场看到：在手机上看剧")
    assert [who for who, _ in stage.audited("violation.reported")] == ["zhoumin"]
    with Session(stage.engine) as session:
        [notice] = session.exec(select(NoticeRow)).all()
        assert (notice.staff_id, notice.why["code"]) == (stage.staff["李强"], "notice.reported")

    decision = {"verdict": "confirm", "reason": "当面核实"}
    one = f"{REPORTS}/{told['id']}"
    own = stage.log_in("周敏").post(f"{one}/decision", json=decision)
    assert (own.status_code, own.json()["code"]) == (403, "own-report")
    assert stage.log_in("孙悦").post(f"{one}/decision", json=decision).json()["status"] == "confirmed"


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("周敏", 201, None),
        ("孙悦", 201, None),
        ("陈静", 422, "unknown-hall"),
        ("刘洋", 403, "not-allowed"),
        ("赵磊", 403, "not-allowed"),
        ("李强", 403, "not-allowed"),
    ],
)
def test_who_reports(stage: Stage, name: str, status: int, code: str | None):
    answer = post(stage.log_in(name))
    assert (answer.status_code, answer.json().get("code")) == (status, code)
    assert len(reported(stage)) == (status == 201)


@pytest.mark.parametrize(
    ("told", "status", "code", "field"),
    [
        ({"rule": "late"}, 422, "found-by-machine", "rule"),
        ({"rule": "answer-in-three-rings"}, 422, "found-by-machine", "rule"),
        ({"rule": "personal-looks"}, 422, "never-judged", "rule"),
        ({"rule": "smile"}, 422, "never-judged", "rule"),
        ({"rule": "made-up"}, 422, "unknown-rule", "rule"),
        ({"at": "2026-06-03T22:00:01+08:00"}, 422, "in-the-future", "at"),
        ({"end": "2026-06-03T22:30:00+08:00"}, 422, "in-the-future", "at"),
        ({"at": "2026-05-27T21:59:59+08:00"}, 422, "too-old", "at"),
        ({"end": "2026-06-03T09:59:00+08:00"}, 422, "end-before-start", "end"),
        ({"staff": "S100"}, 403, "own-report", "staff"),
        ({"staff": "S201"}, 422, "not-of-this-hall", "staff"),
        ({"staff": "S999"}, 422, "unknown-staff", "staff"),
        ({"window": "W9"}, 422, "unknown-window", "window"),
        ({"note": "  "}, 422, "invalid", "note"),
        ({"at": "2026-06-03T10:00:00"}, 422, "invalid", "at"),
        ({"points": 3}, 422, "invalid", "points"),
    ],
)
def test_what_is_not_taken(stage: Stage, told: dict[str, str], status: int, code: str, field: str):
    answer = post(stage.log_in("周敏"), **told)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert reported(stage) == []


def test_why_a_rule_is_judged_by_nobody_is_said(stage: Stage):
    assert (
        "No machine judges how somebody holds the body" in post(stage.log_in("周敏"), rule="posture").json()["detail"]
    )


@pytest.mark.parametrize(
    ("told", "kind", "subject"),
    [
        ({}, "staff", "S002"),
        ({"window": None}, "staff", "S002"),
        ({"staff": None}, "window", "W2"),
        ({"staff": None, "window": None}, "hall", "H1"),
        ({"rule": "uniform-season"}, "staff", "S002"),
        ({"rule": "courtesy-words"}, "staff", "S002"),
    ],
)
def test_what_a_report_is_about(stage: Stage, told: dict[str, Any], kind: str, subject: str):
    client = stage.log_in("周敏")
    answer = post(client, **told)
    assert answer.status_code == 201, answer.text
    [row] = reported(stage)
    assert (row.subject_kind.value, row.subject) == (kind, subject)
    assert client.get(f"{REPORTS}/{row.id}").status_code == 200
    assert client.get(f"/queue/{row.id}").status_code == 200


def test_somebody_of_another_hall_who_was_rostered_here_may_be_named(stage: Stage):
    with writing_to(stage.engine) as session:
        session.add(
            ShiftRow(hall_id=stage.halls["H1"], staff_id=stage.staff["吴刚"], start=at("09:00"), end=at("12:00"))
        )
    assert post(stage.log_in("周敏"), staff="S201").status_code == 201
    assert post(stage.log_in("周敏"), staff="S201", at="2026-06-03T15:00:00+08:00").json()["code"] == "not-of-this-hall"


def test_a_rule_in_watch_mode_only_shows_it(stage: Stage):
    with writing_to(stage.engine) as session:
        session.add(
            RuleWatchRow(rule="private-screens", first_day=DAY, reason="试行", begun_at=at("08:00"), begun_by="hr")
        )
    assert post(stage.log_in("周敏")).json()["status"] == "watched"
    with Session(stage.engine) as session:
        assert session.exec(select(NoticeRow)).all() == []


def test_who_reported_it_withdraws_it_while_nobody_has_decided(stage_anywhere: Stage):
    stage = stage_anywhere
    mine, colleague = stage.log_in("周敏"), stage.log_in("孙悦")
    one = f"{REPORTS}/{post(mine).json()['id']}"
    silent = mine.post(f"{one}/withdrawal", json={"reason": " "})
    assert (silent.status_code, silent.json()["code"]) == (422, "reason-missing")
    others = colleague.post(f"{one}/withdrawal", json={"reason": "看错了"})
    assert (others.status_code, others.json()["code"]) == (403, "not-your-report")
    assert mine.post(f"{one}/withdrawal", json={"reason": "看错了"}).json()["status"] == "withdrawn"
    assert [who for who, _ in stage.audited("report.withdrawn")] == ["zhoumin"]
    with Session(stage.engine) as session:
        told = [row.why["code"] for row in session.exec(select(NoticeRow).order_by(col(NoticeRow.id))).all()]
    assert told == ["notice.reported", "notice.report-withdrawn"]
    again = mine.post(f"{one}/withdrawal", json={"reason": "看错了"})
    assert (again.status_code, again.json()["code"]) == (409, "already-decided")
    found = f"{REPORTS}/{stage.violations['王芳 window-unattended']}/withdrawal"
    assert mine.post(found, json={"reason": "x"}).json()["code"] == "not-reported"


def test_the_page_withdraws_a_report_too(stage: Stage):
    client = stage.log_in("周敏")
    one = post(client).json()["id"]
    page = f"/inspect/done/{one}"
    assert f'action="{page}/withdrawal"' in client.get(page).text
    sent = client.post(f"{page}/withdrawal", data={"csrf": csrf("周敏"), "reason": "看错了"})
    assert (sent.status_code, sent.headers["location"]) == (303, page)
    assert f'action="{page}/withdrawal"' not in client.get(page).text
    assert [row.status for row in reported(stage)] == [ViolationStatus.withdrawn]


def test_a_report_of_a_locked_month_is_taken_and_goes_to_the_next(stage: Stage):
    with writing_to(stage.engine) as session:
        session.add(
            AppraisalRow(
                month="2026-06", staff_id=stage.staff["王芳"], base=100, deducted=0, score=100, grade="A", lines=[],  # type: ignore[arg-type]
                pack_version="x", computed_at=at("21:00"), locked_at=at("21:00"),
            )
        )  # fmt: skip
    answer = post(stage.log_in("周敏"))
    assert (answer.status_code, answer.json()["status"]) == (201, "pending")


@pytest.mark.parametrize("by", ["id", "header"])
def test_sent_twice_it_is_one(stage: Stage, by: str):
    client = stage.log_in("周敏")

    def send(key: str, **other: Any) -> Response:
        return post(client, id=key, **other) if by == "id" else post(client, {"Idempotency-Key": key}, **other)

    first, again = send("a1"), send("a1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert len(reported(stage)) == 1
    other = send("a1", note="别的")
    assert (other.status_code, other.json()["code"]) == (409, "key-reused")
    assert send("a2").json()["id"] != first.json()["id"]
    assert post(stage.log_in("孙悦"), id="a1").json()["id"] != first.json()["id"], "each client has its own names"


def test_sent_twice_at_once_it_is_one(stage_anywhere: Stage):
    stage = stage_anywhere
    clients = [stage.log_in("周敏") for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda client: post(client, id="b"), clients))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert len(reported(stage)) == 1


def test_judging_leaves_a_report_alone(stage: Stage):
    from conduct.judging.hall_day import judge_stale_days
    from conduct.judging.stale import mark_stale

    post(stage.log_in("周敏"), rule="uniform-season")
    with writing_to(stage.engine) as session:
        mark_stale(session, stage.halls["H1"], [DAY], now=stage.clock.now())
    judge_stale_days(stage.engine, now=stage.clock.now())
    assert [row.status for row in reported(stage)] == [ViolationStatus.pending]


def test_its_history_is_told_in_words(stage: Stage):
    told = post(stage.log_in("周敏")).json()
    shown = stage.log_in("周敏").get(f"/queue/{told['id']}?lang=en").text
    assert "周敏 reported it" in shown
    assert "You reported this yourself: somebody else decides on it." in shown
    refused = stage.log_in("周敏").post(
        f"/queue/{told['id']}/decision", data={"csrf": csrf("周敏"), "verdict": "confirm"}
    )
    assert refused.status_code == 403
    with Session(stage.engine) as session:
        assert session.exec(select(ViolationRow.status).where(col(ViolationRow.id) == reported(stage)[0].id)).one() == (
            ViolationStatus.pending
        )
