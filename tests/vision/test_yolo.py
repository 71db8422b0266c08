import shutil
import threading
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from models.values.seeing import SignalKind, WindowView
from tests.shared import DETECTION, POSE, photograph, shared
from vision.eyes import View
from vision.jpeg import decode
from vision.weights import WeightsUnusable
from vision.yolo import YoloEyes

ALL = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
LEFT_MAN = ((0.04, 0.36), (0.32, 0.36), (0.32, 0.85), (0.04, 0.85))


def untrained(architecture: str, place: Path) -> Path:
    """Weights that see nothing, but load and run as real ones do."""
    YoloEyes(place)  # sets nothing up by itself; the offline settings come with the first load
    from vision.yolo import ultralytics_offline

    model = ultralytics_offline()(f"{architecture}.yaml")
    model.model.names = {0: "person"}
    model.save(str(place))
    return place


@pytest.fixture(scope="module")
def pose_pt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return untrained("yolov8n-pose", tmp_path_factory.mktemp("weights") / "pose.pt")


def bus(zone: tuple[tuple[float, float], ...] = ALL) -> View:
    return View(decode(photograph("bus.jpg")), WindowView(window="W1", tag_number=1, staff_zone=zone))


def test_untrained_weights_look_and_answer_for_every_view(pose_pt: Path) -> None:
    eyes = YoloEyes(pose_pt, score_min=0.9)
    assert not eyes.gives_keypoints
    eyes.prove()
    assert eyes.gives_keypoints
    assert eyes.look([bus(), bus(LEFT_MAN), bus()]) == [(), (), ()]
    assert eyes.look([]) == []


def test_ultralytics_is_kept_offline(pose_pt: Path) -> None:
    YoloEyes(pose_pt).prove()
    from ultralytics import settings
    from ultralytics.utils import AUTOINSTALL, ONLINE

    assert (cast(Any, settings)["sync"], ONLINE, AUTOINSTALL) == (False, False, False)


def test_another_thread_is_refused(pose_pt: Path) -> None:
    eyes = YoloEyes(pose_pt)
    eyes.prove()
    raised: list[BaseException] = []

    def elsewhere() -> None:
        try:
            eyes.look([bus()])
        except RuntimeError as error:
            raised.append(error)

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert "another thread" in str(raised[0])


def broken_pt(folder: Path) -> Path:
    (folder / "bad.pt").write_bytes(b"PK no weights")
    return folder / "bad.pt"


def missing_pt(folder: Path) -> Path:
    return folder / "yolo11n-not-there.pt"


def openvino_without_model(folder: Path) -> Path:
    (folder / "metadata.yaml").write_text("task: pose\nbatch: 1\nimgsz: [640, 640]\nnames: {0: person}\nstride: 32\n")
    (folder / "model.xml").write_text("<net/>")
    (folder / "model.bin").write_bytes(b"")
    return folder


def without_persons(folder: Path) -> Path:
    from vision.yolo import ultralytics_offline

    model = ultralytics_offline()("yolov8n.yaml")
    model.model.names = {number: f"thing {number}" for number in range(80)}
    model.save(str(folder / "things.pt"))
    return folder / "things.pt"


@pytest.mark.parametrize("make", [broken_pt, missing_pt, openvino_without_model, without_persons])
def test_unusable_weights_say_so_in_one_line(make: Any, tmp_path: Path) -> None:
    place = make(tmp_path)
    with pytest.raises(WeightsUnusable) as caught:
        YoloEyes(place).prove()
    assert "\n" not in str(caught.value)
    assert place.name in str(caught.value)


@pytest.mark.parametrize("suffix", [".bin", ".xml", "metadata.yaml"])
def test_a_damaged_openvino_folder(suffix: str, tmp_path: Path) -> None:
    folder = tmp_path / "copy_openvino_model"
    shutil.copytree(shared(POSE), folder)
    for file in folder.iterdir():
        if file.name.endswith(suffix):
            file.write_bytes(file.read_bytes()[:100])
    with pytest.raises(WeightsUnusable):
        YoloEyes(folder).prove()


@pytest.mark.parametrize(("weights", "keypoints"), [(POSE, True), (DETECTION, False)])
def test_finds_people_in_the_photograph(weights: str, keypoints: bool) -> None:
    eyes = YoloEyes(shared(weights))
    eyes.prove()
    assert eyes.gives_keypoints is keypoints
    whole, one = eyes.look([bus(), bus(LEFT_MAN)])
    assert sum(signal.score > 0.6 for signal in whole) >= 3
    assert [signal.score for signal in whole] == sorted((signal.score for signal in whole), reverse=True)
    (best,) = (signal for signal in one if signal.box[0] < 0.1 and signal.score > 0.6)
    assert best.kind is SignalKind.person
    assert best.box == pytest.approx((0.06, 0.37, 0.30, 0.84), abs=0.04), "in 0..1 of the whole picture"
    assert (best.keypoints is not None) is keypoints
    if best.keypoints is not None:
        assert len(best.keypoints) == 17
        nose = best.keypoints[0]
        assert nose[:2] == pytest.approx((144 / 810, 444 / 1080), abs=0.02)


def test_nobody_in_noise() -> None:
    eyes = YoloEyes(shared(POSE))
    noise = np.random.default_rng(3).integers(0, 255, (400, 600, 3), np.uint8)
    (found,) = eyes.look([View(noise, WindowView(window="W1", tag_number=1, staff_zone=ALL))])
    assert [signal for signal in found if signal.score > 0.4] == []
