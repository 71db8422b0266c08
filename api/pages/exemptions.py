"""`/exemptions`: what is granted to whom for which days. Why is nobody's business, and there is no place for it."""

from datetime import date
from functools import partial
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import tuple_
from sqlmodel import Session, col, select

from api.auth.access import Person, sight_of
from api.cases.listing import visible_halls
from api.database import ReadingSession, reading_from, writing_to
from api.pages.navigation import personnel_of
from api.pages.rendering import CurrentVisitor, Visitor, render
from api.pages.times import day_said
from api.paging import bad_cursor, cursor_of, parts_of
from api.policy.forms import Typed, day_in
from api.policy.refusals import refusal_said
from api.policy.words import EXEMPTIONS
from api.roster.asking import MANAGER_ROLES, Manager, Watcher, not_found
from api.state import state_of
from conduct.people.exemptions import end_exemption, grant_exemption
from conduct.review.violations import Refused
from conduct.rules.adoption_reach import today_at_halls
from models.tables import HallRow, StaffExemptionRow, StaffRow
from models.values.roster import ExemptionKind

router = APIRouter(prefix="/exemptions", include_in_schema=False)
PAGE = 50


@router.get("")
def exemptions(
    request: Request,
    visitor: CurrentVisitor,
    _: Watcher,
    session: ReadingSession,
    hall: str = "",
    cursor: str = "",
) -> Response:
    return _page(request, session, visitor, Typed(), hall=hall, cursor=cursor)


@router.post("")
def grant(
    request: Request,
    visitor: CurrentVisitor,
    person: Manager,
    kind: Annotated[ExemptionKind, Form()],
    staff: Annotated[str, Form(max_length=64)] = "",
    first_day: Annotated[str, Form(max_length=10)] = "",
    last_day: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Nobody grants one to themselves."""
    state, now = state_of(request), state_of(request).clock.now()
    try:
        first, last = day_in(first_day), day_in(last_day)
        with writing_to(state.engine) as session:
            found = _staff(session, person, staff)
            grant_exemption(session, found, kind, first, last, by=person.reviewer, now=now)
    except Refused as refused:
        values = {"staff": staff, "kind": kind.value, "first_day": first_day, "last_day": last_day}
        with reading_from(state.engine) as session:
            return _page(request, session, visitor, Typed(refusal_said(refused, visitor.language), values))
    state.facts_changed.set()
    return RedirectResponse("/exemptions", status_code=303)


@router.post("/{exemption_id}/end")
def end(
    request: Request,
    exemption_id: UUID,
    visitor: CurrentVisitor,
    person: Manager,
    last_day: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Let it end earlier; before its first day, it was never granted."""
    state, now = state_of(request), state_of(request).clock.now()
    try:
        last = day_in(last_day)
        with writing_to(state.engine) as session:
            row = session.exec(
                select(StaffExemptionRow).where(StaffExemptionRow.id == exemption_id).with_for_update()
            ).first()
            if row is None or not sight_of(person).hall(session.get_one(StaffRow, row.staff_id).hall_id):
                raise not_found("exemption")
            end_exemption(session, row, last, by=person.reviewer, now=now)
    except Refused as refused:
        with reading_from(state.engine) as session:
            return _page(request, session, visitor, Typed(refusal_said(refused, visitor.language)))
    state.facts_changed.set()
    return RedirectResponse("/exemptions", status_code=303)


def _page(
    request: Request, session: Session, visitor: Visitor, typed: Typed, *, hall: str = "", cursor: str = ""
) -> Response:
    person = visitor.person
    today = today_at_halls(session, state_of(request).clock.now())
    found = _listed(session, person, hall, _place(cursor) if cursor else None)
    rows = found[:PAGE]
    last = rows[-1][0] if rows else None
    more = cursor_of(last.first_day.isoformat(), last.id.hex) if last and len(found) > PAGE else None
    return render(
        request,
        "exemptions.html",
        422 if typed.error else 200,
        places=personnel_of(person),
        items=rows,
        kinds=EXEMPTIONS,
        hall=hall,
        halls=[(each.code, each.name) for each in visible_halls(session, sight_of(person))],
        next_address=f"/exemptions?{urlencode({'hall': hall, 'cursor': more})}" if more else None,
        typed=typed,
        today=today,
        grants=person.role in MANAGER_ROLES,
        said=partial(day_said, language=visitor.language),
    )


def _listed(
    session: Session, person: Person, hall: str, before: tuple[date, UUID] | None
) -> list[tuple[StaffExemptionRow, StaffRow, HallRow]]:
    """Of the halls that the person looks after, the latest first day first; one more than a page."""
    sight = sight_of(person)
    query = (
        select(StaffExemptionRow, StaffRow, HallRow)
        .join(StaffRow, col(StaffRow.id) == col(StaffExemptionRow.staff_id))
        .join(HallRow, col(HallRow.id) == col(StaffRow.hall_id))
        .order_by(col(StaffExemptionRow.first_day).desc(), col(StaffExemptionRow.id).desc())
        .limit(PAGE + 1)
    )
    if not sight.everything:
        query = query.where(col(StaffRow.hall_id).in_(sight.hall_ids))
    if hall:
        query = query.where(HallRow.code == hall)
    if before is not None:
        query = query.where(tuple_(col(StaffExemptionRow.first_day), col(StaffExemptionRow.id)) < before)
    return list(session.exec(query).all())


def _staff(session: Session, person: Person, no: str) -> StaffRow:
    """Of a hall that the person looks after; not oneself by that alone. Raises Refused `unknown-staff`."""
    staff = session.exec(select(StaffRow).where(StaffRow.no == no.strip())).first()
    if staff is None or not sight_of(person).hall(staff.hall_id):
        raise Refused("unknown-staff", f"there is no {no}")
    return staff


def _place(cursor: str) -> tuple[date, UUID]:
    day, id_hex = (str(part) for part in parts_of(cursor, str, str))
    try:
        return date.fromisoformat(day), UUID(hex=id_hex)
    except ValueError:
        raise bad_cursor() from None
