"""How transactions of several threads get on with each other, and what every connection enforces."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from models.database import BUSY_TIMEOUT_S, making_what_can_be_made_again, open_database, reading
from models.tables import CameraRow, HallRow, StaleDayRow
from models.tables.base import new_id

DAY = date(2026, 6, 3)
NOW = datetime(2026, 6, 3, 1, 0, tzinfo=UTC)
THREADS, ROUNDS = 4, 25


@pytest.fixture
def hall(database: sa.Engine) -> UUID:
    with Session(database) as session:
        row = HallRow(code="H1", name="Main Street", timezone="Asia/Shanghai")
        session.add(row)
        session.flush()
        session.add(StaleDayRow(hall_id=row.id, day=DAY, marks=0, since=NOW))
        session.commit()
        return row.id


@pytest.mark.parametrize("kind", ["sqlite"])
def test_threads_that_read_and_then_write_wait_for_each_other(database: sa.Engine, hall: UUID) -> None:
    ready = threading.Barrier(THREADS)

    def count_up() -> None:
        ready.wait()
        for _ in range(ROUNDS):
            with Session(database) as session:
                row = session.get_one(StaleDayRow, (hall, DAY))
                row.marks += 1
                session.commit()

    in_parallel(count_up)
    assert marks(database, hall) == THREADS * ROUNDS


def test_reading_waits_for_no_writer_and_sees_what_was_committed(database: sa.Engine, hall: UUID) -> None:
    with Session(database) as writer:
        writer.get_one(StaleDayRow, (hall, DAY)).marks = 7
        writer.flush()
        assert marks(reading(database), hall) == 0
        writer.commit()
    assert marks(reading(database), hall) == 7


def test_a_reader_holds_up_no_writer_and_keeps_its_view(kind: str, database: sa.Engine, hall: UUID) -> None:
    with Session(reading(database)) as reader:
        before = reader.get_one(StaleDayRow, (hall, DAY)).marks
        with Session(database) as writer:
            writer.get_one(StaleDayRow, (hall, DAY)).marks = 7
            writer.commit()
        reader.expire_all()
        # PostgreSQL's transactions see each statement's own moment, SQLite's the moment of their first read.
        assert reader.get_one(StaleDayRow, (hall, DAY)).marks == {"sqlite": before, "postgresql": 7}[kind]


def test_a_reference_to_nothing_is_refused(session: Session) -> None:
    session.add(CameraRow(hall_id=new_id(), code="C1"))
    with pytest.raises(IntegrityError):
        session.commit()


def test_what_others_point_to_stays(database: sa.Engine, hall: UUID) -> None:
    with Session(database) as session:
        session.delete(session.get_one(HallRow, hall))
        with pytest.raises(IntegrityError):
            session.commit()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", BUSY_TIMEOUT_S * 1000)],
)
def test_every_sqlite_connection_is_set_up(sqlite_database: sa.Engine, pragma: str, value: object) -> None:
    with sqlite_database.connect() as one, sqlite_database.execution_options(writes=False).connect() as another:
        for each in (another, one):
            assert each.exec_driver_sql(f"PRAGMA {pragma}").scalar_one() == value


def test_the_bundled_sqlite_lacks_the_wal_corruption(sqlite_database: sa.Engine) -> None:
    with reading(sqlite_database).connect() as connection:
        version = connection.exec_driver_sql("SELECT sqlite_version()").scalar_one()
    assert tuple(int(part) for part in version.split(".")) > (3, 51, 2)


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_a_database_in_memory_is_one_for_all_threads(url: str) -> None:
    engine = open_database(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE seen (at TEXT)")

    def look() -> None:
        with engine.connect() as connection:
            connection.exec_driver_sql("SELECT * FROM seen")

    with ThreadPoolExecutor(1) as pool:
        pool.submit(look).result()
    engine.dispose()


def in_parallel(work: Callable[[], None]) -> None:
    with ThreadPoolExecutor(THREADS) as pool:
        for done in [pool.submit(work) for _ in range(THREADS)]:
            done.result()


def marks(engine: sa.Engine, hall: UUID) -> int:
    with Session(engine) as session:
        return session.get_one(StaleDayRow, (hall, DAY)).marks


def test_what_can_be_made_again_is_there_for_everybody_and_changes_no_other_connection(
    database: sa.Engine, hall: UUID
) -> None:
    with making_what_can_be_made_again(database) as connection:
        connection.execute(sa.text("UPDATE hall SET name = 'other'"))
    with Session(database) as session:
        assert session.get_one(HallRow, hall).name == "other"
    with database.connect() as connection:
        waits = "PRAGMA synchronous" if database.dialect.name == "sqlite" else "SHOW synchronous_commit"
        assert connection.exec_driver_sql(waits).scalar_one() in (2, "on")


@pytest.mark.parametrize("kind", ["sqlite"])
def test_what_can_be_made_again_waits_for_no_disk_but_for_its_turn(database: sa.Engine, hall: UUID) -> None:
    with making_what_can_be_made_again(database) as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == 1
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "wal"
        with pytest.raises(IntegrityError):
            connection.execute(sa.text("DELETE FROM hall"))
    went_first = threading.Event()

    def rename() -> None:
        with making_what_can_be_made_again(database) as connection:
            connection.execute(sa.text("UPDATE hall SET name = 'second'"))
            assert went_first.is_set()

    with Session(database) as session, ThreadPoolExecutor(1) as pool:
        session.get_one(HallRow, hall).name = "first"
        session.flush()
        second = pool.submit(rename)
        went_first.set()
        session.commit()
        second.result(BUSY_TIMEOUT_S)
    with Session(database) as session:
        assert session.get_one(HallRow, hall).name == "second"


def test_many_may_meet_a_new_file_at_once(tmp_path: Path) -> None:
    together = 8
    ready = threading.Barrier(together)

    def open_new(file: Path) -> str:
        ready.wait()
        with open_database(f"sqlite:///{file}").connect() as connection:
            return str(connection.exec_driver_sql("PRAGMA journal_mode").scalar())

    with ThreadPoolExecutor(together) as threads:
        for number in range(20):
            assert set(threads.map(open_new, [tmp_path / f"{number}.sqlite3"] * together)) == {"wal"}
