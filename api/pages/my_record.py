"""`/my`: one's own month at a glance, attendance and corrections, who looked, and a copy of all that is held."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from api.auth.access import Person
from api.auth.people import CurrentPerson, require
from api.cases.appeal_list import AppealFilters, list_appeals
from api.cases.listing import Filters
from api.cases.rules import titles_of
from api.database import ReadingSession, reading_from, writing_to
from api.jobs import retention_of
from api.my.cases import own_cases, own_page, own_sight
from api.my.copying import json_copy, zip_copy
from api.my.looked import files_about, looks_at
from api.my.month import coming_shifts, instant_of_shift, kept_shifts, month_time, own_corrections, zone_of_staff
from api.pages import month_words, my_words
from api.pages.appeal_panel import told_appeal
from api.pages.months_view import shown_entry
from api.pages.rendering import CurrentVisitor, Visitor, render
from api.pages.tabs import Tab
from api.paging import cursor_of, id_at
from api.problems import Problem
from api.routes.corrections import ASKERS, STATUS_OF_REFUSAL
from api.state import state_of
from conduct.impact.statements import statements_of
from conduct.keeping.retention import everything_kept
from conduct.months.span import month_after, month_before
from conduct.months.versions import version_in_hand
from conduct.people.corrections import Asked, ask
from conduct.review.violations import Refused
from conduct.words import N_
from models.tables import AppealStatus, StaffRow, Topic, ViolationStatus
from models.values.local_time import local_day

CASES_OF_A_MONTH = 100
LOOKS = 100
APPEALS = 20
REASON_LENGTH_MAX = 1000
ELSEWHERE = ZoneInfo("Asia/Shanghai")

router = APIRouter(include_in_schema=False)
Asker = Annotated[Person, Depends(require(*ASKERS))]
Month = Annotated[str | None, Query(pattern=r"^[12][0-9]{3}-(0[1-9]|1[0-2])$")]
TABS = (
    ("/my", N_("Overview")),
    ("/my/violations", N_("My violations")),
    ("/my/attendance", N_("Attendance")),
    ("/my/months", N_("My months")),
    ("/my/looked", N_("Who looked")),
    ("/my/data", N_("My data")),
)
BY_MONTH = ("/my", "/my/attendance")
WAITING = (ViolationStatus.pending, ViolationStatus.appealed)
COUNTING = (ViolationStatus.confirmed, ViolationStatus.upheld)


@dataclass(frozen=True, slots=True)
class Given:
    """A correction that could not be asked for: of which shift, what was typed, and what was wrong."""

    shift_start: datetime
    kind: str
    clock: str
    reason: str
    error: str


@dataclass(frozen=True, slots=True)
class Own:
    """Whose record it is, and which month of it; no `staff` for a log-in that is on no roster."""

    staff: StaffRow | None
    zone: ZoneInfo
    month: str

    @property
    def turns(self) -> dict[str, str]:
        return {"before": month_before(self.month), "following": month_after(self.month)}


def tabs_of(month: str | None = None) -> tuple[Tab, ...]:
    """The month stays as it is from tab to tab."""
    query = f"?{urlencode({'month': month})}" if month else ""
    return tuple(Tab(address + (query if address in BY_MONTH else ""), label) for address, label in TABS)


@router.get("/my")
def overview(request: Request, visitor: CurrentVisitor, session: ReadingSession, month: Month = None) -> Response:
    person, language, now = visitor.person, visitor.language, state_of(request).clock.now()
    own = _own(session, person, month, now)
    if own.staff is None:
        return render(request, "my.html", own=own, tabs=tabs_of(month))
    span = month_time(own.month, own.zone)
    page = own_page(session, person, limit=CASES_OF_A_MONTH, filters=Filters(since=span.start, until=span.end))
    appeals, _ = list_appeals(
        session, own_sight(person), AppealFilters(AppealStatus.open, staff_id=own.staff.id), limit=APPEALS, order="due"
    )
    counts = Counter(row.status for row in page.rows)
    return render(
        request,
        "my.html",
        own=own,
        tabs=tabs_of(own.month),
        cases=own_cases(session, page.rows, person, language, now),
        more=page.next is not None,
        counts={
            "open": sum(counts[status] for status in WAITING),
            "confirmed": sum(counts[status] for status in COUNTING),
            "excused": counts[ViolationStatus.excused],
        },
        entry=shown_entry(session, own.month, own.staff.no, person, language, now=now),
        month_row=version_in_hand(session, own.month),
        month_words=month_words,
        appeals=[(each.case, told_appeal(each, person, language, now)) for each in appeals],
        corrections=own_corrections(session, own.staff, own.month),
        coming=coming_shifts(session, own.staff, now),
        my_words=my_words,
    )


@router.get("/my/attendance")
def attendance(request: Request, visitor: CurrentVisitor, session: ReadingSession, month: Month = None) -> Response:
    return _attendance(request, visitor, session, month)


@router.post("/my/corrections")
def correct(
    request: Request,
    visitor: CurrentVisitor,
    person: Asker,
    shift_start: Annotated[datetime, Form()],
    kind: Annotated[str, Form(max_length=32)],
    clock: Annotated[str, Form(max_length=8)] = "",
    reason: Annotated[str, Form(max_length=REASON_LENGTH_MAX)] = "",
) -> Response:
    """Asks for a correction of one's own; or the page again, with what was wrong and what was typed."""
    state = state_of(request)
    if person.staff_id is None or shift_start.tzinfo is None:
        raise Problem(404, "not-found", "There is no such shift of yours.")
    try:
        with writing_to(state.engine) as session:
            staff = session.get_one(StaffRow, person.staff_id)
            asked = _asked(staff, shift_start, kind, clock, reason, zone_of_staff(session, staff))
            row = ask(session, asked, by=person.reviewer, now=state.clock.now())
            month = f"{row.day:%Y-%m}"
    except Refused as refused:
        error = my_words.REFUSALS.get(refused.code, my_words.REFUSALS["no-such-shift"])
        given = Given(shift_start, kind, clock, reason, visitor.language.say(error))
        with reading_from(state.engine) as session:
            staff = session.get_one(StaffRow, person.staff_id)
            shown = f"{local_day(shift_start, zone_of_staff(session, staff)):%Y-%m}"
            return _attendance(request, visitor, session, shown, given, STATUS_OF_REFUSAL.get(refused.code, 422))
    return RedirectResponse(f"/my/attendance?month={month}#corrections", status_code=303)


@router.get("/my/looked")
def looked(
    request: Request,
    visitor: CurrentVisitor,
    session: ReadingSession,
    cursor: Annotated[str, Query(max_length=500)] = "",
) -> Response:
    own = _own(session, visitor.person, None, state_of(request).clock.now())
    visits, more = [], None
    if own.staff is not None:
        before = id_at(cursor) if cursor else None
        visits, more = looks_at(session, own.staff.id, before=before, limit=LOOKS)
    return render(
        request,
        "my_looked.html",
        own=own,
        tabs=tabs_of(),
        visits=visits,
        titles=titles_of(session),
        files=files_about(session, own.staff) if own.staff and not cursor else [],
        cursor=cursor,
        next_address=f"/my/looked?cursor={cursor_of(more.hex)}" if more else None,
        my_words=my_words,
    )


@router.get("/my/data")
def data(request: Request, visitor: CurrentVisitor, session: ReadingSession) -> Response:
    state, language = state_of(request), visitor.language
    said = statements_of(session).get(None, {})
    kept = everything_kept(retention_of(state.settings))
    return render(
        request,
        "my_data.html",
        own=_own(session, visitor.person, None, state.clock.now()),
        tabs=tabs_of(),
        kept=[(language.say(each.what), language.say(each.until, days=each.days)) for each in kept],
        operator=said.get(Topic.operator),
        contact=said.get(Topic.contact),
        basis=said.get(Topic.legal_basis),
    )


@router.get("/my/data.json")
def data_as_json(request: Request, person: CurrentPerson) -> Response:
    state = state_of(request)
    now = state.clock.now()
    return _handed(json_copy(state.engine, person, now), person, now, "json", "application/json")


@router.get("/my/data.zip")
def data_as_zip(request: Request, person: CurrentPerson) -> Response:
    state = state_of(request)
    now = state.clock.now()
    return _handed(zip_copy(state.engine, state.evidence, person, now), person, now, "zip", "application/zip")


def _attendance(
    request: Request,
    visitor: Visitor,
    session: Session,
    month: str | None,
    given: Given | None = None,
    status: int = 200,
) -> Response:
    person, now = visitor.person, state_of(request).clock.now()
    own = _own(session, person, month, now)
    told: dict[str, Any] = {"shifts": [], "corrections": []}
    if own.staff is not None:
        told["shifts"] = kept_shifts(session, own.staff, own.month, own.zone, visitor.language, now)
        told["corrections"] = own_corrections(session, own.staff, own.month)
    return render(
        request,
        "my_attendance.html",
        status,
        own=own,
        tabs=tabs_of(own.month),
        given=given,
        my_words=my_words,
        may_ask=person.role in ASKERS,
        **told,
    )


def _own(session: Session, person: Person, month: str | None, now: datetime) -> Own:
    staff = session.get(StaffRow, person.staff_id) if person.staff_id else None
    zone = zone_of_staff(session, staff) if staff else ELSEWHERE
    return Own(staff, zone, month or f"{local_day(now, zone):%Y-%m}")


def _asked(staff: StaffRow, shift_start: datetime, kind: str, clock: str, reason: str, zone: ZoneInfo) -> Asked:
    """What the form says. Raises Refused `reason-missing`, `bad-time`, `no-such-kind`."""
    if kind not in my_words.CORRECTIONS:
        raise Refused("no-such-kind", "there is no such correction")
    if not reason.strip():
        raise Refused("reason-missing", "say why")
    at = instant_of_shift(clock.strip(), shift_start, zone) if clock.strip() else None
    if clock.strip() and at is None:
        raise Refused("bad-time", "this is no time of a day")
    return Asked(staff, shift_start, kind, at, reason.strip())


def _handed(content: bytes, person: Person, now: datetime, suffix: str, kind: str) -> Response:
    name = f"staff-conduct-{person.login}-{now:%Y%m%d}.{suffix}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return Response(content, media_type=kind, headers=headers)
