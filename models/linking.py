"""Entries of the audit trail are linked into their chain as the last thing before their transaction commits.

At that moment, and not when they are written, since transactions overlap: only the order of commits has no gaps. A
sealer that came by every few seconds would leave entries that could be taken out unnoticed until it comes.

What it costs others: on SQLite nothing, a transaction has the only write lock anyhow; on PostgreSQL those with entries
commit one after another. Whoever holds that lock waits for nothing but the disk, all else being flushed before, so that
it can neither be held for long nor be part of a deadlock. Transactions without entries never take it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Connection, Table, func, insert, inspect, select
from sqlalchemy.event import listens_for
from sqlalchemy.orm import Mapper, Session, object_session

from models.tables.audit_link import AuditLinkRow
from models.tables.service import AuditEntryRow
from models.values.audit_chain import GENESIS, Entry, link_hash

ONE_AT_A_TIME = 0x5AFFA0D1
"""The PostgreSQL advisory lock under which links are made."""
UNLINKED = "audit entries of this transaction"
AT_ONCE = 500

ENTRIES = cast(Table, inspect(AuditEntryRow).local_table)
LINKS = cast(Table, inspect(AuditLinkRow).local_table)
COLUMNS: list[Any] = [ENTRIES.c[field.name] for field in fields(Entry)]


@listens_for(AuditEntryRow, "after_insert")
def _note(_: Mapper[Any], __: Connection, entry: AuditEntryRow) -> None:  # pyright: ignore[reportUnusedFunction]
    session = object_session(entry)
    if session is not None:
        session.info.setdefault(UNLINKED, []).append(entry.id)


@listens_for(Session, "before_commit")
def _link(session: Session) -> None:  # pyright: ignore[reportUnusedFunction]
    if session.in_nested_transaction():
        return  # a savepoint, after which more may come
    session.flush()
    written: list[UUID] = session.info.pop(UNLINKED, [])
    if written:
        link(session.connection(), written)


def link(connection: Connection, written: Sequence[UUID]) -> None:
    """Link those of the entries that are there, in this order, and have no link yet."""
    entries = {entry.id: entry for entry in _without_link(connection, written)}
    if not entries:
        return
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(ONE_AT_A_TIME)))
    seq, last = head(connection)
    made: list[dict[str, Any]] = []
    for entry in (entries[id_] for id_ in written if id_ in entries):
        seq, previous = seq + 1, last
        last = link_hash(seq, previous, entry)
        made.append({"seq": seq, "entry_id": entry.id, "previous": previous, "hash": last})
    connection.execute(insert(LINKS), made)


def head(connection: Connection) -> tuple[int, bytes]:
    """Number and hash of the last link; before the first, 0 and `GENESIS`."""
    found = connection.execute(select(LINKS.c.seq, LINKS.c.hash).order_by(LINKS.c.seq.desc()).limit(1)).first()
    return (found.seq, found.hash) if found is not None else (0, GENESIS)


def _without_link(connection: Connection, written: Sequence[UUID]) -> Iterator[Entry]:
    """As the database has them, which is what will be hashed when they are checked."""
    query = (
        select(*COLUMNS).outerjoin_from(ENTRIES, LINKS, LINKS.c.entry_id == ENTRIES.c.id).where(LINKS.c.seq.is_(None))
    )
    for start in range(0, len(written), AT_ONCE):
        some = written[start : start + AT_ONCE]
        yield from (Entry(*row) for row in connection.execute(query.where(ENTRIES.c.id.in_(some))))
