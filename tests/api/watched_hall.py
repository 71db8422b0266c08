"""A drawn hall under a given clock, whose cameras' frames go through the worker one by one."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from threading import Event
from uuid import UUID

from sqlalchemy import Engine
from sqlmodel import Session, select

from api.cameras.refused import RefusedFrames
from api.clock import GivenClock
from api.evidence.folder import EvidenceFolder
from api.health import HealthBoard
from api.intake.plan import PlanLimits
from api.intake.receive import Arrival, take_in
from api.intake.spool import Spool
from api.intake.stills import Stills
from api.intake.worker import Worker
from api.judging import JudgeLoop
from api.setup.apply_halls import HallApplier
from api.setup.hall_file import HallsTold
from api.windows.seen import Segment, segments
from models.tables import CameraRow, HallRow, TaskRow, ViolationRow, ViolationStatus, WindowRow
from models.values.interval import Interval
from vision.looker import Looker
from vision.scene import Condition, Scene, Seat

START = datetime(2026, 6, 3, 1, 0, tzinfo=UTC)
"""09:00 in Asia/Shanghai; the hall is open from 08:30 to 17:30."""
SEATED = {"W1": Seat(person=0), "W2": Seat(person=1), "W3": Seat(person=2), "W4": Seat(person=3)}
EVERY_S = 5.0
ASKED_EVERY_S = 2.0

Draw = Callable[[float], bytes]
"""The frame of a second."""


@lru_cache(maxsize=400)
def _drawn(scene: Scene, seats: tuple[tuple[str, Seat], ...], tick: int, condition: Condition) -> bytes:
    return scene.frame(dict(seats), tick, condition)


@dataclass
class WatchedHall:
    engine: Engine
    spool: Spool
    clock: GivenClock
    stills: Stills
    evidence: EvidenceFolder
    worker: Worker
    scene: Scene
    refused: RefusedFrames
    looker: Looker = field(default_factory=Looker)

    def camera(self, code: str = "lobby-1") -> UUID:
        with Session(self.engine) as session:
            return session.exec(select(CameraRow.id).where(CameraRow.code == code)).one()

    def at(self, second: float) -> datetime:
        return START + timedelta(seconds=second)

    def drawn(self, seats: dict[str, Seat] | None = None, condition: Condition = Condition.good) -> Draw:
        """Drawing takes longer than looking: after a while the noise comes again, never twice in a row."""
        shown = tuple(sorted((SEATED if seats is None else seats).items()))
        return lambda second: _drawn(self.scene, shown, round(second) % 65, condition)

    def play(
        self,
        first: float,
        last: float,
        draw: Draw | None,
        *,
        every_s: float = EVERY_S,
        code: str = "lobby-1",
        behind_s: float = 0,
    ) -> None:
        """Frames from `first` up to `last` as they come, none without `draw`; the worker goes round in between."""
        camera_id = self.camera(code)
        due = first
        now = first
        while now < last:
            self.clock.move_to(max(self.at(now), self.clock.now()))
            if draw is not None and now >= due:
                self.post(camera_id, draw(now), now - behind_s)
                due += every_s
            self.work()
            now = min([now + ASKED_EVERY_S, *([due] if draw is not None and due > now else [])])

    def post(self, camera_id: UUID, jpeg: bytes, second: float) -> None:
        take_in(Arrival(camera_id, jpeg, self.at(second), self.clock.now()), self.engine, self.spool, 12_000_000)

    def work(self) -> None:
        until = time.monotonic() + 60
        while self.worker._work(self.looker):
            assert time.monotonic() < until, "frames were not looked at within a minute"

    def hang_right(self, now: float) -> None:
        """Half a hundred frames of a hall in which people come and go: its reference is taken."""
        self.play(now, now + 500, lambda s: self.drawn(SEATED if round(s / 20) % 2 else {})(s), every_s=20)

    def tasks(self) -> list[TaskRow]:
        with Session(self.engine) as session:
            return list(session.exec(select(TaskRow).order_by("start", "kind")).all())

    def judged(self) -> list[tuple[str, datetime]]:
        """The violations that stand."""
        JudgeLoop(
            engine=self.engine, clock=self.clock, stills=self.stills, evidence=self.evidence, changed=Event()
        ).judge_once()
        with Session(self.engine) as session:
            rows = session.exec(select(ViolationRow).where(ViolationRow.status != ViolationStatus.withdrawn)).all()
            return sorted((row.rule, row.start) for row in rows)

    def states(self, first: float, last: float, window: str = "W1") -> list[Segment]:
        with Session(self.engine) as session:
            hall = session.exec(select(HallRow)).one()
            row = session.exec(select(WindowRow).where(WindowRow.code == window)).one()
            return segments(session, hall, row, Interval(self.at(first), self.at(last)), self.clock.now())


def watched_hall(engine: Engine, folder: Path, scene: Scene, *, interval_s: float = EVERY_S) -> WatchedHall:
    """One hall, two cameras: `lobby-1` sees all windows, `side-1` too, from another place; 王芳 is on duty at W1."""
    views = [
        {"window": v.window, "staff_zone": v.staff_zone, "sign_zone": v.sign_zone, "customer_zone": v.customer_zone}
        for v in scene.views()
    ]
    told = {
        "code": "H1", "name": "城北营业厅", "opens": "08:30", "closes": "17:30",
        "windows": [{"code": v.window, "tag": v.tag_number} for v in scene.views()],
        "cameras": [{"code": code, "views": views, "interval_s": interval_s} for code in ("lobby-1", "side-1")],
        "staff": [{"no": "S001", "name": "王芳"}],
        "shifts": [{"staff": "S001", "window": "W1", "start": START, "end": START + timedelta(hours=8)}],
    }  # fmt: skip
    with Session(engine) as session:
        HallApplier(session, by="test", now=START).apply(HallsTold.model_validate({"halls": [told]}))
        session.commit()
    spool, clock, stills, refused = Spool(folder / "spool", 10**9), GivenClock(START), Stills(), RefusedFrames()
    worker = Worker(
        engine=engine, spool=spool, clock=clock, health=HealthBoard(), stills=stills, arrived=Event(),
        looked=lambda: None, make_looker=Looker, limits=PlanLimits(look_every_s=10, max_gap_s=60),
        refused=refused,
    )  # fmt: skip
    return WatchedHall(engine, spool, clock, stills, EvidenceFolder(folder / "evidence"), worker, scene, refused)


def seconds(segments_: list[Segment]) -> Iterator[tuple[str, float, float]]:
    for each in segments_:
        yield each.state.value, (each.start - START).total_seconds(), (each.end - START).total_seconds()
