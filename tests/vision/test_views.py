import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.values.seeing import Point, Polygon
from vision.views import Crop, box_in_whole, crop_around, inside, share_inside

SQUARE: Polygon = ((0.4, 0.4), (0.6, 0.4), (0.6, 0.6), (0.4, 0.6))
HORSESHOE: Polygon = ((0.0, 0.0), (0.9, 0.0), (0.9, 0.9), (0.6, 0.9), (0.6, 0.3), (0.3, 0.3), (0.3, 0.9), (0.0, 0.9))


@pytest.mark.parametrize(
    ("zone", "margin", "crop"),
    [
        pytest.param(SQUARE, 0.4, Crop(320, 160, 680, 340), id="margin on each side"),
        pytest.param(SQUARE, 0.0, Crop(400, 200, 600, 300), id="no margin"),
        pytest.param(((0.0, 0.0), (0.2, 0.0), (0.1, 0.2)), 0.4, Crop(0, 0, 280, 140), id="cut at the edge"),
        pytest.param(((0.8, 0.8), (1.0, 0.8), (1.0, 1.0)), 0.5, Crop(700, 350, 1000, 500), id="cut at the other edge"),
    ],
)
def test_crop(zone: Polygon, margin: float, crop: Crop) -> None:
    assert crop_around(zone, 1000, 500, margin) == crop


@pytest.mark.parametrize(
    "zone",
    [
        pytest.param(((0.1, 0.1), (0.2, 0.2)), id="two corners"),
        pytest.param(((1.2, 1.2), (1.4, 1.2), (1.4, 1.4)), id="outside"),
        pytest.param(((0.5, 0.5), (0.5, 0.5), (0.5, 0.5)), id="no area"),
    ],
)
def test_no_crop(zone: Polygon) -> None:
    with pytest.raises(ValueError, match="zone"):
        crop_around(zone, 1000, 500)


@pytest.mark.parametrize(
    ("point", "zone", "answer"),
    [
        ((0.5, 0.5), SQUARE, True),
        ((0.39, 0.5), SQUARE, False),
        ((0.5, 0.61), SQUARE, False),
        ((0.1, 0.8), HORSESHOE, True),
        ((0.45, 0.8), HORSESHOE, False),
        ((0.45, 0.1), HORSESHOE, True),
    ],
)
def test_inside(point: Point, zone: Polygon, answer: bool) -> None:
    assert inside(point, zone) is answer
    assert inside(point, zone[::-1]) is answer


def test_share_inside() -> None:
    assert share_inside([(0.5, 0.5), (0.5, 0.55), (0.1, 0.1), (0.45, 0.5)], SQUARE) == 0.75
    assert share_inside([], SQUARE) == 0


@given(st.floats(0.05, 0.9), st.floats(0.05, 0.9), st.floats(0.02, 0.5), st.integers(40, 4000), st.integers(40, 3000))
def test_a_crop_lies_in_the_picture_and_maps_back(
    left: float, top: float, side: float, width_px: int, height_px: int
) -> None:
    zone = ((left, top), (left + side, top), (left + side, top + side), (left, top + side))
    crop = crop_around(zone, width_px, height_px)
    assert 0 <= crop.left < crop.right <= width_px
    assert 0 <= crop.top < crop.bottom <= height_px
    whole = box_in_whole((0, 0, crop.width_px, crop.height_px), crop, width_px, height_px)
    assert whole == pytest.approx(
        (crop.left / width_px, crop.top / height_px, crop.right / width_px, crop.bottom / height_px)
    )
