"""Each thing that may befall a camera, from drawn frames through the worker to the supervisor's task."""

import logging
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from api.intake.worker import Worker
from conduct.cameras.references import hangs_right_now
from models.tables import CameraEpisodeRow, CameraReferenceRow, CameraRow, LookRunRow, TaskStatus
from models.values.occupancy import WindowState
from tests.api.watched_hall import SEATED, WatchedHall, seconds, watched_hall
from vision.scene import Condition, Scene

BAD_FROM, BAD_UNTIL = 600, 750
"""The person goes with the first bad frame and is back with the first good one: whoever sees that blames them."""
AWAY = {code: seat for code, seat in SEATED.items() if code != "W1"}


@pytest.fixture(scope="module")
def scene() -> Scene:
    return Scene()


@pytest.fixture
def hall(sqlite_database: Engine, tmp_path: Path, scene: Scene) -> WatchedHall:
    return watched_hall(sqlite_database, tmp_path, scene)


CONDITIONS = {
    "covered": Condition.covered,
    "dark": Condition.dark,
    "defocused": Condition.blurred,
    "moved": Condition.moved,
    "frozen": None,
    "offline": None,
    "clock-skew": None,
}


def fail(hall: WatchedHall, what: str, first: float, last: float) -> None:
    if what == "frozen":
        same = hall.drawn(AWAY)(BAD_FROM)
        hall.play(first, last, lambda _: same)
    elif what == "offline":
        hall.play(first, last, None)
    elif what == "clock-skew":
        hall.play(first, last, hall.drawn(AWAY), behind_s=1800)
    else:
        condition = CONDITIONS[what]
        assert condition is not None
        hall.play(first, last, hall.drawn(AWAY, condition))


@pytest.mark.parametrize("what", CONDITIONS)
def test_noticed_said_and_over_and_nobody_blamed(
    what: str, hall: WatchedHall, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    if what == "moved":
        hall.hang_right(0)
    hall.play(BAD_FROM - 60, BAD_FROM, hall.drawn())
    assert hall.tasks() == []
    caplog.clear()
    fail(hall, what, BAD_FROM, BAD_FROM + 26)
    (task,) = hall.tasks()
    assert task.kind == f"camera-{what}"
    assert task.status == TaskStatus.open
    assert (task.opened_at - hall.at(BAD_FROM - 5)).total_seconds() <= 30, "the last good frame came at BAD_FROM - 5"
    fail(hall, what, BAD_FROM + 30, BAD_UNTIL)
    hall.play(BAD_UNTIL, BAD_UNTIL + 40, hall.drawn())
    (task,) = hall.tasks()
    assert task.status == TaskStatus.done
    since = {"offline": BAD_FROM - 5, "frozen": BAD_FROM}.get(what, BAD_FROM)
    assert (task.start, task.end) == (hall.at(since), hall.at(BAD_UNTIL))
    said = [(r.levelname, r.getMessage()) for r in caplog.records if r.getMessage().startswith("camera ")]
    assert [level for level, _ in said] == ["WARNING", "INFO"], said
    assert all(what in words for _, words in said)
    assert hall.judged() == []
    seen = list(seconds(hall.states(BAD_FROM, BAD_UNTIL + 30)))
    assert [state for state, _, _ in seen if state != "unattended"][-2:] == ["unknown", "staffed"]
    unknown_s = sum(end - start for state, start, end in seen if state == "unknown")
    assert unknown_s >= BAD_UNTIL - BAD_FROM - 30


def test_without_a_fault_the_same_absence_is_a_violation(hall: WatchedHall) -> None:
    """What the rows above would come to if the camera were trusted."""
    hall.play(BAD_FROM - 100, BAD_FROM, hall.drawn())
    hall.play(BAD_FROM, BAD_UNTIL, hall.drawn(AWAY))
    hall.play(BAD_UNTIL, BAD_UNTIL + 20, hall.drawn())
    assert hall.judged() == [("window-unattended", hall.at(BAD_FROM))]


def test_a_backlog_shows_that_the_line_was_down_and_not_the_camera(hall: WatchedHall) -> None:
    hall.play(0, 60, hall.drawn())
    hall.play(60, 400, None)
    assert [(t.kind, t.status) for t in hall.tasks()] == [("camera-offline", TaskStatus.open)]
    camera_id, draw = hall.camera(), hall.drawn()
    for second in range(60, 400, 5):
        hall.post(camera_id, draw(second), second)
        hall.clock.move_to(hall.at(400 + second / 20))
        hall.work()
    hall.play(425, 460, hall.drawn())
    assert [(t.kind, t.status) for t in hall.tasks()] == [("camera-offline", TaskStatus.withdrawn)]
    assert [state for state, _, _ in seconds(hall.states(0, 400))] == ["staffed"]


def test_no_picture_is_the_same_through_an_outage(hall: WatchedHall) -> None:
    """The last picture comes once more when the camera is back: nothing was frozen while nothing came."""
    draw = hall.drawn()
    hall.play(0, 65, draw)
    hall.play(65, 210, None)
    hall.play(210, 215, lambda _: draw(60))
    assert [(t.kind, t.status) for t in hall.tasks()] == [("camera-offline", TaskStatus.done)]
    hall.play(215, 260, draw)
    assert [(t.kind, t.status) for t in hall.tasks()] == [("camera-offline", TaskStatus.done)]
    assert [state for state, _, _ in seconds(hall.states(0, 260))] == ["staffed", "unknown", "staffed"]


@pytest.mark.parametrize(("off_s", "code"), [(3600, "camera.clock-ahead"), (-30 * 86400, "camera.clock-behind")])
def test_a_clock_so_wrong_that_its_frames_are_refused(hall: WatchedHall, off_s: float, code: str) -> None:
    hall.play(0, 60, hall.drawn())
    for second in range(60, 125, 5):
        hall.clock.move_to(hall.at(second))
        hall.refused.note(hall.camera(), hall.at(second + off_s), hall.clock.now())
        hall.work()
    (task,) = hall.tasks()
    assert (task.kind, task.why["code"], task.start) == ("camera-clock-skew", code, hall.at(60))
    assert (task.opened_at - hall.at(55)).total_seconds() <= 30
    hall.play(125, 160, hall.drawn())
    assert [(t.status, t.end) for t in hall.tasks()] == [(TaskStatus.done, hall.at(125))]


def test_one_refused_frame_among_good_ones_is_no_clock(hall: WatchedHall) -> None:
    hall.play(0, 60, hall.drawn())
    hall.refused.note(hall.camera(), hall.at(3660), hall.clock.now())
    hall.play(60, 120, hall.drawn())
    assert hall.tasks() == []
    assert [state for state, _, _ in seconds(hall.states(0, 120))] == ["staffed"]


def test_a_frame_that_comes_before_it_was_captured_counts_for_nothing(hall: WatchedHall) -> None:
    hall.play(0, 60, hall.drawn())
    hall.post(hall.camera(), hall.drawn({})(60), 60 + 47)
    hall.work()
    hall.play(60, 120, hall.drawn())
    assert hall.tasks() == []
    with Session(hall.engine) as session:
        seen = session.exec(select(LookRunRow.state).where(LookRunRow.last <= hall.at(120))).all()
    assert seen
    assert set(seen) == {WindowState.staffed}


def test_two_cameras_and_one_of_them_covered(hall: WatchedHall) -> None:
    good, covered = hall.drawn(), hall.drawn(condition=Condition.covered)
    for second in range(0, 200, 5):
        hall.clock.move_to(hall.at(second))
        hall.post(hall.camera("side-1"), good(second), second)
        hall.post(hall.camera("lobby-1"), covered(second + 1), second)
        hall.work()
    assert [t.kind for t in hall.tasks()] == ["camera-covered"]
    assert hall.judged() == []
    assert [state for state, _, _ in seconds(hall.states(0, 195))] == ["staffed"]


def test_a_restart_says_nothing_twice(hall: WatchedHall, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    hall.play(0, 60, hall.drawn())
    hall.play(60, 120, hall.drawn(condition=Condition.dark))
    old = hall.worker
    hall.worker = Worker(
        engine=hall.engine, spool=hall.spool, clock=hall.clock, health=old._health, stills=hall.stills,
        arrived=old._arrived, looked=old._looked, make_looker=old._make_looker, limits=old._limits,
    )  # fmt: skip
    hall.play(120, 180, hall.drawn(condition=Condition.dark))
    hall.play(180, 240, hall.drawn())
    said = [r.getMessage() for r in caplog.records if "dark" in r.getMessage()]
    assert len(said) == 2
    assert [t.status for t in hall.tasks()] == [TaskStatus.done]


def test_out_of_hours_nothing_is_missed(hall: WatchedHall) -> None:
    hall.play(0, 30, hall.drawn())
    hall.clock.move_to(hall.at(9 * 3600))
    hall.play(9 * 3600, 9 * 3600 + 120, None)
    assert hall.tasks() == []


def test_a_camera_that_is_retired_has_nothing_the_matter(hall: WatchedHall) -> None:
    hall.play(0, 30, hall.drawn())
    hall.play(30, 90, None)
    with Session(hall.engine) as session:
        camera = session.exec(select(CameraRow).where(CameraRow.code == "lobby-1")).one()
        camera.retired_at = hall.clock.now()
        session.commit()
    hall.play(90, 120, None)
    assert [t.status for t in hall.tasks()] == [TaskStatus.done]


def test_slow_cameras_have_two_intervals(sqlite_database: Engine, tmp_path: Path, scene: Scene) -> None:
    hall = watched_hall(sqlite_database, tmp_path, scene, interval_s=60)
    hall.play(0, 300, hall.drawn(), every_s=60)
    hall.play(300, 350, None)
    assert hall.tasks() == []
    hall.play(350, 362, None)
    (task,) = hall.tasks()
    assert (task.kind, task.start) == ("camera-offline", hall.at(240))


def test_a_reference_is_taken_by_itself_and_anew_when_somebody_says_so(hall: WatchedHall) -> None:
    hall.hang_right(0)
    with Session(hall.engine) as session:
        (row,) = session.exec(select(CameraReferenceRow)).all()
        assert row.valid_from == hall.at(460)
    moved = hall.drawn(condition=Condition.moved)
    hall.play(500, 560, moved)
    assert [(t.kind, t.status) for t in hall.tasks()] == [("camera-moved", TaskStatus.open)]
    with Session(hall.engine) as session:
        camera = session.exec(select(CameraRow).where(CameraRow.code == "lobby-1")).one()
        hangs_right_now(session, camera, by="dora", now=hall.clock.now())
        session.commit()
    hall.play(580, 1100, moved, every_s=20)
    assert [(t.kind, t.status) for t in hall.tasks()] == [("camera-moved", TaskStatus.done)]
    with Session(hall.engine) as session:
        rows = session.exec(select(CameraReferenceRow).order_by("valid_from")).all()
        assert [row.retired_at is None for row in rows] == [False, True]
        assert [e.end is None for e in session.exec(select(CameraEpisodeRow)).all()] == [False]
    hall.play(1100, 1160, hall.drawn())
    assert hall.tasks()[-1].kind == "camera-moved"
    assert {state for state, _, _ in seconds(hall.states(600, 1080))} == {WindowState.staffed.value}
