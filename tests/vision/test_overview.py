"""A whole picture for drawing zones on: nobody to be recognised in it, whether or not somebody found them."""

import cv2
import numpy as np
import pytest

from models.values.seeing import Signal
from tests.shared import photograph
from tests.vision.people import person
from tests.vision.told_eyes import ToldEyes
from vision.jpeg import decode
from vision.looker import Looker
from vision.overview import CELLS_ALONG, CELLS_ALONG_UNLOOKED, SIDE_PX, Survey, overview
from vision.scene import Scene, Seat
from vision.veil import BLOCKS_ACROSS

SIDE = 1920
ANYBODY = Survey((), ())


def stripes(cells: int) -> np.ndarray:
    """So many light and dark pairs along a picture of 1920 x 1080."""
    wave = 127 + 120 * np.sin(np.arange(SIDE) / SIDE * cells * 2 * np.pi)
    return np.repeat(wave.astype(np.uint8)[None, :, None], 1080, axis=0).repeat(3, axis=2)


def contrast(jpeg: bytes, left: float = 0, right: float = 1) -> float:
    row = decode(jpeg)[200, int(left * SIDE_PX) : int(right * SIDE_PX), 0].astype(float)
    return float(row.max() - row.min())


@pytest.mark.parametrize(
    ("survey", "pairs", "visible"),
    [
        (ANYBODY, CELLS_ALONG // 4, True),
        (ANYBODY, CELLS_ALONG, False),
        (Survey(None, ()), CELLS_ALONG_UNLOOKED // 4, True),
        (Survey(None, ()), CELLS_ALONG_UNLOOKED, False),
        (Survey(None, ()), CELLS_ALONG // 2 + 8, False),
    ],
)
def test_nothing_finer_than_a_cell_is_left(survey: Survey, pairs: int, visible: bool) -> None:
    assert (contrast(overview(stripes(pairs), survey).jpeg) > 100) is visible
    if not visible:
        assert contrast(overview(stripes(pairs), survey).jpeg) < 90


def test_a_person_is_coarser_from_head_to_foot() -> None:
    pairs = CELLS_ALONG // 4
    found = Signal(kind=person((0.2, 0.1, 0.4, 0.9)).kind, score=0.2, box=(0.2, 0.1, 0.4, 0.9))
    there, nobody = (overview(stripes(pairs), Survey(s, ())).jpeg for s in ((found,), ()))
    inside = decode(there)[:, int(0.2 * SIDE_PX) : int(0.4 * SIDE_PX)].astype(int)
    block = SIDE_PX // BLOCKS_ACROSS
    # within a block all is alike but for what JPEG adds
    assert np.abs(np.diff(inside[400, 4 : block - 4, 0])).max() < 12
    assert np.abs(decode(there)[:, SIDE_PX // 2 :].astype(int) - decode(nobody)[:, SIDE_PX // 2 :]).mean() < 1


def test_a_face_near_the_camera_keeps_few_samples_though_nobody_found_it() -> None:
    """zidane.jpg: faces of a seventh of the picture, nearer than in any hall; what is left of one is too little."""
    picture = decode(photograph("zidane.jpg"))
    face = (900, 100, 1090, 330)
    shown = decode(overview(picture, Survey(None, ())).jpeg)
    scale = shown.shape[1] / picture.shape[1]
    left, top, right, bottom = (int(each * scale) for each in face)
    across = (right - left) / (SIDE_PX / CELLS_ALONG_UNLOOKED)
    assert across < 6
    small = cv2.resize(
        shown[top:bottom, left:right], (round(across) + 1, round(across * 1.3) + 1), interpolation=cv2.INTER_AREA
    )
    again = cv2.resize(small, (right - left, bottom - top), interpolation=cv2.INTER_CUBIC)
    # those few samples are all that it holds
    assert np.abs(again.astype(int) - shown[top:bottom, left:right]).mean() < 12


def test_every_tag_is_told_with_its_place() -> None:
    picture = decode(Scene().frame({"W2": Seat(sign=True)}))
    survey = Looker().survey(picture)
    assert survey.persons is None
    assert sorted(tag.number for tag in survey.tags) == [3, 4, 5, 7, 9]
    seat = next(tag for tag in survey.tags if tag.number == 3)
    assert all(0.09 < x < 0.17 and 0.32 < y < 0.45 for x, y in seat.corners)


def test_people_are_looked_for_in_the_whole_and_in_its_parts() -> None:
    eyes = ToldEyes({"whole picture": (person((0.1, 0.1, 0.2, 0.4)),), "part": (person((0.5, 0.1, 0.6, 0.4)),)})
    survey = Looker(eyes).survey(decode(Scene().frame({})))
    assert survey.persons is not None
    assert {signal.box[0] for signal in survey.persons} == {0.1, 0.5}
    assert eyes.asked == [["whole picture", "part", "part", "part", "part"]]
