"""The only form in which a picture is kept: the surroundings of one window, and nobody's face.

It leans on no detector: inside the staff and sign zones everything but tags and the words of signs is veiled
(`vision.veil`), so that a face nobody found is as unrecognisable as one that was. Customers' ground and all else is
coarser still. Of heads that were found, however near to the camera, less is left. Only a case about clothes shows
more: one person's body below the shoulders (`vision.torso`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.values.seeing import Polygon, Signal, SignalKind, WindowView
from vision.heads import HeadEllipse, head_of
from vision.jpeg import encode
from vision.pictures import Picture
from vision.torso import Torso, torso_of
from vision.veil import block_px, cell_px, cells, hide_head, smoothed, squares
from vision.views import Crop, bounds, crop_around

SIDE_PX = 512
"""Longer side of a still, whatever the camera's size."""
MARGIN = 0.15
"""Part of the zones' own sides that is shown around them, in blocks."""
STAFF_COLOUR = (60, 220, 255)
SIGN_COLOUR = (255, 170, 60)
OUTLINE_PX = 2
TAGS = (SignalKind.sign_tag, SignalKind.seat_tag)
QUIET = 1 / 8
"""Part of a tag's side that is white paper around it, one module: without it no program reads the tag."""
QUALITY = 80

Mask = NDArray[np.uint8]


def still(picture: Picture, window: WindowView, signals: Sequence[Signal]) -> bytes:
    """JPEG bytes, 512 px on the longer side and without metadata, of what may be kept of a frame for one window.

    `picture` is height x width x 3, blue-green-red; `signals` everything found in the frame, at any window and with
    any score. Raises ValueError for a zone that lies outside of the picture.
    """
    return encode(_composed(_Frame.of(picture, window), window, signals, None), QUALITY)


def torso_still(picture: Picture, window: WindowView, own: Sequence[Signal], signals: Sequence[Signal]) -> bytes | None:
    """As `still`, with the clothes of the one person at the window below the shoulders.

    `own`: what was found looking at this window; a neighbour's look may have found the same person once more. None
    where there is not exactly one, or where that person's head is not known for certain.
    """
    frame = _Frame.of(picture, window)
    torso = torso_of(own, window, frame.width_px, frame.height_px)
    return None if torso is None else encode(_composed(frame, window, signals, torso), QUALITY)


@dataclass(frozen=True, slots=True, eq=False)
class _Frame:
    """A part of a picture, and the size in which it is drawn."""

    part: Picture
    crop: Crop
    width_px: int
    height_px: int
    """Of the whole picture."""

    @staticmethod
    def of(picture: Picture, window: WindowView) -> "_Frame":
        height, width = picture.shape[:2]
        crop_around(window.staff_zone, width, height)  # the sign zone alone would not tell that it lies outside
        left, top, right, bottom = bounds(corner for zone in _zones(window) for corner in zone)
        box = ((left, top), (right, top), (right, bottom), (left, bottom))
        crop = crop_around(box, width, height, MARGIN)
        return _Frame(picture[crop.top : crop.bottom, crop.left : crop.right], crop, width, height)

    @property
    def scale(self) -> float:
        return SIDE_PX / max(self.crop.width_px, self.crop.height_px)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height as drawn."""
        return max(1, round(self.crop.width_px * self.scale)), max(1, round(self.crop.height_px * self.scale))

    def drawn(self, x: float, y: float) -> tuple[float, float]:
        """A point in 0..1 of the whole picture, as drawn."""
        return (x * self.width_px - self.crop.left) * self.scale, (y * self.height_px - self.crop.top) * self.scale

    def corners(self, zone: Polygon) -> NDArray[np.int32]:
        return np.array([self.drawn(x, y) for x, y in zone]).round().astype(np.int32)

    def head(self, person: Signal) -> HeadEllipse:
        head = head_of(person, self.width_px, self.height_px)
        x, y = self.drawn(head.x_px / self.width_px, head.y_px / self.height_px)
        return HeadEllipse(x, y, head.half_width_px * self.scale, head.half_height_px * self.scale)

    def polygons(self, zones: Sequence[Polygon]) -> Mask:
        width, height = self.size
        mask = np.zeros((height, width), np.uint8)
        for zone in zones:
            cv2.fillPoly(mask, [self.corners(zone)], 255)
        return mask


def _composed(frame: _Frame, window: WindowView, signals: Sequence[Signal], torso: Torso | None) -> Picture:
    size = frame.size
    zones = frame.polygons(_zones(window))
    customers = frame.polygons([window.customer_zone] if window.customer_zone else [])
    own = zones & ~customers
    cell = cell_px(window.staff_zone, frame.width_px, frame.height_px)
    few = cells(frame.part, cell)
    shown = smoothed(few, size)
    clear = frame.polygons([_corners(signal) for signal in signals if signal.kind is not SignalKind.person]) & zones
    if torso is not None:
        body = frame.polygons([torso.outline]) & frame.polygons([window.staff_zone]) & ~customers
        cv2.copyTo(smoothed(cells(frame.part, torso.cell_px), size), body, shown)
    if clear.any():
        cv2.copyTo(cv2.resize(frame.part, size, interpolation=cv2.INTER_LINEAR), clear, shown)
    for person in (signal for signal in signals if signal.kind is SignalKind.person):
        hide_head(shown, frame.head(person))
    block = max(block_px(frame.width_px, frame.height_px), cell)
    kept = squares(cells(few, block / cell), size)
    cv2.copyTo(shown, own, kept)
    _outline(kept, frame, window)
    # a line across a tag would make it unreadable
    cv2.copyTo(shown, clear, kept)
    return kept


def _zones(window: WindowView) -> list[Polygon]:
    return [zone for zone in (window.staff_zone, window.sign_zone) if zone is not None]


def _corners(signal: Signal) -> Polygon:
    left, top, right, bottom = signal.box
    if signal.kind in TAGS:
        across, down = (right - left) * QUIET, (bottom - top) * QUIET
        left, top, right, bottom = left - across, top - down, right + across, bottom + down
    return (left, top), (right, top), (right, bottom), (left, bottom)


def _outline(picture: Picture, frame: _Frame, window: WindowView) -> None:
    if window.sign_zone is not None:
        cv2.polylines(picture, [frame.corners(window.sign_zone)], True, SIGN_COLOUR, OUTLINE_PX, cv2.LINE_AA)
    cv2.polylines(picture, [frame.corners(window.staff_zone)], True, STAFF_COLOUR, OUTLINE_PX, cv2.LINE_AA)
