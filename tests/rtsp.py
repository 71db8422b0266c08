"""A camera that streams: a drawn video behind a real RTSP server, in a process of its own."""

import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av
import numpy as np
import pytest

SYSTEM_PYTHON = "/usr/bin/python3"
SERVER = Path(__file__).with_name("rtsp_server.py")
LOGIN = ("viewer", "s:cret/@")
FPS = 10
LEVELS_PER_S = 2
"""The picture grows lighter by so much, so that it tells when it was taken."""
CODECS = {"h264": ("libx264", "yuv420p"), "hevc": ("libx265", "yuv420p"), "mjpeg": ("mjpeg", "yuvj420p")}


def film(folder: Path, codec: str = "h264", key_every: int = 5, slices: int = 1, seconds: int = 60) -> Path:
    """An MP4 of 320 x 240 that begins dark; a key frame each `key_every` frames, ten frames a second."""
    encoder, pixels = CODECS[codec]
    file = folder / f"film.{codec}.mp4"
    with av.open(str(file), "w") as container:
        video = container.add_stream(encoder, rate=FPS)
        video.width, video.height, video.pix_fmt = 320, 240, pixels
        video.codec_context.gop_size = key_every
        video.options = {
            "preset": "ultrafast", "tune": "zerolatency", "sc_threshold": "0", "x265-params": "log-level=none",
            "x264-params": f"sliced-threads=0:slices={slices}",
        }  # fmt: skip
        for number in range(seconds * FPS):
            picture = np.full((240, 320, 3), 20 + number * LEVELS_PER_S // FPS % 220, np.uint8)
            container.mux(video.encode(av.VideoFrame.from_ndarray(picture, "bgr24")))
        container.mux(video.encode(None))
    return file


class RtspCamera:
    """`url` stays the same from one start to the next."""

    def __init__(self, video: Path, auth: str = "none") -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self._port = free.getsockname()[1]
        self._command = [SYSTEM_PYTHON, str(SERVER), str(video), str(self._port), auth]
        self._process: subprocess.Popen[str] | None = None
        self.url = f"rtsp://127.0.0.1:{self._port}/stream"

    def start(self) -> None:
        self._process = subprocess.Popen(self._command, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        assert self._process.stdout.readline().strip() == str(self._port), "the RTSP server did not start"

    def stall(self) -> None:
        """Connections stay, and nothing comes any more."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


@contextmanager
def rtsp_camera(video: Path, auth: str = "none") -> Iterator[RtspCamera]:
    """Skips where there is no such server, but not in CI."""
    probe = "import gi; gi.require_version('GstRtspServer', '1.0'); from gi.repository import GstRtspServer"
    have = subprocess.run([SYSTEM_PYTHON, "-c", probe], capture_output=True, check=False).returncode == 0
    if not have and not os.environ.get("CI"):
        pytest.skip("no gir1.2-gst-rtsp-server-1.0 and python3-gi here; .ci/run installs them")
    camera = RtspCamera(video, auth)
    camera.start()
    try:
        yield camera
    finally:
        camera.stop()
