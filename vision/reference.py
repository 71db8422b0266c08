"""How a camera's surroundings look when it hangs as it was set up: the edges that stay, and nothing of people.

Nobody can be seen in it. It has no cell of the places where clerks and customers are meant to be. Of the rest it says
of each cell, 8 x 8 pixels of 1280 x 720, whether an edge runs down or across it, and no more. And it keeps only what
was in the same cell in nine of ten pictures over eight minutes: whoever walks, waits or shifts from foot to foot is
not. A picture that repeats itself counts once, so that a camera that hangs cannot make a passer-by stay.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

from models.values.seeing import WindowView
from vision.edges import HEIGHT_CELLS, WIDTH_CELLS, Edges, around_zones

SHAPE = (2, HEIGHT_CELLS, WIDTH_CELLS)


@dataclass(frozen=True, slots=True)
class TakingLimits:
    """When a reference is good enough to compare with."""

    every_s: float = 20.0
    """Pictures that follow sooner are left out. Shorter takes a reference sooner, with people who stood still in it."""
    pictures: int = 24
    """So many are compared: eight minutes at least. Fewer, likewise."""
    stays_min: float = 0.9
    """Part of the pictures in which an edge must be. Lower lets people in; higher loses edges that flicker."""
    edges_min: int = 100
    """With fewer edges than this that stay, nothing is compared. Lower calls moved what a few people hide."""
    part_min: float = 0.4
    """Part of a picture's edges that must stay. With fewer the camera was moved meanwhile, and it begins again."""


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    edges: Edges
    since: datetime
    """When the last of its pictures was taken; it speaks of later ones."""

    def as_bytes(self) -> bytes:
        return np.packbits(self.edges).tobytes()


def edges_from(kept: bytes) -> Edges:
    """What `Reference.as_bytes` gave. Raises ValueError for anything of another length."""
    bits = np.unpackbits(np.frombuffer(kept, np.uint8)).view(np.bool_)
    return bits.reshape(SHAPE)


@lru_cache(maxsize=1024)
def zones_key(views: tuple[WindowView, ...]) -> str:
    """The same for the same zones of the same windows, in any order."""
    told = sorted(repr((view.window, view.staff_zone, view.sign_zone, view.customer_zone)) for view in views)
    return sha256("\n".join(told).encode()).hexdigest()[:32]


class Taking:
    """A reference that is being taken, of one camera and set of zones."""

    def __init__(self, views: tuple[WindowView, ...], limits: TakingLimits | None = None) -> None:
        self._limits = limits or TakingLimits()
        self._around = around_zones(views)
        self._begin()

    def _begin(self) -> None:
        self._counts: NDArray[np.uint16] = np.zeros(SHAPE, np.uint16)
        self._sizes: list[int] = []
        self._last: tuple[datetime, int] | None = None

    def wants(self, at: datetime, fingerprint: int) -> bool:
        """Whether a picture captured `at` would count: late enough after the last that did, and not the very same."""
        if self._last is None:
            return True
        last_at, last = self._last
        return at - last_at >= timedelta(seconds=self._limits.every_s) and fingerprint != last

    def take(self, at: datetime, fingerprint: int, edges: Edges) -> Reference | None:
        """One lit, sharp picture more; the reference, once there are enough of them."""
        there = edges & self._around
        self._counts += there
        self._sizes.append(int(np.count_nonzero(there)))
        self._last = (at, fingerprint)
        if len(self._sizes) < self._limits.pictures:
            return None
        stays = self._counts >= self._limits.stays_min * len(self._sizes)
        usual = float(np.median(self._sizes))
        self._begin()
        count = np.count_nonzero(stays)
        if count < self._limits.edges_min or count < self._limits.part_min * usual:
            return None
        return Reference(stays, at)
