"""Whether a camera is offline, and whether its clock is off: what is told by when its frames come. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import takewhile

from models.values.care import CameraCondition, CareLimits, Episode, Observation, WatchedCamera
from models.values.local_time import local_stamp
from models.values.why import why

RECENT = 32
"""So many of a camera's last frames tell of its clock, of one that sends three a second too."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The last frames of a camera: when the latest was captured, and when one was last received."""

    captured_at: datetime
    received_at: datetime

    def and_then(self, other: "Heard") -> "Heard":
        """Both together, in either order."""
        return Heard(max(self.captured_at, other.captured_at), max(self.received_at, other.received_at))


def offline(
    heard: Heard | None,
    camera: WatchedCamera,
    *,
    watched_since: datetime,
    now: datetime,
    limits: CareLimits | None = None,
) -> Episode | None:
    """The episode of a camera of which nothing comes, from its last picture on; None while frames come.

    `watched_since`: since when frames would have been seen and are expected, at the latest of the service's start and
    the hall's opening. A camera that never sent anything has not failed yet: it is not at work.
    """
    limits = limits or CareLimits()
    if heard is None or now - max(heard.received_at, watched_since) < limits.silent(camera):
        return None
    since = local_stamp(heard.captured_at, camera.timezone)
    told = why("camera.offline", camera=camera.code, since=since, interval_s=f"{camera.interval_s:g}")
    return Episode(CameraCondition.offline, heard.captured_at, None, told)


def heard_again_at(start: datetime, frames: Sequence[Heard]) -> datetime:
    """When an offline episode ended: at the first picture after its start. `frames` are those that came since.

    Captured before the start is what a clock says that was put back; then the time of its coming counts.
    """
    after = [each.captured_at for each in frames if each.captured_at > start]
    return min(after) if after else min(each.received_at for each in frames)


def never_was(episode: Episode, camera: WatchedCamera, limits: CareLimits | None = None) -> bool:
    """Whether pictures that came late filled an offline episode's gap: the line was down, the camera was not."""
    return episode.end is not None and episode.end - episode.start < (limits or CareLimits()).silent(camera)


def clock_skew(
    recent: Iterable[Observation],
    camera: WatchedCamera,
    *,
    known: Episode | None = None,
    limits: CareLimits | None = None,
) -> Episode | None:
    """The episode of a camera whose clock is off, by its last frames in order of their coming.

    It is off when several frames in a row come before they were captured, or are equally late; late by less and less
    is a backlog, which tells nothing of the clock, and a single odd one is no clock. It is right again with the first
    frame that comes in time. The times of the episode are those of receipt: those of such a clock say nothing.
    """
    limits = limits or CareLimits()
    recent = tuple(recent)
    if known is None and all(abs(_late_s(each)) <= limits.clock_off_s for each in recent):
        return None
    latest_first = sorted(set(recent), key=lambda each: (each.received_at, each.captured_at), reverse=True)
    if not latest_first:
        return known
    late_s = _late_s(latest_first[0])
    if is_early(latest_first[0], limits):
        alike = list(takewhile(lambda each: is_early(each, limits), latest_first))
        enough = len({each.captured_at for each in alike}) >= limits.early_frames(camera)
    else:
        alike = list(takewhile(lambda each: abs(_late_s(each) - late_s) <= limits.clock_steady_s, latest_first))
        enough = _long_enough(alike, limits)
    start = min(each.received_at for each in alike)
    if abs(late_s) <= limits.clock_off_s:
        return replace(known, end=max(start, known.start)) if known else None
    if known is not None or not enough:
        return known
    told = why(
        "camera.clock-behind" if late_s > 0 else "camera.clock-ahead",
        camera=camera.code, since=local_stamp(start, camera.timezone), off_s=f"{abs(late_s):.0f}",
    )  # fmt: skip
    return Episode(CameraCondition.clock_skew, start, None, told)


def is_early(observation: Observation, limits: CareLimits) -> bool:
    """Whether a frame came before it says it was captured: when that was, nobody knows."""
    return _late_s(observation) < -limits.clock_off_s


def _late_s(observation: Observation) -> float:
    return (observation.received_at - observation.captured_at).total_seconds()


def _long_enough(alike: Sequence[Observation], limits: CareLimits) -> bool:
    over = timedelta(seconds=limits.clock_over_s)
    captured = max(each.captured_at for each in alike) - min(each.captured_at for each in alike)
    received = max(each.received_at for each in alike) - min(each.received_at for each in alike)
    return captured >= over and received >= over
