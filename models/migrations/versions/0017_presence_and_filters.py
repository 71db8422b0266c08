"""Who has a case open just now; the queue narrowed to a window, or to a person by name; notices of a role by time."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "case_presence",
        sa.Column("violation_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_case_presence_user_id_user"),
        sa.ForeignKeyConstraint(["violation_id"], ["violation.id"], name="fk_case_presence_violation_id_violation"),
        sa.PrimaryKeyConstraint("violation_id", "user_id", name="pk_case_presence"),
    )
    op.create_index("ix_violation_window_id_status_start", "violation", ["window_id", "status", "start", "id"])
    op.drop_index("ix_violation_window_id", "violation")
    op.create_index("ix_staff_name", "staff", ["name"])
    op.create_index("ix_notice_role_at", "notice", ["role", "at", "id"])
