"""One camera's loop: whatever a picture does to it, the next one is taken."""

import logging
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from threading import Event
from time import monotonic

import pytest

from api.agent.due import Due
from api.agent.kept import KeptFrames
from api.agent.pictures import NoPicture, Picture, Stopped
from api.agent.telling import Telling
from api.agent.told import CameraTold
from api.agent.watcher import Watcher
from api.clock import GivenClock
from tests.api.conftest import MORNING

CAMERA = CameraTold.model_validate({"code": "a", "url": "http://192.0.2.1/", "key": "k", "interval_s": 5})


class Scripted:
    """A source that gives or raises one thing after another."""

    def __init__(self, *given: Picture | Exception) -> None:
        self._given = iter(given)

    def take(self, overdue_s: Callable[[], float]) -> Picture:
        overdue_s()
        given = next(self._given)
        if isinstance(given, Exception):
            raise given
        return given

    def close(self) -> None:
        return


def picture(second: int, size: int = 10) -> Picture:
    return Picture(bytes(size), MORNING + timedelta(seconds=second))


def test_every_failure_is_told_and_the_next_picture_kept(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    kept, arrived = KeptFrames(tmp_path / "spool", 25), list[int]()
    watcher = Watcher(CAMERA, kept, Telling(), GivenClock(MORNING), Event(), lambda: arrived.append(1))
    source = Scripted(
        picture(0), NoPicture("it stalled"), RuntimeError("a bug"), OSError("the disk is gone"), picture(20), picture(40), picture(60, 99)
    )  # fmt: skip
    due, failures = Due(monotonic()), list[int]()
    for _ in range(7):
        due = watcher._step(source, due)
        failures.append(due.failures)
    assert failures == [0, 1, 2, 3, 0, 0, 0]
    assert [frame.captured_at for frame in kept.waiting()] == [picture(20).captured_at, picture(40).captured_at]
    assert len(arrived) == 3, "the last is larger than all that may be kept"
    said = [record.message for record in caplog.records]
    assert said == [
        "camera a: no picture: it stalled",
        "camera a: no picture",
        "camera a: no picture: the disk is gone",
        "camera a: pictures again",
        "no room for more frames: older ones are left out",
    ]


def test_it_ends_when_told(tmp_path: Path) -> None:
    stop = Event()
    stop.set()
    watcher = Watcher(CAMERA, KeptFrames(tmp_path, 25), Telling(), GivenClock(MORNING), stop, lambda: None)
    with pytest.raises(Stopped):
        watcher._step(Scripted(picture(0)), Due(monotonic()))
    assert watcher.once() is False
