"""A month's appraisals as files: CSV for programs, XLSX for people. Pure: entries in, bytes out."""

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO, StringIO
from unicodedata import east_asian_width

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from conduct.month import StoredEntry, StoredLine, plain
from conduct.words import N_, say

Translate = Callable[[str], str]
Cell = str | int | float | datetime

SUMMARY = N_("Summary")
LINES = N_("Lines")
SUMMARY_HEADER = (
    N_("Month"), N_("Hall"), N_("Staff number"), N_("Name"), N_("Base"), N_("Deducted"), N_("Score"), N_("Grade"),
    N_("Number of lines"),
)  # fmt: skip
LINES_HEADER = (
    N_("Staff number"), N_("Name"), N_("Rule"), N_("Start"), N_("Points"), N_("Counted"), N_("Why"),
    N_("Violation"),
)  # fmt: skip

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
SAME_EVERY_TIME = datetime(2020, 1, 1, tzinfo=UTC)
"""When a workbook claims to have been made, so that the same month is the same bytes."""
STAMP_FORMAT = "yyyy-mm-dd hh:mm:ss"
STAMP_CHARACTERS = 19
NARROWEST, WIDEST = 8, 80
"""Column widths in characters; a Chinese one counts twice."""


@dataclass(frozen=True, slots=True)
class Formats:
    header: Format
    stamp: Format


def to_csv(entries: Sequence[StoredEntry], translate: Translate = str) -> bytes:
    """One line for each person: UTF-8 with byte order mark, CRLF, and no cell that a spreadsheet would compute."""
    text = StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(_harmless(translate(word)) for word in SUMMARY_HEADER)
    writer.writerows([_harmless(cell) for cell in _summary(entry)] for entry in entries)
    return text.getvalue().encode("utf-8-sig")


def to_xlsx(entries: Sequence[StoredEntry], translate: Translate = str, title_of_rule: Translate = str) -> bytes:
    """A workbook of two sheets, people and the lines of their deductions.

    Instants are local to the person's hall, since a spreadsheet knows no time zones. Texts stay texts, whatever they
    begin with, and the same entries make the same bytes. `title_of_rule` turns a rule's code into what it is called.
    """
    file = BytesIO()
    workbook = xlsxwriter.Workbook(file, {"in_memory": True})
    workbook.set_properties({"created": SAME_EVERY_TIME})
    formats = Formats(
        header=workbook.add_format({"bold": True, "bottom": 1}),
        stamp=workbook.add_format({"num_format": STAMP_FORMAT, "align": "left"}),
    )
    sheets: tuple[tuple[str, tuple[str, ...], list[tuple[Cell, ...]]], ...] = (
        (SUMMARY, SUMMARY_HEADER, [_summary(entry) for entry in entries]),
        (
            LINES,
            LINES_HEADER,
            [_line(entry, line, translate, title_of_rule) for entry in entries for line in entry.lines],
        ),
    )
    for name, header, rows in sheets:
        _fill(workbook.add_worksheet(translate(name)), [translate(word) for word in header], rows, formats)
    workbook.close()
    return file.getvalue()


def _summary(entry: StoredEntry) -> tuple[Cell, ...]:
    return (
        entry.month, entry.hall, entry.staff, entry.name, plain(entry.base), plain(entry.deducted), plain(entry.score),
        entry.grade, len(entry.lines),
    )  # fmt: skip


def _line(entry: StoredEntry, line: StoredLine, translate: Translate, title_of_rule: Translate) -> tuple[Cell, ...]:
    return (
        entry.staff, entry.name, title_of_rule(line.rule), line.start.astimezone(entry.timezone).replace(tzinfo=None),
        plain(line.points), plain(line.counted), say(line.why, translate), line.violation,
    )  # fmt: skip


def _harmless(cell: Cell) -> Cell:
    """A text that a spreadsheet would take for a formula, marked as a text by an apostrophe."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(STARTS_A_FORMULA) else cell


def _fill(sheet: Worksheet, header: Sequence[str], rows: Sequence[Sequence[Cell]], formats: Formats) -> None:
    for column, word in enumerate(header):
        sheet.write_string(0, column, word, formats.header)
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            _write(sheet, number, column, cell, formats)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(rows), len(header) - 1)
    for column, word in enumerate(header):
        # Two more for the filter's arrow.
        widest = max([_characters(word) + 2, *(_characters(row[column]) for row in rows)])
        sheet.set_column(column, column, min(max(widest, NARROWEST), WIDEST))


def _write(sheet: Worksheet, row: int, column: int, cell: Cell, formats: Formats) -> None:
    if isinstance(cell, str):
        sheet.write_string(row, column, cell)
    elif isinstance(cell, datetime):
        sheet.write_datetime(row, column, cell, formats.stamp)
    else:
        sheet.write_number(row, column, cell)


def _characters(cell: Cell) -> int:
    if isinstance(cell, datetime):
        return STAMP_CHARACTERS
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in str(cell))
