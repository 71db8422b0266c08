"""`/appraisals/{month}` for those who look after it, `/my/months` for everybody's own."""

from collections.abc import Callable
from typing import Annotated
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session, col, select

from api.auth.access import Person
from api.auth.people import require
from api.cases.sight import asked_about
from api.database import ReadingSession, reading_from, writing_to
from api.months import STATUS_OF_REFUSAL, Hr, Month, Signer, said, supervised
from api.pages import month_words
from api.pages.months_view import (
    AUDIENCE,
    Filters,
    months_of,
    seen_entries,
    shown_course,
    shown_entries,
    shown_entry,
    shown_spread,
)
from api.pages.my_record import tabs_of
from api.pages.rendering import CurrentVisitor, Visitor, render, visitor
from api.problems import Problem
from api.roster.asking import staff_named
from api.state import state_of
from conduct.months.digest import month_digest
from conduct.months.facts import facts_of_month
from conduct.months.missing import what_is_missing
from conduct.months.signing import WORDS_LENGTH_MAX, sign, unsigned_count
from conduct.months.span import month_after, month_before
from conduct.months.steps import draft, lock, reopen
from conduct.months.versions import version_in_hand, versions_of
from conduct.review.violations import Refused
from models.tables import AppraisalMonthRow, AppraisalRow, HallRow, MonthState, Role, SignVerdict, StaffRow
from models.values.local_time import local_day

router = APIRouter(include_in_schema=False)
Watcher = Annotated[Person, Depends(require(*AUDIENCE))]
Words = Annotated[str, Form(max_length=WORDS_LENGTH_MAX)]


@router.get("/appraisals", dependencies=[Depends(visitor)])
def latest(request: Request, _: Watcher, session: ReadingSession) -> Response:
    """To the month drafted last, or the one before this."""
    found = session.exec(select(AppraisalMonthRow.month).order_by(col(AppraisalMonthRow.month).desc()).limit(1)).first()
    halls = session.exec(select(HallRow).order_by(col(HallRow.code)).limit(1)).first()
    now = state_of(request).clock.now()
    today = local_day(now, _zone(halls)) if halls else now.date()
    return RedirectResponse(f"/appraisals/{found or month_before(f'{today:%Y-%m}')}", status_code=303)


@router.get("/appraisals/{month}")
def month_page(
    month: Month,
    request: Request,
    visitor: CurrentVisitor,
    _: Watcher,
    hall: str = "",
    grade: str = "",
    search: Annotated[str, Query(max_length=100)] = "",
    after: str | None = None,
) -> Response:
    return _month_page(request, month, visitor, Filters(hall, grade, search.strip()), after=after)


@router.get("/appraisals/{month}/people/{staff}")
def person_page(month: Month, staff: str, request: Request, visitor: CurrentVisitor) -> Response:
    """One person's lines and signatures, for whoever looks after the hall, and the person.

    Lines tell verdicts: who is asked for a second opinion on any case of the person gives it first.
    """
    return _person_page(request, month, staff, visitor)


@router.get("/my/months")
def my_months(request: Request, visitor: CurrentVisitor, session: ReadingSession) -> Response:
    """The visitor's own last twelve months."""
    person, language, now = visitor.person, visitor.language, state_of(request).clock.now()
    staff = session.get(StaffRow, person.staff_id) if person.staff_id else None
    months = months_of(session, staff.id) if staff else ()
    own = [
        (month, shown, version_in_hand(session, month))
        for month in months
        if staff and (shown := shown_entry(session, month, staff.no, person, language, now=now))
    ]
    course = shown_course(session, months[0], staff.no, person) if staff and months else None
    return render(request, "my_months.html", months=own, course=course, month_words=month_words, tabs=tabs_of())


@router.post("/appraisals/{month}/draft", dependencies=[Depends(visitor)])
def draft_from_page(month: Month, request: Request, person: Hr) -> Response:
    now = state_of(request).clock.now()
    return _step(request, month, lambda session: draft(session, month, by=person.login, now=now))


@router.post("/appraisals/{month}/lock", dependencies=[Depends(visitor)])
def lock_from_page(
    month: Month, request: Request, person: Hr, digest: Annotated[str, Form()] = "", gaps: Words = ""
) -> Response:
    now = state_of(request).clock.now()
    return _step(
        request,
        month,
        lambda session: lock(session, month, by=person.login, now=now, gaps_accepted=gaps, seen_digest=digest or None),
    )


@router.post("/appraisals/{month}/reopen", dependencies=[Depends(visitor)])
def reopen_from_page(month: Month, request: Request, person: Hr, reason: Words = "") -> Response:
    now = state_of(request).clock.now()
    return _step(request, month, lambda session: reopen(session, month, reason=reason, by=person.login, now=now))


@router.post("/appraisals/{month}/people/{staff}/sign")
def sign_from_page(
    month: Month,
    staff: str,
    request: Request,
    visitor: CurrentVisitor,
    person: Signer,
    verdict: Annotated[SignVerdict, Form()],
    words: Words = "",
) -> Response:
    state = state_of(request)
    try:
        with writing_to(state.engine) as session:
            sign(
                session, month, staff_named(session, staff), verdict=verdict, words=words, by=person.reviewer,
                hall_ids=supervised(person), now=state.clock.now(),
            )  # fmt: skip
    except Refused as refused:
        return _person_page(request, month, staff, visitor, refused=refused)
    return RedirectResponse(f"/appraisals/{month}/people/{staff}", status_code=303)


def _step(request: Request, month: str, step: Callable[[Session], object]) -> Response:
    try:
        with writing_to(state_of(request).engine) as session:
            step(session)
    except Refused as refused:
        return _month_page(request, month, request.state.visitor, Filters(), refused=refused)
    return RedirectResponse(f"/appraisals/{month}", status_code=303)


def _month_page(
    request: Request,
    month: str,
    visitor: Visitor,
    filters: Filters,
    *,
    after: str | None = None,
    refused: Refused | None = None,
) -> Response:
    state, language = state_of(request), visitor.language
    everything = visitor.person.role is not Role.supervisor
    with reading_from(state.engine) as session:
        versions = versions_of(session, month)
        entries, more = shown_entries(session, month, visitor.person, language, filters, after=after)
        missing = what_is_missing(facts_of_month(session, month, now=state.clock.now())) if everything else []
        seen = seen_entries(session, month, visitor.person)
        spread = shown_spread(entry for entry in seen if filters.hall in ("", entry.hall))
        halls = session.exec(select(HallRow).order_by(col(HallRow.code))).all()
        of_month = [AppraisalRow.month == month]
        of_month += [] if everything else [col(AppraisalRow.hall_id).in_(list(visitor.person.hall_ids))]
        grades = session.exec(
            select(AppraisalRow.grade).where(*of_month).distinct().order_by(col(AppraisalRow.grade))
        ).all()
        row = versions[-1] if versions else None
        kept = {"hall": filters.hall, "grade": filters.grade, "search": filters.search}
        return render(
            request,
            "month.html",
            409 if refused else 200,
            month=month,
            before=month_before(month),
            following=month_after(month),
            row=row,
            versions=versions,
            zone=_zone(halls[0]) if halls else None,
            entries=entries,
            filters=filters,
            hall_options=[(each.code, each.name) for each in halls if everything or each.id in visitor.person.hall_ids],
            grade_options=[(each, each) for each in grades],
            next_address=f"?{urlencode({**kept, 'after': more})}" if more else None,
            missing=[(each, said(each, language)) for each in missing],
            unsigned=unsigned_count(session, row) if row else 0,
            digest=month_digest(seen) if row and everything else "",
            spread=spread,
            is_locked=row is not None and row.state == MonthState.locked,
            is_hr=visitor.person.role is Role.hr,
            everything=everything,
            refused=_refusal(refused),
            month_words=month_words,
        )


def _person_page(
    request: Request, month: str, staff: str, visitor: Visitor, *, refused: Refused | None = None
) -> Response:
    with reading_from(state_of(request).engine) as session:
        person, now = visitor.person, state_of(request).clock.now()
        shown = shown_entry(session, month, staff, person, visitor.language, now=now)
        if shown is None:
            raise Problem(404, "not-found", "There is no such entry.")
        judged_first = asked_about(session, visitor.person, shown.staff_id, state_of(request).clock.now())
        if judged_first is not None:
            return RedirectResponse(f"/second-opinions/{judged_first}", status_code=303)
        row = versions_of(session, month)[-1:]
        return render(
            request,
            "month_person.html",
            STATUS_OF_REFUSAL.get(refused.code, 409) if refused else 200,
            month=month,
            shown=shown,
            row=row[0] if row else None,
            course=shown_course(session, month, staff, person),
            is_own=person.staff_id == shown.staff_id,
            refused=_refusal(refused),
            month_words=month_words,
        )


def _refusal(refused: Refused | None) -> str | None:
    return month_words.REFUSALS.get(refused.code, str(refused)) if refused else None


def _zone(hall: HallRow) -> ZoneInfo:
    return ZoneInfo(hall.timezone)
