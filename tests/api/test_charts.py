"""Where the columns of a chart stand."""

from decimal import Decimal

import pytest

from api.pages.charts import PLOT_PX, course_chart, spread_chart
from conduct.months.course import MonthPlace, MonthResult
from conduct.months.spread import Bar, bars_of


@pytest.mark.parametrize(
    ("scores", "labels", "figures"),
    [
        ("", [], []),
        ("97", ["80–85", "85–90", "90–95", "95–100"], ["0", "0", "0", "1"]),
        ("1", ["0–5", "5–10", "10–15", "15–20"], ["1", "0", "0", "0"]),
        ("77 99 100", ["75–80", "80–85", "85–90", "90–95", "95–100"], ["1", "0", "0", "0", "2"]),
    ],
)
def test_a_column_for_each_bar_and_never_a_wall(scores: str, labels: list[str], figures: list[str]) -> None:
    chart = spread_chart(bars_of(map(Decimal, scores.split())))
    assert ([each.label for each in chart.columns], [each.figure for each in chart.columns]) == (labels, figures)


def test_many_bars_are_told_by_where_they_begin() -> None:
    columns = spread_chart([Bar(5 * n, 5 * n + 5, 1) for n in range(8, 20)]).columns
    assert [(each.begins, each.label) for each in columns][:2] == [("40", ""), ("45", "")]
    assert len(columns) == 12


def test_columns_are_as_high_as_many_have_the_score_and_lie_within_the_page() -> None:
    low, middle, high = spread_chart([Bar(85, 90, 1), Bar(90, 95, 0), Bar(95, 100, 4), Bar(100, 105, 2)]).columns[:3]
    assert (low.height_px, middle.height_px, high.height_px) == (PLOT_PX / 4, 0, PLOT_PX)
    assert {round(each.y + each.height_px, 1) for each in (low, middle, high)} == {spread_chart([]).base_px}
    for count in (1, 4, 21):
        last = spread_chart([Bar(5 * n, 5 * n + 5, 1) for n in range(count)]).columns[-1]
        assert float(last.x[:-1]) + float(last.width[:-1]) <= 100


def place(month: str, score: str | None) -> MonthPlace:
    if score is None:
        return MonthPlace(month, None)
    return MonthPlace(month, MonthResult(month, Decimal(100), 100 - Decimal(score), Decimal(score), "A"))


def test_a_month_without_an_entry_is_left_open() -> None:
    columns = course_chart([place("2026-04", "50"), place("2026-05", None), place("2026-06", "0")]).columns
    assert [(each.label, each.figure, each.note, each.is_empty) for each in columns] == [
        ("04", "50", "A", False), ("05", "", "", True), ("06", "0", "A", False),
    ]  # fmt: skip
    assert [each.height_px for each in columns] == [PLOT_PX / 2, 0, 0]


def test_more_than_a_hundred_points_still_fit() -> None:
    columns = course_chart([place("2026-05", "105"), place("2026-06", "100.000")]).columns
    assert (columns[0].height_px, columns[1].figure) == (PLOT_PX, "100")
    assert columns[1].height_px < PLOT_PX
