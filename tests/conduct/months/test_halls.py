"""Halls side by side: in the order given, and nothing of a hall with too few people."""

from dataclasses import replace
from decimal import Decimal

import pytest

from conduct.months.appraise import LineKind
from conduct.months.halls import HallLimits, OpenCases, area_points, halls_of
from conduct.months.stored_month import StoredEntry
from tests.conduct.months.test_digest import EMPTY, LATE, WANG

AREAS = {"late": "attendance", "window-unattended": "occupancy"}
NONE = OpenCases()


def people(hall: str, *scores: int) -> list[StoredEntry]:
    return [
        replace(WANG, hall=hall, staff=f"{hall}-{n}", score=Decimal(score), grade="A" if score >= 95 else "B", lines=())
        for n, score in enumerate(scores)
    ]


@pytest.mark.parametrize(
    ("count", "people_min", "shown"), [(4, 5, False), (5, 5, True), (0, 5, False), (2, 2, True), (19, 20, False)]
)
def test_few_people_show_nothing(count: int, people_min: int, shown: bool) -> None:
    (told,) = halls_of(people("H1", *[90] * count), ["H1"], {}, AREAS, "AB", HallLimits(people_min))
    assert (told.people, told.open, told.spread is not None) == (count, NONE, shown)


def test_the_order_is_the_one_given_whoever_has_which_score() -> None:
    entries = [*people("H2", 100, 100, 100, 100, 100), *people("H1", 80, 85, 90, 95, 100), *people("H9", 1)]
    told = halls_of(entries, ["H1", "H2", "H3"], {"H3": OpenCases(2, 1)}, AREAS, "ABC")
    assert [(each.hall, each.people, each.open) for each in told] == [
        ("H1", 5, NONE), ("H2", 5, NONE), ("H3", 0, OpenCases(2, 1)),
    ]  # fmt: skip
    first = told[0].spread
    assert first is not None
    assert (first.quartiles.low, first.quartiles.median, first.quartiles.high) == (85, 90, 95)
    assert [(each.grade, each.count) for each in first.grades] == [("A", 2), ("B", 3), ("C", 0)]
    assert sum(bar.count for bar in first.bars) == 5


def test_what_was_taken_by_area() -> None:
    adjusted = replace(LATE, kind=LineKind.adjustment, counted=Decimal(-1))
    credit = replace(LATE, kind=LineKind.credit, counted=Decimal(-3))
    strange = replace(EMPTY, rule="ours", counted=Decimal(5))
    own = [
        replace(WANG, lines=(LATE, EMPTY, EMPTY)),
        replace(WANG, staff="S002", lines=(replace(LATE, counted=Decimal(2)), adjusted, credit, strange)),
    ]
    told = [(each.area, each.points, each.each) for each in area_points(own, AREAS)]
    assert told == [("attendance", 1, Decimal("0.5")), ("occupancy", 4, 2), ("other", 5, Decimal("2.5"))]
    assert area_points([WANG], AREAS)[0].area == "occupancy", "a free first takes nothing"


def test_no_name_or_number_is_told() -> None:
    told = halls_of(people("H1", 80, 85, 90, 95, 100), ["H1"], {}, AREAS, "AB")
    assert "H1-" not in repr(told)
    assert "王芳" not in repr(told)
