"""Readers and what waits at them over HTTP: terminals to approve, lines held aside, badges without an owner."""

from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session, select

from conduct.judging.stale import stale_days
from models.tables import BadgeRow, HeldPunchRow, ShiftRow
from tests.api.cast import DAY, Stage, at, csrf, set_the_stage

LINES = b"7001\t2026-06-03 08:20:00\n%%%\n7001\t2000-01-01 00:00:00\n7001\t2026-06-03 17:40:00\n"


@pytest.fixture
def stage(tmp_path, sqlite_database) -> Stage:
    return set_the_stage(tmp_path, sqlite_database)


def post(stage: Stage, name: str, path: str, **told: Any):
    return stage.log_in(name).post(f"/api/v1{path}", json=told, headers={"X-CSRF-Token": csrf(name)})


def get(stage: Stage, name: str, path: str, **query: Any) -> Any:
    return stage.log_in(name).get(f"/api/v1{path}", params=query)


def terminal(stage: Stage) -> TestClient:
    """A terminal at H1, approved."""
    assert post(stage, "孙悦", "/readers/T1/approve", hall="H1").status_code == 200
    return stage.anybody()


def push(stage: Stage, body: bytes = LINES) -> None:
    assert terminal(stage).post("/iclock/cdata?SN=T1&table=ATTLOG", content=body).text.startswith("OK")


def test_a_terminal_is_introduced_and_approved(stage: Stage) -> None:
    device = stage.anybody()
    upload = {"url": "/iclock/cdata?SN=T1&table=ATTLOG", "content": LINES}
    assert device.post(**upload).status_code == 403
    waiting = {item["code"]: item["hall"] for item in get(stage, "周敏", "/readers").json()["items"]}
    assert waiting == {"T1": None, "door": "H1"}
    told = post(stage, "孙悦", "/readers/T1/approve", hall="H1", network="0.0.0.0/0", timezone="Asia/Urumqi").json()
    assert (told["hall"], told["network"], told["timezone"], told["approved_at"]) == (
        "H1", "0.0.0.0/0", "Asia/Urumqi", stage.clock.now().isoformat().replace("+00:00", "Z"),
    )  # fmt: skip
    assert [actor for actor, _ in stage.audited("reader.approved")] == ["sunyue"]
    assert [item["hall"] for item in get(stage, "周敏", "/readers").json()["items"]] == ["H1", "H1"]


APPROVALS: dict[str, tuple[str, str, dict[str, Any], int, str | None]] = {
    "by a supervisor": ("周敏", "T1", {"hall": "H1"}, 403, "not-allowed"),
    "by HR": ("刘洋", "T1", {"hall": "H1"}, 403, "not-allowed"),
    "new, without a hall": ("孙悦", "T1", {}, 422, "not-approvable"),
    "new, of no hall": ("孙悦", "T1", {"hall": "H9"}, 422, "invalid"),
    "no serial number": ("孙悦", "T 1", {"hall": "H1"}, 422, "not-approvable"),
    "no network": ("孙悦", "T1", {"hall": "H1", "network": "the office"}, 422, "not-approvable"),
    "no time zone": ("孙悦", "T1", {"hall": "H1", "timezone": "Mars"}, 422, "not-approvable"),
    "a path for a time zone": ("孙悦", "T1", {"hall": "H1", "timezone": "../../etc/passwd"}, 422, "not-approvable"),
    "a prefix without end": ("孙悦", "T1", {"hall": "H1", "pin_prefix": "x" * 17}, 422, "not-approvable"),
    "known, of its hall": ("孙悦", "door", {}, 200, None),
    "known, moved": ("孙悦", "door", {"hall": "H2"}, 422, "not-approvable"),
}


@pytest.mark.parametrize("name", APPROVALS)
def test_approving(stage: Stage, name: str) -> None:
    who, code, told, status, problem = APPROVALS[name]
    answer = post(stage, who, f"/readers/{code}/approve", **told)
    assert (answer.status_code, answer.json().get("code")) == (status, problem or (code if status == 200 else problem))
    assert len(stage.audited("reader.approved")) == (status == 200)


@pytest.mark.parametrize(
    ("name", "codes"),
    [("周敏", ["T1", "door"]), ("陈静", []), ("刘洋", ["T1", "door"]), ("赵磊", ["T1", "door"]), ("王芳", None)],
)
def test_who_sees_readers_and_their_lines(stage: Stage, name: str, codes: list[str] | None) -> None:
    push(stage)
    readers, held = get(stage, name, "/readers"), get(stage, name, "/punches/held")
    if codes is None:
        assert (readers.status_code, held.status_code) == (403, 403)
        return
    assert [item["code"] for item in readers.json()["items"]] == codes
    assert [item["held"] for item in readers.json()["items"]] == [2, 0][: len(codes)]
    assert len(held.json()["items"]) == (2 if codes else 0)


def test_readers_by_pages(stage: Stage) -> None:
    terminal(stage)
    first = get(stage, "刘洋", "/readers", limit=1).json()
    second = get(stage, "刘洋", "/readers", limit=1, cursor=first["next"]).json()
    assert [page["items"][0]["code"] for page in (first, second)] == ["T1", "door"]
    assert second["next"] is None


def test_lines_held_aside_are_told_with_their_reasons(stage: Stage) -> None:
    push(stage)
    page = get(stage, "周敏", "/punches/held", limit=1, lang="en", reader="T1").json()
    rest = get(stage, "周敏", "/punches/held", lang="en", cursor=page["next"]).json()
    (clock, garbage) = (*page["items"], *rest["items"])
    assert (clock["reason"], clock["badge"], clock["at"]) == ("before-2020", "7001", "1999-12-31T16:00:00Z")
    assert clock["why"] == "the time is before 2020: the device's clock was not set"
    assert (garbage["reason"], garbage["raw"], garbage["badge"]) == ("columns", "%%%", None)
    assert get(stage, "周敏", "/punches/held", reader="door").json()["items"] == []


def held_ids(stage: Stage) -> list[str]:
    with Session(stage.engine) as session:
        return [str(id_) for id_ in session.exec(select(HeldPunchRow.id)).all()]


@pytest.mark.parametrize(
    ("name", "status"), [("周敏", 200), ("刘洋", 200), ("陈静", 404), ("赵磊", 403), ("王芳", 403)]
)  # fmt: skip
def test_settling(stage: Stage, name: str, status: int) -> None:
    push(stage)
    answer = post(stage, name, "/punches/held/settle", ids=held_ids(stage), reason="the clock had been reset")
    assert answer.status_code == status
    left = get(stage, "刘洋", "/punches/held").json()["items"]
    settled = get(stage, "刘洋", "/punches/held", settled=True).json()["items"]
    assert (len(left), len(settled)) == ((0, 2) if status == 200 else (2, 0))


OWNERS: dict[str, tuple[str, str, str, int, str | None]] = {
    "by the supervisor of the hall": ("周敏", "7001", "S001", 200, None),
    "by HR": ("刘洋", "7001", "S001", 200, None),
    "by the supervisor of another": ("陈静", "7001", "S001", 422, "invalid"),
    "by the auditor": ("赵磊", "7001", "S001", 403, "not-allowed"),
    "by oneself": ("王芳", "7001", "S001", 403, "not-allowed"),
    "to nobody known": ("刘洋", "7001", "S999", 422, "invalid"),
    "a badge that nobody saw": ("刘洋", "7002", "S001", 404, "no-such-badge"),
    "a badge of somebody else": ("刘洋", "9002", "S001", 409, "badge-owned"),
}


@pytest.mark.parametrize("name", OWNERS)
def test_giving_a_badge_its_owner(stage: Stage, name: str) -> None:
    who, number, staff, status, code = OWNERS[name]
    push(stage)
    with Session(stage.engine) as session:
        for stale in stale_days(session):
            session.exec(stale_row(stale))
        shift = session.exec(select(ShiftRow).where(ShiftRow.staff_id == stage.staff["王芳"])).one()
        session.add(ShiftRow(hall_id=stage.halls["H2"], staff_id=shift.staff_id, start=at("19:00"), end=at("20:00")))
        session.commit()
    answer = post(stage, who, f"/badges/{number}/owner", staff=staff)
    assert (answer.status_code, answer.json().get("code")) == (status, code)
    with Session(stage.engine) as session:
        owner = session.exec(select(BadgeRow.staff_id).where(BadgeRow.number == "7001")).one()
        marked = {(stale.hall_id, stale.day) for stale in stale_days(session)}
    if status == 200:
        assert answer.json() == {"number": "7001", "staff": "S001", "punches": 2}
        assert (owner, marked) == (stage.staff["王芳"], {(stage.halls["H1"], DAY), (stage.halls["H2"], DAY)})
    else:
        assert (owner, marked) == (None, set())


def stale_row(stale: Any):
    from sqlmodel import col, delete

    from models.tables import StaleDayRow

    return delete(StaleDayRow).where(col(StaleDayRow.hall_id) == stale.hall_id)


def test_nobody_logs_in_with_a_terminal(stage: Stage) -> None:
    assert terminal(stage).get("/api/v1/readers?SN=T1").status_code == 401


TAKERS: dict[str, tuple[str, str, dict[str, str], int, str | None]] = {
    "by the supervisor of the hall": ("周敏", "9001", {}, 200, None),
    "from a time on": ("刘洋", "9001", {"until": "2026-06-03T08:00:00+08:00"}, 200, None),
    "by the supervisor of another": ("陈静", "9001", {}, 404, "no-such-badge"),
    "nobody's": ("刘洋", "7001", {}, 404, "no-such-badge"),
    "from a time to come on": ("刘洋", "9001", {"until": "2027-06-03T08:00:00+08:00"}, 409, "badge-later"),
    "from no time": ("刘洋", "9001", {"until": "2026-06-03T08:00:00"}, 422, "invalid"),
}


@pytest.mark.parametrize("name", TAKERS)
def test_taking_a_badge_away(stage: Stage, name: str) -> None:
    who, number, told, status, code = TAKERS[name]
    push(stage)
    client = stage.log_in(who)
    address = f"/api/v1/badges/{number}/owner"
    answer = client.delete(address, params=told, headers={"X-CSRF-Token": csrf(who)})
    assert (answer.status_code, answer.json().get("code")) == (status, code), answer.text
    with Session(stage.engine) as session:
        owner = session.exec(select(BadgeRow.staff_id).where(BadgeRow.number == "9001")).one()
    assert (owner is None) == (status == 200)
