"""A chain through the audit trail, which from here on is only ever added to. What there was is chained as it is found,
and that this was done is an entry of its own."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

import sqlalchemy as sa
import uuid_utils.compat
from alembic import op

revision = "0007"
down_revision = "0006"

AT_ONCE = 2000
REFUSAL = "the audit trail is only ever added to"
TABLES = ("audit_entry", "audit_link")


def upgrade() -> None:
    op.create_table(
        "audit_link",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("previous", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["audit_entry.id"], name="fk_audit_link_entry_id_audit_entry"),
        sa.PrimaryKeyConstraint("seq", name="pk_audit_link"),
        sa.UniqueConstraint("entry_id", name="uq_audit_link_entry_id"),
    )
    op.create_index("ix_audit_entry_actor_id", "audit_entry", ["actor", "id"])
    op.create_index("ix_audit_entry_action_id", "audit_entry", ["action", "id"])
    op.create_index("ix_audit_entry_entity_kind", "audit_entry", ["entity", "id"])
    op.drop_index("ix_audit_entry_action", "audit_entry")
    _chain(op.get_bind())
    _refuse_changes(op.get_bind().dialect.name)


def _chain(connection: sa.Connection) -> None:
    seq, last = 0, bytes(32)
    for entries in _in_order(connection):
        seq, last = _link(connection, seq, last, entries)
    if seq:
        now = datetime.now(UTC)  # noqa: TID251 - Alembic hands on no clock
        told = {
            "id": uuid_utils.compat.uuid7(), "at": now, "actor": "upgrade", "action": "audit.chained",
            "entity": "audit", "entity_id": "chain", "data": {"entries": seq},
        }  # fmt: skip
        connection.execute(ENTRIES.insert().values(told))
        _link(connection, seq, last, [told])


def _in_order(connection: sa.Connection) -> Iterator[list[dict[str, Any]]]:
    """By their ids, which sort by when they were made."""
    after = UUID(int=0)
    while True:
        query = sa.select(ENTRIES).where(ENTRIES.c.id > after).order_by(ENTRIES.c.id).limit(AT_ONCE)
        found = [dict(row) for row in connection.execute(query).mappings()]
        if not found:
            return
        yield found
        after = found[-1]["id"]


def _link(connection: sa.Connection, seq: int, last: bytes, entries: list[dict[str, Any]]) -> tuple[int, bytes]:
    made: list[dict[str, Any]] = []
    for entry in entries:
        seq, previous = seq + 1, last
        last = sha256(_encoded(seq, previous, entry)).digest()
        made.append({"seq": seq, "entry_id": entry["id"], "previous": previous, "hash": last})
    connection.execute(LINKS.insert(), made)
    return seq, last


def _encoded(seq: int, previous: bytes, entry: dict[str, Any]) -> bytes:
    """Encoding 1, as it was when this was written."""
    at: datetime = entry["at"]
    at = at if at.tzinfo else at.replace(tzinfo=UTC)  # SQLite keeps UTC without saying so
    stamp = at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
    words = [entry[name] for name in ("actor", "action", "entity", "entity_id", "data")]
    told = [1, seq, previous.hex(), entry["id"].hex, stamp, *words]
    return json.dumps(told, sort_keys=True, separators=(",", ":")).encode("ascii")


def _refuse_changes(dialect: str) -> None:
    """A later migration that has SQLite copy one of these tables must make its triggers anew."""
    if dialect == "sqlite":
        for table in TABLES:
            for change in ("update", "delete"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{change} BEFORE {change.upper()} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
                )
        return
    op.execute(
        "CREATE FUNCTION audit_only_added_to() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$"
    )
    for table in TABLES:
        op.execute(
            f"CREATE TRIGGER {table}_only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_only_added_to()"
        )


ENTRIES = sa.table(
    "audit_entry",
    sa.column("id", sa.Uuid()),
    sa.column("at", sa.DateTime(timezone=True)),
    sa.column("actor", sa.String()),
    sa.column("action", sa.String()),
    sa.column("entity", sa.String()),
    sa.column("entity_id", sa.String()),
    sa.column("data", sa.JSON(none_as_null=True)),
)
LINKS = sa.table(
    "audit_link",
    sa.column("seq", sa.Integer()),
    sa.column("entry_id", sa.Uuid()),
    sa.column("previous", sa.LargeBinary()),
    sa.column("hash", sa.LargeBinary()),
)
