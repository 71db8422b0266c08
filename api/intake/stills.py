"""Blurred stills that wait in memory until a case opens that they show."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from uuid import UUID

from conduct.keeping.still_choice import Taken
from conduct.keeping.still_shelf import FORGOTTEN_AFTER, OnShelf, is_wanted, opens_stretch, superfluous
from models.values.evidence import Shown

CAP_BYTES = 64 * 1024 * 1024
"""Of all stills together. More remembers more of halls with very many windows."""


@dataclass(frozen=True, slots=True, eq=False)
class Still:
    """A picture that may be kept, as `vision.still` makes it."""

    camera_id: UUID
    window_id: UUID
    shown: Shown
    taken_at: datetime
    made_at: datetime
    jpeg: bytes
    features: tuple[float, ...] | None = None

    @property
    def taken(self) -> Taken:
        return Taken(self.camera_id, self.taken_at, self.shown)


@dataclass(frozen=True, slots=True, eq=False)
class _Held:
    still: Still
    place: OnShelf


class Stills:
    """Filled by the worker, read by the judging loop, each in its own thread."""

    def __init__(self, cap_bytes: int = CAP_BYTES) -> None:
        self._cap_bytes = cap_bytes
        self._lock = Lock()
        self._shelves: defaultdict[tuple[UUID, UUID], dict[int, _Held]] = defaultdict(dict)
        """By window and camera; each still under its number, which counts up over all."""
        self._number = 0
        self._size_bytes = 0

    @property
    def size_bytes(self) -> int:
        with self._lock:
            return self._size_bytes

    def wants(self, window_id: UUID, camera_id: UUID, shown: Shown, at: datetime) -> bool:
        """Whether a still of this look is worth making."""
        with self._lock:
            return is_wanted(_places(self._shelves[window_id, camera_id]), shown, at)

    def put(self, still: Still) -> None:
        """Keep a still, and let go of what is too much or too old for it."""
        with self._lock:
            shelf = self._shelves[still.window_id, still.camera_id]
            self._number += 1
            opens = opens_stretch(_places(shelf), still.shown, still.taken_at)
            shelf[self._number] = _Held(still, OnShelf(still.shown, still.taken_at, self._number, opens))
            self._size_bytes += len(still.jpeg)
            while (out := superfluous(_places(shelf), still.shown)) is not None:
                self._drop(shelf, out.number)
            self._forget(shelf, still.made_at)
            while self._size_bytes > self._cap_bytes:
                self._drop_oldest()

    def of_window(self, window_id: UUID) -> list[Still]:
        """Everything there is of a window, by any camera, in order of time."""
        with self._lock:
            shelves = [shelf for place, shelf in self._shelves.items() if place[0] == window_id]
            found = [held.still for shelf in shelves for held in shelf.values()]
        return sorted(found, key=lambda still: still.taken_at)

    def forget(self, now: datetime) -> int:
        """Let go of what has waited too long, at windows too that nobody looks at any more; returns how many."""
        with self._lock:
            return sum(self._forget(shelf, now) for shelf in self._shelves.values())

    def _forget(self, shelf: dict[int, _Held], now: datetime) -> int:
        old = [number for number, held in shelf.items() if now - held.still.made_at > FORGOTTEN_AFTER]
        for number in old:
            self._drop(shelf, number)
        return len(old)

    def _drop(self, shelf: dict[int, _Held], number: int) -> None:
        self._size_bytes -= len(shelf.pop(number).still.jpeg)

    def _drop_oldest(self) -> None:
        _, oldest = min(((min(shelf), shelf) for shelf in self._shelves.values() if shelf), key=lambda each: each[0])
        self._drop(oldest, min(oldest))


def _places(shelf: dict[int, _Held]) -> list[OnShelf]:
    return [held.place for held in shelf.values()]
