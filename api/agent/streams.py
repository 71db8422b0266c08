"""Pictures taken out of a camera's RTSP stream."""

from collections.abc import Callable
from contextlib import suppress

from api.agent.pictures import NoPicture, Picture, checked
from api.agent.told import CameraTold
from api.clock import Clock
from vision.rtsp import RtspStream, StreamFailed

SILENT_S = 5
"""A stream that sends nothing for so long has stalled."""
LEFT_OPEN_S = 30
"""Between pictures no further apart than this the stream stays open. Longer carries video for nothing; shorter opens
anew more often, which takes a second or two each time."""


class Stream:
    """Opens the stream when a picture is due, and again after it failed."""

    def __init__(self, camera: CameraTold, clock: Clock, wait: Callable[[float], None]) -> None:
        self._camera, self._clock, self._wait = camera, clock, wait
        self._stream: RtspStream | None = None

    def take(self, overdue_s: Callable[[], float]) -> Picture:
        try:
            if self._stream is None:
                while (due_in_s := -overdue_s()) > 0:
                    self._wait(due_in_s)
                self._stream = RtspStream(self._camera.url, self._camera.login, SILENT_S)
            jpeg = self._stream.next_jpeg(overdue_s, patience_s=self._camera.interval_s)
        except StreamFailed as failed:
            self.close()
            raise NoPicture(str(failed)) from None
        taken = checked(jpeg, self._clock.now())
        if self._camera.interval_s > LEFT_OPEN_S:
            self.close()
        return taken

    def close(self) -> None:
        if self._stream is not None:
            with suppress(StreamFailed):
                self._stream.close()
            self._stream = None
