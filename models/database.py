"""Opening the database: SQLite through pysqlite3 by default, PostgreSQL by URL."""

from typing import Any

import pysqlite3.dbapi2
from sqlalchemy import Engine, event
from sqlalchemy.pool import StaticPool
from sqlmodel import create_engine

BUSY_TIMEOUT_S = 30


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

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _: object) -> None:  # pyright: ignore[reportUnusedFunction]
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

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
