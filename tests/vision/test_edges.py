"""How much of a reference is kept: by the drawn hall as time and people pass, and as faults befall the camera."""

from dataclasses import replace
from math import ceil, floor

import cv2
import numpy as np
import pytest

from tests.shared import shared
from tests.vision.classroom import VIEWS
from vision.edges import HEIGHT_CELLS, WIDTH_CELLS, Edges, around_zones, edges_of, kept_share
from vision.jpeg import decode
from vision.pictures import Grey
from vision.quality import grey_of
from vision.scene import PEOPLE, WINDOWS, Condition, Scene, Seat
from vision.videos import frames

SCENE = Scene()
FULL = {code: Seat(person=i % PEOPLE, sign=i == 1, customer=(i + 1) % PEOPLE) for i, code in enumerate(WINDOWS)}
KEPT_MIN = 0.5


def grey(tick: int = 1, condition: Condition = Condition.good, full: bool = False) -> Grey:
    return grey_of(decode(SCENE.frame(FULL if full else {}, tick, condition)))


REFERENCE = edges_of(grey()) & around_zones(SCENE.views())


def scaled(levels: Grey, by: object) -> Grey:
    return np.clip(levels.astype(np.float32) * by, 0, 255).astype(np.uint8)  # type: ignore[operator]


def turned(levels: Grey, right: float = 0, down: float = 0, degrees: float = 0, zoom: float = 1) -> Grey:
    height, width = levels.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, zoom)
    matrix[:, 2] += right * width, down * height
    return cv2.warpAffine(levels, matrix, (width, height), borderMode=cv2.BORDER_REFLECT)


@pytest.mark.parametrize(
    ("name", "picture"),
    [
        ("the same hall", grey(7)),
        ("full of people", grey(8, full=True)),
        ("half the light", scaled(grey(9), 0.5)),
        ("a third of the light", scaled(grey(9, full=True), 0.33)),
        ("more light", scaled(grey(9), 1.3)),
        ("the sun from one side", scaled(grey(9), np.linspace(0.5, 1.2, 1280)[None])),
        ("larger", cv2.resize(grey(4), (1920, 1080), interpolation=cv2.INTER_CUBIC)),
        ("smaller", cv2.resize(grey(4), (640, 360), interpolation=cv2.INTER_AREA)),
        ("shaken by half a hundredth", turned(grey(5), 0.005, 0.003)),
    ],
)
def test_what_leaves_the_reference_as_it_is(name: str, picture: Grey) -> None:
    assert kept_share(REFERENCE, edges_of(picture)) > 0.75, name


@pytest.mark.parametrize(
    ("name", "picture"),
    [
        ("knocked", grey(7, Condition.moved)),
        ("knocked, in half the light", scaled(grey(7, Condition.moved, full=True), 0.5)),
        ("turned by a twentieth", turned(grey(7), 0.05)),
        ("turned by a tenth", turned(grey(7), 0.1, 0.02)),
        ("tilted", turned(grey(7), degrees=8)),
        ("zoomed", turned(grey(7), zoom=1.2)),
        ("covered", grey(7, Condition.covered)),
        ("pointed at a wall", np.full((720, 1280), 128, np.uint8)),
    ],
)
def test_what_does_not(name: str, picture: Grey) -> None:
    assert kept_share(REFERENCE, edges_of(picture)) < KEPT_MIN - 0.05, name


def recorded() -> list[Grey]:
    return [grey_of(decode(body)) for _s, body in frames(shared("data/occupancy/classroom.gif"), fps=1)]


def test_the_recording() -> None:
    pictures = recorded()
    reference: Edges = edges_of(pictures[0]) & around_zones(VIEWS)
    assert np.count_nonzero(reference) > 100
    assert min(kept_share(reference, edges_of(each)) for each in pictures) > 0.9
    assert min(kept_share(reference, edges_of(scaled(each, 0.4))) for each in pictures) > 0.75
    assert max(kept_share(reference, edges_of(turned(each, 0.05, 0.02))) for each in pictures) < KEPT_MIN - 0.05


def test_the_surroundings_hold_no_place_where_people_are_meant_to_be() -> None:
    cells = around_zones(SCENE.views())
    assert cells.shape == (HEIGHT_CELLS, WIDTH_CELLS)
    for view in SCENE.views():
        for zone in (view.staff_zone, view.customer_zone):
            assert zone is not None
            across, down = [x for x, _ in zone], [y for _, y in zone]
            left, right = floor(min(across) * WIDTH_CELLS), ceil(max(across) * WIDTH_CELLS)
            top, bottom = floor(min(down) * HEIGHT_CELLS), ceil(max(down) * HEIGHT_CELLS)
            assert not cells[top:bottom, left:right].any()
    assert 0.2 < cells.mean() < 0.8


def test_no_reference_keeps_everything_and_a_tiny_zone_is_no_error() -> None:
    nothing = np.zeros_like(REFERENCE)
    assert kept_share(nothing, REFERENCE) == 1
    (view, *_) = SCENE.views()
    tiny = replace(view, staff_zone=((0.5, 0.5), (0.5001, 0.5), (0.5001, 0.5001)), sign_zone=None, customer_zone=None)
    assert around_zones((tiny,)).sum() <= 4
