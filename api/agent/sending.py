"""Which kept frame to send next, and when. Pure.

The newest frame of each camera, if it is live and newer than all before, goes first and at once: the hall is to be seen
as it is now. All others are backlog: in order of capture, no faster than a pace, since for them only their own time
matters.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from api.agent.answers import Answered, Outcome
from api.agent.thinning import Kept


@dataclass(frozen=True, slots=True)
class SendLimits:
    pace_per_s: float = 2
    """Backlog frames a second, beside live ones. More is done sooner, and puts the service behind schedule, where it
    leaves frames out."""
    live_s: float = 60
    """A camera's newest frame is live for so long: the service's own notion."""
    tries_in_turn: int = 3
    """A frame at which the service failed so often has to wait behind all others, so that it holds up none."""
    retry_first_s: float = 1
    retry_most_s: float = 30
    """Longer asks an absent service less often; shorter shows the hall sooner once it is back."""
    refused_retry_s: float = 300
    """A camera that was refused is tried again after so long: somebody has to act first."""


def _empty() -> Mapping[str, float]:
    return MappingProxyType({})


def _no_failures() -> Mapping[Kept, int]:
    return MappingProxyType({})


def _nothing_yet() -> Mapping[str, datetime]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Outlook:
    """What earlier answers say of the next one. Times are of a clock that never jumps, in seconds."""

    failures: int = 0
    """How often in a row the service could not be had."""
    away_until_s: float = 0
    backlog_from_s: float = 0
    refused_until_s: Mapping[str, float] = field(default_factory=_empty)
    failed: Mapping[Kept, int] = field(default_factory=_no_failures)
    newest: Mapping[str, datetime] = field(default_factory=_nothing_yet)
    """Of each camera, when the newest frame that was answered for good was captured."""


@dataclass(frozen=True, slots=True)
class Send:
    frame: Kept
    live: bool


class Because(StrEnum):
    nothing = "no frame waits"
    away = "the service is away"
    refused = "the service refuses the cameras whose frames wait"
    pace = "the backlog has its pace"


@dataclass(frozen=True, slots=True)
class Wait:
    """`for_s` None: until there is something new."""

    for_s: float | None
    why: Because


def next_step(
    frames: Sequence[Kept], outlook: Outlook, *, now: datetime, passed_s: float, limits: SendLimits
) -> Send | Wait:
    """`now` is the clock by which frames are captured, `passed_s` the one that never jumps."""
    if not frames:
        return Wait(None, Because.nothing)
    if passed_s < outlook.away_until_s:
        return Wait(outlook.away_until_s - passed_s, Because.away)
    refused = outlook.refused_until_s
    open_now = [frame for frame in frames if refused.get(frame.camera, 0) <= passed_s]
    if not open_now:
        again_s = min(refused[frame.camera] for frame in frames)
        return Wait(again_s - passed_s, Because.refused)
    live = _live(open_now, outlook, now, limits)
    if live:
        return Send(min(live, key=lambda frame: frame.order), live=True)
    if passed_s < outlook.backlog_from_s:
        return Wait(outlook.backlog_from_s - passed_s, Because.pace)
    return Send(min(open_now, key=lambda frame: (_turns(frame, outlook, limits), frame.order)), live=False)


def after(step: Send, answered: Answered, outlook: Outlook, *, passed_s: float, limits: SendLimits) -> Outlook:
    """The outlook once a frame was answered."""
    camera, frame = step.frame.camera, step.frame
    backlog_from_s = outlook.backlog_from_s if step.live else passed_s + 1 / limits.pace_per_s
    outlook = replace(outlook, backlog_from_s=backlog_from_s)
    if answered.outcome is Outcome.later:
        failures = outlook.failures + 1
        wait_s = backoff_s(failures, limits.retry_first_s, limits.retry_most_s)
        if answered.retry_after_s is not None:
            wait_s = max(answered.retry_after_s, limits.retry_first_s)
        failed = {**outlook.failed, frame: outlook.failed.get(frame, 0) + 1} if answered.doubtful else outlook.failed
        return replace(outlook, failures=failures, away_until_s=passed_s + wait_s, failed=failed)
    outlook = replace(outlook, failures=0, away_until_s=0)
    if answered.outcome is Outcome.camera_refused:
        refused = {**outlook.refused_until_s, camera: passed_s + limits.refused_retry_s}
        return replace(outlook, refused_until_s=refused)
    known = outlook.newest.get(camera, frame.captured_at)
    return replace(
        outlook,
        newest={**outlook.newest, camera: max(known, frame.captured_at)},
        refused_until_s={c: s for c, s in outlook.refused_until_s.items() if c != camera},
        failed={f: n for f, n in outlook.failed.items() if f != frame},
    )


def backoff_s(failures: int, first_s: float, most_s: float) -> float:
    """How long to wait after so many failures in a row: each time twice as long, up to a most."""
    return min(most_s, first_s * 2.0 ** min(failures - 1, 30))


def _live(frames: Iterable[Kept], outlook: Outlook, now: datetime, limits: SendLimits) -> list[Kept]:
    newest: dict[str, Kept] = {}
    for frame in frames:
        known = newest.get(frame.camera)
        if known is None or frame.captured_at > known.captured_at:
            newest[frame.camera] = frame
    since = now - timedelta(seconds=limits.live_s)
    return [
        frame
        for frame in newest.values()
        if frame.captured_at >= since
        and (frame.camera not in outlook.newest or frame.captured_at > outlook.newest[frame.camera])
        and not _turns(frame, outlook, limits)
    ]


def _turns(frame: Kept, outlook: Outlook, limits: SendLimits) -> int:
    """How often a frame had its turn and the service failed at it."""
    return outlook.failed.get(frame, 0) // limits.tries_in_turn
