"""`python -m tests.bench.audit [ENTRIES]`: what linking costs a transaction, and how fast a trail is verified.

On SQLite in a folder and on PostgreSQL with its disk writes on. Prints a line for each figure.
"""

import resource
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

import sqlalchemy as sa
from sqlalchemy.orm import Session as OrmSession
from sqlmodel import Session

import models.linking
from api.audit.anchors import AnchorFile
from api.audit.verifying import verify
from models.database import open_database
from models.upgrade import bring_up_to_date
from tests.api.audit_trail import note
from tests.conftest import start_server

TRANSACTIONS, THREADS, AT_ONCE = 500, 8, 20_000


def main(entries: int) -> None:
    with tempfile.TemporaryDirectory(prefix="chain-bench-") as folder:
        measure(f"sqlite:///{folder}/conduct.db", "SQLite", entries)
        server = start_server(Path(folder))
        url = sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        measure(url.render_as_string(hide_password=False), "PostgreSQL", entries)
        server.cleanup()


def measure(url: str, name: str, entries: int) -> None:
    engine = open_database(url)
    bring_up_to_date(engine)
    grow(open_database(url), entries)
    engine = open_database(url)
    with ProcessPoolExecutor(1, get_context("spawn")) as other:
        took_s, cpu_s, most_mb, what = other.submit(verified, url).result()
    print(f"{name}: {entries} entries verified in {took_s:.1f} s, {cpu_s:.1f} s of them this process's own: "
          f"{entries / cpu_s:.0f} a second of a core; at most {most_mb:.0f} MB; {what}")  # fmt: skip
    linked, plain = interleaved(engine)
    for what, took in (("with its link", linked), ("without", plain)):
        print(f"{name}: a transaction with an entry, {what}: median {median(took[0]):.2f} ms, "
              f"{median(took[1]):.2f} ms of them on this process's core")  # fmt: skip
    began = perf_counter()
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(lambda number: note(engine, number), range(TRANSACTIONS)))
    print(f"{name}: {TRANSACTIONS / (perf_counter() - began):.0f} such transactions a second by {THREADS} threads")
    engine.dispose()


def verified(url: str) -> tuple[float, float, float, str]:
    """Seconds, those of them on a core, the most memory in MB, and what was found; in a process of its own."""
    engine = open_database(url)
    began, began_cpu = perf_counter(), process_time()
    found = verify(engine, AnchorFile(Path("/nonexistent")))
    took = perf_counter() - began, process_time() - began_cpu
    return *took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000, type(found).__name__


Took = tuple[list[float], list[float]]
"""Milliseconds of each transaction: all, and those on a core."""


def interleaved(engine: sa.Engine) -> tuple[Took, Took]:
    """With links and without, by turns, so that what else the machine does meets both."""
    linked, plain = ([], []), ([], [])
    for number in range(TRANSACTIONS):
        timed(engine, number, linked)
        sa.event.remove(OrmSession, "before_commit", models.linking._link)
        timed(engine, number, plain)
        sa.event.listen(OrmSession, "before_commit", models.linking._link)
    return linked, plain


def timed(engine: sa.Engine, number: int, took: Took) -> None:
    began, began_cpu = perf_counter(), process_time()
    note(engine, number)
    took[0].append(1000 * (perf_counter() - began))
    took[1].append(1000 * (process_time() - began_cpu))


def grow(engine: sa.Engine, entries: int) -> None:
    from conduct.auditing.trail import audit
    from tests.api.audit_trail import DATA, NOW

    for start in range(0, entries, AT_ONCE):
        with Session(engine) as session, session.begin():
            for number in range(start, min(entries, start + AT_ONCE)):
                audit(session, at=NOW, actor="zhoumin", action="violation.changed", entity="violation",
                      entity_id=str(number), number=number, **DATA)  # fmt: skip
    engine.dispose()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
