"""Which part of the queue is looked at: kept whole in the address. Pure."""

from datetime import date
from typing import Annotated, Literal
from urllib.parse import urlencode
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from api.cases.listing import DECIDED, Filters
from models.tables import ViolationStatus

EVERY = "all"
PAGE = 30
EARLIEST, LATEST = date(2000, 1, 1), date(2199, 12, 31)


def _left_open(given: object) -> object:
    """A form sends what was left open as nothing."""
    return None if given == "" else given


Day = Annotated[date | None, Field(ge=EARLIEST, le=LATEST), BeforeValidator(_left_open)]


NARROWING = ("hall", "window", "person", "rule", "first_day", "last_day", "status")
IN_ADDRESS = {"first_day": "from", "last_day": "to"}


class QueueView(BaseModel):
    """Empty means: all of them; statuses are pending ones unless said otherwise, and watched ones stand apart."""

    model_config = ConfigDict(frozen=True, validate_by_name=True, validate_by_alias=True)

    hall: str = ""
    window: str = ""
    """Its code; means nothing without its hall."""
    person: str = Field(default="", max_length=100)
    """A number or a name."""
    rule: str = ""
    first_day: Day = Field(default=None, alias="from")
    last_day: Day = Field(default=None, alias="to")
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
        return Filters(
            statuses, self.hall or None, self.rule or None, person=self.person.strip() or None,
            window=self.window or None, first_day=self.first_day, last_day=self.last_day,
        )  # fmt: skip

    @property
    def splits(self) -> bool:
        """Whether it makes a difference what is a card and what is in the digest."""
        return self.status == "pending" and self.cards != "all"

    @property
    def lists_decided(self) -> bool:
        """Whether what people decided stands in the list, of which somebody may be asked to judge a part blind."""
        return self.status == EVERY or ViolationStatus(self.status) in DECIDED

    @property
    def oldest_first(self) -> bool:
        return self.order == "oldest"

    @property
    def narrowed(self) -> bool:
        return any(self._told(name) for name in NARROWING)

    def query(self, **other: str) -> str:
        """What of it differs from the plain queue, and what is asked for beside it."""
        told = {name: self._told(name) for name in (*NARROWING, "order", "cards", "cursor")} | other
        wanted = {IN_ADDRESS.get(name, name): value for name, value in told.items() if value}
        return f"?{urlencode(wanted)}" if wanted else ""

    def _told(self, name: str) -> str:
        """What of a name differs from the plain queue."""
        value = getattr(self, name)
        return "" if value in {None, type(self).model_fields[name].default} else str(value)

    def address(self, case: UUID | None = None, **other: str) -> str:
        return (f"/queue/{case}" if case else "/queue") + self.query(**other)

    def step(self, case: UUID, step: str) -> str:
        """Where a form of a case is sent to."""
        return f"/queue/{case}/{step}{self.query()}"

    def dismissal(self) -> str:
        """Where the ticked cases are sent to."""
        return f"/queue/dismissal{self.query()}"
