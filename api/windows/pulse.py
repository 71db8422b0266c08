"""What tells an open board that something has changed: looked up once a second for all who watch the same halls."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from threading import Lock
from time import monotonic
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import Engine, and_
from sqlalchemy import select as plain_select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, func, select

from api.windows.pending import pending_at
from models.database import reading
from models.tables import CameraEpisodeRow, CameraRow, LookRunRow, WindowRow
from models.values.occupancy import WindowState

SHARED_FOR_S = 0.8
TOLD_EVERY = timedelta(seconds=5)
"""So often a board hears that all is well, and when each window was last looked at."""
REDRAWN_EVERY = timedelta(minutes=1)
"""So often a board is drawn anew though nothing was seen to change: breaks begin, and rosters are put right."""
STALE_AFTER = timedelta(minutes=1)
"""A window not looked at for so long is drawn anew: it may be unknown now."""


@dataclass(frozen=True, slots=True)
class Latest:
    """The latest run of looks at a window, if there is one."""

    window_id: UUID
    state: WindowState | None
    evidence: str | None
    last: datetime | None

    def shape(self, now: datetime) -> tuple[object, ...]:
        return self.window_id, self.state, self.evidence, self.last is None or now - self.last > STALE_AFTER


class Pulse(BaseModel):
    """`shape` differs when the board is to be drawn anew; `looks` are by window's id."""

    at: datetime
    shape: str
    looks: dict[str, datetime]


@dataclass
class Pulses:
    """The pulses of one service, shared by its watchers; safe to share between threads."""

    _found: dict[frozenset[UUID], tuple[float, Pulse]] = field(
        default_factory=dict[frozenset[UUID], tuple[float, Pulse]]
    )
    _lock: Lock = field(default_factory=Lock)

    def of(self, engine: Engine, hall_ids: frozenset[UUID], now: datetime) -> Pulse:
        with self._lock:
            known = self._found.get(hall_ids)
            if known is not None and monotonic() - known[0] < SHARED_FOR_S:
                return known[1]
            with Session(reading(engine)) as session:
                pulse = pulse_of(session, hall_ids, now, known[1] if known else None)
            self._found[hall_ids] = (monotonic(), pulse)
            return pulse


def pulse_of(session: Session, hall_ids: frozenset[UUID], now: datetime, before: Pulse | None = None) -> Pulse:
    """Three queries by seeks in indexes; `before` keeps its times until they are due to be told again."""
    latest = _latest(session, hall_ids, now)
    episodes = session.exec(
        select(CameraEpisodeRow.id)
        .join(CameraRow, col(CameraRow.id) == col(CameraEpisodeRow.camera_id))
        .where(col(CameraRow.hall_id).in_(list(hall_ids)), col(CameraEpisodeRow.end).is_(None))
        .order_by(col(CameraEpisodeRow.id))
    ).all()
    shape = _digest(
        [each.shape(now) for each in latest],
        pending_at(session, [each.window_id for each in latest]),
        episodes,
        now.timestamp() // REDRAWN_EVERY.total_seconds(),
    )
    if before is not None and before.shape == shape and timedelta() <= now - before.at < TOLD_EVERY:
        return before
    return Pulse(
        at=now, shape=shape, looks={str(each.window_id): each.last for each in latest if each.last is not None}
    )


def _latest(session: Session, hall_ids: frozenset[UUID], now: datetime) -> list[Latest]:
    """Of the windows in use, in order of their ids."""
    other = aliased(LookRunRow)
    first = (
        select(func.max(col(other.first)))
        .where(col(other.window_id) == col(WindowRow.id), col(other.first) <= now)
        .correlate(WindowRow)
        .scalar_subquery()
    )
    run = (col(LookRunRow.state), col(LookRunRow.evidence), col(LookRunRow.last))
    same = and_(col(LookRunRow.window_id) == col(WindowRow.id), col(LookRunRow.first) == first)
    rows = session.connection().execute(
        plain_select(col(WindowRow.id), *run)
        .join(LookRunRow, same, isouter=True)
        .where(col(WindowRow.hall_id).in_(list(hall_ids)), col(WindowRow.retired_at).is_(None))
        .order_by(col(WindowRow.id), col(LookRunRow.id))
    )
    return [Latest(*row) for row in rows]


def _digest(*parts: object) -> str:
    return sha256(repr(parts).encode()).hexdigest()[:16]
