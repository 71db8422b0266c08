"""The month's files, read back as a spreadsheet would read them."""

import csv
import datetime as dt
from decimal import Decimal
from io import BytesIO, StringIO
from zipfile import ZipFile
from zoneinfo import ZoneInfo

import pytest
from python_calamine import CalamineWorkbook

from conduct.export import to_csv, to_xlsx
from conduct.month import StoredEntry, StoredLine
from models.values.why import why
from tests.conduct.story import at

HEADER = ["Month", "Hall", "Staff number", "Name", "Base", "Deducted", "Score", "Grade", "Number of lines"]
LINES_HEADER = ["Staff number", "Name", "Rule", "Start", "Points", "Counted", "Why", "Violation"]


def line(counted: str = "2", rule: str = "window-unattended") -> StoredLine:
    return StoredLine(rule, Decimal(2), Decimal(counted), at("3 10:00:05"), why("line.counted", points="2"), "v1")


def entry(staff: str = "S001", name: str = "王芳", *lines: StoredLine, deducted: str = "0") -> StoredEntry:
    return StoredEntry(
        month="2026-06", hall="H1", timezone=ZoneInfo("Asia/Shanghai"), staff=staff, name=name, base=Decimal("100.000"),
        deducted=Decimal(deducted), score=100 - Decimal(deducted), grade="A", lines=lines, pack_version="p",
        computed_at=at("12:00"), locked_at=None,
    )  # fmt: skip


ENTRIES = (entry("S001", "王芳", line(), line("0.5"), deducted="2.5"), entry("S002", "李强"))


def sheets(content: bytes) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_csv() -> None:
    content = to_csv(ENTRIES)
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == content.count(b"\n") == 3
    assert list(csv.reader(StringIO(content.decode("utf-8-sig"), newline=""))) == [
        HEADER,
        ["2026-06", "H1", "S001", "王芳", "100", "2.5", "97.5", "A", "2"],
        ["2026-06", "H1", "S002", "李强", "100", "0", "100", "A", "0"],
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_the_csv_is_a_formula(start: str) -> None:
    rows = list(csv.reader(StringIO(to_csv([entry("S1", f"{start}1+1")]).decode("utf-8-sig"), newline="")))
    assert rows[1][3] == f"'{start}1+1"


def test_a_name_with_quotes_and_commas_stays_one_cell() -> None:
    rows = list(csv.reader(StringIO(to_csv([entry("S1", 'a,"b"\r\nc')]).decode("utf-8-sig"), newline="")))
    assert [len(row) for row in rows] == [9, 9]
    assert rows[1][3] == 'a,"b"\r\nc'


def test_xlsx() -> None:
    assert sheets(to_xlsx(ENTRIES, title_of_rule=str.upper)) == {
        "Summary": [
            HEADER,
            ["2026-06", "H1", "S001", "王芳", 100.0, 2.5, 97.5, "A", 2.0],
            ["2026-06", "H1", "S002", "李强", 100.0, 0.0, 100.0, "A", 0.0],
        ],
        "Lines": [
            LINES_HEADER,
            ["S001", "王芳", "WINDOW-UNATTENDED", dt.datetime(2026, 6, 3, 10, 0, 5), 2.0, 2.0, "counts 2", "v1"],  # noqa: DTZ001
            ["S001", "王芳", "WINDOW-UNATTENDED", dt.datetime(2026, 6, 3, 10, 0, 5), 2.0, 0.5, "counts 2", "v1"],  # noqa: DTZ001
        ],
    }


def test_texts_of_the_workbook_stay_texts() -> None:
    content = to_xlsx([entry('=HYPERLINK("http://x")', "http://example.org", line(rule="@SUM(1)")), entry("007", "-1")])
    rows = sheets(content)
    assert [row[2:4] for row in rows["Summary"][1:]] == [
        ['=HYPERLINK("http://x")', "http://example.org"],
        ["007", "-1"],
    ]
    assert rows["Lines"][1][2] == "@SUM(1)"
    with ZipFile(BytesIO(content)) as parts:
        xml = b"".join(parts.read(name) for name in parts.namelist() if "worksheets/sheet" in name)
    assert b"<f>" not in xml
    assert b"<hyperlink" not in xml


def test_the_header_stays_in_sight_and_filters() -> None:
    with ZipFile(BytesIO(to_xlsx(ENTRIES))) as parts:
        summary, lines = (parts.read(f"xl/worksheets/sheet{n}.xml").decode() for n in (1, 2))
    assert '<autoFilter ref="A1:I3"/>' in summary
    assert '<autoFilter ref="A1:H3"/>' in lines
    assert all('state="frozen"' in sheet and 'ySplit="1"' in sheet for sheet in (summary, lines))


def test_the_same_month_is_the_same_bytes() -> None:
    assert to_xlsx(ENTRIES) == to_xlsx(ENTRIES)
    assert b"2020-01-01T00:00:00Z" in ZipFile(BytesIO(to_xlsx(ENTRIES))).read("docProps/core.xml")


def test_a_month_without_anybody_is_a_header() -> None:
    assert sheets(to_xlsx([])) == {"Summary": [HEADER], "Lines": [LINES_HEADER]}
    assert to_csv([]).decode("utf-8-sig").splitlines() == [",".join(HEADER)]


def test_words_are_translated() -> None:
    def shout(message: str) -> str:
        return message if "{" in message else message.upper()

    read = sheets(to_xlsx(ENTRIES, shout))
    assert list(read) == ["SUMMARY", "LINES"]
    assert read["SUMMARY"][0] == [word.upper() for word in HEADER]
    assert to_csv([], shout).decode("utf-8-sig").splitlines() == [",".join(HEADER).upper()]
    said = to_xlsx(ENTRIES, lambda message: {"counts {points}": "扣 {points} 分"}.get(message, message))
    assert [row[6] for row in sheets(said)["Lines"][1:]] == ["扣 2 分", "扣 2 分"]
