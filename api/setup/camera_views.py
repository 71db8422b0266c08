"""Which zones a camera has for a window, from when on: the one way in which hall files and pages change them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlmodel import Session, col, select

from conduct.auditing.trail import audit
from models.tables import CameraRow, CameraViewRow
from models.values.seeing import Point

ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)
"""From when a camera's first zones hold: late frames are looked at too."""


@dataclass(frozen=True, slots=True)
class Zones:
    """Of one window in one camera's picture; each is known to be a zone (`api.setup.zones`)."""

    staff: Sequence[Point]
    sign: Sequence[Point] | None = None
    customer: Sequence[Point] | None = None

    def columns(self) -> dict[str, list[list[float]] | None]:
        told = {"staff_zone": self.staff, "sign_zone": self.sign, "customer_zone": self.customer}
        return {name: [list(corner) for corner in zone] if zone else None for name, zone in told.items()}


def present_view(session: Session, camera_id: UUID, window_id: UUID) -> CameraViewRow | None:
    """The latest zones of a window, though they may have ended."""
    own = select(CameraViewRow).where(CameraViewRow.camera_id == camera_id, CameraViewRow.window_id == window_id)
    return session.exec(own.order_by(col(CameraViewRow.version).desc())).first()


def put_view(
    session: Session, camera: CameraRow, window_id: UUID, zones: Zones, *, by: str, now: datetime
) -> CameraViewRow | None:
    """Let these zones hold from now on; None where they do already. What held before stays, with its end."""
    present = present_view(session, camera.id, window_id)
    told = zones.columns()
    if present is not None and present.valid_until is None and all(getattr(present, n) == z for n, z in told.items()):
        return None
    if present is not None and present.valid_until is None:
        present.valid_until = now
    row = CameraViewRow(
        camera_id=camera.id, window_id=window_id, version=present.version + 1 if present else 1,
        valid_from=now if present else ALWAYS, **told,  # pyright: ignore[reportArgumentType] - a staff zone is one
    )  # fmt: skip
    session.add(row)
    session.flush()
    audit(
        session, at=now, actor=by, action="camera_view.made", entity="camera_view", entity_id=row.id,
        camera=camera.code, window_id=str(window_id), version=row.version, valid_from=str(row.valid_from), columns=told,
    )  # fmt: skip
    return row


def end_view(session: Session, camera: CameraRow, window_id: UUID, *, by: str, now: datetime) -> bool:
    """Let a camera look at a window no more from now on; whether it did."""
    present = present_view(session, camera.id, window_id)
    if present is None or present.valid_until is not None:
        return False
    present.valid_until = now
    session.flush()
    audit(
        session, at=now, actor=by, action="camera_view.ended", entity="camera_view", entity_id=present.id,
        camera=camera.code, window_id=str(window_id), version=present.version,
    )  # fmt: skip
    return True


def views_now(session: Session, camera_id: UUID) -> list[CameraViewRow]:
    """The zones that hold, of every window that the camera looks at."""
    rows = session.exec(
        select(CameraViewRow).where(CameraViewRow.camera_id == camera_id, col(CameraViewRow.valid_until).is_(None))
    ).all()
    return list(rows)
