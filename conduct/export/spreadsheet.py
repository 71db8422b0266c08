"""What all tables made for spreadsheets have in common."""

import csv
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from io import StringIO

SAME_EVERY_TIME = datetime(2020, 1, 1, tzinfo=UTC)
"""When a workbook claims to have been made that has no time of its own, so that the same table is the same bytes."""
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""Wide signs too: some spreadsheets take them for the narrow ones."""
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def csv_bytes(rows: Iterable[Sequence[str | float]]) -> bytes:
    """UTF-8 with byte order mark, CRLF, and no text that a spreadsheet would compute."""
    text = StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def harmless(cell: str | float) -> str | float:
    """A text that would be taken for a formula, marked as a text by an apostrophe."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(STARTS_A_FORMULA) else cell
