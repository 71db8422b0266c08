"""The one thread that sends: what is next, the answer, and what follows from it."""

import logging
from collections.abc import Mapping
from threading import Event
from time import monotonic

from api.agent.answers import Answered, Outcome
from api.agent.kept import KeptFrames
from api.agent.posting import Service
from api.agent.sending import Outlook, Send, SendLimits, Wait, after, next_step
from api.agent.telling import Telling
from api.agent.thinning import Kept
from api.agent.told import CameraTold
from api.clock import Clock

log = logging.getLogger(__name__)

PAUSE_S = 1.0


class Sender:
    """`changed` is set whenever a frame was kept, and when the agent is to end."""

    def __init__(
        self,
        kept: KeptFrames,
        service: Service,
        cameras: Mapping[str, CameraTold],
        telling: Telling,
        clock: Clock,
        limits: SendLimits,
    ) -> None:
        self._kept, self._service, self._cameras = kept, service, cameras
        self._telling, self._clock, self._limits = telling, clock, limits
        self._outlook = Outlook()
        self.changed = Event()

    def run(self, stop: Event) -> None:
        while not stop.is_set():
            self.changed.clear()
            try:
                came_to = self.step()
            except Exception:
                log.exception("sending failed; going on in %s s", PAUSE_S)
                stop.wait(PAUSE_S)
                continue
            if isinstance(came_to, Wait) and not stop.is_set():
                self.changed.wait(came_to.for_s)

    def step(self) -> Wait | Outcome:
        """Send one frame, if one may be sent now."""
        step = next_step(
            self._kept.waiting(), self._outlook, now=self._clock.now(), passed_s=monotonic(), limits=self._limits
        )
        if isinstance(step, Wait):
            return step
        answered = self._answer(step.frame)
        if answered.outcome in {Outcome.delivered, Outcome.dropped}:
            self._kept.drop(step.frame)
        self._follow(step, answered)
        return answered.outcome

    def _answer(self, frame: Kept) -> Answered:
        camera = self._cameras.get(frame.camera)
        if camera is None:
            return Answered(Outcome.camera_refused, "the agent's file names no such camera any more")
        try:
            key = camera.read_key()
        except (OSError, ValueError) as error:
            return Answered(Outcome.camera_refused, f"its key cannot be read: {error}")
        try:
            jpeg = self._kept.read(frame)
        except OSError as error:
            return Answered(Outcome.dropped, f"its file cannot be read: {error}")
        posted = self._service.post(frame, jpeg, key)
        if posted.skew is not None:
            self._telling.clocks(posted.skew)
        return posted.answered

    def _follow(self, step: Send, answered: Answered) -> None:
        before = self._outlook
        self._outlook = after(step, answered, before, passed_s=monotonic(), limits=self._limits)
        self._telling.answered(step, answered, before, self._outlook, len(self._kept.waiting()))
