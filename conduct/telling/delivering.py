"""What becomes of a delivery after each try. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from models.tables.telling import DeliveryOutcome


class Sent(StrEnum):
    """What a try came to."""

    delivered = "delivered"
    refused = "refused"
    """This one will never be taken."""
    later = "later"
    """This one was not taken now; another may be."""
    away = "away"
    """The other side does not do its work at present: no use in trying another."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long and how often a delivery is tried."""

    first_wait: timedelta = timedelta(minutes=1)
    """After the first try; doubled after each. Longer spares the other side, shorter brings news sooner."""
    longest_wait: timedelta = timedelta(minutes=15)
    """How long after the other side's recovery the last news may come."""
    lease: timedelta = timedelta(minutes=5)
    """When it is tried again by whoever comes, should the one who tries it never say how it went. Longer than a try
    can take, or it is delivered twice."""
    give_up_after: timedelta = timedelta(days=3)
    """Longer than a weekend's outage; what is older is no news, and the inbox has it."""


PATIENCE = Patience()


@dataclass(frozen=True, slots=True)
class Fate:
    """`due_at` is when it is tried next; None once it came to its outcome."""

    outcome: DeliveryOutcome | None
    due_at: datetime | None


def fate_after(sent: Sent, *, tries: int, now: datetime, patience: Patience = PATIENCE) -> Fate:
    """What follows the last of so many tries."""
    match sent:
        case Sent.delivered:
            return Fate(DeliveryOutcome.delivered, None)
        case Sent.refused:
            return Fate(DeliveryOutcome.refused, None)
        case _:
            return Fate(None, now + wait_after(tries, patience))


def wait_after(tries: int, patience: Patience = PATIENCE) -> timedelta:
    """How long to wait after so many tries, the last of them failed."""
    doubled = min(max(tries - 1, 0), 30)  # no more are needed, and an interval has its limits
    return min(patience.first_wait * 2**doubled, patience.longest_wait)


def is_no_news(queued_at: datetime, now: datetime, patience: Patience = PATIENCE) -> bool:
    """Whether a delivery has waited so long that it is given up."""
    return now - queued_at > patience.give_up_after
