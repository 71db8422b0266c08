"""Where the pictures and weights lie that are measured on but are no part of this repository."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
POSE = "weights/yolov8n-pose_int8_openvino_model"
DETECTION = "weights/yolo11n_int8_openvino_model"


def shared(place: str) -> Path:
    """A path in the shared folder (CONDUCT_SHARED, else ../shared); skips the test where it is missing."""
    path = Path(os.environ.get("CONDUCT_SHARED", str(ROOT.parent / "shared"))) / place
    if not path.exists():
        pytest.skip(f"{path} is not here; CONDUCT_SHARED names the folder that has it")
    return path


def photograph(name: str) -> bytes:
    """One of the two photographs inside the ultralytics package."""
    from importlib.util import find_spec

    package = find_spec("ultralytics")
    assert package is not None
    assert package.origin is not None
    return (Path(package.origin).parent / "assets" / name).read_bytes()
