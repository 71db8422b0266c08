"""`/discipline` and `/hearings`: what the ladder suggests of a month and why, what it waits for, what is on record."""

from datetime import date
from functools import partial
from typing import Annotated, Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session, col, select

from api.cases.rules import Titles, titles_of
from api.cases.words import sentence
from api.database import ReadingSession, reading_from, writing_to
from api.months import Hr, Reader
from api.pages.navigation import personnel_of
from api.pages.rendering import CurrentVisitor, Visitor, render
from api.pages.rule_words import SEVERITIES
from api.pages.times import day_said
from api.paging import cursor_of, id_at
from api.policy.forms import Typed, day_in, words_in
from api.policy.refusals import refusal_said
from api.policy.words import HEARING_KINDS, SANCTIONS
from api.problems import Problem
from api.roster.asking import staff_named
from api.routes.discipline import MONTH
from api.state import state_of
from conduct.months.span import month_after, month_before
from conduct.people.discipline import Suggestion
from conduct.people.hearings import record_hearing, suggested
from conduct.review.violations import Refused
from conduct.rules.adoption_reach import today_at_halls
from models.tables import HallRow, HearingKind, HearingRow, Role, StaffRow, UserRow
from models.values.local_time import local_day

router = APIRouter(include_in_schema=False)
PAGE = 50
Month = Annotated[str | None, Query(pattern=MONTH)]


@router.get("/discipline")
def discipline(
    request: Request, visitor: CurrentVisitor, _: Reader, session: ReadingSession, month: Month = None
) -> Response:
    """The gravest first; nothing follows by itself."""
    today = today_at_halls(session, state_of(request).clock.now())
    asked = month or f"{today:%Y-%m}"
    found = suggested(session, asked)
    return render(
        request,
        "discipline.html",
        **_shared(session, visitor, asked, found),
        suggestions=[(each, sentence(each.why, visitor.language, Titles({}))) for each in found],
        titles=titles_of(session),
        severities=SEVERITIES,
    )


@router.get("/hearings")
def hearings(
    request: Request,
    visitor: CurrentVisitor,
    _: Reader,
    session: ReadingSession,
    month: Month = None,
    staff: str = "",
    cursor: str = "",
) -> Response:
    typed = Typed(values={"staff": staff} if staff else None)
    return _hearings_page(request, session, visitor, month, typed, cursor=cursor)


@router.post("/hearings")
def record(
    request: Request,
    visitor: CurrentVisitor,
    person: Hr,
    month: Annotated[str, Form(pattern=MONTH)],
    kind: Annotated[HearingKind, Form()],
    staff: Annotated[str, Form(max_length=64)] = "",
    day: Annotated[str, Form(max_length=10)] = "",
    words: Annotated[str, Form(max_length=4000)] = "",
) -> Response:
    """Put on record that the facts were looked into, or that the person was heard, and what came of it."""
    state, now = state_of(request), state_of(request).clock.now()
    try:
        on, said = day_in(day), words_in(words, "no-words")
        with writing_to(state.engine) as session:
            record_hearing(
                session, _staff(session, staff), month, kind, day=on, words=said, by=person.reviewer, now=now
            )
    except Refused as refused:
        values = {"staff": staff, "kind": kind.value, "day": day, "words": words}
        with reading_from(state.engine) as session:
            typed = Typed(refusal_said(refused, visitor.language), values)
            return _hearings_page(request, session, visitor, month, typed)
    return RedirectResponse(f"/hearings?{urlencode({'month': month})}", status_code=303)


def _hearings_page(
    request: Request, session: Session, visitor: Visitor, month: str | None, typed: Typed, *, cursor: str = ""
) -> Response:
    today = today_at_halls(session, state_of(request).clock.now())
    asked = month or f"{today:%Y-%m}"
    found = suggested(session, asked)
    query = select(HearingRow, StaffRow).join(StaffRow, col(StaffRow.id) == col(HearingRow.staff_id))
    query = query.where(HearingRow.month == asked).order_by(col(HearingRow.id).desc()).limit(PAGE + 1)
    if cursor:
        query = query.where(HearingRow.id < id_at(cursor))
    rows = list(session.exec(query).all())
    users = {row.recorded_by for row, _ in rows}
    more = {"month": asked, "cursor": cursor_of(rows[PAGE - 1][0].id.hex)} if len(rows) > PAGE else None
    return render(
        request,
        "hearings.html",
        422 if typed.error else 200,
        **_shared(session, visitor, asked, found),
        waiting=[(each, _waited(session, each, today)) for each in found if each.waits_for],
        records=rows[:PAGE],
        recorders=dict(session.exec(select(UserRow.id, UserRow.name).where(col(UserRow.id).in_(users))).all()),
        next_address=f"/hearings?{urlencode(more)}" if more else None,
        typed=typed,
        today=today,
        records_them=visitor.person.role is Role.hr,
    )


def _shared(session: Session, visitor: Visitor, month: str, found: list[Suggestion]) -> dict[str, Any]:
    people = session.exec(select(StaffRow).where(col(StaffRow.no).in_([each.staff for each in found]))).all()
    zone = session.exec(select(HallRow.timezone).order_by(col(HallRow.code))).first()
    return {
        "places": personnel_of(visitor.person),
        "month": month,
        "before": month_before(month),
        "after": month_after(month),
        "people": {each.no: each.name for each in people},
        "zone": ZoneInfo(zone or "UTC"),
        "sanctions": SANCTIONS,
        "kinds": HEARING_KINDS,
        "said": partial(day_said, language=visitor.language),
    }


def _waited(session: Session, each: Suggestion, today: date) -> int:
    """Days since the last of the breaches by which the step came into question."""
    hall = session.exec(select(HallRow).join(StaffRow).where(StaffRow.no == each.staff)).one()
    last = local_day(max(breach.start for breach in each.breaches), ZoneInfo(hall.timezone))
    return (today - last).days


def _staff(session: Session, no: str) -> StaffRow:
    """Raises Refused `unknown-staff`."""
    try:
        return staff_named(session, no.strip())
    except Problem as problem:
        raise Refused(problem.code, problem.detail) from None
