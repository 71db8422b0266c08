"""A file of a month held against itself and against what is stored."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlmodel import Session

from conduct.export.check import against_stored, in_csv, in_slips, in_workbook
from conduct.export.reading import ReadCsv, ReadSlips, ReadWorkbook, read_file
from conduct.months.computing import entries_of
from conduct.months.digest import month_digest
from conduct.months.rows import Translate
from conduct.months.versions import versions_of
from models.tables import AppraisalMonthRow


@dataclass(frozen=True, slots=True)
class Verified:
    """What a file is of, and every sentence on what does not match."""

    month: str
    people: int
    digest: str
    with_itself: tuple[str, ...]
    """Nothing for a CSV: it has nothing but its rows."""
    with_stored: tuple[str, ...]
    outdated: str = ""
    """That a later version of the month is in hand, if so."""


def verify(session: Session, content: bytes, translate_to: Callable[[str], Translate]) -> Verified:
    """Read the lines back, compute their digest anew and compare it with the file's and with the database's.

    `translate_to` gives the words of a language. Raises NoMonthFile for a file that was not exported here,
    FontMissing where slips cannot be set again to be compared.
    """
    read = read_file(content)
    if isinstance(read, ReadCsv):
        return _csv(session, read)
    itself, carried = _itself(read, translate_to(read.carried.language)), read.carried
    version = max((entry.version for entry in carried.entries), default=1)
    stored = entries_of(session, carried.month, version=version)
    digest = month_digest(stored)
    versions = {row.version: row for row in versions_of(session, carried.month)}
    against = [*against_stored(carried, stored, digest), *_as_locked(versions.get(version), digest)]
    outdated = _outdated(version, max(versions, default=version))
    return Verified(carried.month, len(carried.entries), carried.digest, itself, tuple(against), outdated)


def _as_locked(row: AppraisalMonthRow | None, digest: str) -> Iterator[str]:
    """What the stored rows come to, against what they came to when they were locked."""
    if row is not None and row.digest is not None and row.digest != digest:
        yield f"version {row.version} was locked with the digest {row.digest}, what is stored of it comes to {digest}"


def _csv(session: Session, read: ReadCsv) -> Verified:
    """Against the version that its rows are of, or the one in hand where they are of none."""
    month = read.rows[0][0]
    versions = versions_of(session, month)
    tried: list[Verified] = []
    for row in reversed(versions):
        stored = entries_of(session, month, version=row.version)
        digest = month_digest(stored)
        differing = tuple(in_csv(read, stored))
        against, outdated = (*differing, *_as_locked(row, digest)), _outdated(row.version, versions[-1].version)
        tried.append(Verified(month, len(read.rows), digest, (), against, outdated))
        if not differing:
            return tried[-1]
    return tried[0] if tried else _csv_unversioned(session, month, read)


def _csv_unversioned(session: Session, month: str, read: ReadCsv) -> Verified:
    stored = entries_of(session, month)
    return Verified(month, len(read.rows), month_digest(stored), (), tuple(in_csv(read, stored)))


def _outdated(version: int, last: int) -> str:
    return f"it is of version {version}, and version {last} is in hand" if last != version else ""


def _itself(read: ReadWorkbook | ReadSlips, translate: Translate) -> tuple[str, ...]:
    return tuple(in_workbook(read, translate) if isinstance(read, ReadWorkbook) else in_slips(read, translate))
