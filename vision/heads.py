"""Where a person's head is, generously, from COCO keypoints. Pure; in pixels, because an ellipse needs one unit."""

from dataclasses import dataclass
from math import dist

from models.values.seeing import Point, Signal
from vision.views import bounds

HEAD = range(5)
LEFT_SHOULDER, RIGHT_SHOULDER = 5, 6
POINT_CONFIDENCE_MIN = 0.2
"""Lower than for counting: a head in the wrong place costs a little picture, a head overlooked shows a face."""


@dataclass(frozen=True, slots=True)
class HeadEllipse:
    """An upright ellipse in pixels."""

    x_px: float
    y_px: float
    half_width_px: float
    half_height_px: float


def head_of(person: Signal, width_px: int, height_px: int) -> HeadEllipse:
    """The ellipse around a person's head in a picture of that size.

    From nose, eyes and ears, at least as large as the shoulders or the box make likely; from the shoulders where no
    point of the head is sure; else the whole upper half of the box.
    """
    points = _sure_points(person, width_px, height_px)
    head = [points[index] for index in HEAD if index in points]
    shoulders = _shoulder_width(points)
    left, top, right, bottom = person.box
    box_width, box_height = (right - left) * width_px, (bottom - top) * height_px
    if head:
        x1, y1, x2, y2 = bounds(head)
        half = max(1.1 * dist((x1, y1), (x2, y2)), 0.5 * shoulders, 0.13 * box_height, 4.0)
        return HeadEllipse((x1 + x2) / 2, (y1 + y2) / 2, half, 1.25 * half)
    if shoulders:
        x1, y1, x2, y2 = bounds([points[LEFT_SHOULDER], points[RIGHT_SHOULDER]])
        half = max(0.7 * shoulders, 0.15 * box_height, 4.0)
        return HeadEllipse((x1 + x2) / 2, min(y1, y2) - 0.5 * half, half, 1.3 * half)
    return HeadEllipse(
        (left + right) / 2 * width_px, top * height_px + box_height / 4, box_width * 0.75, box_height / 2
    )


def _sure_points(person: Signal, width_px: int, height_px: int) -> dict[int, Point]:
    return {
        index: (x * width_px, y * height_px)
        for index, (x, y, confidence) in enumerate(person.keypoints or ())
        if confidence >= POINT_CONFIDENCE_MIN
    }


def _shoulder_width(points: dict[int, Point]) -> float:
    if LEFT_SHOULDER not in points or RIGHT_SHOULDER not in points:
        return 0.0
    return dist(points[LEFT_SHOULDER], points[RIGHT_SHOULDER])
