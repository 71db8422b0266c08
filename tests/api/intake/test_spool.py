"""The spool keeps what it promised, and stays within its cap."""

import errno
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from api.intake.notes import Note
from api.intake.spool import Spool, SpoolFull
from models.tables.base import new_id


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


def test_one_that_fails_is_no_trouble_to_those_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spool, frames, synced, fsync = Spool(tmp_path, 100), [new_id() for _ in range(3)], list[int](), os.fsync

    def second_fails(descriptor: int) -> None:
        synced.append(descriptor)
        if len(synced) == 2:
            raise OSError(errno.EIO, "broken")
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", second_fails)
    put = spool.finish(spool.begin([(frame, b"abc", None) for frame in frames]))
    assert [error is None for error in put] == [True, False, True]
    assert (spool.size_bytes, spool.ids()) == (6, {frames[0], frames[2]})
    assert names(tmp_path) == [f"{frames[0]}.jpg", f"{frames[2]}.jpg"]


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


def test_a_note_comes_along_and_is_no_part_of_the_frame(tmp_path: Path) -> None:
    spool, frame = Spool(tmp_path, 3), new_id()
    note = Note(new_id(), None, datetime(2026, 6, 3, 1, 30, tzinfo=UTC))
    spool.put(frame, b"abc", note)
    assert (spool.read(frame), spool.read_with_note(frame)) == (b"abc", (b"abc", note))
    assert (spool.size_bytes, Spool(tmp_path, 3).read(frame)) == (3, b"abc")
