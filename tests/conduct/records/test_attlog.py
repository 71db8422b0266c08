"""A terminal's log taken in: what is stored, what is held aside, and what that means for judging."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from conduct.judging.hall_day import judge_stale_days
from conduct.judging.stale import mark_stale, stale_days
from conduct.judging.unclear import spans_of
from conduct.records.attlog import Delivered, portions, take_lines
from conduct.records.held import open_of, settle
from models.tables import AttendanceRow, AuditEntryRow, BadgeRow, HeldPunchRow, PunchRow, ReaderRow
from models.values.findings import AttendanceStatus
from roster.attlog import lines_of
from tests.conduct.hall import NOW, Hall, add, add_attendance, add_shift, make_hall
from tests.conduct.story import at
from tests.shared import shared

LOG = "data/attendance/1_attlog.dat"
THEN = datetime(2026, 11, 21, tzinfo=UTC)


def take(session: Session, hall: Hall, *told: str, now: datetime = NOW, ahead_s: float | None = None) -> Delivered:
    """Lines as a terminal writes them, with `|` between their columns."""
    lines = [line.replace("|", "\t").encode() for line in told]
    return take_lines(session, hall.reader.id, lines, clock_ahead_s=ahead_s, now=now)


def counts(delivered: Delivered) -> tuple[int, int, dict[str, int]]:
    return delivered.stored, delivered.duplicates, delivered.held_by_reason


def in_tables(session: Session) -> tuple[int, int]:
    return len(session.exec(select(PunchRow.id)).all()), len(session.exec(select(HeldPunchRow.id)).all())


def test_the_real_log(session: Session) -> None:
    lines = lines_of(shared(LOG).read_bytes())
    hall = make_hall(session)
    first = sum((take_lines(session, hall.reader.id, p, now=THEN) for p in portions(lines)), Delivered())
    assert counts(first) == (2954, 0, {"in-the-future": 46})
    assert in_tables(session) == (2954, 46)
    again = sum((take_lines(session, hall.reader.id, p, now=THEN) for p in portions(lines)), Delivered())
    assert counts(again) == (0, 3000, {})
    assert in_tables(session) == (2954, 46)
    held = session.exec(select(HeldPunchRow)).all()
    assert {row.raw for row in held} <= set(lines)
    assert all(row.at is not None and row.at > THEN for row in held)
    assert Counter(row.direction for row in session.exec(select(PunchRow))) == {"out": 2954}


LINES: dict[str, tuple[str, float | None, str | None]] = {
    "good": ("1001|2026-06-03 08:26:10|0|15", None, None),
    "garbage": ("%%%", None, "columns"),
    "no time": ("1001|soon", None, "time-malformed"),
    "a clock reset": ("1001|2000-01-01 00:00:03", None, "before-2020"),
    "the future": ("1001|2026-06-04 02:01:01", None, "in-the-future"),
    "by a clock that is off": ("1001|2026-06-03 08:26:10", -3600, "clock-off"),
    "by a clock that is off a little": ("1001|2026-06-03 08:26:10", 59, None),
}


@pytest.mark.parametrize("name", LINES)
def test_a_line_never_spoils_the_others(session: Session, name: str) -> None:
    line, ahead_s, reason = LINES[name]
    hall = make_hall(session)
    other = "1002|2026-06-03 08:30:00"
    delivered = take(session, hall, line, other, ahead_s=ahead_s)
    off = ahead_s is not None and reason is not None
    held = {reason: 1 + off} if reason else {}
    assert counts(delivered) == (2 - sum(held.values()), 0, held)
    kept = session.exec(select(HeldPunchRow).where(HeldPunchRow.raw == line.replace("|", "\t").encode())).first()
    assert (kept is not None) == (reason is not None)
    if kept is not None:
        assert (kept.reason, kept.sha256, kept.received_at) == (reason, sha256(kept.raw).digest(), NOW)
    assert counts(take(session, hall, line, other, ahead_s=ahead_s)) == (0, 2, {})


def test_two_terminals_with_the_same_pins(session: Session) -> None:
    hall = make_hall(session)
    hall.reader.options = {"pin_prefix": "A-"}
    take(session, hall, "1001|2026-06-03 08:26:10")
    assert session.exec(select(PunchRow.badge)).one() == "A-1001"
    assert session.exec(select(BadgeRow.staff_id).where(BadgeRow.number == "A-1001")).one() is None


def test_the_terminals_own_zone_comes_before_the_halls(session: Session) -> None:
    hall = make_hall(session)
    hall.reader.timezone = "Asia/Urumqi"
    take(session, hall, "1001|2026-06-03 06:26:10")
    assert session.exec(select(PunchRow.at)).one() == at("08:26:10")


def test_what_was_held_once_stays_so(session: Session) -> None:
    """A time in the future does not come true by waiting."""
    hall = make_hall(session)
    take(session, hall, "1001|2026-06-05 08:00:00")
    assert counts(take(session, hall, "1001|2026-06-05 08:00:00", now=NOW + timedelta(days=3))) == (0, 1, {})
    assert in_tables(session) == (0, 1)


def test_a_punch_told_again_by_a_clock_gone_wrong(session: Session) -> None:
    hall = make_hall(session)
    take(session, hall, "1001|2026-06-03 08:26:10")
    assert counts(take(session, hall, "1001|2026-06-03 08:26:10", ahead_s=7200)) == (0, 1, {})
    assert in_tables(session) == (1, 0)


REACHES: dict[str, tuple[list[str], datetime | None]] = {
    "nothing": ([], None),
    "in order: to the last": (["1001|2026-06-03 08:00:00", "1002|2026-06-03 09:00:00"], at("09:00")),
    "in no order": (["1001|2026-06-03 09:00:00", "1002|2026-06-03 08:00:00"], None),
    "not later than now": (["1001|2026-06-04 02:00:30"], NOW),
    "only held aside": (["1001|2000-01-01 00:00:00"], None),
}


@pytest.mark.parametrize("name", REACHES)
def test_how_far_a_log_reaches(session: Session, name: str) -> None:
    told, until = REACHES[name]
    hall = make_hall(session)
    take(session, hall, *told)
    session.expire_all()
    assert session.get_one(ReaderRow, hall.reader.id).alive_until == until


def statuses(session: Session) -> dict[int, str]:
    return {row.day.day: row.status.value for row in session.exec(select(AttendanceRow))}


def judge(database: Engine, session: Session, hall: Hall) -> dict[int, str]:
    mark_stale(session, hall.row.id, [at(f"{day} 12:00").date() for day in (1, 2, 3)], now=NOW)
    session.commit()
    judge_stale_days(database, now=NOW)
    session.expire_all()
    return statuses(session)


def test_nobody_is_absent_where_a_line_was_held_aside(database: Engine, session: Session) -> None:
    """The clock was reset between two good punches on the 2nd: only that day is unclear, until somebody has looked."""
    hall = make_hall(session, alive_until=NOW)
    for day in (1, 2, 3):
        add_shift(session, hall, hall.staff["S001"], f"{day} 08:30", f"{day} 17:30")
    assert judge(database, session, hall) == {1: "absent", 2: "absent", 3: "absent"}
    take(session, hall, "1002|2026-06-02 08:00:00", "1001|2000-01-01 00:00:03", "1002|2026-06-02 12:00:00")
    assert [s.day.day for s in stale_days(session)] == [1, 2, 3]
    assert judge(database, session, hall) == {1: "absent", 2: "unknown", 3: "absent"}
    held = session.exec(select(HeldPunchRow)).all()
    assert settle(session, held, by="zhoumin", reason="the clock had been reset", now=NOW) == 1
    session.commit()
    judge_stale_days(database, now=NOW)
    session.expire_all()
    assert statuses(session) == {1: "absent", 2: "absent", 3: "absent"}


def test_settling(session: Session) -> None:
    hall = make_hall(session, alive_until=at("1 00:00"))
    take(session, hall, "%%%", "1001|2000-01-01 00:00:03")
    add_attendance(session, hall, hall.staff["S001"], "3 08:30", AttendanceStatus.unknown)
    first, second = session.exec(select(HeldPunchRow).order_by(HeldPunchRow.reason)).all()
    assert settle(session, [first], by="zhoumin", reason="noise", now=NOW) == 1
    assert (open_of(session, hall.reader.id), len(spans_of(hall.reader)), stale_days(session)) == (1, 1, [])
    assert settle(session, [first, second], by="zhoumin", reason="the clock", now=NOW) == 1
    assert (open_of(session, hall.reader.id), spans_of(hall.reader)) == (0, ())
    assert [s.day for s in stale_days(session)] == [at("3 12:00").date()]
    audited = session.exec(select(AuditEntryRow).where(AuditEntryRow.action == "punch.settled")).all()
    assert [(a.actor, a.data["reason"]) for a in audited] == [("zhoumin", "noise"), ("zhoumin", "the clock")]


def test_a_log_of_many_portions(session: Session) -> None:
    hall = make_hall(session)
    first = at("1 00:00")
    stamps = [(first + timedelta(seconds=10 * n)).strftime("%Y-%m-%d %H:%M:%S") for n in range(12_000)]
    lines = [f"{n % 700}\t{stamp}".encode() for n, stamp in enumerate(stamps)]
    several = list(portions(lines))
    assert [len(p) for p in several] == [5000, 5000, 2000]
    delivered = sum((take_lines(session, hall.reader.id, p, now=NOW) for p in several), Delivered())
    assert counts(delivered) == (12_000, 0, {})


def test_what_is_held_of_one_reader_is_new_of_another(session: Session) -> None:
    here, there = make_hall(session), make_hall(session, "H2", staff={})
    add(session, BadgeRow(number="7"))
    assert [counts(take(session, hall, "%%%"))[2] for hall in (here, there)] == [{"columns": 1}] * 2
