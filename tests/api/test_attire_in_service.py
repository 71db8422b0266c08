"""Clothes from frames to a case: spool, worker, judge; persons are told, colours are really looked at."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

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
from models.tables import AttireLookRow, CameraRow, PunchRow, ReaderRow, ViolationRow, ViolationStatus
from models.values.occupancy import Sleeve
from tests.api.test_worker import Hall
from tests.vision.attire_drawn import VIEW, Drawn
from tests.vision.told_eyes import ToldEyes
from vision.jpeg import encode
from vision.looker import Looker

START = datetime(2026, 6, 3, 1, 0, tzinfo=UTC)
NOW = START + timedelta(minutes=21)
LONG, SHORT = Drawn(sleeve=(2.0, 2.0)), Drawn(sleeve=(1.0, 1.0))


@pytest.fixture
def hall(sqlite_database: Engine, tmp_path: Path) -> Iterator[Hall]:
    told = {
        "code": "H1", "name": "城北营业厅",
        "windows": [{"code": "W1", "tag": 1, "seat_tag": False}],
        "cameras": [{"code": "lobby-1", "views": [{"window": "W1", "staff_zone": VIEW.staff_zone}]}],
        "readers": [{"code": "R1"}],
        "staff": [{"no": "S001", "name": "王芳", "badges": ["1001"]}],
        "shifts": [{"staff": "S001", "window": "W1", "start": START, "end": START + timedelta(hours=8)}],
    }  # fmt: skip
    with Session(sqlite_database) as session:
        HallApplier(session, by="test", now=START).apply(HallsTold.model_validate({"halls": [told]}))
        reader = session.exec(select(ReaderRow)).one()
        session.add(PunchRow(reader_id=reader.id, badge="1001", at=START, received_at=START))
        session.commit()
        camera_id = session.exec(select(CameraRow.id)).one()
    spool, clock, stills, health = Spool(tmp_path / "spool", 10**9), GivenClock(NOW), Stills(), HealthBoard()
    worker = Worker(
        engine=sqlite_database, spool=spool, clock=clock, health=health, stills=stills, arrived=Event(),
        looked=lambda: None, make_looker=lambda: Looker(ToldEyes({"W1": (LONG.person(),)})),
        limits=PlanLimits(look_every_s=10, max_gap_s=60),
    )  # fmt: skip
    hall = Hall(sqlite_database, spool, clock, stills, EvidenceFolder(tmp_path / "evidence"), worker, health, camera_id)
    yield hall
    if worker._thread.is_alive():
        worker.stop()


def post(hall: Hall, clothes: Drawn, minutes: int, every_s: int = 30) -> None:
    """A frame every so many seconds; something else moves in each."""
    for second in range(0, minutes * 60, every_s):
        picture = clothes.picture()
        picture[:30, :30] = second * 7 % 256
        at = START + timedelta(seconds=second)
        arrival = Arrival(hall.camera_id, encode(picture, 95), at, hall.clock.now())
        take_in(arrival, hall.engine, hall.spool, 12_000_000)
    hall.wait()


@pytest.mark.parametrize(
    ("clothes", "sleeve", "rules"),
    [
        pytest.param(LONG, Sleeve.long, ["uniform-season"], id="long sleeves in summer"),
        pytest.param(SHORT, Sleeve.short, [], id="short sleeves in summer"),
        pytest.param(Drawn(sleeve=(1.6, 1.6)), None, [], id="rolled up: unknown, so nothing"),
    ],
)
def test_clothes_become_a_case_or_not(hall: Hall, clothes: Drawn, sleeve: Sleeve | None, rules: list[str]) -> None:
    hall.worker.start()
    post(hall, clothes, minutes=20)
    loop = JudgeLoop(engine=hall.engine, clock=hall.clock, stills=hall.stills, evidence=hall.evidence, changed=Event())
    loop.judge_once()
    with Session(hall.engine) as session:
        looks = session.exec(select(AttireLookRow)).all()
        cases = session.exec(select(ViolationRow)).all()
    assert {look.sleeve for look in looks} == ({sleeve} if sleeve else set())
    assert len(looks) == (40 if sleeve else 0)
    assert [case.rule for case in cases] == rules
    assert all(case.status is ViolationStatus.pending for case in cases)


def test_a_frame_a_second_keeps_no_more_looks_than_one_in_half_a_minute(hall: Hall) -> None:
    hall.worker.start()
    post(hall, LONG, minutes=2, every_s=1)
    with Session(hall.engine) as session:
        assert len(session.exec(select(AttireLookRow)).all()) == 4
