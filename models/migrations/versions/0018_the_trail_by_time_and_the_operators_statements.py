"""Indexes by which the audit trail is searched over a span of time, and what the operator states of the processing."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

BEFORE = (
    "ix_audit_entry_actor_id", "ix_audit_entry_action_id", "ix_audit_entry_entity_kind", "ix_audit_entry_at",
    "ix_audit_entry_entity_id",
)  # fmt: skip


def upgrade() -> None:
    # Indexes alone: neither database copies the table, so the triggers that refuse changes stay.
    op.create_index("ix_audit_entry_at_id", "audit_entry", ["at", "id"])
    for name, column in (("actor", "actor"), ("action", "action"), ("kind", "entity"), ("subject", "entity_id")):
        op.create_index(f"ix_audit_entry_{name}_at", "audit_entry", [column, "at", "id"])
    for name in BEFORE:
        op.drop_index(name, "audit_entry")
    op.create_table(
        "statement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("camera_id", sa.Uuid()),
        sa.Column("topic", sa.String(32), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stated_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["camera_id"], ["camera.id"], name="fk_statement_camera_id_camera"),
        sa.PrimaryKeyConstraint("id", name="pk_statement"),
        sa.UniqueConstraint("camera_id", "topic", name="uq_statement_camera_id_topic"),
    )
    of_all = sa.text("camera_id IS NULL")
    op.create_index(
        "uq_statement_of_the_operator", "statement", ["topic"], unique=True, sqlite_where=of_all,
        postgresql_where=of_all,
    )  # fmt: skip
