"""`staff-conduct import` as a process: preview, errors, templates."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlmodel import Session, select

from api.setup.apply_halls import HallApplier
from api.setup.hall_file import parse_hall_file
from models.database import open_database
from models.tables import AuditEntryRow, ShiftRow, StaffRow
from models.upgrade import bring_up_to_date
from roster.importing import COLUMNS, Kind
from roster.sheets import read_sheet
from tests.api.test_halls_file import FILE, NOW
from tests.roster.sheet_files import csv_of, xlsx

PROGRAM = "import typer; from api.cli.imports import import_table; a = typer.Typer(); a.command()(import_table); a()"
STAFF = ("工号", "姓名", "营业厅", "卡号")
ROSTER = ("工号", "日期", "窗口", "上班", "下班")
GOOD = csv_of(STAFF, ("S001", "王方", "H1", "1001"), ("S002", "李强", "H1", "1002"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Of a service with hall H1 and 王芳 S001, who works on 3 June."""
    (tmp_path / "data").mkdir()
    engine = open_database(url(tmp_path))
    bring_up_to_date(engine)
    with Session(engine) as session:
        HallApplier(session, by="test", now=NOW).apply(parse_hall_file(FILE))
        session.commit()
    engine.dispose()
    return tmp_path


def url(folder: Path) -> str:
    return f"sqlite:///{folder / 'data' / 'conduct.db'}"


def run(folder: Path, *arguments: str, file: bytes | None = None) -> subprocess.CompletedProcess[str]:
    """With `file` as `table`, named after the rest."""
    if file is not None:
        (folder / "table").write_bytes(file)
    environment = {**os.environ, "CONDUCT_DATA_DIR": str(folder / "data"), "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", PROGRAM, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, env=environment)


def stored(folder: Path) -> tuple[list[str], int, list[str]]:
    engine = open_database(url(folder))
    with Session(engine) as session:
        names = sorted(f"{row.no} {row.name}" for row in session.exec(select(StaffRow)).all())
        shifts = len(session.exec(select(ShiftRow)).all())
        audited = [row.action for row in session.exec(select(AuditEntryRow)).all() if row.action.endswith("imported")]
    engine.dispose()
    return names, shifts, audited


BEFORE = (["S001 王芳"], 1, [])


def test_a_dry_run_says_what_the_import_then_does(folder: Path) -> None:
    done = run(folder, "staff", "table", "--dry-run", file=GOOD)
    counts, change = "1 made, 1 changed, 0 as they were\n", "  row 2, S001: name: 王芳 -> 王方\n"
    assert (done.returncode, done.stdout, done.stderr) == (0, f"dry run, nothing was imported: {counts}{change}", "")
    assert stored(folder) == BEFORE
    done = run(folder, "staff", "table")
    assert (done.returncode, done.stdout, done.stderr) == (0, counts + change, "")
    assert stored(folder) == (["S001 王方", "S002 李强"], 1, ["staff.imported"])


def test_a_roster_from_a_workbook(folder: Path) -> None:
    table = xlsx(ROSTER, ("S001", "2026-06-03", "W1", "09:00", "17:30"), ("S001", "2026-06-04", "W1", "09:00", "17:30"))
    done = run(folder, "roster", "table", "--hall", "H1", file=table)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "1 made, 1 changed, 0 as they were\n"
        "  row 2, S001 2026-06-03: start: 2026-06-03 08:30:00 -> 2026-06-03 09:00:00, breaks: 12:00:00-13:00:00 -> -\n"
    )
    assert stored(folder) == (["S001 王芳"], 2, ["roster.imported"])


def test_every_bad_cell_is_named_and_nothing_is_imported(folder: Path) -> None:
    table = csv_of(ROSTER, ("S001", "2026-06-05", "W1", "09:00", "17:30"), ("S009", "soon", "W1", "09:00", "17:30"))
    done = run(folder, "roster", "table", file=table)
    assert done.returncode == 1
    assert done.stdout == (
        "row 3, 工号: there is no person S009 for you to roster\nrow 3, 日期: soon is no day like 2026-06-03\n"
    )
    assert done.stderr == "staff-conduct: table: 2 bad cells, see above; nothing was imported\n"
    assert stored(folder) == BEFORE


FAILS = {
    "a file that is not there": (["staff", "nothing.csv"], None, "there is no file nothing.csv"),
    "a picture": (["staff", "table"], b"\x89PNG\r\n\x1a\n\x00", "table: this is neither XLSX nor CSV in UTF-8 or GB18030"),
    "a hall that is not there": (["staff", "table", "--hall", "H9"], GOOD, "there is no hall H9"),
    "a template into nowhere": (["--template", "staff", "--out", "no/where.csv"], None, "no/where.csv: there is no folder no"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAILS)
def test_what_fails_says_so_on_one_line(name: str, folder: Path) -> None:
    arguments, file, message = FAILS[name]
    done = run(folder, *arguments, file=file)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert message in done.stderr
    assert stored(folder) == BEFORE


BAD_USE = [
    [], ["staff"], ["cats", "table"], ["--template", "staff"], ["--template", "staff", "--out", "a.pdf"],
    ["staff", "table", "--out", "a.csv"], ["staff", "table", "--template", "staff", "--out", "a.csv"],
]  # fmt: skip


@pytest.mark.parametrize("arguments", BAD_USE, ids=" ".join)
def test_bad_use_is_status_2(arguments: list[str], tmp_path: Path) -> None:
    assert run(tmp_path, *arguments).returncode == 2


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_templates(suffix: str, kind: Kind, tmp_path: Path) -> None:
    file = tmp_path / f"template.{suffix}"
    assert run(tmp_path, "--template", kind.value, "--out", str(file)).returncode == 0
    assert file.read_bytes().startswith(b"\xef\xbb\xbf" if suffix == "csv" else b"PK")
    header, example, *_ = read_sheet(file.read_bytes())
    assert header.cells == tuple(f"{c.chinese}/{c.name}" for c in COLUMNS[kind])
    assert (example.cells[0], len(example.cells)) == ("#S001", len(header.cells))
