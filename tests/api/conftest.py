"""A service on a fresh database, its clock given, with two halls, three cameras and five people."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlmodel import Session, select

from api.app import create_app
from api.auth.passwords import hash_password
from api.clock import GivenClock
from api.keys import make_camera_key, make_monitor_key, make_reader_key
from api.settings import Settings
from api.state import State, state_of
from models.tables import CameraRow, FrameRow, HallRow, ReaderRow, Role, StaffRow, UserHallRow, UserRow
from vision.jpeg import encode

MORNING = datetime(2026, 6, 3, 1, 30, tzinfo=UTC)
PASSWORD = "correct horse battery staple"


@dataclass(frozen=True)
class Cast:
    """Who and what there is. `keys` are by the name of the device, `-revoked` and `-digest` for special ones."""

    cameras: dict[str, UUID]
    halls: dict[str, UUID]
    users: dict[str, UUID]
    staff: dict[str, UUID]
    keys: dict[str, str]


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.chdir(tmp_path)
    return Settings(data_dir=tmp_path / "data")


@pytest.fixture
def clock() -> GivenClock:
    return GivenClock(MORNING)


@pytest.fixture
def app(settings: Settings, clock: GivenClock, sqlite_database: Engine) -> FastAPI:
    return create_app(settings, clock, sqlite_database)


@pytest.fixture
def state(app: FastAPI) -> State:
    return state_of(app)


@pytest.fixture
def cast(state: State) -> Cast:
    return fill(state)


@pytest.fixture
def client(app: FastAPI, cast: Cast) -> Iterator[TestClient]:
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="session")
def jpeg() -> bytes:
    """A real picture of 320 x 240 pixels."""
    return picture_bytes(seed=1)


@pytest.fixture(scope="session")
def jpegs() -> Callable[[int], bytes]:
    """Different real pictures by number."""
    return picture_bytes


@pytest.fixture
def written(state: State) -> Callable[[], tuple[int, list[str]]]:
    """What was taken in so far: rows, and the files in the spool."""

    def count() -> tuple[int, list[str]]:
        with Session(state.engine) as session:
            rows = len(session.exec(select(FrameRow.id)).all())
        return rows, sorted(file.name for file in state.settings.spool_dir.iterdir())

    return count


@cache
def hashed_password() -> str:
    return hash_password(PASSWORD)


def picture_bytes(seed: int) -> bytes:
    return encode(np.random.default_rng(seed).integers(0, 255, (240, 320, 3), dtype=np.uint8))


def fill(state: State) -> Cast:
    halls = {code: HallRow(code=code, name=name, timezone="Asia/Shanghai") for code, name in HALLS.items()}
    cameras = {code: CameraRow(code=code, hall_id=halls[hall].id) for code, hall in CAMERAS.items()}
    cameras["old-1"].retired_at = MORNING
    reader = ReaderRow(code="door", hall_id=halls["east"].id)
    staff = {name: StaffRow(no=name, name=name, hall_id=halls["east"].id) for name in ("bo", "fang")}
    hashed = hashed_password()
    users = {name: UserRow(login=name, name=name, role=role, password_hash=hashed) for name, role in PEOPLE.items()}
    users["bo"].staff_id = staff["bo"].id
    keys = {code: make_camera_key(row.id, code, MORNING) for code, row in cameras.items()}
    keys["east-1-digest"] = make_camera_key(cameras["east-1"].id, "east-1", MORNING, state.secret)
    keys["east-1-revoked"] = make_camera_key(cameras["east-1"].id, "east-1", MORNING, state.secret)
    keys["east-1-revoked"].row.revoked_at = MORNING
    keys["door"] = make_reader_key(reader.id, MORNING)
    keys["watch"] = make_monitor_key(MORNING)
    with Session(state.engine) as session:
        for rows in (halls, cameras, {"door": reader}, staff, users):
            session.add_all(rows.values())
            session.flush()
        session.add(UserHallRow(user_id=users["anna"].id, hall_id=halls["east"].id))
        session.add_all(made.row for made in keys.values())
        cast = Cast(
            cameras={code: row.id for code, row in cameras.items()},
            halls={code: row.id for code, row in halls.items()},
            users={name: row.id for name, row in users.items()},
            staff={name: row.id for name, row in staff.items()},
            keys={name: made.text for name, made in keys.items()},
        )
        session.commit()
    return cast


HALLS = {"east": "城东营业厅", "west": "城西营业厅"}
CAMERAS = {"east-1": "east", "east-2": "east", "old-1": "east"}
PEOPLE = {"anna": Role.supervisor, "bo": Role.staff, "chen": Role.hr, "dora": Role.admin, "eva": Role.auditor}
