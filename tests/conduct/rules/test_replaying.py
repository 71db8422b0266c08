"""What a draft pack would have made of recorded days: a whole year of a small hall, twice the same to the byte."""

import json
from array import array
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from shutil import copy

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from conduct.judging.hall_day import judge_stale_days
from conduct.judging.stale import mark_stale
from conduct.review.violations import Reviewer, decide
from conduct.rules.pack import Pack, default_pack, default_pack_text, parse_pack
from conduct.rules.replayed import Counts, OfPerson, OfRule, Points, Replayed
from conduct.rules.replaying import replay
from conduct.rules.watching import watch_rule
from models.database import open_database
from models.tables import (
    AttendanceRow,
    HallRow,
    LookRunRow,
    PackAdoptionRow,
    PunchRow,
    Role,
    ShiftRow,
    TaskRow,
    UserRow,
    Verdict,
    ViolationRow,
)
from models.values.occupancy import WindowState
from tests.conduct.hall import Hall, make_hall
from tests.conduct.story import SHANGHAI

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
NOW = datetime(2027, 1, 2, tzinfo=SHANGHAI)
ONE_DAY = timedelta(days=1)
STRICT = default_pack_text().replace('"2026.2"', '"strict"').replace("late_grace_min = 5", "late_grace_min = 0")
LOOK_EVERY_S = 30


def at(day: date, clock: str) -> datetime:
    hour, minute = clock.split(":")
    return datetime(day.year, day.month, day.day, int(hour), int(minute), tzinfo=SHANGHAI)


def workdays() -> Iterator[date]:
    day = FIRST
    while day <= LAST:
        if day.weekday() < 5:
            yield day
        day += ONE_DAY


def a_year(session: Session, hall: Hall) -> None:
    """王芳 at W1 on every workday: in four minutes late each tenth, twelve each fourth; the window empty each seventh."""
    for n, day in enumerate(workdays()):
        start, end = at(day, "08:30"), at(day, "11:30")
        session.add(
            ShiftRow(
                hall_id=hall.row.id, staff_id=hall.staff["S001"].id, window_id=hall.windows["W1"].id, start=start, end=end
            )
        )  # fmt: skip
        came = start + timedelta(minutes=12 if n % 4 == 0 else 4 if n % 10 == 0 else -5)
        for punch in (came, end + timedelta(minutes=1)):
            session.add(PunchRow(reader_id=hall.reader.id, badge="1001", at=punch, received_at=punch))
        if n % 7 == 0:
            looks(session, hall, WindowState.unattended, at(day, "10:00"), minutes=6)
            looks(session, hall, WindowState.staffed, at(day, "10:06"), minutes=1)
    hall.reader.alive_until = NOW


def looks(session: Session, hall: Hall, state: WindowState, first: datetime, *, minutes: int) -> None:
    offsets = array("Q", range(0, minutes * 60_000_000, LOOK_EVERY_S * 1_000_000))
    session.add(
        LookRunRow(
            window_id=hall.windows["W1"].id, camera_id=hall.camera.id, state=state, evidence="person", first=first,
            last=first + timedelta(microseconds=offsets[-1]), offsets_us=offsets.tobytes(),
        )
    )  # fmt: skip


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[Engine]:
    """Judged by the default pack, day after day."""
    engine = open_database(f"sqlite:///{copy(migrated_file, tmp_path_factory.mktemp('year') / 'conduct.sqlite3')}")
    with Session(engine) as session:
        hall = make_hall(session)
        a_year(session, hall)
        mark_stale(session, hall.row.id, workdays(), now=NOW)
        session.commit()
    judge_stale_days(engine, now=NOW)
    yield engine
    engine.dispose()


def replayed(engine: Engine, draft: Pack, first: date = FIRST, last: date = LAST) -> Replayed:
    with Session(engine, autoflush=False) as session:
        told = replay(session, draft, first, last, halls=session.exec(select(HallRow)).all(), now=NOW)
        assert not session.new
        assert not session.dirty
        return told


@pytest.fixture(scope="module")
def strict(year: Engine) -> Replayed:
    return replayed(year, parse_pack(STRICT))


def everything_stored(engine: Engine) -> str:
    with Session(engine) as session:
        rows = [
            row.model_dump(mode="json")
            for table in (ViolationRow, TaskRow, AttendanceRow)
            for row in session.exec(select(table).order_by("id")).all()
        ]
    return json.dumps(rows)


def test_a_year_is_judged_the_same_twice_to_the_byte_and_nothing_is_written(year: Engine, strict: Replayed) -> None:
    stored = everything_stored(year)
    again = replayed(year, parse_pack(STRICT))
    assert json.dumps(again.as_json(people=True)) == json.dumps(strict.as_json(people=True))
    with Session(year) as session:
        mark_stale(session, session.exec(select(HallRow.id)).one(), workdays(), now=NOW)
        session.commit()
    judge_stale_days(year, now=NOW)
    assert everything_stored(year) == stored


def test_the_present_and_a_stricter_pack_stand_side_by_side(strict: Replayed) -> None:
    told = strict
    assert (told.hall_days, told.present, told.draft) == (261, ("default-2026.2",), "default-strict")
    assert told.rules == (
        OfRule("H1", "late", Counts(66), Counts(66 + 13)),
        OfRule("H1", "window-unattended", Counts(38), Counts(38)),
    )
    assert [(p.staff, p.month) for p in told.people] == [("S001", f"2026-{month:02}") for month in range(1, 13)]
    january = told.people[0]
    assert january.present == Points(Decimal(0), Decimal(5 + 2 * 4))
    assert january.draft.at_most > january.present.at_most


def test_present_is_what_is_stored(year: Engine) -> None:
    last = date(2026, 2, 28)
    told = replayed(year, default_pack(), last=last)
    with Session(year) as session:
        stored = session.exec(select(ViolationRow.rule).where(ViolationRow.day <= last)).all()
    assert {r.rule: r.present.found for r in told.rules} == {rule: stored.count(rule) for rule in set(stored)}
    assert all(r.present == r.draft for r in told.rules)


def test_only_the_days_asked_for(year: Engine) -> None:
    told = replayed(year, default_pack(), date(2026, 3, 2), date(2026, 3, 6))
    assert told.hall_days == 5
    assert replayed(year, default_pack(), date(2026, 3, 7), date(2026, 3, 8)).rules == ()


# One day, with verdicts


@pytest.fixture
def a_day(sqlite_database: Engine) -> Engine:
    """王芳 late on Thursday 1 January, confirmed by 周敏."""
    with Session(sqlite_database) as session:
        hall = make_hall(session)
        a_year(session, hall)
        mark_stale(session, hall.row.id, [FIRST], now=NOW)
        user = UserRow(login="zhou", name="周敏", role=Role.supervisor, password_hash="")
        session.add(user)
        session.commit()
        judge_stale_days(sqlite_database, now=NOW)
        for row in session.exec(select(ViolationRow)).all():
            verdict = Verdict.confirm if row.rule == "late" else Verdict.dismiss
            decide(session, row, by=Reviewer(user.id, "zhou"), verdict=verdict, reason="看过", now=NOW)
        session.commit()
    return sqlite_database


def of_that_day(engine: Engine, draft: str) -> tuple[OfPerson, ...]:
    return replayed(engine, parse_pack(draft), FIRST, FIRST).people


DEARER = default_pack_text().replace("free_first = 1", "free_first = 0").replace('"2026.2"', '"dearer"')


def test_verdicts_given_are_carried_over(a_day: Engine) -> None:
    free, dear = Points(Decimal(0), Decimal(0)), Points(Decimal(1), Decimal(1))
    assert of_that_day(a_day, DEARER) == (OfPerson("S001", "2026-01", free, dear),)


def test_a_finding_that_a_draft_does_not_make_costs_nothing_there(a_day: Engine) -> None:
    lax = DEARER.replace("late_grace_min = 5", "late_grace_min = 20")
    (told,) = of_that_day(a_day, DEARER)
    assert told.draft == Points(Decimal(1), Decimal(1))
    assert of_that_day(a_day, lax) == (OfPerson("S001", "2026-01", Points(), Points()),)


def test_before_any_adoption_the_present_only_watches_and_the_draft_shows_what_would_come(a_day: Engine) -> None:
    with Session(a_day) as session:
        session.delete(session.exec(select(PackAdoptionRow)).one())
        session.commit()
    told = replayed(a_day, parse_pack(DEARER), FIRST + 4 * ONE_DAY, FIRST + 11 * ONE_DAY)
    late = next(r for r in told.rules if r.rule == "late")
    assert (late.present, late.draft) == (Counts(1, 0, 1), Counts(1))
    (points,) = told.people
    assert (points.present, points.draft.at_most) == (Points(), Decimal(1 + 2))


def test_a_rule_in_watch_mode_is_watched_on_both_sides(year: Engine) -> None:
    with Session(year) as session:
        watch_rule(session, "late", date(2026, 7, 1), hall=None, reason="测试", by="hr", now=NOW)
        told = replay(
            session, parse_pack(STRICT), date(2026, 7, 1), date(2026, 7, 31),
            halls=session.exec(select(HallRow)).all(), now=NOW,
        )  # fmt: skip
        session.rollback()
    late = next(r for r in told.rules if r.rule == "late")
    assert late.present.found == late.present.watched > 0
    assert late.draft.found == late.draft.watched >= late.present.found
