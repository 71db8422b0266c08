"""What is the matter with a camera's pictures: frozen, covered, defocused, dark, moved. Pure.

A small machine goes through the observations in order of capture, so that late and repeated ones end in the same. Two
things are followed side by side. What each picture shows (well, dark, covered, defocused, moved) is the camera's
condition once it has stood for a while; what stands shorter changes nothing. And a picture that is the very same as the
one before is counted: beyond the limit the camera is frozen since the first of them, until a different one comes. While
nothing comes nothing is known to be the same: after a silence in which the camera was offline it is counted anew.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby

from models.values.care import CameraCondition, CareLimits, Episode, Observation, WatchedCamera
from models.values.local_time import local_stamp
from models.values.seeing import Unusable
from models.values.why import Why, why

BY_FAULT = {
    Unusable.dark: CameraCondition.dark,
    Unusable.covered: CameraCondition.covered,
    Unusable.blurred: CameraCondition.defocused,
}
BY_PICTURE = frozenset(
    {
        CameraCondition.frozen,
        CameraCondition.covered,
        CameraCondition.defocused,
        CameraCondition.dark,
        CameraCondition.moved,
    }
)
"""The conditions that pictures tell; that none comes, or when, is told elsewhere."""


def shown(observation: Observation, limits: CareLimits) -> CameraCondition | None:
    """What one picture by itself shows to be the matter. A look at it tells nothing then."""
    if observation.fault is not None and observation.fault in BY_FAULT:
        return BY_FAULT[observation.fault]
    if observation.kept is not None and observation.kept < limits.kept_min:
        return CameraCondition.moved
    return None


def picture_episodes(
    observations: Iterable[Observation],
    camera: WatchedCamera,
    *,
    now: datetime,
    known: Sequence[Episode] = (),
    limits: CareLimits | None = None,
) -> tuple[Episode, ...]:
    """All that was the matter, in order of start. Order and repetition of observations carry no meaning.

    `known` are the episodes that went on at the first of the observations: they go on from there.
    """
    limits = limits or CareLimits()
    seen = _in_order(observations)
    if not seen:
        return tuple(known)
    now = max(now, seen[-1].captured_at)
    frozen = [each for each in known if each.condition is CameraCondition.frozen]
    others = [each for each in known if each.condition is not CameraCondition.frozen]
    while_open = [each for each in seen if each.open]
    found = [
        *_frozen(seen, camera, limits, now, frozen[0] if frozen else None),
        *_as_shown(while_open, camera, limits, now, others[0] if others else None),
    ]
    return tuple(sorted(found, key=lambda each: (each.start, each.condition)))


def is_undecided(observations: Iterable[Observation], found: Sequence[Episode], limits: CareLimits) -> bool:
    """Whether time alone may change what the last observations tell: it is to be asked again soon."""
    seen = _in_order(observations)
    going_on = {each.condition for each in found if each.end is None}
    repeated = len(seen) > 1 and seen[-1].fingerprint == seen[-2].fingerprint
    if repeated and CameraCondition.frozen not in going_on:
        return True
    last = next((shown(each, limits) for each in reversed(seen) if each.open), None)
    return (going_on - {CameraCondition.frozen}) != ({last} - {None})


@dataclass(frozen=True, slots=True)
class _Run:
    """Successive observations that are alike, and how long that stood."""

    observations: tuple[Observation, ...]
    stood: timedelta

    @property
    def start(self) -> datetime:
        return self.observations[0].captured_at


def _in_order(observations: Iterable[Observation]) -> list[Observation]:
    """Each instant once; of different observations at one, always the same."""
    best: dict[datetime, Observation] = {}
    for each in observations:
        known = best.get(each.captured_at)
        best[each.captured_at] = each if known is None else of_one_instant(known, each)
    return sorted(best.values(), key=lambda each: each.captured_at)


def of_one_instant(one: Observation, other: Observation) -> Observation:
    """Which of two observations counts: the one on which less is the matter."""
    return min(one, other, key=_rank)


def _rank(observation: Observation) -> tuple[bool, str, float, int]:
    kept = -1.0 if observation.kept is None else observation.kept
    return observation.fault is not None, observation.fault or "", -kept, observation.fingerprint


def _runs(
    seen: Sequence[Observation], key: Callable[[Observation], object], *, now: datetime, at_most: timedelta
) -> list[_Run]:
    groups = [tuple(group) for _, group in groupby(seen, key)]
    if not groups:
        return []
    ends = [group[0].captured_at for group in groups[1:]] + [now]
    # nothing is known of the time long after a run's last picture
    return [
        _Run(group, min(end, group[-1].captured_at + at_most) - group[0].captured_at)
        for group, end in zip(groups, ends, strict=True)
    ]


def _as_shown(
    seen: Sequence[Observation], camera: WatchedCamera, limits: CareLimits, now: datetime, current: Episode | None
) -> list[Episode]:
    found: list[Episode] = []
    for run in _runs(seen, lambda each: shown(each, limits), now=now, at_most=limits.promised(camera)):
        condition = shown(run.observations[0], limits)
        if run.stood < timedelta(seconds=limits.stands_s) or condition == (current.condition if current else None):
            continue
        if current is not None:
            found.append(replace(current, end=run.start))
        current = None if condition is None else Episode(condition, run.start, None, _why(condition, camera, run.start))
    return [*found, current] if current is not None else found


def _frozen(
    seen: Sequence[Observation], camera: WatchedCamera, limits: CareLimits, now: datetime, known: Episode | None
) -> list[Episode]:
    found: list[Episode] = []
    # a picture speaks until the next is due: that one may be another
    due = timedelta(seconds=max(camera.interval_s, limits.deciding_s))
    runs = _runs(seen, _same_picture(seen, limits.silent(camera)), now=now, at_most=due)
    for number, run in enumerate(runs):
        if number == 0 and known is not None:
            episode = known
        elif len(run.observations) >= limits.same_pictures(camera) and run.stood >= limits.silent(camera):
            since = _why(CameraCondition.frozen, camera, run.start)
            episode = Episode(
                CameraCondition.frozen, run.start, None, since, unusable_from=run.start + limits.silent(camera)
            )
        else:
            continue
        is_last = number + 1 == len(runs)
        found.append(replace(episode, end=None if is_last else runs[number + 1].start))
    return found


def _same_picture(seen: Sequence[Observation], silent: timedelta) -> Callable[[Observation], object]:
    """A key that successive observations of the very same picture share, unless so long a silence lies between."""
    number = 0
    keys: dict[datetime, int] = {}
    for i, each in enumerate(seen):
        before = seen[i - 1] if i else each
        if each.fingerprint != before.fingerprint or each.captured_at - before.captured_at >= silent:
            number += 1
        keys[each.captured_at] = number
    return lambda each: keys[each.captured_at]


def _why(condition: CameraCondition, camera: WatchedCamera, since: datetime) -> Why:
    return why(f"camera.{condition.value}", camera=camera.code, since=local_stamp(since, camera.timezone))
