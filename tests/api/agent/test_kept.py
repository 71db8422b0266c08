"""Frames on the agent's disk: there after a restart, within the cap, and nothing else."""

import errno
import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api.agent import kept as module
from api.agent.kept import KeptFrames, Put
from api.agent.thinning import Kept
from api.owned import FolderTaken

NOON = datetime(2026, 6, 3, 4, 0, 0, 250_001, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "spool"


def files(folder: Path) -> list[str]:
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())


def test_kept_read_and_dropped(folder: Path) -> None:
    kept = KeptFrames(folder, 1000)
    local = NOON.astimezone(tz=None)
    assert kept.put("lobby-1", local, b"one") == Put(kept=True, dropped=())
    frame = Kept("lobby-1", NOON, 3)
    assert kept.waiting() == (frame,)
    assert kept.read(frame) == b"one"
    assert files(folder) == ["frames/lobby-1/20260603T040000.250001Z.jpg"]
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (folder, *folder.rglob("*")) if path.is_dir()}
    assert modes == {0o700}
    assert stat.S_IMODE(next(folder.rglob("*.jpg")).stat().st_mode) == 0o600
    kept.drop(frame)
    kept.drop(frame)
    assert (kept.waiting(), files(folder)) == ((), [])
    with pytest.raises(FileNotFoundError):
        kept.read(frame)


def test_a_folder_that_others_could_read_is_closed(folder: Path) -> None:
    folder.mkdir(mode=0o755)
    KeptFrames(folder, 1000).close()
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_after_a_restart_all_is_there_to_the_microsecond_and_what_was_cut_off_is_gone(folder: Path) -> None:
    kept = KeptFrames(folder, 1000)
    for camera, second in (("b", 3), ("a", 1), ("a", 2)):
        kept.put(camera, NOON + timedelta(seconds=second), b"x" * second)
    kept.close()
    (folder / "frames/a/20260603T040009.000000Z.part").write_bytes(b"half")
    (folder / "frames/a/notes.txt").write_text("not ours", "utf-8")
    again = KeptFrames(folder, 1000)
    seconds = [(frame.camera, frame.captured_at - NOON, frame.size_bytes) for frame in again.waiting()]
    assert seconds == [("a", timedelta(seconds=1), 1), ("a", timedelta(seconds=2), 2), ("b", timedelta(seconds=3), 3)]
    assert not any(name.endswith(".part") for name in files(folder))
    assert "frames/a/notes.txt" in files(folder)


def test_two_agents_never_share_a_folder(folder: Path) -> None:
    first = KeptFrames(folder, 1000)
    with pytest.raises(FolderTaken):
        KeptFrames(folder, 1000)
    first.close()
    KeptFrames(folder, 1000).close()


def test_the_cap_is_kept_to_also_after_a_restart(folder: Path) -> None:
    kept = KeptFrames(folder, 100)
    put = [kept.put("a", NOON + timedelta(seconds=20 * n), bytes(40)) for n in range(3)]
    assert put[:2] == [Put(kept=True, dropped=())] * 2
    assert put[2] == Put(kept=True, dropped=(Kept("a", NOON, 40),))
    assert sum(file.stat().st_size for file in folder.rglob("*.jpg")) == 80
    kept.close()
    again = KeptFrames(folder, 100)
    assert again.put("a", NOON + timedelta(seconds=90), bytes(30)).dropped == (
        Kept("a", NOON + timedelta(seconds=20), 40),
    )
    assert again.put("a", NOON + timedelta(seconds=99), bytes(101)) == Put(kept=False, dropped=())
    assert len(again.waiting()) == 2


def test_a_full_disk_is_a_cap_of_its_own(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = KeptFrames(folder, 1000)
    kept.put("a", NOON, bytes(10))
    kept.put("a", NOON + timedelta(seconds=20), bytes(10))
    real, room = module.write_durably, [0]

    def write(file: Path, body: bytes) -> None:
        room[0] += 1
        if room[0] in {1, 3, 4}:
            raise OSError(errno.ENOSPC, "no room")
        real(file, body)

    monkeypatch.setattr(module, "write_durably", write)
    assert kept.put("a", NOON + timedelta(seconds=40), bytes(10)) == Put(kept=True, dropped=(Kept("a", NOON, 10),))
    gone = kept.put("a", NOON + timedelta(seconds=60), bytes(10))
    assert (gone.kept, len(gone.dropped)) == (False, 1)
    assert [frame.captured_at for frame in kept.waiting()] == [NOON + timedelta(seconds=40)]

    def fail(_file: Path, _body: bytes) -> None:
        raise OSError(errno.EIO, "the disk is gone")

    monkeypatch.setattr(module, "write_durably", fail)
    with pytest.raises(OSError, match="the disk is gone"):
        kept.put("a", NOON, b"x")


def test_a_frame_is_on_the_disk_before_put_returns(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept, done, real = KeptFrames(folder, 1000), list[str](), os.fsync

    def noted(descriptor: int) -> None:
        done.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", noted)
    kept.put("a", NOON, b"x")
    kept.put("a", NOON + timedelta(seconds=1), b"x")
    assert done == ["folder", "file", "folder", "file", "folder"]
