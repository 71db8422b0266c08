"""What in a file of a month does not match: with itself, and with what is stored. Pure; findings are sentences."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import zip_longest

from conduct.export.pdf_files import read_pdf
from conduct.export.people_csv import CSV_HEADER, csv_row
from conduct.export.reading import ReadCsv, ReadSlips, ReadWorkbook
from conduct.export.slips import slips_pdf
from conduct.export.spreadsheet import harmless
from conduct.export.workbook import about_rows
from conduct.months.digest import decimal_text, entry_digest, instant_text
from conduct.months.file import MonthFile
from conduct.months.rows import Cell, Row, Translate, tables
from conduct.months.stored_month import StoredEntry, StoredLine

NOTICED = timedelta(milliseconds=500)
"""A workbook keeps instants as fractions of days; programs that save it anew round them."""


def in_workbook(read: ReadWorkbook, translate: Translate) -> Iterator[str]:
    """Cells that say something else than the lines that the workbook carries."""
    yield from digests(read.carried, read.printed, "properties")
    shown = list(read.sheets.items())
    wanted: list[tuple[tuple[str, ...], list[Row]]] = [
        (table.header, list(table.rows())) for table in tables(read.carried, translate)
    ]
    wanted.append((("", ""), [*about_rows(read.carried, translate)[1:]]))
    if len(shown) != len(wanted):
        yield f"the workbook has {len(shown)} sheets where it should have {len(wanted)}"
    for (name, rows), (header, expected) in zip(shown, wanted, strict=False):
        for number, (row, should) in enumerate(zip_longest(rows[1:], expected, fillvalue=()), start=2):
            yield from _cells(name, number, header, row, should)


def in_slips(read: ReadSlips, translate: Translate) -> Iterator[str]:
    """Pages that say something else than what the lines that the PDF carries make. Raises as `slips_pdf`."""
    yield from digests(read.carried, read.printed, "keywords")
    made = slips_pdf(read.carried, translate)
    if made == read.content:
        return
    pages = read_pdf(made).pages
    if len(pages) != len(read.pdf.pages):
        yield f"the PDF has {len(read.pdf.pages)} pages where its lines make {len(pages)}"
    differing = [number for number, (a, b) in enumerate(zip(pages, read.pdf.pages, strict=False), start=1) if a != b]
    for number in differing:
        yield f"page {number} says something else than its lines make: {_first_difference(pages, read, number)}"
    if read.pdf.annotated:
        yield "something is laid over the pages (a note, a stamp or a form)"
    if not differing and len(pages) == len(read.pdf.pages):
        yield "the pages say what the lines make, but the file was saved anew, drawn upon, or made by another version"


def digests(carried: MonthFile, printed: str | None, where: str) -> Iterator[str]:
    """Whether the lines that a file carries come to the digest that it prints."""
    if printed != carried.digest:
        yield f"the digest in the file's {where} is {printed or 'missing'}, the one with its lines {carried.digest}"
    if carried.whole and carried.computed_digest != carried.digest:
        yield f"the lines in the file come to the digest {carried.computed_digest}, but it says {carried.digest}"


def in_csv(read: ReadCsv, stored: Sequence[StoredEntry]) -> Iterator[str]:
    """Rows that say something else than what is stored."""
    by_number = {entry.staff: entry for entry in stored}
    for number, row in enumerate(read.rows, start=2):
        staff = row[2].removeprefix("'")
        entry = by_number.pop(row[2], None) or by_number.pop(staff, None)
        if entry is None:
            yield f"row {number}: nothing is stored of {staff} in this month"
            continue
        should = [str(harmless(cell)) for cell in csv_row(entry)]
        for header, said, stored_ in zip(CSV_HEADER, row, should, strict=False):
            if said != stored_:
                yield f"row {number}, {entry.staff} {entry.name}, {header}: {said!r}, but {stored_!r} is stored"
    if len(read.rows) > 1:  # one row alone is an export of one person
        yield from (f"{entry.staff} {entry.name} is missing in the file" for entry in by_number.values())


def against_stored(carried: MonthFile, stored: Sequence[StoredEntry], stored_digest: str) -> Iterator[str]:
    """People and lines that count otherwise in the file than in the database."""
    if carried.digest != stored_digest:
        yield f"the file's digest is {carried.digest}, that of what is stored {stored_digest}"
    by_number = {entry.staff: entry for entry in stored}
    for entry in carried.entries:
        other = by_number.pop(entry.staff, None)
        if other is None:
            yield f"{entry.staff} {entry.name}: nothing is stored of them in {carried.month}"
        elif entry_digest(entry) != entry_digest(other):
            yield from (f"{entry.staff} {entry.name}: {said}" for said in _differences(entry, other))
    if carried.whole:
        yield from (f"{entry.staff} {entry.name} is stored, but missing in the file" for entry in by_number.values())


def _differences(said: StoredEntry, stored: StoredEntry) -> Iterator[str]:
    for name in ("base", "deducted", "score"):
        a, b = decimal_text(getattr(said, name)), decimal_text(getattr(stored, name))
        if a != b:
            yield f"{name} {a} in the file, {b} stored"
    for name in ("grade", "pack_version"):
        a, b = getattr(said, name), getattr(stored, name)
        if a != b:
            yield f"{name.replace('_', ' ')} {a} in the file, {b} stored"
    a, b = _by_form(said), _by_form(stored)
    yield from (f"the line {_told(line)} is not stored like this" for form, line in a.items() if form not in b)
    yield from (f"the stored line {_told(line)} is not in the file" for form, line in b.items() if form not in a)


def _by_form(entry: StoredEntry) -> dict[tuple[object, ...], StoredLine]:
    """Lines by all that is counted by; their violation's id is not."""
    return {
        (line.kind, line.rule, line.start, line.points, line.counted, line.why.code, frozenset(line.why.facts)): line
        for line in entry.lines
    }


def _told(line: StoredLine) -> str:
    return (
        f"{line.rule} of {instant_text(line.start)}, points {decimal_text(line.points)}, "
        f"counted {decimal_text(line.counted)}, {line.why.code}"
    )


def _cells(
    sheet: str, number: int, header: Sequence[str], row: Sequence[object], should: Sequence[Cell]
) -> Iterator[str]:
    for column, (said, wanted) in enumerate(zip_longest(row, should, fillvalue="")):
        if not _same(said, wanted):
            where = header[column] if column < len(header) else f"column {column + 1}"
            whom = f" ({should[0]})" if should else ""
            yield f"{sheet}, row {number}{whom}, {where}: {said!s:.80} where the lines say {wanted!s:.80}".rstrip()


def _same(said: object, wanted: Cell) -> bool:
    if isinstance(wanted, datetime):
        return isinstance(said, datetime) and abs(said - wanted) <= NOTICED
    if isinstance(wanted, str):
        return isinstance(said, str) and said.replace("\r\n", "\n") == wanted.replace("\r\n", "\n")
    return isinstance(said, int | float) and float(said) == float(wanted)


def _first_difference(pages: Sequence[str], read: ReadSlips, number: int) -> str:
    should, said = pages[number - 1].split(), read.pdf.pages[number - 1].split()
    pair = next((pair for pair in zip_longest(said, should, fillvalue="nothing") if pair[0] != pair[1]), ("", ""))
    return f"{pair[0]!r} where it should say {pair[1]!r}"
