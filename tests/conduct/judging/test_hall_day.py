"""Judging a hall's day from what is stored, whether or not its month is locked."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from api.setup.apply_halls import HallApplier
from api.setup.hall_file import HallsTold
from conduct.judging.hall_day import judge_stale_days
from conduct.judging.stale import stale_days
from conduct.records.reader_use import put_to_use, take_out_of_use
from models.tables import AppraisalRow, AttendanceRow, HallRow, ReaderRow, StaffRow, ViolationRow
from tests.conduct.story import at

NOW = at("4 02:00")
HALL = {
    "code": "H1",
    "name": "城北营业厅",
    "windows": [{"code": "W1", "tag": 1}],
    "readers": [{"code": "R1"}],
    "staff": [{"no": "S001", "name": "王芳", "badges": ["1001"]}],
    "shifts": [{"staff": "S001", "window": "W1", "start": at("08:30"), "end": at("17:30")}],
}


def set_up(engine: Engine) -> None:
    with Session(engine) as session:
        HallApplier(session, by="test", now=NOW).apply(HallsTold.model_validate({"halls": [HALL]}))
        session.exec(select(ReaderRow)).one().alive_until = NOW
        session.commit()


def lock(engine: Engine, month: str) -> None:
    zero = Decimal(0)
    with Session(engine) as session:
        staff_id = session.exec(select(StaffRow.id)).one()
        session.add(
            AppraisalRow(
                month=month,
                staff_id=staff_id,
                base=zero,
                deducted=zero,
                score=zero,
                grade="A",
                lines=[],
                pack_version="p",
                computed_at=NOW,
                locked_at=NOW,
            )
        )
        session.commit()


def test_a_stale_day_is_judged_once(sqlite_database: Engine) -> None:
    set_up(sqlite_database)
    assert [s.day.isoformat() for s in judge_stale_days(sqlite_database, now=NOW)] == ["2026-06-03"]
    with Session(sqlite_database) as session:
        assert session.exec(select(ViolationRow.rule)).all() == ["absent"]
        assert session.exec(select(AttendanceRow.status)).all() == ["absent"]
        assert stale_days(session) == []
    assert judge_stale_days(sqlite_database, now=NOW + timedelta(hours=1)) == []


def test_a_locked_month_is_judged_and_stays_as_it_is(sqlite_database: Engine) -> None:
    set_up(sqlite_database)
    lock(sqlite_database, "2026-06")
    judge_stale_days(sqlite_database, now=NOW)
    with Session(sqlite_database) as session:
        assert session.exec(select(ViolationRow.rule)).all() == ["absent"]
        assert stale_days(session) == []
        (row,) = session.exec(select(AppraisalRow)).all()
        assert (row.lines, row.computed_at) == ([], NOW)


RETIRED: dict[str, tuple[str, str | None, str]] = {
    "before the day": ("2 20:00", None, "absent"),
    "within the day": ("12:00", None, "unknown"),
    "after the day": ("4 01:00", None, "unknown"),
    "out of use over the day, and heard again": ("2 20:00", "4 01:00", "unknown"),
    "out of use after the day, and heard again": ("4 00:30", "4 01:00", "absent"),
}
"""When the second reader of the hall is retired, when it is brought back, and what becomes of who has no punch."""


@pytest.mark.parametrize("name", RETIRED)
def test_a_reader_that_is_retired_takes_nothing_back_that_it_did_not_tell(sqlite_database: Engine, name: str) -> None:
    """It was silent from 09:00 on, and some may have punched there; the other one was heard all the time."""
    retired, brought_back, status = RETIRED[name]
    set_up(sqlite_database)
    with Session(sqlite_database) as session:
        silent = ReaderRow(hall_id=session.exec(select(HallRow.id)).one(), code="R2", alive_until=at("09:00"))
        session.add(silent)
        take_out_of_use(silent, at(retired))
        if brought_back is not None:
            put_to_use(silent, at(brought_back))
            silent.alive_until = NOW
        session.commit()
    judge_stale_days(sqlite_database, now=NOW)
    with Session(sqlite_database) as session:
        assert session.exec(select(AttendanceRow.status)).all() == [status]
        assert session.exec(select(ViolationRow.rule)).all() == (["absent"] if status == "absent" else [])
