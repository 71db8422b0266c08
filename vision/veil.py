"""Coarse forms of a picture: too coarse for a face, whether or not anybody found that face.

People who know each other recognise a face from about 7 x 10 samples; what is shown here holds half of that a side.
"""

from math import sqrt
from typing import cast

import cv2
import numpy as np

from models.values.seeing import Polygon
from vision.heads import HeadEllipse
from vision.pictures import Picture
from vision.views import bounds

BLOCKS_ACROSS = 20
"""Blocks along a picture's longer side, outside of the zones."""
CELLS_DOWN = 12
"""Cells along a staff zone's height. A seated person's head is a sixth to a third of it: two to four cells high, less
across. More show more of what lies on a desk, and more of a face that no detector found."""
CELL_MIN_PX = 4
STEPS_IN_CELL, STEP_MAX = 4, 8
HEAD_CELLS = 3
"""A head's ellipse keeps no more detail than so many cells across."""


def block_px(width_px: int, height_px: int) -> float:
    """Side of a block outside of the zones, in a picture of that size."""
    return max(CELL_MIN_PX, max(width_px, height_px) / BLOCKS_ACROSS)


def cell_px(staff_zone: Polygon, width_px: int, height_px: int) -> float:
    """Side of a cell inside the zones, in a picture of that size; by the zone's area where it is wider than high."""
    left, top, right, bottom = bounds(staff_zone)
    across, down = (right - left) * width_px, (bottom - top) * height_px
    return max(CELL_MIN_PX, max(down, sqrt(across * down)) / CELLS_DOWN)


def cells(picture: Picture, side_px: float) -> Picture:
    """The means of squares of at least that many pixels a side: a picture of a few pixels."""
    height, width = picture.shape[:2]
    few = (max(1, int(width / side_px)), max(1, int(height / side_px)))
    step = max(1, min(STEP_MAX, int(side_px / STEPS_IN_CELL)))
    if step > 1:
        # whole steps first, which OpenCV takes four times as fast
        whole = picture[: height // step * step, : width // step * step]
        picture = cast(Picture, cv2.resize(whole, (width // step, height // step), interpolation=cv2.INTER_AREA))
    return cast(Picture, cv2.resize(picture, few, interpolation=cv2.INTER_AREA))


def smoothed(few: Picture, size: tuple[int, int]) -> Picture:
    """Cells drawn in another size (width, height): a figure is easier to tell from a chair than in bare squares."""
    return cast(Picture, cv2.resize(few, size, interpolation=cv2.INTER_CUBIC))


def squares(few: Picture, size: tuple[int, int]) -> Picture:
    """Cells drawn in another size (width, height), as the squares that they are."""
    return cast(Picture, cv2.resize(few, size, interpolation=cv2.INTER_NEAREST))


def hide_head(picture: Picture, head: HeadEllipse) -> None:
    """Replaces the ellipse by a few cells' means, smoothed: nothing finer is left to be sharpened again."""
    height, width = picture.shape[:2]
    left, right = _span(head.x_px, head.half_width_px, width)
    top, bottom = _span(head.y_px, head.half_height_px, height)
    if right <= left or bottom <= top:
        return
    region = picture[top:bottom, left:right]
    cells = cv2.resize(region, (HEAD_CELLS, HEAD_CELLS), interpolation=cv2.INTER_AREA)
    smooth = cv2.resize(cells, (right - left, bottom - top), interpolation=cv2.INTER_LINEAR)
    mask = np.zeros(region.shape[:2], np.uint8)
    centre = (round(head.x_px) - left, round(head.y_px) - top)
    axes = (max(1, round(head.half_width_px)), max(1, round(head.half_height_px)))
    cv2.ellipse(mask, centre, axes, 0, 0, 360, 255, cv2.FILLED)
    cv2.copyTo(smooth, mask, region)


def _span(centre: float, half: float, side: int) -> tuple[int, int]:
    return max(0, int(centre - half)), min(side, int(centre + half) + 1)
