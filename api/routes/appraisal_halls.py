"""`/api/v1/appraisals/{month}/halls`: the halls of a month side by side, without anybody's name."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel

from api.auth.access import Person
from api.auth.people import require
from api.cases.hall_months import HallTold, hall_months
from api.database import ReadingSession
from api.months import Month
from conduct.months.halls import HallLimits, Spread
from conduct.months.spread import HUNDREDTHS
from conduct.months.stored_month import plain
from models.tables import Role

router = APIRouter(prefix="/api/v1/appraisals")
Comparer = Annotated[Person, Depends(require(Role.supervisor, Role.hr, Role.admin, Role.auditor))]


class BarTold(BaseModel):
    """How many scores are above `low` and up to `high`; the lowest bar holds 0 too."""

    low: int
    high: int
    count: int


class GradeTold(BaseModel):
    """`share` is from 0 to 1."""

    grade: str
    count: int
    share: float


class AreaTold(BaseModel):
    """Points taken in an area: all together, and for each of the hall's people."""

    area: str
    points: float | int
    per_person: float | int


class SpreadTold(BaseModel):
    low_quartile: float | int
    median: float | int
    high_quartile: float | int
    bars: list[BarTold]
    grades: list[GradeTold]
    areas: list[AreaTold]


class HallMonthTold(BaseModel):
    """`spread` is null where fewer than `people_min` people have an entry."""

    hall: str
    name: str
    people: int
    open_reviews: int
    running_appeals: int
    spread: SpreadTold | None


class HallMonths(BaseModel):
    month: str
    people_min: int
    items: list[HallMonthTold]


@router.get("/{month}/halls")
def halls(month: Month, person: Comparer, session: ReadingSession) -> HallMonths:
    """By the code of the hall, never by score; a supervisor's own halls only."""
    items = [_hall(each) for each in hall_months(session, month, person)]
    return HallMonths(month=month, people_min=HallLimits().people_min, items=items)


def _hall(told: HallTold) -> HallMonthTold:
    of = told.month
    return HallMonthTold(
        hall=of.hall, name=told.row.name, people=of.people, open_reviews=of.open.reviews,
        running_appeals=of.open.appeals, spread=_spread(of.spread) if of.spread else None,
    )  # fmt: skip


def _spread(spread: Spread) -> SpreadTold:
    return SpreadTold(
        low_quartile=plain(spread.quartiles.low),
        median=plain(spread.quartiles.median),
        high_quartile=plain(spread.quartiles.high),
        bars=[BarTold(low=bar.low, high=bar.high, count=bar.count) for bar in spread.bars],
        grades=[GradeTold(grade=each.grade, count=each.count, share=round(each.share, 4)) for each in spread.grades],
        areas=[
            AreaTold(area=each.area, points=plain(each.points), per_person=plain(each.each.quantize(HUNDREDTHS)))
            for each in spread.areas
        ],
    )
