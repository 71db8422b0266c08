"""Why a window is unknown, in words: what is nearest to the cause first. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from models.values.local_time import local_day, local_stamp, local_time
from models.values.why import Why, why

STOPPED_AFTER = timedelta(minutes=1)
"""No picture for so long is why. Shorter blames a camera that is only slow; longer says that nothing was to be seen."""


@dataclass(frozen=True, slots=True)
class LastFrame:
    """The last picture of a camera that looks at a window; no `at`: none has come yet."""

    camera: str
    at: datetime | None
    damaged: bool = False


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known about a window that is unknown. Hours are the hall's, `HH:MM`, as people read them."""

    closed_today: bool
    out_of_hours: bool
    opens: str
    closes: str
    amiss: Sequence[str]
    """Cameras that look at it and with which something is the matter."""
    frames: Sequence[LastFrame]
    """Of each camera that looks at it."""


def why_unknown(told: Circumstances, now: datetime, zone: ZoneInfo) -> Why:
    """The reason to be shown beside the state."""
    if not told.frames:
        return why("unknown.no-camera")
    if told.closed_today:
        return why("unknown.closure")
    if told.out_of_hours:
        return why("unknown.out-of-hours", opens=told.opens, closes=told.closes)
    if told.amiss:
        return why("unknown.camera", camera=told.amiss[0])
    last = max(told.frames, key=lambda frame: (frame.at is not None, frame.at or now))
    if last.at is None:
        return why("unknown.no-frame", camera=last.camera)
    if now - last.at > STOPPED_AFTER:
        return why("unknown.frame-stopped", camera=last.camera, since=_said(last.at, now, zone))
    if last.damaged:
        return why("unknown.bad-frame", camera=last.camera, at=_said(last.at, now, zone))
    return why("unknown.nothing-usable")


def _said(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    return local_time(at, zone) if local_day(at, zone) == local_day(now, zone) else local_stamp(at, zone)
