"""Throwing away what is no longer needed. Each call takes so many rows that others wait only shortly for the lock."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, select

from models.tables import CameraRow, FrameRow, FrameStatus, SessionRow

AT_ONCE = 50_000


@dataclass(frozen=True, slots=True)
class Purged:
    """How many rows were dropped."""

    frames: int
    sessions: int


def purge(session: Session, *, now: datetime, late_days: float) -> Purged:
    """Everything that one round of housekeeping drops."""
    return Purged(purge_frames(session, now=now, late_days=late_days), purge_sessions(session, now=now))


def purge_frames(session: Session, *, now: datetime, late_days: float, at_most: int = AT_ONCE) -> int:
    """Drop ledger rows of frames so old that they would be refused if they came again, and a day more.

    Frames that still wait in the spool stay. Returns how many were dropped; `at_most` means that there may be more.
    """
    before = now - timedelta(days=late_days + 1)
    old = (
        select(FrameRow.id)
        .where(
            # Names every camera, since what a camera captured is indexed by camera and time.
            col(FrameRow.camera_id).in_(select(CameraRow.id)),
            FrameRow.captured_at < before,
            FrameRow.status != FrameStatus.spooled,
        )
        .limit(at_most)
    )
    return session.exec(delete(FrameRow).where(col(FrameRow.id).in_(old))).rowcount


def purge_sessions(session: Session, *, now: datetime) -> int:
    """Drop log-ins that have expired; returns how many."""
    return session.exec(delete(SessionRow).where(col(SessionRow.expires_at) <= now)).rowcount
