"""One frame from bytes to promise: checked, on disk, in the ledger; or refused, having left no trace."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from api.database import writing_to
from api.intake.spool import Spool
from models.tables import CameraRow, FrameRow
from models.tables.base import new_id
from vision.jpeg import inspect

SAME_WITHIN_S = 60
"""Without a time of its own, a frame with the same bytes within so many seconds is a repetition."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A frame as it arrived. `captured_at` is None when the camera did not say."""

    camera_id: UUID
    body: bytes
    captured_at: datetime | None
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Taken:
    """The promise: this frame is safe on disk, now or (`duplicate`) since it first came."""

    frame_id: UUID
    duplicate: bool


def take_in(arrival: Arrival, engine: Engine, spool: Spool, pixels_max: int) -> Taken:
    """Takes in a frame; on return it survives a power cut.

    Raises vision.jpeg.Refused, SpoolFull, or what the database raises; then neither file nor row is left.
    """
    inspect(arrival.body, pixels_max)
    sha256 = hashlib.sha256(arrival.body).digest()
    frame_id = new_id()
    # The file first: fsync must not happen under SQLite's only write lock, and no row may promise a missing file.
    spool.put(frame_id, arrival.body)
    try:
        with writing_to(engine) as session:
            first = _first_of_same(session, arrival, sha256)
            if first is None:
                session.add(_row(frame_id, arrival, sha256))
    except BaseException:
        spool.drop(frame_id)
        raise
    if first is not None:
        spool.drop(frame_id)
        return Taken(first, duplicate=True)
    return Taken(frame_id, duplicate=False)


def _first_of_same(session: Session, arrival: Arrival, sha256: bytes) -> UUID | None:
    # Two repetitions at once must not both miss each other: on PostgreSQL the camera's row is the lock between them,
    # on SQLite, which leaves FOR UPDATE out, the transaction itself.
    session.exec(select(CameraRow.id).where(CameraRow.id == arrival.camera_id).with_for_update(key_share=True)).one()
    query = select(FrameRow.id).where(FrameRow.camera_id == arrival.camera_id, FrameRow.sha256 == sha256)
    if arrival.captured_at is not None:
        query = query.where(FrameRow.captured_at == arrival.captured_at, col(FrameRow.time_given).is_(True))
    else:
        reach = timedelta(seconds=SAME_WITHIN_S)
        query = query.where(
            col(FrameRow.captured_at).between(arrival.received_at - reach, arrival.received_at + reach),
            col(FrameRow.time_given).is_(False),
        )
    return session.exec(query.order_by(col(FrameRow.id))).first()


def _row(frame_id: UUID, arrival: Arrival, sha256: bytes) -> FrameRow:
    return FrameRow(
        id=frame_id,
        camera_id=arrival.camera_id,
        captured_at=arrival.captured_at or arrival.received_at,
        time_given=arrival.captured_at is not None,
        received_at=arrival.received_at,
        sha256=sha256,
        size_bytes=len(arrival.body),
    )
