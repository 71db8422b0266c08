"""A hall's first day from the command line: each command, what it says, and how it fails."""

import re
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest
from sqlmodel import Session, select
from typer.testing import CliRunner, Result

from api.cli import app
from api.keys import find_key
from models.database import open_database
from models.tables import AuditEntryRow, DeviceKeyRow, PersonalTokenRow, UserHallRow, UserRow
from tests.api.test_halls_file import FILE
from vision.weights import FetchFailed

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("CONDUCT_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("CONDUCT_DATABASE_URL", raising=False)
    (tmp_path / "hall.toml").write_text(FILE, "utf-8")
    monkeypatch.chdir(tmp_path)

    def run(*words: str, given: str | None = None) -> Result:
        return CliRunner().invoke(app, list(words), input=given)

    return run


@pytest.fixture
def hall(run: Run) -> Run:
    assert run("halls", "apply", "hall.toml").exit_code == 0
    return run


def stored(folder: Path) -> Session:
    return Session(open_database(f"sqlite:///{folder / 'data' / 'conduct.db'}"))


def test_a_hall_is_applied_and_listed(run: Run) -> None:
    first = run("halls", "apply", "hall.toml")
    assert (first.exit_code, first.stdout) == (0, "8 rows made, 0 changed, 0 as they were\n")
    assert run("halls", "apply", "hall.toml").stdout == "0 rows made, 0 changed, 8 as they were\n"
    assert run("halls", "list").stdout == "H1  城北营业厅  Asia/Shanghai  windows: W1  cameras: lobby-1\n"


def test_a_key_is_printed_once_and_can_be_revoked(hall: Run, tmp_path: Path) -> None:
    key = hall("keys", "make", "--camera", "lobby-1").stdout.strip()
    with stored(tmp_path) as session:
        row = find_key(session, key)
        assert row is not None
        assert key not in str(row.model_dump())
        prefix = row.prefix
    assert "in use" in hall("keys", "list").stdout
    assert hall("keys", "revoke", prefix).exit_code == 0
    with stored(tmp_path) as session:
        assert find_key(session, key) is None


def test_a_digest_key_keeps_what_digest_needs(hall: Run, tmp_path: Path) -> None:
    hall("keys", "make", "--camera", "lobby-1", "--digest")
    with stored(tmp_path) as session:
        assert session.exec(select(DeviceKeyRow.ha1_encrypted)).one() is not None


def test_a_short_key_opens_as_much_as_a_long_one(hall: Run, tmp_path: Path) -> None:
    key = hall("keys", "make", "--camera", "lobby-1", "--short", "--digest").stdout.strip()
    assert len(key) == 16
    with stored(tmp_path) as session:
        row = find_key(session, key)
        assert row is not None
        assert row.ha1_encrypted is not None
    assert hall("keys", "revoke", row.prefix).exit_code == 0
    with stored(tmp_path) as session:
        assert find_key(session, key) is None


def test_people_are_added_with_their_halls(hall: Run, tmp_path: Path) -> None:
    words = ("users", "add", "zhou", "--name", "周敏", "--role", "supervisor", "--hall", "H1")
    added = hall(*words)
    assert re.fullmatch(r"zhou added, password \S{16}\n", added.stdout), added.stdout
    given = hall("users", "add", "liu", "--name", "刘洋", "--role", "hr", "--password-stdin", given="correct horse\n")
    assert given.stdout == "liu added\n"
    assert hall("users", "list").stdout.splitlines() == [
        "liu              hr         刘洋",
        "zhou             supervisor 周敏",
    ]
    with stored(tmp_path) as session:
        assert len(session.exec(select(UserHallRow)).all()) == 1
        assert all(u.password_hash.startswith("$argon2id$") for u in session.exec(select(UserRow)).all())
        assert "user.added" in session.exec(select(AuditEntryRow.action)).all()


def test_a_password_is_set_anew_and_a_token_made(hall: Run, tmp_path: Path) -> None:
    hall("users", "add", "liu", "--name", "刘洋", "--role", "hr")
    assert hall("users", "password", "liu").stdout.startswith("liu: password ")
    token = hall("users", "token", "liu", "--name", "report").stdout.strip()
    assert token.startswith("scp_")
    with stored(tmp_path) as session:
        assert session.exec(select(PersonalTokenRow.name)).all() == ["report"]


def test_a_mail_address_is_set_and_removed_and_shown_to_nobody(hall: Run, tmp_path: Path) -> None:
    hall("users", "add", "liu", "--name", "刘洋", "--role", "hr", "--email", "liu@first.example")
    addresses = []
    for words in ((), ("liu@second.example",), ("not an address",), ()):
        answer = hall("users", "email", "liu", *words)
        with stored(tmp_path) as session:
            addresses.append((answer.exit_code, session.exec(select(UserRow.email)).one()))
    assert addresses == [(0, None), (0, "liu@second.example"), (1, "liu@second.example"), (0, None)]
    hall("users", "email", "liu", "liu@second.example")
    assert "@" not in hall("users", "list").stdout
    with stored(tmp_path) as session:
        entries = session.exec(select(AuditEntryRow).order_by("id")).all()
    assert [e.action for e in entries if e.action.startswith("user.email")] == [
        "user.email-removed", "user.email-set", "user.email-removed", "user.email-set",
    ]  # fmt: skip
    assert "@" not in str([entry.data for entry in entries])


def test_tags_are_written_as_a_pdf(hall: Run, tmp_path: Path) -> None:
    assert hall("tags", "H1", "--out", "tags.pdf").stdout == "tags.pdf: 2 pages for 1 windows\n"
    assert (tmp_path / "tags.pdf").read_bytes().startswith(b"%PDF")


FAILS = {
    "no such file": (("halls", "apply", "no.toml"), 1, "there is no file no.toml"),
    "a folder for a file": (("halls", "apply", "data"), 1, "data is a folder, not a file"),
    "a pack that is not there": (("rules", "check", "no.toml"), 1, "there is no file no.toml"),
    "a pack to adopt that is not there": (("rules", "adopt", "no.toml", "--from", "2030-01-01", "--document", "d"), 1, "no file no.toml"),
    "a scenario that is not there": (("simulate", "no.json"), 1, "there is no file no.json"),
    "a log that is not there": (("readers", "attlog", "no.dat", "--reader", "R1"), 1, "there is no file no.dat"),
    "no such camera": (("keys", "make", "--camera", "garage"), 1, "there is no camera garage"),
    "no such reader": (("keys", "make", "--reader", "garage"), 1, "there is no reader garage"),
    "a key for two": (("keys", "make", "--camera", "lobby-1", "--monitor"), 2, "name one of"),
    "a key for nothing": (("keys", "make"), 2, "name one of"),
    "a short key for a reader": (("keys", "make", "--reader", "R1", "--short"), 2, "only a camera's key"),
    "no such key": (("keys", "revoke", "x"), 1, "there is no key x"),
    "no such role": (("users", "add", "a", "--name", "a", "--role", "king"), 2, "'king' is none of"),
    "a supervisor of nothing": (("users", "add", "a", "--name", "a", "--role", "supervisor"), 1, "needs a hall"),
    "no such hall": (("users", "add", "a", "--name", "a", "--role", "supervisor", "--hall", "H9"), 1, "no hall H9"),
    "a short password": (("users", "add", "a", "--name", "a", "--role", "hr", "--password-stdin"), 1, "10 characters"),
    "no mail address": (("users", "add", "a", "--name", "a", "--role", "hr", "--email", "a"), 1, "'a' is no mail address"),
    "nobody's mail address": (("users", "email", "nobody", "a@b"), 1, "there is no log-in nobody"),
    "nobody's password": (("users", "password", "nobody"), 1, "there is no log-in nobody"),
    "tags into what is no PDF": (("tags", "H1", "--out", "tags.docx"), 2, "let its name end in .pdf"),
    "tags of nowhere": (("tags", "H9"), 1, "there is no hall H9"),
    "weights that are not here": (("weights", "check", "yolo99"), 1, "no weights 'yolo99'"),
    "weights that nobody makes": (("weights", "fetch", "../evil"), 1, "is no name of"),
    "a replay of nothing": (("replay", "no.gif", "--camera", "lobby-1", "--fps", "1", "--start", "2026-06-03T08:30:00Z"), 1, "no.gif"),
    "a replay at no speed": (("replay", "no.gif", "--camera", "c", "--fps", "0", "--start", "2026-06-03T08:30:00Z"), 2, "more than 0"),
    "an unknown command": (("dance",), 2, "No such command"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAILS)
def test_failing_says_why_in_one_line(name: str, hall: Run) -> None:
    words, status, message = FAILS[name]
    done = hall(*words, given="short\n")
    assert (done.exit_code, done.stdout) == (status, ""), done.output
    assert message in " ".join(done.stderr.replace("│", " ").split())
    if status == 1:
        assert done.stderr.startswith("staff-conduct: ")
        assert done.stderr.count("\n") == 1


def test_weights_that_no_network_brings_are_brought_by_hand(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_network(*_: object) -> None:
        raise FetchFailed("https://example.org/yolo11n.pt: [Errno -2] Name or service not known")

    monkeypatch.setattr("vision.weights.fetch_weights", no_network)
    done = run("weights", "fetch", "yolo11n")
    assert (done.exit_code, done.stderr.count("\n")) == (1, 1)
    assert "bring the file from another machine and set CONDUCT_WEIGHTS to where it lies" in done.stderr
    assert "example.org/yolo11n.pt" in done.stderr


def test_it_says_which_version_it_is(run: Run) -> None:
    done = run("--version")
    assert (done.exit_code, done.stdout) == (0, f"staff-conduct {version('staff-conduct')}\n")


def test_the_hall_of_a_log_in_is_told_of_both_that_have_one(run: Run) -> None:
    told = " ".join(run("users", "add", "--help").stdout.replace("│", " ").split())
    assert "supervisor looks after" in told
    assert "wall screen" in told


def test_a_setting_that_cannot_be_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CONDUCT_PORT", "high")
    done = run("halls", "list")
    assert done.exit_code == 1
    assert done.stderr.startswith("staff-conduct: CONDUCT_PORT: ")


def test_every_command_has_help(run: Run) -> None:
    for words in ((), ("halls",), ("keys",), ("users",), ("weights",), ("readers",)):
        assert run(*words, "--help").exit_code == 0
    for command in ("serve", "demo", "simulate", "replay", "tags", "import", "agent"):
        assert run(command, "--help").exit_code == 0


def test_a_one_time_password_has_to_be_changed(hall: Run, tmp_path: Path) -> None:
    assert hall("users", "add", "ann", "--name", "Ann", "--role", "hr", "--one-time").exit_code == 0
    assert hall("users", "add", "bob", "--name", "Bob", "--role", "admin").exit_code == 0
    with stored(tmp_path) as session:
        must = {row.login: row.must_change_password for row in session.exec(select(UserRow)).all()}
    assert must == {"ann": True, "bob": False}
    assert hall("users", "password", "bob", "--one-time").exit_code == 0
    with stored(tmp_path) as session:
        assert session.exec(select(UserRow.must_change_password).where(UserRow.login == "bob")).one()


def test_a_log_in_is_closed_and_opened_but_not_the_last_administrators(hall: Run) -> None:
    for login, role in (("ann", "hr"), ("bob", "admin")):
        hall("users", "add", login, "--name", login, "--role", role)
    assert hall("users", "retire", "ann").stdout == "ann: closed\n"
    assert "ann              hr         ann  retired" in hall("users", "list").stdout
    assert hall("users", "bring-back", "ann").stdout == "ann: open\n"
    refused = hall("users", "retire", "bob")
    assert (refused.exit_code, "last administrator" in refused.stderr) == (1, True)


def test_the_present_state_is_printed_as_a_file_that_changes_nothing(hall: Run, tmp_path: Path) -> None:
    (tmp_path / "out.toml").write_text(hall("halls", "export", "--shifts").stdout, "utf-8")
    assert hall("halls", "apply", "out.toml").stdout.startswith("0 rows made, 0 changed, ")
    assert hall("halls", "export", "H9").exit_code == 1
