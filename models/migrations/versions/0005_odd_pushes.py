"""Pushes of cameras that gave less than they should have."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "odd_push",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("camera_id", sa.Uuid(), nullable=False),
        sa.Column("hour", sa.DateTime(timezone=True), nullable=False),
        sa.Column("vendor", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content_type", sa.String(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("text", sa.String()),
        sa.ForeignKeyConstraint(["camera_id"], ["camera.id"], name="fk_odd_push_camera_id_camera"),
        sa.PrimaryKeyConstraint("id", name="pk_odd_push"),
        sa.UniqueConstraint("camera_id", "hour", "vendor", "reason", name="uq_odd_push_camera_id_hour_vendor_reason"),
    )
