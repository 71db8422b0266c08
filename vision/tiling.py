"""Several crops as tiles on one sheet, as large as a model's input, so that one look of the model serves them all.

Pure; OpenCV is loaded by the first `draw`. Crops are scaled to one longer side and laid in rows, gutters between them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, log
from typing import cast

import numpy as np

from models.values.seeing import Box
from vision.pictures import Picture
from vision.views import area

GUTTER_GREY = 114
"""What ultralytics pads its pictures with, and so what its models know as nothing."""
SHRINK = 0.96


@dataclass(frozen=True, slots=True)
class TileLimits:
    """How small a crop may become for the sake of speed."""

    side_min_px: int = 150
    """Longer side of a crop on a sheet when many wait. Higher finds people who fill less of their crop; lower looks at
    more windows at once. A zone's crop has people of a third to two thirds of it: at 150 px these are 50 px and up."""
    gutter_px: int = 8
    """Grey between two crops. Wider costs places; narrower lets a person in one crop reach into the next."""
    part_min: float = 0.5
    """Part of a box that must lie in the tile of its centre, 0..1. Higher drops people whom the crop cuts off, lower
    keeps boxes that run over from the next tile."""


@dataclass(frozen=True, slots=True)
class Tile:
    """Where the crop with this index lies on its sheet, in pixels."""

    index: int
    left: int
    top: int
    width_px: int
    height_px: int

    def holds(self, x: float, y: float) -> bool:
        """Whether a point of the sheet lies in the tile."""
        return self.left <= x < self.left + self.width_px and self.top <= y < self.top + self.height_px

    def clipped(self, box: Box) -> Box:
        """A box of the sheet, in pixels, cut to the tile."""
        return (*self.nearest(box[0], box[1]), *self.nearest(box[2], box[3]))

    def nearest(self, x: float, y: float) -> tuple[float, float]:
        """The point of the tile that is nearest to a point of the sheet."""
        across = min(max(x, float(self.left)), float(self.left + self.width_px))
        return across, min(max(y, float(self.top)), float(self.top + self.height_px))


Sheet = tuple[Tile, ...]
Size = tuple[int, int]
"""Width and height in pixels."""


def lay_out(crops: Sequence[Size], sheet: Size, limits: TileLimits | None = None) -> list[Sheet]:
    """Sheets that hold every crop once, as few as `side_min_px` allows, and with tiles as large as so few allow.

    Raises ValueError for a crop without a pixel.
    """
    limits = limits or TileLimits()
    if any(width < 1 or height < 1 for width, height in crops):
        raise ValueError("a crop without a pixel cannot be laid out")
    side = float(max(sheet))
    best = _packed(crops, min(limits.side_min_px, side), sheet, limits.gutter_px)
    few = len(best)
    # how often the side may be shrunk from the sheet's own down to the least; found by halving
    least, most = 0, max(0, ceil(log(limits.side_min_px / side) / log(SHRINK)))
    while least < most:
        middle = (least + most) // 2
        packed = _packed(crops, side * SHRINK**middle, sheet, limits.gutter_px)
        if len(packed) <= few:
            best, most = packed, middle
        else:
            least = middle + 1
    return best


def tile_of(box: Box, sheet: Sheet, part_min: float) -> Tile | None:
    """The tile that a box (pixels of the sheet) belongs to: that of its centre, if enough of it lies there."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    tile = next((tile for tile in sheet if tile.holds(x, y)), None)
    return tile if tile is not None and area(tile.clipped(box)) >= part_min * area(box) else None


def draw(crops: Sequence[Picture], tiles: Sheet, sheet: Size) -> Picture:
    """The sheet: height x width x 3, with every tile's crop (height x width x 3) in its place."""
    import cv2

    drawn = np.full((sheet[1], sheet[0], 3), GUTTER_GREY, np.uint8)
    for tile in tiles:
        crop = crops[tile.index]
        if min(crop.shape[1] // tile.width_px, crop.shape[0] // tile.height_px) >= 2:
            # by whole numbers first: shrinking by area to any other size takes many times as long
            half = (crop.shape[1] // 2, crop.shape[0] // 2)
            crop = cv2.resize(crop[: half[1] * 2, : half[0] * 2], half, interpolation=cv2.INTER_AREA)
        fitted = cv2.resize(crop, (tile.width_px, tile.height_px), interpolation=cv2.INTER_LINEAR)
        drawn[tile.top : tile.top + tile.height_px, tile.left : tile.left + tile.width_px] = cast(Picture, fitted)
    return drawn


def _packed(crops: Sequence[Size], side: float, sheet: Size, gutter_px: int) -> list[Sheet]:
    """Rows of tiles, the tallest first, so that little is lost above the lower ones."""
    sizes = [_fitted(crop, side, sheet) for crop in crops]
    sheets: list[list[Tile]] = []
    left = top = row_foot = 0
    for index in sorted(range(len(crops)), key=lambda one: (-sizes[one][1], one)):
        width, height = sizes[index]
        if left and left + width > sheet[0]:
            left, top = 0, row_foot + gutter_px
        if not sheets or top + height > sheet[1]:
            sheets.append([])
            left = top = row_foot = 0
        sheets[-1].append(Tile(index, left, top, width, height))
        row_foot = max(row_foot, top + height)
        left += width + gutter_px
    return [tuple(tiles) for tiles in sheets]


def _fitted(crop: Size, side: float, sheet: Size) -> Size:
    scale = min(side / max(crop), sheet[0] / crop[0], sheet[1] / crop[1])
    return max(1, int(crop[0] * scale)), max(1, int(crop[1] * scale))
