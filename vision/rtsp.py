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
OPTIONS = {
    "rtsp_transport": "tcp",
    "allowed_media_types": "video",
    # pictures that pile up while a stream is examined, two seconds otherwise, would be taken for new ones
    "analyzeduration": "1",
    "fflags": "nobuffer",
}

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
    """Whether all packets are decoded from the last key frame on, because the next may be long in coming.

    `key_at_s`: when that key frame was, by the stream's own time.
    """

    on: bool = False
    key_at_s: float | None = None


def use_of(key: bool, at_s: float, following: Following, *, due: bool, patience_s: float) -> tuple[Use, Following]:
    """What to do with a packet of the stream's time `at_s`, and whether to follow from here on. Pure.

    `due`: whether a picture is wanted. `patience_s`: key frames closer together than this do alone.
    """
    if key:
        close = following.key_at_s is not None and at_s - following.key_at_s <= patience_s
        following = Following(on=not close, key_at_s=at_s)
    if following.on:
        return (Use.take if due else Use.feed), following
    return (Use.alone if key and due else Use.skip), following


@dataclass(frozen=True, slots=True)
class Whole:
    """A picture's packet, whether it needs none before it, and its instant in the stream's own time."""

    packet: Any
    key: bool
    at_s: float


class Gathering:
    """Packets of one instant make one picture: some cameras send it in slices, each as if it stood alone.

    So a picture is whole once a packet of another instant comes.
    """

    def __init__(self) -> None:
        self._parts: list[Any] = []
        self._from_its_start = False

    def add(self, packet: Any) -> Whole | None:
        """The picture before the one that this packet belongs to, once it is whole; None until then."""
        if packet.pts is None:  # the first packets of a stream
            return None
        if not self._parts or self._parts[0].pts == packet.pts:
            self._parts.append(packet)
            return None
        whole = self._joined() if self._from_its_start else None
        self._parts, self._from_its_start = [packet], True
        return whole

    def _joined(self) -> Whole:
        first = self._parts[0]
        packet = first if len(self._parts) == 1 else av.Packet(b"".join(map(bytes, self._parts)))
        return Whole(packet, any(part.is_keyframe for part in self._parts), float(first.pts * first.time_base))


class RtspStream:
    """An open stream. Belongs to one thread, which must go on asking, or what it is given grows old."""

    def __init__(self, url: str, login: tuple[str, str] | None, silent_s: float) -> None:
        """`login`: user and password. `silent_s`: sending nothing for longer is a failure. Raises StreamFailed."""
        self._following, self._gathering = Following(), Gathering()
        try:
            self._container = av.open(_with_login(url, login), options=OPTIONS, timeout=(2 * silent_s, silent_s))
            if not self._container.streams.video:
                raise StreamFailed("it has no video")
            video = self._container.streams.video[0]
            self._decoder = video.codec_context
            # several threads would hold pictures back
            self._decoder.thread_type, self._decoder.thread_count = "SLICE", 1
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
                whole = self._gathering.add(packet)
                if whole is None:
                    continue
                use, self._following = use_of(
                    whole.key, whole.at_s, self._following, due=late_s >= 0, patience_s=patience_s
                )
                picture = self._decoded(whole.packet, use)
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
        if not frames or use is Use.feed or frames[-1].is_corrupt:
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
