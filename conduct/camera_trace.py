"""Keeping what frames told of their cameras: a row for each camera and ten minutes, fourteen bytes a frame in it.

A set in order of capture: late frames find their place, repeated ones change nothing.
"""

import struct
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from conduct.camera_conditions import of_one_instant
from models.tables import CameraTraceRow
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
    found: list[Observation] = []
    each: tuple[int, int, int, int, int]
    for each in PACKED.iter_unpack(packed):
        offset_us, late_ms, fingerprint, kept, flags = each
        at = part + offset_us * MICROSECOND
        found.append(
            Observation(
                captured_at=at,
                received_at=at + late_ms * MILLISECOND,
                fingerprint=fingerprint,
                kept=None if kept == KEPT_UNKNOWN else kept / KEPT_STEPS,
                fault=FAULTS[flags & ~OPEN],
                open=bool(flags & OPEN),
            )
        )
    return found


def keep_observation(session: Session, camera_id: UUID, observation: Observation) -> list[Observation] | None:
    """Store one in the caller's transaction. It and those around it, one before and one after it among them where
    there are any; None where nothing changed."""
    part = part_of(observation.captured_at)
    latest = _of(camera_id).where(CameraTraceRow.start <= part + PART).order_by(col(CameraTraceRow.start).desc())
    rows = {row.start: row for row in session.exec(latest.limit(ROWS_AROUND)).all()}
    near = {start: unpack(start, row.observations) for start, row in rows.items()}
    same = next((each for each in near.get(part, ()) if each.captured_at == observation.captured_at), None)
    kept = observation if same is None else of_one_instant(same, observation)
    if kept == same:
        return None
    near[part] = sorted([*(e for e in near.get(part, ()) if e is not same), kept], key=lambda e: e.captured_at)
    packed = pack(part, near[part])
    if part in rows:
        rows[part].observations = packed
    else:
        session.add(CameraTraceRow(camera_id=camera_id, start=part, observations=packed))
    session.flush()
    return [each for start in sorted(near) for each in near[start]]


def observations_since(session: Session, camera_id: UUID, since: datetime) -> list[Observation]:
    """From the last observation at or before `since` on, however long before that was; in order of capture."""
    until = _of(camera_id).where(CameraTraceRow.start <= since).order_by(col(CameraTraceRow.start).desc()).limit(2)
    later = _of(camera_id).where(CameraTraceRow.start > since).order_by(col(CameraTraceRow.start))
    rows = [*reversed(session.exec(until).all()), *session.exec(later).all()]
    found = [each for row in rows for each in unpack(row.start, row.observations)]
    before = [number for number, each in enumerate(found) if each.captured_at <= since]
    return found[before[-1] :] if before else found


def _of(camera_id: UUID) -> SelectOfScalar[CameraTraceRow]:
    return select(CameraTraceRow).where(CameraTraceRow.camera_id == camera_id)
