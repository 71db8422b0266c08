import re

import cv2
import numpy as np
import pytest

import vision.fonts
import vision.tags
from tests.shared import ROOT
from vision.markers import MarkerEyes
from vision.tags import (
    TAG_NUMBER_MAX,
    TagSheetFailed,
    side_needed_mm,
    tag_image,
    tag_sheet_pdf,
    tag_sheet_png,
    tag_svg,
)

HALL = 'H1 城北营业厅 #[x] "$y$"'


@pytest.mark.parametrize("px", [10, 40, 47, 200])
@pytest.mark.parametrize("number", [0, 2, 3, 586])
def test_image_is_the_tag_with_white_around(number: int, px: int) -> None:
    image = tag_image(number, px)
    assert image.shape == (px, px)
    assert set(np.unique(image)) == {0, 255}
    assert (image[0] == 255).all()
    assert (image[:, -1] == 255).all()
    large = cv2.resize(image, None, fx=8, fy=8, interpolation=cv2.INTER_NEAREST)
    assert [found for found, _ in MarkerEyes().read(np.asarray(large, np.uint8))] == [number]


@pytest.mark.parametrize(("number", "px"), [(587, 100), (-1, 100), (3, 9)])
def test_no_image(number: int, px: int) -> None:
    with pytest.raises(ValueError, match="tag"):
        tag_image(number, px)


def test_svg_has_the_same_modules_as_the_image() -> None:
    drawn = np.full((10, 10), 255, np.uint8)
    for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", tag_svg(15)):
        drawn[int(y), int(x)] = 0
    assert np.array_equal(drawn, tag_image(15, 10))


def test_every_page_of_the_sheet_shows_its_own_tag() -> None:
    pages = tag_sheet_png(HALL, [("W1", 1), ("W12", 12)], ppi=50)
    read = [
        [number for number, _ in MarkerEyes().read(np.asarray(picture, np.uint8))]
        for picture in (cv2.imdecode(np.frombuffer(page, np.uint8), cv2.IMREAD_GRAYSCALE) for page in pages)
    ]
    assert read == [[2], [3], [24], [25]]


def test_the_tag_is_printed_as_large_as_the_page_says() -> None:
    (page, _seat) = tag_sheet_png("H1", [("W1", 1)], ppi=254)
    picture = cv2.imdecode(np.frombuffer(page, np.uint8), cv2.IMREAD_GRAYSCALE)
    ((_number, corners),) = MarkerEyes().read(np.asarray(picture, np.uint8))
    assert corners[1][0] - corners[0][0] == pytest.approx(vision.tags.PRINTED_MM * 10, abs=6)


def test_pdf_has_one_page_for_each_tag_and_a_chinese_font() -> None:
    pdf = tag_sheet_pdf(HALL, [("W1", 1), ("W2", 2)])
    assert pdf.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 4
    assert b"NotoSansSC" in pdf


@pytest.mark.parametrize(
    ("windows", "message"),
    [
        pytest.param([], "a window or more", id="none"),
        pytest.param([("W1", 1), ("W2", 1)], "used twice: 1", id="twice"),
        pytest.param([("W1", TAG_NUMBER_MAX + 1)], "go from 0 to 292", id="too high"),
        pytest.param([("W1", -1)], "go from 0 to 292", id="below"),
    ],
)
def test_no_sheet(windows: list[tuple[str, int]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        tag_sheet_pdf("H1", windows)


def test_a_missing_font_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vision.fonts, "FONT_FILE", "NoSuchFont")
    with pytest.raises(TagSheetFailed, match="justmytype-intl-cjk"):
        tag_sheet_pdf("H1", [("W1", 1)])


def test_a_warning_of_typst_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder without the font: typst would draw boxes and only warn."""
    monkeypatch.setattr(vision.tags, "_font_folder", lambda: ROOT / "tests")
    with pytest.raises(TagSheetFailed, match="typst warns: unknown font family"):
        tag_sheet_pdf("H1", [("W1", 1)])


@pytest.mark.parametrize(
    ("distance_m", "width_px", "mm"), [(2, 1280, 125), (3, 1920, 125), (5, 1920, 208), (8, 3840, 167)]
)
def test_size_needed(distance_m: float, width_px: int, mm: int) -> None:
    assert side_needed_mm(distance_m, width_px) == mm
