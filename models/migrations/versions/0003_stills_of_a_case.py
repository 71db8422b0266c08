"""Several stills of a case, and pictures that are purged while their rows stay."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

KEPT = sa.text("purged_at IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("evidence") as evidence:
        evidence.add_column(sa.Column("kind", sa.String(32)))
        evidence.add_column(sa.Column("width_px", sa.Integer()))
        evidence.add_column(sa.Column("height_px", sa.Integer()))
        evidence.add_column(sa.Column("purged_at", sa.DateTime(timezone=True)))
        evidence.add_column(sa.Column("purged_why", sa.JSON(none_as_null=True)))
    op.create_index(
        "uq_evidence_kept_kind", "evidence", ["violation_id", "kind"], unique=True,
        sqlite_where=KEPT, postgresql_where=KEPT,
    )  # fmt: skip
    op.create_index("ix_evidence_kept", "evidence", ["sha256"], sqlite_where=KEPT, postgresql_where=KEPT)
