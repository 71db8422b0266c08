"""`staff-conduct agent`: trying, once, and how it fails."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import Session, select
from typer.testing import CliRunner, Result

from api.cli import app as command
from api.hosting import hosted
from api.state import State
from models.tables import FrameRow
from tests.api.agent.camera import PASSWORD, USER, Camera, snapshot_camera
from tests.rtsp import LOGIN, film, rtsp_camera

NOWHERE = "http://127.0.0.1:9"


def agent_file(folder: Path, server: str, *cameras: dict[str, str], **more: object) -> Path:
    lines = [f'server = "{server}"', 'folder = "spool"', *(f"{key} = {value}" for key, value in more.items())]
    for camera in cameras:
        lines += ["[[cameras]]", *(f'{key} = "{value}"' for key, value in camera.items())]
    file = folder / "agent.toml"
    file.write_text("\n".join(lines), "utf-8")
    return file


def told(camera: Camera, key: str, code: str = "east-1") -> dict[str, str]:
    return {"code": code, "url": camera.url, "user": USER, "password": PASSWORD, "key": key}


def run(*words: object) -> Result:
    return CliRunner().invoke(command, ["agent", *(str(word) for word in words)])


@pytest.fixture
def camera(jpeg: bytes) -> Iterator[Camera]:
    with snapshot_camera(lambda: jpeg, "md5") as camera:
        yield camera


def test_check_says_what_each_gave_and_posts_nothing(
    app: FastAPI, cast: Any, camera: Camera, written: Callable[[], tuple[int, list[str]]], tmp_path: Path
) -> None:
    with hosted(app) as url, rtsp_camera(film(tmp_path, seconds=10), "digest") as stream:
        user, password = LOGIN
        second = {"code": "east-2", "url": stream.url, "user": user, "password": password, "key": "sc_key"}
        done = run(agent_file(tmp_path, url, told(camera, cast.keys["east-1"]), second), "--check")
    assert (done.exit_code, done.stderr) == (1, "staff-conduct: 1 of 5 failed, see above\n"), done.output
    first, streamed, service, *keys = done.stdout.splitlines()
    assert re.fullmatch(r"east-1: snapshot, 320 x 240, \d+ kB, in \d\.\d s", first)
    assert re.fullmatch(r"east-2: stream, 320 x 240, \d+ kB, in \d\.\d s", streamed)
    assert service == f"{url}: this machine's clock agrees with the service's"
    assert keys == ["key of east-1: is good", "key of east-2: the service does not know it, or it was revoked"]
    assert written() == (0, [])
    assert not (tmp_path / "spool").exists()


def test_check_fails_with_a_reason_for_each(camera: Camera, tmp_path: Path) -> None:
    wrong = told(camera, "sc_key") | {"password": "wr0ng"}
    keyless = {"code": "east-2", "url": camera.url, "key_file": "none.key"}
    done = run(agent_file(tmp_path, NOWHERE, wrong, keyless), "--check")
    assert done.exit_code == 1
    first, second, service, key = done.stdout.splitlines()
    assert first == "east-1: no picture: it refuses user and password (401)"
    assert second.startswith("east-2: ")
    assert key.startswith("key of east-2: cannot be read: ")
    assert service.startswith(f"{NOWHERE}: cannot be reached (")
    assert done.stderr == "staff-conduct: 4 of 4 failed, see above\n"


def test_once_delivers_a_picture_of_each_camera(
    app: FastAPI, cast: Any, camera: Camera, state: State, tmp_path: Path, clock: Any
) -> None:
    from api.clock import SystemClock

    state.clock = SystemClock()
    cameras = [told(camera, cast.keys[code], code) for code in ("east-1", "east-2")]
    with hosted(app) as url:
        done = run(agent_file(tmp_path, url, *cameras), "--once")
    assert (done.exit_code, done.stdout) == (0, "")
    with Session(state.engine) as session:
        assert sorted(row.camera_id for row in session.exec(select(FrameRow))) == sorted(
            cast.cameras[code] for code in ("east-1", "east-2")
        )
    assert list((tmp_path / "spool").rglob("*.jpg")) == []


@pytest.mark.parametrize(
    ("key", "words"), [("sc_0123456789_" + "a" * 43, "2 frames still wait"), ("east-2", "1 frames still wait")]
)
def test_once_keeps_what_is_refused(
    key: str, words: str, app: FastAPI, cast: Any, camera: Camera, state: State, tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    from api.clock import SystemClock

    state.clock = SystemClock()
    key = cast.keys.get(key, key)
    cameras = [told(camera, key, code) for code in ("east-1", "east-2")]
    with hosted(app) as url:
        done = run(agent_file(tmp_path, url, *cameras), "--once")
    assert done.exit_code == 1
    assert done.stderr.splitlines()[-1] == f"staff-conduct: {words}"
    assert "camera east-1: REFUSED by the service: answered 40" in caplog.text
    assert len(list((tmp_path / "spool").rglob("*.jpg"))) == int(words[0])
    assert PASSWORD not in caplog.text
    assert key not in caplog.text


def test_once_without_service_or_camera(camera: Camera, tmp_path: Path) -> None:
    gone = {"code": "east-2", "url": "http://127.0.0.1:9/picture", "key": "sc_key"}
    done = run(agent_file(tmp_path, NOWHERE, told(camera, "sc_key"), gone), "--once")
    assert done.exit_code == 1
    assert done.stderr.splitlines()[-1] == "staff-conduct: no picture of east-2; 1 frames still wait"


def test_what_a_camera_will_never_get_taken_is_dropped_with_one_line(
    app: FastAPI, cast: Any, camera: Camera, state: State, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with hosted(app) as url:
        assert httpx.get(f"{url}/healthz").status_code == 200
        done = run(agent_file(tmp_path, url, told(camera, cast.keys["east-1"])), "--once")
    assert done.exit_code == 0, "the service's clock is given, and stands in another year"
    dropped = [record for record in caplog.records if "dropped" in record.message]
    assert len(dropped) == 1
    assert "answered 422 captured-at-out-of-bounds" in dropped[0].message
    assert list((tmp_path / "spool").rglob("*.jpg")) == []


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("no.toml",), 1, "there is no file no.toml"),
        (("agent.toml",), 1, "server: Field required"),
        (("agent.toml", "--once", "--check"), 2, "not both"),
        ((), 2, "Missing argument"),
    ],
)
def test_bad_use(
    words: tuple[str, ...], status: int, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "agent.toml").write_text("", "utf-8")
    done = run(*words)
    assert done.exit_code == status
    assert said in " ".join(done.stderr.replace("│", " ").split())
    assert status == 2 or done.stderr.count("\n") == 1


def test_a_folder_in_use_is_refused(camera: Camera, tmp_path: Path) -> None:
    from api.agent.kept import KeptFrames

    other = KeptFrames(tmp_path / "spool", 10_000_000)
    done = run(agent_file(tmp_path, NOWHERE, told(camera, "sc_key")), "--once")
    other.close()
    assert (done.exit_code, done.stderr) == (1, f"staff-conduct: another agent works in {tmp_path / 'spool'}\n")
