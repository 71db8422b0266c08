"""Whether a person that was found is at the clerk's place or only near it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.values.seeing import Box, Point, Signal, SignalKind, WindowView
from vision.views import area, common, share_inside

UPPER_BODY = range(9)
"""COCO keypoints 0 to 8: nose, eyes, ears, shoulders, elbows. Hips and legs hide behind the counter."""

STEPS = tuple((step + 0.5) / 8 for step in range(8))


@dataclass(frozen=True, slots=True)
class PersonLimits:
    """From when on somebody who was found is a person at the clerk's place."""

    score_min: float = 0.4
    """Higher overlooks people in bad light, lower takes jackets on chairs for people."""
    point_confidence_min: float = 0.3
    """From which a keypoint counts, 0..1. Lower places people by guessed shoulders; higher falls back on the box, which
    a counter cuts off."""
    points_needed: int = 3
    """Sure points of head, shoulders and elbows from which they tell where somebody is. More falls back on the box."""
    inside_min: float = 0.5
    """Part of the upper body that must lie within the staff zone, 0..1. Higher gives up clerks who lean out; lower
    counts people who pass behind."""
    part_inside_min: float = 0.8
    """Part of a box within a surer one from which it may be but a part of that person. Lower makes one of two people
    who stand close."""
    part_size_max: float = 0.3
    """Size against the surer box up to which it is. Higher makes one of two people; lower counts folded hands."""


def is_at_staff_place(person: Signal, view: WindowView, limits: PersonLimits | None = None) -> bool:
    """Whether most of a person's upper body lies in the staff zone of the window.

    By the confident keypoints of head, shoulders and elbows where there are enough, else by the upper third of
    the box. Where that leaves a doubt (the customer zone covers those points too, or there are no keypoints) whoever
    has more of the whole box in the customer zone than in the staff zone stands on the customers' side.
    """
    limits = limits or PersonLimits()
    points = sure_points(person, limits)
    if share_inside(points or _grid(person.box, 1 / 3), view.staff_zone) <= limits.inside_min:
        return False
    if view.customer_zone is None or (points and share_inside(points, view.customer_zone) <= limits.inside_min):
        return True
    whole = _grid(person.box, 1.0)
    return share_inside(whole, view.customer_zone) <= share_inside(whole, view.staff_zone)


def is_part_of(person: Signal, whole: Signal, limits: PersonLimits | None = None) -> bool:
    """Whether a box that was called a person is but a small part of a surer one: folded hands, a sleeve."""
    limits = limits or PersonLimits()
    size = area(person.box)
    inside = area(common(person.box, whole.box))
    return inside >= limits.part_inside_min * size and size <= limits.part_size_max * area(whole.box)


def sure_points(person: Signal, limits: PersonLimits | None = None) -> tuple[Point, ...]:
    """The confident keypoints of the upper body, in 0..1 of the picture; none where too few are."""
    limits = limits or PersonLimits()
    confident = tuple(
        (x, y)
        for x, y, confidence in (person.keypoints or ())[: len(UPPER_BODY)]
        if confidence >= limits.point_confidence_min
    )
    return confident if len(confident) >= limits.points_needed else ()


def _grid(box: Box, part: float) -> tuple[Point, ...]:
    """Points spread evenly over the upper `part` of a box."""
    left, top, right, bottom = box
    return tuple(
        (left + (right - left) * across, top + (bottom - top) * part * down) for across in STEPS for down in STEPS
    )


def people_at(view: WindowView, signals: Sequence[Signal], limits: PersonLimits | None = None) -> tuple[Signal, ...]:
    """The people who count as being at the clerk's place, the surest first, each once."""
    limits = limits or PersonLimits()
    people: list[Signal] = []
    for signal in sorted(signals, key=lambda one: -one.score):
        if (
            signal.kind is SignalKind.person
            and signal.score >= limits.score_min
            and is_at_staff_place(signal, view, limits)
            and not any(is_part_of(signal, whole, limits) for whole in people)
        ):
            people.append(signal)
    return tuple(people)
