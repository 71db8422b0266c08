import os
from pathlib import Path

import numpy as np
import pytest

from tests.shared import photograph
from vision.optimize import CALIBRATION_MIN, optimize, time_looks, why_not
from vision.pictures import Picture
from vision.scene import PEOPLE, Scene, Seat
from vision.weights import WeightsUnusable

SCENE = Scene()
PICTURES = tuple(Path(f"{number}.jpg") for number in range(CALIBRATION_MIN))


@pytest.fixture(scope="module")
def untrained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A detector that knows nothing, made from the description inside the ultralytics package."""
    os.environ["YOLO_AUTOINSTALL"], os.environ["YOLO_OFFLINE"] = "false", "true"
    import ultralytics

    yolo = ultralytics.YOLO("yolo11n.yaml", verbose=False)
    yolo.model.names = {number: "person" if number == 0 else f"thing {number}" for number in range(80)}  # type: ignore[union-attr]
    place = tmp_path_factory.mktemp("weights") / "untrained.pt"
    yolo.save(str(place))
    return place


def test_exported_proven_and_timed(untrained: Path, tmp_path: Path) -> None:
    made = optimize(untrained, tmp_path / "out")
    assert made.place == tmp_path / "out" / "untrained_openvino_model"
    assert {file.suffix for file in made.place.iterdir()} >= {".xml", ".bin", ".yaml"}
    assert not made.int8
    assert min(made.before_ms, made.after_ms) > 0
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == ["untrained_openvino_model"]
    assert [file.name for file in untrained.parent.iterdir()] == ["untrained.pt"]
    with pytest.raises(WeightsUnusable, match="is there already"):
        optimize(untrained, tmp_path / "out")


def test_int8_is_calibrated_by_pictures(untrained: Path, tmp_path: Path) -> None:
    (tmp_path / "hall").mkdir()
    for number in range(CALIBRATION_MIN):
        frame = SCENE.frame({"W1": Seat(person=number % PEOPLE)}, tick=number)
        (tmp_path / "hall" / f"{number}.jpg").write_bytes(frame)
    made = optimize(untrained, tmp_path / "out", tmp_path / "hall")
    assert made.int8
    assert made.place == tmp_path / "out" / "untrained_int8_openvino_model"
    assert 'element_type="i8"' in next(made.place.glob("*.xml")).read_text(), "no weight is of eight bits"
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == ["untrained_int8_openvino_model"]


def test_what_is_no_model_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "bad.pt").write_bytes(b"no weights")
    with pytest.raises(WeightsUnusable):
        optimize(tmp_path / "bad.pt", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_folder_of_too_few_pictures_calibrates_nothing(tmp_path: Path) -> None:
    (tmp_path / "bad.pt").write_bytes(b"no weights")
    (tmp_path / "bus.jpg").write_bytes(photograph("bus.jpg"))
    with pytest.raises(WeightsUnusable, match="1 pictures cannot calibrate"):
        optimize(tmp_path / "bad.pt", tmp_path / "out", tmp_path)


@pytest.mark.parametrize(
    ("weights", "pictures", "there", "nncf", "words"),
    [
        pytest.param("a.pt", None, "", True, None, id="FP32"),
        pytest.param("a.pt", PICTURES, "", True, None, id="INT8"),
        pytest.param("a.pt", None, "a_int8_openvino_model", True, None, id="the other kind is there"),
        pytest.param("a.pt", None, "a_openvino_model", True, "is there already", id="FP32 is there"),
        pytest.param("a.pt", PICTURES, "a_int8_openvino_model", True, "is there already", id="INT8 is there"),
        pytest.param("a_openvino_model", None, "", True, "exported already", id="no .pt"),
        pytest.param("a.pt", PICTURES[1:], "", True, "19 pictures cannot", id="too few pictures"),
        pytest.param("a.pt", (), "", True, "0 pictures cannot", id="no picture"),
        pytest.param("a.pt", PICTURES, "", False, "package nncf", id="INT8 without nncf"),
        pytest.param("a.pt", None, "", False, None, id="FP32 needs no nncf"),
    ],
)
def test_why_not(
    weights: str,
    pictures: tuple[Path, ...] | None,
    there: str,
    nncf: bool,
    words: str | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("vision.optimize.find_spec", lambda name: object() if nncf or name != "nncf" else None)
    if there:
        (tmp_path / there).mkdir()
    said = why_not(Path(weights), tmp_path, pictures)
    assert (said is None) is (words is None)
    assert words is None or words in (said or "")


def test_the_first_look_is_not_timed() -> None:
    clock = iter([0.0, 9.0, 10.0, 10.2, 11.0, 11.1, 12.0, 12.3])

    class Eyes:
        name, gives_keypoints = "made up", False

        def prove(self) -> None: ...

        def look(self, views: object) -> list[tuple[()]]:
            return [() for _ in (views,)]

    pictures: list[Picture] = [np.zeros((8, 8, 3), np.uint8)] * 3
    assert time_looks(Eyes(), pictures, lambda: next(clock)) == pytest.approx(200)
