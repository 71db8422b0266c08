"""A file that was changed after it was exported: what is said of it, and which person and line it names."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText

from conduct.export.check import against_stored, in_csv, in_slips, in_workbook
from conduct.export.people_csv import to_csv
from conduct.export.reading import ReadCsv, ReadSlips, ReadWorkbook, read_file
from conduct.export.slips import slips_pdf
from conduct.export.workbook import to_xlsx
from conduct.months.file import MonthFile, NoMonthFile
from tests.conduct.month_stories import MONTH, entry, line, month


def within(content: bytes) -> list[str]:
    return list(_within(read_file(content)))


def _within(read: ReadWorkbook | ReadSlips | ReadCsv) -> Iterator[str]:
    if isinstance(read, ReadWorkbook):
        return in_workbook(read, str)
    if isinstance(read, ReadSlips):
        return in_slips(read, str)
    return in_csv(read, MONTH.entries)


def edited(content: bytes, part: str, old: str, new: str) -> bytes:
    """The workbook with one text replaced once in one of its parts."""
    written = BytesIO()
    with ZipFile(BytesIO(content)) as given, ZipFile(written, "w") as made:
        for name in given.namelist():
            data = given.read(name).decode()
            if name == part:
                assert old in data
                data = data.replace(old, new, 1)
            made.writestr(name, data)
    return written.getvalue()


def annotated(content: bytes) -> bytes:
    writer = PdfWriter(clone_from=BytesIO(content))
    writer.add_annotation(0, FreeText(text="98", rect=(100, 600, 160, 640)))
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def resaved(content: bytes, *, pages: int | None = None) -> bytes:
    reader, writer = PdfReader(BytesIO(content)), PdfWriter(clone_from=BytesIO(content))
    for _ in range(0 if pages is None else len(reader.pages) - pages):
        writer.remove_page(len(writer.pages) - 1)
    writer.compress_identical_objects()
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def with_month_of(content: bytes, other: MonthFile) -> bytes:
    """The pages of one PDF with the lines of another."""
    writer = PdfWriter(clone_from=BytesIO(content))
    for attached in list(writer.attachment_list):
        attached.delete()
    writer.add_attachment("month.json", other.as_json().encode())
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


@pytest.mark.parametrize("make", [to_xlsx, slips_pdf, to_csv])
def test_a_file_as_it_was_exported_matches_itself(make) -> None:
    assert within(make(MONTH)) == []


@pytest.mark.parametrize("make", [to_xlsx, slips_pdf])
def test_one_person_s_file_matches_itself(make) -> None:
    assert within(make(replace(MONTH, entries=MONTH.entries[:1], whole=False))) == []


BETTER = replace(MONTH, entries=(replace(MONTH.entries[0], score=Decimal(100)), MONTH.entries[1]))
CHANGED: dict[str, tuple[bytes, str]] = {
    "a score in the summary": (
        edited(to_xlsx(MONTH), "xl/worksheets/sheet1.xml", "<v>97.5</v>", "<v>100</v>"),
        r"^Summary, row 2 \(2026-06\), Score: 100\.0 where the lines say 97\.5$",
    ),
    "what a line counts": (
        edited(to_xlsx(MONTH), "xl/worksheets/sheet2.xml", "<v>0.5</v>", "<v>0</v>"),
        r"^Lines, row 3 \(S001\), Counted: 0\.0 where the lines say 0\.5$",
    ),
    "a name in a hall's sheet": (
        edited(to_xlsx(MONTH), "xl/worksheets/sheet4.xml", "李强", "李刚"),
        r"^H2 城南营业厅, row 2 \(S002\), Name: 李刚 where the lines say 李强$",
    ),
    "the lines that a workbook carries": (
        edited(to_xlsx(MONTH), "xl/worksheets/sheet6.xml", '"score":"97.5"', '"score":"100"'),
        "^the lines in the file come to the digest [0-9a-f]{64}, but it says",
    ),
    "the digest in the properties": (
        edited(to_xlsx(MONTH), "docProps/core.xml", MONTH.digest, "0" * 64), "^the digest in the file's properties is 0{64}"
    ),
    "the lines that a PDF carries": (with_month_of(slips_pdf(MONTH), BETTER), "^the lines in the file come to the digest"),
    "the pages of a PDF": (
        with_month_of(slips_pdf(BETTER), MONTH), r"^page 1 says something else than its lines make: '100' where it should say '97\.5'"
    ),
    "a page of a PDF taken away": (resaved(slips_pdf(MONTH), pages=1), "^the PDF has 1 pages where its lines make 2$"),
    "a note laid over a PDF": (annotated(slips_pdf(MONTH)), "^something is laid over the pages"),
    "a PDF saved anew": (resaved(slips_pdf(MONTH)), "^the pages say what the lines make, but the file was saved anew"),
    "a cell of a CSV": (
        to_csv(MONTH).replace(b"97.5", b"100"), "^row 2, S001 王芳, Score: '100', but '97.5' is stored$"
    ),
    "a row of a CSV that nobody has": (to_csv(MONTH).replace(b"S002", b"S009"), "^row 3: nothing is stored of S009 in this month$"),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGED)
def test_what_is_said_of_a_changed_file(name: str) -> None:
    content, said = CHANGED[name]
    found = within(content)
    assert any(re.search(said, each) for each in found), found


NOT_OURS: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "digest"),
    "words": (b"hello", "digest"),
    "bytes": (b"\xff\xfe\x00", "no CSV in UTF-8"),
    "a table of somebody else": (b"a,b\r\n1,2\r\n", "digest"),
    "a broken zip": (b"PK\x03\x04", "as a workbook"),
    "a broken PDF": (b"%PDF-1.7\n", "as a PDF"),
    "a workbook without its lines": (
        edited(to_xlsx(MONTH), "xl/workbook.xml", 'name="staff-conduct"', 'name="other"'), "hidden sheet"
    ),
    "lines that are none": (edited(to_xlsx(MONTH), "xl/worksheets/sheet6.xml", '{"month"', '{"moon"'), "month"),
}  # fmt: skip


@pytest.mark.parametrize("name", NOT_OURS)
def test_what_was_not_exported_here_is_refused_in_one_line(name: str) -> None:
    content, said = NOT_OURS[name]
    with pytest.raises(NoMonthFile, match=said):
        read_file(content)


def refusal(content: bytes) -> str:
    try:
        read_file(content)
    except NoMonthFile as refused:
        return str(refused)
    return ""


@pytest.mark.parametrize("make", [to_xlsx, slips_pdf, to_csv])
def test_any_byte_may_be_broken(make) -> None:
    content = make(MONTH)
    places = range(0, len(content), len(content) // 150 + 1)
    refusals = [refusal(content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :]) for place in places]
    assert any(refusals)
    assert not any("\n" in said for said in refusals)


def test_the_same_lines_in_a_database_match() -> None:
    assert list(against_stored(MONTH, MONTH.entries[::-1], MONTH.digest)) == []


def test_which_person_and_line_differ_from_the_database() -> None:
    fang, qiang = MONTH.entries
    stored = month(
        replace(fang, lines=(fang.lines[0], line("1", hour=11)), deducted=Decimal(3), score=Decimal(97)),
        entry("S003", "赵"),
    )
    first, *rest = against_stored(MONTH, stored.entries, stored.digest)
    assert first == f"the file's digest is {MONTH.digest}, that of what is stored {stored.digest}"
    assert rest == [
        "S001 王芳: deducted 2.5 in the file, 3 stored",
        "S001 王芳: score 97.5 in the file, 97 stored",
        "S001 王芳: the line window-unattended of 2026-06-03T03:00:05Z, points 2, counted 0.5, line.counted is not stored like this",
        "S001 王芳: the stored line window-unattended of 2026-06-03T03:00:05Z, points 2, counted 1, line.counted is not in the file",
        f"S002 {qiang.name}: nothing is stored of them in 2026-06",
        "S003 赵 is stored, but missing in the file",
    ]
