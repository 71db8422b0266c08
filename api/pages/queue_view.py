"""Which part of the queue is looked at: kept whole in the address. Pure."""

from typing import Literal
from urllib.parse import urlencode
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from api.cases.listing import Filters
from models.tables import ViolationStatus

EVERY = "all"
PAGE = 30


class QueueView(BaseModel):
    """Empty means: all of them; statuses are pending ones unless said otherwise, and watched ones stand apart."""

    model_config = ConfigDict(frozen=True)

    hall: str = ""
    rule: str = ""
    status: Literal[
        "pending", "confirmed", "dismissed", "excused", "explained", "withdrawn", "watched", "appealed", "upheld",
        "overturned", "all",
    ] = "pending"  # fmt: skip
    order: Literal["oldest", "newest"] = "oldest"
    cards: Literal["", "digest", "all"] = ""
    """Of what pends: a day's cards, what is in the digest beyond them, or both."""
    cursor: str = ""
    decided: UUID | None = None
    """The case decided just before: what was done is told, and can be taken back."""

    dismissed: int = Field(default=0, ge=0, le=200)
    left: int = Field(default=0, ge=0, le=200)
    """How many cases were dismissed at once just before, and how many of those ticked could not be."""

    @property
    def filters(self) -> Filters:
        statuses = () if self.status == EVERY else (ViolationStatus(self.status),)
        return Filters(statuses, self.hall or None, self.rule or None)

    @property
    def splits(self) -> bool:
        """Whether it makes a difference what is a card and what is in the digest."""
        return self.status == "pending" and self.cards != "all"

    @property
    def oldest_first(self) -> bool:
        return self.order == "oldest"

    @property
    def narrowed(self) -> bool:
        return bool(self.hall or self.rule or self.status != "pending")

    def query(self, **other: str) -> str:
        """What of it differs from the plain queue, and what is asked for beside it."""
        plain = QueueView()
        kept = {n: getattr(self, n) for n in ("hall", "rule", "status", "order", "cards", "cursor")}
        told = {n: v for n, v in kept.items() if v != getattr(plain, n)} | other
        wanted = {name: value for name, value in told.items() if value}
        return f"?{urlencode(wanted)}" if wanted else ""

    def address(self, case: UUID | None = None, **other: str) -> str:
        return (f"/queue/{case}" if case else "/queue") + self.query(**other)

    def step(self, case: UUID, step: str) -> str:
        """Where a form of a case is sent to."""
        return f"/queue/{case}/{step}{self.query()}"

    def dismissal(self) -> str:
        """Where the ticked cases are sent to."""
        return f"/queue/dismissal{self.query()}"
