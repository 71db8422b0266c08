"""`/commendations`: good work that one person proposes and another confirms."""

from functools import partial
from typing import Annotated, Literal
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session, col, select

from api.auth.access import Person, sight_of
from api.database import ReadingSession, reading_from, writing_to
from api.pages.navigation import personnel_of
from api.pages.rendering import CurrentVisitor, Visitor, render
from api.pages.times import day_said
from api.paging import cursor_of, id_at
from api.policy.forms import Typed, day_in, words_in
from api.policy.refusals import refusal_said
from api.problems import Problem
from api.roster.asking import MANAGER_ROLES, Manager, Watcher, not_found, staff_of_own
from api.state import state_of
from conduct.people.commendations import (
    decide_commendation,
    propose_commendation,
    why_not_decide_commendation,
    withdraw_commendation,
)
from conduct.review.violations import Refused
from conduct.rules.adoption import pack_for
from conduct.rules.adoption_reach import today_at_halls
from models.tables import CommendationRow, HallRow, StaffRow, UserRow

router = APIRouter(prefix="/commendations", include_in_schema=False)
PAGE = 50
KIND = "praise"
"""Of a commendation where the pack names no kinds: it is kept and adds nothing."""
WORDS_MAX = 1000
Show = Literal["waiting", "all"]


@router.get("")
def commendations(
    request: Request,
    visitor: CurrentVisitor,
    _: Watcher,
    session: ReadingSession,
    show: Show = "waiting",
    cursor: str = "",
) -> Response:
    return _page(request, session, visitor, Typed(), show=show, cursor=cursor)


@router.post("")
def propose(
    request: Request,
    visitor: CurrentVisitor,
    person: Manager,
    staff: Annotated[str, Form(max_length=64)] = "",
    kind: Annotated[str, Form(max_length=64, pattern=r"^[a-z][a-z0-9-]*$")] = KIND,
    day: Annotated[str, Form(max_length=10)] = "",
    words: Annotated[str, Form(max_length=WORDS_MAX)] = "",
) -> Response:
    """Counts nothing until another person confirms it."""
    state, now = state_of(request), state_of(request).clock.now()
    try:
        on, said = day_in(day), words_in(words, "no-words")
        with writing_to(state.engine) as session:
            found = _staff(session, person, staff)
            propose_commendation(session, found, kind, day=on, words=said, by=person.reviewer, now=now)
    except Refused as refused:
        values = {"staff": staff, "kind": kind, "day": day, "words": words}
        with reading_from(state.engine) as session:
            return _page(request, session, visitor, Typed(refusal_said(refused, visitor.language), values))
    return RedirectResponse("/commendations", status_code=303)


@router.post("/{commendation_id}/decision")
def decide(
    request: Request,
    commendation_id: UUID,
    visitor: CurrentVisitor,
    person: Manager,
    verdict: Annotated[Literal["confirm", "refuse"], Form()],
    reason: Annotated[str, Form(max_length=WORDS_MAX)] = "",
) -> Response:
    """By another person than who proposed it, and never by the person concerned; a refusal gives its reason."""
    state, now = state_of(request), state_of(request).clock.now()
    try:
        why = words_in(reason, "no-reason") if verdict == "refuse" else reason
        with writing_to(state.engine) as session:
            row = _visible(session, person, commendation_id)
            decide_commendation(session, row, confirm=verdict == "confirm", reason=why, by=person.reviewer, now=now)
    except Refused as refused:
        with reading_from(state.engine) as session:
            return _page(request, session, visitor, Typed(refusal_said(refused, visitor.language)))
    return RedirectResponse("/commendations", status_code=303)


@router.post("/{commendation_id}/withdrawal")
def withdraw(request: Request, commendation_id: UUID, visitor: CurrentVisitor, person: Manager) -> Response:
    """By who proposed it, before anybody decided."""
    state, now = state_of(request), state_of(request).clock.now()
    try:
        with writing_to(state.engine) as session:
            row = _visible(session, person, commendation_id)
            withdraw_commendation(session, row, by=person.reviewer, now=now)
    except Refused as refused:
        with reading_from(state.engine) as session:
            return _page(request, session, visitor, Typed(refusal_said(refused, visitor.language)))
    return RedirectResponse("/commendations", status_code=303)


def _page(
    request: Request, session: Session, visitor: Visitor, typed: Typed, *, show: Show = "waiting", cursor: str = ""
) -> Response:
    person = visitor.person
    today = today_at_halls(session, state_of(request).clock.now())
    found = _listed(session, person, show, id_at(cursor) if cursor else None)
    rows = found[:PAGE]
    users = {user for row, _, _ in rows for user in (row.proposed_by, row.decided_by) if user}
    appraisal = pack_for(session, today).pack.appraisal
    following = {"show": show, "cursor": cursor_of(rows[-1][0].id.hex)} if len(found) > PAGE else None
    return render(
        request,
        "commendations.html",
        422 if typed.error else 200,
        places=personnel_of(person),
        show=show,
        items=[(row, staff, hall, _decides(person, row)) for row, staff, hall in rows],
        names=dict(session.exec(select(UserRow.id, UserRow.name).where(col(UserRow.id).in_(users))).all()),
        next_address=f"/commendations?{urlencode(following)}" if following else None,
        kinds=appraisal.commendations,
        cap=appraisal.commendation_cap,
        kind=KIND,
        today=today,
        typed=typed,
        proposes=person.role in MANAGER_ROLES,
        said=partial(day_said, language=visitor.language),
    )


def _decides(person: Person, row: CommendationRow) -> bool:
    return person.role in MANAGER_ROLES and why_not_decide_commendation(row, person.reviewer) is None


def _listed(
    session: Session, person: Person, show: Show, before: UUID | None
) -> list[tuple[CommendationRow, StaffRow, HallRow]]:
    """Of the halls that the person sees all of, the latest first; one more than a page."""
    sight = sight_of(person)
    query = (
        select(CommendationRow, StaffRow, HallRow)
        .join(StaffRow, col(StaffRow.id) == col(CommendationRow.staff_id))
        .join(HallRow, col(HallRow.id) == col(StaffRow.hall_id))
        .order_by(col(CommendationRow.id).desc())
        .limit(PAGE + 1)
    )
    if not sight.everything:
        query = query.where(col(StaffRow.hall_id).in_(sight.hall_ids))
    if show == "waiting":
        query = query.where(col(CommendationRow.decided_at).is_(None), col(CommendationRow.withdrawn_at).is_(None))
    if before is not None:
        query = query.where(CommendationRow.id < before)
    return list(session.exec(query).all())


def _staff(session: Session, person: Person, no: str) -> StaffRow:
    """Raises Refused `unknown-staff`."""
    try:
        return staff_of_own(session, person, no.strip())
    except Problem as problem:
        raise Refused(problem.code, problem.detail) from None


def _visible(session: Session, person: Person, commendation_id: UUID) -> CommendationRow:
    query = select(CommendationRow).where(CommendationRow.id == commendation_id).with_for_update()
    row = session.exec(query).first()
    if row is None or not sight_of(person).hall(session.get_one(StaffRow, row.staff_id).hall_id):
        raise not_found("commendation")
    return row
