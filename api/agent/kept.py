"""Frames on the agent's disk between being taken and being delivered."""

import errno
import logging
import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from api.agent.thinning import Kept, to_drop
from api.durable import PART_SUFFIX, sync_folder, write_durably
from api.owned import own

log = logging.getLogger(__name__)

FRAMES = "frames"
NAME = re.compile(r"[0-9]{8}T[0-9]{6}\.[0-9]{6}Z\.jpg")
FORM = "%Y%m%dT%H%M%S.%fZ.jpg"
DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


@dataclass(frozen=True, slots=True)
class Put:
    """What became of a frame, and which older ones had to go for it."""

    kept: bool
    dropped: tuple[Kept, ...]


class KeptFrames:
    """One file a frame, in a folder a camera, named by the instant of its capture. Safe from any thread.

    Belongs to one process: raises FolderTaken where another has it.
    """

    def __init__(self, folder: Path, cap_bytes: int) -> None:
        self._folder, self._cap_bytes = folder / FRAMES, cap_bytes
        self._mutex = Lock()
        for each in (folder, self._folder):
            each.mkdir(mode=0o700, parents=True, exist_ok=True)
            each.chmod(0o700)
        self._owned = own(folder, "agent")
        self._frames = dict.fromkeys(sorted(_found(self._folder), key=lambda frame: frame.order))
        self._size_bytes = sum(frame.size_bytes for frame in self._frames)

    def close(self) -> None:
        os.close(self._owned)

    def waiting(self) -> tuple[Kept, ...]:
        with self._mutex:
            return tuple(self._frames)

    def put(self, camera: str, captured_at: datetime, jpeg: bytes) -> Put:
        """On its return the frame survives a power cut, if it is said to be kept; the cap is kept to."""
        frame = Kept(camera, captured_at.astimezone(UTC), len(jpeg))
        with self._mutex:
            if frame.size_bytes > self._cap_bytes:
                return Put(kept=False, dropped=())
            dropped = self._make_room(self._size_bytes + frame.size_bytes - self._cap_bytes)
            try:
                self._write(frame, jpeg)
            except OSError as error:
                if error.errno not in DISK_FULL:
                    raise
                dropped += self._make_room(frame.size_bytes)
                try:
                    self._write(frame, jpeg)
                except OSError as still:
                    if still.errno not in DISK_FULL:
                        raise
                    return Put(kept=False, dropped=dropped)
            return Put(kept=True, dropped=dropped)

    def read(self, frame: Kept) -> bytes:
        """Raises FileNotFoundError for a frame that had to go meanwhile."""
        return self._file(frame).read_bytes()

    def drop(self, frame: Kept) -> None:
        """Forgets a frame; one that is not here is no error."""
        with self._mutex:
            self._drop(frame)

    def _write(self, frame: Kept, jpeg: bytes) -> None:
        file = self._file(frame)
        if not file.parent.exists():
            file.parent.mkdir(mode=0o700)
            sync_folder(self._folder)
        write_durably(file, jpeg)
        self._frames[frame] = None
        self._size_bytes += frame.size_bytes

    def _make_room(self, needed_bytes: int) -> tuple[Kept, ...]:
        dropped = to_drop(tuple(self._frames), needed_bytes) if needed_bytes > 0 else ()
        for frame in dropped:
            self._drop(frame)
        return dropped

    def _drop(self, frame: Kept) -> None:
        self._file(frame).unlink(missing_ok=True)
        if frame in self._frames:
            del self._frames[frame]
            self._size_bytes -= frame.size_bytes

    def _file(self, frame: Kept) -> Path:
        return self._folder / frame.camera / frame.captured_at.strftime(FORM)


def _found(folder: Path) -> list[Kept]:
    for cut_off in folder.glob(f"*/*{PART_SUFFIX}"):
        cut_off.unlink()
    return [
        Kept(file.parent.name, datetime.strptime(file.name, FORM).replace(tzinfo=UTC), file.stat().st_size)
        for file in folder.glob("*/*")
        if NAME.fullmatch(file.name)
    ]
