"""How each camera is doing."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("camera", sa.Column("set_up_at", sa.DateTime(timezone=True)))

    op.create_table(
        "camera_trace",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("camera_id", sa.Uuid(), nullable=False),
        sa.Column("start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("observations", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["camera_id"], ["camera.id"], name="fk_camera_trace_camera_id_camera"),
        sa.PrimaryKeyConstraint("id", name="pk_camera_trace"),
        sa.UniqueConstraint("camera_id", "start", name="uq_camera_trace_camera_id_start"),
    )

    op.create_table(
        "camera_episode",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("camera_id", sa.Uuid(), nullable=False),
        sa.Column("condition", sa.String(32), nullable=False),
        sa.Column("start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("end", sa.DateTime(timezone=True)),
        sa.Column("unusable_from", sa.DateTime(timezone=True)),
        sa.Column("why", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("noticed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("task_id", sa.Uuid()),
        sa.ForeignKeyConstraint(["camera_id"], ["camera.id"], name="fk_camera_episode_camera_id_camera"),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name="fk_camera_episode_task_id_task"),
        sa.PrimaryKeyConstraint("id", name="pk_camera_episode"),
    )
    op.create_index("ix_camera_episode_camera_id_start", "camera_episode", ["camera_id", "start"])
    op.create_index("ix_camera_episode_task_id", "camera_episode", ["task_id"])
    op.create_index(
        "ix_camera_episode_going_on",
        "camera_episode",
        ["camera_id"],
        sqlite_where=sa.text('"end" IS NULL'),
        postgresql_where=sa.text('"end" IS NULL'),
    )
    op.create_index(
        "ix_camera_episode_unusable_from",
        "camera_episode",
        ["unusable_from"],
        sqlite_where=sa.text("unusable_from IS NOT NULL"),
        postgresql_where=sa.text("unusable_from IS NOT NULL"),
    )

    op.create_table(
        "camera_reference",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("camera_id", sa.Uuid(), nullable=False),
        sa.Column("zones", sa.String(), nullable=False),
        sa.Column("edges", sa.LargeBinary(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["camera_id"], ["camera.id"], name="fk_camera_reference_camera_id_camera"),
        sa.PrimaryKeyConstraint("id", name="pk_camera_reference"),
    )
    op.create_index("ix_camera_reference_camera_id_valid_from", "camera_reference", ["camera_id", "valid_from"])
