"""`staff-conduct readers`: approving terminals, and logs from files."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import Session, select
from typer.testing import CliRunner, Result

from api.cli.readers import app
from api.settings import Settings
from conduct.records.terminals import introduce
from models.database import open_database
from models.tables import BadgeRow, HallRow, HeldPunchRow, PunchRow, ReaderRow, StaffRow
from models.upgrade import bring_up_to_date

LINES = b"  1001  1  2026-06-03 08:26:10\n  1002  1  2026-06-03 08:27:10\n  1003  1  2000-01-01 00:00:00\n%%%\n"


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database of its own with a hall."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CONDUCT_DATA_DIR", str(tmp_path / "data"))
    (tmp_path / "data").mkdir()
    url = Settings().database
    engine = open_database(url)
    bring_up_to_date(engine)
    with Session(engine) as session:
        session.add(HallRow(code="H1", name="城东营业厅", timezone="Asia/Shanghai"))
        session.commit()
    engine.dispose()
    return url


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def rows(url: str) -> tuple[int, int, list[str]]:
    engine = open_database(url)
    with Session(engine) as session:
        found = (
            len(session.exec(select(PunchRow.id)).all()),
            len(session.exec(select(HeldPunchRow.id)).all()),
            list(session.exec(select(ReaderRow.code)).all()),
        )
    engine.dispose()
    return found


def test_approved_and_listed(url: str) -> None:
    approved = run("approve", "T1", "--hall", "H1", "--network", "10.1.2.0/24", "--pin-prefix", "A-")
    assert (approved.exit_code, approved.stdout) == (0, "T1 may push\n")
    listed = run("list").stdout
    assert all(word in listed for word in ("T1", "H1", "may push", "never heard from", "10.1.2.0/24"))


def test_a_reader_is_listed_with_when_it_was_heard_by_its_halls_clock(url: str) -> None:
    run("approve", "T1", "--hall", "H1")
    engine = open_database(url)
    with Session(engine) as session:
        session.exec(select(ReaderRow)).one().alive_until = datetime(2026, 6, 3, 0, 55, tzinfo=UTC)
        session.commit()
    engine.dispose()
    assert "heard until 2026-06-03 08:55:00" in run("list").stdout


NOT_CALLED = "no terminal with the serial number T1 has called here yet"


def test_one_that_never_called_is_approved_with_a_warning(url: str) -> None:
    approved = run("approve", "T1", "--hall", "H1")
    assert (approved.exit_code, approved.stdout) == (0, "T1 may push\n")
    assert NOT_CALLED in approved.stderr
    assert "attendance of hall H1 waits for it" in approved.stderr
    assert NOT_CALLED in run("approve", "T1", "--network", "10.1.2.0/24").stderr


@pytest.mark.parametrize("how", ["introduced itself", "was heard", "was seen"])
def test_one_that_called_is_approved_without_a_warning(url: str, how: str) -> None:
    now = datetime(2026, 6, 3, tzinfo=UTC)
    engine = open_database(url)
    with Session(engine) as session:
        hall = session.exec(select(HallRow)).one()
        if how == "introduced itself":
            introduce(session, "T1", "10.1.2.3", now=now)
        else:
            heard = {"was heard": "alive_until", "was seen": "last_seen_at"}[how]
            session.add(ReaderRow(hall_id=hall.id, code="T1", **{heard: now}))
        session.commit()
    engine.dispose()
    approved = run("approve", "T1", "--hall", "H1")
    assert (approved.exit_code, approved.stdout, approved.stderr) == (0, "T1 may push\n", "")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [(["T1", "--hall", "H9"], "there is no hall H9"), (["T1"], "belongs to a hall"), (["T 1", "--hall", "H1"], "a serial number has"),
     (["T1", "--hall", "H1", "--network", "here"], "is no network"), (["T1", "--hall", "H1", "--timezone", "Mars"], "is no time zone")],
)  # fmt: skip
def test_not_approved(url: str, arguments: list[str], words: str) -> None:
    refused = run("approve", *arguments)
    assert (refused.exit_code, refused.stderr.count("\n")) == (1, 1)
    assert words in refused.stderr
    assert rows(url) == (0, 0, [])


NOBODYS = (
    "that punched and that nobody has: what they punched counts for nobody until each is given to a person, on the page"
    " /setup/readers/badges"
)


def own(url: str, number: str) -> None:
    engine = open_database(url)
    with Session(engine) as session:
        hall = session.exec(select(HallRow)).one()
        person = StaffRow(hall_id=hall.id, no=f"S{number}", name="王芳")
        session.add(person)
        session.flush()
        session.exec(select(BadgeRow).where(BadgeRow.number == number)).one().staff_id = person.id
        session.commit()
    engine.dispose()


def test_a_log_from_a_file(url: str, tmp_path: Path) -> None:
    run("approve", "T1", "--hall", "H1")
    file = tmp_path / "attlog.dat"
    file.write_bytes(LINES)
    command = ("attlog", str(file), "--reader", "T1", "--columns", "pin,verify,time")
    first = run(*command)
    assert (first.exit_code, first.stdout.splitlines()) == (0, [
        "2 stored, 0 had come before, 2 held aside",
        "  1 line held: the time is before 2020: the device's clock was not set",
        "  1 line held: the line has not the columns of a punch",
        f"2 badges {NOBODYS}",
    ])  # fmt: skip
    own(url, "1001")
    again = run(*command).stdout.splitlines()
    assert again == ["0 stored, 4 had come before, 0 held aside", f"1 badge {NOBODYS}"]
    own(url, "1002")
    assert run(*command).stdout == "0 stored, 4 had come before, 0 held aside\n"
    assert rows(url) == (2, 2, ["T1"])


@pytest.mark.parametrize(
    ("file", "reader", "columns", "status", "words"),
    [("attlog.dat", "T9", "pin,time", 1, "there is no reader T9"), ("none.dat", "T1", "pin,time", 1, "none.dat"),
     ("attlog.dat", "T1", "pin,mood", 2, "columns are named")],
)  # fmt: skip
def test_a_log_that_is_not_read(
    url: str, tmp_path: Path, file: str, reader: str, columns: str, status: int, words: str
) -> None:
    run("approve", "T1", "--hall", "H1")
    (tmp_path / "attlog.dat").write_bytes(LINES)
    refused = run("attlog", file, "--reader", reader, "--columns", columns)
    assert (refused.exit_code, words in refused.stderr) == (status, True)
    assert rows(url) == (0, 0, ["T1"])


def test_a_file_without_a_single_punch_is_refused_and_nothing_of_it_kept(url: str, tmp_path: Path) -> None:
    assert run("approve", "R1", "--hall", "H1").exit_code == 0
    (tmp_path / "hall.toml").write_text('[[halls]]\ncode = "H1"\nname = "城北营业厅"\n', "utf-8")
    refused = run("attlog", str(tmp_path / "hall.toml"), "--reader", "R1")
    assert refused.exit_code == 1
    assert "not one of its 3 lines is a punch" in refused.output
    assert rows(url)[:2] == (0, 0)
