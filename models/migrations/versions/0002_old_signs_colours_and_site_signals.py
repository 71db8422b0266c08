"""Windows with old away signs, taught colours of coats and shirts, and what a site's own model saw."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    with op.batch_alter_table("window") as window:
        window.add_column(sa.Column("sign_text", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("window") as window:
        window.alter_column("sign_text", server_default=None)

    op.create_table(
        "hall_colours",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hall_id", sa.Uuid(), nullable=False),
        sa.Column("months", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("colours", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("taught_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taught_by", sa.String(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["hall_id"], ["hall.id"], name="fk_hall_colours_hall_id_hall"),
        sa.PrimaryKeyConstraint("id", name="pk_hall_colours"),
    )
    op.create_index("ix_hall_colours_hall_id", "hall_colours", ["hall_id"])

    op.create_table(
        "site_signal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("window_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("signal", sa.String(), nullable=False),
        sa.Column("first_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["window_id"], ["window.id"], name="fk_site_signal_window_id_window"),
        sa.PrimaryKeyConstraint("id", name="pk_site_signal"),
        sa.UniqueConstraint("window_id", "day", "signal", name="uq_site_signal_window_id_day_signal"),
    )
