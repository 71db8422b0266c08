from collections import Counter

import cv2
import numpy as np
import pytest

from models.values.seeing import Unusable
from tests.shared import shared
from tests.vision.classroom import VIEWS
from vision.eyes import View
from vision.jpeg import decode
from vision.looker import Looker
from vision.pictures import Grey, Picture
from vision.quality import QualityLimits, grey_of, picture_fault
from vision.scene import Condition, Scene
from vision.videos import frames
from vision.views import crop_around

SCENE = Scene()


def crops(picture: Picture, windows: tuple[object, ...] | None = None) -> list[Grey]:
    views = [View(picture, window) for window in (windows or SCENE.views())]  # type: ignore[arg-type]
    boxes = [crop_around(view.window.staff_zone, view.width_px, view.height_px) for view in views]
    return [grey_of(picture)[box.top : box.bottom, box.left : box.right] for box in boxes]


def empty_hall(condition: Condition = Condition.good) -> Picture:
    return decode(SCENE.frame({}, condition=condition))


@pytest.mark.parametrize(
    ("condition", "fault"),
    [
        (Condition.good, None),
        (Condition.dark, Unusable.dark),
        (Condition.covered, Unusable.covered),
        (Condition.blurred, Unusable.blurred),
    ],
)
def test_the_drawn_hall(condition: Condition, fault: Unusable | None) -> None:
    assert {picture_fault(crop) for crop in crops(empty_hall(condition))} == {fault}


@pytest.mark.parametrize(
    ("crop", "fault"),
    [
        pytest.param(np.zeros((200, 300), np.uint8), Unusable.dark, id="black"),
        pytest.param(np.full((200, 300), 255, np.uint8), Unusable.covered, id="white"),
        pytest.param(np.full((5, 3), 128, np.uint8), Unusable.covered, id="tiny"),
    ],
)
def test_made_up(crop: Grey, fault: Unusable) -> None:
    assert picture_fault(crop) is fault


def test_an_empty_crop_is_an_error() -> None:
    with pytest.raises(ValueError, match="empty"):
        picture_fault(np.zeros((0, 10), np.uint8))


def test_the_limits_are_the_callers() -> None:
    crop = crops(empty_hall())[0]
    assert picture_fault(crop, QualityLimits(bright_level_min=250)) is Unusable.dark
    assert picture_fault(crop, QualityLimits(busy_share_min=1.01)) is Unusable.covered
    assert picture_fault(crop, QualityLimits(reblur_kept_max=0.1)) is Unusable.blurred


@pytest.mark.parametrize("scale", [0.625, 1.0, 2.0], ids=["tag of 40 px", "tag of 64 px", "tag of 128 px"])
@pytest.mark.parametrize("noise", [0.0, 2.0, 5.0])
def test_no_blur_makes_an_empty_seat_look_staffed(scale: float, noise: float) -> None:
    """The costly mistake of the tags alone: a tag too blurred to be read must not pass for a hidden one."""
    hall = np.asarray(cv2.resize(empty_hall(), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))
    looker = Looker()
    random = np.random.default_rng(7)
    seen: Counter[str] = Counter()
    for blur_px in (0, 1, 1.5, 2, 3, 4, 6, 9, 14, 20):
        soft = cv2.GaussianBlur(hall, (0, 0), blur_px) if blur_px else hall
        noisy = np.clip(soft + random.normal(0, noise, hall.shape), 0, 255).astype(np.uint8)
        for look in looker.look(noisy, SCENE.views()):
            assert look.sighting.people == 0, f"blur {blur_px} px: {look.sighting.why}"
            seen["usable" if look.sighting.usable else "not"] += 1
    assert seen["usable"] >= 8
    assert seen["not"] >= 16


def test_no_real_desk_is_called_covered_or_blurred() -> None:
    for _offset_s, body in frames(shared("data/occupancy/classroom.gif"), fps=1):
        assert [picture_fault(crop) for crop in crops(decode(body), VIEWS)] == [None] * 6


def test_coco_pictures_pass_and_blurred_ones_do_not() -> None:
    """Whole pictures, and the same blurred by a hundredth of their longer side."""
    sharp: Counter[Unusable | None] = Counter()
    soft: Counter[Unusable | None] = Counter()
    for file in sorted(shared("data/people/images").rglob("*.jpg")):
        grey = grey_of(decode(file.read_bytes()))
        sharp[picture_fault(grey)] += 1
        soft[picture_fault(np.asarray(cv2.GaussianBlur(grey, (0, 0), max(grey.shape) / 100), np.uint8))] += 1
    assert sharp == {None: 256}
    assert soft[Unusable.blurred] >= 250
