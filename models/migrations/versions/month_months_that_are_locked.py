"""Months that are drafted, signed and locked, in versions; commendations, employment and hearings."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    with op.batch_alter_table("appraisal") as appraisal:
        appraisal.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        appraisal.add_column(sa.Column("hall_id", sa.Uuid()))
        appraisal.add_column(sa.Column("parts", sa.JSON(none_as_null=True)))
        appraisal.add_column(sa.Column("digest", sa.String(), nullable=False, server_default=""))
        appraisal.create_foreign_key("fk_appraisal_hall_id_hall", "hall", ["hall_id"], ["id"])
        appraisal.drop_constraint("uq_appraisal_month_staff_id", type_="unique")
        appraisal.create_unique_constraint("uq_appraisal_month_version_staff_id", ["month", "version", "staff_id"])
    with op.batch_alter_table("appraisal") as appraisal:  # the defaults were for the rows that there were
        appraisal.alter_column("version", existing_type=sa.Integer(), server_default=None)
        appraisal.alter_column("digest", existing_type=sa.String(), server_default=None)
    op.create_index("ix_appraisal_hall_id", "appraisal", ["hall_id"])
    with op.batch_alter_table("notice") as notice:
        notice.alter_column("violation_id", existing_type=sa.Uuid(), nullable=True)
    op.create_index("ix_violation_start_updated_at", "violation", ["start", "updated_at"])
    op.create_table(
        "appraisal_month",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_at", sa.DateTime(timezone=True)),
        sa.Column("locked_by", sa.String()),
        sa.Column("digest", sa.String()),
        sa.Column("gaps_accepted", sa.String(), nullable=False),
        sa.Column("reopened_at", sa.DateTime(timezone=True)),
        sa.Column("reopened_by", sa.String()),
        sa.Column("reopened_why", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_appraisal_month"),
        sa.UniqueConstraint("month", "version", name="uq_appraisal_month_month_version"),
    )
    op.create_table(
        "appraisal_signature",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("signed_as", sa.String(32), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("verdict", sa.String(32), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_appraisal_signature_staff_id_staff"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_appraisal_signature_user_id_user"),
        sa.PrimaryKeyConstraint("id", name="pk_appraisal_signature"),
    )
    op.create_index("ix_appraisal_signature_month_staff_id", "appraisal_signature", ["month", "staff_id"])
    op.create_index("ix_appraisal_signature_staff_id", "appraisal_signature", ["staff_id"])
    op.create_table(
        "commendation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("proposed_by", sa.Uuid(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Uuid()),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("confirmed", sa.Boolean()),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("month", sa.String()),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_commendation_staff_id_staff"),
        sa.ForeignKeyConstraint(["proposed_by"], ["user.id"], name="fk_commendation_proposed_by_user"),
        sa.ForeignKeyConstraint(["decided_by"], ["user.id"], name="fk_commendation_decided_by_user"),
        sa.PrimaryKeyConstraint("id", name="pk_commendation"),
    )
    op.create_index("ix_commendation_staff_id", "commendation", ["staff_id"])
    op.create_table(
        "employment",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("hall_id", sa.Uuid(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date()),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_employment_staff_id_staff"),
        sa.ForeignKeyConstraint(["hall_id"], ["hall.id"], name="fk_employment_hall_id_hall"),
        sa.PrimaryKeyConstraint("id", name="pk_employment"),
    )
    op.create_index("ix_employment_staff_id_first_day", "employment", ["staff_id", "first_day"])
    op.create_table(
        "hearing",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("staff_id", sa.Uuid(), nullable=False),
        sa.Column("month", sa.String(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("violations", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("recorded_by", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_hearing_staff_id_staff"),
        sa.ForeignKeyConstraint(["recorded_by"], ["user.id"], name="fk_hearing_recorded_by_user"),
        sa.PrimaryKeyConstraint("id", name="pk_hearing"),
    )
    op.create_index("ix_hearing_staff_id", "hearing", ["staff_id"])
