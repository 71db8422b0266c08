"""One camera's thread: a picture whenever one is due, onto the disk."""

import logging
from collections.abc import Callable
from threading import Event
from time import monotonic

from api.agent.due import Due, after_failure, after_picture
from api.agent.kept import KeptFrames
from api.agent.pictures import NoPicture, Source, Stopped
from api.agent.sources import source_of
from api.agent.telling import Telling
from api.agent.told import CameraTold
from api.clock import Clock

log = logging.getLogger(__name__)


class Watcher:
    def __init__(
        self,
        camera: CameraTold,
        kept: KeptFrames,
        telling: Telling,
        clock: Clock,
        stop: Event,
        on_kept: Callable[[], None],
    ) -> None:
        self._camera, self._kept, self._telling = camera, kept, telling
        self._clock, self._stop, self._on_kept = clock, stop, on_kept

    def run(self) -> None:
        """Until the agent is to end."""
        source = source_of(self._camera, self._clock, self._wait)
        due = Due(monotonic())
        try:
            while True:
                due = self._step(source, due)
        except Stopped:
            return
        finally:
            source.close()

    def once(self) -> bool:
        """Whether one picture was taken and kept."""
        source = source_of(self._camera, self._clock, self._wait)
        try:
            return not self._step(source, Due(monotonic())).failures
        except Stopped:
            return False
        finally:
            source.close()

    def _step(self, source: Source, due: Due) -> Due:
        """Wait until a picture is due, take it and keep it. Raises Stopped."""
        interval_s = self._camera.interval_s
        try:
            self._take(source, due)
        except Stopped:
            raise
        except (NoPicture, OSError) as error:
            self._telling.no_picture(self._camera.code, str(error))
            return after_failure(due, interval_s, monotonic())
        except Exception:
            log.exception("camera %s: no picture", self._camera.code)
            return after_failure(due, interval_s, monotonic())
        self._telling.picture(self._camera.code)
        return after_picture(due, interval_s, monotonic())

    def _take(self, source: Source, due: Due) -> None:
        def overdue_s() -> float:
            if self._stop.is_set():
                raise Stopped
            return monotonic() - due.at_s

        picture = source.take(overdue_s)
        put = self._kept.put(self._camera.code, picture.captured_at, picture.jpeg)
        self._telling.left_out(len(put.dropped) + (not put.kept))
        if put.kept:
            self._on_kept()

    def _wait(self, for_s: float) -> None:
        if self._stop.wait(for_s):
            raise Stopped
