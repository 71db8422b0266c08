"""`staff-conduct weights check`: whether weights can look, how fast, and how many persons they find in pictures."""

from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

from vision.eyes import WHOLE_PICTURE, View
from vision.jpeg import Broken, decode
from vision.persons import PersonLimits
from vision.yolo import YoloEyes


@dataclass(frozen=True, slots=True)
class WeightsReport:
    """What weights did on a folder of JPEG files."""

    weights: Path
    keypoints: bool
    persons_in: tuple[tuple[str, int], ...]
    """For each file name the persons found in the whole picture with a score that counts."""
    undecodable: tuple[str, ...]
    look_ms_median: float | None
    """None without a picture."""


def check_weights(weights: Path, folder: Path, person_score_min: float = PersonLimits().score_min) -> WeightsReport:
    """Proves weights, then looks at every .jpg of a folder. Raises WeightsUnusable."""
    eyes = YoloEyes(weights)
    eyes.prove()
    persons: list[tuple[str, int]] = []
    undecodable: list[str] = []
    took_ms: list[float] = []
    for file in sorted(folder.glob("*.jp*g")):
        try:
            picture = decode(file.read_bytes())
        except Broken:
            undecodable.append(file.name)
            continue
        began = perf_counter()
        (found,) = eyes.look([View(picture, WHOLE_PICTURE)])
        took_ms.append((perf_counter() - began) * 1000)
        persons.append((file.name, sum(signal.score >= person_score_min for signal in found)))
    return WeightsReport(
        weights, eyes.gives_keypoints, tuple(persons), tuple(undecodable), median(took_ms) if took_ms else None
    )
