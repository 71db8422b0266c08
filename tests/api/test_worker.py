"""From the spool to stored looks, violations and stills: the drawn hall through the real detectors."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from uuid import UUID

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from api.clock import GivenClock
from api.database import writing_to
from api.evidence.folder import EvidenceFolder
from api.health import HealthBoard
from api.intake.plan import PlanLimits
from api.intake.receive import Arrival, take_in
from api.intake.recovery import recover
from api.intake.spool import Spool
from api.intake.stills import Stills
from api.intake.worker import Worker
from api.judging import JudgeLoop
from api.setup.apply_halls import HallApplier
from api.setup.hall_file import HallsTold
from conduct.judging.stale import mark_stale
from models.tables import CameraRow, EvidenceRow, FrameRow, FrameStatus, LookRunRow, ViolationRow, WindowRow
from models.values.evidence import StillKind
from models.values.occupancy import WindowState
from models.values.seeing import Polygon
from vision.eyes import View
from vision.jpeg import decode
from vision.looker import Looker
from vision.markers import MarkerEyes
from vision.scene import Condition, Scene, Seat

START = datetime(2026, 6, 3, 1, 0, tzinfo=UTC)
WHOLE: Polygon = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
NOW = START + timedelta(minutes=3, seconds=20)
"""All frames come in at this instant, so that none is behind schedule."""


@pytest.fixture(scope="module")
def scene() -> Scene:
    return Scene()


@dataclass
class Hall:
    """A hall with one camera, its spool and a worker that looks by tags."""

    engine: Engine
    spool: Spool
    clock: GivenClock
    stills: Stills
    evidence: EvidenceFolder
    worker: Worker
    health: HealthBoard
    camera_id: UUID

    def post(self, jpeg: bytes, second: float) -> None:
        at = START + timedelta(seconds=second)
        take_in(Arrival(self.camera_id, jpeg, at, self.clock.now()), self.engine, self.spool, 12_000_000)

    def wait(self) -> None:
        until = time.monotonic() + 60
        while self.statuses().count(FrameStatus.spooled) or self.spool.ids():
            assert time.monotonic() < until, "frames were not looked at within a minute"
            time.sleep(0.02)

    def statuses(self) -> list[FrameStatus]:
        with Session(self.engine) as session:
            return list(session.exec(select(FrameRow.status).order_by("captured_at")).all())

    def looks(self, window: str = "W1") -> list[tuple[WindowState, str, int]]:
        with Session(self.engine) as session:
            window_id = session.exec(select(WindowRow.id).where(WindowRow.code == window)).one()
            runs = session.exec(select(LookRunRow).where(LookRunRow.window_id == window_id).order_by("first")).all()
            return [(r.state, r.evidence, len(r.offsets_us) // 8) for r in runs]


@pytest.fixture
def hall(sqlite_database: Engine, tmp_path: Path, scene: Scene) -> Iterator[Hall]:
    views = [
        {"window": v.window, "staff_zone": v.staff_zone, "sign_zone": v.sign_zone, "customer_zone": v.customer_zone}
        for v in scene.views()
    ]
    told = {
        "code": "H1", "name": "城北营业厅",
        "windows": [{"code": v.window, "tag": v.tag_number} for v in scene.views()],
        "cameras": [{"code": "lobby-1", "views": views}],
        "staff": [{"no": "S001", "name": "王芳"}],
        "shifts": [{"staff": "S001", "window": "W1", "start": START, "end": START + timedelta(hours=8)}],
    }  # fmt: skip
    with Session(sqlite_database) as session:
        HallApplier(session, by="test", now=START).apply(HallsTold.model_validate({"halls": [told]}))
        session.commit()
        camera_id = session.exec(select(CameraRow.id)).one()
    spool, clock, stills, health = Spool(tmp_path / "spool", 10**9), GivenClock(NOW), Stills(), HealthBoard()
    worker = Worker(
        engine=sqlite_database, spool=spool, clock=clock, health=health, stills=stills, arrived=Event(),
        looked=lambda: None, make_looker=Looker, limits=PlanLimits(look_every_s=10, max_gap_s=60),
    )  # fmt: skip
    hall = Hall(sqlite_database, spool, clock, stills, EvidenceFolder(tmp_path / "evidence"), worker, health, camera_id)
    yield hall
    if worker._thread.is_alive():
        worker.stop()


def judge(hall: Hall) -> list[tuple[str, datetime]]:
    loop = JudgeLoop(
        engine=hall.engine, clock=hall.clock, stills=hall.stills, evidence=hall.evidence, changed=Event()
    )  # fmt: skip
    loop.judge_once()
    with Session(hall.engine) as session:
        return [(v.rule, v.start) for v in session.exec(select(ViolationRow).order_by("start")).all()]


def test_what_tags_see_is_stored_and_the_picture_is_gone(hall: Hall, scene: Scene) -> None:
    hall.worker.start()
    seated, empty = {"W1": Seat(person=0), "W2": Seat(person=1)}, {"W2": Seat(sign=True)}
    for i, occupants in enumerate([seated, seated, empty, empty]):
        hall.post(scene.frame(occupants, tick=i), i * 5)
    hall.wait()
    assert hall.looks("W1") == [(WindowState.staffed, "tag-hidden", 2), (WindowState.unattended, "seat-tag", 2)]
    assert hall.looks("W2") == [(WindowState.staffed, "tag-hidden", 2), (WindowState.away_sign, "sign-tag", 2)]
    assert hall.looks("W3") == [(WindowState.unattended, "seat-tag", 4)]
    assert hall.spool.ids() == frozenset()
    assert hall.health.now().detectors == ("markers",)


def test_a_covered_or_dark_picture_says_nothing(hall: Hall, scene: Scene) -> None:
    hall.worker.start()
    for i, condition in enumerate([Condition.covered, Condition.dark, Condition.blurred]):
        hall.post(scene.frame({"W1": Seat(person=0)}, tick=i, condition=condition), i * 5)
    hall.wait()
    assert hall.statuses() == [FrameStatus.looked] * 3
    assert hall.looks("W1") == []


def test_a_frame_that_cannot_be_decoded_is_broken_and_the_next_is_looked_at(hall: Hall, scene: Scene) -> None:
    hall.worker.start()
    good = scene.frame({}, tick=1)
    hall.post(good[: len(good) // 2] + b"\x00" * 2000 + b"\xff\xd9", 0)
    hall.post(good, 5)
    hall.wait()
    assert hall.statuses() == [FrameStatus.broken, FrameStatus.looked]
    assert hall.spool.ids() == frozenset()


def kept(hall: Hall) -> list[tuple[str, float]]:
    """The stills of all cases: which moment, and how many seconds after the start."""
    with Session(hall.engine) as session:
        rows = session.exec(select(EvidenceRow).order_by("taken_at")).all()
        return [(str(row.kind), (row.taken_at - START).total_seconds()) for row in rows]


def later(hall: Hall, **by: float) -> None:
    """Let time pass, and judge all days again for that."""
    hall.clock.move_to(hall.clock.now() + timedelta(**by))
    with writing_to(hall.engine) as session:
        hall_id = session.exec(select(CameraRow.hall_id)).one()
        mark_stale(session, hall_id, [START.date()], now=hall.clock.now())


def test_an_empty_desk_becomes_a_violation_with_blurred_stills(hall: Hall, scene: Scene) -> None:
    hall.worker.start()
    hall.post(scene.frame({"W1": Seat(person=0)}), 0)
    for i in range(1, 15):
        hall.post(scene.frame({}, tick=i), i * 10)
    hall.wait()
    start = START + timedelta(seconds=10)
    assert judge(hall) == [("window-unattended", start)]
    assert kept(hall) == [("before", 0), ("begin", 10)], "while it goes on nobody knows its middle"
    later(hall, minutes=5)
    assert judge(hall) == [("window-unattended", start)]
    once = kept(hall)
    assert [kind for kind, _ in once] == ["before", "begin", "middle", "end"]
    # looks that stand for half a minute make no stills, so that the middle and the end lie near theirs
    assert all(abs(second - ideal) <= 30 for (_, second), ideal in zip(once, (0, 10, 75, 140), strict=True))
    with Session(hall.engine) as session:
        rows = session.exec(select(EvidenceRow)).all()
    for row in rows:
        picture = decode(hall.evidence.get(row.sha256))
        assert picture.shape[:2] == (row.height_px, row.width_px)
        found = MarkerEyes().look([View(picture, replace(view, staff_zone=WHOLE)) for view in scene.views()])
        seen = [len(signals) for signals in found]
        assert seen == [int(row.kind is not StillKind.before), 0, 0, 0], "only the violation's own window may be seen"
    assert judge(hall) == [("window-unattended", start)]
    assert kept(hall) == once


def test_a_case_from_late_frames_gets_its_stills_too(hall: Hall, scene: Scene) -> None:
    """Live frames of a staffed window first, then what was held up on the way, the latest first."""
    hall.clock.move_to(START + timedelta(hours=2))
    hall.worker.start()
    for i in range(5):
        hall.post(scene.frame({"W1": Seat(person=i % 4)}, tick=i), 7170 + i * 5)
    hall.wait()
    assert judge(hall) == []
    for i in reversed(range(15)):
        hall.post(scene.frame({"W1": Seat(person=1)} if i == 0 else {}, tick=i), i * 10)
        hall.wait()
    assert [rule for rule, _ in judge(hall)] == ["window-unattended"]
    assert [kind for kind, _ in kept(hall)] == ["before", "begin", "middle", "end"]


def test_what_a_restart_lost_is_missing_and_the_rest_is_kept(hall: Hall, scene: Scene) -> None:
    hall.worker.start()
    hall.post(scene.frame({"W1": Seat(person=0)}), 0)
    for i in range(1, 8):
        hall.post(scene.frame({}, tick=i), i * 10)
    hall.wait()
    hall.stills = hall.worker._stills = Stills()
    for i in range(8, 19):
        hall.post(scene.frame({}, tick=i), i * 10)
    hall.wait()
    later(hall, minutes=5)
    assert [rule for rule, _ in judge(hall)] == ["window-unattended"]
    assert [kind for kind, _ in kept(hall)] == ["middle", "end"]


def test_late_frames_end_in_the_same_as_timely_ones(hall: Hall, scene: Scene) -> None:
    seconds = [i * 10 for i in range(20)]
    frames = {s: scene.frame({"W1": Seat(person=0)} if s == 60 else {}, tick=s) for s in seconds}
    hall.worker.start()
    for s in [*seconds[1::2], *reversed(seconds[::2])]:
        hall.post(frames[s], s)
        hall.wait()
    assert hall.looks("W1") == [
        (WindowState.unattended, "seat-tag", 6), (WindowState.staffed, "tag-hidden", 1),
        (WindowState.unattended, "seat-tag", 13),
    ]  # fmt: skip
    assert judge(hall) == [("window-unattended", START + timedelta(seconds=70))]


def test_after_a_restart_the_spool_is_taken_up_again(hall: Hall, scene: Scene, tmp_path: Path) -> None:
    for i in range(3):
        hall.post(scene.frame({}, tick=i), i * 5)
    lost = next(iter(sorted(hall.spool.ids())))
    (tmp_path / "spool" / f"{lost}.jpg").unlink()
    (tmp_path / "spool" / f"{UUID(int=7)}.jpg").write_bytes(b"orphan")
    hall.worker._spool = hall.spool = Spool(tmp_path / "spool", 10**9)
    with Session(hall.engine) as session:
        recovered = recover(session, hall.spool)
        session.commit()
    assert (recovered.orphans, recovered.lost, recovered.waiting) == (1, 1, 2)
    hall.worker.start()
    hall.wait()
    assert sorted(hall.statuses()) == [FrameStatus.broken, FrameStatus.looked, FrameStatus.looked]
