"""`staff-conduct weights optimize`: .pt weights as an OpenVINO model for this CPU, proven and timed on both sides."""

import logging
import shutil
import tempfile
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, cast

import numpy as np

from vision.eyes import WHOLE_PICTURE, PersonEyes, View
from vision.jpeg import Broken, decode, jpeg_files
from vision.pictures import Picture
from vision.weights import WeightsUnusable
from vision.yolo import YoloEyes

CALIBRATION_MIN = 20
"""Pictures below which INT8 is refused: its levels are set from them. Fewer costs people found, unseen."""
LOOKS_TIMED = 10
SIDE_PX = 640


@dataclass(frozen=True, slots=True)
class Optimized:
    """An exported model and what a look took before and after, in milliseconds (median of ten)."""

    place: Path
    int8: bool
    before_ms: float
    after_ms: float


def optimize(weights: Path, out: Path, calibration: Path | None = None) -> Optimized:
    """Exports .pt weights into a new folder in `out`: NAME_openvino_model, or NAME_int8_openvino_model.

    FP32, or INT8 where a folder of at least 20 JPEG pictures of the hall calibrates it. Both models are proven by
    looking. Raises WeightsUnusable with the reason in one line, and leaves nothing behind then.
    """
    pictures = jpeg_files(calibration) if calibration is not None else ()
    refused = why_not(weights, out, pictures if calibration is not None else None)
    if refused is not None:
        raise WeightsUnusable(refused)
    # proving comes first: it also keeps ultralytics off the network and from installing packages
    before = YoloEyes(weights)
    before.prove()
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out, prefix=".exporting-") as scratch:
        made = _export(weights, Path(scratch), pictures)
        after = YoloEyes(made)
        after.prove()
        seen = _sample(pictures)
        before_ms, after_ms = time_looks(before, seen), time_looks(after, seen)
        place = _place(weights, out, int8=bool(pictures))
        shutil.move(made, place)
    return Optimized(place, bool(pictures), before_ms, after_ms)


def why_not(weights: Path, out: Path, pictures: Sequence[Path] | None) -> str | None:
    """Why these weights cannot be exported, if so; `pictures` calibrate INT8, None for FP32."""
    if weights.suffix != ".pt":
        return f"{weights} is exported already; only .pt weights can be optimized"
    if pictures is not None and len(pictures) < CALIBRATION_MIN:
        return f"{len(pictures)} pictures cannot calibrate INT8; {CALIBRATION_MIN} JPEG pictures of the hall can"
    if pictures is not None and find_spec("nncf") is None:
        return "INT8 needs the Python package nncf, which is not installed; without pictures FP32 is exported"
    place = _place(weights, out, int8=pictures is not None)
    return f"{place} is there already" if place.exists() else None


def time_looks(eyes: PersonEyes, pictures: Sequence[Picture], clock_s: Callable[[], float] = perf_counter) -> float:
    """Milliseconds a look at a whole picture takes, the median; one look before is not counted."""
    took: list[float] = []
    for picture in (pictures[0], *pictures):
        began = clock_s()
        eyes.look([View(picture, WHOLE_PICTURE)])
        took.append((clock_s() - began) * 1000)
    return median(took[1:])


def _export(weights: Path, scratch: Path, pictures: Sequence[Path]) -> Path:
    import ultralytics

    # exported beside its source, so from a copy
    source = scratch / weights.name
    shutil.copyfile(weights, source)
    told: dict[str, Any] = {"format": "openvino", "imgsz": SIDE_PX, "device": "cpu", "verbose": False}
    try:
        yolo = cast(Any, ultralytics).YOLO(str(source))
        if pictures:
            # it tells every layer it leaves as it is
            logging.getLogger("nncf").setLevel(logging.ERROR)
            told |= {"quantize": 8, "data": str(_calibration_set(scratch, pictures, yolo)), "fraction": 1.0}
        with warnings.catch_warnings():
            # torch deprecates the tracing that ultralytics exports by
            warnings.simplefilter("ignore")
            return Path(str(yolo.export(**told)))
    except Exception as error:
        raise WeightsUnusable(f"{weights} cannot be exported: {' '.join(str(error).split())[:300]}") from error


def _calibration_set(scratch: Path, pictures: Sequence[Path], yolo: Any) -> Path:
    """What ultralytics wants to be given: a data set of pictures, here without labels."""
    import yaml

    folder = scratch / "data" / "images"
    folder.mkdir(parents=True)
    for number, picture in enumerate(pictures):
        shutil.copyfile(picture, folder / f"{number:05d}.jpg")
    told: dict[str, Any] = {"path": str(folder.parent), "train": "images", "val": "images", "names": dict(yolo.names)}
    if yolo.task == "pose":
        told["kpt_shape"] = [17, 3]
    place = scratch / "data.yaml"
    place.write_text(yaml.safe_dump(told), encoding="utf-8")
    return place


def _sample(pictures: Sequence[Path]) -> list[Picture]:
    seen: list[Picture] = []
    for file in pictures[:LOOKS_TIMED]:
        try:
            seen.append(decode(file.read_bytes()))
        except Broken:
            continue
    shades = np.random.default_rng(0)
    return seen or [shades.integers(0, 255, (SIDE_PX, SIDE_PX, 3), np.uint8) for _ in range(LOOKS_TIMED)]


def _place(weights: Path, out: Path, *, int8: bool) -> Path:
    return out / f"{weights.stem}{'_int8' if int8 else ''}_openvino_model"
