"""Badges are somebody's from and until a time."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.add_column("badge", sa.Column("since", sa.DateTime(timezone=True)))
    op.add_column("badge", sa.Column("had_from", sa.DateTime(timezone=True)))
    op.create_table(
        "former_badge",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True)),
        sa.Column("had_from", sa.DateTime(timezone=True)),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_former_badge_staff_id_staff"),
        sa.PrimaryKeyConstraint("id", name="pk_former_badge"),
    )
    op.create_index("ix_former_badge_number", "former_badge", ["number"])
    op.create_index("ix_former_badge_staff_id", "former_badge", ["staff_id"])
