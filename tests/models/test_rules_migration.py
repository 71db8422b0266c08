"""An installation that judged without any adoption goes on being judged by the very rules that it had."""

from datetime import date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from sqlmodel import Session, select

from conduct.rules.adoption import policy_for
from models.tables import PackAdoptionRow
from models.upgrade import alembic_config, bring_up_to_date

BEFORE = "0005"
HALL, ROW = "0190a0a0a0a07000800000000000000a", "0190a0a0a0a07000800000000000000b"
AT = datetime(2026, 6, 3, 1)  # noqa: DTZ001 - as SQLite has it


def at_first(engine: sa.Engine) -> None:
    command.upgrade(alembic_config(engine), BEFORE)


def insert(engine: sa.Engine, table: str, **row: Any) -> None:
    names = ", ".join(f'"{name}"' for name in row)
    places = ", ".join(f":{name}" for name in row)
    with engine.begin() as connection:
        connection.execute(sa.text(f"INSERT INTO {table} ({names}) VALUES ({places})"), row)  # noqa: S608


def judged(engine: sa.Engine, day: str) -> None:
    insert(engine, "hall", id=HALL, code="H1", name="x", timezone="Asia/Shanghai")
    insert(
        engine, "violation", id=ROW, hall_id=HALL, day=day, rule="late", origin="judged", norms="[]",
        subject_kind="staff", subject="S001", start=AT, status="confirmed", why="{}", pack_version="default-2026.1",
        opened_at=AT, updated_at=AT,
    )  # fmt: skip


def adoptions(engine: sa.Engine) -> list[tuple[str, date, str]]:
    with Session(engine) as session:
        rows = session.exec(select(PackAdoptionRow).order_by("first_day")).all()
        return [(row.version, row.first_day, row.adopted_by) for row in rows]


def test_what_judged_stays_in_force(bare_database: sa.Engine) -> None:
    at_first(bare_database)
    judged(bare_database, "2026-05-20")
    bring_up_to_date(bare_database)
    assert adoptions(bare_database) == [("default-2026.1", date(2026, 5, 20), "upgrade")]
    with Session(bare_database) as session:
        policy = policy_for(session, date(2026, 6, 3))
        assert (policy.version, policy.watch, len(policy.rules)) == ("default-2026.1", frozenset(), 6)
        row = session.exec(select(PackAdoptionRow)).one()
        assert (row.adopted_at.isoformat(), row.announced_on) == ("2026-05-20T00:00:00+00:00", None)


def test_where_nothing_was_judged_nothing_is_adopted(bare_database: sa.Engine) -> None:
    at_first(bare_database)
    bring_up_to_date(bare_database)
    assert adoptions(bare_database) == []


@pytest.mark.parametrize(
    ("first_day", "expected"),
    [
        ("2026-05-01", [("ours-1", date(2026, 5, 1), "hr")]),
        ("2026-06-01", [("default-2026.1", date(2026, 5, 20), "upgrade"), ("ours-1", date(2026, 6, 1), "hr")]),
    ],
)
def test_a_pack_that_was_adopted_keeps_its_days(
    bare_database: sa.Engine, first_day: str, expected: list[tuple[str, date, str]]
) -> None:
    at_first(bare_database)
    judged(bare_database, "2026-05-20")
    insert(
        bare_database, "pack_adoption", id="0190a0a0a0a07000800000000000000c", version="ours-1", sha256="x", text="x",
        first_day=first_day, adopted_at=AT, adopted_by="hr", document="",
    )  # fmt: skip
    bring_up_to_date(bare_database)
    assert adoptions(bare_database) == expected
