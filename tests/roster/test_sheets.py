"""Files as spreadsheets write them, read into rows; and files that are no tables."""

import datetime as dt
import random
from io import BytesIO
from zipfile import ZipFile

import pytest

from roster.sheets import BYTES_MAX, COLUMNS_MAX, ROWS_MAX, SheetRefused, read_sheet
from tests.roster.sheet_files import xlsx

TABLE = "工号,姓名\r\nS001,王芳\r\n"
ROWS = [(1, ("工号", "姓名")), (2, ("S001", "王芳"))]


def read(content: bytes) -> list[tuple[int, tuple[object, ...]]]:
    return [(row.number, row.cells) for row in read_sheet(content)]


ENCODED = {
    "UTF-8": TABLE.encode(),
    "UTF-8 with its mark": TABLE.encode("utf-8-sig"),
    "GB18030": TABLE.encode("gb18030"),
    "UTF-16 with tabs, as Unicode text": TABLE.replace(",", "\t").encode("utf-16"),
    "semicolons": TABLE.replace(",", ";").encode(),
    "tabs": TABLE.replace(",", "\t").encode(),
    "line feeds only": TABLE.replace("\r\n", "\n").encode(),
    "quoted": b'"\xe5\xb7\xa5\xe5\x8f\xb7","\xe5\xa7\x93\xe5\x90\x8d"\nS001,"\xe7\x8e\x8b\xe8\x8a\xb3"\n',
    "trailing empty cells": TABLE.replace("王芳", "王芳,,,").encode(),
    "a workbook": xlsx(["工号", "姓名"], ["S001", "王芳"]),
    "a workbook whose first sheet is hidden": xlsx(["工号", "姓名"], ["S001", "王芳"], hidden_first=True),
}


@pytest.mark.parametrize("name", ENCODED)
def test_the_same_table_however_it_is_written(name: str) -> None:
    assert read(ENCODED[name]) == ROWS


@pytest.mark.parametrize("content", [b"a,b\n\n ,\nc,d\n", xlsx(["a", "b"], [], [" "], ["c", "d"])], ids=["csv", "xlsx"])
def test_rows_keep_the_numbers_that_people_see(content: bytes) -> None:
    assert read(content) == [(1, ("a", "b")), (4, ("c", "d"))]


def test_a_table_that_begins_further_down_and_right() -> None:
    assert read(xlsx([], ["", "a"], ["", "b"])) == [(2, ("", "a")), (3, ("", "b"))]


def test_a_quoted_line_break_is_one_row() -> None:
    assert read(b'a,b\n"1\n2",3\n4,5\n') == [(1, ("a", "b")), (2, ("1\n2", "3")), (3, ("4", "5"))]


def test_cells_of_a_workbook_are_what_they_are() -> None:
    cells = [1001, "0012", dt.date(2026, 6, 3), dt.time(8, 30), dt.datetime(2026, 6, 3, 8, 30)]  # noqa: DTZ001
    assert read(xlsx(cells)) == [(1, tuple(cells))]


def without_end(content: bytes) -> bytes:
    return content[: len(content) // 2]


def rewritten(content: bytes, old: str, new: str) -> bytes:
    """A workbook with something else in its table."""
    file = BytesIO()
    with ZipFile(BytesIO(content)) as before, ZipFile(file, "w") as after:
        for name in before.namelist():
            part = before.read(name)
            changed = part.replace(old.encode(), new.encode()) if "worksheets" in name else part
            assert changed != part or "worksheets" not in name
            after.writestr(name, changed)
    return file.getvalue()


def bomb() -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", compression=8) as archive:
        for i in range(11):
            archive.writestr(f"{i}.xml", b" " * 10_000_000)
    return file.getvalue()


BAD = {
    "nothing": (b"", "sheet.empty"),
    "blank lines": (b"\n \n,,\n", "sheet.empty"),
    "a workbook without cells": (xlsx(), "sheet.empty"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "sheet.old-format"),
    "a picture": (b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)), "sheet.no-table"),
    "a picture of another kind": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "sheet.no-table"),
    "a quote that does not end": (b'a,b\n"c,d\n', "sheet.bad-csv"),
    "a workbook cut off": (without_end(xlsx(["a"])), "sheet.bad-xlsx"),
    "an archive of something else": (bomb()[:4] + b"what", "sheet.bad-xlsx"),
    "an archive that holds too much": (bomb(), "sheet.too-large"),
    "a file too large": (b"a" * (BYTES_MAX + 1), "sheet.too-large"),
    "too many rows": (b"a\n" * (ROWS_MAX + 1), "sheet.too-many-rows"),
    "too many columns": (b"a," * COLUMNS_MAX + b"a\n", "sheet.too-many-columns"),
    "a cell far down": (rewritten(xlsx(["a", "b"]), 'r="B1"', 'r="B1048576"'), "sheet.too-many-rows"),
    "a row far down": (rewritten(xlsx(["a", "b"]), '<row r="1"', '<row r="1048576"'), "sheet.too-many-rows"),
    "a cell far out": (rewritten(xlsx(["a", "b"]), 'r="B1"', "r='XFD1'"), "sheet.too-many-columns"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_table_is_refused(name: str) -> None:
    content, code = BAD[name]
    with pytest.raises(SheetRefused) as refused:
        read_sheet(content)
    assert refused.value.why.code == code


def test_the_last_row_and_column_that_may_be() -> None:
    rows = read(b"a\n" * (ROWS_MAX - 1) + b"," * (COLUMNS_MAX - 1) + b"z\n")
    assert (rows[-1][0], len(rows[-1][1])) == (ROWS_MAX, COLUMNS_MAX)


def test_damaged_workbooks_are_read_or_refused_and_nothing_else() -> None:
    whole, random_ = xlsx(["工号", "姓名"], ["S001", dt.time(8, 30)]), random.Random(3)
    refused = 0
    for _ in range(400):
        damaged = bytearray(whole)
        for _ in range(random_.choice([1, 4, 20])):
            damaged[random_.randrange(4, len(damaged))] = random_.randrange(256)
        try:
            read_sheet(bytes(damaged))
        except SheetRefused:
            refused += 1
    assert refused > 100
