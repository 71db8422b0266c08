"""Frames on disk between being taken in and being looked at."""

import errno
from collections.abc import Callable, Sequence
from pathlib import Path
from threading import Lock
from uuid import UUID

from api.durable import PART_SUFFIX, sync_folder
from api.intake.notes import Note, apart
from api.intake.putting import Putting

SUFFIX = ".jpg"


class SpoolFull(Exception):
    """The cap is reached, or the disk is full: nothing was written."""


class Spool:
    """One file a frame, named by the frame's id alone. Safe from any thread; one process owns the folder."""

    def __init__(self, folder: Path, cap_bytes: int) -> None:
        self.folder = folder
        self._cap_bytes = cap_bytes
        self._lock = Lock()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for cut_off in folder.glob(f"*{PART_SUFFIX}"):
            cut_off.unlink()
        self._sizes = {UUID(file.stem): file.stat().st_size for file in folder.glob(f"*{SUFFIX}")}
        self._reserved_bytes = sum(self._sizes.values())

    @property
    def size_bytes(self) -> int:
        with self._lock:
            return self._reserved_bytes

    def ids(self) -> frozenset[UUID]:
        with self._lock:
            return frozenset(self._sizes)

    def put(self, frame_id: UUID, body: bytes, note: Note | None = None) -> None:
        """On its return the frame survives a power cut, and so does what is noted of it; the note does not count.

        Raises SpoolFull, or what the disk says; then nothing was written.
        """
        (error,) = self.finish(self.begin([(frame_id, body, note)]))
        if error is not None:
            raise error

    def begin(self, frames: Sequence[tuple[UUID, bytes, Note | None]]) -> list[Putting]:
        """Several `put` at once, begun: the disk is writing. Whatever is returned must be finished."""
        begun = [Putting(frame_id, self._file(frame_id), body, note) for frame_id, body, note in frames]
        for each in begun:
            self._attempt(each, self._begin)
        return begun

    def finish(self, begun: Sequence[Putting]) -> list[Exception | None]:
        """Waits for the disk once for all: for each what `put` would raise, None once it is safe."""
        for each in begun:
            self._attempt(each, Putting.sync)
        self._sync_names(begun)
        with self._lock:
            self._sizes |= {each.frame_id: each.size_bytes for each in begun if each.error is None}
        return [each.error for each in begun]

    def read(self, frame_id: UUID) -> bytes:
        """Raises FileNotFoundError for a frame that is not here (any more)."""
        return self.read_with_note(frame_id)[0]

    def read_with_note(self, frame_id: UUID) -> tuple[bytes, Note | None]:
        """A frame, and what was noted with it. Raises FileNotFoundError."""
        return apart(self._file(frame_id).read_bytes())

    def drop(self, frame_id: UUID) -> None:
        """Forgets a frame; one that is not here is no error."""
        self._file(frame_id).unlink(missing_ok=True)
        with self._lock:
            self._reserved_bytes -= self._sizes.pop(frame_id, 0)

    def _reserve(self, size_bytes: int) -> None:
        with self._lock:
            if size_bytes > 0 and self._reserved_bytes + size_bytes > self._cap_bytes:
                raise SpoolFull(f"{self._reserved_bytes} of {self._cap_bytes} bytes are taken")
            self._reserved_bytes += size_bytes

    def _begin(self, put: Putting) -> None:
        self._reserve(put.size_bytes)
        put.reserved = True
        put.write()

    def _attempt(self, put: Putting, step: Callable[[Putting], None]) -> None:
        if put.error is not None:
            return
        try:
            step(put)
        except Exception as error:  # noqa: BLE001 - whoever sent this one is told
            self._fail(put, error)

    def _fail(self, put: Putting, error: Exception) -> None:
        full = isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}
        put.error = SpoolFull("the disk is full") if full else error
        put.undo()
        if put.reserved:
            self._reserve(-put.size_bytes)

    def _sync_names(self, put: Sequence[Putting]) -> None:
        # After the files: the disk has by then written most of what their names are waiting for.
        safe = [each for each in put if each.error is None]
        if not safe:
            return
        try:
            sync_folder(self.folder)
        except OSError as error:
            for each in safe:
                self._fail(each, error)

    def _file(self, frame_id: UUID) -> Path:
        return self.folder / f"{frame_id}{SUFFIX}"
