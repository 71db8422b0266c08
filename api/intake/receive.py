"""One frame from bytes to promise: checked, on disk, in the ledger; or refused, having left no trace."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy import Engine

from api.intake.ledger import Entry, enter
from api.intake.notes import Note
from api.intake.spool import Spool
from models.tables import FrameStatus
from models.tables.base import new_id
from vision.jpeg import inspect


@dataclass(frozen=True, slots=True)
class Arrival:
    """A frame as it arrived. `captured_at` is None when the camera did not say; a `key_id` given must still be good."""

    camera_id: UUID
    body: bytes
    captured_at: datetime | None
    received_at: datetime
    key_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """The promise: this frame is safe on disk, now or (`duplicate`) since it first came."""

    frame_id: UUID
    duplicate: bool


def take_in(arrival: Arrival, engine: Engine, spool: Spool, pixels_max: int) -> Taken:
    """Takes in a frame; on return it survives a power cut.

    Raises vision.jpeg.Refused, SpoolFull, NotWelcome, or what the database raises; then neither file nor row is left.
    """
    entry = _on_disk(arrival, spool, pixels_max)
    try:
        first_id = spool.together.do(entry, partial(enter, engine))
    except BaseException as error:  # noqa: BLE001 - it is raised again
        return _taken(entry, error, spool)
    return _taken(entry, first_id, spool)


def give_in(
    arrival: Arrival, engine: Engine, spool: Spool, pixels_max: int, settle: Callable[[Taken | BaseException], object]
) -> None:
    """`take_in` for a caller that does not wait: `settle` is called with what it would return or raise."""

    def entered(first_id: UUID | BaseException) -> None:
        try:
            settle(_taken(entry, first_id, spool))
        except BaseException as error:  # noqa: BLE001 - the caller is told
            settle(error)

    try:
        entry = _on_disk(arrival, spool, pixels_max)
    except BaseException as error:  # noqa: BLE001 - the caller is told
        settle(error)
        return
    spool.together.give(entry, partial(enter, engine), entered)


def _on_disk(arrival: Arrival, spool: Spool, pixels_max: int) -> Entry:
    inspect(arrival.body, pixels_max)
    entry = entry_of(new_id(), arrival, FrameStatus.spooled)
    # The file first: fsync must not happen under SQLite's only write lock, and no row may promise a missing file.
    spool.put(
        entry.frame_id, arrival.body, Note(arrival.camera_id, arrival.captured_at, arrival.received_at, arrival.key_id)
    )
    return entry


def _taken(entry: Entry, first_id: UUID | BaseException, spool: Spool) -> Taken:
    if first_id != entry.frame_id:
        spool.drop(entry.frame_id)
    if isinstance(first_id, BaseException):
        raise first_id
    return Taken(first_id, duplicate=first_id != entry.frame_id)


def count_broken(arrival: Arrival, engine: Engine, spool: Spool) -> None:
    """Enters a picture that is no use in the ledger as broken, and keeps nothing of it. Raises as `take_in`."""
    spool.together.do(entry_of(new_id(), arrival, FrameStatus.broken), partial(enter, engine))


def entry_of(frame_id: UUID, arrival: Arrival, status: FrameStatus) -> Entry:
    """What the ledger is to say of a frame."""
    return Entry(
        frame_id=frame_id,
        camera_id=arrival.camera_id,
        captured_at=arrival.captured_at,
        received_at=arrival.received_at,
        sha256=hashlib.sha256(arrival.body).digest(),
        size_bytes=len(arrival.body),
        status=status,
        key_id=arrival.key_id,
    )
