"""`python -m tests.bench.audit [ENTRIES]`: what linking costs a transaction, and how fast a trail is verified.

On SQLite in a folder and on PostgreSQL with its disk writes on. Prints a line for each figure.
"""

import resource
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

import sqlalchemy as sa
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
    before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = perf_counter()
    found = verify(engine, AnchorFile(Path("/nonexistent")))
    took_s = perf_counter() - began
    grown_mb = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kb) / 1000
    print(
        f"{name}: {entries} entries in {took_s:.1f} s, {entries / took_s:.0f}/s, memory grew {grown_mb:.0f} MB: {found}"
    )
    linked, plain = interleaved(engine)
    for what, took in (("with its link", linked), ("without", plain)):
        print(f"{name}: a transaction with an entry, {what}: median {median(took):.2f} ms, "
              f"p99 {quantiles(took, n=100)[98]:.2f} ms")  # fmt: skip
    began = perf_counter()
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(lambda number: note(engine, number), range(TRANSACTIONS)))
    print(f"{name}: {TRANSACTIONS / (perf_counter() - began):.0f} such transactions a second by {THREADS} threads")
    engine.dispose()


def interleaved(engine: sa.Engine) -> tuple[list[float], list[float]]:
    """Milliseconds of each, by turns, so that what else the machine does meets both."""
    took: tuple[list[float], list[float]] = ([], [])
    for number in range(TRANSACTIONS):
        for at, of in enumerate(took):
            if at == 1:
                sa.event.remove(sa.orm.Session, "before_commit", models.linking._link)
            began = perf_counter()
            note(engine, number)
            of.append(1000 * (perf_counter() - began))
            if at == 1:
                sa.event.listen(sa.orm.Session, "before_commit", models.linking._link)
    return took


def grow(engine: sa.Engine, entries: int) -> None:
    from conduct.audit import audit
    from tests.api.audit_trail import DATA, NOW

    for start in range(0, entries, AT_ONCE):
        with Session(engine) as session, session.begin():
            for number in range(start, min(entries, start + AT_ONCE)):
                audit(session, at=NOW, actor="zhoumin", action="violation.changed", entity="violation",
                      entity_id=str(number), number=number, **DATA)  # fmt: skip
    engine.dispose()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
