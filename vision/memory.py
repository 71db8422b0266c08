"""The last real look at every window of every camera, to stand for the frames in which nothing changed."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from vision.unchanged import ChangeLimits, Seen, still_stands

PLACES_MAX = 4096
"""So many windows are remembered; then all are forgotten, which costs one look each."""

Place = tuple[str, str]
"""A camera and a window of it."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class _Last(Generic[T]):
    seen: Seen
    look: T


class Memory(Generic[T]):
    """For one thread. `T` is what a look came to, or where it will be found."""

    def __init__(self, limits: ChangeLimits) -> None:
        self._limits = limits
        self._last: dict[Place, _Last[T]] = {}

    def standing(self, place: Place, now: Seen) -> T | None:
        """The last look at this place, if it may stand for what is seen now."""
        last = self._last.get(place)
        return last.look if last is not None and still_stands(last.seen, now, self._limits) else None

    def known(self, place: Place) -> bool:
        """Whether there was a look at this place."""
        return place in self._last

    def last_seen(self, place: Place) -> Seen | None:
        """What this place looked like at its last real look."""
        last = self._last.get(place)
        return last.seen if last is not None else None

    def keep(self, place: Place, seen: Seen, look: T) -> None:
        """Remember a real look, None where none may stand. One captured before the last changes nothing."""
        last = self._last.get(place)
        if last is not None and seen.at < last.seen.at:
            return
        if last is None and len(self._last) >= PLACES_MAX:
            self._last.clear()
        self._last[place] = _Last(seen, look)
