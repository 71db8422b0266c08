"""What became of each camera's frames."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, func, select

from api.auth.access import Sight
from api.cameras.conditions import Matter, matters_of, references_since
from api.cameras.odd_pushes import count_odd_pushes
from models.tables import CameraRow, FrameRow, FrameStatus, HallRow

COUNTED = timedelta(days=1)
"""Frames captured within this are counted."""


@dataclass(frozen=True, slots=True)
class CameraNow:
    """A camera in use; `frames` counts those of the last day by what became of them."""

    hall: HallRow
    camera: CameraRow
    frames: dict[FrameStatus, int]
    last_frame_at: datetime | None
    matters: Sequence[Matter]
    """What is the matter with it."""
    reference_at: datetime | None
    """When the reference was taken with which it is compared."""
    odd_pushes: int
    """Pushes of about the last day that gave less than they should have."""


def cameras_now(
    session: Session,
    sight: Sight,
    *,
    now: datetime,
    hall: str | None = None,
    after: str | None = None,
    limit: int = 200,
    retired: bool = False,
    only: UUID | None = None,
) -> Sequence[CameraNow]:
    """The cameras in use that somebody may see, or those retired, by code; `only` one of them."""
    query = (
        select(HallRow, CameraRow)
        .join(CameraRow, col(CameraRow.hall_id) == col(HallRow.id))
        .where(col(CameraRow.retired_at).is_not(None) if retired else col(CameraRow.retired_at).is_(None))
        .order_by(col(CameraRow.code))
        .limit(limit)
    )
    if not sight.everything:
        query = query.where(col(HallRow.id).in_(list(sight.hall_ids)))
    if hall:
        query = query.where(HallRow.code == hall)
    if only is not None:
        query = query.where(CameraRow.id == only)
    if after is not None:
        query = query.where(CameraRow.code > after)
    found = session.exec(query).all()
    ids = [camera.id for _, camera in found]
    counts, last = _frames(session, ids, now - COUNTED)
    matters, references = matters_of(session, ids), references_since(session, ids)
    odd = count_odd_pushes(session, ids, since=now - COUNTED)
    return [
        CameraNow(
            hall_,
            camera,
            counts[camera.id],
            last.get(camera.id),
            matters.get(camera.id, ()),
            references.get(camera.id),
            odd.get(camera.id, 0),
        )
        for hall_, camera in found
    ]


def _frames(
    session: Session, cameras: Sequence[UUID], since: datetime
) -> tuple[dict[UUID, dict[FrameStatus, int]], dict[UUID, datetime]]:
    counts: dict[UUID, dict[FrameStatus, int]] = defaultdict(lambda: dict.fromkeys(FrameStatus, 0))
    last: dict[UUID, datetime] = {}
    rows = session.exec(
        select(FrameRow.camera_id, FrameRow.status, func.count(col(FrameRow.id)), func.max(FrameRow.captured_at))
        .where(col(FrameRow.camera_id).in_(list(cameras)), FrameRow.captured_at >= since)
        .group_by(col(FrameRow.camera_id), col(FrameRow.status))
    ).all()
    for camera_id, status, count, captured_at in rows:
        counts[camera_id][FrameStatus(status)] = count
        last[camera_id] = max(captured_at, last.get(camera_id, captured_at))
    return counts, last
