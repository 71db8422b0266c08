"""Which stills to make and which to let go of while nobody knows yet what they will be needed for. Pure.

A shelf holds the stills of one window and camera. Of each thing shown there are only so many: the first and the last
of a stretch stay, what lies between is thinned evenly, and of stretches the one made longest ago goes first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from models.values.evidence import Shown

MOST = {Shown.staffed: 3, Shown.unattended: 8, Shown.away_sign: 8, Shown.clothes: 5}
"""More show more moments; with 24 of 14 kB a window, 200 windows take 67 MB at the very most."""
EVERY = {
    Shown.staffed: timedelta(seconds=30),
    Shown.unattended: timedelta(seconds=10),
    Shown.away_sign: timedelta(seconds=10),
    Shown.clothes: timedelta(seconds=30),
}
"""How far apart stills of one thing are at least, in captured time. Nearer ones would catch a case's begin and end more
exactly, and cost the worker 1.5 to 3 ms each."""
FORGOTTEN_AFTER = timedelta(hours=12)
"""How long a still waits in memory. Longer serves cases that take half a day to be found, and holds pictures longer."""
AT_A_CHANGE = timedelta(seconds=2)
"""How far apart they are at least where the state has just changed: that is where a case may begin."""


@dataclass(frozen=True, slots=True)
class OnShelf:
    shown: Shown
    at: datetime
    """Captured."""
    number: int
    """Counts up with every still made, whenever it was captured."""
    opens: bool
    """Whether another state was known of just before it when it was made: then it begins a stretch."""


def opens_stretch(shelf: Sequence[OnShelf], shown: Shown, at: datetime) -> bool:
    """Whether the last state known of before an instant is another than this."""
    earlier = [one for one in _beside(shelf, shown) if one.at <= at]
    last = max(earlier, key=lambda one: one.at, default=None)
    return last is not None and last.shown is not shown


def is_wanted(shelf: Sequence[OnShelf], shown: Shown, at: datetime) -> bool:
    """Whether a still of what was seen at an instant is worth making."""
    distance = min((abs(one.at - at) for one in shelf if one.shown is shown), default=None)
    if distance is None or distance >= EVERY[shown]:
        return True
    if shown is Shown.clothes or shown is Shown.staffed:
        return False
    return distance >= AT_A_CHANGE and opens_stretch(shelf, shown, at)


def superfluous(shelf: Sequence[OnShelf], shown: Shown) -> OnShelf | None:
    """The still of this thing to let go of; None while there are not too many."""
    own = [one for one in shelf if one.shown is shown]
    if len(own) <= MOST[shown]:
        return None
    line = sorted(_beside(shelf, shown), key=lambda one: one.at)
    if shown is Shown.staffed:
        # only the last before something else may be needed
        within = [one for one, after in pairwise(line) if one.shown is after.shown is shown]
        return min(within or own, key=lambda one: one.number)
    between = [
        (after.at - before.at, one.number, one)
        for before, one, after in zip(line, line[1:], line[2:], strict=False)
        if before.shown is one.shown is after.shown is shown and not one.opens and not after.opens
    ]
    return min(between, key=lambda each: each[:2])[2] if between else min(own, key=lambda one: one.number)


def _beside(shelf: Sequence[OnShelf], shown: Shown) -> list[OnShelf]:
    """Those that a stretch of this is a stretch among: states among states, clothes among clothes."""
    return [one for one in shelf if (one.shown is Shown.clothes) is (shown is Shown.clothes)]
