"""Eyes for badges and desk plates: whatever ultralytics detection model a site brings, on the crop of a window."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np

from vision.attire_signals import SignalLimits, SignalMap, SignalState, SiteSignal
from vision.eyes import View
from vision.views import crop_around
from vision.weights import WeightsUnusable, task_of
from vision.yolo import numbers_of, one_line, ultralytics_offline

PROOF_SIDE_PX = 320


class SiteEyes:
    """Looks at one window at a time, at the model's full size: a badge is small. For one thread only."""

    def __init__(self, weights: Path, signals: Mapping[str, str], limits: SignalLimits | None = None) -> None:
        """`signals`: from the model's class names to `badge` or `desk-plate`."""
        self._weights, self._given = weights, dict(signals)
        self._limits = limits or SignalLimits()
        self._yolo: Any = None
        self._map = SignalMap()

    def prove(self) -> None:
        """Loads the model and looks once. Raises WeightsUnusable, also for classes the model does not know."""
        try:
            self._yolo = ultralytics_offline()(str(self._weights), task=task_of(self._weights))
            self._map = SignalMap.of(self._given, set(cast(dict[int, str], self._yolo.names).values()))
            self._found(np.random.default_rng(0).integers(0, 255, (PROOF_SIDE_PX, PROOF_SIDE_PX, 3), np.uint8))
        except WeightsUnusable:
            raise
        except Exception as error:
            raise WeightsUnusable(f"{self._weights} cannot look: {one_line(error)}") from error

    def look(self, views: Sequence[View]) -> list[dict[SiteSignal, SignalState]]:
        """For each view, in order, which signals were seen; those that were not are unknown."""
        if self._yolo is None:
            self.prove()
        seen: list[dict[SiteSignal, SignalState]] = []
        for view in views:
            crop = crop_around(view.window.staff_zone, view.width_px, view.height_px)
            found = self._found(view.picture[crop.top : crop.bottom, crop.left : crop.right])
            seen.append(self._map.states(found, self._limits))
        return seen

    def _found(self, picture: "np.ndarray") -> list[tuple[str, float]]:
        (result,) = self._yolo.predict(picture, conf=self._limits.score_min, verbose=False, save=False)
        names = cast(dict[int, str], self._yolo.names)
        classes, scores = numbers_of(result.boxes.cls), numbers_of(result.boxes.conf)
        return [(names[int(number)], float(score)) for number, score in zip(classes, scores, strict=True)]
