"""`python -m tests.bench.queue [--violations N] [--postgresql]`: the queue's first page when there is very much.

Prints the server's time for whole pages, asked of the app within this process: median and 95th percentile, and the CPU
time of the median, which tells the work from the waiting on a machine that others use. Asked of the machine with two
shared cores, with 1,000,000 violations: at most 100 ms at the 95th percentile.
"""

import argparse
import secrets
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time
from uuid import UUID

import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlmodel import Session

from api.app import create_app
from api.auth.sessions import COOKIE
from api.clock import GivenClock
from api.interpreter import set_up_interpreter
from api.settings import Settings
from models.database import open_database
from models.tables import SessionRow
from models.upgrade import bring_up_to_date
from tests.bench.queue_fill import NOW, Filled, Size, fill
from tests.conftest import start_server

WARM_UP = 5


def pages(filled: Filled) -> dict[str, tuple[UUID, str]]:
    """What is asked for, and by whom."""
    admin, supervisor = filled.admin, filled.supervisors[0]
    return {
        "administrator": (admin, "/queue"),
        "administrator, one rule": (admin, "/queue?rule=window-unattended"),
        "administrator, one hall": (admin, "/queue?hall=H001"),
        "administrator, one window": (admin, "/queue?hall=H001&window=W2&status=confirmed"),
        "administrator, a person by name": (admin, "/queue?person=王1-3&status=all"),
        "administrator, a week": (admin, "/queue?from=2026-06-01&to=2026-06-07&status=confirmed"),
        "administrator, every status": (admin, "/queue?status=all"),
        "supervisor": (supervisor, "/queue"),
        "supervisor, one rule": (supervisor, "/queue?rule=late"),
        "supervisor, every status": (supervisor, "/queue?status=all&order=newest"),
    }


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--violations", type=int, default=1_000_000)
    asked.add_argument("--requests", type=int, default=100)
    asked.add_argument("--postgresql", action="store_true")
    given = asked.parse_args()
    set_up_interpreter()
    with (
        tempfile.TemporaryDirectory(prefix="conduct-bench-queue-") as folder,
        database(Path(folder), postgresql=given.postgresql) as engine,
    ):
        began = perf_counter()
        filled = fill(engine, Size(violations=given.violations))
        print(f"{engine.dialect.name}: {given.violations} violations in {perf_counter() - began:.0f} s", flush=True)
        measure(engine, Path(folder), filled, given.requests)


@contextmanager
def database(folder: Path, *, postgresql: bool) -> Iterator[sa.Engine]:
    server = start_server(folder) if postgresql else None
    url = f"sqlite:///{folder / 'conduct.sqlite3'}"
    if server is not None:
        made = sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        url = made.render_as_string(hide_password=False)
    engine = open_database(url)
    bring_up_to_date(engine)
    yield engine
    engine.dispose()
    if server is not None:
        server.cleanup()


def clients_of(engine: sa.Engine, folder: Path, users: Iterable[UUID]) -> dict[UUID, TestClient]:
    """A client for each of these people, logged in."""
    app = create_app(Settings(data_dir=folder / "data"), GivenClock(NOW), engine)
    clients: dict[UUID, TestClient] = {}
    with Session(engine) as session, session.begin():
        for user_id in users:
            token = secrets.token_urlsafe(32)
            until = NOW + timedelta(hours=12)
            kept = sha256(token.encode()).digest()
            session.add(SessionRow(token_sha256=kept, csrf="csrf", user_id=user_id, created_at=NOW, expires_at=until))
            clients[user_id] = TestClient(app, follow_redirects=False)
            clients[user_id].cookies.set(COOKIE, token)
    return clients


def measure(engine: sa.Engine, folder: Path, filled: Filled, requests: int) -> None:
    asked = pages(filled)
    clients = clients_of(engine, folder, {user_id for user_id, _ in asked.values()})
    for what, (user_id, address) in asked.items():
        took = [timed_ms(clients[user_id], address) for _ in range(requests + WARM_UP)][WARM_UP:]
        cuts, cpu_ms = quantiles([wall for wall, _ in took], n=20), median(cpu for _, cpu in took)
        print(f"  {what:32} p50 {cuts[9]:6.1f} ms  p95 {cuts[18]:6.1f} ms  CPU {cpu_ms:6.1f} ms", flush=True)


def timed_ms(client: TestClient, address: str) -> tuple[float, float]:
    """By the clock on the wall, and this process's own."""
    began, cpu = perf_counter(), process_time()
    answer = client.get(address)
    took_ms = (perf_counter() - began) * 1000, (process_time() - cpu) * 1000
    assert answer.status_code == 200, answer.text
    return took_ms


if __name__ == "__main__":
    main()
