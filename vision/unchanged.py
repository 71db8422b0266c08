"""Whether a window's part of the picture changed since it was last really looked at.

What did not change need not be looked at again, for a while. The comparison is made on a small grey picture, block by
block against the last real look (never the last frame, so that slow changes add up), and errs towards a change.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import cv2
import numpy as np

from models.values.seeing import WindowView
from vision.pictures import Grey
from vision.views import Crop, bounds, crop_around

FACTORS = (8, 4, 2, 1)


@dataclass(frozen=True, slots=True)
class ChangeLimits:
    """When a look may stand for the next frame too."""

    reuse_s: float = 30.0
    """How long after a real look, in captured time, it may stand. Longer looks less often; shorter corrects a doubtful
    look sooner. 0 looks at every frame."""
    renew_s: float = 20.0
    """Where another window of the same frame is looked at, a look of this age is made anew along with it: decoding and
    the model's input are paid for. Shorter looks more often; longer looks at each window by itself."""
    level_max: float = 5.0
    """Mean difference of a block's grey levels (0..255) above which it changed. Lower takes a sensor's noise for
    change and saves nothing; higher could miss a grey sleeve before a grey chair."""
    block_px: int = 4
    """Side of a block in the small picture. Larger averages a hand away; smaller sees noise."""
    side_min_px: int = 64
    """Shorter side that the smallest crop keeps in the small picture. More sees smaller things move; less is decoded
    faster."""


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """What a window looked like at a real look."""

    view: WindowView
    at: datetime
    part: Grey
    """The window's part of the small picture, height x width."""


def factor_for(windows: Iterable[WindowView], width_px: int, height_px: int, limits: ChangeLimits) -> int:
    """How many times smaller a picture may be for its windows to be compared: 8, 4, 2 or 1."""
    crops = [watched(view, width_px, height_px) for view in windows]
    least = min((min(crop.width_px, crop.height_px) for crop in crops), default=0)
    return next((factor for factor in FACTORS if least >= factor * limits.side_min_px), 1)


def watched(view: WindowView, width_px: int, height_px: int) -> Crop:
    """All of a picture that has a say in a look at this window: around the staff zone and around the sign zone."""
    crops = [crop_around(zone, width_px, height_px) for zone in (view.staff_zone, view.sign_zone) if zone is not None]
    left, top, _, _ = bounds((crop.left, crop.top) for crop in crops)
    _, _, right, bottom = bounds((crop.right, crop.bottom) for crop in crops)
    return Crop(int(left), int(top), int(right), int(bottom))


def part_of(small: Grey, view: WindowView) -> Grey:
    """A window's part of a small picture, its own copy."""
    crop = watched(view, small.shape[1], small.shape[0])
    return small[crop.top : crop.bottom, crop.left : crop.right].copy()


def still_stands(last: Seen, now: Seen, limits: ChangeLimits) -> bool:
    """Whether the look at `last` may stand for `now`: the same zones, later but not much, and no block changed."""
    if now.view != last.view or now.part.shape != last.part.shape:
        return False
    if not timedelta(0) <= now.at - last.at < timedelta(seconds=limits.reuse_s):
        return False
    return most_changed(last.part, now.part, limits.block_px) <= limits.level_max


def most_changed(before: Grey, after: Grey, block_px: int) -> float:
    """The mean difference in grey levels of the block that changed most between two pictures of one size."""
    differences = np.asarray(cv2.absdiff(before, after), np.float32)
    side = min(block_px, *differences.shape)
    # overlapping blocks, so that what straddles two of them counts in full
    return float(cv2.boxFilter(differences, -1, (side, side), borderType=cv2.BORDER_REPLICATE).max())
