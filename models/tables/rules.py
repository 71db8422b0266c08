"""What restrains or moves the rules of the adopted pack, and packs that are not adopted yet.

Rules in watch mode, a hall's own days of a dress code; drafts, and what they would have made of recorded days.
"""

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


class PackDraftRow(Table, table=True):
    """A pack as somebody brought it in, to be checked, compared and tried before anybody adopts it. Never changed."""

    id: UUID = id_field()
    files: list[list[str]] = json_field()
    """Pairs of a name and the whole text, in the order in which they are joined."""
    sha256: str
    """Of the joined text, as adoptions keep it."""
    added_at: datetime
    added_by: str


class PackReplayRow(Table, table=True):
    """A draft tried on recorded days: how far that has come, and what it came to."""

    id: UUID = id_field()
    draft_id: UUID = points_to("pack_draft")
    first_day: dt.date
    last_day: dt.date
    hall_id: UUID | None = points_to("hall", nullable=True)
    """None for every hall."""
    asked_at: datetime
    asked_by: str
    hall_days: int | None = None
    """How many there are to judge; None until it was begun."""
    done: int = 0
    heard_at: datetime
    """When whoever works at it was last heard from."""
    finished_at: datetime | None = None
    failed: str | None = None
    """A code, of one that came to nothing."""
    result: dict[str, Any] | None = json_field(default=None, nullable=True)
