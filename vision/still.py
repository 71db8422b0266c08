"""The only form in which a picture is kept: one window's zones, without a face.

Outside the staff and sign zones everything is pixelated, always. Inside, heads are made unrecognisable by their
keypoints; where no keypoints could be had, everything inside but the tags is pixelated too.
"""

from collections.abc import Sequence
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from models.values.seeing import Box, Polygon, Signal, SignalKind, WindowView
from vision.heads import HeadEllipse, head_of
from vision.jpeg import encode
from vision.pictures import Picture
from vision.views import crop_around

WIDTH_MAX_PX = 1280
BLOCKS_ACROSS = 20
"""Blocks along the longer side: a head of a fifth of the picture is four blocks wide."""
HEAD_CELLS = 3
"""A head's ellipse keeps no more detail than so many cells across."""
STAFF_COLOUR = (60, 220, 255)
SIGN_COLOUR = (255, 170, 60)
QUALITY = 85

Mask = NDArray[np.uint8]


def still(picture: Picture, window: WindowView, signals: Sequence[Signal], heads_known: bool) -> bytes:
    """JPEG bytes of what may be kept of a frame for one window, at most 1280 px wide, without metadata.

    `picture` is height x width x 3, blue-green-red; `signals` everything found in the frame, at any window and with
    any score; `heads_known` whether a detector with keypoints looked at this window. Raises ValueError for a zone that
    lies outside of the picture.
    """
    small = _downscaled(picture)
    height, width = small.shape[:2]
    zones = [zone for zone in (window.staff_zone, window.sign_zone) if zone is not None]
    tags = _boxes([signal.box for signal in signals if signal.kind is not SignalKind.person], width, height)
    persons = [signal for signal in signals if signal.kind is SignalKind.person]
    shown = _shown(window, zones, heads_known and all(person.keypoints for person in persons), tags, width, height)

    kept = _pixelated(small)
    faceless = small.copy()
    for person in persons:
        _hide_head(faceless, head_of(person, width, height))
    kept[shown > 0] = faceless[shown > 0]
    _outline(kept, window)
    return encode(kept, QUALITY)


def _shown(window: WindowView, zones: list[Polygon], heads: bool, tags: Mask, width: int, height: int) -> Mask:
    """The pixels that may be shown: of the zones those in which heads were looked for, or else those of tags."""
    clear = tags
    if heads:
        # the sign zone may reach beyond what the person detector saw
        looked = crop_around(window.staff_zone, width, height)
        clear = tags.copy()
        clear[looked.top : looked.bottom, looked.left : looked.right] = 255
    return cast(Mask, cv2.bitwise_and(clear, _polygons(zones, width, height)))


def _downscaled(picture: Picture) -> Picture:
    scale = WIDTH_MAX_PX / picture.shape[1]
    if scale >= 1:
        return picture
    return cast(Picture, cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))


def _pixelated(picture: Picture) -> Picture:
    height, width = picture.shape[:2]
    block = max(4, max(height, width) // BLOCKS_ACROSS)
    tiny = cv2.resize(picture, (max(1, width // block), max(1, height // block)), interpolation=cv2.INTER_AREA)
    return cast(Picture, cv2.resize(tiny, (width, height), interpolation=cv2.INTER_NEAREST))


def _hide_head(picture: Picture, head: HeadEllipse) -> None:
    """Replaces the ellipse by a few cells' means, smoothed: nothing finer is left to be sharpened again."""
    height, width = picture.shape[:2]
    left, right = _span(head.x_px, head.half_width_px, width)
    top, bottom = _span(head.y_px, head.half_height_px, height)
    if right <= left or bottom <= top:
        return
    region = picture[top:bottom, left:right]
    cells = cv2.resize(region, (HEAD_CELLS, HEAD_CELLS), interpolation=cv2.INTER_AREA)
    smooth = cv2.resize(cells, (right - left, bottom - top), interpolation=cv2.INTER_LINEAR)
    mask = np.zeros((height, width), np.uint8)
    centre = (round(head.x_px), round(head.y_px))
    axes = (max(1, round(head.half_width_px)), max(1, round(head.half_height_px)))
    cv2.ellipse(mask, centre, axes, 0, 0, 360, 255, cv2.FILLED)
    inside = mask[top:bottom, left:right] > 0
    region[inside] = smooth[inside]


def _span(centre: float, half: float, side: int) -> tuple[int, int]:
    return max(0, int(centre - half)), min(side, int(centre + half) + 1)


def _polygons(zones: Sequence[Polygon], width: int, height: int) -> Mask:
    mask = np.zeros((height, width), np.uint8)
    for zone in zones:
        cv2.fillPoly(mask, [_corners(zone, width, height)], 255)
    return mask


def _boxes(boxes: Sequence[Box], width: int, height: int) -> Mask:
    mask = np.zeros((height, width), np.uint8)
    for left, top, right, bottom in boxes:
        mask[int(top * height) : round(bottom * height) + 1, int(left * width) : round(right * width) + 1] = 255
    return mask


def _outline(picture: Picture, window: WindowView) -> None:
    height, width = picture.shape[:2]
    thick = max(1, width // 480)
    if window.sign_zone is not None:
        cv2.polylines(picture, [_corners(window.sign_zone, width, height)], True, SIGN_COLOUR, thick, cv2.LINE_AA)
    cv2.polylines(picture, [_corners(window.staff_zone, width, height)], True, STAFF_COLOUR, thick, cv2.LINE_AA)


def _corners(zone: Polygon, width: int, height: int) -> NDArray[np.int32]:
    return np.array([(round(x * (width - 1)), round(y * (height - 1))) for x, y in zone], np.int32)
