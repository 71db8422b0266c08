"""The month's workbook, read back as a spreadsheet would read it, and by LibreOffice itself."""

import csv
import datetime as dt
import shutil
import subprocess
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from conduct.export.workbook import CARRIED, to_xlsx
from conduct.months.file import read_month_file
from conduct.months.rows import tables
from tests.conduct.month_stories import MONTH, VIOLATION, entry, line, month

HEADER = ["Month", "Hall", "Staff number", "Name", "Base", "Deducted", "Score", "Grade", "Number of lines"]
LINES_HEADER = ["Staff number", "Name", "Rule", "Start", "Points", "Counted", "Why", "Violation", "Norms", "Evidence"]
SOFFICE = shutil.which("soffice")


def sheets(content: bytes) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def parts(content: bytes, name: str) -> str:
    with ZipFile(BytesIO(content)) as opened:
        return opened.read(name).decode()


def test_cells() -> None:
    found = sheets(to_xlsx(MONTH))
    assert list(found) == ["Summary", "Lines", "H1 城北营业厅", "H2 城南营业厅", "About", CARRIED]
    assert found["Summary"] == [
        HEADER,
        ["2026-06", "H1", "S001", "王芳", 100.0, 2.5, 97.5, "A", 2.0],
        ["2026-06", "H2", "S002", "李强", 100.0, 0.0, 100.0, "A", 0.0],
    ]
    assert found["Lines"] == [
        LINES_HEADER,
        ["S001", "王芳", "Window unattended", dt.datetime(2026, 6, 3, 10, 0, 5), 2.0, 2.0, "counts 2", VIOLATION.format(1), "cc/gas/3.2 cc/staff/4.1", "e1 e2"],  # noqa: DTZ001
        ["S001", "王芳", "Window unattended", dt.datetime(2026, 6, 3, 11, 0, 5), 2.0, 0.5, "counts 2", VIOLATION.format(2), "", ""],  # noqa: DTZ001
    ]  # fmt: skip
    assert found["H1 城北营业厅"] == [HEADER[2:], ["S001", "王芳", 100.0, 2.5, 97.5, "A", 2.0]]
    assert found["H2 城南营业厅"] == [HEADER[2:], ["S002", "李强", 100.0, 0.0, 100.0, "A", 0.0]]
    assert ["Digest", MONTH.digest] in found["About"]


def test_texts_of_the_workbook_stay_texts() -> None:
    file = month(
        entry('=HYPERLINK("http://x")', "http://example.org", line(rule="@SUM(1)")),
        entry("007", "-1"), entry("_x0041_", "<b>&amp;"), halls={"H1": "=1&2"},
    )  # fmt: skip
    content = to_xlsx(file)
    rows = sheets(content)
    assert [row[2:4] for row in rows["Summary"][1:]] == [
        ['=HYPERLINK("http://x")', "http://example.org"],
        ["007", "-1"],
        ["_x0041_", "<b>&amp;"],
    ]
    assert rows["Lines"][1][2] == "@SUM(1)"
    with ZipFile(BytesIO(content)) as opened:
        xml = b"".join(opened.read(name) for name in opened.namelist() if "worksheets/sheet" in name)
    assert b"<f>" not in xml
    assert b"<hyperlink" not in xml


def test_how_it_looks_and_prints() -> None:
    file = month(entry("S1", "a", line()), halls={"H1": "A&B"})
    content = to_xlsx(file)
    summary, lines, hall = (parts(content, f"xl/worksheets/sheet{n}.xml") for n in (1, 2, 3))
    assert '<autoFilter ref="A1:I2"/>' in summary
    assert '<autoFilter ref="A1:J2"/>' in lines
    for sheet in (summary, lines, hall):
        assert 'state="frozen"' in sheet
        assert 'ySplit="1"' in sheet
        assert 'paperSize="9" orientation="landscape"' in sheet.replace(' fitToHeight="0"', "")
        assert f"&amp;L&amp;8 {file.digest}&amp;R" in sheet
        assert "&amp;P / &amp;N" in sheet
    for sheet, score, grade in ((summary, "G2", "H2"), (hall, "E2", "F2")):
        assert f'<conditionalFormatting sqref="{score}"><cfRule type="colorScale"' in sheet
        assert f'<conditionalFormatting sqref="{grade}"><cfRule type="cellIs"' in sheet
    assert "A&amp;&amp;B" in hall
    assert parts(content, "xl/workbook.xml").count("_xlnm.Print_Titles") == 4
    assert 'state="veryHidden"' in parts(content, "xl/workbook.xml")


def test_the_digest_stands_in_the_properties_and_the_month_inside() -> None:
    content = to_xlsx(MONTH)
    assert f"<dc:description>{MONTH.digest}</dc:description>" in parts(content, "docProps/core.xml")
    assert MONTH.digest in parts(content, "docProps/custom.xml")
    assert read_month_file("".join(str(row[0]) for row in sheets(content)[CARRIED])) == MONTH


def test_a_month_carried_in_several_cells_comes_back_whole() -> None:
    file = month(*(entry(f"S{n:03}", " 王 " * 50, line(), line()) for n in range(60)))
    hidden = sheets(to_xlsx(file))[CARRIED]
    assert len(hidden) > 1
    assert read_month_file("".join(str(row[0]) for row in hidden)) == file


def test_the_same_month_is_the_same_bytes_made_when_it_was_computed() -> None:
    assert to_xlsx(MONTH) == to_xlsx(MONTH)
    assert "2026-06-03T04:00:00Z" in parts(to_xlsx(MONTH), "docProps/core.xml")


def test_a_month_without_anybody_is_headers() -> None:
    found = sheets(to_xlsx(month()))
    assert (found["Summary"], found["Lines"]) == ([HEADER], [LINES_HEADER])


def test_words_are_translated() -> None:
    found = sheets(to_xlsx(MONTH, lambda message: {"counts {points}": "扣 {points} 分"}.get(message, message.upper())))
    assert list(found)[:2] == ["SUMMARY", "LINES"]
    assert found["SUMMARY"][0] == [word.upper() for word in HEADER]
    assert [row[6] for row in found["LINES"][1:]] == ["扣 2 分", "扣 2 分"]


def test_progress_comes_to_all_rows() -> None:
    steps: list[int] = []
    to_xlsx(month(*(entry(f"S{n:03}", "a", line()) for n in range(250))), progress=steps.append)
    assert sum(steps) == 750


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (apt install libreoffice-calc-nogui) is not installed")
def test_libreoffice_gives_the_same_cells_back(tmp_path: Path) -> None:
    file = month(*MONTH.entries, entry("=1+1", "-2", line("0.125")), halls={"H1": "城北/[1]", "H2": "x"})
    (tmp_path / "month.xlsx").write_bytes(to_xlsx(file))
    every_sheet_utf8 = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    done = subprocess.run(
        [str(SOFFICE), "--headless", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--convert-to", every_sheet_utf8, "--outdir", str(tmp_path), str(tmp_path / "month.xlsx")],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    for table, name in zip(tables(file, str), ("Summary", "Lines", "H1 城北__1_", "H2 x"), strict=True):
        with (tmp_path / f"month-{name}.csv").open(encoding="utf-8", newline="") as opened:
            header, *rows = csv.reader(opened)
        assert tuple(header) == table.header
        assert rows == [[str(cell) for cell in row] for row in table.rows()]
