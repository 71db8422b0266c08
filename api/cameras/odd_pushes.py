"""Pushes that gave less than they should have: counted by the hour, the latest of them kept as words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, func, select, update

from models.tables import CameraRow, OddPushRow

TEXTS_MAX = 20
"""So many texts of a camera are kept; its counts stay without."""
CONTENT_TYPE_CHARACTERS_MAX = 200


@dataclass(frozen=True, slots=True)
class OddPush:
    """What is kept of one. `text` holds words alone, as api.intake.pushes.kept_text makes them."""

    vendor: str
    reason: str
    content_type: str
    size_bytes: int
    text: str


def note_odd_push(session: Session, camera_id: UUID, odd: OddPush, *, now: datetime) -> None:
    """Count it in its hour, and keep its text in the place of the one before."""
    # The camera's row keeps two at once from both making the hour's row.
    session.exec(select(CameraRow.id).where(CameraRow.id == camera_id).with_for_update(key_share=True)).one()
    hour = now.replace(minute=0, second=0, microsecond=0)
    row = session.exec(
        select(OddPushRow).where(
            OddPushRow.camera_id == camera_id,
            OddPushRow.hour == hour,
            OddPushRow.vendor == odd.vendor,
            OddPushRow.reason == odd.reason,
        )
    ).first()
    content_type = odd.content_type[:CONTENT_TYPE_CHARACTERS_MAX]
    if row is not None:
        row.count += 1
        row.last_at, row.content_type, row.size_bytes, row.text = now, content_type, odd.size_bytes, odd.text
        return
    session.add(
        OddPushRow(
            camera_id=camera_id, hour=hour, vendor=odd.vendor, reason=odd.reason, count=1, last_at=now,
            content_type=content_type, size_bytes=odd.size_bytes, text=odd.text,
        )
    )  # fmt: skip
    session.flush()
    _forget_older_texts(session, camera_id)


def odd_pushes(session: Session, camera_id: UUID, *, before: UUID | None, limit: int) -> Sequence[OddPushRow]:
    """Those of a camera, the latest hour first; `before` the row with this id."""
    query = select(OddPushRow).where(OddPushRow.camera_id == camera_id).order_by(col(OddPushRow.id).desc()).limit(limit)
    return session.exec(query.where(col(OddPushRow.id) < before) if before else query).all()


def count_odd_pushes(session: Session, cameras: Sequence[UUID], *, since: datetime) -> dict[UUID, int]:
    """How many there were of each camera in the hours that ended after `since`."""
    rows = session.exec(
        select(OddPushRow.camera_id, func.sum(OddPushRow.count))
        .where(col(OddPushRow.camera_id).in_(list(cameras)), OddPushRow.hour > since - timedelta(hours=1))
        .group_by(col(OddPushRow.camera_id))
    ).all()
    return {camera_id: int(count) for camera_id, count in rows}


def _forget_older_texts(session: Session, camera_id: UUID) -> None:
    newest = (
        select(OddPushRow.id)
        .where(OddPushRow.camera_id == camera_id, col(OddPushRow.text).is_not(None))
        .order_by(col(OddPushRow.last_at).desc(), col(OddPushRow.id).desc())
        .limit(TEXTS_MAX)
    )
    session.exec(
        update(OddPushRow)
        .where(
            col(OddPushRow.camera_id) == camera_id,
            col(OddPushRow.text).is_not(None),
            col(OddPushRow.id).not_in(newest),
        )
        .values(text=None)
    )
