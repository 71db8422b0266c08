import cv2
import numpy as np
import pytest

from models.values.seeing import SignalKind, WindowView
from tests.shared import shared
from vision.eyes import View
from vision.markers import MarkerEyes
from vision.pictures import Picture
from vision.tags import tag_image

WINDOW = WindowView(
    window="W7",
    tag_number=7,
    staff_zone=((0.1, 0.1), (0.4, 0.1), (0.4, 0.5), (0.1, 0.5)),
    sign_zone=((0.6, 0.6), (0.9, 0.6), (0.9, 0.9), (0.6, 0.9)),
)
IN_STAFF, IN_SIGN = (250, 200), (930, 530)


def picture(*tags: tuple[int, tuple[int, int]], px: int = 60) -> Picture:
    made = np.full((720, 1280, 3), 170, np.uint8)
    for number, (x, y) in tags:
        made[y : y + px, x : x + px] = tag_image(number, px)[..., None]
    return made


def kinds(made: Picture, window: WindowView = WINDOW) -> list[SignalKind]:
    (found,) = MarkerEyes().look([View(made, window)])
    return [signal.kind for signal in found]


@pytest.mark.parametrize(
    ("made", "found"),
    [
        pytest.param(picture((15, IN_STAFF)), [SignalKind.seat_tag], id="own seat tag"),
        pytest.param(picture((14, IN_SIGN)), [SignalKind.sign_tag], id="own sign"),
        pytest.param(picture((15, IN_STAFF), (14, IN_SIGN)), [SignalKind.seat_tag, SignalKind.sign_tag], id="both"),
        pytest.param(picture((13, IN_STAFF), (16, IN_SIGN)), [], id="the neighbours' tags"),
        pytest.param(picture((14, IN_STAFF), (15, IN_SIGN)), [], id="each in the other's place"),
        pytest.param(picture((15, (560, 640))), [], id="own seat tag far away"),
        pytest.param(picture(), [], id="none"),
    ],
)
def test_only_the_windows_own(made: Picture, found: list[SignalKind]) -> None:
    assert kinds(made) == found


def test_box_is_where_the_tag_is() -> None:
    (found,) = MarkerEyes().look([View(picture((15, IN_STAFF)), WINDOW)])
    left, top, right, bottom = found[0].box
    assert (left * 1280, top * 720, right * 1280, bottom * 720) == pytest.approx((256, 206, 304, 254), abs=2)


def test_a_window_without_seat_tag_or_sign_zone_is_not_searched_for_them() -> None:
    bare = WindowView(window="W7", tag_number=7, staff_zone=WINDOW.staff_zone, seat_tag=False)
    assert kinds(picture((15, IN_STAFF), (14, IN_SIGN)), bare) == []


def test_several_views_keep_their_order() -> None:
    shown, empty = View(picture((15, IN_STAFF)), WINDOW), View(picture(), WINDOW)
    assert [len(found) for found in MarkerEyes().look([empty, shown, empty])] == [0, 1, 0]


@pytest.mark.parametrize("black_px", [40, 48, 64])
@pytest.mark.parametrize("degrees", [0, 30, 45])
def test_forty_pixels_are_enough(black_px: int, degrees: int) -> None:
    side = black_px * 10 // 8
    flat = np.full((720, 1280, 3), 170, np.uint8)
    narrow = round(side * float(np.cos(np.radians(degrees))))
    tag = cv2.resize(tag_image(15, 400), (narrow, side), interpolation=cv2.INTER_AREA)
    flat[220 : 220 + side, 250 : 250 + narrow] = tag[..., None]
    soft = cv2.GaussianBlur(flat, (0, 0), 1.0)
    assert kinds(np.asarray(soft, np.uint8)) == [SignalKind.seat_tag]


def test_finds_no_tag_in_pictures_without() -> None:
    files = sorted(shared("data/people/images").rglob("*.jpg"))
    eyes = MarkerEyes()
    found = [number for file in files for number, _ in eyes.read(cv2.imread(str(file), cv2.IMREAD_GRAYSCALE))]  # type: ignore[arg-type]
    assert len(files) == 256
    assert found == []
