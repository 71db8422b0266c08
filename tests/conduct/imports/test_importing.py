"""Tables applied to both databases: all or nothing, audited, the touched days marked, and fast."""

import datetime as dt
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from re import findall
from time import perf_counter

import pytest
from sqlmodel import Session, col, delete, select

from conduct.imports.importing import AnyPlan, Import, NoSuchHall, apply_import, plan_import
from conduct.imports.words import SENTENCES, say_refusal
from conduct.records.badges import take_away
from models.tables import AuditEntryRow, BadgeRow, RotationMemberRow, RotationRow, ShiftRow, StaffRow, StaleDayRow
from models.values.why import why
from roster import sheets
from roster.importing import Kind, Plan, Refused
from roster.sheets import read_sheet
from tests.conduct.hall import NOW, Hall, add_punch, add_shift, make_hall
from tests.roster.sheet_files import csv_of, xlsx
from tests.roster.test_importing import BAD_SHIFTS, BAD_STAFF, roster_table, staff_table

STAFF = ("工号", "姓名", "营业厅", "卡号", "离职")
ROSTER = ("工号", "日期", "窗口", "上班", "下班", "休息")


@pytest.fixture
def hall(session: Session) -> Hall:
    return make_hall(session)


def given(kind: Kind, *rows: tuple[object, ...], **told: object) -> Import:
    return Import(kind, read_sheet(csv_of({Kind.staff: STAFF, Kind.roster: ROSTER}[kind], *rows)), **told)  # type: ignore[arg-type]


def apply(session: Session, kind: Kind, *rows: tuple[object, ...], **told: object) -> AnyPlan | Refused:
    return apply_import(session, given(kind, *rows, source="a.csv", **told), by="chen", now=NOW)


def counts(come_to: AnyPlan | Refused) -> tuple[int, int, int]:
    assert isinstance(come_to, Plan), come_to
    return len(come_to.made), len(come_to.changed), come_to.same


def audited(session: Session) -> list[tuple[str, str, dict]]:
    rows = session.exec(select(AuditEntryRow).order_by(col(AuditEntryRow.id))).all()
    return [(row.action, row.entity_id, row.data) for row in rows]


def stale(session: Session) -> list[str]:
    return [f"{row.day}" for row in session.exec(select(StaleDayRow).order_by(col(StaleDayRow.day))).all()]


def people(session: Session) -> list[tuple[str, str, datetime | None, list[str]]]:
    rows = session.exec(select(StaffRow).order_by(col(StaffRow.no))).all()
    badges = session.exec(select(BadgeRow).order_by(col(BadgeRow.number))).all()
    return [(r.no, r.name, r.retired_at, [b.number for b in badges if b.staff_id == r.id]) for r in rows]


def shifts(session: Session) -> list[tuple[datetime, datetime, list[list[str]]]]:
    rows = session.exec(select(ShiftRow).order_by(col(ShiftRow.start))).all()
    return [(row.start, row.end, row.breaks) for row in rows]


def utc(hour: int, minute: int = 0, day: int = 3) -> datetime:
    return datetime(2026, 6, day, hour, minute, tzinfo=UTC)


STAFF_TABLE = [
    ("S001", "王方", "H1", "1001;1009", ""), ("S002", "李强", "H1", "", ""), ("S003", "吴刚", "H1", "7000、7001", "是"),
]  # fmt: skip


def test_staff(session: Session, hall: Hall) -> None:
    session.add(BadgeRow(number="7000"))
    session.flush()
    assert counts(apply(session, Kind.staff, *STAFF_TABLE)) == (1, 1, 1)
    assert people(session) == [
        ("S001", "王方", None, ["1001", "1009"]),
        ("S002", "李强", None, ["1002"]),
        ("S003", "吴刚", NOW.astimezone(UTC), ["7000", "7001"]),
    ]
    assert audited(session) == [
        ("staff.changed", "S001", {"changes": {"name": ["王芳", "王方"], "badges": ["1001", "1001; 1009"]}}),
        ("staff.imported", "*", {"source": "a.csv", "made": 1, "changed": 1, "same": 1}),
    ]
    assert counts(apply(session, Kind.staff, *STAFF_TABLE)) == (0, 0, 3)
    assert stale(session) == []


def test_punches_that_find_their_owner_mark_days_where_the_owner_is_rostered(session: Session, hall: Hall) -> None:
    add_shift(session, hall, hall.staff["S001"], "3 08:30", "3 17:30")
    make_hall(session, "H2", staff={}, badges={})
    session.add(BadgeRow(number="7000"))
    for when in ("3 08:26", "3 22:30", "9 10:00"):
        add_punch(session, hall, "7000", when)
    apply(session, Kind.staff, ("S001", "王芳", "H1", "7000", ""))
    assert stale(session) == ["2026-06-02", "2026-06-03", "2026-06-04", "2026-06-08", "2026-06-09"]
    assert {row.hall_id for row in session.exec(select(StaleDayRow)).all()} == {hall.row.id}


ROSTER_TABLE = [
    ("S001", "2026-06-03", "W1", "08:30", "17:30", "12:00-13:00"), ("S002", "2026-06-03", "", "22:00", "06:00", ""),
]  # fmt: skip
NOON = [["2026-06-03T04:00:00+00:00", "2026-06-03T05:00:00+00:00"]]


def test_a_roster(session: Session, hall: Hall) -> None:
    assert counts(apply(session, Kind.roster, *ROSTER_TABLE)) == (2, 0, 0)
    assert shifts(session) == [(utc(0, 30), utc(9, 30), NOON), (utc(14), utc(22), [])]
    assert stale(session) == ["2026-06-02", "2026-06-03", "2026-06-04"]
    assert audited(session) == [("roster.imported", "*", {"source": "a.csv", "made": 2, "changed": 0, "same": 0})]
    session.exec(delete(StaleDayRow))
    assert counts(apply(session, Kind.roster, *ROSTER_TABLE)) == (0, 0, 2)
    assert stale(session) == []


def test_a_changed_shift_is_no_longer_its_rotation_s(session: Session, hall: Hall) -> None:
    rotation = RotationRow(hall_id=hall.row.id, code="R", cycle=[None], anchor=date(2026, 6, 1))
    session.add(rotation)
    session.flush()
    member = RotationMemberRow(rotation_id=rotation.id, staff_id=hall.staff["S001"].id, first_day=date(2026, 6, 1))
    session.add(member)
    session.flush()
    kept = add_shift(session, hall, hall.staff["S001"], "3 09:00", "3 17:30", "W2")
    untouched = add_shift(session, hall, hall.staff["S001"], "4 09:00", "4 17:30", "W2")
    for row in (kept, untouched):
        row.rotation_member_id = member.id
    session.flush()
    rows = [ROSTER_TABLE[0], ("S001", "2026-06-04", "W2", "09:00", "17:30", "")]
    assert counts(apply(session, Kind.roster, *rows)) == (0, 1, 1)
    for row in (kept, untouched):
        session.refresh(row)
    assert (kept.start, kept.window_id, kept.breaks) == (utc(0, 30), hall.windows["W1"].id, NOON)
    assert (kept.rotation_member_id, untouched.rotation_member_id) == (None, member.id)
    assert audited(session)[0] == (
        "shift.changed", "S001 2026-06-03",
        {"changes": {"window": ["W2", "W1"], "start": ["2026-06-03 09:00:00", "2026-06-03 08:30:00"],
                     "breaks": ["", "12:00:00-13:00:00"]}},
    )  # fmt: skip
    assert stale(session) == ["2026-06-02", "2026-06-03", "2026-06-04"]


BAD = {
    "staff": (Kind.staff, [*STAFF_TABLE, ("S004", "", "H1", "", ""), ("S005", "周", "H1", "1002", "")], [(5, "import.empty"), (6, "import.badge-taken")]),
    "roster": (Kind.roster, [*ROSTER_TABLE, ("S009", "2026-06-03", "W1", "08:30", "17:30", ""), ("S001", "2026-06-03", "W2", "17:00", "18:00", "")], [(4, "import.no-person"), (5, "import.overlaps-row")]),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_with_one_bad_row_nothing_is_applied(name: str, session: Session, hall: Hall) -> None:
    kind, rows, expected = BAD[name]
    before = people(session)
    come_to = apply(session, kind, *rows)
    assert isinstance(come_to, Refused)
    assert [(cell.row, cell.why.code) for cell in come_to.cells] == expected
    assert (people(session), shifts(session), audited(session), stale(session)) == (before, [], [], [])


def test_a_plan_changes_nothing(session: Session, hall: Hall) -> None:
    before = people(session)
    assert counts(plan_import(session, given(Kind.staff, *STAFF_TABLE), now=NOW)) == (1, 1, 1)
    assert counts(plan_import(session, given(Kind.roster, *ROSTER_TABLE), now=NOW)) == (2, 0, 0)
    assert (people(session), shifts(session), audited(session)) == (before, [], [])


def test_whoever_looks_after_one_hall_rosters_nobody_else(session: Session, hall: Hall) -> None:
    make_hall(session, "H2", staff={"S201": "吴刚"})
    allowed = frozenset({hall.row.id})
    come_to = apply(session, Kind.roster, ("S201", "2026-06-03", "W1", "08:30", "17:30", ""), hall_ids=allowed)
    assert isinstance(come_to, Refused)
    assert [cell.why.code for cell in come_to.cells] == ["import.no-person"]
    with pytest.raises(NoSuchHall):
        apply(session, Kind.roster, *ROSTER_TABLE, hall="H2", hall_ids=allowed)


def test_a_shift_at_another_hall_is_in_the_way(session: Session, hall: Hall) -> None:
    other = make_hall(session, "H2", staff={}, badges={})
    add_shift(session, other, hall.staff["S001"], "3 16:00", "3 20:00", "W1")
    come_to = apply(session, Kind.roster, ROSTER_TABLE[0])
    assert isinstance(come_to, Refused)
    assert [(cell.row, cell.why.code) for cell in come_to.cells] == [(2, "import.overlaps-stored")]
    assert [(start, end) for start, end, _ in shifts(session)] == [(utc(8), utc(12))]


def test_every_reason_has_its_words() -> None:
    sources = "".join(file.read_text("utf-8") for file in Path(sheets.__file__).parent.glob("*.py"))
    assert {*findall(r'"((?:import|sheet)\.[a-z-]+)"', sources)} == {*SENTENCES}


def test_the_words_have_all_their_places_filled() -> None:
    told = [
        *(staff_table(*rows) for rows, _ in BAD_STAFF.values()), *(roster_table(row) for row, _ in BAD_SHIFTS.values()),
    ]  # fmt: skip
    reasons = {cell.why for cells in told for cell in cells}
    said = [say_refusal(reason, lambda sentence: f"zh {sentence}") for reason in reasons]
    assert len({reason.code for reason in reasons}) > 15
    assert [words for words in said if "{" in words or not words.startswith("zh ")] == []
    assert say_refusal(why("import.badge-taken", badge="1", holder="S001")) == "badge 1 belongs to S001"


def test_ten_thousand_rows(session: Session, hall: Hall, capsys: pytest.CaptureFixture[str]) -> None:
    numbers = [f"P{i:03}" for i in range(500)]
    days = [date(2026, 7, 1) + dt.timedelta(days=i) for i in range(20)]
    staff = xlsx(STAFF, *((no, f"员工{no}", "H1", f"B{no}", "") for no in numbers))
    roster = xlsx(
        ROSTER, *((no, day, "W1", dt.time(8, 30), dt.time(17, 30), "12:00-13:00") for no in numbers for day in days)
    )
    apply_import(session, Import(Kind.staff, read_sheet(staff)), by="chen", now=NOW)
    told: list[tuple[int, int]] = []
    started = perf_counter()
    table = Import(Kind.roster, read_sheet(roster))
    come_to = apply_import(session, table, by="chen", now=NOW, progress=lambda done, of: told.append((done, of)))
    took_s = perf_counter() - started
    with capsys.disabled():
        sys.stdout.write(f"\n10,000 rows of a roster in {took_s:.2f} s ({session.get_bind().dialect.name})\n")
    assert counts(come_to) == (10_000, 0, 0)
    assert len(session.exec(select(ShiftRow.id)).all()) == 10_000
    assert told == sorted(told)
    assert (told[-1], len(told) > 20) == ((20_002, 20_002), True)
    assert took_s < 30


def test_a_badge_that_was_taken_away_is_not_given_back_by_a_table(session: Session, hall: Hall) -> None:
    take_away(session, "1001", hall.staff["S001"], until=NOW, by="hr", now=NOW)
    refused = apply(session, Kind.staff, ("S001", "王芳", "H1", "1001", ""))
    assert isinstance(refused, Refused)
    assert [cell.why.code for cell in refused.cells] == ["import.badge-taken-away"]
    assert counts(apply(session, Kind.staff, ("S002", "李强", "H1", "1001", ""))) == (0, 1, 0)
    badge = session.exec(select(BadgeRow).where(BadgeRow.number == "1001")).one()
    assert (badge.staff_id, badge.since, badge.had_from) == (hall.staff["S002"].id, NOW, NOW), (
        "not what it punched before"
    )


def test_who_had_a_badge_has_another_from_now_on(session: Session, hall: Hall) -> None:
    """And a first one for as long as anything is known."""
    apply(session, Kind.staff, ("S001", "王芳", "H1", "1009", ""), ("S003", "吴刚", "H1", "7001", ""))
    had_from = dict(session.exec(select(BadgeRow.number, BadgeRow.had_from)).all())
    assert (had_from["1001"], had_from["1009"], had_from["7001"]) == (None, NOW, None)
