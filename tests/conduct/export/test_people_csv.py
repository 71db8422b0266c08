"""The month's CSV, read back as a spreadsheet would read it."""

import csv
from io import StringIO

import pytest

from conduct.export.people_csv import to_csv
from conduct.months.digest import entry_digest
from conduct.months.file import MonthFile
from tests.conduct.month_stories import MONTH, entry, month

HEADER = ["Month", "Hall", "Staff number", "Name", "Base", "Deducted", "Score", "Grade", "Number of lines", "Digest"]


def rows(file: MonthFile) -> list[list[str]]:
    return list(csv.reader(StringIO(to_csv(file).decode("utf-8-sig"), newline="")))


def test_csv() -> None:
    content = to_csv(MONTH)
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == content.count(b"\n") == 3
    fang, qiang = MONTH.entries
    assert rows(MONTH) == [
        HEADER,
        ["2026-06", "H1", "S001", "王芳", "100", "2.5", "97.5", "A", "2", entry_digest(fang)],
        ["2026-06", "H2", "S002", "李强", "100", "0", "100", "A", "0", entry_digest(qiang)],
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_cell_of_the_csv_is_a_formula(start: str) -> None:
    assert rows(month(entry("S1", f"{start}1+1")))[1][3] == f"'{start}1+1"


def test_a_name_with_quotes_and_commas_stays_one_cell() -> None:
    found = rows(month(entry("S1", 'a,"b"\r\nc')))
    assert [len(row) for row in found] == [10, 10]
    assert found[1][3] == 'a,"b"\r\nc'


def test_a_month_without_anybody_is_a_header_in_the_reader_s_words() -> None:
    assert rows(month()) == [HEADER]
    assert to_csv(month(), str.upper).decode("utf-8-sig").splitlines() == [",".join(HEADER).upper()]
