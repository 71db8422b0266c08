"""Which kept frames to give up when there is no room for a new one. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Kept:
    """A frame on the agent's disk."""

    camera: str
    captured_at: datetime
    size_bytes: int

    @property
    def order(self) -> tuple[datetime, str]:
        """In which frames are delivered: of capture."""
        return self.captured_at, self.camera


@dataclass(frozen=True, slots=True)
class ThinLimits:
    thin_to_s: float = 10
    """Frames are first left out where their neighbours of the same camera are no further apart than this: what the
    service itself leaves out when it is behind. Larger lasts for a longer outage, and may miss that a clerk was back
    for a moment; beyond it the oldest go, and that time is unknown, which counts against nobody."""


def to_drop(frames: Sequence[Kept], needed_bytes: int, limits: ThinLimits | None = None) -> tuple[Kept, ...]:
    """The frames to give up, at least `needed_bytes` of them or all.

    First those that are hardly missed, oldest first; then the oldest whatever they are.
    """
    limits = limits or ThinLimits()
    left = sorted(frames, key=lambda frame: frame.order)
    dropped: list[Kept] = []
    for choose in (_hardly_missed, _all):
        for frame in choose(left, timedelta(seconds=limits.thin_to_s)):
            if needed_bytes <= 0:
                return tuple(dropped)
            dropped.append(frame)
            needed_bytes -= frame.size_bytes
        gone = set(dropped)
        left = [frame for frame in left if frame not in gone]
    return tuple(dropped)


def _hardly_missed(frames: Sequence[Kept], gap: timedelta) -> list[Kept]:
    """Each frame that, with those before it gone as well, lies between two no further apart than `gap`."""
    found: list[Kept] = []
    before: dict[str, tuple[Kept, Kept | None]] = {}  # of each camera: the last that stays, and one that may go
    for frame in frames:
        stays, between = before.get(frame.camera, (None, None))
        if stays is None:
            before[frame.camera] = frame, None
        elif between is not None and frame.captured_at - stays.captured_at <= gap:
            found.append(between)
            before[frame.camera] = stays, frame
        elif between is not None:
            before[frame.camera] = between, frame
        else:
            before[frame.camera] = stays, frame
    return found


def _all(frames: Sequence[Kept], _gap: timedelta) -> Sequence[Kept]:
    return frames
