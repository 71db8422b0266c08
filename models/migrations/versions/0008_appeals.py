"""Appeals against confirmed violations."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "appeal",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("violation_id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("lodged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("decided_by", sa.Uuid()),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("verdict", sa.String(32)),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.Column("overdue_told_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["violation_id"], ["violation.id"], name="fk_appeal_violation_id_violation"),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name="fk_appeal_decision_id_decision"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_appeal_user_id_user"),
        sa.ForeignKeyConstraint(["decided_by"], ["user.id"], name="fk_appeal_decided_by_user"),
        sa.PrimaryKeyConstraint("id", name="pk_appeal"),
    )
    op.create_index("ix_appeal_violation_id", "appeal", ["violation_id"])
    op.create_index("ix_appeal_status_due_at", "appeal", ["status", "due_at", "id"])
    is_open = sa.text("status = 'open'")
    op.create_index(
        "uq_appeal_open", "appeal", ["violation_id"], unique=True, sqlite_where=is_open, postgresql_where=is_open
    )
