"""Frames on disk between being taken in and being looked at."""

import errno
import logging
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from uuid import UUID

from sqlmodel import Session, col, select, update

from api.durable import PART_SUFFIX
from api.intake.ledger import Entry
from api.intake.names import Names
from api.intake.together import Together
from models.tables import FrameRow, FrameStatus

log = logging.getLogger(__name__)

SUFFIX = ".jpg"
IDS_PER_STATEMENT = 500


class SpoolFull(Exception):
    """The cap is reached, or the disk is full: nothing was written."""


class Spool:
    """One file a frame, named by the frame's id alone. Safe from any thread; one process owns the folder."""

    def __init__(self, folder: Path, cap_bytes: int) -> None:
        self._folder = folder
        self._cap_bytes = cap_bytes
        self._lock = Lock()
        self._names = Names(folder)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
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

    def put(self, frame_id: UUID, body: bytes) -> None:
        """On its return the frame survives a power cut. Raises SpoolFull, having written nothing."""
        self._reserve(len(body))
        try:
            self._write(frame_id, body)
        except BaseException as error:
            self._reserve(-len(body))
            if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
                raise SpoolFull("the disk is full") from error
            raise
        with self._lock:
            self._sizes[frame_id] = len(body)

    def read(self, frame_id: UUID) -> bytes:
        """Raises FileNotFoundError for a frame that is not here (any more)."""
        return self._file(frame_id).read_bytes()

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

    def _write(self, frame_id: UUID, body: bytes) -> None:
        # What a power cut leaves of an unfinished file has no row, and is thrown away at the next start.
        file = self._file(frame_id)
        try:
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(body)
                stream.flush()
                named = self._names.keep()
                os.fsync(descriptor)
            named.result()
        except BaseException:
            with suppress(OSError):
                file.unlink(missing_ok=True)
            raise

    def _file(self, frame_id: UUID) -> Path:
        return self._folder / f"{frame_id}{SUFFIX}"


@dataclass(frozen=True, slots=True)
class Recovered:
    """What a restart found amiss."""

    orphans: int
    """Files without a spooled row: never promised to the camera, or looked at already. Removed."""
    lost: int
    """Spooled rows without a file. Now broken."""
    waiting: int
    """Frames that are whole and still to be looked at."""


def recover(session: Session, spool: Spool) -> Recovered:
    """Makes spool and ledger agree again. Only before the first frame is taken in: it removes files without a row."""
    expected = frozenset(session.exec(select(FrameRow.id).where(FrameRow.status == FrameStatus.spooled)))
    present = spool.ids()
    for orphan in present - expected:
        spool.drop(orphan)
    lost = sorted(expected - present)
    for start in range(0, len(lost), IDS_PER_STATEMENT):
        some = lost[start : start + IDS_PER_STATEMENT]
        session.exec(update(FrameRow).where(col(FrameRow.id).in_(some)).values(status=FrameStatus.broken))
    recovered = Recovered(len(present - expected), len(lost), len(present & expected))
    log.info("spool recovered orphans=%d lost=%d waiting=%d", recovered.orphans, recovered.lost, recovered.waiting)
    return recovered
