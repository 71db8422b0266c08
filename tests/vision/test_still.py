"""What a still may show, in pixels: drawn halls with people from photographs, found by a detector or by nobody."""

from dataclasses import replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from models.values.seeing import Polygon, Signal, SignalKind, WindowView
from tests.shared import DETECTION, POSE, photograph, shared
from tests.vision.people import person
from vision.eyes import View
from vision.heads import head_of
from vision.jpeg import decode, inspect
from vision.markers import MarkerEyes
from vision.pictures import Picture
from vision.quality import grey_of
from vision.scene import Scene, Seat
from vision.still import MARGIN, SIDE_PX, still, torso_still
from vision.veil import block_px, cell_px, cells
from vision.views import Crop, bounds, crop_around
from vision.yolo import YoloEyes

ZIDANE = decode(photograph("zidane.jpg"))
BUS = decode(photograph("bus.jpg"))
RIGHT_MAN: Polygon = ((0.55, 0.03), (0.9, 0.03), (0.9, 0.98), (0.55, 0.98))
SIGN: Polygon = ((0.05, 0.6), (0.2, 0.6), (0.2, 0.9), (0.05, 0.9))
WINDOW = WindowView(window="W1", tag_number=1, staff_zone=RIGHT_MAN, sign_zone=SIGN)
# as the pose model finds them, written down so that no weights are needed
NOSES = ((998, 199, 856, 1020), (648, 352, 327, 624))
FACE_PX = (900, 100, 1090, 330)
"""The right man's face: left, top, right, bottom."""


def found_person(nose_x: float, nose_y: float, right_x: float, left_x: float) -> Signal:
    """A person of zidane.jpg with nose, eyes, ears and shoulders."""
    points = [(nose_x, nose_y), (nose_x + 24, nose_y - 24), (nose_x - 30, nose_y - 30), (nose_x + 48, nose_y - 3)]
    points += [(nose_x - 92, nose_y - 18), (left_x, nose_y + 130), (right_x, nose_y + 130)]
    sure = tuple((x / 1280, y / 720, 0.9) for x, y in points) + ((0.0, 0.0, 0.0),) * 10
    return Signal(SignalKind.person, 0.9, (right_x / 1280 - 0.05, 0.05, left_x / 1280 + 0.05, 1.0), sure)


BOTH_MEN = tuple(found_person(*nose) for nose in NOSES)
NOBODY_FOUND: tuple[Signal, ...] = ()


def crop_of(window: WindowView, picture: Picture) -> Crop:
    corners = [corner for zone in (window.staff_zone, window.sign_zone) if zone for corner in zone]
    left, top, right, bottom = bounds(corners)
    box = ((left, top), (right, top), (right, bottom), (left, bottom))
    return crop_around(box, picture.shape[1], picture.shape[0], MARGIN)


def on_still(box: tuple[float, float, float, float], window: WindowView, picture: Picture) -> tuple[slice, slice]:
    """A box in 0..1 of the picture as rows and columns of its still."""
    crop, (height, width) = crop_of(window, picture), picture.shape[:2]
    scale = SIDE_PX / max(crop.width_px, crop.height_px)
    left, top, right, bottom = box
    rows = slice(max(0, int((top * height - crop.top) * scale)), int((bottom * height - crop.top) * scale))
    return rows, slice(max(0, int((left * width - crop.left) * scale)), int((right * width - crop.left) * scale))


def in_parts(box_px: tuple[int, int, int, int], picture: Picture) -> tuple[float, float, float, float]:
    height, width = picture.shape[:2]
    return box_px[0] / width, box_px[1] / height, box_px[2] / width, box_px[3] / height


def detail(picture: Picture) -> NDArray[np.float64]:
    """What a picture has that its own blur has not."""
    grey = grey_of(picture).astype(np.float64)
    return np.abs(grey - cv2.GaussianBlur(grey, (0, 0), 3))


def coarse(picture: Picture, window: WindowView, side_px: float) -> Picture:
    """The picture with its crop made of flat cells: as much as a still may know of it."""
    crop, flat = crop_of(window, picture), picture.copy()
    few = cells(picture[crop.top : crop.bottom, crop.left : crop.right], side_px)
    flat[crop.top : crop.bottom, crop.left : crop.right] = cv2.resize(
        few, (crop.width_px, crop.height_px), interpolation=cv2.INTER_NEAREST_EXACT
    )
    return flat


def difference(a: bytes, b: bytes) -> float:
    return float(np.abs(decode(a).astype(int) - decode(b)).mean())


@pytest.mark.parametrize("signals", [NOBODY_FOUND, BOTH_MEN], ids=["nobody found", "everybody found"])
@pytest.mark.parametrize(
    ("picture", "window"),
    [
        pytest.param(ZIDANE, WINDOW, id="zidane"),
        pytest.param(BUS, WINDOW, id="bus"),
        pytest.param(np.asarray(cv2.resize(ZIDANE, (2560, 1440))), WINDOW, id="a large picture"),
        pytest.param(ZIDANE, replace(WINDOW, sign_zone=None), id="no sign zone"),
    ],
)
def test_a_still_knows_no_more_than_the_cells(
    picture: Picture, window: WindowView, signals: tuple[Signal, ...]
) -> None:
    """From a picture that has nothing but the cells' means comes the same still: no detector has a part in that."""
    height, width = picture.shape[:2]
    side = cell_px(window.staff_zone, width, height)
    kept = still(picture, window, signals)
    flat, flatter = (coarse(picture, window, side_px) for side_px in (side, 1.5 * side))
    assert np.abs(flat.astype(int) - picture).mean() > 4, "there was something to lose"
    assert difference(kept, still(flat, window, signals)) < 3
    assert difference(kept, still(flatter, window, signals)) > 6, "what is lost beyond that is seen"


@pytest.mark.parametrize(
    ("zone", "face_px", "cells_most"),
    [
        pytest.param(RIGHT_MAN, FACE_PX, (4.0, 4.5), id="a zone about the upper body"),
        pytest.param(((0.6, 0.05), (0.9, 0.05), (0.9, 0.6), (0.6, 0.6)), FACE_PX, (6.0, 7.1), id="a zone too small"),
        pytest.param(((0.4, 0.3), (1.0, 0.3), (1.0, 0.6), (0.4, 0.6)), FACE_PX, (6.0, 7.0), id="a long low zone"),
    ],
)
def test_a_face_is_a_few_cells(
    zone: Polygon, face_px: tuple[int, int, int, int], cells_most: tuple[float, float]
) -> None:
    """People are recognised from about 7 x 10 samples of a face; 720 px high, 1280 px wide."""
    side = cell_px(zone, 1280, 720)
    left, top, right, bottom = face_px
    assert (right - left) / side <= cells_most[0]
    assert (bottom - top) / side <= cells_most[1]


@pytest.mark.parametrize("number", range(4))
def test_whom_no_detector_found_has_no_face_either(number: int) -> None:
    """Each of the four people of the drawn hall, at the desk, standing for a customer behind it, or bent down."""
    scene = Scene()
    window = scene.views()[1]
    picture = decode(scene.frame({"W2": Seat(person=number)}))
    bent = picture.copy()
    bent[300:440, 380:560] = cv2.resize(picture[158:300, 388:558], (180, 140))
    for shown, face in ((picture, (395, 165, 555, 300)), (bent, (385, 305, 555, 435))):
        part = on_still(in_parts(face, shown), window, shown)
        original = np.asarray(cv2.resize(shown[face[1] : face[3], face[0] : face[2]], None, fx=1.0, fy=1.0))
        assert detail(original).mean() > 2.5, "there is a face to hide"
        assert detail(decode(still(shown, window, NOBODY_FOUND)))[part].mean() < 0.25 * detail(original).mean()


def test_somebody_at_a_desk_can_be_told_from_nobody() -> None:
    """What that costs must not be the use of it: a person changes the veiled zone much more than noise does."""
    scene = Scene()
    window = scene.views()[0]
    empty, later, taken = (
        decode(still(decode(scene.frame({"W1": seat}, tick=tick)), window, NOBODY_FOUND))
        for seat, tick in ((Seat(), 0), (Seat(), 7), (Seat(person=1), 3))
    )
    zone = on_still((0.06, 0.25, 0.18, 0.55), window, decode(scene.frame({})))
    noise = np.abs(empty[zone].astype(int) - later[zone]).mean()
    assert np.abs(empty[zone].astype(int) - taken[zone]).mean() > 20 * noise


def test_outside_of_the_zones_are_blocks_coarser_than_the_cells() -> None:
    narrow = replace(WINDOW, staff_zone=((0.7, 0.3), (0.8, 0.3), (0.8, 0.7), (0.7, 0.7)))
    kept = decode(still(ZIDANE, narrow, NOBODY_FOUND))
    side = block_px(1280, 720)
    assert side == 64
    left = on_still((0.45, 0.3, 0.65, 0.6), narrow, ZIDANE)
    steps = np.abs(np.diff(kept[left].astype(int), axis=1)).max(axis=(0, 2))
    scale = SIDE_PX / crop_of(narrow, ZIDANE).width_px
    across = (left[1].stop - left[1].start) / (side * scale)
    assert (steps > 12).sum() <= 4 * (across + 1), "only the blocks' own edges are steep"


def test_the_customers_ground_is_blocks_even_inside_the_zones() -> None:
    window = replace(WINDOW, customer_zone=((0.55, 0.0), (1.0, 0.0), (1.0, 0.55), (0.55, 0.55)))
    part = on_still(in_parts(FACE_PX, ZIDANE), window, ZIDANE)
    veiled = decode(still(ZIDANE, WINDOW, NOBODY_FOUND))[part]
    blocked = decode(still(ZIDANE, window, NOBODY_FOUND))[part]
    assert len(np.unique(blocked // 8)) < len(np.unique(veiled // 8))
    assert np.median(np.abs(np.diff(blocked.astype(int), axis=1))) == 0


def test_of_a_head_near_the_camera_less_is_left() -> None:
    """It may fill a small zone; found, it is no more than three cells across."""
    zone: Polygon = ((0.68, 0.12), (0.88, 0.12), (0.88, 0.46), (0.68, 0.46))
    window = WindowView("W1", 1, zone)
    part = on_still(in_parts(FACE_PX, ZIDANE), window, ZIDANE)
    missed, found = (decode(still(ZIDANE, window, signals))[part] for signals in (NOBODY_FOUND, BOTH_MEN))
    assert detail(found).mean() < detail(missed).mean()
    for doubtful in (0.11, 0.9):
        signals = tuple(replace(one, score=doubtful) for one in BOTH_MEN)
        assert still(ZIDANE, window, signals) == still(ZIDANE, window, BOTH_MEN)


def test_a_person_without_keypoints_loses_the_upper_half() -> None:
    box = (0.6, 0.1, 0.85, 1.0)
    with_person = decode(still(ZIDANE, WINDOW, (person(box),)))
    without = decode(still(ZIDANE, WINDOW, NOBODY_FOUND))
    upper = on_still((0.62, 0.15, 0.83, 0.5), WINDOW, ZIDANE)
    assert detail(with_person)[upper].mean() < 0.8 * detail(without)[upper].mean()


def test_tags_stay_readable_but_only_inside_the_zones() -> None:
    scene = Scene()
    picture = decode(scene.frame({"W2": Seat(sign=True), "W3": Seat(person=0)}))
    window = scene.views()[1]
    signals = [s for found in MarkerEyes().look([View(picture, v) for v in scene.views()]) for s in found]
    assert len(signals) == 4
    kept = decode(still(picture, window, signals))
    whole: Polygon = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
    read = {
        view.window: sorted(signal.kind for signal in MarkerEyes().look([View(kept, view)])[0])
        for view in (replace(each, staff_zone=whole, sign_zone=whole) for each in scene.views())
    }
    assert read == {"W1": [], "W2": [SignalKind.seat_tag, SignalKind.sign_tag], "W3": [], "W4": []}


def test_all_stills_of_a_window_are_of_one_size() -> None:
    sizes = {
        (header.width_px, header.height_px)
        for scale in (0.5, 1, 2)
        for signals in (NOBODY_FOUND, BOTH_MEN)
        if (header := inspect(still(np.asarray(cv2.resize(ZIDANE, None, fx=scale, fy=scale)), WINDOW, signals)))
    }
    assert len({width for width, _ in sizes}) == 1
    assert max(max(size) for size in sizes) == SIDE_PX


def test_nothing_is_changed_in_the_callers_picture() -> None:
    before = ZIDANE.copy()
    still(ZIDANE, WINDOW, BOTH_MEN)
    torso_still(ZIDANE, WINDOW, BOTH_MEN[:1], BOTH_MEN)
    assert np.array_equal(ZIDANE, before)


def test_carries_no_metadata() -> None:
    body = still(ZIDANE, WINDOW, BOTH_MEN)
    assert b"Exif" not in body
    assert body.count(b"\xff\xd8\xff") == 1


def test_a_zone_outside_of_the_picture_is_an_error() -> None:
    outside: Polygon = ((1.5, 1.5), (1.7, 1.5), (1.7, 1.7))
    for window in (WindowView("W1", 1, outside), WindowView("W1", 1, outside, SIGN)):
        with pytest.raises(ValueError, match="zone"):
            still(ZIDANE, window, ())


# Clothes


def test_clothes_show_below_the_shoulders_and_nowhere_else() -> None:
    plain, kept = still(ZIDANE, WINDOW, BOTH_MEN), torso_still(ZIDANE, WINDOW, BOTH_MEN[:1], BOTH_MEN)
    assert kept is not None
    before, after = decode(plain), decode(kept)
    chest = on_still((0.68, 0.6, 0.78, 0.85), WINDOW, ZIDANE)
    assert detail(after)[chest].mean() > 2 * detail(before)[chest].mean()
    shoulders = on_still((0.0, 0.0, 1.0, (199 + 120) / 720), WINDOW, ZIDANE)
    assert np.abs(before[shoulders].astype(int) - after[shoulders]).mean() < 0.5


def test_a_head_before_the_chest_is_hidden_where_it_was_found() -> None:
    leaning = found_person(938, 480, 860, 1016)
    alone = torso_still(ZIDANE, WINDOW, BOTH_MEN[:1], BOTH_MEN)
    kept = torso_still(ZIDANE, WINDOW, BOTH_MEN[:1], (*BOTH_MEN, leaning))
    assert alone is not None
    assert kept is not None
    head = on_still((0.7, 0.62, 0.77, 0.72), WINDOW, ZIDANE)
    assert detail(decode(kept))[head].mean() < 0.3 * detail(decode(alone))[head].mean()


def test_clothes_are_no_finer_than_a_fourteenth_of_the_shoulders() -> None:
    """A head that nobody found before the chest, half as wide as the shoulders, is seven cells at most."""
    kept = torso_still(ZIDANE, WINDOW, BOTH_MEN[:1], BOTH_MEN)
    flat = torso_still(coarse(ZIDANE, WINDOW, (1020 - 856) / 14), WINDOW, BOTH_MEN[:1], BOTH_MEN)
    assert kept is not None
    assert flat is not None
    assert difference(kept, flat) < 1.5


# With real weights


@pytest.mark.parametrize("picture", [ZIDANE, BUS], ids=["zidane", "bus"])
def test_no_person_is_found_again_in_what_lies_outside(picture: Picture) -> None:
    corner = WindowView(
        "W1", 1, ((0.0, 0.0), (0.12, 0.0), (0.12, 0.12), (0.0, 0.12)), ((0.9, 0.9), (1.0, 0.9), (1.0, 1.0))
    )
    everything = WindowView("all", 0, ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)))
    for weights in (POSE, DETECTION):
        eyes = YoloEyes(shared(weights))
        (before,) = eyes.look([View(picture, everything)])
        (after,) = eyes.look([View(decode(still(picture, corner, before)), everything)])
        assert sum(signal.score > 0.5 for signal in before) >= 2
        assert [signal.score for signal in after if signal.score > 0.5] == []


@pytest.mark.parametrize("clothes", [False, True])
def test_real_heads_lose_their_face(clothes: bool) -> None:
    """Every face that the model finds in two photographs, in stills of each person's own place."""
    everything = WindowView("all", 0, ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)))
    eyes = YoloEyes(shared(POSE))
    faces = 0
    for picture in (ZIDANE, BUS):
        (found,) = eyes.look([View(picture, everything)])
        for one in (one for one in found if one.score > 0.6):
            left, top, right, bottom = one.box
            window = WindowView("W", 1, ((left, top), (right, top), (right, bottom), (left, bottom)))
            body = torso_still(picture, window, [one], found) if clothes else still(picture, window, [])
            if body is None:
                continue
            kept, height, width = decode(body), picture.shape[0], picture.shape[1]
            head = head_of(one, width, height)
            for x, y, sure in (one.keypoints or ())[:3]:
                eye_px = max(3, int(head.half_width_px / 6))
                at = (int(x * width), int(y * height))
                box = (at[0] - eye_px, at[1] - eye_px, at[0] + eye_px, at[1] + eye_px)
                original = detail(picture)[box[1] : box[3], box[0] : box[2]].mean()
                if sure > 0.5 and original > 3:
                    faces += 1
                    assert detail(kept)[on_still(in_parts(box, picture), window, picture)].mean() < 0.3 * original
    assert faces >= 6
