from dataclasses import replace

from tests.vision.people import person
from vision.heads import head_of

WIDTH, HEIGHT = 1000, 1000


def covers(who: object, x: float, y: float) -> bool:
    head = who
    return ((x - head.x_px) / head.half_width_px) ** 2 + ((y - head.y_px) / head.half_height_px) ** 2 <= 1  # type: ignore[attr-defined]


def test_every_point_of_the_head_is_covered() -> None:
    who = person(keypoints=True)
    assert who.keypoints is not None
    head = head_of(who, WIDTH, HEIGHT)
    assert all(covers(head, x * WIDTH, y * HEIGHT) for x, y, _ in who.keypoints[:5])
    assert covers(head, 500, 200), "the crown"
    assert not covers(head, 500, 400), "the chest may stay"


def test_without_a_sure_point_of_the_head_the_shoulders_tell() -> None:
    who = person(keypoints=True)
    assert who.keypoints is not None
    turned = replace(who, keypoints=tuple((x, y, 0.0 if i < 5 else c) for i, (x, y, c) in enumerate(who.keypoints)))
    head = head_of(turned, WIDTH, HEIGHT)
    assert all(covers(head, x * WIDTH, y * HEIGHT) for x, y, _ in who.keypoints[:5])


def test_without_any_sure_point_the_upper_half_of_the_box_goes() -> None:
    head = head_of(person(keypoints=True, sure=0.0), WIDTH, HEIGHT)
    assert all(covers(head, x, y) for x in (440, 500, 560) for y in (205, 280, 345))
