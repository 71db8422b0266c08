"""Windows judged per second of one core, printed: `python -m tests.bench.looking WEIGHTS`.

Three cameras of four windows, from JPEG to looks, against plain `ultralytics predict` on every full frame: the same
weights and pictures in the same run, JPEG decoding on both sides. The process is held to one core, and what is
counted is its CPU time. Nothing is asserted.

Pictures: people at desks from classroom.gif where `../shared` is there, laid as rectangles with
desks and tags of the drawn hall; the drawn hall's own people where it is not.
"""

import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tests.shared import ROOT

os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
os.environ["OMP_NUM_THREADS"] = "1"

import cv2  # noqa: E402, TID251 - real people are laid into drawn frames
import numpy as np  # noqa: E402

from tests.vision.classroom import VIEWS  # noqa: E402
from vision.attire import AttireLimits  # noqa: E402
from vision.attire_colours import ColourLimits  # noqa: E402
from vision.jpeg import decode, encode  # noqa: E402
from vision.look import LookLimits  # noqa: E402
from vision.looker import Looker  # noqa: E402
from vision.pictures import Picture  # noqa: E402
from vision.quality import picture_fault  # noqa: E402
from vision.scene import HEIGHT_PX, WIDTH_PX, WINDOWS, Scene, Seat  # noqa: E402
from vision.shot import Shot  # noqa: E402
from vision.videos import frames  # noqa: E402
from vision.views import crop_around  # noqa: E402
from vision.yolo import YoloEyes  # noqa: E402

CAMERAS, ROUNDS, REPEATS = 3, 16, 5
START = datetime(2026, 6, 3, 1, 0, tzinfo=UTC)
SHARED = Path(os.environ.get("CONDUCT_SHARED", str(ROOT.parent / "shared"))) / "data"
BAY = (56, 120, 256, 445)
"""The staff zone of a drawn window, in pixels of its bay: here real people are laid in."""


@dataclass(frozen=True)
class Taken:
    camera: str
    round: int
    body: bytes


def real_people() -> list[Picture]:
    """Places with people from the recording, widened as they are looked at; none where it is missing."""
    place = SHARED / "occupancy/classroom.gif"
    if not place.exists():
        return []
    shown: list[Picture] = []
    for _offset_s, body in list(frames(place, fps=1))[::3]:
        picture = decode(body)
        for view in VIEWS[:4]:
            crop = crop_around(view.staff_zone, picture.shape[1], picture.shape[0], 0.1)
            shown.append(picture[crop.top : crop.bottom, crop.left : crop.right])
    return shown


def laid(scene: Scene, people: Sequence[Picture], seats: Sequence[int | None], tick: int) -> bytes:
    """A frame of four windows; a number is who sits there."""
    if not people:
        return scene.frame({w: Seat(person=s % 4) for w, s in zip(WINDOWS, seats, strict=True) if s is not None}, tick)
    picture = decode(scene.frame({}, tick))
    left, top, right, bottom = BAY
    for number, seat in enumerate(seats):
        if seat is not None:
            fitted = cv2.resize(people[seat % len(people)], (right - left, bottom - top), interpolation=cv2.INTER_CUBIC)
            picture[top:bottom, left + number * 320 : right + number * 320] = fitted
    return encode(picture, 88)


def changing(scene: Scene, people: Sequence[Picture]) -> list[list[Taken]]:
    """Every window of every camera shows somebody else in every frame, or nobody after somebody."""
    seats = lambda r, c: [None if (r + w) % 4 == 0 else r * 7 + c * 5 + w * 3 for w in range(4)]  # noqa: E731
    return [[Taken(f"c{c}", r, laid(scene, people, seats(r, c), r)) for c in range(CAMERAS)] for r in range(ROUNDS)]


def calm(scene: Scene, people: Sequence[Picture]) -> list[list[Taken]]:
    """Three of four windows staffed; each round one window of the twelve changes, one after the other."""
    seats: list[list[int | None]] = [[c * 4 + w if w else None for w in range(4)] for c in range(CAMERAS)]
    rounds: list[list[Taken]] = []
    for r in range(ROUNDS):
        seats[r % CAMERAS][r // CAMERAS % 4] = None if r % 2 else r * 5
        rounds.append([Taken(f"c{c}", r, laid(scene, people, seats[c], r)) for c in range(CAMERAS)])
    return rounds


def cpu_s(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def windows_a_second(
    looker: Callable[[], Looker], rounds: list[list[Taken]], every_s: float, at_once: int
) -> tuple[float, float]:
    """Windows judged per CPU second and the part of them really looked at; medians."""
    views = Scene().views()
    rates: list[float] = []
    real: list[float] = []
    for _ in range(REPEATS):
        eyes = looker()
        looks = []
        spent = 0.0
        for first in [None, *range(0, len(rounds), at_once)]:
            some = rounds[-1:] if first is None else rounds[first : first + at_once]
            shots = [
                Shot(taken.body, views, taken.camera, START + timedelta(seconds=every_s * (-1 if first is None else n)))
                for n, one in enumerate(some, first or 0)
                for taken in one
            ]
            began = time.process_time()
            looks += [look for seen in eyes.look_many(shots) for look in seen]
            took = time.process_time() - began
            spent += took if len(looks) > CAMERAS * 4 else 0.0
        counted = looks[CAMERAS * 4 :]
        rates.append(len(counted) / spent)
        real.append(sum(not look.again for look in counted) / len(counted))
    return median(rates), median(real)


def plain(weights: Path, rounds: list[list[Taken]], folder: Path) -> float:
    from ultralytics import YOLO  # type: ignore[attr-defined]  # noqa: TID251 - what is compared with

    model = YOLO(str(weights), task="pose" if "pose" in weights.name else "detect")
    names: list[str] = []
    for one in rounds:
        for taken in one:
            (folder / f"{len(names):04}.jpg").write_bytes(taken.body)
            names.append(str(folder / f"{len(names):04}.jpg"))
    model.predict(names[0], verbose=False)
    took = [cpu_s(lambda: [model.predict(name, verbose=False) for name in names]) for _ in range(REPEATS)]
    return len(names) * 4 / median(took)


def bounds(weights: Path, rounds: list[list[Taken]]) -> None:
    """What one round costs, part by part."""
    views = Scene().views()
    eyes = YoloEyes(weights)
    eyes.prove()
    sheet = np.random.default_rng(0).integers(0, 255, (640, 640, 3), np.uint8)
    shot = Shot(rounds[0][0].body, views, "c", START)
    crop = crop_around(views[0].staff_zone, WIDTH_PX, HEIGHT_PX)
    grey = np.ascontiguousarray(shot.grey[crop.top : crop.bottom, crop.left : crop.right])
    parts: dict[str, Callable[[], object]] = {
        "one input of the model": lambda: eyes._persons_in([sheet]),
        "whole decode of a frame": lambda: decode(shot.body),
        "small grey decode of a frame": lambda: Shot(shot.body, views).small(4),
        "quality of a window": lambda: picture_fault(grey),
    }
    for name, work in parts.items():
        print(f"  {name}: {median(cpu_s(work) for _ in range(15)) * 1000:.2f} ms")


def main() -> None:
    weights = Path(sys.argv[1])
    cv2.setNumThreads(1)
    YoloEyes(weights).prove()
    scene, people = Scene(), real_people()
    print(f"{CAMERAS} cameras of 4 windows, {ROUNDS} rounds, people: {len(people) or 'drawn'}, one core, CPU time")

    def looker(clothes: bool = False) -> Looker:
        # what is compared with judges no clothes; no keypoint is this sure, so that nobody's are looked at
        attire = AttireLimits() if clothes else AttireLimits(colours=ColourLimits(point_confidence_min=1.1))
        eyes = Looker(YoloEyes(weights), LookLimits(attire=attire))
        eyes.start()
        return eyes

    with TemporaryDirectory() as folder:
        for name, rounds, every in (
            ("every crop changes", changing(scene, people), (5.0,)),
            ("calm, one window of twelve changes each round", calm(scene, people), (1.0, 5.0)),
        ):
            base = plain(weights, rounds, Path(folder))
            print(f"{name}: plain predict {base:.0f} windows/s")
            for every_s, at_once in [(every_s, at_once) for every_s in every for at_once in (1, 5)]:
                rate, real = windows_a_second(looker, rounds, every_s, at_once)
                dressed, _ = windows_a_second(lambda: looker(clothes=True), rounds, every_s, at_once)
                print(
                    f"  a frame every {every_s:g} s, {at_once * CAMERAS} frames at once: {rate:.0f} windows/s, {rate / base:.2f} times"
                    f" ({dressed:.0f}, {dressed / base:.2f} times with clothes judged too); {real:.0%} looked at"
                )
            bounds(weights, rounds)


if __name__ == "__main__":
    main()
