"""`staff-conduct appraise export` and `verify`: files written, put on record, and held against the database."""

from pathlib import Path

import pytest
from sqlmodel import select

from conduct.months.appraise import Confirmed, appraise
from conduct.months.computing import store
from conduct.rules.pack import default_pack
from models.tables import AppraisalRow, AuditEntryRow, StaffRow
from tests.api.test_cli import Run, stored
from tests.api.test_cli import hall as hall
from tests.api.test_cli import run as run
from tests.conduct.story import at

KINDS = ("xlsx", "csv", "pdf")


@pytest.fixture
def month(hall: Run, tmp_path: Path) -> Run:
    """S001 has a month with one line."""
    with stored(tmp_path) as session:
        person = session.exec(select(StaffRow).where(StaffRow.no == "S001")).one()
        entries = appraise("2026-06", ["S001"], [Confirmed("late", "S001", at("2 08:50"))] * 2, default_pack().policy())
        store(session, entries, staff_ids={"S001": person.id}, pack_version="p", now=at("30 12:00"))
        session.commit()
    return hall


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_exported_is_on_record_and_verifies(kind: str, month: Run, tmp_path: Path) -> None:
    done = month("appraise", "export", "2026-06", "--format", kind)
    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith(f"appraisals-2026-06.{kind}: 1 people, digest ")
    with stored(tmp_path) as session:
        (row,) = session.exec(select(AuditEntryRow).where(AuditEntryRow.action == "appraisal.exported")).all()
        assert row.actor.startswith("cli")
        assert (row.entity_id, row.data["format"]) == ("2026-06", kind)
    found = month("appraise", "verify", f"appraisals-2026-06.{kind}")
    assert found.exit_code == 0, found.stdout
    assert "these very bytes were exported by cli" in found.stdout
    assert found.stdout.endswith("it matches itself and the database\n")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_one_person_s_file_verifies(kind: str, lang: str, month: Run) -> None:
    assert (
        month(
            "appraise", "export", "2026-06", "--format", kind, "--staff", "S001", "--lang", lang, "--out", "own"
        ).exit_code
        == 0
    )
    assert month("appraise", "verify", "own").exit_code == 0


@pytest.mark.parametrize("kind", KINDS)
def test_a_database_that_says_otherwise_is_named(kind: str, month: Run, tmp_path: Path) -> None:
    month("appraise", "export", "2026-06", "--format", kind)
    with stored(tmp_path) as session:
        row = session.exec(select(AppraisalRow)).one()
        row.score += 1
        session.add(row)
        session.commit()
    found = month("appraise", "verify", f"appraisals-2026-06.{kind}")
    assert found.exit_code == 1
    assert "S001" in found.stdout
    assert found.stderr == f"staff-conduct: appraisals-2026-06.{kind} does not match the database\n"


def test_a_changed_file_is_told_from_a_changed_database(month: Run, tmp_path: Path) -> None:
    month("appraise", "export", "2026-06", "--format", "pdf")
    file = tmp_path / "appraisals-2026-06.pdf"
    file.write_bytes(file.read_bytes() + b"\n")
    found = month("appraise", "verify", file.name)
    assert found.exit_code == 1
    assert "no export on record has these very bytes" in found.stdout
    assert found.stderr == f"staff-conduct: {file.name} does not match itself\n"


BAD: dict[str, tuple[tuple[str, ...], int, str]] = {
    "a month that is none": (("export", "June", "--format", "csv"), 2, "no month like 2026-06"),
    "a format that is none": (("export", "2026-06", "--format", "doc"), 2, "doc"),
    "nothing stored": (("export", "2026-07", "--format", "csv"), 1, "nothing is stored of anybody in 2026-07"),
    "nobody": (("export", "2026-06", "--format", "csv", "--staff", "S9"), 1, "nothing is stored of S9 in 2026-06"),
    "a place that cannot be written": (("export", "2026-06", "--format", "csv", "--out", "no/such/file"), 1, "no/such/file"),
    "no file": (("verify", "no-such-file"), 2, "no-such-file"),
    "a file of somebody else": (("verify", "hall.toml"), 2, "was not exported here"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_use(name: str, month: Run) -> None:
    words, status, said = BAD[name]
    done = month("appraise", *words)
    assert done.exit_code == status
    assert said in done.stderr
    if "--out" not in words and status != 2:
        assert done.stderr.count("\n") == 1


def test_a_missing_font_is_one_line(month: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    import conduct.export.slip_fonts

    conduct.export.slip_fonts.slip_fonts.cache_clear()
    monkeypatch.setattr(conduct.export.slip_fonts, "FAMILIES", ())
    done = month("appraise", "export", "2026-06", "--format", "pdf")
    assert done.exit_code == 1
    assert "fonts-noto-cjk" in done.stderr
    assert not Path("appraisals-2026-06.pdf").exists()
