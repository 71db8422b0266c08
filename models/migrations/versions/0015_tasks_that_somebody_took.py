"""Who took a task and why it was closed; lists of tasks by a seek in an index."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    with op.batch_alter_table("task") as task:
        task.add_column(sa.Column("taken_by", sa.String()))
        task.add_column(sa.Column("taken_at", sa.DateTime(timezone=True)))
        task.add_column(sa.Column("closed_by", sa.String()))
        task.add_column(sa.Column("closing_note", sa.String(), nullable=False, server_default=""))
        task.add_column(sa.Column("not_needed", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("task") as task:  # the defaults were for the rows that there were
        task.alter_column("closing_note", existing_type=sa.String(), server_default=None)
        task.alter_column("not_needed", existing_type=sa.Boolean(), server_default=None)
    op.create_index("ix_task_hall_id_status_start", "task", ["hall_id", "status", "start", "id"])
