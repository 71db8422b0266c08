"""The chain through the audit trail as the database has it, in bounded memory however long it is."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Executable, String, select, true, type_coerce
from sqlmodel import Session

from conduct.auditing.chain_check import Link
from models.linking import COLUMNS, ENTRIES, LINKS
from models.values.audit_chain import Entry

AT_ONCE = 2000
UNREADABLE = (ValueError, TypeError)
"""What columns raise that hold something else than was put there."""


def one_moment(session: Session) -> None:
    """Let a session that has not begun see one moment only, however long it reads."""
    if session.get_bind().dialect.name == "postgresql":  # elsewhere each transaction does
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def links(session: Session, *, after: int | None = None) -> Iterator[Link]:
    """By their numbers, all of them or those after one."""
    while True:
        found = _some(session, after)
        yield from found
        if not found:
            return
        after = found[-1].seq


def link_at(session: Session, seq: int) -> Link | None:
    """The link with this number."""
    try:
        row = session.connection().execute(_chain(LINKS.c.seq == seq)).first()
        return _link(row) if row is not None else None
    except UNREADABLE:
        return Link(seq, b"", b"", None, readable=False)


def strangers(session: Session) -> Iterator[str]:
    """The ids of entries without a link."""
    query = (
        select(type_coerce(ENTRIES.c.id, String))
        .outerjoin_from(ENTRIES, LINKS, LINKS.c.entry_id == ENTRIES.c.id)
        .where(LINKS.c.seq.is_(None))
        .order_by(ENTRIES.c.id)
        .limit(AT_ONCE)
    )
    yield from map(str, session.connection().scalars(query))


def _some(session: Session, after: int | None) -> list[Link]:
    """The next stretch; where something in it cannot be read, that alone is told as such."""
    order: Any = LINKS.c.seq
    where = true() if after is None else order > after
    try:
        return [_link(row) for row in session.connection().execute(_chain(where))]
    except UNREADABLE:
        numbers = session.connection().scalars(select(order).where(where).order_by(order).limit(AT_ONCE)).all()
        return [link for link in (link_at(session, seq) for seq in numbers) if link is not None]


def _chain(where: ColumnElement[bool]) -> Executable:
    # Links alone first: so that no plan, however little is known of the tables, joins all entries to each stretch.
    some = select(LINKS).where(where).order_by(LINKS.c.seq).limit(AT_ONCE).subquery()
    columns: list[Any] = [some.c.seq, some.c.previous, some.c.hash, *COLUMNS]
    return select(*columns).outerjoin_from(some, ENTRIES, ENTRIES.c.id == some.c.entry_id).order_by(some.c.seq)


def _link(row: Sequence[Any]) -> Link:
    seq, previous, hash_ = row[:3]
    entry = Entry(*row[3:]) if row[3] is not None else None
    return Link(seq, previous, hash_, entry)
