"""Where a picture's edges run, in so few cells that a camera can be told to have moved, and nobody can be told at all.

The grid has 160 x 90 cells, each 8 x 8 pixels of a picture of 1280 x 720: a head is a handful of them, and of each no
more is known than whether an edge runs through it, and which of two ways. Brightness is compared by its ratio, so that
half the light leaves the same edges.
"""

from math import ceil, floor
from typing import TypeAlias, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from models.values.seeing import Polygon, WindowView
from vision.pictures import Grey
from vision.views import CROP_MARGIN, bounds

WIDTH_CELLS, HEIGHT_CELLS = 160, 90
RATIO_MIN = 6 / 48
"""How steep an edge must be, as a ratio of brightness from cell to cell (its logarithm). Lower takes noise in the
dark for edges; higher loses the edges of a dim hall."""
LIFT = 16.0
"""Grey levels added before ratios are taken, so that noise in black is no edge."""
PART_MIN = 0.2
"""Part of all edges that must run one way for these to be counted by themselves. Lower lets a few edges decide."""

Edges: TypeAlias = NDArray[np.bool_]
"""2 x 90 x 160: whether an edge runs through a cell, first those that run down, then those that run across."""
Cells: TypeAlias = NDArray[np.bool_]
"""90 x 160."""


def edges_of(grey: Grey) -> Edges:
    """The edges of a grey picture (height x width) of any size."""
    few = cv2.resize(grey, (WIDTH_CELLS, HEIGHT_CELLS), interpolation=cv2.INTER_AREA)
    levels = cast(np.ndarray, cv2.GaussianBlur(cv2.log(few.astype(np.float32) + LIFT), (3, 3), 0))
    # Scharr's weights sum to 16 on each side, two cells apart
    across = np.abs(cv2.Scharr(levels, cv2.CV_32F, 1, 0, scale=1 / 32))
    down = np.abs(cv2.Scharr(levels, cv2.CV_32F, 0, 1, scale=1 / 32))
    edges = np.stack([(across > RATIO_MIN) & (across >= down), (down > RATIO_MIN) & (down > across)])
    # only the steepest cell of an edge: wide ones would be met by whatever comes to lie there
    edges[0, :, 1:-1] &= (across[:, 1:-1] >= across[:, :-2]) & (across[:, 1:-1] >= across[:, 2:])
    edges[1, 1:-1] &= (down[1:-1] >= down[:-2]) & (down[1:-1] >= down[2:])
    return edges


def kept_share(reference: Edges, edges: Edges) -> float:
    """Which part of the reference's edges, 0..1, is still there, or in the next cell.

    Of the two ways in which edges run, that of which less is kept: a camera that is turned sideways still sees the long
    edge of a desk where it was.
    """
    total = np.count_nonzero(reference)
    shares: list[float] = []
    for meant, seen in zip(reference, edges, strict=True):
        there = np.count_nonzero(meant)
        if there and there >= PART_MIN * total:
            near = cv2.dilate(seen.view(np.uint8), np.ones((3, 3), np.uint8)).view(np.bool_)
            shares.append(float(np.count_nonzero(meant & near) / there))
    return min(shares, default=1.0)


def around_zones(views: tuple[WindowView, ...]) -> Cells:
    """The surroundings of all zones, without the places where people are meant to be."""
    cells = np.zeros((HEIGHT_CELLS, WIDTH_CELLS), np.bool_)
    for view in views:
        for zone in (view.staff_zone, view.sign_zone):
            if zone is not None:
                cells[_within(zone, CROP_MARGIN)] = True
    for view in views:
        for zone in (view.staff_zone, view.customer_zone):
            if zone is not None:
                cells[_within(zone, 0)] = False
    return cells


def _within(zone: Polygon, margin: float) -> tuple[slice, slice]:
    """The cells that a zone, widened by `margin` of its sides, touches."""
    left, top, right, bottom = bounds(zone)
    beside, above = (right - left) * margin, (bottom - top) * margin
    return (
        slice(max(0, floor((top - above) * HEIGHT_CELLS)), ceil((bottom + above) * HEIGHT_CELLS)),
        slice(max(0, floor((left - beside) * WIDTH_CELLS)), ceil((right + beside) * WIDTH_CELLS)),
    )
