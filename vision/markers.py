"""Eyes for the printed tags: AprilTag 36h11 through OpenCV's ArUco module."""

from collections.abc import Sequence
from typing import Any, cast

import cv2

from models.values.seeing import Box, Signal, SignalKind
from vision.eyes import View
from vision.pictures import Grey
from vision.quality import grey_of
from vision.views import Crop, bounds, box_in_whole, crop_around

TAG_SCORE = 1.0
"""The decoder corrects or rejects a code and gives no measure of doubt."""


class MarkerEyes:
    """Finds a window's own two tags, and no other: the seat tag around the staff zone, the sign tag around the sign
    zone. Not to be shared between threads."""

    def __init__(self) -> None:
        dictionary = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_APRILTAG_36h11)
        parameters = cv2.aruco.DetectorParameters()
        # corners are refined after a code is read, and only its rough place is used here
        parameters.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_NONE
        self._detector = cv2.aruco.ArucoDetector(dictionary, parameters)

    def look(self, views: Sequence[View]) -> list[tuple[Signal, ...]]:
        """For each view its window's tags that are visible, the seat tag first."""
        return [self._look_at(view) for view in views]

    def _look_at(self, view: View) -> tuple[Signal, ...]:
        window = view.window
        wanted = [(SignalKind.seat_tag, 2 * window.tag_number + 1, window.staff_zone)] if window.seat_tag else []
        if window.sign_zone is not None:
            wanted.append((SignalKind.sign_tag, 2 * window.tag_number, window.sign_zone))
        return tuple(
            Signal(kind=kind, score=TAG_SCORE, box=box)
            for kind, tag, zone in wanted
            if (box := self._find(view, tag, crop_around(zone, view.width_px, view.height_px))) is not None
        )

    def _find(self, view: View, tag: int, crop: Crop) -> Box | None:
        grey = grey_of(view.picture[crop.top : crop.bottom, crop.left : crop.right])
        for number, corners in self.read(grey):
            if number == tag:
                return box_in_whole(bounds(corners), crop, view.width_px, view.height_px)
        return None

    def read(self, grey: Grey) -> list[tuple[int, tuple[tuple[float, float], ...]]]:
        """Every tag in a grey picture: its number and its four corners in pixels."""
        quads, numbers, _rejected = cast(Any, self._detector.detectMarkers(grey))
        if numbers is None:
            return []
        return [
            (int(number), tuple((float(x), float(y)) for x, y in quad.reshape(4, 2)))
            for number, quad in zip(numbers.reshape(-1), quads, strict=True)
        ]
