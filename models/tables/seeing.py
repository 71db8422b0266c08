"""Frames as they came in, and what was seen on them. No table holds a picture."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index

from models.tables.base import Table, choice, id_field, index_where, points_to
from models.values.occupancy import WindowState


class FrameStatus(StrEnum):
    spooled = "spooled"
    looked = "looked"
    superseded = "superseded"
    broken = "broken"


class FrameRow(Table, table=True):
    """One frame received: the ledger that finds repetitions and counts what became of each."""

    __table_args__ = (
        Index("ix_frame_camera_id_captured_at", "camera_id", "captured_at"),
        index_where("ix_frame_spooled", "camera_id", "captured_at", where="status = 'spooled'"),
    )

    id: UUID = id_field()
    camera_id: UUID = points_to("camera", index=False)
    captured_at: datetime
    time_given: bool
    """Whether the camera said when; otherwise `captured_at` is when the frame came in."""
    received_at: datetime
    sha256: bytes
    size_bytes: int
    status: FrameStatus = choice(FrameStatus, default=FrameStatus.spooled)
    tries: int = 0


class LookRunRow(Table, table=True):
    """Successive usable looks of one camera at one window that saw the same state, unsmoothed."""

    __table_args__ = (Index("ix_look_run_window_id_first", "window_id", "first"),)

    id: UUID = id_field()
    window_id: UUID = points_to("window", index=False)
    camera_id: UUID = points_to("camera")
    state: WindowState = choice(WindowState)
    evidence: str
    first: datetime
    last: datetime
    offsets_us: bytes
    """Microseconds since `first`, little-endian unsigned 64-bit, one a look, ascending from 0."""
