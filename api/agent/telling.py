"""What an agent says: each failure once when it begins, and once when it is over."""

import logging
from threading import Lock

from api.agent.answers import Answered, Outcome, Skew
from api.agent.sending import Outlook, Send

log = logging.getLogger(__name__)

SKEW_SAID_S = 5.0
"""Less is within what answers, networks and Date headers blur."""


class Telling:
    """Safe from any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._failing: dict[str, str] = {}
        self._left_out = 0
        self._skewed = False

    def no_picture(self, camera: str, why: str) -> None:
        with self._lock:
            if self._failing.get(camera) != why:
                log.warning("camera %s: no picture: %s", camera, why)
            self._failing[camera] = why

    def picture(self, camera: str) -> None:
        with self._lock:
            if self._failing.pop(camera, None) is not None:
                log.info("camera %s: pictures again", camera)

    def left_out(self, frames: int) -> None:
        """So many frames had to go for want of room."""
        with self._lock:
            if frames and not self._left_out:
                log.warning("no room for more frames: older ones are left out")
            self._left_out += frames

    def answered(self, step: Send, answered: Answered, before: Outlook, after: Outlook, waiting: int) -> None:
        frame = step.frame
        if before.failures and not after.failures:
            with self._lock:
                log.info("the service is back; frames that wait: %d, left out: %d", waiting, self._left_out)
                self._left_out = 0
        if frame.camera in before.refused_until_s and frame.camera not in after.refused_until_s:
            log.info("camera %s: the service takes its frames again", frame.camera)
        if answered.outcome is Outcome.dropped:
            log.warning("camera %s: frame of %s dropped: %s", frame.camera, frame.captured_at, answered.why)
        elif answered.outcome is Outcome.later and not before.failures:
            log.warning("the service is away: %s; frames are kept until it is back", answered.why)
        elif answered.outcome is Outcome.camera_refused and frame.camera not in before.refused_until_s:
            log.error(
                "camera %s: REFUSED by the service: %s; nothing of it is delivered until that is set right, its frames"
                " are kept", frame.camera, answered.why,
            )  # fmt: skip

    def clocks(self, skew: Skew) -> None:
        with self._lock:
            skewed = abs(skew.ahead_s) > SKEW_SAID_S + skew.unsure_s
            if skewed != self._skewed:
                log.log(logging.ERROR if skewed else logging.INFO, "%s", skew_told(skew))
            self._skewed = skewed


def skew_told(skew: Skew) -> str:
    if abs(skew.ahead_s) <= SKEW_SAID_S + skew.unsure_s:
        return "this machine's clock agrees with the service's"
    side = "ahead of" if skew.ahead_s > 0 else "behind"
    return f"this machine's clock is {abs(skew.ahead_s):.0f} s {side} the service's: its pictures get wrong times"
