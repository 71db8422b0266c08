"""Tables as people keep them, CSV or XLSX, read into rows of cells. Pure: bytes in, rows out."""

import csv
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO, StringIO
from itertools import islice
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from models.values.why import Why, why

BYTES_MAX = 10_000_000
UNPACKED_BYTES_MAX = 100_000_000
"""An XLSX is a ZIP archive, and a small one can hold very much."""
ROWS_MAX = 50_000
COLUMNS_MAX = 64

XLSX_BEGINS = b"PK\x03\x04"
OLD_XLS_BEGINS = b"\xd0\xcf\x11\xe0"
UTF_16_BEGINS = (b"\xff\xfe", b"\xfe\xff")
DELIMITERS = ",;\t"
PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{0,3})0*([1-9][0-9]*)["']""")
"""Where a row or cell of a worksheet says that it stands: `r="12"` or `r="B12"`."""
DIGITS_ENOUGH = 8
"""Of a row's number to tell that it is too large."""

Cell = str | int | float | bool | datetime | date | time | timedelta


class SheetRefused(ValueError):
    """A file that is no readable table; `why` tells the reason."""

    def __init__(self, code: str, **facts: object) -> None:
        self.why: Why = why(code, **facts)
        super().__init__(f"{code}: {dict(self.why.facts)}")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """`number` is the one that a spreadsheet shows beside the row, from 1."""

    number: int
    cells: tuple[Cell, ...]


def read_sheet(content: bytes) -> tuple[SheetRow, ...]:
    """The rows that are not empty, of a CSV or of a workbook's first visible sheet. Raises SheetRefused.

    CSV may be UTF-8, UTF-16 with its mark, or GB18030 as Chinese spreadsheets write it.
    """
    if len(content) > BYTES_MAX:
        raise SheetRefused("sheet.too-large", bytes_max=BYTES_MAX)
    if content.startswith(OLD_XLS_BEGINS):
        raise SheetRefused("sheet.old-format")
    rows = _xlsx(content) if content.startswith(XLSX_BEGINS) else _csv(content)
    kept = tuple(_kept(rows))
    if not kept:
        raise SheetRefused("sheet.empty")
    return kept


def _kept(rows: Iterator[Sequence[Cell]]) -> Iterator[SheetRow]:
    for number, cells in enumerate(rows, start=1):
        _bounded(number, 0)
        filled = [i for i, cell in enumerate(cells, start=1) if not isinstance(cell, str) or cell.strip()]
        if filled:
            _bounded(number, filled[-1])
            yield SheetRow(number, tuple(cells[: filled[-1]]))


def _bounded(row: int, column: int) -> None:
    if row > ROWS_MAX:
        raise SheetRefused("sheet.too-many-rows", rows_max=ROWS_MAX)
    if column > COLUMNS_MAX:
        raise SheetRefused("sheet.too-many-columns", columns_max=COLUMNS_MAX)


def _csv(content: bytes) -> Iterator[Sequence[Cell]]:
    text = _text(content)
    reader = csv.reader(StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        yield from reader
    except csv.Error as error:
        raise SheetRefused("sheet.bad-csv", line=reader.line_num, reason=error) from None


def _text(content: bytes) -> str:
    codecs = ("utf-16",) if content.startswith(UTF_16_BEGINS) else ("utf-8-sig", "gb18030")
    for codec in codecs:
        try:
            text = content.decode(codec)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise SheetRefused("sheet.no-table")


def _delimiter(text: str) -> str:
    """The one that stands most often in the first line; a file of one column has none."""
    header = next((line for line in text.splitlines() if line.strip()), "")
    return max(DELIMITERS, key=header.count)


def _xlsx(content: bytes) -> Iterator[Sequence[Cell]]:
    try:
        _check_size(content)
        with CalamineWorkbook.from_filelike(BytesIO(content)) as book:
            visible = (
                sheet.name
                for sheet in book.sheets_metadata
                if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet
            )
            for first in islice(visible, 1):
                # From the first row and column on, so that rows have the numbers that people see.
                yield from book.get_sheet_by_name(first).to_python(skip_empty_area=False)
    except SheetRefused:
        raise
    except (CalamineError, BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        raise SheetRefused("sheet.bad-xlsx") from None


def _check_size(content: bytes) -> None:
    """A single cell far out makes the reader set aside memory for all places before it."""
    with ZipFile(BytesIO(content)) as archive:
        if sum(part.file_size for part in archive.infolist()) > UNPACKED_BYTES_MAX:
            raise SheetRefused("sheet.too-large", bytes_max=UNPACKED_BYTES_MAX)
        for part in archive.infolist():
            if part.filename.endswith(".xml"):
                for column, row in PLACE.findall(archive.read(part)):
                    _bounded(int(row[:DIGITS_ENOUGH]), _column_number(column))


def _column_number(letters: bytes) -> int:
    """`A` is 1, `AA` 27; no letters at all 0."""
    number = 0
    for letter in letters.upper():
        number = 26 * number + letter - ord("A") + 1
    return number
