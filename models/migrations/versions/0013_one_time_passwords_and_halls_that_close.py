"""One-time passwords, what a session runs in and when a token was last used; halls that are retired."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.add_column("user", sa.Column("must_change_password", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("session", sa.Column("browser", sa.String(), nullable=False, server_default=""))
    op.add_column("personal_token", sa.Column("last_used_at", sa.DateTime(timezone=True)))
    op.add_column("hall", sa.Column("retired_at", sa.DateTime(timezone=True)))
    # the defaults were for the rows that there were
    with op.batch_alter_table("user") as user:
        user.alter_column("must_change_password", existing_type=sa.Boolean(), server_default=None)
    with op.batch_alter_table("session") as session:
        session.alter_column("browser", existing_type=sa.String(), server_default=None)
