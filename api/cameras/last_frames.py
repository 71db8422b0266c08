"""The last picture that came from each of some cameras, each by one seek in an index."""

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from models.tables import CameraRow, FrameRow, FrameStatus


def last_frames(
    session: Session, camera_ids: Collection[UUID], now: datetime
) -> Mapping[UUID, tuple[datetime, FrameStatus]]:
    """By camera when its last picture up to now was captured, and what became of it; none came from those left out."""
    if not camera_ids:
        return {}
    earlier = aliased(FrameRow)
    last = (
        select(func.max(col(earlier.captured_at)))
        .where(col(earlier.camera_id) == col(CameraRow.id), col(earlier.captured_at) <= now)
        .scalar_subquery()
    )
    rows = session.exec(
        select(FrameRow.camera_id, FrameRow.captured_at, FrameRow.status)
        .join(CameraRow, col(CameraRow.id) == col(FrameRow.camera_id))
        .where(col(CameraRow.id).in_(list(camera_ids)), col(FrameRow.captured_at) == last)
        .order_by(col(FrameRow.received_at))
    ).all()
    return {camera_id: (captured_at, FrameStatus(status)) for camera_id, captured_at, status in rows}
