"""The audit trail checked in the background for people who watch: one check at a time, how far it is, what it found."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock, Thread

from api.clock import Clock
from conduct.auditing.chain_check import Broken, Intact

log = logging.getLogger(__name__)

Check = Callable[[Callable[[int], None]], Intact | Broken]
"""Checks all of it, and tells what it is given how many entries were followed so far. May raise ValueError, OSError."""


@dataclass(frozen=True, slots=True)
class Checked:
    """How a check came out; `failed` says why there was no telling."""

    at: datetime
    found: Intact | Broken | None
    failed: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    done: int
    of: int


class ChainChecks:
    """Safe from any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._progress: Progress | None = None
        self._last: Checked | None = None
        self._thread: Thread | None = None

    @property
    def progress(self) -> Progress | None:
        """None while nothing is checked."""
        with self._lock:
            return self._progress

    @property
    def last(self) -> Checked | None:
        """The last one since the service was started."""
        with self._lock:
            return self._last

    def begin(self, check: Check, of: int, clock: Clock) -> bool:
        """Whether one was begun, of so many entries; False while another runs."""
        with self._lock:
            if self._progress is not None:
                return False
            self._progress = Progress(0, of)
            self._thread = Thread(target=self._check, args=(check, of, clock), name="audit-check", daemon=True)
            self._thread.start()
        return True

    def wait(self, timeout_s: float) -> None:
        """Until the check that runs is over, or so long."""
        if self._thread is not None:
            self._thread.join(timeout_s)

    def _check(self, check: Check, of: int, clock: Clock) -> None:
        found: Intact | Broken | None = None
        failed = "an unexpected error, which the service's log tells"
        try:
            found, failed = check(lambda done: self._note(Progress(done, max(of, done)))), ""
        except (ValueError, OSError) as error:
            failed = str(error)
        except Exception:
            log.exception("the audit trail is not checked")
        finally:
            with self._lock:
                self._progress, self._last = None, Checked(clock.now(), found, failed)

    def _note(self, progress: Progress) -> None:
        with self._lock:
            self._progress = progress
