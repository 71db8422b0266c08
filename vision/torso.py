"""Which part of a picture shows the clothes of the one person at a window, below the head. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import dist
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from models.values.seeing import Point, Polygon, Signal, WindowView
from vision.attire import the_one_at

HEAD, SHOULDERS, ARMS, HIPS = range(5), (5, 6), (7, 8, 9, 10), (11, 12)
CONFIDENCE_MIN = 0.5
"""Higher than for hiding heads: a guessed shoulder could let a face through, a torso that is not shown costs little."""
HEAD_POINTS_MIN = 2
CELLS_ACROSS = 14
"""Cells along the shoulders' width: a sleeve's end is seen, a head before the body that nobody found is six cells."""
BESIDE = 0.2
"""Part of the shoulders' width that cloth reaches beyond the joints."""
DOWN = 1.3
"""Length of a torso in widths of its shoulders, where the hips are hidden behind the counter."""


@dataclass(frozen=True, slots=True)
class Torso:
    outline: Polygon
    """In 0..1 of the picture; no part of it lies above the shoulders."""
    cell_px: float
    """The finest detail that is to be shown of it, in the picture's pixels."""


def torso_of(signals: Sequence[Signal], window: WindowView, width_px: int, height_px: int) -> Torso | None:
    """The body of the one person who counts at this window, in a picture of that size.

    None where there is not exactly one, without both shoulders, or where the head is not surely above them.
    """
    person = the_one_at(window, signals)
    if person is None:
        return None
    points = _sure(person, width_px, height_px)
    shoulders, head = _of(points, SHOULDERS), _of(points, HEAD)
    if len(shoulders) < len(SHOULDERS) or len(head) < HEAD_POINTS_MIN:
        return None
    line = min(y for _x, y in shoulders)
    if max(y for _x, y in head) >= line:
        return None
    across = dist(*shoulders)
    if across < 1:
        return None
    middle_x, middle_y = (shoulders[0][0] + shoulders[1][0]) / 2, (shoulders[0][1] + shoulders[1][1]) / 2
    hips = _of(points, HIPS) or [(middle_x + side * across / 2, middle_y + DOWN * across) for side in (-1, 1)]
    outline = _around([*shoulders, *hips, *_of(points, ARMS)], BESIDE * across, line)
    return Torso(tuple((x / width_px, y / height_px) for x, y in outline), across / CELLS_ACROSS)


def _sure(person: Signal, width_px: int, height_px: int) -> dict[int, Point]:
    return {
        index: (x * width_px, y * height_px)
        for index, (x, y, confidence) in enumerate(person.keypoints or ())
        if confidence >= CONFIDENCE_MIN
    }


def _of(points: dict[int, Point], numbers: Sequence[int]) -> list[Point]:
    return [points[number] for number in numbers if number in points]


def _around(points: Sequence[Point], beside_px: float, top_px: float) -> list[Point]:
    """The hull of the points, widened, cut off at `top_px`."""
    corners = [(x + beside_px * i, max(y + beside_px * j, top_px)) for x, y in points for i in (-1, 1) for j in (-1, 1)]
    hull = cast(NDArray[np.float32], cv2.convexHull(np.array(corners, np.float32)))
    return [(float(x), float(y)) for x, y in hull.reshape(-1, 2)]
