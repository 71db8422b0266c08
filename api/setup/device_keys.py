"""Making and revoking the keys of cameras and readers, each with its audit row; how a key is made is `api.keys`'s."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col, select

from api.keys import MadeKey, make_camera_key
from api.keys import revoke as revoke_key
from api.secret import Secret
from conduct.auditing.trail import audit
from models.tables import CameraRow, DeviceKeyRow


def give_key(
    session: Session, camera: CameraRow, *, digest_with: Secret | None, short: bool, by: str, now: datetime
) -> MadeKey:
    """A new key of a camera; its text is shown once and kept nowhere."""
    made = make_camera_key(camera.id, camera.code, now, digest_with, short=short)
    add_key(session, made, of=camera.code, by=by, now=now)
    return made


def add_key(session: Session, made: MadeKey, *, of: str, by: str, now: datetime) -> None:
    """Let a new key be known from now on."""
    session.add(made.row)
    session.flush()
    audit(
        session, at=now, actor=by, action="key.made", entity="device_key", entity_id=made.row.id,
        kind=made.row.kind.value, of=of,
    )  # fmt: skip


def take_key(session: Session, row: DeviceKeyRow, *, by: str, now: datetime) -> bool:
    """Let a key open nothing any more; whether it did."""
    if row.revoked_at is not None:
        return False
    revoke_key(row, now)
    session.flush()
    audit(session, at=now, actor=by, action="key.revoked", entity="device_key", entity_id=row.id)
    return True


def keys_of(session: Session, camera_id: UUID) -> Sequence[DeviceKeyRow]:
    """Every key that a camera ever had, the latest first."""
    rows = select(DeviceKeyRow).where(DeviceKeyRow.camera_id == camera_id).order_by(col(DeviceKeyRow.id).desc())
    return session.exec(rows).all()
