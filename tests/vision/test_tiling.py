import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.tiling import GUTTER_GREY, Tile, TileLimits, draw, lay_out, tile_of

SHEET = (640, 640)
LEFT, RIGHT = Tile(0, 0, 0, 300, 300), Tile(1, 308, 0, 300, 300)


@pytest.mark.parametrize(
    ("crops", "sheets"),
    [
        pytest.param([], [], id="none"),
        pytest.param([(300, 300)], [1], id="one fills the input"),
        pytest.param([(300, 300)] * 4, [4], id="four"),
        pytest.param([(300, 300)] * 16, [16], id="sixteen"),
        pytest.param([(300, 300)] * 17, [9, 8], id="one too many for one, so larger on two"),
        pytest.param([(360, 575)] * 24, [24], id="upright ones"),
    ],
)
def test_so_many_on_each_sheet(crops: list[tuple[int, int]], sheets: list[int]) -> None:
    assert sorted((len(tiles) for tiles in lay_out(crops, SHEET)), reverse=True) == sheets


@given(st.lists(st.tuples(st.integers(1, 2000), st.integers(1, 2000)), max_size=30))
def test_every_crop_once_inside_and_apart(crops: list[tuple[int, int]]) -> None:
    sheets = lay_out(crops, SHEET, TileLimits())
    assert sorted(tile.index for tiles in sheets for tile in tiles) == list(range(len(crops)))
    for tiles in sheets:
        taken = np.zeros((660, 660), np.uint8)
        for t in tiles:
            assert t.left + t.width_px <= 640
            assert t.top + t.height_px <= 640
            # with the gutter on two sides, no two may touch
            taken[t.top : t.top + t.height_px + 8, t.left : t.left + t.width_px + 8] += 1
        assert taken.max() == 1


@pytest.mark.parametrize(
    ("box", "tile"),
    [
        pytest.param((10, 10, 100, 200), LEFT, id="inside"),
        pytest.param((250, 10, 330, 200), LEFT, id="over the gutter, centre left"),
        pytest.param((290, 10, 410, 200), RIGHT, id="over the gutter, centre right"),
        pytest.param((284, 10, 324, 200), None, id="centre in the gutter"),
        pytest.param((10, 400, 100, 600), None, id="where no tile is"),
    ],
)
def test_a_box_belongs_to_the_tile_of_its_centre(box: tuple[float, ...], tile: Tile | None) -> None:
    assert tile_of(box, (LEFT, RIGHT), 0.5) == tile  # type: ignore[arg-type]


def test_a_box_is_cut_to_its_tile() -> None:
    assert LEFT.clipped((250, 10, 330, 200)) == (250, 10, 300, 200)


def test_drawn_with_gutters() -> None:
    white = np.full((50, 50, 3), 255, np.uint8)
    drawn = draw([white, white], (LEFT, RIGHT), SHEET)
    assert drawn.shape == (640, 640, 3)
    assert (int(drawn[10, 299, 0]), int(drawn[10, 304, 0]), int(drawn[10, 308, 0])) == (255, GUTTER_GREY, 255)


def test_a_crop_without_a_pixel_is_an_error() -> None:
    with pytest.raises(ValueError, match="pixel"):
        lay_out([(0, 10)], SHEET)
