"""Eyes for the printed tags: AprilTag 36h11 through OpenCV's ArUco module.

Three things keep them cheap without a loss. A window's own tags are all that a code is compared with: of two ids
instead of 587, with the same tolerance for wrong bits, a look takes a tenth of the time. Only the zones are searched.
And where a tag was last is looked at first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import cv2
import numpy as np

from models.values.seeing import Box, Polygon, Signal, SignalKind, WindowView
from vision.eyes import View
from vision.pictures import Grey
from vision.views import Crop, bounds, box_in_whole, crop_around

TAG_SCORE = 1.0
"""The decoder corrects or rejects a code and gives no measure of doubt."""
MODULES = 6
CODE = cv2.aruco.DICT_APRILTAG_36h11
PLACES_MAX = 4096
"""So many last places are remembered; then all are forgotten, which costs one search each."""

Corners = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class MarkerLimits:
    """Where tags are searched, and how."""

    margin: float = 0.1
    """Part of a zone's sides that is searched beyond it. More finds tags hung beside the zone; less is faster."""
    around: float = 0.75
    """Part of a tag's sides that is searched around its last place first. More follows a camera that sways."""
    outline_min_px: int = 56
    """Shortest outline of a tag, black square. Lower tries every speck; higher overlooks tags under 20 px a side."""
    threshold_px: tuple[int, int] = (7, 23)
    """Sides of the two neighbourhoods in which black is told from white: small ones part small modules, large ones see
    large tags whole. A third between them, as OpenCV has it, is half as dear again and finds no more of 1,152 drawn."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    kind: SignalKind
    tag: int
    zone: Polygon


class MarkerEyes:
    """Finds a window's own two tags, and no other: the seat tag in the staff zone, the sign tag in the sign zone.

    Remembers where each was last. Not to be shared between threads.
    """

    def __init__(self, limits: MarkerLimits | None = None) -> None:
        self._limits = limits or MarkerLimits()
        self._code = cv2.aruco.getPredefinedDictionary(CODE)
        # corners are refined after a code is read, and only its rough place is used here
        self._all = cv2.aruco.ArucoDetector(self._code, _parameters())
        self._one = cv2.aruco.ArucoDetector(self._code, _parameters(self._limits.threshold_px))
        self._places: dict[_Wanted, Box] = {}

    def look(self, views: Sequence[View]) -> list[tuple[Signal, ...]]:
        """For each view its window's tags that are visible, the seat tag first."""
        return [self._look_at(view) for view in views]

    def _look_at(self, view: View) -> tuple[Signal, ...]:
        return tuple(
            Signal(kind=wanted.kind, score=TAG_SCORE, box=box)
            for wanted in _wanted(view.window)
            if (box := self._find(view, wanted)) is not None
        )

    def _find(self, view: View, wanted: _Wanted) -> Box | None:
        last = self._places.get(wanted)
        searched = [] if last is None else [_crop_of(last, self._limits.around, view)]
        searched.append(crop_around(wanted.zone, view.width_px, view.height_px, self._limits.margin))
        for crop in searched:
            box = self._find_in(view, wanted.tag, crop)
            if box is not None:
                if len(self._places) >= PLACES_MAX:
                    self._places.clear()
                self._places[wanted] = box
                return box
        return None

    def _find_in(self, view: View, tag: int, crop: Crop) -> Box | None:
        grey = view.grey_in(crop)
        found = self._own(grey, tag)
        return None if found is None else box_in_whole(bounds(found), crop, view.width_px, view.height_px)

    def _own(self, grey: Grey, tag: int) -> Corners | None:
        if tag >= len(self._code.bytesList):
            return None
        parameters = self._one.getDetectorParameters()
        parameters.minMarkerPerimeterRate = self._limits.outline_min_px / max(grey.shape)
        self._one.setDetectorParameters(parameters)
        code = np.ascontiguousarray(self._code.bytesList[tag : tag + 1])
        self._one.setDictionary(cv2.aruco.Dictionary(code, MODULES, self._code.maxCorrectionBits))
        return next((corners for _number, corners in _read(self._one, grey)), None)

    def read(self, grey: Grey) -> list[tuple[int, tuple[tuple[float, float], ...]]]:
        """Every tag in a grey picture: its number and its four corners in pixels."""
        return _read(self._all, grey)


def _parameters(threshold_px: tuple[int, int] | None = None) -> cv2.aruco.DetectorParameters:
    parameters = cv2.aruco.DetectorParameters()
    parameters.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_NONE
    if threshold_px is not None:
        parameters.adaptiveThreshWinSizeMin, parameters.adaptiveThreshWinSizeMax = threshold_px
        parameters.adaptiveThreshWinSizeStep = threshold_px[1] - threshold_px[0]
    return parameters


def _wanted(window: WindowView) -> list[_Wanted]:
    wanted = [_Wanted(SignalKind.seat_tag, 2 * window.tag_number + 1, window.staff_zone)] if window.seat_tag else []
    if window.sign_zone is not None:
        wanted.append(_Wanted(SignalKind.sign_tag, 2 * window.tag_number, window.sign_zone))
    return wanted


def _crop_of(box: Box, around: float, view: View) -> Crop:
    left, top, right, bottom = box
    return crop_around(((left, top), (right, top), (right, bottom)), view.width_px, view.height_px, around)


def _read(detector: cv2.aruco.ArucoDetector, grey: Grey) -> list[tuple[int, Corners]]:
    quads, numbers, _rejected = cast(Any, detector.detectMarkers(grey))
    if numbers is None:
        return []
    return [
        (int(number), tuple((float(x), float(y)) for x, y in quad.reshape(4, 2)))
        for number, quad in zip(numbers.reshape(-1), quads, strict=True)
    ]
