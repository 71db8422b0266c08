"""When each device key was last used, to tell those that are in use from those forgotten."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.add_column("device_key", sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True))
