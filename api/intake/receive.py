"""One frame from bytes to promise: checked, on disk, in the ledger; or refused, having left no trace."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Engine

from api.intake.ledger import Entry, enter
from api.intake.notes import Note
from api.intake.spool import Spool
from models.tables import FrameStatus
from models.tables.base import new_id
from vision.jpeg import Refused, inspect


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
    (outcome,) = take_in_together([arrival], engine=engine, spool=spool, pixels_max=pixels_max)
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


def take_in_together(
    arrivals: Sequence[Arrival], *, engine: Engine, spool: Spool, pixels_max: int
) -> list[Taken | Exception]:
    """`take_in` for several at once, which wait for the disk together: what it would return or raise for each."""
    outcomes: dict[int, Taken | Exception] = {}
    ids: dict[int, UUID] = {}
    for n, arrival in enumerate(arrivals):
        try:
            inspect(arrival.body, pixels_max)
        except Refused as refused:
            outcomes[n] = refused
        else:
            ids[n] = new_id()
    # The files first: fsync must not happen under SQLite's only write lock, and no row may promise a missing file.
    begun = spool.begin([(frame_id, arrivals[n].body, note_of(arrivals[n])) for n, frame_id in ids.items()])
    # Hashed while the disk writes.
    entries = {n: entry_of(frame_id, arrivals[n], FrameStatus.spooled) for n, frame_id in ids.items()}
    outcomes |= {n: error for n, error in zip(entries, spool.finish(begun), strict=True) if error is not None}
    kept = {n: entry for n, entry in entries.items() if n not in outcomes}
    for (n, entry), first_id in zip(kept.items(), _entered(engine, list(kept.values())), strict=True):
        outcomes[n] = _taken(entry, first_id, spool)
    return [outcomes[n] for n in range(len(arrivals))]


def note_of(arrival: Arrival) -> Note:
    """What its file is to say of a frame."""
    return Note(arrival.camera_id, arrival.captured_at, arrival.received_at, arrival.key_id)


def _entered(engine: Engine, entries: Sequence[Entry]) -> list[UUID | Exception]:
    """Where they cannot be entered together, each is tried alone, so that one cannot spoil it for the others."""
    try:
        return enter(engine, entries) if entries else []
    except Exception as error:  # noqa: BLE001 - those who sent them are told
        if len(entries) == 1:
            return [error]
        return [outcome for entry in entries for outcome in _entered(engine, [entry])]


def _taken(entry: Entry, first_id: UUID | Exception, spool: Spool) -> Taken | Exception:
    if first_id != entry.frame_id:
        spool.drop(entry.frame_id)
    return first_id if isinstance(first_id, Exception) else Taken(first_id, duplicate=first_id != entry.frame_id)


def count_broken(arrival: Arrival, engine: Engine) -> None:
    """Enters a picture that is no use in the ledger as broken, and keeps nothing of it. Raises as `take_in`."""
    (outcome,) = enter(engine, [entry_of(new_id(), arrival, FrameStatus.broken)])
    if isinstance(outcome, Exception):
        raise outcome


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
