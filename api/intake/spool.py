"""Frames on disk between being taken in and being looked at."""

import errno
import os
from contextlib import suppress
from pathlib import Path
from threading import Lock
from uuid import UUID

from api.durable import PART_SUFFIX
from api.intake.ledger import Entry
from api.intake.names import Names
from api.intake.notes import Note, apart, with_note
from api.intake.together import Together

SUFFIX = ".jpg"


class SpoolFull(Exception):
    """The cap is reached, or the disk is full: nothing was written."""


class Spool:
    """One file a frame, named by the frame's id alone. Safe from any thread; one process owns the folder."""

    def __init__(self, folder: Path, cap_bytes: int) -> None:
        self._folder = folder
        self._cap_bytes = cap_bytes
        self._lock = Lock()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._names = Names(folder)
        for cut_off in folder.glob(f"*{PART_SUFFIX}"):
            cut_off.unlink()
        self._sizes = {UUID(file.stem): file.stat().st_size for file in folder.glob(f"*{SUFFIX}")}
        self._reserved_bytes = sum(self._sizes.values())
        self.together: Together[Entry, UUID] = Together()
        """Brings together the frames that are written and are to be entered in the ledger."""

    @property
    def size_bytes(self) -> int:
        with self._lock:
            return self._reserved_bytes

    def ids(self) -> frozenset[UUID]:
        with self._lock:
            return frozenset(self._sizes)

    def put(self, frame_id: UUID, body: bytes, note: Note | None = None) -> None:
        """On its return the frame survives a power cut, and so does what is noted of it; the note does not count.

        Raises SpoolFull, having written nothing.
        """
        self._reserve(len(body))
        try:
            self._write(frame_id, body, with_note(note) if note else b"")
        except BaseException as error:
            self._reserve(-len(body))
            if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
                raise SpoolFull("the disk is full") from error
            raise
        with self._lock:
            self._sizes[frame_id] = len(body)

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

    def _write(self, frame_id: UUID, body: bytes, told: bytes) -> None:
        # What a power cut leaves of an unfinished file has no note, and is thrown away at the next start.
        file = self._file(frame_id)
        try:
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            try:
                _write_all(descriptor, body, told)
                # At the same time as the file, not before: the disk then has to be waited for but once.
                named = self._names.keep()
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            named.result()
        except BaseException:
            with suppress(OSError):
                file.unlink(missing_ok=True)
            raise

    def _file(self, frame_id: UUID) -> Path:
        return self._folder / f"{frame_id}{SUFFIX}"


def _write_all(descriptor: int, *parts: bytes) -> None:
    written_bytes = os.writev(descriptor, parts)
    rest = memoryview(b"".join(parts))[written_bytes:] if written_bytes < sum(map(len, parts)) else b""
    while rest:
        rest = rest[os.write(descriptor, rest) :]
