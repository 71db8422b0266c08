"""What carries notices out of the product, and what a try came to."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from conduct.telling.delivering import Sent
from conduct.telling.outbox import Parcel
from models.tables import Channel


@dataclass(frozen=True, slots=True)
class Attempt:
    sent: Sent
    why: str = ""
    """For the log: names no person and no secret."""


class Round(Protocol):
    """Deliveries that follow each other, over one connection where there is such a thing."""

    def send(self, parcel: Parcel, now: datetime) -> Attempt:
        """Try one; ends within seconds, and raises nothing for what the other side does."""
        ...


class Carrier(Protocol):
    @property
    def channel(self) -> Channel: ...

    def round(self) -> AbstractContextManager[Round]: ...
