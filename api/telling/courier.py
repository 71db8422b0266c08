"""Taking what waits to a mail server or webhook, one after the other, beside the requests.

No unit of work is open while the other side is waited for, so that nobody else waits with it.
"""

import logging
from collections.abc import Set
from datetime import datetime
from threading import Event
from time import monotonic

from sqlalchemy import Engine

from api.clock import Clock
from api.database import writing_to
from api.telling.carrier import Attempt, Carrier
from conduct.telling.delivering import Sent
from conduct.telling.outbox import Parcel, queue_deliveries, settle, take_due
from models.tables import Channel

log = logging.getLogger(__name__)

ROUND_S = 30
"""A round ends after the try that passes this, so that a slow server holds up neither a stop nor the next tick."""


class Courier:
    """Of one channel. Says once that its server is away, and once that it is back."""

    def __init__(
        self, carrier: Carrier, *, engine: Engine, clock: Clock, channels: Set[Channel], round_s: float = ROUND_S
    ) -> None:
        """`channels`: all that are switched on."""
        self._carrier, self._engine, self._clock = carrier, engine, clock
        self._channels, self._round_s = frozenset(channels), round_s
        self._away = Event()

    def run(self, now: datetime) -> str:
        """Deliver what is due; says how it went."""
        with writing_to(self._engine) as session:
            queue_deliveries(session, self._channels, now=now)
        until = monotonic() + self._round_s
        tried = delivered = 0
        with self._carrier.round() as going:
            while monotonic() < until and (parcel := self._take(now)) is not None:
                attempt = going.send(parcel, self._clock.now())
                with writing_to(self._engine) as session:
                    settle(session, parcel.delivery_id, attempt.sent, now=now, why=attempt.why)
                self._say(parcel, attempt)
                tried += 1
                delivered += attempt.sent is Sent.delivered
                if attempt.sent is Sent.away:
                    break
        return f"{delivered} of {tried} delivered"

    def _take(self, now: datetime) -> Parcel | None:
        with writing_to(self._engine) as session:
            return take_due(session, self._carrier.channel, now=now)

    def _say(self, parcel: Parcel, attempt: Attempt) -> None:
        channel = self._carrier.channel.value
        if attempt.sent is Sent.away:
            if not self._away.is_set():
                log.warning("%s: its server is away: %s; what is to be told waits for it", channel, attempt.why)
            self._away.set()
            return
        if self._away.is_set():
            log.info("%s: its server is back", channel)
        self._away.clear()
        if attempt.sent is Sent.refused:
            log.warning("%s: delivery %s is refused for good: %s", channel, parcel.delivery_id, attempt.why)
