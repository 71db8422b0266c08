"""A month on its way to being locked, who signed it, and what is told of people's months beside violations."""

import datetime as dt
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint

from models.tables.base import Table, choice, id_field, json_field, points_to


class MonthState(StrEnum):
    draft = "draft"
    """Computed while the month goes on: shown, and not to be signed yet."""
    open = "open"
    """Over and computed: to be signed."""
    signed = "signed"
    """Everybody and their supervisors have signed or refused to."""
    locked = "locked"
    """Nothing changes it any more."""
    reopened = "reopened"
    """Open again, as another version: the locked one stays beside it as it was."""


class SignedAs(StrEnum):
    person = "person"
    supervisor = "supervisor"


class SignVerdict(StrEnum):
    sign = "sign"
    refuse = "refuse"


class HearingKind(StrEnum):
    inquiry = "inquiry"
    """The facts were looked into."""
    hearing = "hearing"
    """The person was heard."""


class AppraisalMonthRow(Table, table=True):
    """One version of a month's appraisal; the highest is the one in hand."""

    __table_args__ = (UniqueConstraint("month", "version"),)

    id: UUID = id_field()
    month: str
    version: int = 1
    state: MonthState = choice(MonthState, default=MonthState.draft)
    drafted_at: datetime
    locked_at: datetime | None = None
    locked_by: str | None = None
    digest: str | None = None
    """SHA-256 of the month's canonical form when it was locked."""
    gaps_accepted: str = ""
    """Why it was locked with stretches that camera or reader missed, in the words of who locked it."""
    reopened_at: datetime | None = None
    """When a later version took its place."""
    reopened_by: str | None = None
    reopened_why: str = ""


class AppraisalSignatureRow(Table, table=True):
    """That somebody signed an entry or refused to. It holds for the entry as it was then, found by its digest."""

    __table_args__ = (Index("ix_appraisal_signature_month_staff_id", "month", "staff_id"),)

    id: UUID = id_field()
    month: str
    staff_id: UUID = points_to("staff")
    signed_as: SignedAs = choice(SignedAs)
    user_id: UUID = points_to("user", index=False)
    verdict: SignVerdict = choice(SignVerdict)
    words: str = ""
    at: datetime
    digest: str


class CommendationRow(Table, table=True):
    """Good work that one named person proposes to count and another confirms."""

    id: UUID = id_field()
    staff_id: UUID = points_to("staff")
    kind: str
    day: dt.date
    """In the time of the person's hall."""
    at: datetime
    """The day's first instant there."""
    words: str
    proposed_by: UUID = points_to("user", index=False)
    proposed_at: datetime
    decided_by: UUID | None = points_to("user", index=False, nullable=True)
    decided_at: datetime | None = None
    confirmed: bool | None = None
    reason: str = ""
    """Of the decision."""
    withdrawn_at: datetime | None = None
    """When who proposed it took it back, before anybody decided."""
    month: str | None = None
    """The month that it counts in: its own, or the next that was not locked when it was confirmed."""


class EmploymentRow(Table, table=True):
    """From when to when somebody belongs to a hall. Of whom nothing is told, it is always."""

    __table_args__ = (Index("ix_employment_staff_id_first_day", "staff_id", "first_day"),)

    id: UUID = id_field()
    staff_id: UUID = points_to("staff", index=False)
    hall_id: UUID = points_to("hall", index=False)
    first_day: dt.date
    last_day: dt.date | None = None
    told_at: datetime
    told_by: str


class HearingRow(Table, table=True):
    """That facts were looked into or a person was heard, before anything above a spoken warning."""

    id: UUID = id_field()
    staff_id: UUID = points_to("staff")
    month: str
    kind: HearingKind = choice(HearingKind)
    day: dt.date
    words: str
    """What came of it."""
    violations: list[str] = json_field(default_factory=list[Any])
    """Ids of those that it was about; none means all of the month."""
    recorded_by: UUID = points_to("user", index=False)
    recorded_at: datetime
