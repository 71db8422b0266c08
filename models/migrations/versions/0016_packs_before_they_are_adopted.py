"""Packs before they are adopted, and what they would have done; why deliveries failed; commendations withdrawn."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.add_column("commendation", sa.Column("withdrawn_at", sa.DateTime(timezone=True)))
    op.add_column("delivery", sa.Column("last_why", sa.String()))
    op.create_table(
        "pack_draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("files", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_pack_draft"),
    )
    op.create_table(
        "pack_replay",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("hall_id", sa.Uuid()),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("hall_days", sa.Integer()),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.Column("failed", sa.String()),
        sa.Column("result", sa.JSON(none_as_null=True)),
        sa.ForeignKeyConstraint(["draft_id"], ["pack_draft.id"], name="fk_pack_replay_draft_id_pack_draft"),
        sa.ForeignKeyConstraint(["hall_id"], ["hall.id"], name="fk_pack_replay_hall_id_hall"),
        sa.PrimaryKeyConstraint("id", name="pk_pack_replay"),
    )
    op.create_index("ix_pack_replay_draft_id", "pack_replay", ["draft_id"])
    op.create_index("ix_pack_replay_hall_id", "pack_replay", ["hall_id"])
