"""Opening the database: SQLite through pysqlite3 by default, PostgreSQL by URL."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from threading import Lock
from time import monotonic, sleep
from typing import Any
from weakref import WeakKeyDictionary

import pysqlite3.dbapi2
from sqlalchemy import Connection, Engine, event
from sqlalchemy.pool import StaticPool
from sqlmodel import create_engine

BUSY_TIMEOUT_S = 30
WAL_RETRY_S = 0.02


def open_database(url: str) -> Engine:
    """An engine for `sqlite:///FILE`, `sqlite://` (in memory) or `postgresql+psycopg://...`.

    SQLite runs in WAL mode with every commit on disk, and through pysqlite3, whose bundled SQLite does
    not have the WAL corruption of 3.7.0 to 3.51.2 under several writers.
    """
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True)
    in_memory = url in ("sqlite://", "sqlite:///:memory:")
    engine = create_engine(
        url,
        module=pysqlite3.dbapi2,
        connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_S},
        **({"poolclass": StaticPool} if in_memory else {}),
    )

    event.listen(engine, "connect", _setting_up("synchronous=FULL"))

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:  # pyright: ignore[reportUnusedFunction]
        # A transaction that reads first and writes later would fail at once when another has written
        # meanwhile; taking the write lock at its beginning lets the busy timeout do its work.
        immediate = connection.get_execution_options().get("writes", True)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine


def reading(engine: Engine) -> Engine:
    """The same database for transactions that only read: they wait for no writer and hold none up."""
    return engine.execution_options(writes=False)


@contextmanager
def making_what_can_be_made_again(engine: Engine) -> Generator[Connection]:
    """A connection for what its caller can repeat from what is on disk already: on SQLite it waits for no disk.

    There each statement is a transaction by itself. A power cut may take it away, and with it this process, whose next
    start is to repeat it; the next commit of any other connection brings it to disk too. A server can go down alone:
    there it is one transaction as always, on disk when this ends.
    """
    if engine.dialect.name != "sqlite" or engine.url.database in (None, "", ":memory:"):
        with engine.begin() as connection:
            yield connection
        return
    with _waiting_for_no_disk(engine).connect() as connection:
        yield connection


_WAIT_FOR_NO_DISK: WeakKeyDictionary[Engine, Engine] = WeakKeyDictionary()
_lock = Lock()


def _waiting_for_no_disk(engine: Engine) -> Engine:
    """An engine of one connection of its own, which lives as long as the other is not disposed of."""
    with _lock:
        own = _WAIT_FOR_NO_DISK.get(engine)
        if own is None:
            own = create_engine(
                engine.url,
                module=pysqlite3.dbapi2,
                connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_S},
                pool_size=1,
                max_overflow=0,
                pool_reset_on_return=None,
            )
            event.listen(own, "connect", _setting_up("synchronous=NORMAL"))
            event.listen(engine, "engine_disposed", _disposing_of(own))
            _WAIT_FOR_NO_DISK[engine] = own
    return own


def _setting_up(synchronous: str) -> Callable[[Any, object], None]:
    def set_up(connection: Any, _: object) -> None:
        connection.isolation_level = None
        _write_ahead(connection)
        for pragma in (synchronous, "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    return set_up


def _write_ahead(connection: Any) -> None:
    """The database file keeps the mode; where several processes meet a new file SQLite lets none of them wait."""
    until_s = monotonic() + BUSY_TIMEOUT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except Exception as error:
            if "database is locked" not in str(error) or monotonic() > until_s:
                raise
            sleep(WAL_RETRY_S)
        else:
            return


def _disposing_of(own: Engine) -> Callable[[Engine], None]:
    def dispose(_: Engine) -> None:
        own.dispose()

    return dispose
