"""What was seen at a window over time."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from models.values.interval import Interval


class WindowState(StrEnum):
    staffed = "staffed"
    away_sign = "away_sign"
    unattended = "unattended"
    unknown = "unknown"


SEEN_FIRST = (WindowState.staffed, WindowState.away_sign, WindowState.unattended)
"""Of different sightings at one instant, the one that stands first here wins."""


@dataclass(frozen=True, slots=True)
class LookRun:
    """Usable looks of one camera at one window, one after another, that all saw the same state.

    Not smoothed. `instants` are all their times, ascending, so that a run can be split exactly.
    """

    window: str
    state: WindowState
    instants: tuple[datetime, ...]
    camera: str = ""
    """Whose looks these are; runs of one camera are told apart from those of others, and no more."""

    @property
    def first(self) -> datetime:
        return self.instants[0]

    @property
    def last(self) -> datetime:
        return self.instants[-1]


class Sleeve(StrEnum):
    long = "long"
    short = "short"
    none = "none"
    unknown = "unknown"


class Outerwear(StrEnum):
    yes = "yes"
    no = "no"
    unknown = "unknown"


@dataclass(frozen=True, slots=True)
class Attire:
    sleeve: Sleeve
    outerwear: Outerwear
    confidence: float


ATTIRE_SLOT = timedelta(seconds=30)
"""One look at clothes is kept in so long. Shorter keeps more of the same; longer reaches `attire_min_looks` later."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def slot_of(at: datetime, every: timedelta) -> datetime:
    """The start of the slot of that length, counted since 1970, that an instant lies in."""
    return _EPOCH + (at - _EPOCH) // every * every


@dataclass(frozen=True, slots=True)
class AttireLook:
    """What one usable look saw of a window's people and, where exactly one was seen, their clothes."""

    window: str
    at: datetime
    people: int
    sign: bool
    attire: Attire | None


@dataclass(frozen=True, slots=True)
class StateSpan:
    """A window's state over a stretch, smoothed; `start == end` for a state seen at one instant only."""

    window: str
    state: WindowState
    start: datetime
    end: datetime
    goes_on: bool = False
    """Whether the state was still holding at `now`, which then is `end`."""

    @property
    def time(self) -> Interval:
        return Interval(self.start, self.end)

    @property
    def length(self) -> timedelta:
        return self.end - self.start
