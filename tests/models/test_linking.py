"""Each entry of the audit trail is in the chain once its transaction is committed, and never before."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
import sqlalchemy as sa
from alembic import command
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, select

from conduct.auditing.chain_check import Broken, Intact, Walk, check
from conduct.auditing.chain_reading import links, strangers
from conduct.auditing.trail import audit
from models.linking import AT_ONCE, ENTRIES, LINKS
from models.tables import AuditEntryRow, AuditLinkRow, HallRow
from models.tables.base import new_id
from models.upgrade import alembic_config, bring_up_to_date
from models.values.audit_chain import GENESIS, Entry, encoded, link_hash

NOW = datetime(2026, 6, 3, 1, 30, tzinfo=UTC)
THREADS, ROUNDS = 8, 25


def note(session: Session, action: str = "done") -> None:
    audit(session, at=NOW, actor="zhoumin", action=action, entity="violation", entity_id="v")


def chained(engine: sa.Engine) -> list[str]:
    with Session(engine) as session:
        query = (
            select(AuditEntryRow.action)
            .join(AuditLinkRow, col(AuditLinkRow.entry_id) == col(AuditEntryRow.id))
            .order_by(col(AuditLinkRow.seq))
        )
        return list(session.exec(query))


def whole(engine: sa.Engine) -> Intact | Broken:
    with Session(engine) as session:
        return check(links(session), strangers(session), Walk({}))


def test_entries_of_a_transaction_stand_in_the_order_of_their_writing(database: sa.Engine) -> None:
    for actions in (("a", "b"), ("c",), (), ("d", "e")):
        with Session(database) as session, session.begin():
            for action in actions:
                note(session, action)
                session.exec(select(AuditEntryRow)).all()  # flushes what there is
    assert chained(database) == ["a", "b", "c", "d", "e"]
    assert isinstance(whole(database), Intact)


def test_more_entries_than_are_read_at_once(sqlite_database: sa.Engine) -> None:
    actions = [str(number) for number in range(2 * AT_ONCE + 1)]
    with Session(sqlite_database) as session, session.begin():
        for action in actions:
            note(session, action)
    assert chained(sqlite_database) == actions


def test_entries_of_a_transaction_that_was_rolled_back_do_not_exist(database: sa.Engine) -> None:
    with Session(database) as session:
        note(session, "rolled back")
        session.flush()
        session.rollback()
        note(session, "kept")
        session.commit()
        note(session, "rolled back")
    assert chained(database) == ["kept"]
    assert isinstance(whole(database), Intact)


def test_a_savepoint_is_no_commit(database: sa.Engine) -> None:
    with Session(database) as session, session.begin():
        note(session, "before")
        with session.begin_nested():
            note(session, "within")
        gone = session.begin_nested()
        note(session, "rolled back")
        session.flush()
        gone.rollback()
        assert session.exec(select(AuditLinkRow)).all() == []
        note(session, "after")
    assert chained(database) == ["before", "within", "after"]


def test_threads_that_commit_at_once_make_one_chain(database: sa.Engine) -> None:
    """Each writes an entry before it locks a row that others want, so that a lock taken too early would hold them up."""
    with Session(database) as session, session.begin():
        session.add_all(HallRow(code=code, name=code, timezone="Asia/Shanghai") for code in "ab")
    ready = threading.Barrier(THREADS)

    def work(number: int) -> None:
        ready.wait()
        for round_ in range(ROUNDS):
            with Session(database) as session:
                note(session, f"{number}.{round_}")
                session.flush()
                query = select(HallRow).where(HallRow.code == "ab"[round_ % 2]).with_for_update()
                session.exec(query).one().name = f"{number}.{round_}"
                note(session, f"{number}.{round_} again")
                (session.rollback if round_ % 5 == 4 else session.commit)()

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(work, range(THREADS)))
    found = whole(database)
    assert isinstance(found, Intact), found.says
    with Session(database) as session:
        assert found.entries == session.exec(select(sa.func.count()).select_from(ENTRIES)).one()
    assert found.entries == THREADS * ROUNDS * 2 * 4 // 5, "a fifth was rolled back"


@pytest.mark.parametrize("table", [ENTRIES, LINKS], ids=["entry", "link"])
@pytest.mark.parametrize("change", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0} CASCADE"])
def test_the_database_itself_refuses_changes(change: str, table: sa.Table, database: sa.Engine) -> None:
    if change.startswith("TRUNCATE") and database.dialect.name == "sqlite":
        change = "DELETE FROM {0} WHERE 1"
    with Session(database) as session, session.begin():
        note(session)
    with pytest.raises(DBAPIError, match="the audit trail is only ever added to"), database.begin() as connection:
        connection.exec_driver_sql(change.format(table.name, next(iter(table.c)).name))
    assert chained(database) == ["done"]


ID = UUID("01975a0e-0000-7000-8000-000000000001")
DATA = {"b": [1, 2.5, None, True], "a": "迟到"}


def test_what_is_hashed_stands_as_it_is_documented() -> None:
    east = NOW.astimezone(timezone(timedelta(hours=8)))
    entry = Entry(ID, east, "zhoumin", "violation.confirmed", "violation", "v", DATA)
    assert encoded(7, GENESIS, entry).decode() == (
        '[1,7,"' + "00" * 32 + '","01975a0e000070008000000000000001","2026-06-03T01:30:00.000000Z",'
        '"zhoumin","violation.confirmed","violation","v",{"a":"\\u8fdf\\u5230","b":[1,2.5,null,true]}]'
    )
    assert link_hash(7, GENESIS, entry).hex() == "ce579c0fb049e3ceba743cc95bd52f923e7ee08931c8daae70c00a38e413d7f7"


@pytest.mark.parametrize("before", ["0001", "0006"])
def test_what_there_was_is_chained_and_that_is_an_entry(before: str, bare_database: sa.Engine) -> None:
    command.upgrade(alembic_config(bare_database), before)
    with bare_database.begin() as connection:
        connection.execute(
            sa.insert(ENTRIES),
            [
                {"id": new_id(), "at": NOW, "actor": "zhoumin", "action": f"{number}", "entity": "violation",
                 "entity_id": "v", "data": DATA}
                for number in range(5)
            ],
        )  # fmt: skip
    bring_up_to_date(bare_database)
    with Session(bare_database) as session, session.begin():
        note(session, "after")
    assert chained(bare_database) == ["0", "1", "2", "3", "4", "audit.chained", "after"]
    assert isinstance(whole(bare_database), Intact)


def test_where_there_was_nothing_nothing_is_chained(bare_database: sa.Engine) -> None:
    bring_up_to_date(bare_database)
    assert whole(bare_database) == Intact(0, GENESIS, 0)
