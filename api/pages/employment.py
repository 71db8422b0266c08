"""`/employments` and `/people/{no}/employment`: from when to when somebody belongs to which hall."""

from functools import partial
from typing import Annotated, Literal
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session, col, select

from api.database import ReadingSession, reading_from, writing_to
from api.months import Hr, Reader
from api.pages.navigation import personnel_of
from api.pages.rendering import CurrentVisitor, Visitor, render
from api.pages.times import day_said
from api.paging import cursor_of, parts_of
from api.policy.adopted import names_of_logins
from api.policy.forms import Typed, all_halls, day_in, day_or_none, hall_of
from api.policy.refusals import refusal_said
from api.roster.asking import not_found
from api.state import state_of
from conduct.people.employing import employments_of, end_employment, tell_employment, transfer
from conduct.review.violations import Refused
from conduct.rules.adoption_reach import today_at_halls
from models.tables import EmploymentRow, HallRow, Role, StaffRow

router = APIRouter(include_in_schema=False)
PAGE = 50


@router.get("/employments")
def employments(
    request: Request, visitor: CurrentVisitor, _: Reader, session: ReadingSession, staff: str = "", cursor: str = ""
) -> Response:
    """Everybody of whom something is told, by staff number; with a number, on to that person."""
    wanted = staff.strip()
    if wanted and session.exec(select(StaffRow.id).where(StaffRow.no == wanted)).first() is not None:
        return RedirectResponse(_address(wanted), status_code=303)
    told = select(EmploymentRow.staff_id)
    query = select(StaffRow, HallRow).join(HallRow, col(HallRow.id) == col(StaffRow.hall_id))
    query = query.where(col(StaffRow.id).in_(told)).order_by(col(StaffRow.no)).limit(PAGE + 1)
    if cursor:
        query = query.where(StaffRow.no > str(parts_of(cursor, str)[0]))
    found = list(session.exec(query).all())
    more = cursor_of(found[PAGE - 1][0].no) if len(found) > PAGE else None
    return render(
        request,
        "employments.html",
        422 if wanted else 200,
        places=personnel_of(visitor.person),
        people=found[:PAGE],
        staff=wanted,
        error=refusal_said(Refused("unknown-staff", ""), visitor.language) if wanted else "",
        next_address=f"/employments?{urlencode({'cursor': more})}" if more else None,
    )


@router.get("/people/{no}/employment")
def employment(request: Request, no: str, visitor: CurrentVisitor, _: Reader, session: ReadingSession) -> Response:
    return _page(request, session, visitor, no, Typed())


@router.post("/people/{no}/employment")
def tell(
    request: Request,
    no: str,
    visitor: CurrentVisitor,
    person: Hr,
    step: Annotated[Literal["belongs", "moves", "leaves"], Form()],
    hall: Annotated[str, Form(max_length=64)] = "",
    first_day: Annotated[str, Form(max_length=10)] = "",
    last_day: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Since when somebody belongs to a hall, that they move to another, or that they leave."""
    state, now = state_of(request), state_of(request).clock.now()
    try:
        with writing_to(state.engine) as session:
            found, by = _staff(session, no), person.login
            if step == "belongs":
                at, first, last = hall_of(session, hall), day_in(first_day), day_or_none(last_day)
                tell_employment(session, found, at, first, last, by=by, now=now)
            elif step == "moves":
                transfer(session, found, hall_of(session, hall), day_in(first_day), by=by, now=now)
            else:
                end_employment(session, found, day_in(last_day), by=by, now=now)
    except Refused as refused:
        values = {"step": step, "hall": hall, "first_day": first_day, "last_day": last_day}
        with reading_from(state.engine) as session:
            return _page(request, session, visitor, no, Typed(refusal_said(refused, visitor.language), values))
    return RedirectResponse(_address(no), status_code=303)


def _page(request: Request, session: Session, visitor: Visitor, no: str, typed: Typed) -> Response:
    staff = _staff(session, no)
    told = employments_of(session, staff)
    halls = all_halls(session)
    return render(
        request,
        "employment.html",
        422 if typed.error else 200,
        places=personnel_of(visitor.person),
        staff=staff,
        told=told,
        goes_on=any(row.last_day is None for row in told),
        halls=[(hall.code, hall.name) for hall in halls],
        hall_names={hall.id: hall.name for hall in halls},
        names=names_of_logins(session, {row.told_by for row in told}),
        typed=typed,
        today=today_at_halls(session, state_of(request).clock.now()),
        tells=visitor.person.role is Role.hr,
        said=partial(day_said, language=visitor.language),
    )


def _address(no: str) -> str:
    return f"/people/{quote(no, safe='')}/employment"


def _staff(session: Session, no: str) -> StaffRow:
    staff = session.exec(select(StaffRow).where(StaffRow.no == no)).first()
    if staff is None:
        raise not_found("person")
    return staff
