from dataclasses import replace

import pytest

from models.values.seeing import Box, Signal
from tests.vision.people import STAFF, VIEW, person
from vision.persons import is_at_staff_place, is_part_of

CUSTOMER: Box = (0.3, 0.4, 0.5, 1.0)
NEIGHBOUR: Box = (0.62, 0.2, 0.82, 0.5)
OVERLAPPING = replace(VIEW, customer_zone=((0.0, 0.1), (1.0, 0.1), (1.0, 1.0), (0.0, 1.0)))


@pytest.mark.parametrize("keypoints", [True, False])
@pytest.mark.parametrize(
    ("box", "counts"),
    [
        pytest.param(STAFF, True, id="seated"),
        pytest.param(NEIGHBOUR, False, id="neighbour"),
        pytest.param((0.4, 0.2, 0.6, 0.95), True, id="clerk standing, legs in the customers' zone of the picture"),
        pytest.param((0.4, 0.56, 0.6, 1.0), False, id="customer before the desk"),
        pytest.param((0.0, 0.5, 1.0, 1.0), False, id="somebody close before the lens"),
    ],
)
def test_place(box: Box, keypoints: bool, counts: bool) -> None:
    assert is_at_staff_place(person(box, keypoints=keypoints), VIEW) is counts


def test_a_customer_whose_head_reaches_into_the_staff_zone() -> None:
    customer = person((0.4, 0.35, 0.6, 1.0))
    assert not is_at_staff_place(customer, VIEW)
    assert is_at_staff_place(customer, replace(VIEW, customer_zone=None)), "only the customer zone can tell"


def test_doubtful_keypoints_give_way_to_the_box() -> None:
    seated = person(keypoints=True)
    assert seated.keypoints is not None
    astray: Signal = replace(seated, keypoints=tuple((0.9, 0.9, 0.29) for _ in seated.keypoints))
    assert is_at_staff_place(astray, VIEW)
    assert not is_at_staff_place(replace(astray, keypoints=tuple((0.9, 0.9, 0.31) for _ in seated.keypoints)), VIEW)


def test_where_both_zones_cover_the_place_the_box_decides() -> None:
    assert not is_at_staff_place(person(CUSTOMER, keypoints=True), OVERLAPPING)
    assert is_at_staff_place(person(keypoints=True), OVERLAPPING)


@pytest.mark.parametrize(
    ("box", "part"),
    [
        pytest.param((0.45, 0.4, 0.52, 0.48), True, id="folded hands"),
        pytest.param((0.42, 0.22, 0.58, 0.49), False, id="somebody of the same size"),
        pytest.param((0.56, 0.4, 0.66, 0.48), False, id="somebody beside"),
    ],
)
def test_part(box: Box, part: bool) -> None:
    assert is_part_of(person(box), person(STAFF)) is part
