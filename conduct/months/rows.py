"""The rows of a month's files, one concept each: people, lines, one hall's people. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from conduct.months.file import MonthFile
from conduct.months.stored_month import StoredEntry, StoredLine, plain
from conduct.words import N_, SENTENCES, say

Translate = Callable[[str], str]
Cell = str | int | float | datetime
Row = tuple[Cell, ...]

SUMMARY_HEADER = (
    N_("Month"), N_("Hall"), N_("Staff number"), N_("Name"), N_("Base"), N_("Deducted"), N_("Score"), N_("Grade"),
    N_("Number of lines"),
)  # fmt: skip
LINES_HEADER = (
    N_("Staff number"), N_("Name"), N_("Rule"), N_("Start"), N_("Points"), N_("Counted"), N_("Why"),
    N_("Violation"), N_("Norms"), N_("Evidence"),
)  # fmt: skip
HALL_HEADER = SUMMARY_HEADER[2:]
LONGEST_TEXT = 32_767
"""Characters that a spreadsheet's cell holds."""


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet: `scores` and `grades` are the columns that are coloured, counted from 0."""

    name: str
    header: tuple[str, ...]
    rows: Callable[[], Iterator[Row]]
    length: int
    score: int | None = None
    grade: int | None = None


def tables(file: MonthFile, translate: Translate) -> Iterator[Table]:
    """The sheets of a month in their order: people, lines, and one for each hall by its code."""
    people, lines = file.entries, sum(len(entry.lines) for entry in file.entries)
    yield Table(
        translate(N_("Summary")), _said(SUMMARY_HEADER, translate), lambda: map(summary_row, people), len(people), 6, 7
    )
    yield Table(translate(N_("Lines")), _said(LINES_HEADER, translate), lambda: line_rows(file, translate), lines)
    of_hall: dict[str, list[StoredEntry]] = {}
    for entry in people:
        of_hall.setdefault(entry.hall, []).append(entry)
    for code, own in sorted(of_hall.items()):
        name = f"{code} {file.halls.get(code, '')}".strip()
        yield Table(name, _said(HALL_HEADER, translate), lambda own=own: map(_hall_row, own), len(own), 4, 5)


def summary_row(entry: StoredEntry) -> tuple[str | float, ...]:
    return (
        entry.month, entry.hall, entry.staff, entry.name, plain(entry.base), plain(entry.deducted), plain(entry.score),
        entry.grade, len(entry.lines),
    )  # fmt: skip


def line_rows(file: MonthFile, translate: Translate) -> Iterator[Row]:
    return (_line_row(file, entry, line, translate) for entry in file.entries for line in entry.lines)


def said(line: StoredLine, translate: Translate) -> str:
    """The reason of a line in words; one with a code of another version is said as its code."""
    try:
        return say(line.why, translate) if line.why.code in SENTENCES else line.why.code
    except KeyError:
        return line.why.code


def local(at: datetime, entry: StoredEntry) -> datetime:
    """By the clock of the person's hall, since a spreadsheet knows no time zones."""
    return at.astimezone(entry.timezone).replace(tzinfo=None)


def _line_row(file: MonthFile, entry: StoredEntry, line: StoredLine, translate: Translate) -> Row:
    return (
        entry.staff, entry.name, file.titles.get(line.rule, line.rule), local(line.start, entry),
        plain(line.points), plain(line.counted), said(line, translate), line.violation,
        " ".join(file.norms.get(line.violation, ())), " ".join(file.evidence.get(line.violation, ())),
    )  # fmt: skip


def _hall_row(entry: StoredEntry) -> Row:
    return summary_row(entry)[2:]


def _said(header: tuple[str, ...], translate: Translate) -> tuple[str, ...]:
    return tuple(translate(word) for word in header)
