"""`/appraisals/{month}/halls`: halls side by side by their code; nobody is named, and nobody ranked."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.cases.hall_months import HallTold, hall_months
from api.database import ReadingSession
from api.language import Language
from api.months import Month
from api.pages.charts import spread_chart
from api.pages.months import Watcher
from api.pages.months_view import SpreadShown
from api.pages.rendering import CurrentVisitor, render
from conduct.months.digest import decimal_text
from conduct.months.halls import OTHER, HallLimits, Spread
from conduct.months.span import month_after, month_before
from conduct.months.spread import HUNDREDTHS
from conduct.words import CODES, N_

router = APIRouter(include_in_schema=False)
OTHER_RULES = N_("Other rules")


@dataclass(frozen=True, slots=True)
class FiguresShown:
    """A hall's figures in words; `areas` are points for each person by the code of the area."""

    median: str
    low: str
    high: str
    grades: tuple[tuple[str, int, str], ...]
    areas: dict[str, str]
    spread: SpreadShown


@router.get("/appraisals/{month}/halls")
def halls_page(
    month: Month, request: Request, visitor: CurrentVisitor, person: Watcher, session: ReadingSession
) -> Response:
    told = hall_months(session, month, person)
    return render(
        request,
        "month_halls.html",
        month=month,
        before=month_before(month),
        following=month_after(month),
        halls=[(each.row, each.month, _figures(each)) for each in told],
        areas=_areas(told, visitor.language),
        people_min=HallLimits().people_min,
    )


def _figures(told: HallTold) -> FiguresShown | None:
    spread = told.month.spread
    if spread is None:
        return None
    return FiguresShown(
        median=decimal_text(spread.quartiles.median),
        low=decimal_text(spread.quartiles.low),
        high=decimal_text(spread.quartiles.high),
        grades=tuple((each.grade, each.count, f"{each.share:.0%}") for each in spread.grades),
        areas={each.area: decimal_text(each.each.quantize(HUNDREDTHS)) for each in spread.areas},
        spread=SpreadShown(
            spread_chart(spread.bars), tuple(bar for bar in spread.bars if bar.count), told.month.people
        ),
    )


def _areas(told: list[HallTold], language: Language) -> list[tuple[str, str]]:
    """The areas in which any hall lost points, with what they are called, in the order of the catalogue."""
    spreads: list[Spread] = [each.month.spread for each in told if each.month.spread is not None]
    there = {each.area for spread in spreads for each in spread.areas}
    named = {**CODES["area"], OTHER: OTHER_RULES}
    return [(area, language.say(name)) for area, name in named.items() if area in there]
