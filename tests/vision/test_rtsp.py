"""Pictures out of streams: what is decided by rows, the rest against a real RTSP server."""

import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import av
import numpy as np
import pytest

from tests.rtsp import FPS, LEVELS_PER_S, LOGIN, film, rtsp_camera
from vision.jpeg import decode
from vision.rtsp import Following, Gathering, RtspStream, StreamFailed, Use, use_of

OFF, ON = Following(), Following(on=True, key_at_s=10)


@pytest.mark.parametrize(
    ("key", "at_s", "following", "due", "use", "after"),
    [
        pytest.param(False, 9, OFF, True, Use.skip, OFF, id="before the first key frame nothing can be decoded"),
        pytest.param(True, 9, OFF, True, Use.take, Following(True, 9), id="the first is followed: the next may be far"),
        pytest.param(True, 9, OFF, False, Use.feed, Following(True, 9), id="and fed when nothing is due"),
        pytest.param(False, 11, ON, True, Use.take, ON, id="following, any frame will do"),
        pytest.param(False, 11, ON, False, Use.feed, ON, id="following, all are decoded"),
        pytest.param(True, 15, ON, True, Use.alone, Following(False, 15), id="key frames are close: one alone"),
        pytest.param(True, 15, ON, False, Use.skip, Following(False, 15), id="close and not due: nothing is decoded"),
        pytest.param(True, 15.1, ON, True, Use.take, Following(True, 15.1), id="just too far apart"),
        pytest.param(False, 16, Following(False, 15), True, Use.skip, Following(False, 15), id="waits for a key frame"),
        pytest.param(True, 30, Following(False, 15), False, Use.feed, Following(True, 30), id="they became rare"),
    ],
)
def test_what_is_decoded(key: bool, at_s: float, following: Following, due: bool, use: Use, after: Following) -> None:
    assert use_of(key, at_s, following, due=due, patience_s=5) == (use, after)


def packet(pts: int | None, data: bytes, key: bool = False) -> SimpleNamespace:
    class Packet(SimpleNamespace):
        def __bytes__(self) -> bytes:
            return data

    return Packet(pts=pts, is_keyframe=key, time_base=0.5)


def test_what_belongs_to_one_instant_is_one_picture() -> None:
    gathering = Gathering()
    sent = [(None, b"?"), (0, b"half"), (2, b"a"), (2, b"b"), (2, b"c"), (4, b"d"), (6, b"e")]
    given = [gathering.add(packet(pts, data, key=data == b"b")) for pts, data in sent]
    whole = [(bytes(one.packet), one.key, one.at_s) for one in given if one is not None]
    assert whole == [(b"abc", True, 1.0), (b"d", False, 2.0)], "what was there before the first change may be half"


def level_at(jpeg: bytes) -> float:
    """For how long the film had been running."""
    picture = decode(jpeg)
    assert picture.shape == (240, 320, 3)
    assert picture.astype(float).std() < 2, "the picture is whole: a half one is half grey"
    return float(picture.mean())


def due_in(seconds: float) -> Callable[[], float]:
    due = time.monotonic() + seconds
    return lambda: time.monotonic() - due


@pytest.mark.parametrize(
    ("codec", "key_every", "slices", "auth"),
    [
        pytest.param("h264", 5, 1, "digest", id="h264 and digest"),
        pytest.param("h264", 5, 4, "basic", id="h264 in slices and basic"),
        pytest.param("h264", 30, 1, "none", id="h264 with few key frames"),
        pytest.param("hevc", 5, 1, "none", id="hevc"),
        pytest.param("mjpeg", 1, 1, "none", id="mjpeg"),
    ],
)
def test_pictures_are_whole_and_of_when_they_are_due(
    codec: str, key_every: int, slices: int, auth: str, tmp_path: Path
) -> None:
    with rtsp_camera(film(tmp_path, codec, key_every, slices), auth) as camera:
        stream = RtspStream(camera.url, LOGIN if auth != "none" else None, 5)
        first = level_at(stream.next_jpeg(due_in(0), patience_s=1))
        second = level_at(stream.next_jpeg(due_in(2.5), patience_s=1))
        stream.close()
    assert 2 <= (second - first) / LEVELS_PER_S <= 4, "a picture of then, not one that waited"


def test_a_single_frame_of_a_film_can_be_told(tmp_path: Path) -> None:
    with av.open(str(film(tmp_path, seconds=4))) as container:
        levels = [frame.to_ndarray(format="bgr24").mean() for frame in container.decode(video=0)]
    assert len(levels) == 4 * FPS
    assert np.ptp(levels) == pytest.approx(3 * LEVELS_PER_S, abs=1.5)


def test_a_stalled_stream_is_noticed_and_an_ended_one(tmp_path: Path) -> None:
    with rtsp_camera(film(tmp_path, seconds=8)) as camera:
        stream = RtspStream(camera.url, None, silent_s=1)
        stream.next_jpeg(due_in(0), patience_s=5)
        camera.stall()
        with pytest.raises(StreamFailed, match="stalled"):
            stream.next_jpeg(due_in(3600), patience_s=5)
        camera.go_on()
        stream.close()
        again = RtspStream(camera.url, None, silent_s=5)
        again.next_jpeg(due_in(0), patience_s=5)
        camera.stop()
        with pytest.raises(StreamFailed):
            again.next_jpeg(due_in(3600), patience_s=5)


def test_a_film_that_is_over_ends(tmp_path: Path) -> None:
    with rtsp_camera(film(tmp_path, seconds=3)) as camera:
        stream = RtspStream(camera.url, None, silent_s=30)
        with pytest.raises(StreamFailed):
            stream.next_jpeg(due_in(3600), patience_s=5)


@pytest.mark.parametrize(
    ("login", "path", "words"),
    [
        (("viewer", "wr0ng"), "/stream", "refuses user and password"),
        (None, "/stream", "refuses user and password"),
        (LOGIN, "/nothing", "404"),
    ],
)
def test_why_a_stream_cannot_be_had(login: tuple[str, str] | None, path: str, words: str, tmp_path: Path) -> None:
    with rtsp_camera(film(tmp_path, seconds=2), "digest") as camera:
        url = camera.url.replace("/stream", path)
        with pytest.raises(StreamFailed, match=words) as caught:
            RtspStream(url, login, 5)
        camera.stop()
        with pytest.raises(StreamFailed, match="refused") as gone:
            RtspStream(url, login, 5)
    for said in (caught, gone):
        assert not any(word in str(said.value) for word in ("wr0ng", LOGIN[1], "viewer", "rtsp://"))


def test_what_asks_for_a_picture_can_end_the_asking(tmp_path: Path) -> None:
    def enough() -> float:
        raise KeyboardInterrupt

    with rtsp_camera(film(tmp_path, seconds=5)) as camera:
        stream = RtspStream(camera.url, None, 5)
        with pytest.raises(KeyboardInterrupt):
            stream.next_jpeg(enough, patience_s=5)
        stream.close()
