from collections.abc import Sequence

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from models.values.seeing import Polygon, Signal, SignalKind, WindowView
from tests.shared import DETECTION, POSE, photograph, shared
from tests.vision.people import person
from vision.eyes import View
from vision.heads import HeadEllipse, head_of
from vision.jpeg import decode, inspect
from vision.markers import MarkerEyes
from vision.pictures import Picture
from vision.quality import grey_of
from vision.scene import Scene, Seat
from vision.still import still
from vision.yolo import YoloEyes

ZIDANE = decode(photograph("zidane.jpg"))
BUS = decode(photograph("bus.jpg"))
RIGHT_MAN: Polygon = ((0.55, 0.03), (0.9, 0.03), (0.9, 0.98), (0.55, 0.98))
SIGN: Polygon = ((0.05, 0.6), (0.2, 0.6), (0.2, 0.9), (0.05, 0.9))
WINDOW = WindowView(window="W1", tag_number=1, staff_zone=RIGHT_MAN, sign_zone=SIGN)
# as the pose model finds them, written down so that no weights are needed
NOSES = ((998, 199, 856, 1020), (648, 352, 327, 624))


def found_person(nose_x: float, nose_y: float, right_x: float, left_x: float) -> Signal:
    """A person of zidane.jpg with nose, eyes, ears and shoulders."""
    points = [(nose_x, nose_y), (nose_x + 24, nose_y - 24), (nose_x - 30, nose_y - 30), (nose_x + 48, nose_y - 3)]
    points += [(nose_x - 92, nose_y - 18), (left_x, nose_y + 130), (right_x, nose_y + 130)]
    sure = tuple((x / 1280, y / 720, 0.9) for x, y in points) + ((0.0, 0.0, 0.0),) * 10
    return Signal(SignalKind.person, 0.9, (right_x / 1280 - 0.05, 0.05, left_x / 1280 + 0.05, 1.0), sure)


BOTH_MEN = tuple(found_person(*nose) for nose in NOSES)


def zone_mask(window: WindowView, width: int, height: int, widen_px: int = 0) -> NDArray[np.bool_]:
    mask = np.zeros((height, width), np.uint8)
    for zone in (window.staff_zone, window.sign_zone):
        if zone is not None:
            cv2.fillPoly(mask, [np.array([(round(x * width), round(y * height)) for x, y in zone], np.int32)], 255)
    return np.asarray(cv2.dilate(mask, np.ones((2 * widen_px + 1,) * 2, np.uint8))) > 0


def detail(picture: Picture) -> NDArray[np.float64]:
    """What a picture has that its own blur has not."""
    grey = grey_of(picture).astype(np.float64)
    return np.abs(grey - cv2.GaussianBlur(grey, (0, 0), 3))


def in_ellipse(head: HeadEllipse, shape: Sequence[int], part: float) -> NDArray[np.bool_]:
    rows, columns = np.mgrid[: shape[0], : shape[1]]
    return ((columns - head.x_px) / head.half_width_px) ** 2 + (
        (rows - head.y_px) / head.half_height_px
    ) ** 2 <= part**2


def assert_blocks_outside(kept: Picture, source: Picture, window: WindowView) -> None:
    """Outside the zones the still is the source's blocks of a twentieth of the longer side, up to JPEG noise."""
    height, width = kept.shape[:2]
    block = max(height, width) // 20
    rows, columns = height // block, width // block
    small = cv2.resize(source, (width, height), interpolation=cv2.INTER_AREA)
    means = cv2.resize(small, (columns, rows), interpolation=cv2.INTER_AREA)
    blocks = np.asarray(cv2.resize(means, (width, height), interpolation=cv2.INTER_NEAREST))
    outside = ~zone_mask(window, width, height, widen_px=20)
    assert outside.mean() > 0.3
    assert np.abs(kept.astype(int) - blocks)[outside].mean() < 3
    assert np.percentile(np.abs(kept.astype(int) - blocks)[outside], 99.5) < 30


@pytest.mark.parametrize("heads_known", [True, False])
@pytest.mark.parametrize(
    ("picture", "window"),
    [
        pytest.param(ZIDANE, WINDOW, id="zidane"),
        pytest.param(BUS, WINDOW, id="bus"),
        pytest.param(np.asarray(cv2.resize(ZIDANE, (2560, 1440))), WINDOW, id="larger than a still"),
    ],
)
def test_outside_the_zones_only_blocks(picture: Picture, window: WindowView, heads_known: bool) -> None:
    body = still(picture, window, BOTH_MEN, heads_known)
    assert inspect(body).width_px == min(1280, picture.shape[1])
    assert_blocks_outside(decode(body), picture, window)


def test_the_head_goes_and_the_rest_of_the_zone_stays() -> None:
    kept = decode(still(ZIDANE, WINDOW, BOTH_MEN, heads_known=True))
    head = in_ellipse(head_of(BOTH_MEN[0], 1280, 720), kept.shape, 0.9) & zone_mask(WINDOW, 1280, 720)
    assert detail(ZIDANE)[head].mean() > 4, "there is a face to hide"
    assert detail(kept)[head].mean() < 1.2
    body = np.zeros((720, 1280), bool)
    body[500:690, 780:1100] = True
    assert np.abs(kept.astype(int) - ZIDANE)[body].mean() < 6


def test_a_head_found_with_a_low_score_goes_too() -> None:
    doubtful = tuple(Signal(one.kind, 0.11, one.box, one.keypoints) for one in BOTH_MEN)
    assert still(ZIDANE, WINDOW, doubtful, True) == still(ZIDANE, WINDOW, BOTH_MEN, True)


def test_nothing_is_changed_in_the_callers_picture() -> None:
    before = ZIDANE.copy()
    still(ZIDANE, WINDOW, BOTH_MEN, heads_known=True)
    assert np.array_equal(ZIDANE, before)


@pytest.mark.parametrize(
    ("signals", "heads_known"),
    [
        pytest.param((), False, id="tags only"),
        pytest.param(BOTH_MEN, False, id="keypoints from elsewhere, this window not looked at"),
        pytest.param((person((0.6, 0.1, 0.85, 1.0)),), True, id="a person without keypoints"),
    ],
)
def test_without_keypoints_nothing_but_blocks_inside(signals: tuple[Signal, ...], heads_known: bool) -> None:
    kept = decode(still(ZIDANE, WINDOW, signals, heads_known))
    inner = np.zeros((720, 1280), bool)
    inner[40:690, 720:1140] = True
    means = cv2.resize(cv2.resize(ZIDANE, (20, 11), interpolation=cv2.INTER_AREA), (1280, 720), interpolation=0)
    assert np.abs(kept.astype(int) - np.asarray(means))[inner].mean() < 3


def test_tags_stay_readable_without_keypoints_but_only_inside_the_zones() -> None:
    scene = Scene()
    picture = decode(scene.frame({"W2": Seat(sign=True), "W3": Seat(person=0)}))
    window = scene.views()[1]
    views = [View(picture, view) for view in scene.views()]
    signals = [signal for found in MarkerEyes().look(views) for signal in found]
    assert len(signals) == 4
    kept = decode(still(picture, window, signals, heads_known=False))
    tags = [signal.box for signal in signals]
    shown = [box for box in tags if 0.25 <= box[0] < 0.5]
    for left, top, right, bottom in tags:
        part = (slice(int(top * 720) + 2, int(bottom * 720) - 2), slice(int(left * 1280) + 2, int(right * 1280) - 2))
        difference = np.abs(kept[part].astype(int) - picture[part]).mean()
        if (left, top, right, bottom) in shown:
            assert difference < 12
        else:
            assert difference > 50
    assert len(shown) == 2


def test_a_sign_zone_that_no_person_detector_saw_shows_only_its_tag() -> None:
    """The left man's face lies in a sign zone far from the staff zone, and nobody looked for heads there."""
    face: Polygon = ((0.4, 0.35), (0.54, 0.35), (0.54, 0.75), (0.4, 0.75))
    narrow: Polygon = ((0.75, 0.03), (0.9, 0.03), (0.9, 0.98), (0.75, 0.98))
    window = WindowView(window="W1", tag_number=1, staff_zone=narrow, sign_zone=face)
    kept = decode(still(ZIDANE, window, BOTH_MEN[:1], heads_known=True))
    inner = (slice(290, 500), slice(540, 660))
    assert detail(ZIDANE)[inner].mean() > 3
    blocks = cv2.resize(cv2.resize(ZIDANE, (20, 11), interpolation=cv2.INTER_AREA), (1280, 720), interpolation=0)
    assert np.abs(kept.astype(int) - np.asarray(blocks))[inner].mean() < 3


def test_carries_no_metadata() -> None:
    body = still(ZIDANE, WINDOW, BOTH_MEN, heads_known=True)
    assert b"Exif" not in body
    assert body.count(b"\xff\xd8\xff") == 1


def test_a_zone_outside_of_the_picture_is_an_error() -> None:
    with pytest.raises(ValueError, match="zone"):
        still(ZIDANE, WindowView("W1", 1, ((1.5, 1.5), (1.7, 1.5), (1.7, 1.7))), (), heads_known=True)


@pytest.mark.parametrize("picture", [ZIDANE, BUS], ids=["zidane", "bus"])
def test_no_person_is_found_again_in_what_lies_outside(picture: Picture) -> None:
    """With real weights: the still of a window in which nobody is shows no person to the same detector."""
    corner = WindowView("W1", 1, ((0.0, 0.0), (0.12, 0.0), (0.12, 0.12), (0.0, 0.12)))
    everything = WindowView("all", 0, ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)))
    for weights in (POSE, DETECTION):
        eyes = YoloEyes(shared(weights))
        (before,) = eyes.look([View(picture, everything)])
        (after,) = eyes.look([View(decode(still(picture, corner, before, True)), everything)])
        assert sum(signal.score > 0.5 for signal in before) >= 2
        assert [signal.score for signal in after if signal.score > 0.5] == []


def test_real_heads_lose_their_face() -> None:
    everything = WindowView("all", 0, ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)))
    eyes = YoloEyes(shared(POSE))
    for picture in (ZIDANE, BUS):
        (found,) = eyes.look([View(picture, everything)])
        kept = decode(still(picture, everything, found, heads_known=True))
        height, width = kept.shape[:2]
        for one in (one for one in found if one.score > 0.6):
            assert one.keypoints is not None
            for x, y, sure in one.keypoints[:3]:
                row, column = int(y * height), int(x * width)
                # the zone's outline runs along the picture's edge
                if sure > 0.5 and 10 < column < width - 10:
                    part = (slice(max(0, row - 6), row + 7), slice(max(0, column - 6), column + 7))
                    before = detail(picture)[part].mean()
                    assert before > 3, "there is a face to hide"
                    assert detail(kept)[part].mean() < 0.1 * before
