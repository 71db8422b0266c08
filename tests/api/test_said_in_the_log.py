"""What people read of eyes and cameras where the service says it: one line, times by the hall's clock."""

import logging
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from api.cameras.saying import say
from api.intake.worker import health_of
from conduct.cameras.episodes import Change, Turn
from models.values.care import CameraCondition, Episode
from models.values.why import why
from vision.look import Detectors

BEGAN = datetime(2026, 6, 3, 0, 55, tzinfo=UTC)


def test_the_person_detector_is_named(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        health = health_of(Detectors(True, True, None, True, persons_name="data/weights/yolo11n-pose.pt"))
    assert caplog.messages == ["person detector: data/weights/yolo11n-pose.pt"]
    assert health.degraded is None


def test_that_there_is_none_is_said_instead(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        health_of(Detectors(True, False, "no weights are set", False))
    assert caplog.messages == ["no person detector, tags only: no weights are set"]


@pytest.mark.parametrize(
    ("turn", "said"),
    [
        (Turn.began, "camera lobby-1: covered since 2026-06-03 08:55:00"),
        (Turn.ended, "camera lobby-1: no longer covered since 2026-06-03 08:59:00"),
        (Turn.never_was, "camera lobby-1: was not covered after all"),
    ],
)
def test_what_became_of_a_camera_is_told_by_the_halls_clock(
    turn: Turn, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    episode = Episode(CameraCondition.covered, BEGAN, BEGAN + timedelta(minutes=4), why("camera.covered"), BEGAN)
    with caplog.at_level(logging.INFO):
        say([Change("lobby-1", turn, episode, ZoneInfo("Asia/Shanghai"))])
    assert caplog.messages == [said]
