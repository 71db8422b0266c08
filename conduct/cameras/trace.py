"""Keeping what frames told of their cameras: a row for each camera and ten minutes, fourteen bytes a frame in it.

A set in order of capture: late frames find their place, repeated ones change nothing.
"""

import struct
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import insert
from sqlmodel import Session, col, select, update

from conduct.cameras.conditions import of_one_instant
from models.tables import CameraTraceRow
from models.tables.base import new_id
from models.values.care import Observation
from models.values.seeing import Unusable

PART = timedelta(minutes=10)
ROWS_AROUND = 3
"""Its own, the next, and the last before them."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND, MILLISECOND = timedelta(microseconds=1), timedelta(milliseconds=1)
PACKED = struct.Struct("<IiIBB")
"""Microseconds since the part's start, milliseconds from captured to received, fingerprint, kept, fault and open."""
KEPT_STEPS, KEPT_UNKNOWN = 200, 255
LATE_MS = 2**31 - 1
FAULTS: tuple[Unusable | None, ...] = (None, Unusable.dark, Unusable.covered, Unusable.blurred)
OPEN = 0x80


def part_of(at: datetime) -> datetime:
    """The start of the ten minutes that an instant lies in."""
    return EPOCH + (at - EPOCH) // PART * PART


def as_kept(share: float) -> float:
    """A share 0..1 in the steps in which it is kept."""
    return round(share * KEPT_STEPS) / KEPT_STEPS


def pack(part: datetime, observations: Iterable[Observation]) -> bytes:
    """Observations of one part, in order of capture."""
    return b"".join(
        PACKED.pack(
            (each.captured_at - part) // MICROSECOND,
            max(-LATE_MS, min(LATE_MS, (each.received_at - each.captured_at) // MILLISECOND)),
            each.fingerprint,
            KEPT_UNKNOWN if each.kept is None else round(each.kept * KEPT_STEPS),
            FAULTS.index(each.fault) | (OPEN if each.open else 0),
        )
        for each in observations
    )


def unpack(part: datetime, packed: bytes) -> list[Observation]:
    """What `pack` was given; received to the millisecond."""
    return [_observation(part, packed, number) for number in range(_count(packed))]


@dataclass(frozen=True, slots=True)
class Around:
    """An observation that was stored, with up to two before it and one after it, however far away these are."""

    before: tuple[Observation, ...]
    here: Observation
    after: tuple[Observation, ...]

    @property
    def previous_at(self) -> datetime:
        """When the one before it was captured; its own time where it is the first."""
        return self.before[-1].captured_at if self.before else self.here.captured_at

    def all(self) -> tuple[Observation, ...]:
        return (*self.before, self.here, *self.after)


def keep_observation(session: Session, camera_id: UUID, observation: Observation) -> Around | None:
    """Store one in the caller's transaction; None where nothing changed."""
    part = part_of(observation.captured_at)
    found = session.exec(
        select(CameraTraceRow.start, CameraTraceRow.observations)
        .where(CameraTraceRow.camera_id == camera_id, CameraTraceRow.start <= part + PART)
        .order_by(col(CameraTraceRow.start).desc())
        .limit(ROWS_AROUND)
    ).all()
    rows = dict(found)
    packed = rows.get(part, b"")
    place, there = _place(packed, (observation.captured_at - part) // MICROSECOND)
    same = _observation(part, packed, place) if there else None
    kept = observation if same is None else of_one_instant(same, observation)
    if kept == same:
        return None
    packed = packed[: place * PACKED.size] + pack(part, [kept]) + packed[(place + there) * PACKED.size :]
    if part in rows:
        session.exec(
            update(CameraTraceRow)
            .where(col(CameraTraceRow.camera_id) == camera_id, col(CameraTraceRow.start) == part)
            .values(observations=packed)
            .execution_options(synchronize_session=False)
        )
    else:
        session.exec(insert(CameraTraceRow).values(id=new_id(), camera_id=camera_id, start=part, observations=packed))
    rows[part] = packed
    return _around(rows, part, place, kept)


def observations_since(session: Session, camera_id: UUID, since: datetime) -> list[Observation]:
    """From the last observation at or before `since` on, however long before that was; in order of capture."""
    of_camera = select(CameraTraceRow.start, CameraTraceRow.observations).where(CameraTraceRow.camera_id == camera_id)
    until = of_camera.where(CameraTraceRow.start <= since).order_by(col(CameraTraceRow.start).desc()).limit(2)
    later = of_camera.where(CameraTraceRow.start > since).order_by(col(CameraTraceRow.start))
    rows = [*reversed(session.exec(until).all()), *session.exec(later).all()]
    found = [each for start, packed in rows for each in unpack(start, packed)]
    before = [number for number, each in enumerate(found) if each.captured_at <= since]
    return found[before[-1] :] if before else found


def _around(rows: Mapping[datetime, bytes], part: datetime, place: int, here: Observation) -> Around:
    before = [(part, number) for number in range(max(0, place - 2), place)]
    for start in sorted((start for start in rows if start < part), reverse=True):
        count = _count(rows[start])
        wanted = 2 - len(before)
        before = [(start, number) for number in range(max(0, count - wanted), count)] + before
    after = [(part, place + 1)] if place + 1 < _count(rows[part]) else [(part + PART, 0)] if part + PART in rows else []
    return Around(
        before=tuple(_observation(start, rows[start], number) for start, number in before),
        here=here,
        after=tuple(_observation(start, rows[start], number) for start, number in after),
    )


def _count(packed: bytes) -> int:
    return len(packed) // PACKED.size


def _place(packed: bytes, offset_us: int) -> tuple[int, bool]:
    """Where an observation of this time belongs, and whether one is there."""
    place = bisect_left(range(_count(packed)), offset_us, key=lambda number: _fields(packed, number)[0])
    return place, place < _count(packed) and _fields(packed, place)[0] == offset_us


def _fields(packed: bytes, number: int) -> tuple[int, int, int, int, int]:
    return PACKED.unpack_from(packed, number * PACKED.size)


def _observation(part: datetime, packed: bytes, number: int) -> Observation:
    offset_us, late_ms, fingerprint, kept, flags = _fields(packed, number)
    at = part + offset_us * MICROSECOND
    return Observation(
        captured_at=at,
        received_at=at + late_ms * MILLISECOND,
        fingerprint=fingerprint,
        kept=None if kept == KEPT_UNKNOWN else kept / KEPT_STEPS,
        fault=FAULTS[flags & ~OPEN],
        open=bool(flags & OPEN),
    )
