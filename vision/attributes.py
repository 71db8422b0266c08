"""The attributes model of Intel's Open Model Zoo, cut down to its one answer that is used: long sleeves.

The network is cut behind that score when it is loaded: nothing else of its output, and no judgement of who somebody is,
is ever computed into a value that a caller could read.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import cv2
import numpy as np

from models.values.seeing import Box
from vision.pictures import Picture
from vision.weights import WeightsUnusable

INPUT_WIDTH_PX, INPUT_HEIGHT_PX = 80, 160
SCORES = 8
LONG_SLEEVES = 4
"""The place of `has_longsleeves` in person-attributes-recognition-crossroad-0230."""
BOX_SIDE_PX_MIN = 8


class AttributeEyes:
    """Looks at one person's box. Loads nothing before the first look; `path` is the model's .xml."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._score: Callable[[Any], float] | None = None

    def prove(self) -> None:
        """Loads the model and looks once at a made-up picture. Raises WeightsUnusable with the reason in one line."""
        shades = np.random.default_rng(0).integers(0, 255, (INPUT_HEIGHT_PX, INPUT_WIDTH_PX, 3), np.uint8)
        score = self.long_sleeves(shades, (0.0, 0.0, 1.0, 1.0))
        if score is None or not 0 <= score <= 1:
            raise WeightsUnusable(f"{self._path} answers {score} where a score of 0..1 is expected")

    def long_sleeves(self, picture: Picture, box: Box) -> float | None:
        """How much the person in `box` (0..1 of the picture) wears long sleeves, 0..1; None for a box of a few pixels.

        `picture` is height x width x 3, blue-green-red. Raises WeightsUnusable where the model cannot be loaded.
        """
        height, width = picture.shape[:2]
        left, right = (int(min(1.0, max(0.0, x)) * width) for x in (box[0], box[2]))
        top, bottom = (int(min(1.0, max(0.0, y)) * height) for y in (box[1], box[3]))
        if min(right - left, bottom - top) < BOX_SIDE_PX_MIN:
            return None
        if self._score is None:
            self._score = _load(self._path)
        person = cv2.resize(picture[top:bottom, left:right], (INPUT_WIDTH_PX, INPUT_HEIGHT_PX))
        return self._score(person.transpose(2, 0, 1)[None].astype(np.float32))


def _load(path: Path) -> Callable[[Any], float]:
    if not path.is_file():
        raise WeightsUnusable(f"{path} is not there")
    try:
        compiled = _cut_and_compiled(path)
    except WeightsUnusable:
        raise
    except Exception as error:
        raise WeightsUnusable(f"{path} cannot be loaded: {' '.join(str(error).split())[:300]}") from error
    return lambda person: float(compiled([person])[0].reshape(-1)[0])


def _cut_and_compiled(path: Path) -> Any:
    import openvino
    from openvino import opset8

    vino, ops = cast(Any, openvino), cast(Any, opset8)
    core = vino.Core()
    whole = core.read_model(str(path))
    scores = whole.outputs[0]
    if list(scores.get_shape()) != [1, SCORES, 1, 1]:
        raise WeightsUnusable(f"{path} gives scores of {scores.get_shape()}, not [1,{SCORES},1,1]")
    one = ops.gather(scores.get_node().input_value(0), np.array([LONG_SLEEVES]), np.array(1))
    model = vino.Model([one], whole.get_parameters(), "long sleeves")
    return core.compile_model(model, "CPU", {"INFERENCE_NUM_THREADS": 1})
