"""What leave and swaps have in common: the decision asked for, and how a page of either is narrowed."""

from enum import StrEnum
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from sqlalchemy import tuple_
from sqlmodel import col
from sqlmodel.sql.expression import SelectOfScalar

from api.paging import Place
from api.problems import FieldError, Problem
from models.tables import Approval, LeaveRow, SwapRow

Row = TypeVar("Row", LeaveRow, SwapRow)
REASON_LENGTH_MAX = 2000


class RequestVerdict(StrEnum):
    approve = "approve"
    refuse = "refuse"


class RequestDecision(BaseModel):
    """A refusal says why."""

    model_config = ConfigDict(extra="forbid")

    verdict: RequestVerdict
    reason: Annotated[str, StringConstraints(strip_whitespace=True, max_length=REASON_LENGTH_MAX)] = ""

    @property
    def approves(self) -> bool:
        return self.verdict is RequestVerdict.approve

    def checked(self) -> "RequestDecision":
        """Raises Problem 422 `reason-missing`."""
        if not self.approves and not self.reason:
            raise Problem(422, "reason-missing", "Say why.", errors=[FieldError("reason", "is needed to refuse")])
        return self


class RequestsAsked(BaseModel):
    """How a list is narrowed and paged: the latest start first."""

    status: Approval | None = None
    hall: str | None = None
    staff: str | None = None
    cursor: str | None = Field(default=None, max_length=500)
    limit: int = Field(default=50, ge=1, le=200)


def paged(query: SelectOfScalar[Row], table: type[Row], after: Place | None, limit: int) -> SelectOfScalar[Row]:
    """The latest start first; one more than a page, to know whether there is a next."""
    start, id_ = col(table.start), col(table.id)
    if after is not None:
        query = query.where(tuple_(start, id_) < (after.start, after.id))
    return query.order_by(start.desc(), id_.desc()).limit(limit + 1)


def place_after(rows: Any, limit: int) -> Place | None:
    """Where a page of `limit` rows was left off, when there are more."""
    return Place(rows[limit - 1].start, rows[limit - 1].id) if len(rows) > limit else None
