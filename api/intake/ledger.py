"""Entering frames in the ledger, several in one transaction.

Their files are on disk before, and each holds what is needed to enter it once more: see api.intake.notes. So a frame
waits once for the disk, for its file, and not a second time for its row.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Insert,
    and_,
    bindparam,
    exists,
    insert,
    or_,
    select,
    union_all,
)
from sqlalchemy.exc import NoResultFound
from sqlmodel import SQLModel

from models.database import making_what_can_be_made_again
from models.tables import FrameStatus

TOGETHER = (8, 4, 2, 1)
"""So many frames are entered by one statement. Few sizes, since each is a statement of its own to prepare."""
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

    When it raises, it can be asked again: an entry that was kept is then found to be the first.
    """
    with making_what_can_be_made_again(engine) as connection:
        return enter_with(connection, entries)


def enter_with(connection: Connection, entries: Sequence[Entry]) -> list[UUID | Exception]:
    """The same in the caller's transaction."""
    if connection.dialect.name != "sqlite":
        # Two repetitions at once must not both miss each other: the cameras' rows are the lock between them. On
        # SQLite the transaction itself is.
        connection.execute(_LOCK, {"cameras": list({entry.camera_id for entry in entries})})
    outcomes: list[UUID | Exception] = []
    at = 0
    while at < len(entries):
        count = next(size for size in TOGETHER if size <= len(entries) - at)
        outcomes += _enter(connection, entries[at : at + count])
        at += count
    return outcomes


def _enter(connection: Connection, entries: Sequence[Entry]) -> list[UUID | Exception]:
    if len({(entry.camera_id, entry.sha256) for entry in entries}) < len(entries):
        # One statement does not see what it inserts itself.
        return [outcome for entry in entries for outcome in _enter(connection, [entry])]
    rows = [_row(entry) for entry in entries]
    given = {f"{name}_{n}": value for n, row in enumerate(rows) for name, value in row.items()}
    entered = connection.execute(_insert(len(entries)), given).rowcount
    if entered == len(entries):
        return [entry.frame_id for entry in entries]
    ids = {entry.frame_id for entry in entries}
    there: set[UUID] = set(connection.execute(select(_FRAME.c.id).where(_FRAME.c.id.in_(ids))).scalars())
    return [entry.frame_id if entry.frame_id in there else _instead(connection, entry) for entry in entries]


def _instead(connection: Connection, entry: Entry) -> UUID | Exception:
    """The first frame of which this one is a repetition, or why it was not entered."""
    if connection.execute(select(_CAMERA.c.id).where(_CAMERA.c.id == entry.camera_id)).first() is None:
        return NoResultFound(f"there is no camera {entry.camera_id}")
    given = {f"{name}_0": value for name, value in _row(entry).items()}
    if connection.execute(select(_CAMERA.c.id).where(_is_welcome(0)), given).first() is None:
        return NotWelcome()
    first = select(_FRAME.c.id).where(_is_same(0)).order_by(_FRAME.c.id).limit(1)
    return connection.execute(first, given).scalar_one()


_FRAME, _CAMERA, _KEY = (SQLModel.metadata.tables[name] for name in ("frame", "camera", "device_key"))
_COLUMNS = [column.name for column in _FRAME.c]
_LOCK = (
    select(_CAMERA.c.id)
    .where(_CAMERA.c.id.in_(bindparam("cameras", expanding=True)))
    .order_by(_CAMERA.c.id)
    .with_for_update(key_share=True)
)


@cache
def _insert(count: int) -> Insert:
    """Enters so many frames, each unless the same is there or its camera is not welcome.

    Built once: building it takes longer than running it. One statement for several, since each call of the database
    gives the other threads a turn, and has to wait for one.
    """
    chosen = [
        select(*(_given(name, n) for name in _COLUMNS))
        .select_from(_CAMERA)
        .where(_is_welcome(n), ~exists().where(_is_same(n)))
        for n in range(count)
    ]
    frames = chosen[0] if count == 1 else union_all(*chosen)
    insertion = insert(_FRAME).from_select(_COLUMNS, frames, include_defaults=False)
    return insertion.execution_options(preserve_rowcount=True)


def _is_same(n: int) -> ColumnElement[bool]:
    return and_(
        _FRAME.c.camera_id == _given("camera_id", n),
        _FRAME.c.captured_at.between(_given("since", n, "captured_at"), _given("until", n, "captured_at")),
        _FRAME.c.time_given == _given("time_given", n),
        _FRAME.c.sha256 == _given("sha256", n),
    )


def _is_welcome(n: int) -> ColumnElement[bool]:
    key_is_good = exists().where(
        _KEY.c.id == _given("key_id", n, "id"),
        _KEY.c.camera_id == _given("camera_id", n),
        _KEY.c.revoked_at.is_(None),
    )
    return and_(
        _CAMERA.c.id == _given("camera_id", n),
        or_(_given("key_id", n, "id").is_(None), and_(_CAMERA.c.retired_at.is_(None), key_is_good)),
    )


def _given(name: str, n: int, like: str | None = None) -> Any:
    """What `_row` holds under this name for the n-th frame of a statement."""
    return bindparam(f"{name}_{n}", type_=_FRAME.c[like or name].type)


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
