"""How fast frames are taken in, printed: `python -m tests.bench.ingest`.

The frames route, served by uvicorn, beside a bare Starlette handler that streams, writes and fsyncs the same bodies:
the same client posts to one and the other in turn. Nothing is asserted.
"""

import http.client
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import numpy as np

from vision.jpeg import encode

ROUNDS, POSTS = 7, 240
CONNECTIONS = (1, 4, 16)
BODY_BYTES = 344_000
"""A Full HD frame of a hall, as cameras make them."""
START = datetime(2026, 6, 3, 1, 0, tzinfo=UTC)
CAMERA = "bench"
SERVE = """
import os, sys, time
if os.environ.get("SWI"): sys.setswitchinterval(float(os.environ["SWI"]))
from api.hosting import hosted
from tests.bench.ingest import bare, ours
with hosted({"bare": bare, "ours": ours}[sys.argv[1]](sys.argv[2])) as url:
    print(url.rpartition(":")[2], flush=True)
    time.sleep(3600)
"""


def bare(folder: str):
    """No more than is needed to have a body safe on disk: no identity, no check, no ledger."""
    from itertools import count

    from starlette.applications import Starlette
    from starlette.concurrency import run_in_threadpool
    from starlette.requests import Request
    from starlette.responses import JSONResponse
    from starlette.routing import Route

    numbers = count()

    async def post(request: Request) -> JSONResponse:
        number = next(numbers)
        with (Path(folder) / f"{number}.jpg").open("wb") as file:
            async for piece in request.stream():
                file.write(piece)
            file.flush()
            await run_in_threadpool(os.fsync, file.fileno())
        return JSONResponse({"frame": str(number)}, status_code=202)

    return Starlette(routes=[Route("/{rest:path}", post, methods=["POST"])])


def ours(folder: str):
    """The service's app without the worker, on a fresh database; the key is left in `folder`."""
    from sqlmodel import Session

    from api.app import create_app
    from api.clock import GivenClock
    from api.keys import make_camera_key
    from api.services import prepare_database
    from api.settings import Settings
    from api.state import state_of
    from models.tables import CameraRow, HallRow

    settings = Settings(data_dir=Path(folder), spool_cap_bytes=10**12)
    prepare_database(settings, START)
    app = create_app(settings, GivenClock(START + timedelta(days=1)))
    with Session(state_of(app).engine) as session:
        hall = HallRow(code="H1", name="bench", timezone="Asia/Shanghai")
        session.add(hall)
        session.flush()
        camera = CameraRow(code=CAMERA, hall_id=hall.id)
        session.add(camera)
        session.flush()
        made = make_camera_key(camera.id, CAMERA, START)
        session.add(made.row)
        session.commit()
    (Path(folder) / "key").write_text(made.text, "utf-8")
    return app


@contextmanager
def served(name: str) -> Iterator[tuple[int, Path]]:
    """One of the two in a process of its own: its port and its folder."""
    with tempfile.TemporaryDirectory(prefix=f"conduct-ingest-{name}-") as folder:
        command = [sys.executable, "-c", SERVE, name, folder]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            assert process.stdout is not None
            yield int(process.stdout.readline()), Path(folder)
        finally:
            process.terminate()
            process.wait()


def body_of(picture: bytes, number: int) -> bytes:
    """The same picture with a comment of its own, so that no two bodies are alike."""
    return picture[:2] + b"\xff\xfe\x00\x0a" + number.to_bytes(8, "big") + picture[2:]


def picture_of(size_bytes: int) -> bytes:
    """A real JPEG of about so many bytes."""
    random = np.random.default_rng(1)
    small = random.integers(0, 255, (135, 240, 3), dtype=np.uint8)
    picture = np.kron(small, np.ones((8, 8, 1), dtype=np.uint8))
    for quality in range(20, 100):
        jpeg = encode(picture, quality)
        if len(jpeg) >= size_bytes:
            return jpeg
    return jpeg + b"\0" * 0


class Poster:
    """Posts numbered bodies over kept connections, each as soon as the one before is answered."""

    def __init__(self, port: int, key: str, picture: bytes) -> None:
        self._port, self._key, self._picture = port, key, picture
        self._next = 0

    def round(self, connections: int, posts: int) -> tuple[float, float]:
        """Frames per second, and the median milliseconds of one."""
        numbers = range(self._next, self._next + posts)
        self._next += posts
        bodies = [(n, body_of(self._picture, n)) for n in numbers]
        with ThreadPoolExecutor(connections) as pool:
            began = time.perf_counter()
            took = [
                t for some in pool.map(self._post, [bodies[i::connections] for i in range(connections)]) for t in some
            ]
            return posts / (time.perf_counter() - began), median(took) * 1000

    def _post(self, bodies: Sequence[tuple[int, bytes]]) -> list[float]:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        took: list[float] = []
        for number, body in bodies:
            headers = {
                "Authorization": f"Bearer {self._key}",
                "Content-Type": "image/jpeg",
                "X-Captured-At": (START + timedelta(seconds=number / 10)).isoformat(),
            }
            sent = time.perf_counter()
            connection.request("POST", f"/api/v1/cameras/{CAMERA}/frames", body, headers)
            answer = connection.getresponse()
            text = answer.read()
            took.append(time.perf_counter() - sent)
            assert answer.status == 202, text
        connection.close()
        return took


def main() -> None:
    picture = picture_of(BODY_BYTES)
    with served("bare") as (bare_port, _), served("ours") as (our_port, folder):
        key = (folder / "key").read_text("utf-8")
        posters = {"bare": Poster(bare_port, key, picture), "ours": Poster(our_port, key, picture)}
        print(f"{ROUNDS} rounds of {POSTS} frames of {len(picture) / 1000:.0f} kB, in turn; medians")
        for poster in posters.values():
            poster.round(4, POSTS)
        for connections in CONNECTIONS:
            measure(posters, connections)


def measure(posters: dict[str, Poster], connections: int) -> None:
    rates: dict[str, list[float]] = {name: [] for name in posters}
    times: dict[str, list[float]] = {name: [] for name in posters}
    for n in range(ROUNDS):
        for name in sorted(posters, reverse=n % 2 == 1):
            rate, ms = posters[name].round(connections, POSTS)
            rates[name].append(rate)
            times[name].append(ms)
    shares = [our / its for our, its in zip(rates["ours"], rates["bare"], strict=True)]
    told = ", ".join(f"{name} {median(rates[name]):.0f}/s ({median(times[name]):.1f} ms)" for name in posters)
    print(f"{connections:2} connections: {told}; ours is {median(shares):.0%} of bare")


if __name__ == "__main__":
    main()
