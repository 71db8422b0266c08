"""The migrations make what the tables say, and later ones can change tables that are in use."""

import json
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, SQLModel, select

import models
from models.tables import EvidenceRow, HallRow, StaffRow, WindowRow
from models.upgrade import UnknownRevision, alembic_config, bring_up_to_date, is_up_to_date

MIGRATIONS = Path(models.__file__).parent / "migrations"

UPGRADE = """
import sys
from models.database import open_database
from models.upgrade import bring_up_to_date

bring_up_to_date(open_database(sys.argv[1]))
"""

CHANGES_A_TABLE_IN_USE = """
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{head}"


def upgrade():
    with op.batch_alter_table("hall") as hall:
        hall.alter_column("name", existing_type=sa.String(), type_=sa.String(80))
        hall.drop_constraint("uq_hall_code", type_="unique")
        hall.create_unique_constraint("uq_hall_code_name", ["code", "name"])
"""

LOSES_ROWS = """
from alembic import op

revision = "9999"
down_revision = "{head}"


def upgrade():
    op.execute("DELETE FROM hall")
"""


def test_nothing_is_left_to_migrate(database: sa.Engine) -> None:
    with database.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), SQLModel.metadata) == []


def test_migrations_make_the_same_database_as_the_tables(bare_database: sa.Engine, database: sa.Engine) -> None:
    SQLModel.metadata.create_all(bare_database)
    assert picture(database) == picture(bare_database)


def test_upgrade_is_needed_once(bare_database: sa.Engine) -> None:
    assert not is_up_to_date(bare_database)
    bring_up_to_date(bare_database)
    assert is_up_to_date(bare_database)
    bring_up_to_date(bare_database)
    assert is_up_to_date(bare_database)


def test_database_of_a_later_version_is_refused_unchanged(database: sa.Engine) -> None:
    with database.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    assert not is_up_to_date(database)
    with pytest.raises(UnknownRevision, match=r"^The database is at revision 9999, .* knows none after \d+: [^\n]*$"):
        bring_up_to_date(database)
    assert revision(database) == "9999"


def test_several_processes_may_upgrade_at_once(bare_database: sa.Engine) -> None:
    url = bare_database.url.render_as_string(hide_password=False)
    upgrades = [subprocess.Popen([sys.executable, "-c", UPGRADE, url]) for _ in range(2)]
    assert [each.wait(60) for each in upgrades] == [0, 0]
    assert is_up_to_date(bare_database)


def test_a_later_migration_changes_a_table_that_others_point_to(database: sa.Engine, tmp_path: Path) -> None:
    store_a_hall(database)
    upgrade_with(CHANGES_A_TABLE_IN_USE, database, tmp_path)
    assert revision(database) == "9999"
    assert [u["name"] for u in sa.inspect(database).get_unique_constraints("hall")] == ["uq_hall_code_name"]
    assert count(database, "window") == count(database, "staff") == count(database, "hall") == 1
    assert foreign_keys_hold(database)


def test_a_migration_that_breaks_a_reference_changes_nothing(database: sa.Engine, tmp_path: Path) -> None:
    store_a_hall(database)
    before = revision(database)
    with pytest.raises(Exception, match=r"pointing nowhere|violates foreign key"):
        upgrade_with(LOSES_ROWS, database, tmp_path)
    assert revision(database) == before
    assert count(database, "hall") == 1
    assert foreign_keys_hold(database)


def test_the_command_line_finds_all_it_needs(tmp_path: Path) -> None:
    root = MIGRATIONS.parent.parent
    for arguments in (["upgrade", "head"], ["check"]):
        ran = subprocess.run(
            [sys.executable, "-m", "alembic", *arguments],
            cwd=root,
            env={"CONDUCT_DATABASE_URL": f"sqlite:///{tmp_path / 'conduct.sqlite3'}"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
    assert "No new upgrade operations detected" in ran.stdout


def picture(engine: sa.Engine) -> dict[str, Any]:
    """Everything the server says about the tables, in an order of our own."""
    inspector = sa.inspect(engine)
    aspects = ("columns", "pk_constraint", "foreign_keys", "unique_constraints", "indexes", "check_constraints")
    return {
        f"{table} {aspect}": as_text(getattr(inspector, f"get_{aspect}")(table))
        for table in inspector.get_table_names()
        if table != "alembic_version"
        for aspect in aspects
    }


def as_text(reflected: Any) -> list[str]:
    several = cast("list[object]", reflected if isinstance(reflected, list) else [reflected])
    return sorted(json.dumps(each, default=repr_of) for each in several)


def repr_of(part: object) -> str:
    return str(part) if isinstance(part, sa.TextClause) else repr(part)


def upgrade_with(migration: str, engine: sa.Engine, folder: Path) -> None:
    config = alembic_config(engine)
    scripts = Path(shutil.copytree(MIGRATIONS, folder / "migrations"))
    (scripts / "versions" / "9999.py").write_text(migration.format(head=revision(engine)))
    config.set_main_option("script_location", str(scripts))
    command.upgrade(config, "head")


def store_a_hall(engine: sa.Engine) -> None:
    with Session(engine) as session:
        hall = HallRow(code="H1", name="Main Street", timezone="Asia/Shanghai")
        session.add(hall)
        session.flush()
        session.add(WindowRow(hall_id=hall.id, code="W1", tag_number=1))
        session.add(StaffRow(hall_id=hall.id, no="1001", name="Li Wei"))
        session.commit()


def revision(engine: sa.Engine) -> str:
    with engine.connect() as connection:
        return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar_one()


def count(engine: sa.Engine, table: str) -> int:
    with engine.connect() as connection:
        return connection.execute(sa.text(f'SELECT count(*) FROM "{table}"')).scalar_one()  # noqa: S608


def foreign_keys_hold(engine: sa.Engine) -> bool:
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM hall"))
    return True


def test_pictures_kept_before_there_were_several_stay(bare_sqlite_database: sa.Engine) -> None:
    """SQLite copies the whole table for its new columns."""
    engine = bare_sqlite_database
    command.upgrade(alembic_config(engine), "0001")
    day = datetime(2026, 6, 3, tzinfo=UTC)
    hall, window, camera, violation = (uuid4().hex for _ in range(4))
    with engine.begin() as connection:
        found = sa.MetaData()
        found.reflect(connection)
        for table, told in {
            "hall": {"id": hall, "code": "H1", "name": "H1", "timezone": "Asia/Shanghai"},
            "window": {"id": window, "hall_id": hall, "code": "W1", "name": "", "tag_number": 1, "seat_tag": True},
            "camera": {"id": camera, "hall_id": hall, "code": "C1", "name": "", "interval_s": 5.0},
            "violation": {
                "id": violation, "hall_id": hall, "window_id": window, "day": day.date(), "rule": "window-unattended",
                "origin": "judged", "norms": [], "subject_kind": "window", "subject": "W1", "start": day,
                "status": "pending", "why": {}, "pack_version": "p", "opened_at": day, "updated_at": day,
            },
            "evidence": {
                "id": uuid4().hex, "violation_id": violation, "camera_id": camera, "window_id": window,
                "taken_at": day, "sha256": "ab", "size_bytes": 2,
            },
        }.items():  # fmt: skip
            connection.execute(found.tables[table].insert().values(told))
    bring_up_to_date(engine)
    with Session(engine) as session:
        row = session.exec(select(EvidenceRow)).one()
        assert (row.sha256, row.kind, row.purged_at, row.width_px) == ("ab", None, None, None)
