"""Bringing a database up to date, and copying it before.

There is no way down: the copy made before an upgrade is the way back.
"""

import os
from contextlib import closing
from pathlib import Path
from typing import Any

import pysqlite3.dbapi2
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from models.database import reading

BACKUP_SUFFIX = ".backup.sqlite3"


class UnknownRevision(Exception):
    """The database was made by a version of the product that this one does not know."""


def is_up_to_date(engine: Engine) -> bool:
    """Whether the database has exactly the tables that this code expects."""
    return _revision(engine) == _scripts(engine).get_current_head()


def bring_up_to_date(engine: Engine) -> None:
    """Run every migration that is still missing, all or none; an empty database gets all tables.

    Raises `UnknownRevision`, leaving the database as it is, where a later version has been at it.
    """
    found = _revision(engine)
    known = [script.revision for script in _scripts(engine).walk_revisions()]
    if found not in (None, *known):
        raise UnknownRevision(
            f"The database is at revision {found}, but this version knows none after {known[0]}: "
            "run the version that made it, or restore the backup from before its upgrade"
        )
    command.upgrade(alembic_config(engine), "head")


def back_up(engine: Engine, folder: Path, name: str) -> Path | None:
    """Copy an SQLite database, while it is in use, to a new file in `folder`; on disk when this returns.

    None where there is nothing to copy: no tables yet, or a server that has its own backups.
    """
    source = _file(engine)
    if source is None or not source.exists():
        return None
    with closing(_connect(source)) as live:
        if live.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,):
            return None
        return _copy(live, folder, name)


def prune_backups(folder: Path, keep: int) -> tuple[Path, ...]:
    """Delete all but the `keep` newest backups in `folder`, and say which."""
    if keep < 1:
        raise ValueError(f"At least one backup is kept, not {keep}")
    newest_first = sorted(folder.glob(f"*{BACKUP_SUFFIX}"), key=_age_key, reverse=True)
    for each in newest_first[keep:]:
        each.unlink()
    return tuple(newest_first[keep:])


def alembic_config(engine: Engine) -> Config:
    """Alembic's settings for this database, whatever folder the process runs in."""
    config = Config(attributes={"engine": engine})
    config.set_main_option("script_location", "models:migrations")
    return config


def _scripts(engine: Engine) -> ScriptDirectory:
    return ScriptDirectory.from_config(alembic_config(engine))


def _revision(engine: Engine) -> str | None:
    with reading(engine).connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def _file(engine: Engine) -> Path | None:
    in_a_file = engine.dialect.name == "sqlite" and engine.url.database not in (None, "", ":memory:")
    return Path(str(engine.url.database)) if in_a_file else None


def _connect(file: Path) -> Any:
    untyped: Any = pysqlite3.dbapi2
    return untyped.connect(file)


def _copy(live: Any, folder: Path, name: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{name}{BACKUP_SUFFIX}"
    if target.exists():
        raise FileExistsError(target)
    unfinished = folder / f"{name}.unfinished"
    try:
        unfinished.touch(mode=0o600)
        with closing(_connect(unfinished)) as copy:
            live.backup(copy)
        _to_disk(unfinished)
        unfinished.rename(target)
        _to_disk(folder)
    finally:
        unfinished.unlink(missing_ok=True)
    return target


def _to_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _age_key(backup: Path) -> tuple[int, str]:
    return backup.stat().st_mtime_ns, backup.name
