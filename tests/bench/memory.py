"""Memory over many frames through the real intake and worker, printed: `python -m tests.bench.memory [FRAMES [WINDOWS]]`.

Tags alone, a few small pictures over and over, as fast as they are taken; nothing is judged meanwhile.
"""

import gc
import json
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from threading import Event
from time import perf_counter, sleep

import numpy as np
from sqlmodel import Session, select

from api.clock import GivenClock
from api.health import HealthBoard
from api.intake.plan import PlanLimits
from api.intake.receive import Arrival, take_in
from api.intake.spool import Spool
from api.intake.stills import Stills
from api.intake.worker import Worker
from api.setup.apply_halls import HallApplier
from api.setup.hall_file import HallsTold
from models.database import open_database
from models.tables import CameraRow
from models.upgrade import bring_up_to_date
from tests.api.corpus_run import hall
from vision.jpeg import decode, encode
from vision.looker import Looker
from vision.scene import Scene, Seat

FRAMES, STEPS = 10_000, 10
SMALLER = 2
WAITING_MAX = 64
START = datetime(2026, 6, 3, 1, 0, tzinfo=UTC)


def pictures() -> list[bytes]:
    scene = Scene()
    seats = [{}, {"W1": Seat(person=0)}, {"W2": Seat(sign=True)}, {"W3": Seat(person=1), "W4": Seat(person=2)}]
    whole = [scene.frame(seat, tick=number) for number, seat in enumerate(seats)]
    return [encode(np.ascontiguousarray(decode(jpeg)[::SMALLER, ::SMALLER])) for jpeg in whole]


def now_mb() -> float:
    gc.collect()
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * 4096 / 1e6


def main(frames: int = FRAMES, windows: int = 4) -> None:
    small, began = pictures(), perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        engine = open_database(f"sqlite:///{folder}/conduct.db")
        bring_up_to_date(engine)
        with Session(engine) as session:
            HallApplier(session, by="bench", now=START).apply(HallsTold.model_validate({"halls": [hall(windows)]}))
            session.commit()
            camera = session.exec(select(CameraRow.id)).one()
        spool, clock, arrived = Spool(Path(folder) / "spool", 10**9), GivenClock(START), Event()
        worker = Worker(
            engine=engine, spool=spool, clock=clock, health=HealthBoard(), stills=Stills(), arrived=arrived,
            looked=lambda: None, make_looker=Looker, limits=PlanLimits(look_every_s=1e-6, max_gap_s=60),
        )  # fmt: skip
        worker.start()
        used = [now_mb()]
        for number in range(frames):
            at = START + timedelta(seconds=5 * number)
            clock.move_to(at)
            take_in(Arrival(camera, small[number // 20 % len(small)], at, at), engine, spool, 12_000_000)
            arrived.set()
            last = (number + 1) % (frames // STEPS) == 0
            while len(spool.ids()) > (0 if last else WAITING_MAX):
                sleep(0.005)
            if last:
                used.append(now_mb())
                print(f"{number + 1} frames, {perf_counter() - began:.0f} s, {used[-1]:.0f} MB", file=sys.stderr)
        worker.stop()
        engine.dispose()
    steps = [round(after - before, 1) for before, after in pairwise(used)]
    print(
        json.dumps(
            {
                "frames": frames,
                "seconds": round(perf_counter() - began, 1),
                "mb": [round(mb) for mb in used],
                "steps_mb": steps,
            }
        )
    )


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:]))
