import subprocess
import sys

import pytest

HEAVY = ("cv2", "torch", "ultralytics", "typst", "openvino")


@pytest.mark.parametrize(
    ("modules", "absent"),
    [
        ("vision, vision.views, vision.persons, vision.fuse, vision.heads", (*HEAVY, "numpy")),
        ("vision.jpeg, vision.rtsp, vision.eyes, vision.weights, vision.pictures", HEAVY),
        ("vision.yolo, vision.check", HEAVY),
        ("vision.looker, vision.still, vision.scene, vision.videos", ("torch", "ultralytics", "openvino")),
    ],
)
def test_imports_stay_light(modules: str, absent: tuple[str, ...]) -> None:
    script = f"import sys, {modules}; print(*(name for name in {absent!r} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_the_scene_is_drawn_without_torch() -> None:
    script = "import sys, vision.scene as s; s.Scene().frame({'W1': s.Seat(0)}); print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False"]
