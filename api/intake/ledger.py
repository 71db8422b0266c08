"""Entering frames in the ledger, several in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, and_, bindparam, exists, insert, or_, select
from sqlalchemy.exc import NoResultFound
from sqlmodel import SQLModel

from models.tables import FrameStatus

SAME_WITHIN_S = 60
"""Without a time of its own, a frame with the same bytes within so many seconds is a repetition."""


class NotWelcome(Exception):
    """The camera was retired, or its key revoked, while it was sending."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A frame to be entered. `captured_at` is None when the camera did not say; a `key_id` given must still be good."""

    frame_id: UUID
    camera_id: UUID
    captured_at: datetime | None
    received_at: datetime
    sha256: bytes
    size_bytes: int
    status: FrameStatus = FrameStatus.spooled
    key_id: UUID | None = None


def enter(engine: Engine, entries: Sequence[Entry]) -> list[UUID | Exception]:
    """For each entry the id of its frame, that of the first where the same had come before; or why it was not taken.

    On return all of it is on disk; when it raises, nothing is.
    """
    with engine.begin() as connection:
        if connection.dialect.name != "sqlite":
            # Two repetitions at once must not both miss each other: the cameras' rows are the lock between them. On
            # SQLite the transaction itself is.
            connection.execute(_LOCK, {"cameras": list({entry.camera_id for entry in entries})})
        return [_enter(connection, entry) for entry in entries]


# Each statement is built once: building one takes longer than running it.
_FRAME, _CAMERA, _KEY = (SQLModel.metadata.tables[name] for name in ("frame", "camera", "device_key"))


def _given(name: str, like: str | None = None) -> Any:
    return bindparam(name, type_=_FRAME.c[like or name].type)


_LOCK = (
    select(_CAMERA.c.id)
    .where(_CAMERA.c.id.in_(bindparam("cameras", expanding=True)))
    .order_by(_CAMERA.c.id)
    .with_for_update(key_share=True)
)
_SAME = and_(
    _FRAME.c.camera_id == _given("camera_id"),
    _FRAME.c.captured_at.between(_given("since", "captured_at"), _given("until", "captured_at")),
    _FRAME.c.time_given == _given("time_given"),
    _FRAME.c.sha256 == _given("sha256"),
)
_KEY_IS_GOOD = exists().where(
    _KEY.c.id == _given("key_id", "id"), _KEY.c.camera_id == _given("camera_id"), _KEY.c.revoked_at.is_(None)
)
_IS_WELCOME = and_(
    _CAMERA.c.id == _given("camera_id"),
    or_(_given("key_id", "id").is_(None), and_(_CAMERA.c.retired_at.is_(None), _KEY_IS_GOOD)),
)
_COLUMNS = [column.name for column in _FRAME.c]
_INSERT = (
    insert(_FRAME)
    .from_select(
        _COLUMNS,
        select(*map(_given, _COLUMNS)).select_from(_CAMERA).where(_IS_WELCOME, ~exists().where(_SAME)),
        include_defaults=False,
    )
    .execution_options(preserve_rowcount=True)
)
_FIRST_OF_SAME = select(_FRAME.c.id).where(_SAME).order_by(_FRAME.c.id).limit(1)


def _enter(connection: Connection, entry: Entry) -> UUID | Exception:
    row = _row(entry)
    if connection.execute(_INSERT, row).rowcount:
        return entry.frame_id
    if connection.execute(select(_CAMERA.c.id).where(_CAMERA.c.id == entry.camera_id)).first() is None:
        return NoResultFound(f"there is no camera {entry.camera_id}")
    if connection.execute(select(_CAMERA.c.id).where(_IS_WELCOME), row).first() is None:
        return NotWelcome()
    return connection.execute(_FIRST_OF_SAME, row).scalar_one()


def _row(entry: Entry) -> dict[str, Any]:
    at = entry.captured_at or entry.received_at
    reach = timedelta(seconds=0 if entry.captured_at else SAME_WITHIN_S)
    return {
        "id": entry.frame_id,
        "camera_id": entry.camera_id,
        "captured_at": at,
        "time_given": entry.captured_at is not None,
        "received_at": entry.received_at,
        "sha256": entry.sha256,
        "size_bytes": entry.size_bytes,
        "status": entry.status,
        "tries": 0,
        "since": at - reach,
        "until": at + reach,
        "key_id": entry.key_id,
    }
