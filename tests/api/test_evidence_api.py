"""`GET /api/v1/evidence/{id}`: the picture, and that looking at it is on record."""

from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine

from api.evidence.folder import EvidenceFolder
from tests.api.cast import STILL, Stage, set_the_stage

CASE = "王芳 window-unattended"


@pytest.fixture
def stage(tmp_path: Path, sqlite_database: Engine) -> Stage:
    return set_the_stage(tmp_path, sqlite_database)


def address(stage: Stage, case: str = CASE) -> str:
    return f"/api/v1/evidence/{stage.evidence[case]}"


@pytest.mark.parametrize("name", ["周敏", "刘洋", "赵磊", "孙悦", "王芳"])
def test_whoever_may_see_the_case_sees_its_picture_and_is_on_record(stage: Stage, name: str):
    answer = stage.log_in(name).get(address(stage))
    assert answer.status_code == 200
    assert answer.content == STILL + CASE.encode()
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["cache-control"] == "private, no-store"
    [(actor, data)] = stage.audited("evidence.viewed")
    assert (
        actor == {"周敏": "zhoumin", "刘洋": "liuyang", "赵磊": "zhaolei", "孙悦": "sunyue", "王芳": "wangfang"}[name]
    )
    assert data == {"of": str(stage.evidence[CASE]), "violation": str(stage.violations[CASE]), "kind": "begin"}


def test_every_view_is_one_entry(stage: Stage):
    client = stage.log_in("周敏")
    for _ in range(3):
        client.get(address(stage))
    assert len(stage.audited("evidence.viewed")) == 3


@pytest.mark.parametrize(("name", "case"), [("陈静", CASE), ("李强", CASE), ("周敏", "吴刚 late")])
def test_others_find_nothing_there(stage: Stage, name: str, case: str):
    answer = stage.log_in(name).get(address(stage, case))
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
    assert stage.audited("evidence.viewed") == []


def test_it_needs_a_log_in(stage: Stage):
    assert stage.anybody().get(address(stage)).status_code == 401


def test_a_picture_that_never_was_is_not_found(stage: Stage):
    assert stage.log_in("孙悦").get(f"/api/v1/evidence/{uuid4()}").status_code == 404
    assert stage.log_in("孙悦").get("/api/v1/evidence/not-an-id").status_code == 422


def test_a_purged_picture_is_gone_and_no_view(stage: Stage):
    folder = EvidenceFolder(stage.settings.evidence_dir)
    folder.delete(folder.put(STILL + CASE.encode()))
    answer = stage.log_in("周敏").get(address(stage))
    assert (answer.status_code, answer.json()["code"]) == (410, "evidence-purged")
    assert stage.audited("evidence.viewed") == []


def test_a_view_that_cannot_be_recorded_shows_nothing(stage: Stage, monkeypatch: pytest.MonkeyPatch):
    def fail(*_: object, **__: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("conduct.keeping.evidence.audit", fail)
    answer = stage.log_in("周敏").get(address(stage))
    assert answer.status_code == 500
    assert STILL not in answer.content


def test_a_damaged_picture_is_not_shown(stage: Stage):
    folder = EvidenceFolder(stage.settings.evidence_dir)
    folder.path(folder.put(STILL + CASE.encode())).write_bytes(STILL)
    answer = stage.log_in("周敏").get(address(stage))
    assert (answer.status_code, answer.json()["code"]) == (410, "evidence-damaged")
    assert stage.audited("evidence.viewed") == []


# Who looked


@pytest.mark.parametrize(
    ("name", "status"),
    [("王芳", 200), ("赵磊", 200), ("孙悦", 200), ("周敏", 403), ("刘洋", 403), ("李强", 404), ("陈静", 404)],
)
def test_who_looked_is_told_to_the_person_concerned_and_to_auditors(stage: Stage, name: str, status: int):
    for who, times in (("周敏", 2), ("刘洋", 1)):
        for _ in range(times):
            stage.log_in(who).get(address(stage))
            stage.later(minutes=1)
    answer = stage.log_in(name).get(f"{address(stage)}/views")
    assert answer.status_code == status
    in_full = stage.log_in(name).get(f"/api/v1/violations/{stage.violations[CASE]}")
    if status != 200:
        assert answer.json()["code"] == {403: "not-allowed", 404: "not-found"}[status]
        assert in_full.status_code == 404 or in_full.json()["views"] is None
        return
    items = answer.json()["items"]
    assert [(item["by"], item["by_name"], item["kind"]) for item in items] == [
        ("liuyang", "刘洋", "begin"), ("zhoumin", "周敏", "begin"), ("zhoumin", "周敏", "begin"),
    ]  # fmt: skip
    assert [item["at"] for item in items] == sorted((item["at"] for item in items), reverse=True)
    assert in_full.json()["views"] == items
    assert len(stage.audited("evidence.viewed")) == 3, "asking who looked is no look"


def test_long_lists_of_looks_go_on(stage: Stage):
    client, auditor = stage.log_in("周敏"), stage.log_in("赵磊")
    for _ in range(5):
        stage.later(seconds=1)
        client.get(address(stage))
    seen: list[str] = []
    query = "?limit=2"
    while query:
        page = auditor.get(f"{address(stage)}/views{query}").json()
        seen += [item["at"] for item in page["items"]]
        query = f"?limit=2&cursor={page['next']}" if page["next"] else ""
    assert len(set(seen)) == 5
    assert auditor.get(f"{address(stage)}/views?cursor=nonsense").status_code == 422


def test_a_case_lists_its_pictures_with_the_moment(stage: Stage):
    case = stage.log_in("周敏").get(f"/api/v1/violations/{stage.violations[CASE]}?lang=en").json()
    assert [(link["kind"], link["width_px"], link["height_px"], link["purged_at"]) for link in case["evidence"]] == [
        ("begin", 346, 562, None)
    ]
    assert case["evidence"][0]["url"] == address(stage)
    assert [(each["kind"], each["code"]) for each in case["evidence_missing"]] == [
        ("before", "still.not-taken"), ("middle", "still.not-taken"), ("end", "still.not-taken"),
    ]  # fmt: skip
    assert "the service was started again" in case["evidence_missing"][0]["why"]
    late = stage.log_in("周敏").get(f"/api/v1/violations/{stage.violations['李强 late']}").json()
    assert (late["evidence"], late["evidence_missing"]) == ([], [])
