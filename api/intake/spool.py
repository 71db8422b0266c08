"""Frames on disk between being taken in and being looked at."""

import errno
import logging
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from uuid import UUID

from sqlmodel import Session, col, select, update

from api.durable import PART_SUFFIX, write_durably
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

    def put(self, frame_id: UUID, body: bytes) -> None:
        """On its return the frame survives a power cut. Raises SpoolFull, having written nothing."""
        self._reserve(len(body))
        try:
            write_durably(self._file(frame_id), body)
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
