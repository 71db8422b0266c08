"""Serving the app over real HTTP from within a program, and waiting until all that was posted is judged."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from threading import Thread
from time import monotonic, sleep

from fastapi import FastAPI
from sqlalchemy import Engine
from sqlmodel import Session, col, func, select

from api.serving import Server
from api.state import state_of
from models.database import reading
from models.tables import FrameRow, FrameStatus, StaleDayRow

STARTS_WITHIN_S = 120
POLL_S = 0.02


class NotReady(RuntimeError):
    """The service did not come up, or did not get done, in time."""


@contextmanager
def hosted(app: FastAPI, host: str = "127.0.0.1", port: int = 0) -> Generator[str]:
    """The app on a port of its own, as a base URL, until the block ends."""
    server = Server(app, host, port)
    thread = Thread(target=server.run, name="http", daemon=True)
    thread.start()
    try:
        _wait(lambda: server.started or not thread.is_alive(), STARTS_WITHIN_S, "the service did not start")
        if not server.started:
            raise NotReady("the service did not start; its log says why")
        address = server.servers[0].sockets[0].getsockname()
        yield f"http://{address[0]}:{address[1]}"
    finally:
        server.should_exit = True
        thread.join()


def wait_until_looked(app: FastAPI, within_s: float) -> None:
    """Return once no frame waits to be looked at. Raises NotReady."""
    engine = state_of(app).engine
    _wait(lambda: not _frames_waiting(engine), within_s, "frames still wait to be looked at")


def wait_until_quiet(app: FastAPI, within_s: float) -> None:
    """Return once no frame waits and no day is stale. Raises NotReady."""
    engine = state_of(app).engine
    wait_until_looked(app, within_s)
    state_of(app).facts_changed.set()
    _wait(lambda: not _days_stale(engine) and not _frames_waiting(engine), within_s, "days still wait to be judged")


def _frames_waiting(engine: Engine) -> int:
    with Session(reading(engine)) as session:
        waiting = select(func.count(col(FrameRow.id))).where(FrameRow.status == FrameStatus.spooled)
        return session.exec(waiting).one()


def _days_stale(engine: Engine) -> int:
    with Session(reading(engine)) as session:
        return session.exec(select(func.count(col(StaleDayRow.day)))).one()


def _wait(done: Callable[[], object], within_s: float, otherwise: str) -> None:
    until = monotonic() + within_s
    while not done():
        if monotonic() > until:
            raise NotReady(f"{otherwise} after {within_s:g} s")
        sleep(POLL_S)
