"""How fast frames are taken in, printed: `python -m tests.bench.ingest`.

The frames route, served by uvicorn, beside bare Starlette handlers that stream, write and fsync the same bodies: one
waits for the disk in the event loop, one in a thread. The same client posts to each in turn, in an order drawn anew for
each round, everything on disk before it begins. Nothing is asserted.
"""

import http.client
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from threading import Event
from types import SimpleNamespace
from typing import Any

import numpy as np

from vision.jpeg import encode

ROUNDS, POSTS = 15, 80
CONNECTIONS = (1, 4, 16)
BODY_BYTES = 344_000
"""A Full HD frame of a hall, as cameras make them."""
START = datetime(2026, 6, 3, 1, 0, tzinfo=UTC)
CAMERA = "bench"
OURS, BARE, BARE_IN_THREAD = "ours", "bare", "bare-in-thread"
SERVE = """
import sys, time
from api.hosting import hosted
from api.interpreter import set_up_interpreter
from tests.bench.ingest import app_of
app = app_of(sys.argv[1], sys.argv[2])
set_up_interpreter()
with hosted(app) as url:
    print(url.rpartition(":")[2], flush=True)
    time.sleep(3600)
"""


def app_of(name: str, folder: str) -> Any:
    return ours(folder) if name == OURS else bare(folder, in_thread=name == BARE_IN_THREAD)


def bare(folder: str, *, in_thread: bool) -> Any:
    """No more than is needed to have a body safe on disk: no identity, no check, no name synced, no ledger."""
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
            if in_thread:
                await run_in_threadpool(os.fsync, file.fileno())
            else:
                os.fsync(file.fileno())
        return JSONResponse({"frame": str(number)}, status_code=202)

    app = Starlette(routes=[Route("/{rest:path}", post, methods=["POST"])])
    app.state.service = SimpleNamespace(closing=Event())  # all that the server asks of an app
    return app


def ours(folder: str) -> Any:
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
def served(name: str) -> Iterator[tuple[int, Path, int]]:
    """One of them in a process of its own: its port, its folder and the process's id."""
    with tempfile.TemporaryDirectory(prefix=f"conduct-ingest-{name}-") as folder:
        process = subprocess.Popen([sys.executable, "-c", SERVE, name, folder], stdout=subprocess.PIPE, text=True)
        try:
            assert process.stdout is not None
            yield int(process.stdout.readline()), Path(folder), process.pid
        finally:
            process.terminate()
            process.wait()


def picture_of(size_bytes: int) -> bytes:
    """A real JPEG of about so many bytes."""
    small = np.random.default_rng(1).integers(0, 255, (135, 240, 3), dtype=np.uint8)
    picture = np.kron(small, np.ones((8, 8, 1), dtype=np.uint8))
    return next(jpeg for quality in range(20, 100) if len(jpeg := encode(picture, quality)) >= size_bytes)


def body_of(picture: bytes, number: int) -> bytes:
    """The same picture with a comment of its own, so that no two bodies are alike."""
    return picture[:2] + b"\xff\xfe\x00\x0a" + number.to_bytes(8, "big") + picture[2:]


class Poster:
    """Posts numbered bodies over kept connections, each as soon as the one before is answered."""

    def __init__(self, port: int, key: str, picture: bytes, server: int) -> None:
        self._port, self._key, self._picture, self._server = port, key, picture, server
        self._next = 0

    def cpu_ms(self) -> float:
        """What the server has used of the processor so far."""
        fields = Path(f"/proc/{self._server}/stat").read_text("utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")

    def round(self, connections: int, posts: int) -> tuple[float, float]:
        """Frames per second, and the median milliseconds of one."""
        numbers = range(self._next, self._next + posts)
        self._next += posts
        bodies = [(n, body_of(self._picture, n)) for n in numbers]
        shares = [bodies[i::connections] for i in range(connections)]
        with ThreadPoolExecutor(connections) as pool:
            began = time.perf_counter()
            took = [each for share in pool.map(self._post, shares) for each in share]
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
    with ExitStack() as stack:
        posters: dict[str, Poster] = {}
        for name in (OURS, BARE, BARE_IN_THREAD):
            port, folder, pid = stack.enter_context(served(name))
            key = (folder / "key").read_text("utf-8") if name == OURS else ""
            posters[name] = Poster(port, key, picture, pid)
            posters[name].round(4, POSTS)
        print(
            f"{ROUNDS} rounds of {POSTS} frames of {len(picture) / 1000:.0f} kB each, medians; load {os.getloadavg()}"
        )
        for connections in CONNECTIONS:
            measure(posters, connections)


def measure(posters: dict[str, Poster], connections: int) -> None:
    rates: dict[str, list[float]] = {name: [] for name in posters}
    times: dict[str, list[float]] = {name: [] for name in posters}
    cpu_before = {name: poster.cpu_ms() for name, poster in posters.items()}
    for _ in range(ROUNDS):
        for name in random.sample(list(posters), len(posters)):
            os.sync()
            rate, ms = posters[name].round(connections, POSTS)
            rates[name].append(rate)
            times[name].append(ms)
    for name in posters:
        share = median(our / its for our, its in zip(rates[OURS], rates[name], strict=True))
        cpu_ms = (posters[name].cpu_ms() - cpu_before[name]) / (ROUNDS * POSTS)
        print(
            f"{connections:2} connections, {name:<14}: {median(rates[name]):4.0f}/s, {median(times[name]):5.1f} ms a frame,"
            f" {cpu_ms:.1f} ms of it computing" + ("" if name == OURS else f"; ours is {share:.0%} of it")
        )


if __name__ == "__main__":
    main()
