"""A month as a workbook, for people. Pure but for the file that it writes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from unicodedata import east_asian_width

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from conduct.export.sheet_names import sheet_names
from conduct.months.appraise import LOWEST_GRADE
from conduct.months.file import MonthFile
from conduct.months.rows import LONGEST_TEXT, Cell, Row, Table, Translate, tables
from conduct.words import N_

ABOUT = N_("About")
CARRIED = "staff-conduct"
"""The hidden sheet with the month as a value, by which the file can be verified."""
CARRIED_CELL = 30_000
"""Characters of it in one cell, under what a cell holds."""
STAMP_FORMAT = "yyyy-mm-dd hh:mm:ss"
STAMP_CHARACTERS = 19
NARROWEST, WIDEST = 8, 60
"""Column widths in characters; a Chinese one counts twice."""
MEASURED_ROWS = 200
"""Rows by which columns are made wide enough; more would take longer than writing them."""
RED, YELLOW, GREEN = "#F8B4AB", "#FBE9A6", "#B7DFBE"
A4 = 9
CREATOR = "staff-conduct"
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Formats:
    header: Format
    stamp: Format
    lowest: Format


def to_xlsx(file: MonthFile, translate: Translate = str, *, progress: Progress = lambda _: None) -> bytes:
    """`write_xlsx` in memory."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "month.xlsx")
        write_xlsx(path, file, translate, progress=progress)
        return path.read_bytes()


def write_xlsx(path: Path, file: MonthFile, translate: Translate = str, *, progress: Progress = lambda _: None) -> None:
    """A workbook of people, their lines and each hall's people, with what it is and a hidden copy to verify it by.

    Texts stay texts, whatever they begin with, and the same month makes the same bytes. Rows go to disk as they are
    written. `progress` is told how many more rows were.
    """
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "tmpdir": str(path.parent)})
    made = file.made_at.replace(tzinfo=None)
    title = f"{translate(N_('Monthly appraisal'))} {file.month}"
    book.set_properties({"title": title, "author": CREATOR, "comments": file.digest, "created": made})
    book.set_custom_property("digest", file.digest)
    book.set_custom_property("packs", file.packs[:255])
    formats = Formats(
        header=book.add_format({"bold": True, "bottom": 1, "text_wrap": False}),
        stamp=book.add_format({"num_format": STAMP_FORMAT, "align": "left"}),
        lowest=book.add_format({"bg_color": RED}),
    )
    wanted = list(tables(file, translate))
    *names, about = sheet_names([*(table.name for table in wanted), translate(ABOUT)])
    for name, table in zip(names, wanted, strict=True):
        sheet = book.add_worksheet(name)
        _fill(sheet, table, formats, progress)
        _colour(sheet, table, formats)
        _set_up_print(sheet, file, f"{title} · {name}")
    _tell_about(book.add_worksheet(about), file, translate, formats)
    _carry(book.add_worksheet(CARRIED), file)
    book.close()


def about_rows(file: MonthFile, translate: Translate) -> list[tuple[str, str]]:
    """What a workbook says of itself."""
    locked = all(entry.locked_at for entry in file.entries) and bool(file.entries)
    return [
        (translate(N_("Month")), file.month),
        (translate(N_("State")), translate(N_("Locked")) if locked else translate(N_("Draft: may still change"))),
        (translate(N_("As of")), file.made_at.isoformat()),
        (translate(N_("Rule packs")), file.packs),
        (translate(N_("People")), str(len(file.entries))),
        (translate(N_("Digest")), file.digest),
        (translate(N_("To verify")), "staff-conduct appraise verify FILE"),
    ]


def _fill(sheet: Worksheet, table: Table, formats: Formats, progress: Progress) -> None:
    rows = table.rows()
    first = list(islice(rows, MEASURED_ROWS))
    for column, word in enumerate(table.header):
        # Two more for the filter's arrow.
        widest = max([_characters(word) + 2, *(_characters(row[column]) for row in first)])
        sheet.set_column(column, column, min(max(widest, NARROWEST), WIDEST))
        sheet.write_string(0, column, word, formats.header)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, table.length, len(table.header) - 1)
    for number, row in enumerate(chain(first, rows), start=1):
        _write(sheet, number, row, formats)
        if number % MEASURED_ROWS == 0:
            progress(MEASURED_ROWS)
    progress(table.length % MEASURED_ROWS)


def _write(sheet: Worksheet, number: int, row: Row, formats: Formats) -> None:
    for column, cell in enumerate(row):
        if isinstance(cell, str):
            sheet.write_string(number, column, cell[:LONGEST_TEXT])
        elif isinstance(cell, datetime):
            sheet.write_datetime(number, column, cell, formats.stamp)
        else:
            sheet.write_number(number, column, cell)


def _colour(sheet: Worksheet, table: Table, formats: Formats) -> None:
    if not table.length:
        return
    if table.score is not None:
        colours = {"type": "3_color_scale", "min_color": RED, "mid_color": YELLOW, "max_color": GREEN}
        sheet.conditional_format(1, table.score, table.length, table.score, colours)
    if table.grade is not None:
        lowest = {"type": "cell", "criteria": "==", "value": f'"{LOWEST_GRADE}"', "format": formats.lowest}
        sheet.conditional_format(1, table.grade, table.length, table.grade, lowest)


def _set_up_print(sheet: Worksheet, file: MonthFile, title: str) -> None:
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)
    sheet.set_header(f"&L{title.replace('&', '&&')}")
    sheet.set_footer(f"&L&8 {file.digest}&R&P / &N")


def _tell_about(sheet: Worksheet, file: MonthFile, translate: Translate, formats: Formats) -> None:
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 70)
    for number, (word, said) in enumerate(about_rows(file, translate)):
        sheet.write_string(number, 0, word, formats.header)
        sheet.write_string(number, 1, said[:LONGEST_TEXT])
    _set_up_print(sheet, file, file.month)


def _carry(sheet: Worksheet, file: MonthFile) -> None:
    for number, part in enumerate(_parts(file.as_json())):
        sheet.write_string(number, 0, part)
    sheet.very_hidden()


def _parts(text: str) -> Sequence[str]:
    return [text[start : start + CARRIED_CELL] for start in range(0, len(text), CARRIED_CELL)]


def _characters(cell: Cell) -> int:
    if isinstance(cell, datetime):
        return STAMP_CHARACTERS
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in str(cell))
