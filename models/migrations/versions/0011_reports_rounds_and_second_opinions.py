"""Reports of people on the spot with their photos, rounds of inspection, and second opinions on decided cases."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

WITH_KEY = sa.text("report_key IS NOT NULL")


def upgrade() -> None:
    op.add_column("violation", sa.Column("reported_by", sa.String()))
    op.add_column("violation", sa.Column("report_key", sa.String()))
    op.create_index(
        "uq_violation_report_key", "violation", ["reported_by", "report_key"], unique=True,
        sqlite_where=WITH_KEY, postgresql_where=WITH_KEY,
    )  # fmt: skip
    with op.batch_alter_table("evidence") as evidence:
        evidence.alter_column("camera_id", existing_type=sa.Uuid(), nullable=True)
        evidence.alter_column("window_id", existing_type=sa.Uuid(), nullable=True)
    op.create_index("ix_decision_at", "decision", ["at"])
    _rounds()
    _second_opinions()


def _rounds() -> None:
    op.create_table(
        "inspection_round",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hall_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_by", sa.String(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.Column("finished_by", sa.String()),
        sa.Column("pack_version", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["hall_id"], ["hall.id"], name="fk_inspection_round_hall_id_hall"),
        sa.PrimaryKeyConstraint("id", name="pk_inspection_round"),
    )
    op.create_index("ix_inspection_round_hall_id_day", "inspection_round", ["hall_id", "day"])
    op.create_table(
        "inspection_point",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("round_id", sa.Uuid(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True)),
        sa.Column("by", sa.String()),
        sa.Column("violation_id", sa.Uuid()),
        sa.ForeignKeyConstraint(
            ["round_id"], ["inspection_round.id"], name="fk_inspection_point_round_id_inspection_round"
        ),
        sa.ForeignKeyConstraint(["violation_id"], ["violation.id"], name="fk_inspection_point_violation_id_violation"),
        sa.PrimaryKeyConstraint("id", name="pk_inspection_point"),
        sa.UniqueConstraint("round_id", "rule", name="uq_inspection_point_round_id_rule"),
    )
    op.create_index("ix_inspection_point_violation_id", "inspection_point", ["violation_id"])


def _second_opinions() -> None:
    op.create_table(
        "second_review",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("violation_id", sa.Uuid(), nullable=False),
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("verdict", sa.String(32), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["violation_id"], ["violation.id"], name="fk_second_review_violation_id_violation"),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name="fk_second_review_decision_id_decision"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_second_review_user_id_user"),
        sa.PrimaryKeyConstraint("id", name="pk_second_review"),
        sa.UniqueConstraint("decision_id", name="uq_second_review_decision_id"),
    )
    op.create_index("ix_second_review_violation_id", "second_review", ["violation_id"])
    op.create_index("ix_second_review_user_id", "second_review", ["user_id"])
