"""The agent put together: for good, once, or only to try the cameras."""

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from threading import Event, Thread
from time import monotonic, sleep

from api.agent.kept import KeptFrames
from api.agent.pictures import NoPicture
from api.agent.posting import Service
from api.agent.sender import Sender
from api.agent.sending import Because, SendLimits, Wait
from api.agent.sources import source_of
from api.agent.telling import Telling, skew_told
from api.agent.told import AgentTold, CameraTold
from api.agent.watcher import Watcher
from api.clock import Clock

log = logging.getLogger(__name__)

ENDS_WITHIN_S = 2.0
"""For whatever a thread waits; all frames are on the disk meanwhile."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What one camera, or the service, gave when it was tried."""

    name: str
    well: bool
    words: str


@dataclass(frozen=True, slots=True)
class Once:
    without_picture: tuple[str, ...]
    waiting: int
    """Frames still to be delivered."""


class Agent:
    """Owns its folder. Raises FolderTaken, OSError."""

    def __init__(self, told: AgentTold, clock: Clock) -> None:
        self._told, self._clock = told, clock
        self._telling, self._stop = Telling(), Event()
        self._kept = KeptFrames(told.folder, told.cap_bytes)
        self._service = Service(told.server, told.ca_file, clock)
        self._sender = Sender(
            self._kept, self._service, {camera.code: camera for camera in told.cameras}, self._telling, clock,
            SendLimits(pace_per_s=told.pace_per_s),
        )  # fmt: skip
        self._watchers = [
            Watcher(camera, self._kept, self._telling, clock, self._stop, self._sender.changed.set)
            for camera in told.cameras
        ]

    def run(self) -> None:
        """Until `stop`, from a signal or another thread; then within a few seconds."""
        log.info("cameras: %d, frames kept from before: %d", len(self._told.cameras), len(self._kept.waiting()))
        threads = [Thread(target=watcher.run, daemon=True) for watcher in self._watchers]
        threads.append(Thread(target=self._sender.run, args=(self._stop,), daemon=True))
        for thread in threads:
            thread.start()
        self._stop.wait()
        until = monotonic() + ENDS_WITHIN_S
        for thread in threads:
            thread.join(max(0.0, until - monotonic()))
        log.info("stopped; frames that wait: %d", len(self._kept.waiting()))

    def stop(self) -> None:
        self._stop.set()
        self._sender.changed.set()

    def close(self) -> None:
        self._service.close()
        self._kept.close()

    def once(self) -> Once:
        """One picture of each camera; then all that is kept is delivered, until that fails."""
        with ThreadPoolExecutor(len(self._watchers)) as pool:
            took = list(pool.map(Watcher.once, self._watchers))
        while not self._stop.is_set():
            came_to = self._sender.step()
            if isinstance(came_to, Wait):
                if came_to.why is not Because.pace or came_to.for_s is None:
                    break
                sleep(came_to.for_s)
        without = tuple(c.code for c, well in zip(self._told.cameras, took, strict=True) if not well)
        return Once(without, len(self._kept.waiting()))


def check(told: AgentTold, clock: Clock) -> Iterator[Tried]:
    """Try each camera, the service, and whether it takes their keys; nothing is kept or posted."""
    with ThreadPoolExecutor(len(told.cameras)) as pool:
        yield from pool.map(partial(_try_camera, clock=clock), told.cameras)
    service = Service(told.server, told.ca_file, clock)
    try:
        there = _try_service(told, service)
        yield there
        yield from filter(None, (_try_key(camera, service if there.well else None) for camera in told.cameras))
    finally:
        service.close()


def _try_camera(camera: CameraTold, clock: Clock) -> Tried:
    from vision.jpeg import inspect

    began = monotonic()
    source = source_of(camera, clock, sleep)
    try:
        picture = source.take(lambda: monotonic() - began)
    except NoPicture as none:
        return Tried(camera.code, False, f"no picture: {none}")
    finally:
        source.close()
    header = inspect(picture.jpeg, pixels_max=2**32)
    kind = "stream" if camera.streams else "snapshot"
    size = f"{header.width_px} x {header.height_px}, {len(picture.jpeg) / 1000:.0f} kB"
    return Tried(camera.code, True, f"{kind}, {size}, in {monotonic() - began:.1f} s")


def _try_service(told: AgentTold, service: Service) -> Tried:
    missing, skew = service.look()
    if missing is not None:
        return Tried(told.server, False, missing)
    return Tried(told.server, True, skew_told(skew) if skew else "reached; it tells no time")


def _try_key(camera: CameraTold, service: Service | None) -> Tried | None:
    """None where there is no service to ask about a key that can be read."""
    name = f"key of {camera.code}"
    try:
        key = camera.read_key()
    except (OSError, ValueError) as error:
        return Tried(name, False, f"cannot be read: {error}")
    if service is None:
        return None
    refused = service.try_key(camera.code, key)
    return Tried(name, refused is None, refused or "is good")
