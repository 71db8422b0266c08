"""Which waiting frames to look at, in which order, and which to leave out. Pure.

On schedule every frame is looked at. Behind schedule a camera's frames are thinned by captured time: of
each stretch of `step_s` the last is kept, and every frame that no other follows within it, so that no
gap opens that the frames did not have. Live frames go before the backlog.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Waiting:
    """A frame in the spool."""

    id: UUID
    camera_id: UUID
    captured_at: datetime
    received_at: datetime


@dataclass(frozen=True, slots=True)
class PlanLimits:
    look_every_s: float
    max_gap_s: float
    behind_after_s: float = 10
    """A frame that has waited longer means that looking is behind schedule. Shorter throws frames away in
    a short burst; longer lets live frames grow old."""
    live_s: float = 60
    """What was captured within this is live, the rest is backlog."""

    @property
    def step_s(self) -> float:
        return min(self.look_every_s, self.max_gap_s)


@dataclass(frozen=True, slots=True)
class Plan:
    look: tuple[Waiting, ...]
    superseded: tuple[Waiting, ...]


def plan(
    waiting: Sequence[Waiting], looked_until: Mapping[UUID, datetime], *, now: datetime, limits: PlanLimits
) -> Plan:
    """`looked_until`: for each camera, when the last frame looked at before its waiting ones was captured."""
    kept = waiting if not _behind(waiting, now, limits) else _thinned(waiting, looked_until, limits)
    live_since = now - timedelta(seconds=limits.live_s)
    order = sorted(kept, key=lambda f: (f.captured_at < live_since, f.captured_at, f.id))
    kept_ids = {f.id for f in kept}
    return Plan(look=tuple(order), superseded=tuple(f for f in waiting if f.id not in kept_ids))


def _behind(waiting: Iterable[Waiting], now: datetime, limits: PlanLimits) -> bool:
    oldest = min((f.received_at for f in waiting), default=now)
    return now - oldest > timedelta(seconds=limits.behind_after_s)


def _thinned(waiting: Sequence[Waiting], looked_until: Mapping[UUID, datetime], limits: PlanLimits) -> list[Waiting]:
    step = timedelta(seconds=limits.step_s)
    cameras: dict[UUID, list[Waiting]] = defaultdict(list)
    for frame in sorted(waiting, key=lambda f: (f.captured_at, f.id)):
        cameras[frame.camera_id].append(frame)
    return [kept for camera, frames in cameras.items() for kept in _thin(frames, looked_until.get(camera), step)]


def _thin(frames: Sequence[Waiting], looked_until: datetime | None, step: timedelta) -> list[Waiting]:
    kept: list[Waiting] = []
    last = looked_until
    for i, frame in enumerate(frames):
        following = frames[i + 1].captured_at if i + 1 < len(frames) else None
        if last is None or following is None or following - last > step:
            kept.append(frame)
            last = frame.captured_at
    return kept
