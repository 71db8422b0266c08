"""Whether a person that was found is at the clerk's place or only near it. Pure."""

from collections.abc import Sequence

from models.values.seeing import Box, Point, Signal, SignalKind, WindowView
from vision.views import share_inside

UPPER_BODY = range(9)
"""COCO keypoints 0 to 8: nose, eyes, ears, shoulders, elbows. Hips and legs hide behind the counter."""

POINT_CONFIDENCE_MIN = 0.3
POINTS_NEEDED = 3
MOST = 0.5
PART_INSIDE_MIN = 0.8
PART_SIZE_MAX = 0.3
STEPS = tuple((step + 0.5) / 8 for step in range(8))


def is_at_staff_place(person: Signal, view: WindowView) -> bool:
    """Whether most of a person's upper body lies in the staff zone of the window.

    By the confident keypoints of head, shoulders and elbows where there are three or more, else by the upper third of
    the box. Where that leaves a doubt (the customer zone covers those points too, or there are no keypoints) whoever
    has more of the whole box in the customer zone than in the staff zone stands on the customers' side.
    """
    points = sure_points(person)
    if share_inside(points or _grid(person.box, 1 / 3), view.staff_zone) <= MOST:
        return False
    if view.customer_zone is None or (points and share_inside(points, view.customer_zone) <= MOST):
        return True
    whole = _grid(person.box, 1.0)
    return share_inside(whole, view.customer_zone) <= share_inside(whole, view.staff_zone)


def is_part_of(person: Signal, whole: Signal) -> bool:
    """Whether a box that was called a person is but a small part of a surer one: folded hands, a sleeve."""
    overlap = _area(
        (
            max(person.box[0], whole.box[0]),
            max(person.box[1], whole.box[1]),
            min(person.box[2], whole.box[2]),
            min(person.box[3], whole.box[3]),
        )
    )
    area = _area(person.box)
    return overlap >= PART_INSIDE_MIN * area and area <= PART_SIZE_MAX * _area(whole.box)


def sure_points(person: Signal) -> tuple[Point, ...]:
    """The confident keypoints of the upper body, in 0..1 of the picture; none where fewer than three are."""
    confident = tuple(
        (x, y) for x, y, confidence in (person.keypoints or ())[: len(UPPER_BODY)] if confidence >= POINT_CONFIDENCE_MIN
    )
    return confident if len(confident) >= POINTS_NEEDED else ()


def _grid(box: Box, part: float) -> tuple[Point, ...]:
    """Points spread evenly over the upper `part` of a box."""
    left, top, right, bottom = box
    return tuple(
        (left + (right - left) * across, top + (bottom - top) * part * down) for across in STEPS for down in STEPS
    )


def _area(box: Box) -> float:
    left, top, right, bottom = box
    return max(0.0, right - left) * max(0.0, bottom - top)


def people_at(view: WindowView, signals: Sequence[Signal], score_min: float) -> tuple[Signal, ...]:
    """The people who count as being at the clerk's place, the surest first, each once."""
    people: list[Signal] = []
    for signal in sorted(signals, key=lambda one: -one.score):
        if (
            signal.kind is SignalKind.person
            and signal.score >= score_min
            and is_at_staff_place(signal, view)
            and not any(is_part_of(signal, whole) for whole in people)
        ):
            people.append(signal)
    return tuple(people)
