"""Eyes for persons: ultralytics YOLO, detection or pose, on the crop around each window's staff zone.

Nothing of ultralytics or torch is imported before the first look.
"""

import logging
import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np

from models.values.seeing import Signal, SignalKind
from vision.eyes import View
from vision.pictures import Picture
from vision.views import Crop, box_in_whole, crop_around, point_in_whole
from vision.weights import WeightsUnusable, task_of

SCORE_MIN = 0.1
"""Low on purpose: a doubtful person counts for nobody, but its head is blurred in a still."""
OVERLAP_MAX = 0.5
PERSONS_MAX = 30
COCO_KEYPOINTS = 17
PROOF_SIDE_PX = 320


@dataclass(frozen=True, slots=True)
class _Model:
    yolo: Any
    person_class: int
    keypoints: bool
    batches: bool


class YoloEyes:
    """Persons around a window's staff zone, also those with a low score and those outside of the zone.

    Belongs to the thread that proves it or looks first: a YOLO object is not safe to share, and another thread gets a
    RuntimeError.
    """

    def __init__(self, weights: Path, score_min: float = SCORE_MIN) -> None:
        self._weights = weights
        self._score_min = score_min
        self._model: _Model | None = None
        self._thread: int | None = None

    @property
    def weights(self) -> Path:
        """Where the weights lie."""
        return self._weights

    @property
    def gives_keypoints(self) -> bool:
        """Whether persons come with COCO's 17 keypoints. False before the first look."""
        return self._model is not None and self._model.keypoints

    def prove(self) -> None:
        """Loads the weights and looks once at a made-up picture. Raises WeightsUnusable with the reason in one line.

        Needed because an OpenVINO folder loads whatever is wrong with it, and only the first look fails.
        """
        shades = np.random.default_rng(0).integers(0, 255, (PROOF_SIDE_PX, PROOF_SIDE_PX, 3), np.uint8)
        try:
            self._persons_in([shades])
        except WeightsUnusable:
            raise
        except Exception as error:
            raise WeightsUnusable(f"{self._weights} cannot look: {_one_line(error)}") from error

    def look(self, views: Sequence[View]) -> list[tuple[Signal, ...]]:
        """For each view its persons, best first, boxes and keypoints in 0..1 of the whole picture.

        Raises WeightsUnusable where the weights cannot be loaded.
        """
        crops = [crop_around(view.window.staff_zone, view.width_px, view.height_px) for view in views]
        pictures = [
            np.ascontiguousarray(view.picture[crop.top : crop.bottom, crop.left : crop.right])
            for view, crop in zip(views, crops, strict=True)
        ]
        found = self._persons_in(pictures)
        return [_signals(one, crop, view) for one, crop, view in zip(found, crops, views, strict=True)]

    def _persons_in(self, pictures: list[Picture]) -> list[Any]:
        model = self._ready()
        rounds = [pictures] if model.batches else [[picture] for picture in pictures]
        return [
            result
            for batch in rounds
            if batch
            for result in model.yolo.predict(
                batch,
                conf=self._score_min,
                iou=OVERLAP_MAX,
                classes=[model.person_class],
                max_det=PERSONS_MAX,
                verbose=False,
                save=False,
            )
        ]

    def _ready(self) -> _Model:
        here = threading.get_ident()
        if self._thread is None:
            self._thread = here
        if self._thread != here:
            raise RuntimeError("these eyes belong to another thread; make new ones for this thread")
        if self._model is None:
            self._model = _load(self._weights)
        return self._model


def _load(weights: Path) -> _Model:
    task = task_of(weights)
    yolo_class = _ultralytics_offline()
    try:
        yolo = yolo_class(str(weights), task=task)
        names = cast(dict[int, str], yolo.names)
    except Exception as error:
        raise WeightsUnusable(f"{weights} cannot be loaded: {_one_line(error)}") from error
    person = next((number for number, name in names.items() if name == "person"), None)
    if person is None:
        raise WeightsUnusable(f"{weights} knows no class 'person'")
    if yolo.task not in {"detect", "pose"}:
        raise WeightsUnusable(f"{weights} is made for the task '{yolo.task}'; eyes need detect or pose")
    return _Model(yolo, person, yolo.task == "pose", batches=weights.suffix == ".pt")


def _ultralytics_offline() -> Any:
    # read by ultralytics at import: else it would install packages, download weights and report to an analytics host
    os.environ["YOLO_AUTOINSTALL"] = "false"
    os.environ["YOLO_OFFLINE"] = "true"
    os.environ.setdefault("YOLO_VERBOSE", "false")
    import ultralytics
    from ultralytics.utils import LOGGER

    settings = cast(Any, ultralytics).settings
    if settings["sync"]:
        settings.update({"sync": False})
    LOGGER.setLevel(logging.ERROR)
    return cast(Any, ultralytics).YOLO


def _signals(result: Any, crop: Crop, view: View) -> tuple[Signal, ...]:
    boxes = result.boxes
    scores = _numbers(boxes.conf)
    corners = _numbers(boxes.xyxy)
    points = None if result.keypoints is None else _numbers(result.keypoints.data)
    signals = [
        Signal(
            kind=SignalKind.person,
            score=float(scores[index]),
            box=box_in_whole(tuple(float(edge) for edge in corners[index]), crop, view.width_px, view.height_px),  # type: ignore[arg-type]
            keypoints=None if points is None else _keypoints(points[index], crop, view),
        )
        for index in range(len(scores))
    ]
    return tuple(sorted(signals, key=lambda signal: -signal.score))


def _keypoints(points: np.ndarray, crop: Crop, view: View) -> tuple[tuple[float, float, float], ...]:
    if points.shape != (COCO_KEYPOINTS, 3):
        raise WeightsUnusable(f"the weights give {points.shape} keypoints a person, not COCO's {COCO_KEYPOINTS} x 3")
    return tuple(
        (*point_in_whole(float(x), float(y), crop, view.width_px, view.height_px), float(confidence))
        for x, y, confidence in points
    )


def _numbers(tensor: Any) -> np.ndarray:
    return np.asarray(tensor.cpu().numpy(), dtype=np.float64)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())[:300] or type(error).__name__
