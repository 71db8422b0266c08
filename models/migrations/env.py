"""Run by Alembic for every command; `models.upgrade` hands it an engine, the command line gives it a URL."""

import os
import tempfile
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.util import CommandError
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

import models.tables  # noqa: F401  # pyright: ignore[reportUnusedImport]  # registers the tables
from models.database import open_database

ONE_AT_A_TIME = 0x5AFFC0DE
"""The PostgreSQL advisory lock under which migrations run."""


def engine_to_migrate() -> sa.Engine:
    given: sa.Engine | None = context.config.attributes.get("engine")
    if given is not None:
        return given
    scratch = Path(tempfile.gettempdir()) / "staff-conduct-migrations.sqlite3"
    return open_database(os.environ.get("CONDUCT_DATABASE_URL", f"sqlite:///{scratch}"))


def plain_type(kind: str, item: Any, _: AutogenContext) -> str | Literal[False]:
    """Columns as every server knows them, so that an old migration does not follow later code."""
    if kind != "type":
        return False
    if isinstance(item, sa.Enum | AutoString):
        return f"sa.String({item.length or ''})"
    return "sa.DateTime(timezone=True)" if isinstance(item, UTCDateTime) else False


@contextmanager
def unlinked(connection: sa.Connection) -> Generator[None]:
    """SQLite changes a table by copying and dropping it, which enforced foreign keys would forbid.

    The switch works only outside a transaction, so it goes past SQLAlchemy, which would begin one.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    raw: Any = connection.connection.dbapi_connection
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


def lock_others_out(connection: sa.Connection) -> None:
    # On SQLite the transaction itself has the write lock from its beginning.
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(ONE_AT_A_TIME)))


def check_links(connection: sa.Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        raise CommandError(f"The migration would leave {len(broken)} rows pointing nowhere, first in {broken[0][0]}")


def migrate(connection: sa.Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=plain_type,
        transactional_ddl=True,
    )
    with unlinked(connection), context.begin_transaction():
        lock_others_out(connection)
        context.run_migrations()
        check_links(connection)


if context.is_offline_mode():
    raise CommandError("Migrations look at the database they change, so there is no --sql")
with closing(engine_to_migrate().connect()) as the_connection:
    migrate(the_connection)
