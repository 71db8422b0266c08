"""`/windows/{hall}/{window}`: one window's day, any day, as a strip and in words."""

import datetime as dt
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session, col, select

from api.auth.access import Sight
from api.cases.around import names_of, people_of
from api.cases.rules import titles_of
from api.cases.sight import sight_now
from api.database import ReadingSession
from api.pages.rendering import CurrentVisitor, render
from api.pages.strip import strip_of
from api.pages.times import day_said
from api.pages.windows_view import window_address
from api.problems import Problem, invalid
from api.roster.telling import said
from api.state import state_of
from api.windows.day import window_day
from api.windows.watching import Watcher
from models.tables import HallRow, WindowRow
from models.values.interval import Interval
from models.values.local_time import local_day

FIRST_DAY = date(2000, 1, 1)
LAST_DAY = date(2199, 12, 31)

router = APIRouter(include_in_schema=False)


@router.get("/windows/{hall}/{window}")
def one_day(
    request: Request,
    hall: str,
    window: str,
    visitor: CurrentVisitor,
    person: Watcher,
    session: ReadingSession,
    day: dt.date | None = None,
    whole: bool = False,
) -> Response:
    """By default today, in the hours in which the hall is open; `whole`: from midnight to midnight."""
    now, language = state_of(request).clock.now(), visitor.language
    sight = sight_now(session, person, now)
    row, place = _found(session, sight, hall, window)
    zone = ZoneInfo(row.timezone)
    today = local_day(now, zone)
    asked = day or today
    if not FIRST_DAY <= asked <= LAST_DAY:
        raise invalid("day", f"lies between {FIRST_DAY} and {LAST_DAY}")
    told = window_day(session, sight, row, place, asked, now, whole=whole)
    names = names_of(session, people_of(told.around))
    times = [case.time(now) for case in told.cases]

    def address(other: date, **query: str) -> str:
        query |= {"whole": "true"} if whole and "whole" not in query else {}
        shown = {"day": other.isoformat()} if other != today else {}
        return window_address(row.code, place.code, **shown, **{n: v for n, v in query.items() if v})

    return render(
        request,
        "window_day.html",
        hall=row,
        window=place,
        zone=zone,
        day_asked=asked,
        day_in_words=day_said(asked, language),
        today=today,
        whole=whole,
        told=told,
        names=names,
        strip=strip_of(told.around, names, zone, [_clipped(each, told.frame) for each in times]),
        titles=titles_of(session),
        before=address(asked - timedelta(days=1)),
        after=address(asked + timedelta(days=1)) if asked < today else None,
        other_extent=address(asked, whole="" if whole else "true"),
        ailing=[(each, said(each.row.why, language)) for each in told.ailments],
        now=now,
    )


def _found(session: Session, sight: Sight, hall: str, window: str) -> tuple[HallRow, WindowRow]:
    """Also a window that is no longer in use: its days stay. Raises Problem 404."""
    found = session.exec(
        select(HallRow, WindowRow)
        .join(WindowRow, col(WindowRow.hall_id) == col(HallRow.id))
        .where(HallRow.code == hall, WindowRow.code == window)
    ).first()
    if found is None or not sight.hall(found[0].id):
        raise Problem(404, "not-found", "There is no such window among those that you may see.")
    return found[0], found[1]


def _clipped(case: Interval, frame: Interval) -> Interval:
    return case.clip(frame) or Interval(max(case.start, frame.start), max(case.start, frame.start))
