"""Frames as they came in, and what was seen on them. No table holds a picture."""

import datetime as dt
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint

from models.tables.base import Table, choice, id_field, index_where, json_field, points_to
from models.values.occupancy import Outerwear, Sleeve, WindowState


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


class OddPushRow(Table, table=True):
    """Pushes of a camera within one hour that gave less than they should have, and for one reason.

    Holds words alone: what was a picture, or may have been one, was taken out before.
    """

    __table_args__ = (UniqueConstraint("camera_id", "hour", "vendor", "reason"),)

    id: UUID = id_field()
    camera_id: UUID = points_to("camera", index=False)
    hour: datetime
    """Its beginning."""
    vendor: str
    reason: str
    """A stable code: cut-off, not-a-jpeg, not-understood, captured-at-out-of-bounds, ..."""
    count: int
    last_at: datetime
    content_type: str
    """Of the last one, as are size and text."""
    size_bytes: int
    text: str | None
    """None where later ones of the same camera took its place."""


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


class AttireLookRow(Table, table=True):
    """What one usable look saw of the one person at a window and their clothes. No picture, no identity."""

    __table_args__ = (
        UniqueConstraint("window_id", "camera_id", "at"),
        Index("ix_attire_look_window_id_at", "window_id", "at"),
    )

    id: UUID = id_field()
    window_id: UUID = points_to("window", index=False)
    camera_id: UUID = points_to("camera")
    at: datetime
    people: int
    sign: bool
    sleeve: Sleeve = choice(Sleeve)
    outerwear: Outerwear = choice(Outerwear)
    confidence: float


class TaughtSource(StrEnum):
    set_up = "set_up"
    verdict = "verdict"


class TaughtLookRow(Table, table=True):
    """A look whose truth a person told: its numbers, never its picture."""

    __table_args__ = (UniqueConstraint("window_id", "camera_id", "at", "source"),)

    id: UUID = id_field()
    window_id: UUID = points_to("window", index=False)
    camera_id: UUID = points_to("camera")
    at: datetime
    staffed: bool
    source: TaughtSource = choice(TaughtSource)
    features: list[float] = json_field()
    features_version: int


class WindowClassifierRow(Table, table=True):
    """What a window was taught: the classifier's numbers, what it was trained on, and how it did on held-back looks."""

    id: UUID = id_field()
    window_id: UUID = points_to("window")
    camera_id: UUID = points_to("camera")
    trained_at: datetime
    features_version: int
    parameters: dict[str, Any] = json_field()
    report: dict[str, Any] = json_field()
    in_use: bool
    """Whether it beat what was there on held-back looks of this window."""


class SiteSignalRow(Table, table=True):
    """When a site's own model saw a badge or a desk plate at a window, on one of the hall's days."""

    __table_args__ = (UniqueConstraint("window_id", "day", "signal"),)

    id: UUID = id_field()
    window_id: UUID = points_to("window", index=False)
    day: dt.date
    signal: str
    first_seen_at: datetime
    last_seen_at: datetime
