from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.shared import photograph, shared
from vision.jpeg import decode
from vision.videos import RecordingUnreadable, frames


def video(place: Path, codec: str, count: int = 7) -> Path:
    writer = cv2.VideoWriter(str(place), cv2.VideoWriter.fourcc(*codec), 5, (64, 48))
    assert writer.isOpened()
    for index in range(count):
        writer.write(np.full((48, 64, 3), 30 * index, np.uint8))
    writer.release()
    return place


@pytest.mark.parametrize(("name", "codec"), [("a.avi", "MJPG"), ("a.mp4", "mp4v")])
def test_every_frame_of_a_video(name: str, codec: str, tmp_path: Path) -> None:
    played = list(frames(video(tmp_path / name, codec), fps=2))
    assert [offset for offset, _ in played] == [0, 0.5, 1, 1.5, 2, 2.5, 3]
    levels = [float(decode(body).mean()) for _, body in played]
    assert levels == pytest.approx([30 * index for index in range(7)], abs=6)


def test_a_folder_in_the_order_of_names_byte_for_byte(tmp_path: Path) -> None:
    bodies = {"b.jpg": photograph("bus.jpg"), "a.JPEG": photograph("zidane.jpg"), "c.txt": b"no picture"}
    for name, body in bodies.items():
        (tmp_path / name).write_bytes(body)
    assert list(frames(tmp_path, fps=0.2)) == [(0.0, bodies["a.JPEG"]), (5.0, bodies["b.jpg"])]


def test_the_classroom() -> None:
    assert len(list(frames(shared("data/occupancy/classroom.gif"), fps=1))) == 45


@pytest.mark.parametrize("name", ["missing.mp4", "text.mp4", "picture.jpg", "empty"])
def test_unreadable_before_the_first_frame(name: str, tmp_path: Path) -> None:
    (tmp_path / "text.mp4").write_text("no video")
    (tmp_path / "picture.jpg").write_bytes(photograph("bus.jpg"))
    (tmp_path / "empty").mkdir()
    with pytest.raises(RecordingUnreadable):
        frames(tmp_path / name, fps=1)


@pytest.mark.parametrize("fps", [0, -1.0])
def test_no_rate(fps: float, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="fps"):
        frames(tmp_path, fps)
