"""A recording as JPEG frames, for posting it as a camera would."""

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import cv2

from vision.jpeg import encode
from vision.pictures import Picture

VIDEO_SUFFIXES = frozenset({".mp4", ".avi", ".gif", ".mkv", ".mov"})
JPEG_SUFFIXES = frozenset({".jpg", ".jpeg"})
QUALITY = 92


class RecordingUnreadable(ValueError):
    """Nothing can be played from this file or folder; the message says why."""


def frames(path: Path, fps: float) -> Iterator[tuple[float, bytes]]:
    """Every frame of a recording with its offset in seconds when played at `fps` frames a second.

    A video file (mp4, avi, gif, mkv, mov: frames are encoded anew) or a folder of JPEG files in the order of their
    names (their bytes as they are). No frame is left out: at the recording's own rate it plays in real time, below
    it in slow motion. Raises ValueError for an fps of 0 or less, RecordingUnreadable before the first frame.
    """
    if fps <= 0:
        raise ValueError(f"fps must be over 0, not {fps}")
    pictures = _files(path) if path.is_dir() else _decoded(path)
    return ((index / fps, body) for index, body in enumerate(pictures))


def _files(folder: Path) -> Iterator[bytes]:
    files = sorted(file for file in folder.iterdir() if file.suffix.lower() in JPEG_SUFFIXES)
    if not files:
        raise RecordingUnreadable(f"no .jpg or .jpeg file lies in {folder}")
    return (file.read_bytes() for file in files)


def _decoded(path: Path) -> Iterator[bytes]:
    if not path.is_file():
        raise RecordingUnreadable(f"there is no file or folder {path}")
    if path.suffix.lower() not in VIDEO_SUFFIXES:
        raise RecordingUnreadable(f"{path} is no video: one of {', '.join(sorted(VIDEO_SUFFIXES))} is expected")
    capture = cv2.VideoCapture(str(path))
    got, first = capture.read()
    if not got:
        capture.release()
        raise RecordingUnreadable(f"no frame can be read from {path}")
    return _rest(capture, cast(Picture, first))


def _rest(capture: cv2.VideoCapture, picture: Picture) -> Iterator[bytes]:
    try:
        got = True
        while got:
            yield encode(picture, QUALITY)
            got, following = capture.read()
            picture = cast(Picture, following)
    finally:
        capture.release()
