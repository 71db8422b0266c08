"""One hall's day of four windows at a look every five seconds, judged from what is stored."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session, select

from api.setup.apply_halls import HallApplier
from api.setup.hall_file import HallsTold
from conduct.judging.hall_day import judge_hall_day
from conduct.judging.stale import StaleDay
from conduct.records.looks import LONGEST, LookRunRow, Run, _columns
from models.tables import CameraRow, HallRow, WindowRow
from models.values.occupancy import WindowState

START = datetime(2026, 6, 3, 0, 30, tzinfo=UTC)
DAY_S = 9 * 3600
WINDOWS = ("W1", "W2", "W3", "W4")


def stored_day(engine: Engine) -> StaleDay:
    end = START + timedelta(seconds=DAY_S)
    told = {
        "code": "H1", "name": "城北",
        "windows": [{"code": w, "tag": i} for i, w in enumerate(WINDOWS)],
        "cameras": [{"code": "lobby-1"}],
        "staff": [{"no": f"S{i}", "name": f"S{i}"} for i in range(4)],
        "shifts": [{"staff": f"S{i}", "window": w, "start": START, "end": end} for i, w in enumerate(WINDOWS)],
    }  # fmt: skip
    with Session(engine) as session:
        HallApplier(session, by="bench", now=START).apply(HallsTold.model_validate({"halls": [told]}))
        camera_id = session.exec(select(CameraRow.id)).one()
        for window_id in session.exec(select(WindowRow.id)).all():
            for n in range(int(DAY_S / LONGEST.total_seconds())):
                first = START + n * LONGEST
                state = WindowState.unattended if n % 6 == 5 else WindowState.staffed
                instants = tuple(first + timedelta(seconds=5 * i) for i in range(120))
                columns = _columns(Run(state, "person", instants))
                session.add(LookRunRow(window_id=window_id, camera_id=camera_id, **columns))
        session.commit()
        hall_id = session.exec(select(HallRow.id)).one()
    return StaleDay(hall_id, START.date(), 1)


def test_a_hall_day(sqlite_database: Engine, benchmark: Any) -> None:
    stale = stored_day(sqlite_database)
    now = START + timedelta(seconds=DAY_S + 60)
    benchmark.pedantic(lambda: judge_hall_day(sqlite_database, stale, now=now), rounds=20, warmup_rounds=2)
