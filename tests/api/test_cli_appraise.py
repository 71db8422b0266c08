"""`staff-conduct appraise`: a month from draft to lock and back, in words that a script can read."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select
from typer.testing import CliRunner

from api.cli import app
from api.clock import SystemClock
from conduct.schedule.calendar_year import fill_year
from models.tables import ViolationRow, ViolationStatus
from tests.conduct.hall import NOW, add_shift, add_violation, make_hall
from tests.conduct.story import at

JULY = datetime(2026, 7, 1, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
def month(sqlite_database: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """王芳 was absent once, of two shifts, and 李强 had one; it is July."""
    with Session(sqlite_database) as session:
        hall = make_hall(session)
        fill_year(session, 2026, by="test", now=NOW)
        for who, window in (("S001", "W1"), ("S002", "W2")):
            add_shift(session, hall, hall.staff[who], "3 08:30", "3 17:30", window)
        add_violation(session, hall, hall.staff["S001"], "4 08:30")
        session.commit()
    monkeypatch.setenv("CONDUCT_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("CONDUCT_DATABASE_URL", str(sqlite_database.url))
    monkeypatch.setattr(SystemClock, "now", lambda _: JULY)
    monkeypatch.setattr("api.interpreter.set_up_interpreter", lambda: None)  # this process is the tests'


def run(*words: str) -> Any:
    return CliRunner().invoke(app, ["appraise", *words])


def test_from_draft_to_lock_and_back(sqlite_database: Engine) -> None:
    assert run("show", "2026-06").stderr.strip() == "staff-conduct: 2026-06 was not drafted"
    assert run("draft", "2026-06").stdout.strip() == "2 entries"
    assert run("missing", "2026-06").stdout.strip() == "nothing is missing"
    shown = run("show", "2026-06", "--staff", "S001").stdout
    assert "version 1: open, SHA-256 " in shown
    assert "S001         王芳  95 A  (-5)" in shown
    assert "absent: counts 5" in shown
    assert run("lock", "2026-06").stdout.startswith("2 entries locked, 2 of them not signed by both, SHA-256 ")
    again = run("draft", "2026-06")
    assert (again.exit_code, again.stderr.strip().splitlines()[-1]) == (
        1,
        "staff-conduct: 2026-06 is locked; reopen it first",
    )
    assert run("reopen", "2026-06", "--why", "漏记").stdout.strip() == "0 entries differ and are to be signed anew"


def test_a_blocked_month_says_why(sqlite_database: Engine) -> None:
    with Session(sqlite_database) as session:
        row = session.exec(select(ViolationRow)).one()
        row.status, row.start = ViolationStatus.pending, at("5 08:30")
        session.add(row)
        session.commit()
    run("draft", "2026-06")
    refused = run("lock", "2026-06")
    assert refused.exit_code == 1
    assert "1 cases of H1 wait for a verdict, the oldest since 2026-06-05" in refused.stderr
    assert run("missing", "2026-06").stdout.startswith("open-review ")


@pytest.mark.parametrize("month", ["June", "2026-13", "2026"])
def test_what_is_no_month_is_bad_use(month: str) -> None:
    assert run("draft", month).exit_code == 2
