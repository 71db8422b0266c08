"""`GET /api/v1/evidence/{id}`: the picture, and that looking at it is on record."""

from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine

from api.evidence import EvidenceFolder
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
    assert data == {"of": str(stage.evidence[CASE]), "violation": str(stage.violations[CASE])}


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
    folder.path(folder.put(STILL + CASE.encode())).unlink()
    answer = stage.log_in("周敏").get(address(stage))
    assert (answer.status_code, answer.json()["code"]) == (410, "evidence-purged")
    assert stage.audited("evidence.viewed") == []


def test_a_view_that_cannot_be_recorded_shows_nothing(stage: Stage, monkeypatch: pytest.MonkeyPatch):
    def fail(*_: object, **__: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("api.routes.evidence.audit", fail)
    answer = stage.log_in("周敏").get(address(stage))
    assert answer.status_code == 500
    assert STILL not in answer.content
