"""`/auditor/impact`, `/auditor/statements`: written from this very service, on record, stated by an administrator."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from httpx2 import Response
from pydantic import SecretStr
from sqlalchemy import Engine
from sqlmodel import Session

from api.auditor.configured import configuration_of
from api.database import writing_to
from api.settings import Settings
from conduct.export.pdf_files import read_pdf
from models.tables import CameraRow, CameraViewRow, UserRow
from tests.api.cast import Stage, csrf, set_the_stage

EN = {"lang": "en"}
ZONE = [[0.1, 0.2], [0.3, 0.2], [0.3, 0.6], [0.1, 0.6]]
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@pytest.fixture
def stage(tmp_path: Path, sqlite_database: Engine) -> Stage:
    return set_the_stage(tmp_path, sqlite_database)


def state(stage: Stage, name: str = "孙悦", camera: str = "", **words: str) -> Response:
    form = {"csrf": csrf(name), "camera": camera, "topic": list(words), "words": list(words.values())}
    return stage.log_in(name).post("/auditor/statements", data=form, params=EN)


def generated(stage: Stage) -> list[tuple[str, int, str, int]]:
    items = stage.log_in("赵磊").get("/api/v1/audit", params={"action": "impact.generated"}).json()["items"]
    told = [(i["actor"], i["data"]["version"], i["data"]["format"], i["data"]["missing"]) for i in items]
    return told[::-1]


def test_it_tells_of_each_camera_with_the_share_of_its_zones_as_they_are_now(stage: Stage) -> None:
    view = {"camera_id": stage.cameras["H1"], "window_id": stage.windows["H1/W1"], "staff_zone": ZONE}
    with writing_to(stage.engine) as session:
        session.add(CameraViewRow(version=1, valid_from=LONG_AGO, valid_until=stage.clock.now(), **view))
        session.add(CameraViewRow(version=2, valid_from=stage.clock.now(), sign_zone=ZONE, **view))
        session.get_one(CameraRow, stage.cameras["H2"]).retired_at = stage.clock.now()
    with Session(stage.engine) as session:
        (camera,) = configuration_of(session, stage.settings, stage.clock.now()).cameras
    assert (camera.code, camera.windows, camera.share, camera.hours) == ("cam-H1", ("W1",), 0.16, "08:30-17:30")


def test_it_goes_by_the_settings_without_their_secrets(stage: Stage, tmp_path: Path) -> None:
    settings = Settings(
        data_dir=tmp_path, evidence_url="s3://pictures/here", secure_cookies=True, keep_excused_days=11,
        smtp_url=SecretStr("smtps://u:hidden@mail.example"), mail_from="a@mail.example", base_url="https://c.example",
        weights="/secret/folder/yolo11n-pose.pt", audit_anchors_dir=tmp_path / "apart",
    )  # fmt: skip
    with Session(stage.engine) as session:
        found = configuration_of(session, settings, stage.clock.now())
    assert (found.evidence, found.mail, found.webhook, found.anchors_apart) == ("bucket", True, False, True)
    assert (found.persons, found.retention.excused_days) == ("yolo11n-pose.pt", 11)
    assert "hidden" not in str(found)
    assert "/secret" not in str(found)


def test_each_time_it_is_written_is_on_record_and_its_version_goes_with_the_configuration(stage: Stage) -> None:
    client = stage.log_in("赵磊")
    assert "Not stated yet" in client.get("/auditor/impact", params=EN).text
    client.get("/auditor/impact.pdf")
    state(stage, operator="城北供热有限公司")
    page = client.get("/auditor/impact", params=EN).text
    assert "城北供热有限公司" in page
    first, second, third = generated(stage)
    assert first[:3] == ("zhaolei", 1, "html")
    assert second[:3] == ("zhaolei", 1, "pdf")
    assert third == ("zhaolei", 2, "html", first[3] - 1)


@pytest.mark.parametrize(("language", "title"), [("zh", "个人信息保护影响评估报告"), ("en", "impact assessment")])
def test_the_file_comes_in_the_language_asked_for(language: str, title: str, stage: Stage) -> None:
    answer = stage.log_in("刘洋").get("/auditor/impact.pdf", params={"in": language})
    assert answer.headers["content-type"] == "application/pdf"
    assert f"impact-assessment-v1-{language}.pdf" in answer.headers["content-disposition"]
    assert title in "".join(read_pdf(answer.content).pages)


def test_a_statement_is_put_down_changed_and_taken_back_with_what_was_before_on_record(stage: Stage) -> None:
    assert state(stage, camera="cam-H1", notice_place="at the entrance").status_code == 303
    state(stage, camera="cam-H1", notice_place="at both entrances")
    page = stage.log_in("赵磊").get("/auditor/statements", params=EN).text
    assert "at both entrances" in page
    assert "<textarea" not in page, "auditors change nothing"
    state(stage, camera="cam-H1", notice_place=" ")
    trail = stage.log_in("赵磊").get("/audit", params=EN | {"action": "statement.made"}).text
    assert "<del>at the entrance</del> → <ins>at both entrances</ins>" in trail
    assert "at both entrances" not in stage.log_in("赵磊").get("/auditor/statements", params=EN).text


def test_nothing_is_put_down_twice_or_where_nothing_belongs(stage: Stage) -> None:
    state(stage, operator="X")
    state(stage, operator="X")
    items = stage.log_in("赵磊").get("/api/v1/audit", params={"action": "statement.made"}).json()["items"]
    assert len(items) == 1
    assert state(stage, camera="cam-H9", notice_place="x").status_code == 404


def test_what_is_too_long_is_said_and_kept_in_the_form(stage: Stage) -> None:
    answer = state(stage, operator="Y", contact="z" * 2001)
    assert answer.status_code == 422
    assert "at most 2000 characters. Nothing was changed." in answer.text
    assert "z" * 2001 in answer.text
    assert "not stated yet" in stage.log_in("赵磊").get("/my/data", params=EN).text


def test_log_ins_that_are_retired_count_no_longer(stage: Stage) -> None:
    with writing_to(stage.engine) as session:
        session.get_one(UserRow, stage.users["陈静"]).retired_at = stage.clock.now()
    with Session(stage.engine) as session:
        assert configuration_of(session, stage.settings, stage.clock.now()).log_ins["supervisor"] == 1
