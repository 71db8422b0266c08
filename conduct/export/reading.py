"""Files of a month read back, as they stand: what they carry, what they print, and what their cells and pages say."""

import csv
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from zipfile import BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineWorkbook

from conduct.export.pdf_files import NoPdf, ReadPdf, read_pdf
from conduct.export.slips import ATTACHMENT
from conduct.export.workbook import CARRIED
from conduct.months.file import MonthFile, NoMonthFile, read_month_file

DIGEST = re.compile(r"\b[0-9a-f]{64}\b")


@dataclass(frozen=True, slots=True)
class ReadWorkbook:
    """`sheets` without the hidden one, cells as a spreadsheet sees them; `printed` is the digest in its properties."""

    carried: MonthFile
    printed: str | None
    sheets: Mapping[str, Sequence[Sequence[object]]]


@dataclass(frozen=True, slots=True)
class ReadSlips:
    carried: MonthFile
    printed: str | None
    pdf: ReadPdf
    content: bytes


@dataclass(frozen=True, slots=True)
class ReadCsv:
    rows: Sequence[Sequence[str]]
    """Without the header."""


def read_file(content: bytes) -> ReadWorkbook | ReadSlips | ReadCsv:
    """A file by what it is, whatever it is called. Raises NoMonthFile, in one line, for what was not exported here."""
    if content.startswith(b"PK"):
        return _workbook(content)
    if content.startswith(b"%PDF"):
        return _slips(content)
    return _csv(content)


def _workbook(content: bytes) -> ReadWorkbook:
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        sheets = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}
        with ZipFile(BytesIO(content)) as parts:
            properties = parts.read("docProps/core.xml").decode("utf-8", "replace")
    except (CalamineError, BadZipFile, zlib.error, KeyError, OSError, RuntimeError) as error:
        raise NoMonthFile(f"it cannot be read as a workbook: {' '.join(str(error).split())}") from error
    hidden = sheets.pop(CARRIED, None)
    if not hidden:
        raise NoMonthFile("the hidden sheet with the month's lines is missing: it was not exported here, or cut down")
    carried = read_month_file("".join(str(cell) for row in hidden for cell in row[:1]))
    return ReadWorkbook(carried, _first_digest(properties), sheets)


def _slips(content: bytes) -> ReadSlips:
    try:
        pdf = read_pdf(content)
    except NoPdf as error:
        raise NoMonthFile(str(error)) from error
    if ATTACHMENT not in pdf.attached:
        raise NoMonthFile(f"the attachment {ATTACHMENT} is missing: it was not exported here, or printed anew")
    return ReadSlips(read_month_file(pdf.attached[ATTACHMENT]), _first_digest(pdf.keywords), pdf, content)


def _csv(content: bytes) -> ReadCsv:
    try:
        rows = list(csv.reader(StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise NoMonthFile(f"it is no workbook, no PDF and no CSV in UTF-8: {error}") from error
    if len(rows) < 2 or any(len(row) != len(rows[0]) or not DIGEST.fullmatch(row[-1]) for row in rows[1:]):
        raise NoMonthFile("its rows do not end in a digest each: it was not exported here, or saved with other columns")
    return ReadCsv(rows[1:])


def _first_digest(text: str) -> str | None:
    found = DIGEST.search(text)
    return found.group() if found else None
