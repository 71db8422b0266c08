"""Second opinions: blind until given, changing nothing, shown where they differ."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from api.database import writing_to
from conduct.rules.review_policy import ReviewPolicy
from conduct.telling.notices import tell
from models.tables import NoticeRow, Role, UserHallRow, UserRow, ViolationStatus
from models.values.why import why
from tests.api.cast import PEOPLE, Stage, at, csrf, set_the_stage

CASE = "李强 late"
API = "/api/v1/second-opinions"
QUEUE = "/api/v1/violations"
SECRET = "第一位的理由"


@pytest.fixture
def stage(tmp_path: Path, database: Engine, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """On SQLite and on PostgreSQL; 周敏 and 马丽 decide at H1, and every case is judged twice."""
    monkeypatch.setitem(PEOPLE, "马丽", ("mali", Role.supervisor))
    stage = set_the_stage(tmp_path, database)
    monkeypatch.setattr(
        "conduct.review.second_opinions.is_chosen", lambda _, share: share == ReviewPolicy().second_share
    )
    with writing_to(stage.engine) as session:
        session.add(UserHallRow(user_id=stage.users["马丽"], hall_id=stage.halls["H1"]))
    return stage


def decided(stage: Stage, verdict: str = "confirm", case: str = CASE, by: str = "周敏") -> str:
    one = str(stage.violations[case])
    answer = stage.log_in(by).post(f"{QUEUE}/{one}/decision", json={"verdict": verdict, "reason": SECRET})
    assert answer.status_code == 200, answer.text
    stage.later(minutes=60)
    return one


def give(stage: Stage, one: str, verdict: str = "confirm", name: str = "马丽") -> Any:
    return stage.log_in(name).post(f"{API}/{one}", json={"verdict": verdict, "reason": "另一位的理由"})


def draft(stage: Stage) -> None:
    path = "/api/v1/appraisals/2026-06/draft"
    assert stage.log_in("刘洋").post(path, headers={"X-CSRF-Token": csrf("刘洋")}).status_code == 200


def asked(stage: Stage, name: str) -> list[str]:
    return [item["id"] for item in stage.log_in(name).get(API).json()["items"]]


@pytest.mark.parametrize("verdict", ["confirm", "dismiss", "excuse"])
def test_nothing_of_the_verdict_is_seen_before(stage: Stage, verdict: str):
    one = decided(stage, verdict)
    assert asked(stage, "马丽") == [one]
    client = stage.log_in("马丽")
    shown = client.get(f"{API}/{one}")
    assert shown.status_code == 200
    assert set(shown.json()) & {"status", "history", "decisions", "views", "explained_by"} == set()
    seen = [shown.text, client.get(f"/second-opinions/{one}").text, client.get(API).text, client.get("/agreement").text]
    refused = client.get(f"{QUEUE}/{one}")
    assert (refused.status_code, refused.json()["code"]) == (409, "second-opinion-first")
    again = client.post(f"{QUEUE}/{one}/decision", json={"verdict": "confirm", "reason": "x"})
    assert (again.status_code, again.json()["code"]) == (409, "second-opinion-first")
    moved = client.get(f"/queue/{one}")
    assert (moved.status_code, moved.headers["location"]) == (303, f"/second-opinions/{one}")
    seen += [refused.text, again.text]
    for status in ("", "?status=pending", "?status=confirmed", "?status=dismissed", "?status=excused"):
        listed = client.get(QUEUE + status)
        assert one not in [item["id"] for item in listed.json()["items"]]
    for status in ("all", "pending", "confirmed", "dismissed", "excused"):
        assert one not in client.get(f"/queue?status={status}").text
    for text in seen:
        assert SECRET not in text
        assert "violation.decided" not in text
        assert f'"{ViolationStatus.confirmed}"' not in text
        assert "badge-confirmed" not in text
        assert "badge-dismissed" not in text
    assert stage.log_in("周敏").get(f"{QUEUE}/{one}").json()["history"]["decisions"][0]["reason"] == SECRET, "as ever"
    assert stage.log_in("刘洋").get(f"{QUEUE}/{one}").status_code == 200


def test_neither_appeals_nor_months_nor_notices_tell_it_before(stage: Stage):
    one = str(stage.violations[CASE])
    stage.log_in("周敏").post(f"{QUEUE}/{one}/decision", json={"verdict": "confirm", "reason": SECRET})
    appeal = stage.log_in("李强").post(f"{QUEUE}/{one}/appeal", json={"words": "堵车"}).json()["id"]
    draft(stage)
    with writing_to(stage.engine) as session:
        tell(session, why("notice.confirmed"), violation_id=UUID(one), user_id=stage.users["马丽"], now=at("22:00"))
    client = stage.log_in("马丽")
    person = "/appraisals/2026-06/people/S002"
    listed = (f"/api/v1/appeals/{appeal}", "/api/v1/appeals?status=open", "/appeals?status=all", "/inbox")
    before = [client.get(path) for path in listed]
    assert [SECRET in answer.text for answer in before[:3]] == [True, True, True], "for an hour all see it as ever"
    assert "badge-appealed" in before[3].text
    assert client.get(person).status_code == 200
    stage.later(minutes=60)

    shown = client.get(f"/api/v1/appeals/{appeal}")
    assert (shown.status_code, shown.json()["code"]) == (409, "second-opinion-first")
    assert client.get("/api/v1/appeals").json()["items"] == []
    assert SECRET not in client.get("/appeals?status=all").text
    assert "badge-appealed" not in client.get("/inbox").text
    moved = client.get(person)
    assert (moved.status_code, moved.headers["location"]) == (303, f"/second-opinions/{one}")
    assert client.get(f"/inspect/done/{one}").status_code == 409
    outcome = client.post(f"{QUEUE}/dismissal", json={"ids": [one], "reason": "x"}).json()["items"]
    assert outcome == [{"id": one, "status": None, "code": "second-opinion-first"}]

    assert SECRET in stage.log_in("刘洋").get("/appeals").text, "to everybody else as ever"
    assert give(stage, one).status_code == 201
    assert SECRET in client.get(f"/api/v1/appeals/{appeal}").text
    assert client.get(person).status_code == 200


@pytest.mark.parametrize("verdict", ["confirm", "dismiss"])
def test_that_a_month_waits_tells_nothing_of_the_verdict(stage: Stage, verdict: str):
    one = decided(stage, verdict)
    draft(stage)
    moved = stage.log_in("马丽").get("/appraisals/2026-06/people/S002")
    assert (moved.status_code, moved.headers["location"]) == (303, f"/second-opinions/{one}")


def test_afterwards_all_is_open(stage: Stage):
    one = decided(stage)
    assert give(stage, one).status_code == 201
    told = stage.log_in("马丽").get(f"{QUEUE}/{one}").json()
    assert (told["status"], told["history"]["decisions"][0]["reason"]) == ("confirmed", SECRET)
    assert [entry["action"] for entry in told["history"]["audit"]][-1] == "second-opinion.agreed"
    assert asked(stage, "马丽") == []
    twice = give(stage, one)
    assert (twice.status_code, twice.json()["code"]) == (404, "not-asked")


def test_another_verdict_changes_nothing_and_is_shown(stage: Stage):
    one = decided(stage, "confirm")
    assert give(stage, one, "dismiss").status_code == 201
    assert stage.status(CASE) == ViolationStatus.confirmed
    with Session(stage.engine) as session:
        told = [(row.user_id, row.why["code"]) for row in session.exec(select(NoticeRow)).all()]
    assert (stage.users["周敏"], "notice.second-differs") in told
    for name in ("周敏", "马丽", "刘洋", "赵磊", "孙悦"):
        found = stage.log_in(name).get("/api/v1/agreement").json()
        assert found["all"] == {"n": 1, "same": 0, "share": 0.0, "kappa": 0.0}
        [differing] = found["differing"]
        assert (differing["violation"], differing["first"]["by_name"], differing["second"]["by_name"]) == (
            one,
            "周敏",
            "马丽",
        )
        assert (differing["first"]["verdict"], differing["second"]["verdict"]) == ("confirm", "dismiss")
        assert "马丽" in stage.log_in(name).get("/agreement").text
    assert stage.log_in("陈静").get("/api/v1/agreement").json()["all"]["n"] == 0, "another hall's"
    assert stage.log_in("王芳").get("/api/v1/agreement").status_code == 403
    assert "another one" in stage.log_in("周敏").get(f"/queue/{one}?status=all&lang=en").text


def test_for_an_hour_nobody_is_asked_and_all_see_it_as_ever(stage: Stage):
    one = str(stage.violations[CASE])
    client = stage.log_in("周敏")
    client.post(f"{QUEUE}/{one}/decision", json={"verdict": "confirm", "reason": "x"})
    assert asked(stage, "马丽") == []
    early = give(stage, one)
    assert (early.status_code, early.json()["code"]) == (404, "not-asked")
    assert stage.log_in("马丽").get(f"{QUEUE}/{one}").json()["status"] == "confirmed"
    again = stage.log_in("马丽").post(f"{QUEUE}/{one}/decision", json={"verdict": "dismiss", "reason": "x"})
    assert (again.status_code, again.json()["code"]) == (409, "already-decided")
    assert client.delete(f"{QUEUE}/{one}/decision").status_code == 200
    stage.later(minutes=60)
    assert asked(stage, "马丽") == []
    assert stage.log_in("马丽").get(f"{QUEUE}/{one}").json()["status"] == "pending"


def test_human_resources_are_never_asked(stage: Stage):
    one = decided(stage)
    assert stage.log_in("刘洋").get(API).status_code == 403
    assert give(stage, one, name="刘洋").status_code == 403


@pytest.mark.parametrize("name", ["周敏", "陈静", "孙悦"])
def test_nobody_else_is_asked(stage: Stage, name: str):
    one = decided(stage)
    assert asked(stage, name) == []
    refused = give(stage, one, name=name)
    assert (refused.status_code, refused.json()["code"]) == (404, "not-asked")


def test_where_no_other_supervisor_is_an_administrator_is_asked(stage: Stage):
    one = decided(stage, case="吴刚 late", by="陈静")
    assert asked(stage, "马丽") == []
    assert asked(stage, "孙悦") == [one]


def test_who_leaves_is_asked_no_more(stage: Stage):
    one = decided(stage)
    with writing_to(stage.engine) as session:
        session.get_one(UserRow, stage.users["马丽"]).retired_at = stage.clock.now()
    assert asked(stage, "孙悦") == [one]


def test_after_a_week_nobody_is_asked_any_more(stage: Stage):
    one = decided(stage)
    stage.later(days=7)
    assert asked(stage, "马丽") == []
    assert stage.log_in("马丽").get(f"{QUEUE}/{one}").status_code == 200


def test_the_page_takes_it_and_leads_to_the_case(stage: Stage):
    one = decided(stage)
    client = stage.log_in("马丽")
    assert f"/second-opinions/{one}" in client.get("/agreement").text
    missing = client.post(f"/second-opinions/{one}", data={"csrf": csrf("马丽"), "verdict": "dismiss"})
    assert missing.status_code == 422
    assert SECRET not in missing.text
    given = client.post(
        f"/second-opinions/{one}", data={"csrf": csrf("马丽"), "verdict": "dismiss", "reason": "was-there"}
    )
    assert (given.status_code, given.headers["location"]) == (303, f"/queue/{one}?status=all")
    assert SECRET in client.get(given.headers["location"]).text
