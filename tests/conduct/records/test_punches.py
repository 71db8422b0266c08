"""Punches as a reader sends them: which rows are taken, and which days they touch."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from conduct.judging.stale import stale_days
from conduct.records.punches import GoodPunch, Taken, heard_until, is_complete, sort_out, take_punches
from models.tables import BadgeRow, PunchRow, ReaderRow
from models.values.findings import AttendanceStatus
from tests.conduct.hall import NOW, Hall, add, add_attendance, add_shift, add_swap, make_hall
from tests.conduct.story import at

GOOD = {"badge": "1001", "at": "2026-06-03T08:26:10+08:00"}
LIMIT = NOW + timedelta(seconds=60)

TAKEN: dict[str, tuple[dict[str, Any], GoodPunch]] = {
    "badge and time": (GOOD, GoodPunch("1001", at("08:26:10"), None)),
    "in UTC": ({**GOOD, "at": "2026-06-03T00:26:10Z"}, GoodPunch("1001", at("08:26:10"), None)),
    "in small letters": ({**GOOD, "at": "2026-06-03t00:26:10z"}, GoodPunch("1001", at("08:26:10"), None)),
    "with a part of a second": (
        {**GOOD, "at": "2026-06-03T08:26:10.250+08:00"}, GoodPunch("1001", at("08:26:10") + timedelta(seconds=0.25), None)),
    "with all there is": ({**GOOD, "direction": "in", "id": 7}, GoodPunch("1001", at("08:26:10"), "in")),
    "with nothing said": ({**GOOD, "direction": None, "id": None}, GoodPunch("1001", at("08:26:10"), None)),
    "with more than is known": ({**GOOD, "temperature": 36.5}, GoodPunch("1001", at("08:26:10"), None)),
    "a badge padded": ({**GOOD, "badge": " 1001 "}, GoodPunch("1001", at("08:26:10"), None)),
    "a badge of letters": ({**GOOD, "badge": "工牌-7"}, GoodPunch("工牌-7", at("08:26:10"), None)),
    "a minute ahead": ({**GOOD, "at": LIMIT.isoformat()}, GoodPunch("1001", LIMIT, None)),
    "the first of 2020": ({**GOOD, "at": "2020-01-01T00:00:00Z"}, GoodPunch("1001", datetime(2020, 1, 1, tzinfo=UTC), None)),
}  # fmt: skip

REJECTED: dict[str, tuple[object, str]] = {
    "a number": (7, "not-an-object"),
    "nothing": (None, "not-an-object"),
    "an array": ([GOOD], "not-an-object"),
    "no badge": ({"at": GOOD["at"]}, "badge-missing"),
    "an empty badge": ({**GOOD, "badge": " "}, "badge-missing"),
    "a badge that is null": ({**GOOD, "badge": None}, "badge-missing"),
    "a badge that is a number": ({**GOOD, "badge": 1001}, "badge-malformed"),
    "a badge with NUL, which PostgreSQL refuses": ({**GOOD, "badge": "10\x0001"}, "badge-malformed"),
    "a badge with half a character": ({**GOOD, "badge": "\ud800"}, "badge-malformed"),
    "a badge without end": ({**GOOD, "badge": "1" * 65}, "badge-malformed"),
    "a direction that is a number": ({**GOOD, "direction": 1}, "direction-malformed"),
    "a direction with NUL": ({**GOOD, "direction": "in\x00"}, "direction-malformed"),
    "an id that is an object": ({**GOOD, "id": {}}, "id-malformed"),
    "no time": ({"badge": "1001"}, "at-missing"),
    "a time that is a number": ({**GOOD, "at": 1780446370}, "at-malformed"),
    "a time in words": ({**GOOD, "at": "today"}, "at-malformed"),
    "a day alone": ({**GOOD, "at": "2026-06-03"}, "at-malformed"),
    "the 31st of June": ({**GOOD, "at": "2026-06-31T08:00:00Z"}, "at-malformed"),
    "25 o'clock": ({**GOOD, "at": "2026-06-03T25:00:00Z"}, "at-malformed"),
    "more behind it": ({**GOOD, "at": "2026-06-03T08:26:10Z and more"}, "at-malformed"),
    "Arabic digits": ({**GOOD, "at": "٢٠٢٦-٠٦-٠٣T08:26:10Z"}, "at-malformed"),
    "before the calendar begins": ({**GOOD, "at": "0001-01-01T00:00:00+14:00"}, "at-malformed"),
    "no offset": ({**GOOD, "at": "2026-06-03T08:26:10"}, "at-naive"),
    "more than a minute ahead": ({**GOOD, "at": (LIMIT + timedelta(microseconds=1)).isoformat()}, "at-in-future"),
    "1970": ({**GOOD, "at": "1970-01-01T00:00:00Z"}, "at-too-old"),
    "the last of 2019": ({**GOOD, "at": "2019-12-31T23:59:59Z"}, "at-too-old"),
}


@pytest.mark.parametrize("name", TAKEN)
def test_a_row_that_is_taken(name: str) -> None:
    row, punch = TAKEN[name]
    batch = sort_out([row], now=NOW)
    assert (batch.punches, batch.rejected) == ((punch,), ())


@pytest.mark.parametrize("name", REJECTED)
def test_a_row_that_is_rejected(name: str) -> None:
    row, code = REJECTED[name]
    batch = sort_out([GOOD, row, GOOD], now=NOW)
    assert len(batch.punches) == 2
    ((index, reason),) = [(r.index, r.reason) for r in batch.rejected]
    assert (index, reason.partition(": ")[0]) == (1, code)
    assert len(reason.partition(": ")[2].split()) > 3


@pytest.mark.parametrize(
    ("before", "after"),
    [(None, NOW), (NOW - timedelta(days=1), NOW), (NOW + timedelta(days=1), NOW + timedelta(days=1))],
)
def test_a_reader_s_word_never_goes_back(before: datetime | None, after: datetime) -> None:
    assert heard_until(before, now=NOW) == after


def punched(*told: str) -> list[GoodPunch]:
    """`1001 08:25` or `1001 4 06:10`."""
    return [GoodPunch(badge, at(when), None) for badge, _, when in (each.partition(" ") for each in told)]


def take(session: Session, hall: Hall, *told: str) -> Taken:
    return take_punches(session, hall.reader.id, punched(*told), now=NOW)


def stored(session: Session) -> list[tuple[str, datetime]]:
    return sorted(session.exec(select(PunchRow.badge, PunchRow.at)).all())


def marked(session: Session, hall: Hall) -> set[int]:
    """The days of June that are marked for a hall."""
    return {s.day.day for s in stale_days(session) if s.hall_id == hall.row.id}


def test_each_is_kept_once(session: Session) -> None:
    hall = make_hall(session)
    assert take(session, hall, "1001 08:25", "1001 17:31", "1001 08:25", "1002 08:25") == Taken(3, 1)
    assert take(session, hall, "1001 17:31", "1001 17:32") == Taken(1, 1)
    assert stored(session) == sorted(
        (p.badge, p.at) for p in punched("1001 08:25", "1001 17:31", "1001 17:32", "1002 08:25")
    )


def test_two_readers_may_see_the_same(session: Session) -> None:
    here, there = make_hall(session), make_hall(session, "H2", staff={})
    assert [take(session, hall, "1001 08:25") for hall in (here, there)] == [Taken(1, 0), Taken(1, 0)]
    assert len(stored(session)) == 2


def test_what_is_stored_of_a_punch(session: Session) -> None:
    hall = make_hall(session)
    take_punches(session, hall.reader.id, [GoodPunch("1001", at("08:25"), "in")], now=NOW)
    row = session.exec(select(PunchRow)).one()
    assert (row.reader_id, row.badge, row.at, row.direction, row.received_at) == (
        hall.reader.id,
        "1001",
        at("08:25"),
        "in",
        NOW,
    )


def test_strange_badges_wait_for_an_owner(session: Session) -> None:
    hall = make_hall(session)
    take(session, hall, "9999 08:25", "9999 17:31", "1001 08:25")
    take(session, hall, "9999 18:00")
    badges = session.exec(select(BadgeRow.number, BadgeRow.staff_id).order_by(BadgeRow.number)).all()
    assert badges == [("1001", hall.staff["S001"].id), ("1002", hall.staff["S002"].id), ("9999", None)]
    assert len(stored(session)) == 4


DAYS: dict[str, tuple[Sequence[str], set[int]]] = {
    "the day itself": (["1001 08:25"], {3}),
    "the day of the night shift that it may end": (["1001 4 06:10"], {3, 4}),
    "still within reach of its end": (["1001 4 18:00"], {3, 4}),
    "not after": (["1001 4 18:01"], {4}),
    "the day of the shift that is to begin": (["1001 2 20:30"], {2, 3}),
    "not earlier": (["1001 2 20:29"], {2}),
    "of several each": (["1001 1 12:00", "1001 20 12:00", "1002 4 06:00"], {1, 3, 4, 20}),
}


@pytest.mark.parametrize("name", DAYS)
def test_days_touched(session: Session, name: str) -> None:
    told, days = DAYS[name]
    hall = make_hall(session)
    add_shift(session, hall, hall.staff["S001"], "3 08:30", "3 17:30")
    add_shift(session, hall, hall.staff["S002"], "3 22:00", "4 06:00")
    take(session, hall, *told)
    assert marked(session, hall) == days


def test_what_had_come_before_touches_nothing(session: Session) -> None:
    hall = make_hall(session)
    add(session, PunchRow(reader_id=hall.reader.id, badge="1001", at=at("08:25"), received_at=NOW))
    assert take(session, hall, "1001 08:25") == Taken(0, 1)
    assert stale_days(session) == []


def test_the_hall_where_the_person_works_is_touched_too(session: Session) -> None:
    home, other = make_hall(session), make_hall(session, "H2", staff={"S009": "赵敏"}, badges={"1009": "S009"})
    far = make_hall(session, "H3", staff={})
    add_shift(session, other, home.staff["S001"], "3 08:30", "3 17:30")
    add_shift(session, far, other.staff["S009"], "10 08:30", "10 17:30")
    add_swap(session, far, other.staff["S009"], home.staff["S002"], "10 00:00", "11 00:00")
    take(session, home, "1001 08:25")
    assert (marked(session, home), marked(session, other), marked(session, far)) == ({3}, {3}, set())
    take(session, home, "1002 10 08:25")
    assert (marked(session, home), marked(session, other), marked(session, far)) == ({3, 10}, {3}, {10})


SETTLED: dict[str, tuple[AttendanceStatus, datetime | None, bool]] = {
    "unknown, and never heard before": (AttendanceStatus.unknown, None, True),
    "unknown, and last heard that day": (AttendanceStatus.unknown, at("3 12:00"), True),
    "unknown, and heard two days later": (AttendanceStatus.unknown, at("5 00:00"), True),
    "unknown, but this reader was heard long after": (AttendanceStatus.unknown, at("6 00:00"), False),
    "due": (AttendanceStatus.due, at("3 12:00"), True),
    "absent": (AttendanceStatus.absent, None, False),
    "present": (AttendanceStatus.present, None, False),
}


@pytest.mark.parametrize("name", SETTLED)
def test_a_heartbeat_settles(session: Session, name: str) -> None:
    status, heard, settles = SETTLED[name]
    hall = make_hall(session, alive_until=heard)
    elsewhere = make_hall(session, "H2", staff={"S009": "赵敏"})
    add_attendance(session, hall, hall.staff["S001"], "3 08:30", status)
    add_attendance(session, elsewhere, elsewhere.staff["S009"], "3 08:30", status)
    assert take(session, hall) == Taken(0, 0)
    assert marked(session, hall) == ({3} if settles else set())
    assert marked(session, elsewhere) == set()


@pytest.mark.parametrize("told", [[], ["1001 08:25"]])
def test_a_delivery_says_that_the_reader_is_alive(session: Session, told: list[str]) -> None:
    hall = make_hall(session)
    take(session, hall, *told)
    session.expire_all()
    assert session.get_one(ReaderRow, hall.reader.id).alive_until == NOW


def test_a_full_batch(session: Session) -> None:
    """10,000 rows, thousands of strange badges: statements stay within what a database takes."""
    hall = make_hall(session)
    first = at("1 00:00")
    punches = [GoodPunch(f"{n % 6_000:05}", first + timedelta(minutes=n), None) for n in range(10_000)]
    assert take_punches(session, hall.reader.id, punches, now=NOW) == Taken(10_000, 0)
    assert take_punches(session, hall.reader.id, punches, now=NOW) == Taken(0, 10_000)
    assert len(session.exec(select(BadgeRow.id)).all()) == 6_002
    assert marked(session, hall) == {d.day for d in (date(2026, 6, n) for n in range(1, 8))}


COMPLETE = {
    "all of it good": ([{"badge": "1001", "at": "2026-06-03T00:25:00Z"}], True),
    "nothing": ([], True),
    "a row refused": ([{"badge": "1001", "at": "2026-06-03T00:25:00Z"}, {"badge": "1001"}], False),
    "full": ([{"badge": "1001", "at": "2026-06-03T00:25:00Z"}] * 10_000, False),
}


@pytest.mark.parametrize("name", COMPLETE)
def test_a_batch_that_is_full_or_spoilt_cannot_be_all(name: str) -> None:
    rows, expected = COMPLETE[name]
    assert is_complete(sort_out(rows, now=NOW)) is expected


REACH = {
    "complete, to now": (["1001 08:25"], True, NOW),
    "a heartbeat, to now": ([], True, NOW),
    "not complete, to its last punch": (["1001 08:25", "1001 08:40"], False, at("08:40")),
    "not complete and nothing good, nowhere": ([], False, None),
}


@pytest.mark.parametrize("name", REACH)
def test_how_far_a_reader_s_word_reaches(name: str, session: Session) -> None:
    told, complete, expected = REACH[name]
    hall = make_hall(session)
    before = hall.reader.alive_until
    take_punches(session, hall.reader.id, punched(*told), now=NOW, complete=complete)
    assert hall.reader.alive_until == (before if expected is None else max(filter(None, [before, expected])))
