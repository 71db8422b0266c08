"""`/roster`: a hall's week by window, or one person's week; what is odd in it, and what waits for a decision."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from api.auth.access import Person, sight_of
from api.cases.listing import visible_halls
from api.database import ReadingSession
from api.pages import roster_words
from api.pages.rendering import CurrentVisitor, Visitor, render
from api.pages.roster_address import RosterView, days_of_week, week_turns
from api.pages.roster_edit import EditPanel, Failed, Requests, edit_panel, requests_of
from api.pages.roster_person import person_week
from api.pages.roster_view import board_of
from api.pages.times import short_day_said
from api.roster.asking import MANAGER_ROLES, not_found
from api.state import state_of
from conduct.judging.touched import days_as_time
from conduct.months.versions import version_in_hand
from conduct.schedule.week_roster import stored_week
from models.tables import HallRow, MonthState
from models.values.local_time import local_day
from roster.week import HallWeek, look_over

ISSUES_MAX = 200

router = APIRouter(include_in_schema=False)
View = Annotated[RosterView, Query()]


@router.get("/roster")
def roster(request: Request, visitor: CurrentVisitor, session: ReadingSession, view: View) -> Response:
    """The first hall of the visitor's, this week; whoever looks after none sees the own week."""
    return roster_page(request, session, visitor, view)


def roster_page(
    request: Request, session: Session, visitor: Visitor, view: RosterView, failed: Failed | None = None
) -> Response:
    halls = visible_halls(session, sight_of(visitor.person))
    if view.staff or not halls:
        return person_week(request, session, visitor, view, failed)
    hall = next((row for row in halls if row.code == view.hall), None) if view.hall else halls[0]
    if hall is None:
        raise not_found("hall")
    if not view.hall and failed is None:
        return RedirectResponse(view.address(hall=hall.code), status_code=303)
    return _board(request, session, visitor, view.model_copy(update={"hall": hall.code}), hall, halls, failed)


def _board(
    request: Request,
    session: Session,
    visitor: Visitor,
    view: RosterView,
    hall: HallRow,
    halls: Sequence[HallRow],
    failed: Failed | None,
) -> Response:
    now, zone = state_of(request).clock.now(), ZoneInfo(hall.timezone)
    today = local_day(now, zone)
    days = days_of_week(view.week, today)
    stored = stored_week(session, hall, days)
    board = board_of(stored, look_over(stored.week), view, visitor.language, today)
    panel = edit_panel(session, stored, view, failed, now) if may_change(visitor.person) else None
    requests = requests_of(stored, days_as_time(days[0], days[-1], zone))
    return render(
        request,
        "roster.html",
        failed.status if failed else 200,
        view=view,
        board=board,
        hall=hall,
        hall_options=halls,
        zone=zone,
        panel=panel,
        requests=requests,
        failed=failed,
        adrift=failed if failed is not None and not _has_place(failed, panel, requests) else None,
        changes=may_change(visitor.person),
        locked=locked_months(session, days),
        issues_max=ISSUES_MAX,
        hours_known=knows_hours(stored.week),
        day_words=[short_day_said(day, visitor.language) for day in days],
        roster_words=roster_words,
        **week_turns(view, days, today),
    )


def _has_place(failed: Failed, panel: EditPanel | None, requests: Requests) -> bool:
    """Whether the form that could not be taken is on the page; a request decided meanwhile is not."""
    waiting = {f"decision-{row.id}" for row in (*(r for r, _ in requests.leave), *(r for r, _, _ in requests.swaps))}
    return failed.form in waiting if failed.form.startswith("decision-") else panel is not None


def may_change(person: Person) -> bool:
    return person.role in MANAGER_ROLES


def knows_hours(week: HallWeek) -> bool:
    return week.opens is not None and week.closes is not None


def locked_months(session: Session, days: tuple[date, ...]) -> list[str]:
    """The months of these days that are locked: what changes in them comes as an adjustment."""
    months = sorted({f"{day:%Y-%m}" for day in days})
    versions = [version_in_hand(session, month) for month in months]
    return [row.month for row in versions if row is not None and row.state == MonthState.locked]
