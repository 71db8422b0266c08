"""`/api/v1/attendance/corrections` over HTTP: asking, listing, deciding, each by whom it may concern.

Of 3 June, 王芳 came at 08:26:10 and left at 17:33, 李强 was late. 周敏 supervises their hall, 陈静 another.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from conduct.judging.stale import stale_days
from models.tables import StaffRow, UserRow, ViolationStatus
from tests.api.cast import Stage, at, csrf, set_the_stage

PATH = "/api/v1/attendance/corrections"
LATE = {"shift_start": at("08:30").isoformat(), "kind": "late", "reason": "the bus broke down"}
OUT = {"shift_start": at("08:30").isoformat(), "kind": "missing-out", "at": at("17:40").isoformat(), "reason": "dark"}


@pytest.fixture
def stage(tmp_path: Path, sqlite_database: Engine) -> Stage:
    return set_the_stage(tmp_path, sqlite_database)


def post(stage: Stage, name: str, path: str, **told: Any):
    return stage.log_in(name).post(path, json=told, headers={"X-CSRF-Token": csrf(name)})


def ask(stage: Stage, name: str, **told: Any):
    return post(stage, name, PATH, **told)


def decide(stage: Stage, name: str, id_: str, verdict: str = "approve", reason: str = "seen"):
    return post(stage, name, f"{PATH}/{id_}/decision", verdict=verdict, reason=reason)


ASKERS: dict[str, tuple[str, dict[str, Any], int, str | None]] = {
    "one's own": ("李强", LATE, 201, None),
    "one's own by number": ("李强", {**LATE, "staff": "S002"}, 201, None),
    "a colleague's": ("王芳", {**LATE, "staff": "S002"}, 422, "invalid"),
    "by the supervisor of the hall": ("周敏", {**LATE, "staff": "S002"}, 201, None),
    "by the supervisor of another hall": ("陈静", {**LATE, "staff": "S002"}, 422, "invalid"),
    "by HR": ("刘洋", {**LATE, "staff": "S002"}, 201, None),
    "by HR for nobody": ("刘洋", LATE, 422, "invalid"),
    "by the auditor": ("赵磊", {**LATE, "staff": "S002"}, 403, "not-allowed"),
    "for nobody known": ("刘洋", {**LATE, "staff": "S999"}, 422, "invalid"),
    "without a reason": ("李强", {**LATE, "reason": "  "}, 422, "reason-missing"),
    "of no kind": ("李强", {**LATE, "kind": "tired"}, 422, "invalid"),
    "at a time without an offset": ("李强", {**OUT, "at": "2026-06-03T17:40:00"}, 422, "invalid"),
    "with more than is known": ("李强", {**LATE, "money": 5}, 422, "invalid"),
    "of no shift": ("李强", {**LATE, "shift_start": at("08:31").isoformat()}, 422, "no-such-shift"),
    "a missing punch": ("李强", OUT, 201, None),
    "a missing punch without its time": ("李强", {**OUT, "at": None}, 422, "at-missing"),
    "a punch that is yet to come": ("李强", {**OUT, "at": at("22:01").isoformat()}, 422, "at-out-of-bounds"),
}


@pytest.mark.parametrize("name", ASKERS)
def test_asking(stage: Stage, name: str) -> None:
    who, told, status, code = ASKERS[name]
    answer = ask(stage, who, **told)
    assert (answer.status_code, answer.json().get("code")) == (status, code)
    if status == 201:
        correction = answer.json()
        assert (correction["staff"], correction["hall"], correction["day"]) == ("S002", "H1", "2026-06-03")
        assert (correction["status"], correction["kind"]) == ("requested", told["kind"])
        assert len(stage.audited("correction.requested")) == 1


def test_asking_needs_a_log_in(stage: Stage) -> None:
    assert stage.anybody().post(PATH, json=LATE).status_code == 401
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    assert stage.log_in("李强").post(PATH, json=LATE, headers=elsewhere).json()["code"] == "forged"


def test_asking_too_late(stage: Stage) -> None:
    stage.later(days=7, hours=2)
    assert ask(stage, "李强", **LATE).json()["code"] == "too-late"


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [("周敏", 200, None), ("刘洋", 200, None), ("孙悦", 200, None), ("陈静", 404, "not-found"), ("赵磊", 403, "not-allowed"),
     ("李强", 403, "not-allowed"), ("王芳", 403, "not-allowed")],
)  # fmt: skip
def test_who_decides(stage: Stage, name: str, status: int, code: str | None) -> None:
    asked = ask(stage, "李强", **LATE).json()
    answer = decide(stage, name, asked["id"])
    assert (answer.status_code, answer.json().get("code")) == (status, code)
    excused = ViolationStatus.excused if status == 200 else ViolationStatus.pending
    assert stage.status("李强 late") is excused


def test_deciding_on_an_excuse(stage: Stage) -> None:
    asked = ask(stage, "李强", **LATE).json()
    told = decide(stage, "周敏", asked["id"], reason=" the bus did break down ").json()
    assert (told["status"], told["decided_by"], told["decision_reason"]) == (
        "approved",
        "zhoumin",
        "the bus did break down",
    )
    assert [actor for actor, _ in stage.audited("correction.approved")] == ["zhoumin"]
    assert [(actor, data["verdict"]) for actor, data in stage.audited("violation.decided")] == [("zhoumin", "excuse")]
    assert decide(stage, "刘洋", asked["id"]).json()["code"] == "already-decided"


def test_deciding_on_a_punch(stage: Stage) -> None:
    asked = ask(stage, "李强", **OUT).json()
    with Session(stage.engine) as session:
        assert stale_days(session) == []
    assert decide(stage, "周敏", asked["id"]).status_code == 200
    with Session(stage.engine) as session:
        assert [s.day for s in stale_days(session)] == [at("12:00").date()]


def test_refusing(stage: Stage) -> None:
    asked = ask(stage, "李强", **LATE).json()
    assert decide(stage, "周敏", asked["id"], "refuse", "").json()["code"] == "reason-missing"
    assert decide(stage, "周敏", asked["id"], "unclear").json()["code"] == "invalid"
    assert decide(stage, "周敏", asked["id"], "refuse").json()["status"] == "refused"
    assert stage.status("李强 late") is ViolationStatus.pending


def test_nobody_decides_what_they_asked_for(stage: Stage) -> None:
    asked = ask(stage, "周敏", **LATE, staff="S002").json()
    assert decide(stage, "周敏", asked["id"]).json()["code"] == "own-request"
    assert decide(stage, "刘洋", asked["id"]).status_code == 200


def test_nobody_decides_on_their_own(stage: Stage) -> None:
    with Session(stage.engine) as session:
        hr = session.get_one(UserRow, stage.users["刘洋"])
        hr.staff_id = session.exec(select(StaffRow.id).where(StaffRow.no == "S002")).one()
        session.commit()
    asked = ask(stage, "周敏", **LATE, staff="S002").json()
    answer = decide(stage, "刘洋", asked["id"])
    assert (answer.status_code, answer.json()["code"]) == (403, "own-correction")


def test_nothing_to_excuse(stage: Stage) -> None:
    asked = ask(stage, "王芳", **{**LATE, "kind": "absent"}).json()
    answer = decide(stage, "周敏", asked["id"])
    assert (answer.status_code, answer.json()["code"]) == (409, "nothing-to-excuse")


@pytest.mark.parametrize("id_", [str(UUID(int=7)), "7"])
def test_no_such_correction(stage: Stage, id_: str) -> None:
    assert decide(stage, "周敏", id_).status_code == (422 if id_ == "7" else 404)


@pytest.mark.parametrize(
    ("name", "seen"),
    [("李强", {"S002"}), ("王芳", {"S001"}), ("周敏", {"S001", "S002"}), ("陈静", set()), ("刘洋", {"S001", "S002"}),
     ("赵磊", {"S001", "S002"}), ("孙悦", {"S001", "S002"})],
)  # fmt: skip
def test_who_sees_which(stage: Stage, name: str, seen: set[str]) -> None:
    ask(stage, "李强", **LATE)
    ask(stage, "王芳", **OUT)
    listed = stage.log_in(name).get(PATH).json()
    assert ({item["staff"] for item in listed["items"]}, listed["next"]) == (seen, None)


def test_the_list_is_narrowed_and_paged(stage: Stage) -> None:
    first = ask(stage, "李强", **LATE).json()["id"]
    others = [
        ask(stage, "李强", **{**OUT, "at": (at("17:40") + timedelta(minutes=n)).isoformat()}).json()["id"]
        for n in range(3)
    ]
    decide(stage, "周敏", first)
    client = stage.log_in("刘洋")
    pages: list[str] = []
    cursor: str | None = None
    while True:
        page = client.get(PATH, params={"limit": 3, **({"cursor": cursor} if cursor else {})}).json()
        pages += [item["id"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert pages == [*reversed(others), first]
    narrowed = {"status": "approved", "staff": "S002", "hall": "H1"}
    assert [item["id"] for item in client.get(PATH, params=narrowed).json()["items"]] == [first]
    for name, other in (("status", "refused"), ("staff", "S001"), ("hall", "H2")):
        assert client.get(PATH, params={**narrowed, name: other}).json()["items"] == []
    assert client.get(PATH, params={"cursor": "x"}).json()["code"] == "bad-cursor"
