"""The agent as a process of its own, real cameras before it and the real service behind it, each going away in turn."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from api.app import create_app
from api.clock import SystemClock
from api.hosting import hosted
from api.settings import Settings
from api.state import State
from models.tables import CameraRow, FrameRow
from tests.api.agent.camera import snapshot_camera
from tests.api.agent.test_cli_agent import agent_file, told
from tests.rtsp import film, rtsp_camera

INTERVAL_S = 0.25
COMMAND = "from api.cli import main; main()"


class Agent:
    """Started again on the same file and folder as often as wanted."""

    def __init__(self, file: Path) -> None:
        self._file, self._process = file, None
        self.log = file.with_suffix(".log")
        self.frames = file.parent / "spool"

    def start(self) -> None:
        with self.log.open("a") as log:
            command = [sys.executable, "-c", COMMAND, "agent", str(self._file)]
            self._process = subprocess.Popen(command, stderr=log, stdout=log)

    def end(self, number: signal.Signals) -> int:
        assert self._process is not None
        self._process.send_signal(number)
        return self._process.wait(10)

    def files(self) -> list[Path]:
        return sorted(self.frames.rglob("*.jpg"))

    def said(self, words: str) -> int:
        return self.log.read_text("utf-8").count(words)


@contextmanager
def running(file: Path) -> Iterator[Agent]:
    agent = Agent(file)
    agent.start()
    try:
        yield agent
    finally:
        if agent._process is not None and agent._process.poll() is None:
            agent._process.kill()
            agent._process.wait()


@contextmanager
def service(settings: Settings, engine: Engine, port: int = 0) -> Iterator[int]:
    """The real service on the same database and folder, on the same port as before."""
    with hosted(create_app(settings, SystemClock(), engine), port=port) as url:
        yield int(url.rpartition(":")[2])


def until(true: Callable[[], object], what: str, patience_s: float = 60) -> None:
    end = time.monotonic() + patience_s
    while not true():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.02)


def rows(engine: Engine) -> list[FrameRow]:
    """In the order in which they came."""
    with Session(engine) as session:
        return list(session.exec(select(FrameRow).order_by("id")))


def test_all_is_delivered_once_and_in_order_whoever_goes_away(
    settings: Settings, sqlite_database: Engine, cast: Any, jpegs: Callable[[int], bytes], tmp_path: Path
) -> None:
    numbers = iter(range(10_000))
    engine = sqlite_database
    with (
        snapshot_camera(lambda: jpegs(next(numbers)), "md5") as one,
        snapshot_camera(lambda: jpegs(next(numbers))) as two,
    ):
        cameras = {"east-1": one, "east-2": two}
        with ExitStack() as ended:
            with service(settings, engine) as port:
                file = agent_file(
                    tmp_path, f"http://127.0.0.1:{port}",
                    *(told(camera, cast.keys[code], code) for code, camera in cameras.items()), pace_per_s=20,
                )  # fmt: skip
                file.write_text(
                    file.read_text("utf-8").replace("user =", f"interval_s = {INTERVAL_S}\nuser ="), "utf-8"
                )
                agent = ended.enter_context(running(file))
                until(lambda: len(rows(engine)) >= 6, "the first frames")
            away = datetime.now(UTC)  # noqa: TID251 - of a process on the machine's clock
            until(lambda: len(agent.files()) >= 8, "frames that pile up")
            agent.end(signal.SIGKILL)
            served_at_kill = {code: len(camera.served) for code, camera in cameras.items()}
            agent.start()
            until(lambda: len(agent.files()) >= 16, "more of them")
            assert agent.end(signal.SIGTERM) == 0
            kept = agent.files()
            agent.start()
            until(lambda: len(agent.files()) >= len(kept) + 4, "and more, after a clean stop")
            back = datetime.now(UTC)  # noqa: TID251
            with service(settings, engine, port):
                late = {file.name for file in agent.files()}
                until(lambda: not late & {file.name for file in agent.files()}, "the backlog to be delivered")
                assert agent.end(signal.SIGTERM) == 0
            left = {file.read_bytes() for file in agent.files()}
            assert agent.said("the service is away: cannot be reached") == 3, "once by each run that found it away"
            assert agent.said("the service is back") == 1
        check_delivered(engine, cameras, cast, left, served_at_kill)
        check_order(rows(engine), away, back)


def check_delivered(
    engine: Engine, cameras: dict[str, Any], cast: Any, left: set[bytes], served_at_kill: dict[str, int]
) -> None:
    """Each picture that a camera sent came exactly once, in its order, but for one in hand when the agent was killed."""
    for code, camera in cameras.items():
        came = sorted((r for r in rows(engine) if r.camera_id == cast.cameras[code]), key=lambda r: r.captured_at)
        hashes = [row.sha256 for row in came]
        sent = [hashlib.sha256(jpeg).digest() for jpeg in camera.served if jpeg not in left]
        in_hand = sent[served_at_kill[code] - 1 : served_at_kill[code] + 1]
        assert hashes in (sent, *([each for each in sent if each != one] for one in in_hand))


def check_order(came: list[FrameRow], away: datetime, back: datetime) -> None:
    """What piled up came in order of capture, but for the newest of each camera, which were live."""
    piled = [row for row in came if away <= row.captured_at < back]
    newest = {
        max((r for r in piled if r.camera_id == c), key=lambda r: r.captured_at).id
        for c in {r.camera_id for r in piled}
    }
    times = [row.captured_at for row in piled if row.id not in newest]
    assert len(times) >= 16
    assert times == sorted(times)


def test_a_service_that_is_full_gets_the_frames_later(
    settings: Settings, sqlite_database: Engine, cast: Any, jpegs: Callable[[int], bytes], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    from api.routes import taking

    monkeypatch.setattr(taking, "RETRY_AFTER_S", 1)
    numbers = iter(range(10_000))
    app = create_app(settings, SystemClock(), sqlite_database)
    state: State = app.state.service
    state.spool._cap_bytes = 3 * len(jpegs(0))
    with hosted(app) as url, snapshot_camera(lambda: jpegs(next(numbers))) as camera:
        file = agent_file(tmp_path, url, told(camera, cast.keys["east-1"]))
        file.write_text(file.read_text("utf-8").replace("user =", f"interval_s = {INTERVAL_S}\nuser ="), "utf-8")
        with running(file) as agent:
            until(lambda: agent.said("answered 503 spool-full"), "the service to be full")
            until(lambda: len(agent.files()) >= 3, "frames that pile up")
            state.spool._cap_bytes = 10**9
            until(lambda: agent.said("the service is back"), "the service to have room again")
            late = {file.name for file in agent.files()}
            until(lambda: not late & {file.name for file in agent.files()}, "the backlog to be delivered")
            assert agent.end(signal.SIGTERM) == 0
            left = {file.read_bytes() for file in agent.files()}
    sent = sorted(hashlib.sha256(jpeg).digest() for jpeg in camera.served if jpeg not in left)
    assert sorted(row.sha256 for row in rows(sqlite_database)) == sent
    assert agent.said("answered 503 spool-full") == 1, "said once, not at every try"


def test_a_stream_that_stalls_and_a_camera_that_goes_away_are_taken_up_again(
    settings: Settings, sqlite_database: Engine, cast: Any, tmp_path: Path
) -> None:
    engine = sqlite_database
    with service(settings, engine) as port, rtsp_camera(film(tmp_path, seconds=120)) as camera:
        file = agent_file(
            tmp_path, f"http://127.0.0.1:{port}", {"code": "east-1", "url": camera.url, "key": cast.keys["east-1"]}
        )
        file.write_text(file.read_text("utf-8").replace("key =", "interval_s = 1\nkey ="), "utf-8")
        with running(file) as agent:
            until(lambda: len(rows(engine)) >= 2, "the first pictures")
            camera.stall()
            until(lambda: agent.said("camera east-1: no picture: it stalled"), "the stall to be noticed")
            camera.go_on()
            until(lambda: agent.said("camera east-1: pictures again") == 1, "the stream to be opened anew")
            camera.stop()
            until(lambda: agent.said("no picture") == 2, "the camera to be missed")
            camera.start()
            until(lambda: agent.said("camera east-1: pictures again") == 2, "the camera to be found again")
            count = len(rows(engine))
            until(lambda: len(rows(engine)) > count, "pictures after it")
            assert agent.end(signal.SIGTERM) == 0
        with Session(engine) as session:
            assert {row.camera_id for row in rows(engine)} == {
                session.exec(select(CameraRow.id).where(CameraRow.code == "east-1")).one()
            }


def test_it_ends_cleanly_when_nothing_answers(tmp_path: Path, jpegs: Callable[[int], bytes]) -> None:
    """A camera that never answers, and a service that takes connections and says nothing."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as silent, snapshot_camera(lambda: jpegs(1)) as camera:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        deaf = {"code": "east-2", "url": f"{url}/picture", "key": "sc_key"}
        with running(agent_file(tmp_path, url, told(camera, "sc_key"), deaf)) as agent:
            until(agent.files, "the first frame")
            began = time.monotonic()
            assert agent.end(signal.SIGTERM) == 0
            assert time.monotonic() - began < 20
            assert len(agent.files()) >= 1
            assert agent.said("stopped; frames that wait: ") == 1
            assert agent.said("Traceback") == 0
    assert os.listdir(agent.frames) == ["frames"]
