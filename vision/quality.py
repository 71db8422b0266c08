"""Whether a window's crop is lit, sharp and uncovered enough for what is (not) found in it to mean anything."""

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np

from models.values.seeing import Unusable
from vision.pictures import Grey, Picture

MEASURED_SIDE_PX = 640
"""Larger crops are shrunk to this longer side: what is soft in a 4K crop may be sharp enough to be read."""
BLOCK_PX = 16
EDGE_STEPS = 2
"""Steps a grey level in which steepness is counted, so that all of them fit into 256."""


@dataclass(frozen=True, slots=True)
class QualityLimits:
    """Where a picture stops telling anything. Measured on 256 COCO pictures and classroom.gif, see the tests."""

    bright_level_min: float = 40.0
    """The crop's 95th percentile of brightness (0..255) below which it is dark. Higher throws away evenings with the
    lights dimmed; lower trusts pictures in which a hidden tag may only be unlit."""
    busy_share_min: float = 0.03
    """Part of the crop's 16-pixel blocks that must show anything at all. Higher calls a bare wall covered; lower trusts
    a palm held before the lens."""
    busy_spread_min: float = 3.0
    """Standard deviation of brightness in a block that shows something: above a sensor's noise, below a desk's edge."""
    edge_level_min: float = 8.0
    """Grey levels a pixel by which the crop's steepest hundredth must change. Higher calls hazy halls blurred; lower
    takes noise over a blurred picture for edges."""
    reblur_kept_max: float = 0.7
    """Part of its strongest edges' steepness that the crop keeps when it is blurred once more, 0..1: sharp edges lose
    most of it, soft ones nothing. Lower throws away pictures of a soft lens in which all can be seen; higher trusts
    pictures in which a seat tag of 40 px can no longer be read and so seems hidden."""


@dataclass(frozen=True, slots=True)
class Quality:
    """What was measured of a crop."""

    bright_level: float
    busy_share: float
    edge_level: float
    reblur_kept: float


def picture_fault(crop: Grey, limits: QualityLimits | None = None) -> Unusable | None:
    """What is wrong with a grey crop (height x width), if anything: dark, then covered, then blurred."""
    limits = limits or QualityLimits()
    quality = measure(crop, limits.busy_spread_min)
    if quality.bright_level < limits.bright_level_min:
        return Unusable.dark
    if quality.busy_share < limits.busy_share_min:
        return Unusable.covered
    if quality.edge_level < limits.edge_level_min or quality.reblur_kept > limits.reblur_kept_max:
        return Unusable.blurred
    return None


def measure(crop: Grey, busy_spread_min: float) -> Quality:
    """Brightness, texture and sharpness of a grey crop (height x width). Raises ValueError for an empty one."""
    if crop.size == 0:
        raise ValueError("an empty crop has no quality")
    levels = _shrunk(crop)
    steep = _steepness(levels)
    counted = cast(Grey, cv2.convertScaleAbs(steep, alpha=EDGE_STEPS))
    edge_step = _level_below(counted, 0.99)
    edges = (counted >= edge_step).astype(np.uint8)
    before = cv2.mean(steep, mask=edges)[0]
    after = cv2.mean(_steepness(cast(Grey, cv2.blur(levels, (5, 5)))), mask=edges)[0]
    return Quality(
        bright_level=_level_below(levels, 0.95),
        busy_share=_busy_share(levels, busy_spread_min),
        edge_level=edge_step / EDGE_STEPS,
        reblur_kept=after / before if before > 0 else 1.0,
    )


def grey_of(picture: Picture) -> Grey:
    """A picture (height x width x 3, blue-green-red) in grey."""
    return cast(Grey, cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY))


def shrunk_by(picture: Grey, factor: int) -> Grey:
    """A grey picture with each side `factor` times smaller, no side under one pixel."""
    height, width = (max(1, side // factor) for side in picture.shape)
    return cast(Grey, cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA))


def _shrunk(crop: Grey) -> Grey:
    scale = MEASURED_SIDE_PX / max(crop.shape)
    if scale >= 1:
        return crop
    return cast(Grey, cv2.resize(crop, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))


def _level_below(levels: Grey, part: float) -> float:
    """The level below which this part of the grey levels lies, by every other row: counting is cheaper than sorting."""
    rows = np.ascontiguousarray(levels[::2])
    counts = cast(np.ndarray, cv2.calcHist([rows], [0], None, [256], [0, 256])).reshape(-1)
    return float(np.searchsorted(np.cumsum(counts, dtype=np.int64), int(part * (rows.size - 1)), side="right"))


def _busy_share(levels: Grey, spread_min: float) -> float:
    rows, columns = (max(1, side // BLOCK_PX) for side in levels.shape)
    height, width = levels.shape[0] // rows, levels.shape[1] // columns
    across, down = slice(0, columns * width + 1, width), slice(0, rows * height + 1, height)
    means, squares = (
        np.diff(np.diff(sums[down, across], axis=0), axis=1) / (height * width) for sums in cv2.integral2(levels)
    )
    return float((squares - means * means >= spread_min * spread_min).mean())


def _steepness(levels: Grey) -> np.ndarray:
    """Change of grey level a pixel, at most 127.5."""
    # Scharr's weights sum to 16 on each side, two pixels apart
    across, down = (cv2.Scharr(levels, cv2.CV_32F, dx, 1 - dx, scale=1 / 32) for dx in (1, 0))
    return cast(np.ndarray, cv2.magnitude(across, down))
