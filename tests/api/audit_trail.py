"""An audit trail to tamper with, and the hands of somebody who owns the database."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from conduct.auditing.trail import audit
from models.linking import ENTRIES, LINKS
from models.tables import AuditEntryRow, AuditLinkRow
from models.tables.base import new_id
from models.values.audit_chain import Entry, link_hash

NOW = datetime(2026, 6, 3, 1, 30, 0, 123456, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
TRIGGERS = [f"{table}_no_{change}" for table in ("audit_entry", "audit_link") for change in ("update", "delete")]
DATA = {
    "reason": "火警演习 \u0000 \u2028 😀",
    "share": 0.1,
    "tiny": 1e-9,
    "whole": 2**53 + 1,
    "list": [None, True, -0.0, {}],
}


def note(engine: sa.Engine, number: int, *, of: str = "violation", actor: str = "zhoumin") -> None:
    """One entry in a transaction of its own."""
    with Session(engine) as session, session.begin():
        audit(
            session, at=NOW + number * MINUTE, actor=actor, action=f"{of}.changed", entity=of, entity_id=new_id(),
            number=number, **DATA,
        )  # fmt: skip


def trail(engine: sa.Engine, length: int) -> None:
    for number in range(1, length + 1):
        note(engine, number)


def tamper(engine: sa.Engine, *statements: sa.Executable) -> None:
    """As somebody does who may do everything with the database."""
    raw = engine.raw_connection()
    cursor = raw.cursor()
    if engine.dialect.name == "sqlite":
        cursor.execute("PRAGMA foreign_keys=OFF")
        for trigger in TRIGGERS:
            cursor.execute(f"DROP TRIGGER IF EXISTS {trigger}")
    else:
        for table in ("audit_entry", "audit_link"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
    raw.commit()
    raw.close()
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(statement)


def entry_of(seq: int) -> Any:
    return sa.select(LINKS.c.entry_id).where(LINKS.c.seq == seq).scalar_subquery()


def delete(seq: int) -> list[sa.Executable]:
    """The entry with its link."""
    return [
        sa.delete(ENTRIES).where(ENTRIES.c.id == entry_of(seq)),
        sa.delete(LINKS).where(LINKS.c.seq == seq),
    ]


def renumber(first: int, last: int, by: int) -> list[sa.Executable]:
    """One by one, in an order in which no two have one number."""
    order = range(first, last + 1) if by < 0 else range(last, first - 1, -1)
    return [sa.update(LINKS).where(LINKS.c.seq == seq).values(seq=seq + by) for seq in order]


def forged(engine: sa.Engine, after: int) -> list[sa.Executable]:
    """An entry that continues the one with this number just as a true one would, the later ones pushed on."""
    entry = Entry(new_id(), NOW, "zhoumin", "violation.dismissed", "violation", "v", {})
    with Session(engine) as session:
        previous = session.get_one(AuditLinkRow, after).hash
        last = session.exec(select(sa.func.max(LINKS.c.seq))).one()
    told = {name: getattr(entry, name) for name in ("id", "at", "actor", "action", "entity", "entity_id", "data")}
    linked = {
        "seq": after + 1,
        "entry_id": entry.id,
        "previous": previous,
        "hash": link_hash(after + 1, previous, entry),
    }
    return [
        *renumber(after + 1, last, 1),
        sa.insert(ENTRIES).values(told),
        sa.insert(LINKS).values(linked),
    ]


def rewritten(engine: sa.Engine, seq: int, change: Callable[[AuditEntryRow], dict[str, Any]]) -> list[sa.Executable]:
    """An entry changed, and all from it on linked anew just as the program would."""
    done: list[sa.Executable] = []
    with Session(engine) as session:
        links = session.exec(select(AuditLinkRow).where(AuditLinkRow.seq >= seq).order_by(col(AuditLinkRow.seq))).all()
        last = links[0].previous
        for link in links:
            row = session.get_one(AuditEntryRow, link.entry_id)
            told = row.model_dump() | (change(row) if link.seq == seq else {})
            entry, previous = Entry(**told), last
            last = link_hash(link.seq, previous, entry)
            done.append(sa.update(ENTRIES).where(ENTRIES.c.id == row.id).values(told))
            done.append(sa.update(LINKS).where(LINKS.c.seq == link.seq).values(previous=previous, hash=last))
    return done
