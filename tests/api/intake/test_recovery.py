"""After a restart spool and ledger agree again: no promise is lost, and nothing stays that was none."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlmodel import Session, delete, select

from api.intake.notes import Note
from api.intake.receive import Arrival, take_in
from api.intake.recovery import Recovered, recover
from api.intake.spool import Spool
from api.keys import make_camera_key, revoke
from models.tables import CameraRow, DeviceKeyRow, FrameRow, FrameStatus, HallRow
from models.tables.base import new_id

MORNING = datetime(2026, 6, 3, 1, 30, tzinfo=UTC)
PIXELS_MAX = 12_000_000


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def row(frame: UUID, camera: UUID, status: FrameStatus) -> FrameRow:
    return FrameRow(
        id=frame, camera_id=camera, captured_at=MORNING, time_given=True, received_at=MORNING, sha256=bytes(32),
        size_bytes=3, status=status,
    )  # fmt: skip


def test_recovery_makes_spool_and_ledger_agree(tmp_path: Path, database: Engine) -> None:
    waiting, lost, looked, orphan = new_id(), new_id(), new_id(), new_id()
    hall = HallRow(code="east", name="east", timezone="Asia/Shanghai")
    camera = CameraRow(code="east-1", hall_id=hall.id)
    folder = tmp_path / "spool"
    spool = Spool(folder, 100)
    for frame in (waiting, looked, orphan):
        spool.put(frame, b"abc")
    with Session(database) as session:
        for rows in (
            [hall],
            [camera],
            [
                row(waiting, camera.id, FrameStatus.spooled),
                row(lost, camera.id, FrameStatus.spooled),
                row(looked, camera.id, FrameStatus.looked),
            ],
        ):
            session.add_all(rows)
            session.flush()
        assert recover(session, spool) == Recovered(orphans=2, lost=1, waiting=1)
        session.commit()
    with Session(database) as session:
        kept = {frame.id: frame.status for frame in session.exec(select(FrameRow))}
    assert kept == {waiting: FrameStatus.spooled, lost: FrameStatus.broken, looked: FrameStatus.looked}
    assert (spool.ids(), names(folder)) == (frozenset({waiting}), [f"{waiting}.jpg"])


def test_recovery_copes_with_very_many_lost(tmp_path: Path, sqlite_database: Engine) -> None:
    hall = HallRow(code="east", name="east", timezone="Asia/Shanghai")
    camera = CameraRow(code="east-1", hall_id=hall.id)
    with Session(sqlite_database) as session:
        session.add(hall)
        session.flush()
        session.add(camera)
        session.flush()
        session.add_all(row(new_id(), camera.id, FrameStatus.spooled) for _ in range(1201))
        session.flush()
        assert recover(session, Spool(tmp_path, 100)).lost == 1201
        assert session.exec(select(FrameRow).where(FrameRow.status == FrameStatus.spooled)).all() == []


@pytest.fixture
def camera(database: Engine) -> UUID:
    hall = HallRow(code="east", name="east", timezone="Asia/Shanghai")
    row = CameraRow(code="east-1", hall_id=hall.id)
    with Session(database) as session:
        session.add(hall)
        session.flush()
        session.add(row)
        session.commit()
        return row.id


@pytest.fixture
def key(database: Engine, camera: UUID) -> UUID:
    made = make_camera_key(camera, "east-1", MORNING)
    with Session(database) as session:
        session.add(made.row)
        session.commit()
        return made.row.id


def restarted(database: Engine, folder: Path) -> tuple[Recovered, Spool, dict[UUID, FrameRow]]:
    spool = Spool(folder, 10**9)
    with Session(database) as session, session.begin():
        recovered = recover(session, spool)
    with Session(database) as session:
        return recovered, spool, {row.id: row for row in session.exec(select(FrameRow))}


def power_cut(database: Engine) -> None:
    """What it may take of the ledger."""
    with Session(database) as session, session.begin():
        session.exec(delete(FrameRow))


@pytest.mark.parametrize("captured", [None, MORNING - timedelta(seconds=3, microseconds=7)])
def test_a_frame_whose_row_a_power_cut_took_gets_the_same_again(
    captured: datetime | None, database: Engine, tmp_path: Path, camera: UUID, key: UUID, jpeg: bytes
) -> None:
    taken = take_in(Arrival(camera, jpeg, captured, MORNING, key), database, Spool(tmp_path, 10**9), PIXELS_MAX)
    with Session(database) as session:
        before = session.exec(select(FrameRow)).one().model_dump()
    power_cut(database)
    recovered, spool, rows = restarted(database, tmp_path)
    assert recovered == Recovered(orphans=0, lost=0, waiting=1, entered=1)
    assert {frame: row.model_dump() for frame, row in rows.items()} == {taken.frame_id: before}
    assert spool.read(taken.frame_id) == jpeg
    assert take_in(Arrival(camera, jpeg, captured, MORNING, key), database, spool, PIXELS_MAX).duplicate
    assert restarted(database, tmp_path)[0] == Recovered(orphans=0, lost=0, waiting=1)


def test_a_repetition_whose_file_came_back_is_thrown_away(
    database: Engine, tmp_path: Path, camera: UUID, jpeg: bytes
) -> None:
    spool = Spool(tmp_path, 10**9)
    taken = take_in(Arrival(camera, jpeg, MORNING, MORNING), database, spool, PIXELS_MAX)
    spool.put(new_id(), jpeg, Note(camera, MORNING, MORNING))
    recovered, _, rows = restarted(database, tmp_path)
    assert recovered == Recovered(orphans=1, lost=0, waiting=1)
    assert set(rows) == {taken.frame_id}


@pytest.mark.parametrize("status", [FrameStatus.looked, FrameStatus.superseded, FrameStatus.broken])
def test_a_frame_that_is_done_with_is_not_entered_again(
    status: FrameStatus, database: Engine, tmp_path: Path, camera: UUID, jpeg: bytes
) -> None:
    taken = take_in(Arrival(camera, jpeg, MORNING, MORNING), database, Spool(tmp_path, 10**9), PIXELS_MAX)
    with Session(database) as session:
        session.get_one(FrameRow, taken.frame_id).status = status
        session.commit()
    recovered, spool, rows = restarted(database, tmp_path)
    assert (recovered, spool.ids()) == (Recovered(orphans=1, lost=0, waiting=0), frozenset())
    assert rows[taken.frame_id].status is status


@pytest.mark.parametrize("why", ["revoked", "retired", "gone", "unfinished", "no picture"])
def test_what_was_no_promise_is_not_made_one(
    why: str, database: Engine, tmp_path: Path, camera: UUID, key: UUID, jpeg: bytes
) -> None:
    with Session(database) as session:
        if why == "revoked":
            revoke(session.get_one(DeviceKeyRow, key), MORNING)
        if why == "retired":
            session.get_one(CameraRow, camera).retired_at = MORNING
        session.commit()
    spool, frame = Spool(tmp_path, 10**9), new_id()
    note = Note(new_id() if why == "gone" else camera, MORNING, MORNING, None if why == "gone" else key)
    spool.put(frame, b"no picture" if why == "no picture" else jpeg, note)
    if why == "unfinished":
        file = tmp_path / f"{frame}.jpg"
        file.write_bytes(file.read_bytes()[:-3])
    recovered, spool, rows = restarted(database, tmp_path)
    assert (recovered, spool.ids(), rows) == (Recovered(orphans=1, lost=0, waiting=0), frozenset(), {})


def test_after_entering_frames_every_other_commit_is_on_disk_again(
    sqlite_database: Engine, tmp_path: Path, jpegs
) -> None:
    hall = HallRow(code="east", name="east", timezone="Asia/Shanghai")
    camera = CameraRow(code="east-1", hall_id=hall.id)
    camera_id = camera.id
    with Session(sqlite_database) as session:
        session.add(hall)
        session.flush()
        session.add(camera)
        session.commit()
    spool = Spool(tmp_path, 10**9)
    take_in(Arrival(camera_id, jpegs(1), MORNING, MORNING), sqlite_database, spool, PIXELS_MAX)
    with pytest.raises(sa.exc.NoResultFound):
        take_in(Arrival(new_id(), jpegs(2), MORNING, MORNING), sqlite_database, spool, PIXELS_MAX)
    with sqlite_database.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == 2
