"""Which stills show a case: one before it, one at its begin, its middle and its end. Pure.

Each kind has its own third of the case's time, so that nothing is called an end that shows the begin. A case that grows
keeps its pictures until another shows a moment better.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from conduct.judging.attire import RULE as CLOTHES_RULE
from conduct.judging.crosscheck import RULE_OF_STATE
from models.values.evidence import MOMENTS, Shown, StillKind
from models.values.occupancy import WindowState
from models.values.why import Why

BEFORE_REACH = timedelta(minutes=10)
"""A picture older than this tells little about how a case began."""
SETTLED = timedelta(minutes=2)
"""How long a window's case is over before its middle and end are chosen: frames that come a little late often make it
longer. Longer waits for later ones, and shows a whole case later."""
NEAR_LOOK = timedelta(seconds=30)
"""A still of clothes belongs to the look at clothes nearest to it, up to this far off: looks are kept once in 30 s."""
SHOWN_BY_RULE: Mapping[str, Shown] = {
    RULE_OF_STATE[WindowState.unattended]: Shown.unattended,
    RULE_OF_STATE[WindowState.away_sign]: Shown.away_sign,
    CLOTHES_RULE: Shown.clothes,
}
"""The rules that pictures can speak for, and what these show."""
NOT_YET, NOT_TAKEN = "still.not-yet", "still.not-taken"


@dataclass(frozen=True, slots=True)
class Episode:
    """The time of a case that pictures can speak for; `end` None while it goes on."""

    shown: Shown
    start: datetime
    end: datetime | None

    @property
    def kinds(self) -> tuple[StillKind, ...]:
        """Those that a case like this has once it is over."""
        return MOMENTS if self.shown is not Shown.clothes else MOMENTS[1:]

    def settled(self, now: datetime) -> bool:
        """Whether its middle and end can be told. The looks of a case about clothes may go on for a whole shift."""
        if self.end is None:
            return False
        return self.shown is Shown.clothes or now - self.end >= SETTLED


@dataclass(frozen=True, slots=True)
class Taken:
    """A still that was taken: by which camera, when, and what it shows."""

    camera_id: UUID
    at: datetime
    shown: Shown


@dataclass(frozen=True, slots=True)
class Choice:
    """What to change: stills to keep, and kinds kept so far that are to go, with the reason."""

    keep: Mapping[StillKind, Taken]
    drop: Mapping[StillKind, Why]


def choose(episode: Episode, taken: Iterable[Taken], kept: Mapping[StillKind, Taken], *, now: datetime) -> Choice:
    """What is to be kept of `taken` beside what is `kept`, and what of that is to go.

    Where several cameras see the window: of the one that has pictures of this case already, else of the one with the
    most, and of others only what that one lacks.
    """
    end, settled = episode.end or now, episode.settled(now)
    fallen = {kind: Why("still.outside-case") for kind, one in kept.items() if not _holds(kind, one, episode, end)}
    good = {kind: one for kind, one in kept.items() if kind not in fallen and _well_placed(kind, one, episode, end)}
    new: dict[StillKind, Taken] = {}
    for offer in _offers(episode, taken, end, settled, used={one.camera_id for one in kept.values()}):
        new = {**{kind: one for kind, one in offer.items() if kind not in good}, **new}
    replaced = {kind: Why("still.shown-better") for kind in new if kind in kept and kind not in fallen}
    return Choice(new, {**fallen, **replaced})


def missing(episode: Episode, kinds: Iterable[StillKind], now: datetime) -> Mapping[StillKind, Why]:
    """The kinds that a case has no picture of, and why."""
    there = set(kinds)
    later = () if episode.settled(now) else (StillKind.middle, StillKind.end)
    return {kind: Why(NOT_YET if kind in later else NOT_TAKEN) for kind in episode.kinds if kind not in there}


def contradicting(taken: Iterable[Taken], looks: Sequence[tuple[datetime, bool]]) -> tuple[Taken, ...]:
    """The stills of clothes whose nearest look contradicts the dress code; `looks`: when, and whether it does."""
    found: list[Taken] = []
    for one in taken:
        near = min(looks, key=lambda look: abs(look[0] - one.at), default=None)
        if near is not None and near[1] and abs(near[0] - one.at) <= NEAR_LOOK:
            found.append(one)
    return tuple(found)


def _offers(
    episode: Episode, taken: Iterable[Taken], end: datetime, settled: bool, *, used: Collection[UUID]
) -> list[dict[StillKind, Taken]]:
    """What each camera has, the one to be preferred first."""
    by_camera: dict[UUID, list[Taken]] = {}
    for one in taken:
        by_camera.setdefault(one.camera_id, []).append(one)
    offers = {camera: _of_camera(episode, stills, end, settled) for camera, stills in by_camera.items()}
    order = sorted(offers, key=lambda camera: (camera not in used, -len(offers[camera]), str(camera)))
    return [offers[camera] for camera in order]


def _of_camera(episode: Episode, taken: Sequence[Taken], end: datetime, settled: bool) -> dict[StillKind, Taken]:
    stills = sorted(taken, key=lambda one: one.at)
    found: dict[StillKind, Taken] = {}
    if StillKind.before in episode.kinds:
        before = [one for one in stills if one.shown not in (episode.shown, Shown.clothes)]
        earlier = [one for one in before if episode.start - BEFORE_REACH <= one.at < episode.start]
        if earlier:
            found[StillKind.before] = earlier[-1]
    for kind, ideal in _ideal_times(episode.start, end, settled):
        own = [one for one in stills if one.shown is episode.shown and _well_placed(kind, one, episode, end)]
        if own:
            found[kind] = min(own, key=lambda one, ideal=ideal: abs(one.at - ideal))
    return found


def _ideal_times(start: datetime, end: datetime, settled: bool) -> tuple[tuple[StillKind, datetime], ...]:
    """When the stills of a case would best be of; before it is settled only its begin is known."""
    begin = (StillKind.begin, start)
    return (begin, (StillKind.middle, start + (end - start) / 2), (StillKind.end, end)) if settled else (begin,)


def _holds(kind: StillKind, one: Taken, episode: Episode, end: datetime) -> bool:
    """Whether a still lies where one of its kind may lie at all."""
    if kind is StillKind.before:
        return episode.start - BEFORE_REACH <= one.at < episode.start
    return episode.start <= one.at <= end


def _well_placed(kind: StillKind, one: Taken, episode: Episode, end: datetime) -> bool:
    """Whether a still lies in the third that belongs to its kind."""
    if not _holds(kind, one, episode, end):
        return False
    third = (end - episode.start) / 3
    if kind is StillKind.begin:
        return one.at <= episode.start + third
    if kind is StillKind.middle:
        return episode.start + third < one.at < end - third
    return kind is StillKind.before or (one.at >= end - third and one.at > episode.start + third)
