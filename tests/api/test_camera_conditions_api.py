"""What is the matter with cameras, as the interface, the pages, the metrics and the command line tell it."""

from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select
from typer.testing import CliRunner

from api.cli.cameras import app as cameras_cli
from api.database import writing_to
from api.health import Health
from api.metrics import exposition
from conduct.cameras.care import tell
from models.tables import AuditEntryRow, CameraReferenceRow, CameraRow, CameraViewRow, FrameRow, FrameStatus
from models.values.care import CameraCondition, Episode
from models.values.why import why
from tests.api.cast import Stage, at, set_the_stage

ZONE = [[0.1, 0.1], [0.4, 0.1], [0.4, 0.5]]
SINCE = "2026-06-03T13:58:30Z"


@pytest.fixture
def stage(tmp_path: Path, sqlite_database: Engine) -> Stage:
    """H1's camera looks at W1 and is covered since 21:58:30; it is 22:00."""
    stage = set_the_stage(tmp_path, sqlite_database)
    with writing_to(stage.engine) as session:
        camera = session.get_one(CameraRow, stage.cameras["H1"])
        session.add(
            CameraViewRow(
                camera_id=camera.id, window_id=stage.windows["H1/W1"], version=1, staff_zone=ZONE,
                valid_from=at("08:00"),
            )
        )  # fmt: skip
        told = why("camera.covered", camera=camera.code, since="2026-06-03 21:58:30")
        covered = Episode(CameraCondition.covered, at("21:58:30"), None, told)
        tell(session, camera.id, CameraCondition.covered, covered, now=at("21:58:45"))
        session.add(CameraReferenceRow(camera_id=camera.id, zones="z", edges=bytes(3600), valid_from=at("09:00")))
    return stage


def code(stage: Stage) -> str:
    with Session(stage.engine) as session:
        return session.get_one(CameraRow, stage.cameras["H1"]).code


def test_cameras_tell_their_condition(stage: Stage) -> None:
    items = stage.log_in("周敏").get("/api/v1/cameras?lang=en").json()["items"]
    (camera,) = [item for item in items if item["camera"] == code(stage)]
    (condition,) = camera["conditions"]
    assert (condition["condition"], condition["since"]) == ("covered", SINCE)
    assert condition["why"].startswith(
        f"camera {code(stage)} is covered, or sees nothing with an edge, since 2026-06-03"
    )
    assert (camera["interval_s"], camera["reference_at"]) == (5, "2026-06-03T01:00:00Z")
    others = [item for item in stage.log_in("孙悦").get("/api/v1/cameras").json()["items"] if item["hall"] == "H2"]
    assert [(item["conditions"], item["reference_at"]) for item in others] == [([], None)] * len(others)


def test_windows_tell_that_of_the_cameras_that_look_at_them(stage: Stage) -> None:
    items = stage.log_in("周敏").get("/api/v1/windows").json()["items"]
    told = {item["window"]: [(c["camera"], c["condition"], c["since"]) for c in item["cameras"]] for item in items}
    assert told == {"W1": [(code(stage), "covered", SINCE)], "W2": []}


def test_it_is_a_task_like_any_other(stage: Stage) -> None:
    client = stage.log_in("周敏")
    (task,) = client.get("/api/v1/tasks?kind=camera-covered&status=open").json()["items"]
    assert (task["hall"], task["window"], task["start"], task["end"]) == ("H1", None, SINCE, None)
    assert "被遮挡" in task["why"]


@pytest.mark.parametrize(
    ("language", "words"), [("zh", ["状况", "被遮挡", "摄像头"]), ("en", ["Camera condition", "Covered"])]
)
def test_the_page_shows_it_with_since_when(stage: Stage, language: str, words: list[str]) -> None:
    client = stage.log_in("周敏")
    pages = [client.get(f"{address}?lang={language}").text for address in ("/windows", "/windows/cameras")]
    assert all(word in pages[1] for word in words)
    for page in pages:
        assert page.count('<p class="matter">') == 1
        assert page.count('<time datetime="2026-06-03T13:58:30+00:00">21:58:30</time>') == 1


def test_metrics_name_each_camera_and_condition(stage: Stage) -> None:
    with Session(stage.engine) as session:
        lines = exposition(session, spool_bytes=0, health=Health()).decode().splitlines()
    assert f'conduct_camera_condition{{camera="{code(stage)}",condition="covered"}} 1.0' in lines
    assert f'conduct_camera_condition{{camera="{code(stage)}",condition="offline"}} 0.0' in lines
    since = at("21:58:30").timestamp()
    (line,) = [each for each in lines if each.startswith("conduct_camera_condition_since_seconds{")]
    assert float(line.split()[-1]) == since


@pytest.mark.parametrize(("who", "status"), [("孙悦", 202), ("周敏", 403), ("刘洋", 403), ("赵磊", 403), ("王芳", 403)])
def test_only_an_administrator_says_that_a_camera_hangs_right(stage: Stage, who: str, status: int) -> None:
    answer = stage.log_in(who).post(f"/api/v1/cameras/{code(stage)}/reference", json={})
    assert answer.status_code == status
    with Session(stage.engine) as session:
        retired = session.exec(select(CameraReferenceRow.retired_at)).one()
        said = session.exec(select(AuditEntryRow.actor).where(AuditEntryRow.action == "camera.hangs-right")).all()
        set_up_at = session.get_one(CameraRow, stage.cameras["H1"]).set_up_at
    assert (retired is not None) == (status == 202)
    assert list(said) == (["sunyue"] if status == 202 else [])
    assert set_up_at == (stage.clock.now() if status == 202 else None)


def test_a_camera_that_there_is_not(stage: Stage) -> None:
    answer = stage.log_in("孙悦").post("/api/v1/cameras/nowhere/reference", json={})
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


def test_the_command_line(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONDUCT_DATA_DIR", str(stage.settings.data_dir))
    monkeypatch.setenv("CONDUCT_DATABASE_URL", stage.engine.url.render_as_string(hide_password=False))
    run = CliRunner()
    shown = run.invoke(cameras_cli, ["list"]).output
    assert f"{code(stage)}  " in shown
    assert "covered since 2026-06-03 21:58:30" in shown
    assert "reference of 2026-06-03 09:00:00" in shown
    assert "cam-H2        every 5 s  no picture yet\n" in shown
    assert "nothing the matter" not in shown
    with Session(stage.engine) as session:
        session.add(
            FrameRow(
                camera_id=stage.cameras["H2"], captured_at=at("21:59"), time_given=True, received_at=at("21:59"), sha256=bytes(32),
                size_bytes=1, status=FrameStatus.looked,
            )
        )  # fmt: skip
        session.commit()
    assert "cam-H2        every 5 s  no reference yet  nothing the matter\n" in run.invoke(cameras_cli, ["list"]).output
    done = run.invoke(cameras_cli, ["reference", code(stage)])
    assert done.exit_code == 0, done.output
    assert "no reference yet" in run.invoke(cameras_cli, ["list"]).output
    refused = run.invoke(cameras_cli, ["reference", "nowhere"])
    assert refused.exit_code == 1
    assert "there is no camera nowhere in use" in refused.stderr
