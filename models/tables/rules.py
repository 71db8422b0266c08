"""What restrains or moves the rules of the adopted pack: rules in watch mode, and a hall's own days of a dress code."""

import datetime as dt
from datetime import datetime
from typing import Any
from uuid import UUID

from models.tables.base import Table, id_field, json_field, points_to


class RuleWatchRow(Table, table=True):
    """A rule in watch mode, at one hall or at all, from a day on: found and shown, pending nobody."""

    id: UUID = id_field()
    rule: str
    hall_id: UUID | None = points_to("hall", nullable=True)
    first_day: dt.date
    last_day: dt.date | None = None
    reason: str
    why: dict[str, Any] | None = json_field(default=None, nullable=True)
    """The reason again where a rule holds itself back, so that it can be said in every language."""
    begun_at: datetime
    begun_by: str
    ended_at: datetime | None = None
    ended_by: str | None = None


class SeasonNoticeRow(Table, table=True):
    """By a hall's notice these days, both included, have another dress code than the pack gives them."""

    id: UUID = id_field()
    hall_id: UUID = points_to("hall")
    season: str
    first_day: dt.date
    last_day: dt.date
    document: str
    announced_on: dt.date
    adopted_at: datetime
    adopted_by: str
    withdrawn_at: datetime | None = None
    withdrawn_by: str | None = None
