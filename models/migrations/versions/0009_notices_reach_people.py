"""Notices reach log-ins, roles and halls, are read by each for themselves, and may be mailed or sent to a webhook."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.add_column("user", sa.Column("email", sa.String()))
    with op.batch_alter_table("notice") as notice:
        notice.alter_column("violation_id", existing_type=sa.Uuid(), nullable=True)
        notice.add_column(sa.Column("task_id", sa.Uuid()))
        notice.add_column(sa.Column("role", sa.String(32)))
        notice.add_column(sa.Column("hall_id", sa.Uuid()))
        notice.add_column(sa.Column("queued_at", sa.DateTime(timezone=True)))
        notice.drop_column("read_at")  # nothing has ever set it
        notice.create_foreign_key("fk_notice_task_id_task", "task", ["task_id"], ["id"])
        notice.create_foreign_key("fk_notice_hall_id_hall", "hall", ["hall_id"], ["id"])
    op.drop_index("ix_notice_user_id", "notice")
    op.drop_index("ix_notice_staff_id", "notice")
    op.create_index("ix_notice_task_id", "notice", ["task_id"])
    op.create_index("ix_notice_hall_id", "notice", ["hall_id"])
    op.create_index("ix_notice_user_id_at", "notice", ["user_id", "at", "id"])
    op.create_index("ix_notice_staff_id_at", "notice", ["staff_id", "at", "id"])
    op.create_index("ix_notice_role_hall_id_at", "notice", ["role", "hall_id", "at", "id"])
    _index_where("ix_notice_to_queue", "notice", ["at"], "queued_at IS NULL")

    op.create_table(
        "notice_read",
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notice.id"], name="fk_notice_read_notice_id_notice", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_notice_read_user_id_user"),
        sa.PrimaryKeyConstraint("notice_id", "user_id", name="pk_notice_read"),
    )
    op.create_index("ix_notice_read_user_id", "notice_read", ["user_id"])

    op.create_table(
        "delivery",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("user_id", sa.Uuid()),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True)),
        sa.Column("outcome", sa.String(32)),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name="fk_delivery_notice_id_notice", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_delivery_user_id_user"),
        sa.PrimaryKeyConstraint("id", name="pk_delivery"),
    )
    op.create_index("ix_delivery_notice_id", "delivery", ["notice_id"])
    op.create_index("ix_delivery_user_id", "delivery", ["user_id"])
    _index_where("uq_delivery_mail", "delivery", ["notice_id", "user_id"], "user_id IS NOT NULL", unique=True)
    _index_where("uq_delivery_webhook", "delivery", ["notice_id"], "user_id IS NULL", unique=True)
    _index_where("ix_delivery_waiting", "delivery", ["channel", "due_at"], "done_at IS NULL")


def _index_where(name: str, table: str, columns: list[str], where: str, *, unique: bool = False) -> None:
    op.create_index(name, table, columns, unique=unique, sqlite_where=sa.text(where), postgresql_where=sa.text(where))
