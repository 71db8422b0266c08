"""A real recording through real HTTP, spool and detectors: four people at their desks, two desks empty."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import Session

from api.clock import GivenClock
from api.replay import NoSuchCamera, Played, play
from api.services import build_service
from api.settings import Settings
from api.setup.apply_halls import HallApplier
from api.setup.hall_file import HallsTold
from api.state import state_of
from models.values.occupancy import WindowState
from tests.shared import DETECTION, POSE, shared
from tests.vision.classroom import EMPTY, SEATED, VIEWS
from vision.videos import frames

START = datetime(2026, 6, 3, 1, 0, tzinfo=UTC)
HALL = {
    "code": "H1",
    "name": "教室",
    "windows": [{"code": v.window, "tag": v.tag_number, "seat_tag": False} for v in VIEWS],
    "cameras": [{"code": "classroom", "views": [{"window": v.window, "staff_zone": v.staff_zone} for v in VIEWS]}],
}


def replay(recording: Path, fps: float, weights: Path | None, data_dir: Path) -> Played:
    clock = GivenClock(START)
    app = build_service(Settings(data_dir=data_dir, weights=str(weights) if weights else None), clock)
    with Session(state_of(app).engine) as session:
        HallApplier(session, by="test", now=START).apply(HallsTold.model_validate({"halls": [HALL]}))
        session.commit()
    return play(app, clock, "classroom", ((START + timedelta(seconds=s), jpeg) for s, jpeg in frames(recording, fps)))


@pytest.mark.parametrize("model", [POSE, DETECTION])
def test_classroom(model: str, tmp_path: Path) -> None:
    told = replay(shared("data/occupancy/classroom.gif"), 1, shared(model), tmp_path)
    assert (told.frames, told.looked, told.broken, told.superseded) == (45, 45, 0, 0)
    for views, state in ((SEATED, WindowState.staffed), (EMPTY, WindowState.unattended)):
        for view in views:
            spans = told.timelines[view.window]
            assert [s.state for s in spans] == [state], view.window
            assert (spans[0].end - spans[0].start).total_seconds() == 44


def test_without_detector_or_tags_nothing_is_claimed(tmp_path: Path) -> None:
    told = replay(shared("data/occupancy/classroom.gif"), 5, None, tmp_path)
    assert told.looked == 45
    assert all(spans == () for spans in told.timelines.values())


def test_an_unknown_camera_is_named(tmp_path: Path) -> None:
    clock = GivenClock(START)
    with pytest.raises(NoSuchCamera, match="garage"):
        play(build_service(Settings(data_dir=tmp_path), clock), clock, "garage", [])
