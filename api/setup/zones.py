"""Zones as people draw or type them: corners in 0..1 of a camera's picture, and what may be wrong with them. Pure."""

import re
from collections.abc import Sequence
from enum import StrEnum
from itertools import combinations
from math import isfinite

from conduct.words import N_
from models.values.seeing import Point

CORNERS_MIN, CORNERS_MAX = 3, 32
DECIMALS = 4
"""A hundredth of a percent: finer than any hand."""
AREA_MIN = 1e-4
"""Of the whole picture, a hundredth of a side squared: less is a line or a slip of the hand, and shows nothing."""

_CORNER = re.compile(r"\s*\(?\s*([-+]?[\d.]+)\s*[,\s]\s*([-+]?[\d.]+)\s*\)?\s*[;,]?")


class ZoneFault(StrEnum):
    """Why corners are no zone."""

    unreadable = "unreadable"
    too_few = "too-few"
    too_many = "too-many"
    outside = "outside"
    crossing = "crossing"
    too_small = "too-small"


WORDS: dict[ZoneFault, str] = {
    ZoneFault.unreadable: N_("Its corners cannot be read. Write them as 0.10,0.20 0.30,0.20 0.30,0.60."),
    ZoneFault.too_few: N_("A zone has three corners at least."),
    ZoneFault.too_many: N_("A zone has 32 corners at most."),
    ZoneFault.outside: N_("A corner lies outside of the picture: every number is between 0 and 1."),
    ZoneFault.crossing: N_("Its outline crosses itself."),
    ZoneFault.too_small: N_("It is too small to show anything."),
}


class Misdrawn(ValueError):
    """Corners that are no zone; `fault` is stable, the message its English words."""

    def __init__(self, fault: ZoneFault) -> None:
        super().__init__(WORDS[fault])
        self.fault = fault


def read_corners(text: str) -> list[Point]:
    """What somebody typed, as `0.1,0.2 0.3,0.2 0.3,0.6`; nothing at all is no corner. Raises Misdrawn, unreadable."""
    corners: list[Point] = []
    at = 0
    text = text.strip()
    while at < len(text):
        found = _CORNER.match(text, at)
        if found is None:
            raise Misdrawn(ZoneFault.unreadable)
        try:
            corners.append((round(float(found[1]), DECIMALS), round(float(found[2]), DECIMALS)))
        except ValueError:
            raise Misdrawn(ZoneFault.unreadable) from None
        at = found.end()
    return corners


def said_corners(corners: Sequence[Sequence[float]] | None) -> str:
    """Corners as `read_corners` takes them."""
    return " ".join(f"{x:.{DECIMALS}f},{y:.{DECIMALS}f}" for x, y in corners or ())


def check_zone(corners: Sequence[Point]) -> None:
    """Raises Misdrawn for what is no zone."""
    fault = zone_fault(corners)
    if fault is not None:
        raise Misdrawn(fault)


def zone_fault(corners: Sequence[Point]) -> ZoneFault | None:
    """The first thing that is wrong with a zone, None for a good one."""
    if len(corners) < CORNERS_MIN:
        return ZoneFault.too_few
    if len(corners) > CORNERS_MAX:
        return ZoneFault.too_many
    if not all(isfinite(part) and 0 <= part <= 1 for corner in corners for part in corner):
        return ZoneFault.outside
    if _crosses(corners):
        return ZoneFault.crossing
    return ZoneFault.too_small if _area(corners) < AREA_MIN else None


def _crosses(corners: Sequence[Point]) -> bool:
    edges = list(zip(corners, (*corners[1:], corners[0]), strict=True))
    return any(
        _meet(*edges[one], *edges[other])
        for one, other in combinations(range(len(edges)), 2)
        if other - one not in {1, len(edges) - 1}
    )


def _meet(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Whether two lines have a point in common."""
    turns = _turn(a, b, c), _turn(a, b, d), _turn(c, d, a), _turn(c, d, b)
    if turns[0] * turns[1] < 0 and turns[2] * turns[3] < 0:
        return True
    ends = ((a, b, c), (a, b, d), (c, d, a), (c, d, b))
    return any(turn == 0 and _between(*end) for turn, end in zip(turns, ends, strict=True))


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _between(a: Point, b: Point, c: Point) -> bool:
    return min(a[0], b[0]) <= c[0] <= max(a[0], b[0]) and min(a[1], b[1]) <= c[1] <= max(a[1], b[1])


def _area(corners: Sequence[Point]) -> float:
    pairs = zip(corners, (*corners[1:], corners[0]), strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2
