"""What all tables made for spreadsheets have in common."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from conduct.export import STARTS_A_FORMULA

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def csv_bytes(rows: Iterable[Sequence[str | int]]) -> bytes:
    """UTF-8 with byte order mark, CRLF, and no text that a spreadsheet would compute."""
    text = StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def harmless(cell: str | int) -> str | int:
    """A text that would be taken for a formula, marked as a text by an apostrophe."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(STARTS_A_FORMULA) else cell
