"""A month of a thousand people, and one punch among 1.2 million."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from conduct.records.punches import GoodPunch, take_punches
from models.tables import HallRow, PunchRow, ReaderRow
from models.tables.base import new_id
from models.values.interval import Interval
from models.values.roster import Badge, Person, Punch, Reader, Shift
from roster.attendance import AttendanceLimits, evaluate
from roster.duty import resolve

ZONE = ZoneInfo("Asia/Shanghai")
FIRST = datetime(2026, 6, 1, 0, 30, tzinfo=UTC)
PEOPLE, DAYS, PUNCHES = 1000, 20, 40_000
STORED = 1_200_000
LIMITS = AttendanceLimits(late_grace_min=5, early_grace_min=5, punch_before_min=120, punch_after_min=240)


def test_a_month_of_a_thousand_people(benchmark: Any) -> None:
    random = Random(1)
    shifts = [
        Shift(f"S{p:04}", "W1", Interval(FIRST + timedelta(days=d), FIRST + timedelta(days=d, hours=9)))
        for p in range(PEOPLE)
        for d in range(DAYS)
    ]
    punches = [
        Punch(shift.staff, at + timedelta(seconds=random.randrange(-600, 600)))
        for shift in shifts
        for at in (shift.time.start, shift.time.end)
    ]
    people = [Person(f"S{p:04}", badges=(Badge(f"S{p:04}"),)) for p in range(PEOPLE)]
    now = FIRST + timedelta(days=40)
    assert len(punches) == PUNCHES

    def month() -> int:
        duty = resolve(shifts, timezone=ZONE)
        return len(evaluate(duty, people, punches, [Reader("R1", now)], now=now, limits=LIMITS))

    assert benchmark.pedantic(month, rounds=5, warmup_rounds=1) == PEOPLE * DAYS


@pytest.fixture
def crowded(database: sa.Engine) -> tuple[sa.Engine, ReaderRow]:
    with Session(database, expire_on_commit=False) as session:
        hall = HallRow(code="H1", name="城北", timezone="Asia/Shanghai")
        session.add(hall)
        session.flush()
        reader = ReaderRow(hall_id=hall.id, code="R1")
        session.add(reader)
        session.flush()
        for begin in range(0, STORED, 50_000):
            rows = [
                {"id": new_id(), "reader_id": reader.id, "badge": f"{n % 1000:04}", "received_at": FIRST,
                 "at": FIRST - timedelta(minutes=n)}
                for n in range(begin, begin + 50_000)
            ]  # fmt: skip
            session.connection().execute(sa.insert(PunchRow), rows)
        session.commit()
    return database, reader


def test_one_punch_among_over_a_million(crowded: tuple[sa.Engine, ReaderRow], benchmark: Any) -> None:
    engine, reader = crowded
    at = iter(range(1, 10_000))

    def one() -> None:
        now = FIRST + timedelta(minutes=next(at))
        with Session(engine) as session:
            take_punches(session, reader.id, [GoodPunch("0007", now, None)], now=now)
            session.commit()

    benchmark.pedantic(one, rounds=200, warmup_rounds=10)
