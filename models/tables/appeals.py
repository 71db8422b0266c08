"""A person's word against a confirmed violation, its clock, and what came of it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Index

from models.tables.base import Table, choice, id_field, points_to, unique_where


class AppealVerdict(StrEnum):
    uphold = "uphold"
    """The violation stands."""
    overturn = "overturn"
    """It does not, and counts nothing."""


class AppealStatus(StrEnum):
    open = "open"
    upheld = "upheld"
    overturned = "overturned"
    withdrawn = "withdrawn"
    """By the person who lodged it."""
    closed = "closed"
    """The decision that it was against holds no longer: there is nothing left to appeal against."""


class AppealRow(Table, table=True):
    __table_args__ = (
        Index("ix_appeal_status_due_at", "status", "due_at", "id"),
        unique_where("uq_appeal_open", "violation_id", where="status = 'open'"),
    )

    id: UUID = id_field()
    violation_id: UUID = points_to("violation")
    decision_id: UUID = points_to("decision", index=False)
    """The decision that it is against."""
    user_id: UUID = points_to("user", index=False)
    """Who lodged it: a log-in of the person concerned."""
    words: str
    lodged_at: datetime
    due_at: datetime
    """Until when it is to be decided. Nothing is decided by its passing."""
    status: AppealStatus = choice(AppealStatus, default=AppealStatus.open)
    decided_by: UUID | None = points_to("user", index=False, nullable=True)
    decided_at: datetime | None = None
    verdict: AppealVerdict | None = choice(AppealVerdict, default=None, nullable=True)
    reason: str = ""
    closed_at: datetime | None = None
    """When it was withdrawn or closed."""
    overdue_told_at: datetime | None = None
