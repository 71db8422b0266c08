"""What people find on the spot and look at twice: rounds of inspection, and second opinions on decided cases."""

import datetime as dt
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint

from models.tables.base import Table, choice, id_field, points_to
from models.tables.outcome import Verdict


class PointOutcome(StrEnum):
    not_looked_at = "not-looked-at"
    fine = "fine"
    found = "found"


class InspectionRoundRow(Table, table=True):
    """One walk of a named person through a hall with a checklist; it stays as a record."""

    __table_args__ = (Index("ix_inspection_round_hall_id_day", "hall_id", "day"),)

    id: UUID = id_field()
    hall_id: UUID = points_to("hall", index=False)
    day: dt.date
    begun_at: datetime
    begun_by: str
    finished_at: datetime | None = None
    finished_by: str | None = None
    pack_version: str
    """Whose rules the checklist has."""


class InspectionPointRow(Table, table=True):
    """One rule of a round's checklist, and what was seen of it."""

    __table_args__ = (UniqueConstraint("round_id", "rule"),)

    id: UUID = id_field()
    round_id: UUID = points_to("inspection_round", index=False)
    rule: str
    outcome: PointOutcome = choice(PointOutcome, default=PointOutcome.not_looked_at)
    at: datetime | None = None
    by: str | None = None
    violation_id: UUID | None = points_to("violation", nullable=True)
    """What was reported of it."""


class SecondReviewRow(Table, table=True):
    """What a second person said of a decided case before seeing the first verdict. It changes nothing by itself."""

    __table_args__ = (UniqueConstraint("decision_id"),)

    id: UUID = id_field()
    violation_id: UUID = points_to("violation")
    decision_id: UUID = points_to("decision", index=False)
    """The first verdict, to which this is the second opinion."""
    user_id: UUID = points_to("user")
    verdict: Verdict = choice(Verdict)
    reason: str
    at: datetime
