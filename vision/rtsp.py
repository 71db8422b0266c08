"""Pictures out of a camera's RTSP stream, over TCP.

By PyAV and not OpenCV: it decodes key frames alone (2 % of a core for 1080p at 25 frames a second, where OpenCV, which
decodes all, needs 13 %), and says why a stream fails.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast
from urllib.parse import quote, urlsplit, urlunsplit

import av
import av.error
import av.logging

from vision.jpeg import encode
from vision.pictures import Picture

QUALITY = 90
NO_PICTURE_S = 30.0
"""A stream that sends, but for so long nothing that gives a picture, is opened anew."""
OPTIONS = {"rtsp_transport": "tcp", "allowed_media_types": "video"}

# What it prints by itself names the address, and with it the password.
av.logging.set_level(None)


class StreamFailed(Exception):
    """A stream that cannot be opened, stalled or ended; one line that says why and names no address."""


class Use(StrEnum):
    """What to do with a packet of a stream."""

    skip = "skip"
    alone = "alone"
    """Decode it for a picture; it needs none before it."""
    feed = "feed"
    """Decode it, since later ones lean on it."""
    take = "take"
    """Decode it, after all before it, for a picture."""


@dataclass(frozen=True, slots=True)
class Following:
    """Whether all packets are decoded, because key frames are too rare. It can begin at a key frame only."""

    wanted: bool = False
    begun: bool = False


def use_of(key: bool, overdue_s: float, following: Following, patience_s: float) -> tuple[Use, Following]:
    """What to do with a packet, and whether to follow from here on. Pure.

    `overdue_s`: for how long a picture has been due; less than 0 while none is. `patience_s`: the wait for a key frame
    beyond which the next one will be followed.
    """
    due = overdue_s >= 0
    if not following.wanted:
        if key:
            return (Use.alone if due else Use.skip), following
        return Use.skip, Following(wanted=overdue_s > patience_s)
    if following.begun or key:
        return (Use.take if due else Use.feed), Following(wanted=True, begun=True)
    return Use.skip, following


class RtspStream:
    """An open stream. Belongs to one thread, which must go on asking, or what it is given grows old."""

    def __init__(self, url: str, login: tuple[str, str] | None, silent_s: float) -> None:
        """`login`: user and password. `silent_s`: sending nothing for longer is a failure. Raises StreamFailed."""
        self._following = Following()
        try:
            self._container = av.open(_with_login(url, login), options=OPTIONS, timeout=(2 * silent_s, silent_s))
            if not self._container.streams.video:
                raise StreamFailed("it has no video")
            video = self._container.streams.video[0]
            # threads would hold pictures back
            video.thread_type = "SLICE"
            self._decoder = video.codec_context
            self._packets: Iterator[Any] = iter(self._container.demux(video))
        except av.error.FFmpegError as error:
            raise StreamFailed(_why(error)) from None

    def next_jpeg(self, overdue_s: Callable[[], float], patience_s: float) -> bytes:
        """The first picture from when `overdue_s()` is 0 on; it is asked at every packet, and what it raises passes on.

        Takes key frames while there is one within `patience_s`, else any frame. Raises StreamFailed.
        """
        try:
            for packet in self._packets:
                late_s = overdue_s()
                if late_s > max(NO_PICTURE_S, 3 * patience_s):
                    raise StreamFailed(f"it sends, but no picture for {late_s:.0f} s")
                use, self._following = use_of(bool(packet.is_keyframe), late_s, self._following, patience_s)
                picture = self._decoded(packet, use)
                if picture is not None:
                    return encode(picture, QUALITY)
        except av.error.FFmpegError as error:
            raise StreamFailed(_why(error)) from None
        raise StreamFailed("it ended")

    def close(self) -> None:
        """Raises StreamFailed."""
        try:
            self._container.close()
        except av.error.FFmpegError as error:
            raise StreamFailed(_why(error)) from None

    def _decoded(self, packet: Any, use: Use) -> Picture | None:
        if use is Use.skip:
            return None
        try:
            frames = self._decoder.decode(packet)
            if use is Use.alone:
                frames += self._decoder.decode(None)
                self._decoder.flush_buffers()
        except av.error.InvalidDataError:
            return None
        if not frames or use is Use.feed:
            return None
        return cast(Picture, frames[-1].to_ndarray(format="bgr24"))


def _with_login(url: str, login: tuple[str, str] | None) -> str:
    if login is None:
        return url
    parts = urlsplit(url)
    user, password = (quote(each, safe="") for each in login)
    return urlunsplit(parts._replace(netloc=f"{user}:{password}@{parts.netloc}"))


def _why(error: av.error.FFmpegError) -> str:
    """Without the address that the error names, which holds the password."""
    if isinstance(error, av.error.HTTPUnauthorizedError):
        return "it refuses user and password (401)"
    if isinstance(error, av.error.ExitError):
        return "it stalled: nothing came in time"
    return str(error.strerror)
