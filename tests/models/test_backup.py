"""The copy made before an upgrade: equal, on disk, never over another, the newest kept."""

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from models.database import open_database
from models.tables import AuditEntryRow
from models.upgrade import back_up, is_up_to_date, prune_backups

NOW = datetime(2026, 6, 3, 1, 0, tzinfo=UTC)


def test_a_backup_is_the_database_as_it_was(sqlite_database: sa.Engine, tmp_path: Path) -> None:
    note(sqlite_database, "before")
    backup = back_up(sqlite_database, tmp_path / "backups", "before-0002")
    note(sqlite_database, "after")
    assert backup == tmp_path / "backups" / "before-0002.backup.sqlite3"
    assert list((tmp_path / "backups").iterdir()) == [backup]
    restored = open_database(f"sqlite:///{shutil.copy(str(backup), tmp_path / 'restored.sqlite3')}")
    assert actions(restored) == ["before"]
    assert is_up_to_date(restored)
    with restored.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
    restored.dispose()


def test_a_backup_waits_for_no_writer_and_leaves_out_what_is_not_committed(
    sqlite_database: sa.Engine, tmp_path: Path
) -> None:
    note(sqlite_database, "committed")
    with Session(sqlite_database) as writer:
        writer.add(entry("open"))
        writer.flush()
        backup = back_up(sqlite_database, tmp_path, "now")
    restored = open_database(f"sqlite:///{backup}")
    assert actions(restored) == ["committed"]
    restored.dispose()


def test_only_the_owner_reads_a_backup(sqlite_database: sa.Engine, tmp_path: Path) -> None:
    backup = back_up(sqlite_database, tmp_path, "now")
    assert backup is not None
    assert backup.stat().st_mode & 0o777 == 0o600


def test_a_backup_never_replaces_another(sqlite_database: sa.Engine, tmp_path: Path) -> None:
    backup = back_up(sqlite_database, tmp_path, "now")
    assert backup is not None
    content = backup.read_bytes()
    note(sqlite_database, "later")
    with pytest.raises(FileExistsError):
        back_up(sqlite_database, tmp_path, "now")
    assert backup.read_bytes() == content


def test_a_backup_that_fails_leaves_nothing(sqlite_database: sa.Engine, tmp_path: Path) -> None:
    file = Path(str(sqlite_database.url.database))
    content = bytearray(file.read_bytes())
    content[len(content) // 2 :] = b""
    broken = tmp_path / "broken.sqlite3"
    broken.write_bytes(content)
    with pytest.raises(Exception, match="malformed"):
        back_up(open_database(f"sqlite:///{broken}"), tmp_path / "backups", "now")
    assert list((tmp_path / "backups").glob("*")) == []


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "sqlite:///{folder}/not-yet.sqlite3"])
def test_there_is_nothing_to_copy_before_the_first_start(url: str, tmp_path: Path) -> None:
    engine = open_database(url.format(folder=tmp_path))
    for _ in range(2):
        assert back_up(engine, tmp_path / "backups", "now") is None
        assert not is_up_to_date(engine)
    assert not (tmp_path / "backups").exists()
    engine.dispose()


def test_postgresql_is_backed_up_by_its_own_means(postgresql_database: sa.Engine, tmp_path: Path) -> None:
    assert back_up(postgresql_database, tmp_path / "backups", "now") is None
    assert not (tmp_path / "backups").exists()


@pytest.mark.parametrize(
    ("keep", "left"),
    [(1, ["c"]), (2, ["a", "c"]), (3, ["a", "b", "c"]), (9, ["a", "b", "c"])],
)
def test_the_newest_backups_are_kept(keep: int, left: list[str], tmp_path: Path) -> None:
    for age, name in enumerate(("c", "a", "b")):
        aged(tmp_path / f"{name}.backup.sqlite3", age)
    aged(tmp_path / "conduct.sqlite3", 99)
    removed = prune_backups(tmp_path, keep)
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted(
        ["conduct.sqlite3", *(f"{name}.backup.sqlite3" for name in left)]
    )
    assert {each.name[0] for each in removed} == {"a", "b", "c"} - set(left)


def test_pruning_before_there_is_a_backup_folder(tmp_path: Path) -> None:
    assert prune_backups(tmp_path / "backups", 3) == ()


@pytest.mark.parametrize("keep", [0, -1])
def test_the_last_backup_is_never_deleted(keep: int, tmp_path: Path) -> None:
    aged(tmp_path / "a.backup.sqlite3", 1)
    with pytest.raises(ValueError, match="At least one backup"):
        prune_backups(tmp_path, keep)
    assert (tmp_path / "a.backup.sqlite3").exists()


def entry(action: str) -> AuditEntryRow:
    return AuditEntryRow(at=NOW, actor="lw", action=action, entity="hall", entity_id="H1", data={})


def note(engine: sa.Engine, action: str) -> None:
    with Session(engine) as session:
        session.add(entry(action))
        session.commit()


def actions(engine: sa.Engine) -> list[str]:
    with Session(engine) as session:
        return sorted(session.exec(select(AuditEntryRow.action)))


def aged(file: Path, hours: int) -> None:
    file.write_bytes(b"")
    when = NOW.timestamp() - hours * 3600
    os.utime(file, (when, when))
