"""Charts of a month as places on the page: percentages across, so that they fit any width, pixels down. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from conduct.months.course import MonthPlace
from conduct.months.digest import decimal_text
from conduct.months.spread import BAR_POINTS, Bar

PLOT_PX = 96
"""The height of the highest column; words stand above and below it."""
HEAD_PX, FOOT_PX = 18, 18
FEWEST_BARS = 4
"""So few bars are drawn no wider: one alone would look like a wall."""
CROWDED_FROM = 12
"""From so many columns on words are set smaller on a telephone, and a bar is told by where it begins."""
HIGHEST_SCORE = Decimal(100)
"""A column of this score reaches the top, unless a higher one is among them."""
GAP_SHARE = 0.12


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `x`, `width` and `middle` are percentages, `y` and `height_px` pixels; `note` stands in it.

    `label` stands below its middle, `begins` below its left edge: there is one of the two.
    """

    x: str
    width: str
    middle: str
    y: float
    height_px: float
    label: str
    figure: str
    note: str = ""
    begins: str = ""
    is_empty: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    columns: tuple[Column, ...]
    height_px: int = HEAD_PX + PLOT_PX + FOOT_PX
    base_px: int = HEAD_PX + PLOT_PX

    @property
    def is_crowded(self) -> bool:
        return len(self.columns) >= CROWDED_FROM


def spread_chart(bars: Sequence[Bar]) -> Chart:
    """A column for each bar, as high as many have such a score."""
    filled = _at_least(bars)
    highest = max((bar.count for bar in filled), default=0)
    columns = tuple(
        _column(n, len(filled), bar.count / highest if highest else 0, f"{bar.low}–{bar.high}", str(bar.count))
        for n, bar in enumerate(filled)
    )
    if len(columns) < CROWDED_FROM:
        return Chart(columns)
    return Chart(tuple(replace(c, label="", begins=str(bar.low)) for c, bar in zip(columns, filled, strict=True)))


def course_chart(places: Sequence[MonthPlace]) -> Chart:
    """A column for each month, as high as its score; a month without one is left open."""
    scores = [place.result.score for place in places if place.result]
    top = max([HIGHEST_SCORE, *scores])
    return Chart(tuple(_month(n, len(places), place, top) for n, place in enumerate(places)))


def _month(n: int, count: int, place: MonthPlace, top: Decimal) -> Column:
    label, result = place.month[-2:], place.result
    if result is None:
        return _column(n, count, 0, label, "", is_empty=True)
    return _column(n, count, float(result.score / top), label, decimal_text(result.score), result.grade)


def _column(
    n: int, count: int, share: float, label: str, figure: str, note: str = "", *, is_empty: bool = False
) -> Column:
    width = 100 / count
    height_px = round(PLOT_PX * share, 1)
    return Column(
        x=_percent(width * (n + GAP_SHARE / 2)), width=_percent(width * (1 - GAP_SHARE)),
        middle=_percent(width * (n + 0.5)), y=round(HEAD_PX + PLOT_PX - height_px, 1), height_px=height_px,
        label=label, figure=figure, note=note, is_empty=is_empty,
    )  # fmt: skip


def _at_least(bars: Sequence[Bar]) -> list[Bar]:
    """Empty ones below the lowest, and above the highest where below is nothing."""
    filled = list(bars)
    while filled and len(filled) < FEWEST_BARS and filled[0].low > 0:
        filled.insert(0, Bar(filled[0].low - BAR_POINTS, filled[0].low, 0))
    while filled and len(filled) < FEWEST_BARS:
        filled.append(Bar(filled[-1].high, filled[-1].high + BAR_POINTS, 0))
    return filled


def _percent(number: float) -> str:
    return f"{number:.3f}%"
