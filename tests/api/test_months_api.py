"""`/api/v1/appraisals/{month}/...` over HTTP: who may take which step, and what a refusal says."""

from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session, select

from api.clock import GivenClock
from api.state import State
from conduct.schedule.calendar_year import fill_year
from models.tables import AuditEntryRow, ShiftRow, UserRow, ViolationRow, ViolationStatus
from models.values.findings import SubjectKind
from tests.api.conftest import MORNING, Cast
from tests.api.test_app import enter
from tests.conduct.story import at

PATH = "/api/v1/appraisals/2026-06"
JSON = {"Content-Type": "application/json"}
JULY = datetime(2026, 7, 1, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def facts(state: State, cast: Cast, clock: GivenClock) -> None:
    """bo and fang had a shift each in June, which is over; bo was absent from another, which is confirmed."""
    with Session(state.engine) as session:
        fill_year(session, 2026, by="test", now=MORNING)
        for who in cast.staff.values():
            session.add(ShiftRow(hall_id=cast.halls["east"], staff_id=who, start=at("1 08:30"), end=at("1 17:30")))
        session.add(absent(cast, "2 08:30", ViolationStatus.confirmed))
        session.commit()
    clock.move_to(JULY)


def absent(cast: Cast, start: str, status: ViolationStatus) -> ViolationRow:
    return ViolationRow(
        hall_id=cast.halls["east"], day=at(start).date(), rule="absent", norms=["n"], subject_kind=SubjectKind.staff,
        subject="bo", staff_id=cast.staff["bo"], start=at(start), end=at(start), status=status,
        why={"code": "attendance.absent", "facts": {"since": "08:30", "until": "17:30"}}, pack_version="p",
        opened_at=MORNING, updated_at=MORNING,
    )  # fmt: skip


def post(client: TestClient, step: str, **told: Any) -> Any:
    return client.post(f"{PATH}/{step}", json=told or None, headers=JSON)


def draft(client: TestClient, state: State) -> None:
    enter(client, state, "chen")
    assert post(client, "draft").status_code == 200


STEPS: dict[str, tuple[str, dict[str, Any], dict[str, int]]] = {
    "lock": ("lock", {}, {"chen": 200, "dora": 403, "eva": 403, "anna": 403, "bo": 403}),
    "reopen": ("reopen", {"reason": "x"}, {"chen": 409, "dora": 403, "eva": 403, "anna": 403, "bo": 403}),
    "sign for bo": (
        "sign", {"staff": "bo", "verdict": "sign"}, {"chen": 403, "dora": 403, "eva": 403, "anna": 200, "bo": 200},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", STEPS)
def test_who_may_take_a_step(client: TestClient, state: State, name: str) -> None:
    step, told, answers = STEPS[name]
    draft(client, state)
    for login, status in sorted(answers.items(), key=lambda each: each[1], reverse=True):
        enter(client, state, login)
        assert (login, post(client, step, **told).status_code) == (login, status)


@pytest.mark.parametrize("what", ["state", "missing", "diff?before=1&after=1"])
def test_who_may_read(client: TestClient, state: State, what: str) -> None:
    draft(client, state)
    answers = {"chen": 200, "dora": 200, "eva": 200, "anna": 403, "bo": 403}
    for login, status in answers.items():
        enter(client, state, login)
        assert (login, client.get(f"{PATH}/{what}").status_code) == (login, status)


def test_not_logged_in_nobody_takes_a_step(client: TestClient) -> None:
    for step in ("lock", "reopen", "sign"):
        assert post(client, step).status_code == 401
    for what in ("state", "missing", "diff"):
        assert client.get(f"{PATH}/{what}").status_code == 401


def test_a_blocked_month_says_what_is_missing(client: TestClient, state: State, cast: Cast) -> None:
    draft(client, state)
    with Session(state.engine) as session:
        session.add(absent(cast, "5 08:30", ViolationStatus.pending))
        session.commit()
    answer = post(client, "lock")
    assert (answer.status_code, answer.json()["code"]) == (409, "month-blocked")
    (listed,) = client.get(f"{PATH}/missing?lang=en").json()["items"]
    assert (listed["kind"], listed["hall"], listed["may_stand"]) == ("open-review", "east", False)
    assert listed["why"] == "1 cases of east wait for a verdict, the oldest since 2026-06-05"
    (error,) = client.post(f"{PATH}/lock?lang=en", headers=JSON).json()["errors"]
    assert error == {"field": "open-review", "reason": listed["why"]}


def test_from_draft_to_lock_and_back(client: TestClient, state: State, cast: Cast) -> None:
    assert (enter(client, state, "chen"), client.get(f"{PATH}/state").status_code)[1] == 404
    draft(client, state)
    assert client.get(f"{PATH}/state").json()["state"] == "open"
    enter(client, state, "bo")
    refused = post(client, "sign", staff="bo", verdict="refuse", words="我在岗").json()
    assert (refused["signed_as"], refused["verdict"]) == ("person", "refuse")
    enter(client, state, "chen")
    locked = post(client, "lock").json()
    assert (locked["entries"], locked["unsigned"]) == (2, 2)
    told = client.get(f"{PATH}/state").json()
    assert (told["state"], told["versions"][0]["digest"], told["versions"][0]["locked_by"]) == (
        "locked",
        locked["digest"],
        "chen",
    )
    assert (post(client, "draft").json()["code"], post(client, "lock").json()["code"]) == ("month-locked",) * 2
    with Session(state.engine) as session:
        session.add(absent(cast, "6 08:30", ViolationStatus.confirmed))
        session.commit()
    assert post(client, "reopen").status_code == 422
    (changed,) = post(client, "reopen", reason="漏记一次").json()["items"]
    assert (changed["staff"], changed["score_before"], changed["score_after"]) == ("bo", 95, 90)
    assert [line["counted"] for line in changed["come"]] == [5]
    assert client.get(f"{PATH}/diff?before=1&after=2").json()["items"] == [changed]
    assert client.get(f"{PATH}/diff?before=1&after=3").json()["code"] == "no-such-version"
    assert client.get(f"{PATH}/state").json()["state"] == "reopened"
    with Session(state.engine) as session:
        actions = session.exec(select(AuditEntryRow.action).where(AuditEntryRow.entity == "appraisal")).all()
    assert actions == ["appraisal.drafted", "appraisal.signed", "appraisal.locked", "appraisal.reopened"]


def test_nothing_is_locked_that_differs_from_what_was_seen(client: TestClient, state: State) -> None:
    draft(client, state)
    answer = post(client, "lock", digest="0" * 64)
    assert (answer.status_code, answer.json()["code"]) == (409, "month-changed")


def test_commended_by_one_and_confirmed_by_another(client: TestClient, state: State) -> None:
    told = {"staff": "bo", "kind": "thanked", "day": "2026-06-10", "words": "用户来信表扬"}
    enter(client, state, "anna")
    made = client.post("/api/v1/commendations", json=told).json()
    assert (made["confirmed"], made["month"]) == (None, None)
    decision = f"/api/v1/commendations/{made['id']}/decision"
    assert client.post(decision, json={"confirm": True}).json()["code"] == "own-proposal"
    enter(client, state, "chen")
    assert client.post(decision, json={"confirm": True}).json()["month"] == "2026-06"
    assert client.post(decision, json={"confirm": True}).json()["code"] == "already-decided"
    assert [each["staff"] for each in client.get("/api/v1/commendations").json()["items"]] == ["bo"]
    enter(client, state, "bo")
    assert client.post("/api/v1/commendations", json=told).status_code == 403


def test_who_belongs_where_is_told_by_hr(client: TestClient, state: State) -> None:
    told = {"staff": "bo", "hall": "east", "first_day": "2026-06-16"}
    enter(client, state, "anna")
    assert client.post("/api/v1/employments", json=told).status_code == 403
    enter(client, state, "chen")
    assert client.post("/api/v1/employments", json=told).json()["first_day"] == "2026-06-16"
    overlapping = {**told, "first_day": "2026-06-20"}
    assert client.post("/api/v1/employments", json=overlapping).json()["code"] == "overlaps"


def test_the_ladder_waits_for_inquiry_and_hearing(client: TestClient, state: State, cast: Cast) -> None:
    with Session(state.engine) as session:
        session.add_all([absent(cast, f"{day} 08:30", ViolationStatus.confirmed) for day in (3,)])
        session.commit()
    enter(client, state, "chen")
    path = "/api/v1/discipline?month=2026-06&lang=en"
    (suggested,) = client.get(path).json()["items"]
    assert (suggested["staff"], suggested["step"], suggested["then"]) == ("bo", "oral-warning", "written-warning")
    assert (suggested["waits_for"], len(suggested["violations"])) == (["inquiry", "hearing"], 2)
    for kind in ("inquiry", "hearing"):
        told = {"staff": "bo", "month": "2026-06", "kind": kind, "day": "2026-06-30", "words": "已核实"}
        assert client.post("/api/v1/discipline/hearings", json=told).status_code == 201
    (suggested,) = client.get(path).json()["items"]
    assert (suggested["step"], suggested["waits_for"]) == ("written-warning", [])
    enter(client, state, "anna")
    assert (client.get(path).status_code, client.post("/api/v1/discipline/hearings", json=told).status_code) == (
        403,
        403,
    )


def test_hr_signs_for_nobody_and_a_supervisor_their_own_entry_as_a_person(
    client: TestClient, state: State, cast: Cast
) -> None:
    with Session(state.engine) as session:
        user = session.exec(select(UserRow).where(UserRow.login == "anna")).one()
        user.staff_id = cast.staff["bo"]
        session.add(user)
        session.commit()
    draft(client, state)
    enter(client, state, "anna")
    assert post(client, "sign", staff="bo", verdict="sign").json()["signed_as"] == "person"


def test_an_auditor_signs_nothing_not_even_their_own_entry(client: TestClient, state: State, cast: Cast) -> None:
    with Session(state.engine) as session:
        session.exec(select(UserRow).where(UserRow.login == "eva")).one().staff_id = cast.staff["bo"]
        session.commit()
    draft(client, state)
    enter(client, state, "eva")
    own = client.get("/appraisals/2026-06/people/bo")
    assert (own.status_code, "/people/bo/sign" in own.text) == (200, False)
    refused = post(client, "sign", staff="bo", verdict="sign")
    assert (refused.status_code, refused.json()["code"]) == (403, "not-allowed")
