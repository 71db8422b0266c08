"""What stills cost, printed: `python -m tests.bench.stills [WEIGHTS]`. Times are of the CPU, so that other work counts little.

A camera of four drawn windows, one frame per 5 s of captured time, people and signs changing: looked at with and
without the making of stills. Nothing is asserted.
"""

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from uuid import UUID

import numpy as np

from api.intake.still_making import Seen, offer_stills
from api.intake.stills import Stills
from api.intake.worker import state_of_sighting
from models.values.seeing import Signal
from vision.caption import captioned
from vision.jpeg import decode
from vision.looker import Looker
from vision.scene import WINDOWS, Scene, Seat
from vision.shot import Shot
from vision.still import still, torso_still

FRAMES, ROUNDS, TIMES = 120, 3, 100
START = datetime(2026, 6, 3, 1, 0, tzinfo=UTC)
CAMERA = UUID(int=99)
WORDS = ("窗口无人在岗 Window unattended", "城北营业厅 W1 · 2026-06-03 09:12:05 +08:00")


def cpu_ms(work: Callable[[], object]) -> float:
    work()
    took: list[float] = []
    for _ in range(TIMES):
        began = time.process_time()
        work()
        took.append((time.process_time() - began) * 1000)
    return median(took)


def looker(weights: str | None) -> Looker:
    if weights is None:
        return Looker()
    from vision.yolo import YoloEyes

    return Looker(YoloEyes(Path(weights)))


def seat(number: int, window: int) -> Seat:
    """Each window staffed for two minutes, empty for two, and with the sign out for one."""
    phase = (number + window * 15) % 60
    return Seat(person=(number // 7 + window) % 4) if phase < 24 else Seat(sign=phase >= 48)


def looking(frames: list[bytes], scene: Scene, weights: str | None, stills: Stills | None) -> float:
    """CPU seconds for all frames."""
    eyes, views = looker(weights), scene.views()
    eyes.start()
    ids = [UUID(int=number) for number in range(len(views))]
    began = time.process_time()
    for number, jpeg in enumerate(frames):
        at = START + timedelta(seconds=5 * number)
        shot = Shot(jpeg, views, "c", at)
        (looks,) = eyes.look_many([shot])
        if stills is not None:
            seen = [
                Seen(window_id, view, look, state_of_sighting(look.sighting))
                for window_id, view, look in zip(ids, views, looks, strict=True)
            ]
            offer_stills(stills, shot, CAMERA, seen, captured_at=at, now=at)
    return time.process_time() - began


def main() -> None:
    weights = sys.argv[1] if len(sys.argv) > 1 else None
    scene = Scene()
    frames = [
        scene.frame({code: seat(number, window) for window, code in enumerate(WINDOWS)}, tick=number)
        for number in range(FRAMES)
    ]
    signals, picture = found(frames[5], scene, weights)
    view = scene.views()[0]
    for width in (1280, 2560, 3840):
        large = np.kron(picture, np.ones((width // 1280, width // 1280, 1), np.uint8))
        plain, clothes = still(large, view, signals), torso_still(large, view, signals, signals)
        told = f"{cpu_ms(lambda p=large: still(p, view, signals)):.1f} ms, {len(plain) / 1000:.0f} kB"
        if clothes is not None:
            told += f"; clothes {cpu_ms(lambda p=large: torso_still(p, view, signals, signals)):.1f} ms"
        print(f"a still of one window in a picture {width} px wide: {told}")
    print(
        f"words below it, once a picture is kept: {cpu_ms(lambda: captioned(still(picture, view, ()), WORDS)):.1f} ms"
    )
    without, having, kept = [], [], Stills()
    for _ in range(ROUNDS):
        without.append(looking(frames, scene, weights, None))
        kept = Stills()
        having.append(looking(frames, scene, weights, kept))
    a, b = median(without) / FRAMES * 1000, median(having) / FRAMES * 1000
    print(f"a frame of four windows: {a:.1f} ms of CPU without stills, {b:.1f} ms with ({(b / a - 1):.1%} more)")
    of_window = kept.size_bytes / len(WINDOWS)
    print(
        f"in memory after {FRAMES * 5 // 60} min: {of_window / 1000:.0f} kB a window, {of_window * 200 / 1e6:.0f} MB for 200"
    )


def found(jpeg: bytes, scene: Scene, weights: str | None) -> tuple[list[Signal], np.ndarray]:
    picture = decode(jpeg)
    return [signal for look in looker(weights).look(picture, scene.views()) for signal in look.signals], picture


if __name__ == "__main__":
    main()
