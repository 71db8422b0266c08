"""A file of a month held against itself and against what is stored."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlmodel import Session

from conduct.export_check import against_stored, in_csv, in_slips, in_workbook
from conduct.export_reading import ReadCsv, ReadSlips, ReadWorkbook, read_file
from conduct.month import entries_of
from conduct.month_digest import month_digest
from conduct.month_rows import Translate


@dataclass(frozen=True, slots=True)
class Verified:
    """What a file is of, and every sentence on what does not match."""

    month: str
    people: int
    digest: str
    with_itself: tuple[str, ...]
    """Nothing for a CSV: it has nothing but its rows."""
    with_stored: tuple[str, ...]


def verify(session: Session, content: bytes, translate_to: Callable[[str], Translate]) -> Verified:
    """Read the lines back, compute their digest anew and compare it with the file's and with the database's.

    `translate_to` gives the words of a language. Raises NoMonthFile for a file that was not exported here,
    FontMissing where slips cannot be set again to be compared.
    """
    read = read_file(content)
    if isinstance(read, ReadCsv):
        return _csv(session, read)
    itself, carried = _itself(read, translate_to(read.carried.language)), read.carried
    stored = entries_of(session, carried.month)
    against = against_stored(carried, stored, month_digest(stored))
    return Verified(carried.month, len(carried.entries), carried.computed_digest, itself, tuple(against))


def _csv(session: Session, read: ReadCsv) -> Verified:
    month = read.rows[0][0]
    stored = entries_of(session, month)
    return Verified(month, len(read.rows), month_digest(stored), (), tuple(in_csv(read, stored)))


def _itself(read: ReadWorkbook | ReadSlips, translate: Translate) -> tuple[str, ...]:
    return tuple(in_workbook(read, translate) if isinstance(read, ReadWorkbook) else in_slips(read, translate))
