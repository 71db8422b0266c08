"""From a window's zones to the pixels that are looked at, and back. Pure, and no array in it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from models.values.seeing import Box, Point, Polygon

CROP_MARGIN = 0.4
"""Part of a zone's own width and height that is added on each side: people look better with their surroundings."""


@dataclass(frozen=True, slots=True)
class Crop:
    """A rectangle of a picture in whole pixels; right and bottom lie outside of it."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width_px(self) -> int:
        return self.right - self.left

    @property
    def height_px(self) -> int:
        return self.bottom - self.top


def bounds(points: Iterable[Point]) -> Box:
    """The smallest upright box around the points, in their own unit. Raises ValueError without a point."""
    corners = tuple(points)
    if not corners:
        raise ValueError("no point to put a box around")
    across = [x for x, _y in corners]
    down = [y for _x, y in corners]
    return min(across), min(down), max(across), max(down)


def crop_around(zone: Polygon, width_px: int, height_px: int, margin: float = CROP_MARGIN) -> Crop:
    """The crop of a picture of that size around a zone (0..1), widened by `margin` of the zone's sides on each side.

    Cut at the picture's edges. Raises ValueError for a zone of fewer than three corners or of no pixel in the picture.
    """
    if len(zone) < 3:
        raise ValueError(f"a zone needs three corners or more, not {len(zone)}")
    left, top, right, bottom = bounds(zone)
    beside, above = (right - left) * margin, (bottom - top) * margin
    crop = Crop(
        max(0, int((left - beside) * width_px)),
        max(0, int((top - above) * height_px)),
        min(width_px, round((right + beside) * width_px)),
        min(height_px, round((bottom + above) * height_px)),
    )
    if crop.width_px < 1 or crop.height_px < 1:
        raise ValueError(f"the zone {zone} has no pixel in a picture of {width_px} x {height_px}")
    return crop


def point_in_whole(x_px: float, y_px: float, crop: Crop, width_px: int, height_px: int) -> Point:
    """A point in a crop's pixels as a point in 0..1 of the whole picture."""
    return _share(crop.left + x_px, width_px), _share(crop.top + y_px, height_px)


def box_in_whole(box_px: Box, crop: Crop, width_px: int, height_px: int) -> Box:
    """A box in a crop's pixels as a box in 0..1 of the whole picture."""
    left, top, right, bottom = box_px
    return (
        *point_in_whole(left, top, crop, width_px, height_px),
        *point_in_whole(right, bottom, crop, width_px, height_px),
    )


def inside(point: Point, zone: Polygon) -> bool:
    """Whether a point lies in a polygon (even-odd rule; both in the same unit)."""
    x, y = point
    within = False
    for (x1, y1), (x2, y2) in zip(zone, (*zone[1:], *zone[:1]), strict=True):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            within = not within
    return within


def share_inside(points: Sequence[Point], zone: Polygon) -> float:
    """Which part of the points lies in the zone, 0..1; 0 without points."""
    return sum(inside(point, zone) for point in points) / len(points) if points else 0.0


def _share(position_px: float, side_px: int) -> float:
    return min(1.0, max(0.0, position_px / side_px))


def area(box: Box) -> float:
    """Of a box in its own unit, squared; 0 for one turned inside out."""
    left, top, right, bottom = box
    return max(0.0, right - left) * max(0.0, bottom - top)


def common(one: Box, other: Box) -> Box:
    """What two boxes share; turned inside out where that is nothing."""
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])


def overlap(one: Box, other: Box) -> float:
    """Intersection over union of two boxes, 0..1."""
    both = area(common(one, other))
    whole = area(one) + area(other) - both
    return both / whole if whole > 0 else 0.0
