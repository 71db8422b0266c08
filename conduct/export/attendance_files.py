"""A month's attendance sheet as files: CSV, and XLSX for printing. Pure: a sheet in, bytes out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from io import BytesIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from conduct.export.attendance_sheet import LEGEND, MARKS, AttendanceSheet, Line
from conduct.export.spreadsheet import SAME_EVERY_TIME, csv_bytes
from conduct.words import N_

Translate = Callable[[str], str]

SHEET = N_("Attendance")
PERSON_HEADER = (N_("Staff number"), N_("Name"))
TOTALS_HEADER = (
    N_("Shifts attended"), N_("Times late"), N_("Minutes late"), N_("Times early"), N_("Minutes early"),
    N_("Shifts absent"), N_("Shifts on leave"), N_("Missing punches"), N_("Shifts not known"),
)  # fmt: skip
WEEKDAYS = (N_("Mo"), N_("Tu"), N_("We"), N_("Th"), N_("Fr"), N_("Sa"), N_("Su"))
REST_COLOUR = "#E7E6E6"
HEADER_ROWS = 3
"""The title, the days, their weekdays."""
NAME_CHARACTERS, NUMBER_CHARACTERS, DAY_CHARACTERS, TOTAL_CHARACTERS = 10, 9, 4.3, 7
A4 = 9


def sheet_csv(sheet: AttendanceSheet, translate: Translate = str) -> bytes:
    """One line for each person, and what the marks stand for below."""
    return csv_bytes([_header(sheet, translate), *_body(sheet, translate), (), *_legend(translate)])


def sheet_xlsx(sheet: AttendanceSheet, translate: Translate = str) -> bytes:
    """The grid ready to be printed on one page's width, days of rest shaded; the same month makes the same bytes."""
    file = BytesIO()
    workbook = xlsxwriter.Workbook(file, {"in_memory": True})
    workbook.set_properties({"created": SAME_EVERY_TIME})
    grid = workbook.add_worksheet(translate(SHEET))
    formats = _Formats.of(workbook)
    days_from, days_until = len(PERSON_HEADER), len(PERSON_HEADER) + len(sheet.days)
    title = f"{sheet.hall_name or sheet.hall} ({sheet.hall})  {translate(SHEET)}  {sheet.month}"
    grid.write_string(0, 0, title, formats.title)
    weekdays = [translate(WEEKDAYS[day.weekday()]) for day in sheet.days]
    for column, cell in enumerate(_header(sheet, translate)):
        day = sheet.days[column - days_from] if days_from <= column < days_until else None
        _write(grid, 1, column, cell, formats.of_header(rest=day in sheet.rest))
        if day is not None:
            _write(grid, 2, column, weekdays[column - days_from], formats.of_header(rest=day in sheet.rest))
    for row, cells in enumerate(_body(sheet, translate), start=HEADER_ROWS):
        for column, cell in enumerate(cells):
            rest = days_from <= column < days_until and sheet.days[column - days_from] in sheet.rest
            _write(grid, row, column, cell, formats.of_cell(rest=rest, left=column < days_from))
    for row, (mark, words) in enumerate(_legend(translate), start=HEADER_ROWS + len(sheet.lines) + 1):
        grid.write_string(row, 0, mark)
        grid.write_string(row, 1, words)
    _set_up_page(grid, days_from, days_until)
    workbook.close()
    return file.getvalue()


@dataclass(frozen=True, slots=True)
class _Formats:
    title: Format
    header: Format
    header_rest: Format
    cell: Format
    cell_rest: Format
    words: Format

    @classmethod
    def of(cls, workbook: Workbook) -> "_Formats":
        centred, shaded = {"align": "center", "border": 1}, {"bg_color": REST_COLOUR}
        head = {**centred, "bold": True, "text_wrap": True, "valign": "vcenter"}
        return cls(
            title=workbook.add_format({"bold": True, "font_size": 14}),
            header=workbook.add_format(head),
            header_rest=workbook.add_format({**head, **shaded}),
            cell=workbook.add_format(centred),
            cell_rest=workbook.add_format({**centred, **shaded}),
            words=workbook.add_format({"border": 1}),
        )

    def of_header(self, *, rest: bool) -> Format:
        return self.header_rest if rest else self.header

    def of_cell(self, *, rest: bool, left: bool) -> Format:
        if left:
            return self.words
        return self.cell_rest if rest else self.cell


def _set_up_page(grid: Worksheet, days_from: int, days_until: int) -> None:
    grid.set_column(0, 0, NUMBER_CHARACTERS)
    grid.set_column(1, 1, NAME_CHARACTERS)
    grid.set_column(days_from, days_until - 1, DAY_CHARACTERS)
    grid.set_column(days_until, days_until + len(TOTALS_HEADER) - 1, TOTAL_CHARACTERS)
    grid.freeze_panes(HEADER_ROWS, days_from)
    grid.set_landscape()
    grid.set_paper(A4)
    grid.fit_to_pages(1, 0)
    grid.repeat_rows(0, HEADER_ROWS - 1)
    grid.set_footer("&C&P / &N")


def _header(sheet: AttendanceSheet, translate: Translate) -> list[str | int]:
    person, totals = ([translate(word) for word in words] for words in (PERSON_HEADER, TOTALS_HEADER))
    return [*person, *(day.day for day in sheet.days), *totals]


def _body(sheet: AttendanceSheet, translate: Translate) -> list[list[str | int]]:
    return [
        [line.staff, line.name, *(_cell(line, day, translate) for day in sheet.days), *line.totals.numbers()]
        for line in sheet.lines
    ]


def _cell(line: Line, day: date, translate: Translate) -> str:
    """Two shifts of a day that were kept alike are one mark."""
    marks = dict.fromkeys(translate(MARKS[status]) for status in line.days.get(day, ()))
    return "/".join(marks)


def _legend(translate: Translate) -> list[tuple[str, str]]:
    return [(translate(mark), translate(words)) for mark, words in LEGEND.items()]


def _write(grid: Worksheet, row: int, column: int, cell: str | int, shape: Format) -> None:
    if isinstance(cell, str):
        grid.write_string(row, column, cell, shape)
    else:
        grid.write_number(row, column, cell, shape)
