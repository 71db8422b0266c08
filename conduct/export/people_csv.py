"""A month's people as CSV, for programs. Pure: a month in, bytes out."""

from conduct.export.spreadsheet import csv_bytes
from conduct.months.digest import entry_digest
from conduct.months.file import MonthFile
from conduct.months.rows import SUMMARY_HEADER, Translate, summary_row
from conduct.months.stored_month import StoredEntry
from conduct.words import N_

CSV_HEADER = (*SUMMARY_HEADER, N_("Digest"))


def to_csv(file: MonthFile, translate: Translate = str) -> bytes:
    """One line for each person: UTF-8 with byte order mark, CRLF, and no cell that a spreadsheet would compute.

    A CSV has no place for a foot, so the last column has the digest of each person's own lines.
    """
    return csv_bytes([[translate(word) for word in CSV_HEADER], *map(csv_row, file.entries)])


def csv_row(entry: StoredEntry) -> tuple[str | float, ...]:
    return (*summary_row(entry), entry_digest(entry))
