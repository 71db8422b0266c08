"""The loop that judges stale days, and keeps the stills that show what it found."""

import logging
from collections.abc import Collection
from datetime import date, datetime, timedelta
from threading import Event, Thread
from uuid import UUID

from sqlalchemy import Engine

from api.clock import Clock
from api.evidence.stored import EvidenceStore
from api.intake.keeping import keep_stills
from api.intake.stills import Stills
from conduct.judging.hall_day import judge_stale_days
from conduct.keeping.still_choice import SETTLED

log = logging.getLogger(__name__)

HallDay = tuple[UUID, date]

TICK_S = 1.0
FOLLOWED_FOR, FOLLOWED_EVERY = 2 * SETTLED, timedelta(seconds=15)
"""A case that is over gets its last pictures a little later, when its day may not be judged any more."""
FASTEST_S = 0.5
"""At least so long between two rounds: many frames in a second are judged once."""


class Followed:
    """The halls' days whose cases' pictures are seen to: those judged, and for a while after once in a while."""

    def __init__(self) -> None:
        self._judged: dict[HallDay, datetime] = {}
        self._last: datetime | None = None

    def after(self, judged: Collection[HallDay], now: datetime) -> Collection[HallDay]:
        """The days that it is the turn of, when these were judged."""
        self._judged.update(dict.fromkeys(judged, now))
        self._judged = {day: at for day, at in self._judged.items() if now - at <= FOLLOWED_FOR}
        if not judged and self._last is not None and now - self._last < FOLLOWED_EVERY:
            return ()
        self._last = now
        return tuple(self._judged)


class JudgeLoop:
    """Judges in its own thread, soon after `changed` is set."""

    def __init__(
        self, *, engine: Engine, clock: Clock, stills: Stills, evidence: EvidenceStore, changed: Event
    ) -> None:
        self._engine, self._clock, self._stills, self._evidence = engine, clock, stills, evidence
        self._followed = Followed()
        self._changed, self._stopping = changed, Event()
        self._thread = Thread(target=self._run, name="judge", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self._changed.set()
        self._thread.join()

    def judge_once(self) -> int:
        """Judge what is stale now; returns how many days were."""
        now = self._clock.now()
        judged = judge_stale_days(self._engine, now=now)
        days = self._followed.after({(stale.hall_id, stale.day) for stale in judged}, now)
        keep_stills(self._engine, self._stills, self._evidence, days, now=now)
        return len(judged)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._changed.clear()
            try:
                self.judge_once()
            except Exception:
                log.exception("judging failed; going on")
            self._stopping.wait(FASTEST_S)
            self._changed.wait(TICK_S)
