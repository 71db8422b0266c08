"""`GET /api/v1/audit`: who did what, page by page, and the head of the trail."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from api.audit.anchoring import anchor
from api.audit.anchors import AnchorFile
from tests.api.audit_trail import MINUTE, NOW, note
from tests.api.cast import Stage, set_the_stage


@pytest.fixture
def stage(tmp_path: Path, sqlite_database: Engine) -> Stage:
    return set_the_stage(tmp_path, sqlite_database)


@pytest.fixture
def noted(stage: Stage) -> Stage:
    for number, (of, actor) in enumerate((("shift", "zhoumin"), ("task", "zhoumin"), ("shift", "x"), ("shift", "y"))):
        note(stage.engine, number, of=of, actor=actor)
    return stage


def listed(stage: Stage, **asked: Any) -> list[int]:
    """The numbers that `note` gave, page by page, one on each."""
    client, found, cursor = stage.log_in("赵磊"), list[int](), {}
    while True:
        answer = client.get("/api/v1/audit", params={**asked, "limit": 1, **cursor})
        assert answer.status_code == 200
        found += [item["data"].get("number", -1) for item in answer.json()["items"]]
        if answer.json()["next"] is None:
            return found
        cursor = {"cursor": answer.json()["next"]}


@pytest.mark.parametrize(
    ("asked", "numbers"),
    [
        ({"entity": "shift"}, [3, 2, 0]),
        ({"actor": "zhoumin"}, [1, 0]),
        ({"action": "task.changed"}, [1]),
        ({"entity": "shift", "actor": "x"}, [2]),
        ({"actor": "nobody"}, []),
        ({"from": NOW + MINUTE, "to": NOW + 3 * MINUTE}, [2, 1]),
    ],
)
def test_it_is_narrowed_and_paged(asked: dict[str, Any], numbers: list[int], noted: Stage) -> None:
    assert listed(noted, **asked) == numbers


def test_an_entry_is_told_with_its_place_in_the_chain(noted: Stage) -> None:
    client = noted.log_in("孙悦")
    (told,) = client.get("/api/v1/audit", params={"actor": "x"}).json()["items"]
    head = client.get("/api/v1/audit/head").json()
    assert told["seq"] == head["seq"] - 1
    assert client.get("/api/v1/audit", params={"id": told["entity_id"]}).json()["items"] == [told]
    items = client.get("/api/v1/audit", params={"limit": 200}).json()["items"]
    assert max(items, key=lambda item: item["seq"])["hash"] == head["hash"]


def test_who_viewed_which_evidence_is_in_it(stage: Stage) -> None:
    (case,) = (key for key in stage.evidence if key.startswith("王芳"))
    stage.log_in("周敏").get(f"/api/v1/evidence/{stage.evidence[case]}")
    answer = stage.log_in("赵磊").get("/api/v1/audit", params={"action": "evidence.viewed"}).json()
    assert [(item["actor"], item["entity_id"]) for item in answer["items"]] == [("zhoumin", str(stage.evidence[case]))]


def test_the_head_says_what_was_anchored(noted: Stage) -> None:
    client = noted.log_in("赵磊")
    assert client.get("/api/v1/audit/head").json()["anchored"] is None
    anchors = AnchorFile(noted.settings.anchors_file)
    anchor(noted.engine, anchors, now=NOW)
    head = client.get("/api/v1/audit/head").json()
    assert head["anchored"] == {"seq": head["seq"], "hash": head["hash"], "at": "2026-06-03T01:30:00.123456Z"}
    anchors.file.write_text("nonsense\n")
    assert client.get("/api/v1/audit/head").json()["code"] == "no-anchors"
