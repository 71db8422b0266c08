"""Who has which case open just now, so that two people do not work on one without knowing. Nothing of it is kept."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from models.tables.base import Table


class CasePresenceRow(Table, table=True):
    """A table and not memory, since several processes may serve. A row counts for seconds, then it is thrown away."""

    violation_id: UUID = Field(foreign_key="violation.id", primary_key=True)
    user_id: UUID = Field(foreign_key="user.id", primary_key=True)
    seen_at: datetime
