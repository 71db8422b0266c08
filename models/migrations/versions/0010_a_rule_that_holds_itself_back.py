"""Why a rule in watch mode holds itself back, as a reason that can be said in every language."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("rule_watch", sa.Column("why", sa.JSON(none_as_null=True)))
