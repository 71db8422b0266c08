"""Template files for imports: headers in two languages, an example, and what each column may say. Pure."""

from collections.abc import Callable
from io import BytesIO

import xlsxwriter

from conduct.export.spreadsheet import SAME_EVERY_TIME, csv_bytes
from conduct.words import N_
from roster.importing import COLUMNS, Column, Kind

Translate = Callable[[str], str]

EXAMPLES: dict[Kind, dict[str, str]] = {
    Kind.staff: {"number": "#S001", "name": "王芳", "hall": "H1", "badges": "1001; 1002", "retired": "否"},
    Kind.roster: {
        "number": "#S001", "hall": "H1", "day": "2026-06-03", "window": "W1", "start": "08:30", "end": "17:30",
        "breaks": "12:00-13:00",
    },
}  # fmt: skip
"""Their `#` keeps them from being imported."""
EXPLAINED: dict[Kind, dict[str, str]] = {
    Kind.staff: {
        "number": N_("needed; Latin letters and digits, each person once"),
        "name": N_("needed"),
        "hall": N_("code of the hall; may be empty for people known already"),
        "badges": N_("badge numbers, with ; between them; format the column as text to keep leading zeros"),
        "retired": N_("yes or no, or the first day on which the person is no longer there; empty leaves it as it is"),
        "note": N_("is not read"),
    },
    Kind.roster: {
        "number": N_("needed; somebody known already"),
        "hall": N_("code of the hall; empty for the person's own"),
        "day": N_("like 2026-06-03; may be empty where the start has a date"),
        "window": N_("code of the window; empty for a shift without window duty"),
        "start": N_("needed; by the hall's clock, 08:30, or with its date, 2026-06-03 08:30"),
        "end": N_("needed; a time that is not after the start is on the next day"),
        "breaks": N_("like 12:00-13:00, with ; between several"),
        "note": N_("is not read"),
    },
}
EXAMPLE = N_("an example: rows that begin with # are not imported")
NOTES = N_("Notes")
HEADER_ROW, FIRST_ROW = 0, 1
COLUMN_CHARACTERS, NOTES_CHARACTERS = 16, 100
AS_TEXT = "@"


def template_csv(kind: Kind, translate: Translate) -> bytes:
    """The template with its notes below, as rows that are not imported."""
    notes = [(f"# {title}: {words}",) for title, words in _notes(kind, translate)]
    return csv_bytes([_titles(kind), _example(kind, translate), *notes])


def template_xlsx(kind: Kind, translate: Translate) -> bytes:
    """The template with its notes on a second sheet. Cells are texts, so that no leading zero is lost."""
    file = BytesIO()
    workbook = xlsxwriter.Workbook(file, {"in_memory": True})
    workbook.set_properties({"created": SAME_EVERY_TIME})
    bold, grey = workbook.add_format({"bold": True, "bottom": 1}), workbook.add_format({"font_color": "#808080"})
    text = workbook.add_format({"num_format": AS_TEXT})
    table = workbook.add_worksheet(kind.value)
    for place, (title, cell) in enumerate(zip(_titles(kind), _example(kind, translate), strict=True)):
        table.set_column(place, place, COLUMN_CHARACTERS, text)
        table.write_string(HEADER_ROW, place, title, bold)
        table.write_string(FIRST_ROW, place, cell, grey)
    table.freeze_panes(FIRST_ROW, 0)
    notes = workbook.add_worksheet(_both(NOTES, translate).replace("/", "-"))
    notes.set_column(0, 0, COLUMN_CHARACTERS)
    notes.set_column(1, 1, NOTES_CHARACTERS)
    for row, (title, words) in enumerate(_notes(kind, translate)):
        notes.write_string(row, 0, title, bold)
        notes.write_string(row, 1, words)
    workbook.close()
    return file.getvalue()


def _titles(kind: Kind) -> list[str]:
    return [_title(column) for column in COLUMNS[kind]]


def _title(column: Column) -> str:
    return f"{column.chinese}/{column.name}"


def _example(kind: Kind, translate: Translate) -> list[str]:
    return [{**EXAMPLES[kind], "note": _both(EXAMPLE, translate)}.get(column.name, "") for column in COLUMNS[kind]]


def _notes(kind: Kind, translate: Translate) -> list[tuple[str, str]]:
    return [(_title(column), _both(EXPLAINED[kind][column.name], translate)) for column in COLUMNS[kind]]


def _both(message: str, translate: Translate) -> str:
    """In the other language first, where it is known, and in English."""
    other = translate(message)
    return message if other == message else f"{other} / {message}"
