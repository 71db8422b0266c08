"""Whether somebody is there: on COCO people by crops, and on a recording of desks, by five ways of looking."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from models.values.seeing import Box, Signal, SignalKind, WindowView
from tests.eval.table import Row
from tests.vision.classroom import EMPTY, SEATED
from vision.eyes import PersonEyes, View
from vision.jpeg import decode
from vision.persons import PersonLimits
from vision.pictures import Picture
from vision.second import SecondEyes
from vision.taught import auc
from vision.videos import frames
from vision.yolo import YoloEyes

SIDE_PX = 40
SEED = 4
TRIES = 500
TILES = 4
WHOLE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """A place in a picture, as (left, top, right, bottom) in 0..1, and whether a person is there."""

    picture: Picture
    box: Box
    person: bool

    @property
    def view(self) -> View:
        """The looker adds its 40 % margin by itself."""
        left, top, right, bottom = self.box
        zone = ((left, top), (right, top), (right, bottom), (left, bottom))
        return View(self.picture, WindowView(window="case", tag_number=0, staff_zone=zone, seat_tag=False))


def coco_cases(folder: Path) -> list[Case]:
    """Every person box of 40 px or more in both sides, and as many boxes of the same sizes that no person touches."""
    random = np.random.default_rng(SEED)
    pictures: list[tuple[Picture, list[Box]]] = []
    cases: list[Case] = []
    for file in sorted((folder / "images").rglob("*.jpg")):
        labels = next(iter((folder / "object_detection").rglob(f"{file.stem}.txt")), None)
        people = [] if labels is None else _people(labels)
        picture = decode(file.read_bytes())
        pictures.append((picture, people))
        height, width = picture.shape[:2]
        cases += [
            Case(picture, box, person=True)
            for box in people
            if (box[2] - box[0]) * width >= SIDE_PX and (box[3] - box[1]) * height >= SIDE_PX
        ]
    sizes = [(case.box[2] - case.box[0], case.box[3] - case.box[1], case.picture.shape) for case in cases]
    return cases + [_bare(pictures, size, random) for size in sizes]


def classroom_cases(gif: Path) -> list[Case]:
    """Four seats that are taken and two desks that are not, in every frame."""
    cases: list[Case] = []
    for _, body in frames(gif, fps=1):
        picture = decode(body)
        for views, person in ((SEATED, True), (EMPTY, False)):
            for view in views:
                across, down = zip(*view.staff_zone, strict=True)
                cases.append(Case(picture, (min(across), min(down), max(across), max(down)), person))
    return cases


def occupancy_rows(name: str, cases: Sequence[Case], detection: Path, pose: Path) -> list[Row]:
    """A row for each way of looking at the same places."""
    detect, posing = YoloEyes(detection), YoloEyes(pose)
    ways: dict[str, list[float]] = {
        "YOLO11n full frame": _full_frame(cases, detect),
        "YOLO11n crop": _crops(cases, detect, 1),
        "pose crop": _crops(cases, posing, 1),
        f"tiled YOLO11n crops ({TILES} in one input)": _crops(cases, detect, TILES),
        f"tiled pose crops ({TILES} in one input)": _crops(cases, posing, TILES),
    }
    fused = f"fused (as above; YOLO11n asked, {TILES} in one input, where pose is not sure)"
    ways[fused] = _crops(cases, SecondEyes(posing, detect), TILES)
    truth = [case.person for case in cases]
    return [_row(name, way, list(zip(truth, scores, strict=True))) for way, scores in ways.items()]


def _row(name: str, way: str, ranked: Sequence[tuple[bool, float]]) -> Row:
    hits = sum(truth and score >= PersonLimits().score_min for truth, score in ranked)
    false = sum(not truth and score >= PersonLimits().score_min for truth, score in ranked)
    people = sum(truth for truth, _ in ranked)
    bare = len(ranked) - people
    area = auc(ranked)
    return Row(
        f"occupancy, {name}",
        way,
        f"TPR {hits / people:.3f} ({hits}/{people}), FPR {false / bare:.3f} ({false}/{bare}), AUC {area or 0:.3f}",
    )


def _full_frame(cases: Sequence[Case], eyes: YoloEyes) -> list[float]:
    found: dict[int, tuple[Signal, ...]] = {}
    window = WindowView(window="whole", tag_number=0, staff_zone=WHOLE, seat_tag=False)
    for case in cases:
        if id(case.picture) not in found:
            (found[id(case.picture)],) = eyes.look([View(case.picture, window)])
    return [_best(found[id(case.picture)], case.box) for case in cases]


def _crops(cases: Sequence[Case], eyes: PersonEyes, at_once: int) -> list[float]:
    look: Callable[[list[View]], Any] = eyes.look
    found: list[tuple[Signal, ...]] = []
    for start in range(0, len(cases), at_once):
        found += look([case.view for case in cases[start : start + at_once]])
    return [_best(signals, case.box) for signals, case in zip(found, cases, strict=True)]


def _best(signals: Sequence[Signal], box: Box) -> float:
    """The best score of a person whose middle lies in the place."""
    left, top, right, bottom = box
    return max(
        (
            one.score
            for one in signals
            if one.kind is SignalKind.person
            and left <= (one.box[0] + one.box[2]) / 2 <= right
            and top <= (one.box[1] + one.box[3]) / 2 <= bottom
        ),
        default=0.0,
    )


def _people(labels: Path) -> list[Box]:
    boxes: list[Box] = []
    for line in labels.read_text().splitlines():
        kind, x, y, width, height = (float(number) for number in line.split()[:5])
        if kind == 0:
            boxes.append((max(0.0, x - width / 2), max(0.0, y - height / 2), x + width / 2, y + height / 2))
    return boxes


def _bare(
    pictures: Sequence[tuple[Picture, list[Box]]], size: tuple[float, float, Any], random: np.random.Generator
) -> Case:
    """A place of that size in pixels whose crop, margin and all, lies in a picture and touches no person.

    For boxes so large that there is none, one of the same shape at three quarters, a half or a third of the size.
    """
    wide_px, high_px = size[0] * size[2][1], size[1] * size[2][0]
    for shrink in (1.0, 0.75, 0.5, 0.35):
        for _ in range(TRIES):
            picture, people = pictures[int(random.integers(len(pictures)))]
            width, height = wide_px * shrink / picture.shape[1], high_px * shrink / picture.shape[0]
            if width * 1.8 > 1 or height * 1.8 > 1:
                continue
            left = random.uniform(0.4 * width, 1 - 1.4 * width)
            top = random.uniform(0.4 * height, 1 - 1.4 * height)
            crop = (left - 0.4 * width, top - 0.4 * height, left + 1.4 * width, top + 1.4 * height)
            if not any(_touch(crop, person) for person in people):
                return Case(picture, (left, top, left + width, top + height), person=False)
    raise ValueError(f"no place of {wide_px:.0f} x {high_px:.0f} px without a person")


def _touch(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
