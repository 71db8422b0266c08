"""A year of a hall as months of weeks."""

from datetime import date

import pytest

from api.policy.month_grid import Mark, Standing, standing_of, year_grid
from models.values.roster import DayKind

WEDNESDAY, SATURDAY = date(2026, 6, 3), date(2026, 6, 6)


@pytest.mark.parametrize(
    ("day", "kind", "standing"),
    [
        (WEDNESDAY, None, Standing.workday), (SATURDAY, None, Standing.weekend),
        (WEDNESDAY, DayKind.workday, Standing.workday), (SATURDAY, DayKind.workday, Standing.make_up),
        (WEDNESDAY, DayKind.holiday, Standing.holiday), (SATURDAY, DayKind.holiday, Standing.holiday),
        (WEDNESDAY, DayKind.closure, Standing.closure), (SATURDAY, DayKind.closure, Standing.closure),
    ],
)  # fmt: skip
def test_what_a_day_is(day: date, kind: DayKind | None, standing: Standing) -> None:
    assert standing_of(day, Mark(kind, "", of_hall=False) if kind else None) == standing


@pytest.mark.parametrize(("year", "days"), [(2027, 365), (2028, 366)])
def test_every_day_of_a_year_stands_once_under_its_weekday(year: int, days: int) -> None:
    months = year_grid(year, {})
    found = [day.day for month in months for week in month.weeks for day in week if day]
    assert found == sorted(set(found))
    assert len(found) == days
    for month in months:
        for week in month.weeks:
            assert [day.day.weekday() for day in week if day] == [n for n, day in enumerate(week) if day]


def test_what_is_worked_is_counted_with_make_up_days_and_without_closures() -> None:
    marks = {
        SATURDAY: Mark(DayKind.workday, "", of_hall=False),
        WEDNESDAY: Mark(DayKind.closure, "liuyang", of_hall=True),
        date(2026, 6, 19): Mark(DayKind.holiday, "", of_hall=False),
    }
    assert year_grid(2026, marks)[5].worked == 22 + 1 - 1 - 1
