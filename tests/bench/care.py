"""What watching over a camera costs beside looking at its frames, printed: `python -m tests.bench.care`.

Frames of 1280 x 720 with four windows, CPU time of one core, medians; in a database on disk as the service uses it.
Calm frames (nothing is the matter), those of a camera that is frozen or moved, and a round in which nothing comes of 200
cameras. Nothing is asserted.
"""

import os
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})

import cv2  # noqa: E402, TID251 - held to one core
from sqlmodel import Session, func, select  # noqa: E402

from api.database import writing_to  # noqa: E402
from api.intake.care import CameraCare  # noqa: E402
from api.intake.plan import Waiting  # noqa: E402
from models.database import open_database  # noqa: E402
from models.tables import CameraRow, CameraTraceRow, FrameRow, HallRow  # noqa: E402
from models.tables.base import new_id  # noqa: E402
from models.upgrade import bring_up_to_date  # noqa: E402
from tests.api.watched_hall import START, WatchedHall, watched_hall  # noqa: E402
from vision.care import measure  # noqa: E402
from vision.looker import Looker  # noqa: E402
from vision.scene import Condition, Scene, Seat  # noqa: E402
from vision.shot import Shot  # noqa: E402

FRAMES, CAMERAS = 240, 200


def cpu_ms(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000


def frames_of(hall: WatchedHall, name: str) -> Callable[[int], bytes]:
    same = hall.scene.frame({}, 1)
    if name == "frozen":
        return lambda _: same
    condition = Condition.moved if name == "moved" else Condition.good
    return lambda n: hall.scene.frame({"W1": Seat(person=n // 20 % 4)}, n, condition)


def one_camera(hall: WatchedHall, name: str, first: int) -> None:
    care, looker = hall.worker._care, Looker()
    camera_id = hall.camera()
    drawn = frames_of(hall, name)
    took: dict[str, list[float]] = {"looking": [], "measuring": [], "storing": []}
    for n in range(first, first + FRAMES):
        at = START + timedelta(seconds=5 * n)
        hall.clock.move_to(at)
        body = drawn(n)
        frame = Waiting(new_id(), camera_id, at, at)
        shot = Shot(body, hall.scene.views(), str(camera_id), at)
        care.attend([frame])
        looks = []
        took["looking"].append(cpu_ms(lambda: looks.extend(looker.look_many([shot])[0])))  # noqa: B023
        cared = []
        took["measuring"].append(cpu_ms(lambda: cared.append(care.measure(frame, shot, looks))))  # noqa: B023
        with writing_to(hall.engine) as session:
            session.exec(select(CameraRow)).all()
            stored = []
            took["storing"].append(cpu_ms(lambda: stored.append(care.keep(session, frame, cared[0]))))  # noqa: B023
        care.settle(stored[0])
    told = "  ".join(f"{what} {median(spent):.2f} ms" for what, spent in took.items())
    print(f"{name}: {told}; care in all {median(took['measuring']) + median(took['storing']):.2f} ms a frame")


def parts(scene: Scene) -> None:
    looker, spent = Looker(), []
    for n in range(50):
        shot = Shot(scene.frame({}, n), scene.views(), "c", START + timedelta(seconds=5 * n))
        (looks,) = looker.look_many([shot])
        spent.append(cpu_ms(lambda: measure(shot, looks)))  # noqa: B023
    print(f"of which fingerprint and edges: {median(spent):.2f} ms")


def many_cameras(hall: WatchedHall) -> None:
    with Session(hall.engine) as session:
        hall_id = session.exec(select(HallRow.id)).one()
        session.add_all(CameraRow(code=f"c{n}", hall_id=hall_id) for n in range(CAMERAS))
        session.commit()
        ids = session.exec(select(CameraRow.id)).all()
    care = CameraCare(hall.engine, hall.clock)
    now = hall.clock.now()
    for n in range(20):
        hall.clock.move_to(now + timedelta(seconds=2 * n))
        frames = [Waiting(new_id(), id_, hall.clock.now(), hall.clock.now()) for id_ in ids]
        care.attend(frames)
    spent = []
    for n in range(20, 30):
        hall.clock.move_to(now + timedelta(seconds=2 * n))
        spent.append(cpu_ms(lambda: care.attend([])))
    print(f"a round over {CAMERAS} cameras of which nothing comes yet: {median(spent):.1f} ms, every 2 s")


def main() -> None:
    cv2.setNumThreads(1)
    scene = Scene()
    print(
        f"{FRAMES} frames of {len(scene.frame({})) / 1000:.0f} kB each, four windows, tags only, CPU time of one core"
    )
    with TemporaryDirectory() as folder:
        engine = open_database(f"sqlite:///{folder}/conduct.db")
        bring_up_to_date(engine)
        hall = watched_hall(engine, Path(folder), scene)
        for number, name in enumerate(("calm", "frozen", "moved")):
            one_camera(hall, name, number * FRAMES)
        parts(scene)
        with Session(engine) as session:
            size = session.exec(select(func.sum(func.length(CameraTraceRow.observations)))).one()
            rows = session.exec(select(func.count()).select_from(CameraTraceRow)).one()
            session.exec(select(FrameRow)).all()
        print(f"kept of {3 * FRAMES} frames: {rows} rows, {size} bytes")
        many_cameras(hall)


if __name__ == "__main__":
    main()
