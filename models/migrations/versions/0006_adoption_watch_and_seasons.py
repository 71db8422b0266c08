"""Adoption with its announcement, rules in watch mode, and a hall's own days of a dress code."""

from datetime import UTC, date, datetime
from hashlib import sha256
from uuid import UUID

import sqlalchemy as sa
import uuid_utils.compat
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("pack_adoption", sa.Column("announced_on", sa.Date()))
    op.create_table(
        "rule_watch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("hall_id", sa.Uuid()),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date()),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_by", sa.String(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("ended_by", sa.String()),
        sa.ForeignKeyConstraint(["hall_id"], ["hall.id"], name="fk_rule_watch_hall_id_hall"),
        sa.PrimaryKeyConstraint("id", name="pk_rule_watch"),
    )
    op.create_index("ix_rule_watch_hall_id", "rule_watch", ["hall_id"])
    op.create_table(
        "season_notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("hall_id", sa.Uuid(), nullable=False),
        sa.Column("season", sa.String(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("announced_on", sa.Date(), nullable=False),
        sa.Column("adopted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("adopted_by", sa.String(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
        sa.Column("withdrawn_by", sa.String()),
        sa.ForeignKeyConstraint(["hall_id"], ["hall.id"], name="fk_season_notice_hall_id_hall"),
        sa.PrimaryKeyConstraint("id", name="pk_season_notice"),
    )
    op.create_index("ix_season_notice_hall_id", "season_notice", ["hall_id"])
    _keep_in_force_what_was()


def _keep_in_force_what_was() -> None:
    """Before any adoption the default pack was in force; where it judged, it stays so, word for word."""
    connection = op.get_bind()
    judged = [_first_day(connection, table, "day") for table in ("attendance", "violation")]
    first_day = min((day for day in judged if day is not None), default=None)
    adopted = _first_day(connection, "pack_adoption", "first_day")
    if first_day is None or (adopted is not None and adopted <= first_day):
        return
    row_id: UUID = uuid_utils.compat.uuid7()
    op.execute(
        ADOPTIONS.insert().values(
            id=row_id,
            version="default-2026.1",
            sha256=sha256(IN_FORCE_BEFORE.encode()).hexdigest(),
            text=IN_FORCE_BEFORE,
            first_day=first_day,
            adopted_at=datetime(first_day.year, first_day.month, first_day.day, tzinfo=UTC),
            adopted_by="upgrade",
            document="",
        )
    )


def _first_day(connection: sa.Connection, table: str, column: str) -> date | None:
    found = sa.select(sa.func.min(sa.column(column, sa.Date()))).select_from(sa.table(table))
    return connection.execute(found).scalar()


ADOPTIONS = sa.table(
    "pack_adoption",
    sa.column("id", sa.Uuid()),
    sa.column("version", sa.String()),
    sa.column("sha256", sa.String()),
    sa.column("text", sa.String()),
    sa.column("first_day", sa.Date()),
    sa.column("adopted_at", sa.DateTime(timezone=True)),
    sa.column("adopted_by", sa.String()),
    sa.column("document", sa.String()),
)
IN_FORCE_BEFORE = """\
# The default rule pack. Every number here is the employer's to set: the service codes give none of them.
# A pack judges only from the day on which it is adopted.

[pack]
name = "default"
version = "2026.1"

[pack.title]
zh = "默认规则包"
en = "Default rule pack"

[limits]
confirm_s = 10                        # a shorter interruption between two equal states is none
max_gap_s = 60                        # without a usable look for longer, the state is unknown
unattended_grace_s = 120              # an empty window shorter than this is nothing
away_limit_s = 900                    # how long the away sign may stand
late_grace_min = 5
early_grace_min = 5
punch_before_min = 120                # how long before its start a shift's punch may come
punch_after_min = 240                 # how long after its end
attire_min_minutes = 10
attire_min_looks = 6
attire_share = 0.8
attire_confidence = 0.7
staffed_share_for_missed_punch = 0.8  # seen at the window this much of the duty: the punch was forgotten

[appraisal]
base = 100

[appraisal.caps]
attendance = 20
occupancy = 20
attire = 10

[appraisal.grades]
A = 95
B = 85
C = 70

[rules.late]
area = "attendance"
norms = ["cc/1/17/1", "cc/gas/10/1", "desk/1.3/1.4"]
points = 1
free_first = 1
title = { zh = "迟到", en = "Late" }

[rules.early-leave]
area = "attendance"
norms = ["cc/1/17/1", "cc/gas/10/1", "desk/1.3/1.4"]
points = 1
title = { zh = "早退", en = "Left early" }

[rules.absent]
area = "attendance"
norms = ["cc/gas/10/1"]
points = 5
title = { zh = "缺勤", en = "Absent" }

[rules.window-unattended]
area = "occupancy"
norms = ["heat/3/2.4/2", "cc/1/18/1", "cc/gas/10/2", "desk/1.3/1.4"]
points = 2
title = { zh = "窗口无人在岗", en = "Window unattended" }

[rules.away-too-long]
area = "occupancy"
norms = ["heat/3/2.4/1"]
points = 1
title = { zh = "离岗牌时间过长", en = "Away sign shown too long" }

[rules.uniform-season]
area = "attire"
norms = ["heat/2/3.1/1", "heat/2/3.1/2", "heat/2/3.2", "heat/2/3.3", "heat/2/2.3/2", "heat/2/3.5"]
points = 1
title = { zh = "着装与季节不符", en = "Uniform out of season" }
"""
