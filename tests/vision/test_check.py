from pathlib import Path

import pytest

from tests.shared import DETECTION, POSE, photograph, shared
from vision.check import check_weights
from vision.weights import WeightsUnusable


@pytest.mark.parametrize(("weights", "keypoints"), [(POSE, True), (DETECTION, False)])
def test_report(weights: str, keypoints: bool, tmp_path: Path) -> None:
    place = shared(weights)
    for name in ("bus.jpg", "zidane.jpg"):
        (tmp_path / name).write_bytes(photograph(name))
    (tmp_path / "cut.jpg").write_bytes(photograph("bus.jpg")[:5000])
    report = check_weights(place, tmp_path)
    assert report.keypoints is keypoints
    assert [name for name, _ in report.persons_in] == ["bus.jpg", "zidane.jpg"]
    assert [persons for _, persons in report.persons_in] in ([3, 2], [4, 2])
    assert report.undecodable == ("cut.jpg",)
    assert report.look_ms_median is not None
    assert 1 < report.look_ms_median < 5000


def test_without_pictures_the_weights_are_still_proven(tmp_path: Path) -> None:
    assert check_weights(shared(POSE), tmp_path).look_ms_median is None
    (tmp_path / "bad.pt").write_bytes(b"no weights")
    with pytest.raises(WeightsUnusable):
        check_weights(tmp_path / "bad.pt", tmp_path)
