"""What tables of staff and shifts say, and what they come to against what is stored. One row of text, one meaning."""

import datetime as dt
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from models.values.interval import Interval
from roster.import_shifts import KnownHall, KnownPerson, KnownRoster, RosterShift, plan_shifts, read_shifts
from roster.import_staff import KnownStaff, StaffMember, plan_staff
from roster.importing import COLUMNS, BadCell, Kind, Plan, Refused
from roster.sheets import Cell, SheetRow

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 6, 1, tzinfo=UTC)
LEFT = datetime(2026, 5, 31, 16, tzinfo=UTC)
STORED = KnownStaff(
    halls={"H1": SHANGHAI, "H2": SHANGHAI},
    people={
        "S001": StaffMember("S001", "王芳", "H1", ("1001",)),
        "S002": StaffMember("S002", "李强", "H2", ("1002", "2002"), LEFT),
    },
    badge_holders={"1001": "S001", "1002": "S002", "2002": "S002", "7000": None},
)
STAFF_HEADER = ("工号", "姓名", "营业厅", "卡号", "离职")


def table(header: Sequence[Cell], *rows: Sequence[Cell]) -> list[SheetRow]:
    return [SheetRow(n, tuple(cells)) for n, cells in enumerate((header, *rows), start=1)]


def staff_plan(
    *rows: Sequence[Cell], header: Sequence[Cell] = STAFF_HEADER, hall: str | None = None
) -> str | list[str]:
    come_to = plan_staff(table(header, *rows), STORED, hall=hall, now=NOW)
    return bad(come_to) if isinstance(come_to, Refused) else plan(come_to)


def plan(come_to: Plan) -> str:
    made = [f"+{m.value.label} {' '.join(v for v in m.value.shown().values() if v)}" for m in come_to.made]
    changed = [f"{c.row} {c.old.label} {k}: {a}>{b}" for c in come_to.changed for k, a, b in c.differences()]
    return " | ".join([*made, *changed, *([f"{come_to.same} same"] if come_to.same else [])])


def bad(refused: Refused) -> list[str]:
    return [f"{cell.row} {cell.column} {cell.why.code.removeprefix('import.')}" for cell in refused.cells]


def staff_table(*rows: Sequence[Cell]) -> tuple[BadCell, ...]:
    """What is wrong with it."""
    come_to = plan_staff(table(STAFF_HEADER, *rows), STORED, hall=None, now=NOW)
    assert isinstance(come_to, Refused)
    return come_to.cells


GOOD_STAFF = {
    "somebody new": (["S003", "吴刚", "H1", "3001;3002", ""], "+S003 吴刚 H1 3001; 3002"),
    "badges with the Chinese mark": (["S003", "吴刚", "H1", "3001、3002；3001", ""], "+S003 吴刚 H1 3001; 3002"),
    "a badge that is a number": (["S003", "吴刚", "H1", 3001.0, ""], "+S003 吴刚 H1 3001"),
    "a badge that waited for its owner": (["S003", "吴刚", "H1", "7000"], "+S003 吴刚 H1 7000"),
    "wide letters and digits": (["Ｓ００３", "吴刚", "Ｈ１", "３００１"], "+S003 吴刚 H1 3001"),
    "a name of two words": (["S003", " Anna \n Maria ", "H1"], "+S003 Anna Maria H1"),
    "as stored": (["S001", "王芳", "H1", "1001", "否"], "1 same"),
    "the hall of who is known": (["S001", "王芳"], "1 same"),
    "another name": (["S001", "王方", "H1"], "2 S001 name: 王芳>王方"),
    "another hall": (["S001", "王芳", "H2"], "2 S001 hall: H1>H2"),
    "one badge more": (["S001", "王芳", "H1", "7000"], "2 S001 badges: 1001>1001; 7000"),
    "fewer badges take none away": (["S002", "李强", "H2", "2002"], "1 same"),
    "left now": (["S001", "王芳", "H1", "", "是"], "2 S001 retired: >2026-06-01T00:00:00+00:00"),
    "left on a day": (["S001", "王芳", "H1", "", "2026-07-01"], "2 S001 retired: >2026-06-30T16:00:00+00:00"),
    "left on a day of a workbook": (["S001", "王芳", "H1", "", date(2026, 7, 1)], "2 S001 retired: >2026-06-30T16:00:00+00:00"),
    "left before, and so it stays": (["S002", "李强", "H2", "", "yes"], "1 same"),
    "left that day, and so it stays": (["S002", "李强", "H2", "", "2026-06-01"], "1 same"),
    "nothing said about leaving": (["S002", "李强", "H2", "", ""], "1 same"),
    "back again": (["S002", "李强", "H2", "", "no"], "2 S002 retired: 2026-05-31T16:00:00+00:00>"),
}  # fmt: skip


@pytest.mark.parametrize("name", GOOD_STAFF)
def test_good_rows_of_staff(name: str) -> None:
    row, expected = GOOD_STAFF[name]
    assert staff_plan(row) == expected


BAD_STAFF = {
    "no number": ([["", "吴刚", "H1"]], ["2 工号 empty"]),
    "all of it": ([["S 3", "", "H9", "1001", "maybe"]], ["2 工号 not-a-code", "2 姓名 empty", "2 离职 not-yes-or-no", "2 营业厅 no-hall"]),
    "no hall for who is new": ([["S003", "吴刚"]], ["2 营业厅 empty"]),
    "a number twice": ([["S003", "吴刚", "H1"], ["S003", "吴刚", "H1"]], ["3 工号 number-twice"]),
    "a badge twice": ([["S003", "吴刚", "H1", "5"], ["S004", "李", "H1", "6;5"]], ["3 卡号 badge-twice"]),
    "somebody else's badge": ([["S003", "吴刚", "H1", "1001"]], ["2 卡号 badge-taken"]),
    "several rows": ([["S003", "", "H1"], ["S001", "王芳", "H1"], ["S004", "", "H1"]], ["2 姓名 empty", "4 姓名 empty"]),
    "a name too long": ([["S003", "吴" * 65, "H1"]], ["2 姓名 text-too-long"]),
    "a name with what no database takes": ([["S003", "吴\0刚", "H1"]], ["2 姓名 text-too-long"]),
    "a day as a name": ([["S003", date(2026, 6, 3), "H1"]], ["2 姓名 not-a-text"]),
    "a day that does not exist": ([["S001", "王芳", "H1", "", "2026-02-30"]], ["2 离职 not-yes-or-no"]),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_STAFF)
def test_bad_rows_of_staff_are_all_named(name: str) -> None:
    rows, expected = BAD_STAFF[name]
    assert staff_plan(*rows) == expected


def test_a_table_of_one_hall() -> None:
    assert staff_plan(["S003", "吴刚"], hall="H1") == "+S003 吴刚 H1"
    assert staff_plan(["S003", "吴刚", "H2"], hall="H1") == ["2 营业厅 other-hall"]


HEADERS = {
    "Chinese": (("工号", "姓名", "营业厅"), "+S003 吴刚 H1"),
    "English": (("number", "Name", "HALL"), "+S003 吴刚 H1"),
    "both at once": (("工号/number", "姓名 / name", "营业厅／hall"), "+S003 吴刚 H1"),
    "other words": (("员工编号", "员工姓名", "Hall Code"), "+S003 吴刚 H1"),
    "a note that is not read": (("工号", "姓名", "营业厅", "备注"), "+S003 吴刚 H1"),
    "two notes": (("工号", "姓名", "营业厅", "备注", "序号"), "+S003 吴刚 H1"),
    "a column between without a name": (("工号", "姓名", "营业厅", "", "卡号"), "+S003 吴刚 H1"),
    "an unknown column": (("工号", "姓名", "营业厅", "部门"), ["1 部门 unknown-column"]),
    "two columns in one": (("工号", "姓名/营业厅", "营业厅"), ["1 姓名/营业厅 unknown-column", "1 姓名/name column-missing"]),
    "the same twice": (("工号", "姓名", "营业厅", "name"), ["1 name column-twice"]),
    "what is needed is missing": (("营业厅", "卡号", "离职"), ["1 工号/number column-missing", "1 姓名/name column-missing"]),
}  # fmt: skip


@pytest.mark.parametrize("name", HEADERS)
def test_headers(name: str) -> None:
    header, expected = HEADERS[name]
    assert staff_plan(["S003", "吴刚", "H1"], header=header) == expected


def test_columns_in_any_order_and_comments_between() -> None:
    rows = table(["# 员工表"], ["卡号", "营业厅", "姓名", "工号"], ["#S009"], ["5", "H1", "吴刚", "S003"])
    come_to = plan_staff(rows, STORED, hall=None, now=NOW)
    assert isinstance(come_to, Plan)
    assert plan(come_to) == "+S003 吴刚 H1 5"


def test_a_table_of_comments_has_no_header() -> None:
    come_to = plan_staff(table(["# nothing"]), STORED, hall=None, now=NOW)
    assert isinstance(come_to, Refused)
    assert bad(come_to) == ["1 number no-header"]


@pytest.mark.parametrize("kind", Kind)
def test_no_word_heads_two_columns(kind: Kind) -> None:
    words = [word for c in COLUMNS[kind] for word in (c.name, c.chinese, *c.others)]
    assert len(words) == len(set(words))


HALLS = {
    "H1": KnownHall(SHANGHAI, frozenset({"W1", "W2"})),
    "H2": KnownHall(SHANGHAI, frozenset({"W1"})),
    "B": KnownHall(BERLIN, frozenset({"W1"})),
}
ROSTER = KnownRoster(
    HALLS,
    {"S001": KnownPerson("H1"), "S002": KnownPerson("H2"), "S003": KnownPerson("B"), "S009": KnownPerson("H1", LEFT)},
)
ROSTER_HEADER = ("工号", "日期", "窗口", "上班", "下班", "休息", "营业厅")
DAY = "2026-06-03"


def local(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def stored(start: str, end: str, window: str | None = "W1", hall: str = "H1", staff: str = "S001") -> RosterShift:
    zone = HALLS[hall].zone
    return RosterShift(staff, hall, zone, window, Interval(local(start, zone), local(end, zone)))


def roster_plan(*rows: Sequence[Cell], before: Sequence[RosterShift] = (), hall: str | None = None) -> str | list[str]:
    come_to = plan_shifts(read_shifts(table(ROSTER_HEADER, *rows), ROSTER, hall=hall), before)
    return bad(come_to) if isinstance(come_to, Refused) else plan(come_to)


def roster_table(*rows: Sequence[Cell]) -> tuple[BadCell, ...]:
    """What is wrong with it."""
    return read_shifts(table(ROSTER_HEADER, *rows), ROSTER, hall=None).bad


GOOD_SHIFTS = {
    "wall times": (["S001", DAY, "W1", "08:30", "17:30"], "H1 W1 2026-06-03 08:30:00 2026-06-03 17:30:00"),
    "one digit": (["S001", "2026/6/3", "W1", "8:30", "17:30"], "H1 W1 2026-06-03 08:30:00 2026-06-03 17:30:00"),
    "Chinese days and wide colons": (["S001", "2026年6月3日", "W1", "８：３０", "17：30"], "H1 W1 2026-06-03 08:30:00 2026-06-03 17:30:00"),
    "a day of eight digits": (["S001", 20260603.0, "W1", "08:30", "17:30"], "H1 W1 2026-06-03 08:30:00 2026-06-03 17:30:00"),
    "cells of a workbook": (["S001", date(2026, 6, 3), "W1", dt.time(8, 30), dt.time(17, 30)], "H1 W1 2026-06-03 08:30:00 2026-06-03 17:30:00"),
    "durations of a workbook": (["S001", date(2026, 6, 3), "W1", timedelta(hours=8), timedelta(hours=26)], "H1 W1 2026-06-03 08:00:00 2026-06-04 02:00:00"),
    "a night": (["S001", DAY, "W1", "22:00", "06:00"], "H1 W1 2026-06-03 22:00:00 2026-06-04 06:00:00"),
    "round the clock": (["S001", DAY, "W1", "08:30", "08:30"], "H1 W1 2026-06-03 08:30:00 2026-06-04 08:30:00"),
    "to midnight": (["S001", DAY, "W1", "16:00", "24:00"], "H1 W1 2026-06-03 16:00:00 2026-06-04 00:00:00"),
    "from midnight on": (["S001", DAY, "W1", "00:00", "08:00"], "H1 W1 2026-06-03 00:00:00 2026-06-03 08:00:00"),
    "no window": (["S001", DAY, "", "08:30", "17:30"], "H1 2026-06-03 08:30:00 2026-06-03 17:30:00"),
    "dates with times": (["S001", "", "W1", "2026-06-03 08:30", "2026/6/3 17:30"], "H1 W1 2026-06-03 08:30:00 2026-06-03 17:30:00"),
    "an offset": (["S001", "", "W1", "2026-06-03T00:30:00Z", "2026-06-03T17:30+08:00"], "H1 W1 2026-06-03 08:30:00 2026-06-03 17:30:00"),
    "a date and then a wall time": (["S001", "", "W1", "2026-06-03 22:00", "06:00"], "H1 W1 2026-06-03 22:00:00 2026-06-04 06:00:00"),
    "another hall": (["S001", DAY, "W1", "08:30", "17:30", "", "H2"], "H2 W1 2026-06-03 08:30:00 2026-06-03 17:30:00"),
    "a break": (["S001", DAY, "W1", "08:30", "17:30", "12:00-13:00"], "H1 W1 2026-06-03 08:30:00 2026-06-03 17:30:00 12:00:00-13:00:00"),
    "breaks": (["S001", DAY, "W1", "08:30", "17:30", "15:00至15：10；12:00 ~ 13:00"], "H1 W1 2026-06-03 08:30:00 2026-06-03 17:30:00 12:00:00-13:00:00; 15:00:00-15:10:00"),
    "a break after midnight": (["S001", DAY, "W1", "22:00", "06:00", "23:50-00:20; 02:00-03:00"], "H1 W1 2026-06-03 22:00:00 2026-06-04 06:00:00 23:50:00-00:20:00; 02:00:00-03:00:00"),
    "the hour that comes twice is the first": (["S003", "2026-10-25", "W1", "02:30", "08:00"], "B W1 2026-10-25 02:30:00 2026-10-25 08:00:00"),
}  # fmt: skip


@pytest.mark.parametrize("name", GOOD_SHIFTS)
def test_good_rows_of_a_roster(name: str) -> None:
    row, expected = GOOD_SHIFTS[name]
    said = roster_plan(row)
    assert isinstance(said, str)
    assert said.split(" ", 2)[2] == expected


def test_local_times_are_the_hall_s() -> None:
    read = read_shifts(table(ROSTER_HEADER, ["S003", "2026-10-25", "W1", "02:30", "08:00"]), ROSTER, hall=None)
    assert read.shifts[0].value.time == Interval(
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 7, tzinfo=UTC)
    )


BAD_SHIFTS = {
    "nobody": (["S404", DAY, "W1", "08:30", "17:30"], ["2 工号 no-person"]),
    "somebody who left": (["S009", DAY, "W1", "08:30", "17:30"], ["2 工号 retired"]),
    "no day": (["S001", "", "W1", "08:30", "17:30"], ["2 日期 empty"]),
    "no times": (["S001", DAY, "W1"], ["2 上班 empty", "2 下班 empty"]),
    "all of it": (["S404", "3 June", "W9", "8点", "25:61", "noon", "H1"], ["2 工号 no-person", "2 日期 not-a-day", "2 上班 not-a-time", "2 下班 not-a-time", "2 休息 not-breaks", "2 窗口 no-window"]),
    "a window of another hall": (["S002", DAY, "W2", "08:30", "17:30"], ["2 窗口 no-window"]),
    "a hall of nowhere": (["S001", DAY, "W1", "08:30", "17:30", "", "H9"], ["2 营业厅 no-hall"]),
    "a day and the start of another": (["S001", DAY, "W1", "2026-06-04 08:30", "2026-06-04 17:30"], ["2 上班 other-day"]),
    "a date and an end before it": (["S001", "", "W1", "2026-06-04 08:30", "2026-06-03 17:30"], ["2 下班 ends-first"]),
    "days on end": (["S001", "", "W1", "2026-06-01 08:30", "2026-06-03 08:31"], ["2 下班 too-long"]),
    "a start after midnight of the same row": (["S001", DAY, "W1", "24:00", "08:00"], ["2 上班 not-a-time"]),
    "a time that is a day": (["S001", DAY, "W1", date(2026, 6, 3), "17:30"], ["2 上班 not-a-text"]),
    "a day long ago": (["S001", "1926-06-03", "W1", "08:30", "17:30"], ["2 日期 not-a-day"]),
    "a break outside": (["S001", DAY, "W1", "08:30", "17:30", "17:00-18:00"], ["2 休息 break-outside"]),
    "breaks that overlap": (["S001", DAY, "W1", "08:30", "17:30", "12:00-13:00;12:30-12:40"], ["2 休息 breaks-overlap"]),
    "an hour that does not exist": (["S003", "2026-03-29", "W1", "02:30", "08:00"], ["2 上班 time-skipped"]),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_SHIFTS)
def test_bad_rows_of_a_roster(name: str) -> None:
    row, expected = BAD_SHIFTS[name]
    assert roster_plan(row) == expected


EIGHT_TO_FIVE = stored("2026-06-03 08:30", "2026-06-03 17:30")
AGAINST_STORED = {
    "the same": ([["S001", DAY, "W1", "08:30", "17:30"]], [EIGHT_TO_FIVE], "1 same"),
    "another end": ([["S001", DAY, "W1", "08:30", "17:00"]], [EIGHT_TO_FIVE], "2 S001 2026-06-03 end: 2026-06-03 17:30:00>2026-06-03 17:00:00"),
    "another start": ([["S001", DAY, "W1", "09:00", "17:30"]], [EIGHT_TO_FIVE], "2 S001 2026-06-03 start: 2026-06-03 08:30:00>2026-06-03 09:00:00"),
    "another window": ([["S001", DAY, "W2", "08:30", "17:30"]], [EIGHT_TO_FIVE], "2 S001 2026-06-03 window: W1>W2"),
    "no window any more": ([["S001", DAY, "", "08:30", "17:30"]], [EIGHT_TO_FIVE], "2 S001 2026-06-03 window: W1>"),
    "a second shift of the day": ([["S001", DAY, "W1", "18:00", "20:00"]], [EIGHT_TO_FIVE], "+S001 2026-06-03 H1 W1 2026-06-03 18:00:00 2026-06-03 20:00:00"),
    "one after the other": ([["S001", DAY, "W1", "17:30", "20:00"]], [EIGHT_TO_FIVE], "+S001 2026-06-03 H1 W1 2026-06-03 17:30:00 2026-06-03 20:00:00"),
    "somebody else at the time": ([["S002", DAY, "W1", "08:30", "17:30"]], [EIGHT_TO_FIVE], "+S002 2026-06-03 H2 W1 2026-06-03 08:30:00 2026-06-03 17:30:00"),
    "one shift made two": ([["S001", DAY, "W1", "08:30", "12:00"], ["S001", DAY, "W1", "13:00", "17:30"]], [EIGHT_TO_FIVE], "+S001 2026-06-03 H1 W1 2026-06-03 13:00:00 2026-06-03 17:30:00 | 2 S001 2026-06-03 end: 2026-06-03 17:30:00>2026-06-03 12:00:00"),
    "two that take the place of one": ([["S001", DAY, "W1", "08:00", "12:00"], ["S001", DAY, "W1", "13:00", "17:00"]], [EIGHT_TO_FIVE], ["2 上班 overlaps-stored", "3 上班 overlaps-stored"]),
    "one over two": ([["S001", DAY, "W1", "08:00", "20:00"]], [EIGHT_TO_FIVE, stored("2026-06-03 18:00", "2026-06-03 21:00")], ["2 上班 overlaps-stored"] * 2),
    "into the night before": ([["S001", DAY, "W1", "05:00", "12:00"]], [stored("2026-06-02 22:00", "2026-06-03 06:00")], ["2 上班 overlaps-stored"]),
    "another hall's shift, near": ([["S001", DAY, "W1", "08:30", "17:00"]], [stored("2026-06-03 08:00", "2026-06-03 17:30", "W1", "H2")], ["2 上班 overlaps-stored"]),
    "another hall's shift, at the same time": ([["S001", DAY, "", "08:30", "17:30"]], [stored("2026-06-03 08:30", "2026-06-03 17:30", None, "H2")], ["2 上班 overlaps-stored"]),
    "at two halls": ([["S001", DAY, "W1", "08:30", "17:30"], ["S001", DAY, "W1", "09:30", "16:30", "", "H2"]], [EIGHT_TO_FIVE], ["3 上班 overlaps-row"]),
    "the same twice": ([["S001", DAY, "W1", "08:30", "17:30"]] * 2, [], ["3 上班 overlaps-row"]),
    "rows in no order": ([["S001", DAY, "W1", "12:00", "17:30"], ["S001", DAY, "W1", "08:30", "12:30"]], [], ["3 上班 overlaps-row"]),
    "a bad row hides no other": ([["S001", DAY, "W1", "08:30", "17:30"], ["S404", DAY, "W1", "1:00", "2:00"], ["S001", DAY, "W2", "17:00", "18:00"]], [], ["3 工号 no-person", "4 上班 overlaps-row"]),
    "two stored ones that were at odds before": ([["S001", "2026-06-05", "W1", "08:30", "17:30"]], [EIGHT_TO_FIVE, stored("2026-06-03 09:00", "2026-06-03 10:00", "W2")], "+S001 2026-06-05 H1 W1 2026-06-05 08:30:00 2026-06-05 17:30:00"),
}  # fmt: skip


@pytest.mark.parametrize("name", AGAINST_STORED)
def test_a_roster_against_what_is_stored(name: str) -> None:
    rows, before, expected = AGAINST_STORED[name]
    assert roster_plan(*rows, before=before) == expected


def test_a_roster_of_one_hall() -> None:
    assert roster_plan(["S001", DAY, "W1", "08:30", "17:30"], hall="H2") == (
        "+S001 2026-06-03 H2 W1 2026-06-03 08:30:00 2026-06-03 17:30:00"
    )
    assert roster_plan(["S001", DAY, "W1", "08:30", "17:30", "", "H1"], hall="H2") == ["2 营业厅 other-hall"]
