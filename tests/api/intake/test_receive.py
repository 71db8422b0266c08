"""One frame: file before row, and neither without the other, on every database."""

from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError, NoResultFound, OperationalError, ProgrammingError
from sqlmodel import Session, select

from api.intake.ledger import Entry, NotWelcome, enter
from api.intake.receive import Arrival, Taken, count_broken, take_in, take_in_together
from api.intake.spool import Spool, SpoolFull
from api.keys import make_camera_key
from models.tables import CameraRow, DeviceKeyRow, FrameRow, FrameStatus, HallRow
from models.tables.base import new_id
from vision.jpeg import NotAJpeg

MORNING = datetime(2026, 6, 3, 1, 30, tzinfo=UTC)
PIXELS_MAX = 12_000_000


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "spool", 10_000_000)


def camera(engine: Engine, code: str = "east-1") -> UUID:
    hall = HallRow(code=f"hall of {code}", name="east", timezone="Asia/Shanghai")
    row = CameraRow(code=code, hall_id=hall.id)
    with Session(engine) as session:
        session.add(hall)
        session.flush()
        session.add(row)
        session.commit()
        return row.id


def rows(engine: Engine) -> list[FrameRow]:
    with Session(engine) as session:
        return list(session.exec(select(FrameRow)))


def test_a_frame_is_on_disk_and_in_the_ledger(database: Engine, spool: Spool, jpeg: bytes) -> None:
    captured = MORNING - timedelta(minutes=3)
    taken = take_in(Arrival(camera(database), jpeg, captured, MORNING), database, spool, PIXELS_MAX)
    (row,) = rows(database)
    assert (row.id, taken.duplicate) == (taken.frame_id, False)
    assert (row.captured_at, row.received_at, row.time_given) == (captured, MORNING, True)
    assert (row.size_bytes, row.status, row.tries) == (len(jpeg), FrameStatus.spooled, 0)
    assert spool.read(taken.frame_id) == jpeg


@pytest.mark.parametrize(
    ("first_given", "again_given", "later_s", "same_bytes", "same_camera", "duplicate"),
    [
        (True, True, 0, True, True, True),
        (True, True, 3600, True, True, False),
        (True, True, 0, False, True, False),
        (True, True, 0, True, False, False),
        (False, False, 0, True, True, True),
        (False, False, 60, True, True, True),
        (False, False, 61, True, True, False),
        (False, False, 5, False, True, False),
        (False, False, 5, True, False, False),
        (True, False, 0, True, True, False),
        (False, True, 0, True, True, False),
    ],
)
def test_what_is_a_repetition(
    first_given: bool, again_given: bool, later_s: int, same_bytes: bool, same_camera: bool, duplicate: bool,
    database: Engine, spool: Spool, jpegs,
) -> None:  # fmt: skip
    east, west = camera(database), camera(database, "west-1")
    first = Arrival(east, jpegs(1), MORNING if first_given else None, MORNING)
    later = MORNING + timedelta(seconds=later_s)
    again = Arrival(east if same_camera else west, jpegs(1 if same_bytes else 2), later if again_given else None, later)
    taken = take_in(first, database, spool, PIXELS_MAX)
    retaken = take_in(again, database, spool, PIXELS_MAX)
    assert retaken.duplicate == duplicate
    assert (retaken.frame_id == taken.frame_id) == duplicate
    expected = {taken.frame_id, retaken.frame_id}
    assert {row.id for row in rows(database)} == expected == spool.ids()


def test_the_first_of_many_repetitions_is_named(database: Engine, spool: Spool, jpeg: bytes) -> None:
    arrival = Arrival(camera(database), jpeg, None, MORNING)
    first = take_in(arrival, database, spool, PIXELS_MAX)
    for seconds in (20, 40, 60):
        again = take_in(replace(arrival, received_at=MORNING + timedelta(seconds=seconds)), database, spool, PIXELS_MAX)
        assert (again.frame_id, again.duplicate) == (first.frame_id, True)


def test_repetitions_at_once_leave_one(database: Engine, spool: Spool, jpeg: bytes) -> None:
    arrival = Arrival(camera(database), jpeg, MORNING, MORNING)
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: take_in(arrival, database, spool, PIXELS_MAX), range(16)))
    assert len({each.frame_id for each in taken}) == 1
    assert [each.duplicate for each in taken].count(False) == 1
    assert {row.id for row in rows(database)} == spool.ids() == {taken[0].frame_id}


def test_a_refusal_leaves_nothing(database: Engine, tmp_path: Path, jpeg: bytes) -> None:
    east = camera(database)
    narrow = Spool(tmp_path / "spool", len(jpeg) - 1)
    with pytest.raises(SpoolFull):
        take_in(Arrival(east, jpeg, None, MORNING), database, narrow, PIXELS_MAX)
    with pytest.raises(NotAJpeg):
        take_in(Arrival(east, b"", None, MORNING), database, narrow, PIXELS_MAX)
    assert (rows(database), narrow.ids()) == ([], frozenset())


def test_a_row_that_cannot_be_written_takes_its_file_along(database: Engine, spool: Spool, jpeg: bytes) -> None:
    east = camera(database)
    with without_ledger(database), pytest.raises(DBAPIError):
        take_in(Arrival(east, jpeg, None, MORNING), database, spool, PIXELS_MAX)
    assert (rows(database), spool.ids(), spool.size_bytes) == ([], frozenset(), 0)
    assert not take_in(Arrival(east, jpeg, None, MORNING), database, spool, PIXELS_MAX).duplicate


@contextmanager
def without_ledger(engine: Engine) -> Generator[None]:
    """A database in which no row of a frame can be written for a while."""
    for there, here in (("frame", "hidden"), ("hidden", "frame")):
        with engine.begin() as connection:
            connection.execute(text(f"ALTER TABLE {there} RENAME TO {here}"))
        if here == "hidden":
            yield


def test_a_camera_that_is_gone_by_now_takes_nothing_in(database: Engine, spool: Spool, jpeg: bytes) -> None:
    with pytest.raises(NoResultFound):
        take_in(Arrival(new_id(), jpeg, None, MORNING), database, spool, PIXELS_MAX)
    assert (rows(database), spool.ids()) == ([], frozenset())


def test_the_file_is_there_before_the_row(
    database: Engine, spool: Spool, jpeg: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrival = Arrival(camera(database), jpeg, None, MORNING)
    rows_once_put: list[int] = []
    finish = spool.finish

    def noted(begun: Any) -> Any:
        put = finish(begun)
        rows_once_put.append(len(rows(database)))
        return put

    monkeypatch.setattr(spool, "finish", noted)
    take_in(arrival, database, spool, PIXELS_MAX)
    assert rows_once_put == [0]
    assert len(rows(database)) == 1


@pytest.mark.parametrize(
    ("meanwhile", "welcome"), [("nothing", True), ("revoked", False), ("retired", False), ("of another camera", False)]
)
def test_a_key_that_is_no_longer_good_takes_nothing_in(
    meanwhile: str, welcome: bool, database: Engine, spool: Spool, jpeg: bytes
) -> None:
    east, west = camera(database), camera(database, "west-1")
    made = make_camera_key(west if meanwhile == "of another camera" else east, "east-1", MORNING)
    key_id = made.row.id
    with Session(database) as session:
        session.add(made.row)
        session.flush()
        if meanwhile == "revoked":
            session.get_one(DeviceKeyRow, key_id).revoked_at = MORNING
        if meanwhile == "retired":
            session.get_one(CameraRow, east).retired_at = MORNING
        session.commit()
    arrival = Arrival(east, jpeg, None, MORNING, key_id)
    if welcome:
        assert not take_in(arrival, database, spool, PIXELS_MAX).duplicate
        assert take_in(arrival, database, spool, PIXELS_MAX).duplicate
        return
    with pytest.raises(NotWelcome):
        take_in(arrival, database, spool, PIXELS_MAX)
    assert (rows(database), spool.ids(), spool.size_bytes) == ([], frozenset(), 0)


def test_many_cameras_at_once_each_get_their_own(database: Engine, spool: Spool, jpeg: bytes) -> None:
    cameras = [camera(database, f"east-{n}") for n in range(4)]
    arrivals = [Arrival(cameras[n % 4], jpeg, MORNING + timedelta(seconds=n), MORNING) for n in range(32)]
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda each: take_in(each, database, spool, PIXELS_MAX), arrivals))
    kept = {row.id: (row.camera_id, row.captured_at) for row in rows(database)}
    assert kept == {
        each.frame_id: (arrival.camera_id, arrival.captured_at) for each, arrival in zip(taken, arrivals, strict=True)
    }
    assert spool.ids() == frozenset(kept)


def test_a_broken_picture_is_counted_once_and_not_kept(database: Engine, spool: Spool, jpeg: bytes) -> None:
    arrival = Arrival(camera(database), jpeg[:2000], MORNING, MORNING)
    count_broken(arrival, database)
    count_broken(arrival, database)
    (row,) = rows(database)
    assert (row.status, row.size_bytes, row.captured_at) == (FrameStatus.broken, 2000, MORNING)
    assert (spool.ids(), spool.size_bytes) == (frozenset(), 0)


def test_frames_taken_in_together_are_no_trouble_to_each_other(
    database: Engine, spool: Spool, jpeg: bytes, jpegs: Callable[[int], bytes]
) -> None:
    east = camera(database)

    def take(*arrivals: Arrival) -> list[Any]:
        return [
            outcome if isinstance(outcome, Taken) else type(outcome)
            for outcome in take_in_together(arrivals, engine=database, spool=spool, pixels_max=PIXELS_MAX)
        ]

    good, again = Arrival(east, jpeg, MORNING, MORNING), Arrival(east, jpegs(2), MORNING, MORNING)
    first, refused, second, nobodys, repeated = take(
        good, Arrival(east, b"", MORNING, MORNING), again, Arrival(new_id(), jpegs(2), MORNING, MORNING), good
    )
    assert (refused, nobodys) == (NotAJpeg, NoResultFound)
    assert (first.duplicate, second.duplicate, repeated) == (False, False, Taken(first.frame_id, duplicate=True))
    assert {row.id for row in rows(database)} == spool.ids() == {first.frame_id, second.frame_id}
    with without_ledger(database):
        assert set(take(good, Arrival(east, jpegs(3), MORNING, MORNING))) <= {OperationalError, ProgrammingError}
    assert spool.ids() == {first.frame_id, second.frame_id}
    narrow = Spool(spool.folder, spool.size_bytes + len(jpegs(4)) + 1000)
    full = take_in_together(
        [Arrival(east, jpegs(n), MORNING, MORNING) for n in (4, 5)],
        engine=database, spool=narrow, pixels_max=PIXELS_MAX,
    )  # fmt: skip
    assert [type(each) for each in full] == [Taken, SpoolFull]


def test_one_lot_of_many_kinds_is_sorted_out(database: Engine, jpeg: bytes) -> None:
    east, west = camera(database), camera(database, "west-1")
    ids = [new_id() for _ in range(13)]

    def entry(n: int, of: UUID, bytes_: int, at: datetime | None = MORNING) -> Entry:
        return Entry(ids[n], of, at, MORNING, bytes([bytes_]) * 32, 3)

    enter(database, [entry(0, east, 1), entry(1, west, 1)])
    lot = [
        entry(2, east, 1), entry(3, east, 2), entry(4, new_id(), 3), entry(5, west, 2), entry(6, east, 2),
        entry(7, east, 4, None), entry(8, east, 4, None), entry(9, west, 4, None), entry(10, east, 5), entry(11, east, 6),
        entry(12, west, 1, MORNING + timedelta(seconds=1)),
    ]  # fmt: skip
    outcomes = enter(database, lot)
    told = [ids.index(outcome) if isinstance(outcome, UUID) else type(outcome) for outcome in outcomes]
    assert told == [0, 3, NoResultFound, 5, 3, 7, 7, 9, 10, 11, 12]
    assert {row.id for row in rows(database)} == {ids[n] for n in (0, 1, 3, 5, 7, 9, 10, 11, 12)}
    again = enter(database, lot)
    assert [ids.index(outcome) if isinstance(outcome, UUID) else type(outcome) for outcome in again] == told
