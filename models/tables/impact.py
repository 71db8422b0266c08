"""What the operator states about the processing, beside what the configuration says by itself."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import UniqueConstraint

from models.tables.base import Table, choice, id_field, points_to, unique_where


class Topic(StrEnum):
    operator = "operator"
    """Who handles the information: the name of the organisation."""
    contact = "contact"
    """Where people turn to with their rights."""
    officer = "officer"
    """Who is responsible for the protection of personal information there."""
    purpose = "purpose"
    legal_basis = "legal_basis"
    necessity = "necessity"
    consultation = "consultation"
    """Who was heard before: the workers' representatives, for one."""
    risks = "risks"
    """What the operator holds to be left of the risks."""
    decided_by = "decided_by"
    """Who decides that it is done so."""
    notice_place = "notice_place"
    """Where people read that a camera is there."""


class StatementRow(Table, table=True):
    """One statement about everything, or about one camera; what it said before stands in the audit trail."""

    __table_args__ = (
        UniqueConstraint("camera_id", "topic"),
        unique_where("uq_statement_of_the_operator", "topic", where="camera_id IS NULL"),
    )

    id: UUID = id_field()
    camera_id: UUID | None = points_to("camera", index=False, nullable=True)
    topic: Topic = choice(Topic)
    words: str
    stated_at: datetime
    stated_by: str
