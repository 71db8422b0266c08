"""Eyes for persons: ultralytics YOLO, detection or pose, on the crops around the windows' staff zones.

Crops of several views share one input of the model as tiles: its work is the same for one crop and for twelve.
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

from models.values.seeing import Box, Signal, SignalKind
from vision.eyes import View
from vision.pictures import Picture
from vision.tiling import Sheet, Size, Tile, TileLimits, draw, lay_out, tile_of
from vision.views import Crop, box_in_whole, crop_around, point_in_whole
from vision.weights import WeightsUnusable, task_of

SCORE_MIN = 0.1
"""Low on purpose: a doubtful person counts for nobody, but its head is blurred in a still."""
OVERLAP_MAX = 0.5
PERSONS_MAX = 30
"""So many in one crop."""
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

    def __init__(self, weights: Path, score_min: float = SCORE_MIN, tiles: TileLimits | None = None) -> None:
        self._weights = weights
        self._score_min = score_min
        self._tiles = tiles or TileLimits()
        self._model: _Model | None = None
        self._thread: int | None = None
        self._input: Size | None = None

    @property
    def weights(self) -> Path:
        """Where the weights lie."""
        return self._weights

    @property
    def name(self) -> str:
        return str(self._weights)

    @property
    def gives_keypoints(self) -> bool:
        """Whether persons come with COCO's 17 keypoints. False before the first look."""
        return self._model is not None and self._model.keypoints

    def prove(self) -> None:
        """Loads the weights and looks once at a made-up picture. Raises WeightsUnusable with the reason in one line.

        Needed because an OpenVINO folder loads whatever is wrong with it, and only the first look fails.
        """
        try:
            self._input_px()
        except WeightsUnusable:
            raise
        except Exception as error:
            raise WeightsUnusable(f"{self._weights} cannot look: {one_line(error)}") from error

    def look(self, views: Sequence[View]) -> list[tuple[Signal, ...]]:
        """For each view its persons, best first, boxes and keypoints in 0..1 of the whole picture.

        Raises WeightsUnusable where the weights cannot be loaded.
        """
        if not views:
            return []
        crops = [crop_around(view.window.staff_zone, view.width_px, view.height_px) for view in views]
        pictures = [
            view.picture[crop.top : crop.bottom, crop.left : crop.right]
            for view, crop in zip(views, crops, strict=True)
        ]
        sheet = self._input_px()
        sheets = lay_out([(crop.width_px, crop.height_px) for crop in crops], sheet, self._tiles)
        results = self._persons_in([draw(pictures, tiles, sheet) for tiles in sheets], max(map(len, sheets)))
        found: list[list[Signal]] = [[] for _ in views]
        for tiles, result in zip(sheets, results, strict=True):
            for tile, box, score, points in self._on_sheet(result, tiles):
                found[tile.index].append(_signal(box, score, points, tile, crops[tile.index], views[tile.index]))
        return [tuple(sorted(signals, key=lambda signal: -signal.score)) for signals in found]

    def _on_sheet(self, result: Any, tiles: Sheet) -> list[tuple[Tile, Box, float, "np.ndarray | None"]]:
        """What a model found on one sheet, with the tile that each belongs to; the rest is left out."""
        scores, corners = numbers_of(result.boxes.conf), numbers_of(result.boxes.xyxy)
        points = None if result.keypoints is None else numbers_of(result.keypoints.data)
        found: list[tuple[Tile, Box, float, np.ndarray | None]] = []
        for index, score in enumerate(scores):
            left, top, right, bottom = (float(edge) for edge in corners[index])
            tile = tile_of((left, top, right, bottom), tiles, self._tiles.part_min)
            if tile is not None:
                own = None if points is None else points[index]
                found.append((tile, (left, top, right, bottom), float(score), own))
        return found

    def _persons_in(self, sheets: list[Picture], crops_on_each: int = 1) -> list[Any]:
        model = self._ready()
        rounds = [sheets] if model.batches else [[sheet] for sheet in sheets]
        return [
            result
            for batch in rounds
            if batch
            for result in model.yolo.predict(
                batch,
                conf=self._score_min,
                iou=OVERLAP_MAX,
                classes=[model.person_class],
                max_det=PERSONS_MAX * crops_on_each,
                verbose=False,
                save=False,
            )
        ]

    def _input_px(self) -> Size:
        """Width and height of the model's input, which only a first look tells."""
        if self._input is None:
            self._persons_in([np.random.default_rng(0).integers(0, 255, (PROOF_SIDE_PX, PROOF_SIDE_PX, 3), np.uint8)])
            height, width = self._ready().yolo.predictor.imgsz
            self._input = int(width), int(height)
        return self._input

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
    yolo_class = ultralytics_offline()
    try:
        yolo = yolo_class(str(weights), task=task)
        names = cast(dict[int, str], yolo.names)
    except Exception as error:
        raise WeightsUnusable(f"{weights} cannot be loaded: {one_line(error)}") from error
    person = next((number for number, name in names.items() if name == "person"), None)
    if person is None:
        raise WeightsUnusable(f"{weights} knows no class 'person'")
    if yolo.task not in {"detect", "pose"}:
        raise WeightsUnusable(f"{weights} is made for the task '{yolo.task}'; eyes need detect or pose")
    return _Model(yolo, person, yolo.task == "pose", batches=weights.suffix == ".pt")


def ultralytics_offline() -> Any:
    """The class YOLO, kept off the network and from installing packages."""
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


def _signal(box: Box, score: float, points: "np.ndarray | None", tile: Tile, crop: Crop, view: View) -> Signal:
    def in_crop(x: float, y: float) -> tuple[float, float]:
        across, down = tile.nearest(x, y)
        return (
            (across - tile.left) * crop.width_px / tile.width_px,
            (down - tile.top) * crop.height_px / tile.height_px,
        )

    def in_whole(x: float, y: float) -> tuple[float, float]:
        return point_in_whole(*in_crop(x, y), crop, view.width_px, view.height_px)

    cut = (*in_crop(box[0], box[1]), *in_crop(box[2], box[3]))
    if points is not None and points.shape != (COCO_KEYPOINTS, 3):
        raise WeightsUnusable(f"the weights give {points.shape} keypoints a person, not COCO's {COCO_KEYPOINTS} x 3")
    return Signal(
        kind=SignalKind.person,
        score=score,
        box=box_in_whole(cut, crop, view.width_px, view.height_px),
        keypoints=None
        if points is None
        else tuple((*in_whole(float(x), float(y)), float(confidence)) for x, y, confidence in points),
    )


def numbers_of(tensor: Any) -> np.ndarray:
    """A tensor of ultralytics as numbers."""
    return np.asarray(tensor.cpu().numpy(), dtype=np.float64)


def one_line(error: Exception) -> str:
    """What went wrong, short enough for a log."""
    return " ".join(str(error).split())[:300] or type(error).__name__
