"""The spool keeps what it promised, and stays within its cap."""

import errno
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from api.intake.spool import Recovered, Spool, SpoolFull, recover
from models.tables import CameraRow, FrameRow, FrameStatus, HallRow
from models.tables.base import new_id

MORNING = datetime(2026, 6, 3, 1, 30, tzinfo=UTC)


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_put_read_drop(tmp_path: Path) -> None:
    spool, frame = Spool(tmp_path, 100), new_id()
    spool.put(frame, b"abc")
    assert spool.read(frame) == b"abc"
    assert (spool.size_bytes, spool.ids()) == (3, frozenset({frame}))
    assert names(tmp_path) == [f"{frame}.jpg"]
    assert stat.S_IMODE((tmp_path / f"{frame}.jpg").stat().st_mode) == 0o600
    spool.drop(frame)
    spool.drop(frame)
    assert (spool.size_bytes, spool.ids(), names(tmp_path)) == (0, frozenset(), [])
    with pytest.raises(FileNotFoundError):
        spool.read(frame)


def test_a_frame_and_its_name_are_on_disk_before_put_returns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    fsync = os.fsync

    def noted_fsync(descriptor: int) -> None:
        is_folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        done.append(f"fsync folder of {len(names(tmp_path))}" if is_folder else "fsync file")
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", noted_fsync)
    Spool(tmp_path, 100).put(new_id(), b"abc")
    assert sorted(done) == ["fsync file", "fsync folder of 1"], "the folder after the file was made in it"


@pytest.mark.parametrize("fails", ["file", "folder"])
def test_a_frame_is_promised_only_with_both(fails: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spool, fsync = Spool(tmp_path, 100), os.fsync

    def failing_fsync(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode) == (fails == "folder"):
            raise OSError(errno.EIO, "broken")
        fsync(descriptor)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", failing_fsync)
        with pytest.raises(OSError, match="broken"):
            spool.put(new_id(), b"abc")
    assert (spool.size_bytes, spool.ids(), names(tmp_path)) == (0, frozenset(), [])
    spool.put(new_id(), b"abc")


def test_the_cap_is_kept_to_the_byte_and_nothing_written_beyond(tmp_path: Path) -> None:
    spool, first = Spool(tmp_path, 10), new_id()
    spool.put(first, b"12345")
    with pytest.raises(SpoolFull):
        spool.put(new_id(), b"123456")
    assert names(tmp_path) == [f"{first}.jpg"]
    spool.put(new_id(), b"12345")
    assert spool.size_bytes == 10
    spool.drop(first)
    spool.put(new_id(), b"12345")


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_a_full_spool(number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spool = Spool(tmp_path, 100)

    def fail(_: int) -> None:
        raise OSError(number, "full")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fail)
        with pytest.raises(SpoolFull):
            spool.put(new_id(), b"abc")
    assert (spool.size_bytes, spool.ids(), names(tmp_path)) == (0, frozenset(), [])
    spool.put(new_id(), b"abc")


def test_many_threads_never_exceed_the_cap(tmp_path: Path) -> None:
    spool = Spool(tmp_path, 50)

    def try_put(_: int) -> bool:
        try:
            spool.put(new_id(), b"1234567890")
        except SpoolFull:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(try_put, range(40))) == 5
    assert spool.size_bytes == 50 == sum(file.stat().st_size for file in tmp_path.iterdir())


def test_a_restart_knows_what_is_there_and_throws_away_half_files(tmp_path: Path) -> None:
    frame = new_id()
    Spool(tmp_path, 100).put(frame, b"abc")
    (tmp_path / f"{new_id()}.part").write_bytes(b"half")
    again = Spool(tmp_path, 4)
    assert (again.ids(), again.size_bytes, names(tmp_path)) == (frozenset({frame}), 3, [f"{frame}.jpg"])
    with pytest.raises(SpoolFull):
        again.put(new_id(), b"ab")


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
