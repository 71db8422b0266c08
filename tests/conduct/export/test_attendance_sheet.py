"""The month's attendance as a grid: what is counted, what is marked, and how the files read."""

import csv
from datetime import date
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook
from sqlmodel import Session

from conduct.export.attendance_files import TOTALS_HEADER, sheet_csv, sheet_xlsx
from conduct.export.attendance_sheet import (
    LEGEND,
    MARKS,
    AttendanceSheet,
    Mark,
    attendance_sheet,
    days_of,
    lines_of,
    rest_days,
)
from models.tables import CalendarDayRow
from models.values.findings import AttendanceStatus
from models.values.roster import DayKind
from tests.conduct.hall import NOW, Hall, add_attendance, make_hall

S = AttendanceStatus
TOTALS = {
    S.present: "came 1", S.late: "came 1 late 1 late_min 7", S.early_leave: "came 1 early 1 early_min 9",
    S.late_and_early: "came 1 late 1 late_min 7 early 1 early_min 9", S.absent: "absent 1", S.leave: "leave 1",
    S.missing_in: "came 1 missing 1", S.missing_out: "came 1 missing 1", S.missed_punch: "came 1 missing 1",
    S.unknown: "unknown 1", S.off: "", S.due: "",
}  # fmt: skip


@pytest.mark.parametrize("status", S)
def test_what_each_status_counts_as(status: S) -> None:
    (line,) = lines_of({"S001": "王芳"}, [Mark("S001", date(2026, 6, 3), status, 7, 9)])
    counted = {name: getattr(line.totals, name) for name in line.totals.__slots__}
    assert " ".join(f"{name} {n}" for name, n in counted.items() if n) == TOTALS[status]
    assert len(line.totals.numbers()) == len(TOTALS_HEADER)


def test_every_mark_is_explained() -> None:
    assert {*MARKS} == {*S}
    assert {*MARKS.values()} == {*LEGEND}
    assert MARKS[S.unknown] != MARKS[S.absent]


def test_a_month_adds_up() -> None:
    days = days_of("2026-06")
    marks = [Mark("S001", day, S.late, 6) for day in days[:10]] + [Mark("S001", day, S.unknown) for day in days[10:14]]
    (line,) = lines_of({"S001": "王芳"}, marks)
    assert line.totals.numbers() == (10, 10, 60, 0, 0, 0, 0, 0, 4)


REST = {
    "weekends": ({}, [6, 7, 13, 14, 20, 21, 27, 28]),
    "a holiday": ({19: DayKind.holiday}, [6, 7, 13, 14, 19, 20, 21, 27, 28]),
    "a closed day": ({1: DayKind.closure}, [1, 6, 7, 13, 14, 20, 21, 27, 28]),
    "a make-up workday": ({28: DayKind.workday}, [6, 7, 13, 14, 20, 21, 27]),
}


@pytest.mark.parametrize("name", REST)
def test_days_of_rest(name: str) -> None:
    calendar, expected = REST[name]
    rest = rest_days(days_of("2026-06"), {date(2026, 6, n): kind for n, kind in calendar.items()})
    assert sorted(day.day for day in rest) == expected


@pytest.mark.parametrize(("month", "days"), [("2026-02", 28), ("2028-02", 29), ("2026-12", 31)])
def test_days_of_a_month(month: str, days: int) -> None:
    assert [day.day for day in days_of(month)] == list(range(1, days + 1))


@pytest.fixture
def hall(session: Session) -> Hall:
    hall = make_hall(session)
    other = make_hall(session, "H2", staff={"S201": "吴刚", "S202": "=1+1"})
    hall.staff["S002"].retired_at = NOW
    wang, wu = hall.staff["S001"], other.staff["S201"]
    for start, status in (("1 08:30", S.present), ("2 08:30", S.late), ("2 18:00", S.absent), ("3 08:30", S.unknown),
                          ("4 08:30", S.present), ("4 18:00", S.present), ("30 23:00", S.leave)):  # fmt: skip
        add_attendance(session, hall, wang, start, status, late_min=7 if status is S.late else 0)
    add_attendance(session, hall, wu, "3 08:30", S.missing_out)
    for elsewhere in ("5-31 08:30", "7-1 08:30"):
        add_attendance(session, hall, wang, elsewhere, S.absent)
    add_attendance(session, other, wang, "9 08:30", S.absent)
    for hall_id, kind in ((hall.row.id, DayKind.workday), (None, DayKind.holiday)):
        session.add(CalendarDayRow(hall_id=hall_id, day=date(2026, 6, 19), kind=kind))
    session.add(CalendarDayRow(day=date(2026, 6, 22), kind=DayKind.holiday))
    session.flush()
    return hall


def test_a_stored_month(session: Session, hall: Hall) -> None:
    sheet = attendance_sheet(session, hall.row, "2026-06")
    assert [(line.staff, line.name) for line in sheet.lines] == [("S001", "王芳"), ("S201", "吴刚")]
    told = {day.day: [status.value for status in statuses] for day, statuses in sheet.lines[0].days.items()}
    assert told == {
        1: ["present"], 2: ["late", "absent"], 3: ["unknown"], 4: ["present", "present"], 30: ["leave"],
    }  # fmt: skip
    assert sheet.lines[0].totals.numbers() == (4, 1, 7, 0, 0, 1, 1, 0, 1)
    assert [day.day for day in sorted(sheet.rest)] == [6, 7, 13, 14, 20, 21, 22, 27, 28]


def test_who_belongs_to_the_hall_is_listed_without_a_shift(session: Session, hall: Hall) -> None:
    lines = attendance_sheet(session, hall.row, "2026-09").lines
    assert [(line.staff, dict(line.days), sum(line.totals.numbers())) for line in lines] == [("S001", {}, 0)]


def chinese(message: str) -> str:
    return {"Lt": "迟", "Ab": "旷", "Lv": "假", "Np": "缺卡", "Mo": "一", "Staff number": "工号"}.get(message, message)


def test_csv(session: Session, hall: Hall) -> None:
    content = sheet_csv(attendance_sheet(session, hall.row, "2026-06"), chinese)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))
    assert rows[0] == ["工号", "Name", *(str(n) for n in range(1, 31)), *TOTALS_HEADER]
    assert rows[1][:7] == ["S001", "王芳", "✓", "迟/旷", "?", "✓", ""]
    assert rows[1][31:] == ["假", "4", "1", "7", "0", "0", "1", "1", "0", "1"]
    assert rows[2][:5] == ["S201", "吴刚", "", "", "缺卡"]
    assert ["?", "not known: counts against nobody"] in rows[4:]


def test_no_name_is_a_formula() -> None:
    sheet = AttendanceSheet("H1", "", "2026-06", days_of("2026-06"), frozenset(), lines_of({"S1": "=1+1"}, []))
    assert ",'=1+1," in sheet_csv(sheet).decode("utf-8-sig")
    with ZipFile(BytesIO(sheet_xlsx(sheet))) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")


def test_xlsx(session: Session, hall: Hall) -> None:
    sheet = attendance_sheet(session, hall.row, "2026-06")
    rows = CalamineWorkbook.from_filelike(BytesIO(sheet_xlsx(sheet, chinese))).get_sheet_by_index(0).to_python()
    assert rows[0][0] == "营业厅 H1 (H1)  Attendance  2026-06"
    assert rows[1][:4] == ["工号", "Name", 1.0, 2.0]
    assert rows[2][:4] == ["", "", "一", "Tu"]
    assert rows[3][:5] == ["S001", "王芳", "✓", "迟/旷", "?"]
    assert rows[3][32:] == [4, 1, 7, 0, 0, 1, 1, 0, 1]
    assert [row[:2] for row in rows[6:]] == [[chinese(mark), words] for mark, words in LEGEND.items()]


def test_it_prints_on_one_page_s_width_with_days_of_rest_shaded(session: Session, hall: Hall) -> None:
    sheet = attendance_sheet(session, hall.row, "2026-06")
    assert sheet_xlsx(sheet) == sheet_xlsx(sheet)
    with ZipFile(BytesIO(sheet_xlsx(sheet))) as parts:
        xml = parts.read("xl/worksheets/sheet1.xml").decode()
    assert 'orientation="landscape"' in xml
    assert 'fitToHeight="0"' in xml
    assert '<pane xSplit="2" ySplit="3"' in xml
    cells = dict(part.split('"', 1) for part in xml.split('<c r="')[1:])
    styles = {place: rest.split('s="')[1].split('"')[0] for place, rest in cells.items() if 's="' in rest}
    saturday, monday, holiday = (styles[f"{column}4"] for column in ("H", "J", "X"))
    assert saturday == holiday != monday
