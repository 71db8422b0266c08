"""`/attendance/{staff}/{day}`: how one person's day was kept and why; corrections asked for and answered."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session, select

from api.auth.access import Person, sight_of
from api.auth.people import require
from api.cases.rules import titles_of
from api.cases.words import sentence
from api.database import ReadingSession, reading_from
from api.language import why_of
from api.pages import attendance_words
from api.pages.attempts import NotDone, attempt
from api.pages.attendance import READERS
from api.pages.attendance_words import refusal_said
from api.pages.rendering import CurrentVisitor, Visitor, render
from api.pages.roster import locked_months
from api.pages.roster_forms import span_typed
from api.pages.roster_words import APPROVALS
from api.pages.times import day_said
from api.problems import Problem
from api.roster.asking import not_found
from api.roster.correcting import ASKERS, DECIDERS, STATUS_OF_REFUSAL, concerned, correction_to_decide
from api.roster.requests import REASON_LENGTH_MAX, RequestVerdict
from api.roster.telling import NO_TITLES
from api.state import state_of
from conduct.people.attendance_day import AttendanceDay, attendance_day
from conduct.people.corrections import Asked, ask, decide_correction, why_not_decide
from conduct.review.violations import Refused
from models.tables import CorrectionRow, HallRow, StaffRow
from models.values.local_time import local_day

router = APIRouter(include_in_schema=False)
Asker = Annotated[Person, Depends(require(*ASKERS))]
Decider = Annotated[Person, Depends(require(*DECIDERS))]
Reason = Annotated[str, Form(max_length=REASON_LENGTH_MAX)]


@dataclass(frozen=True, slots=True)
class NotTaken:
    """A form of the day that could not be taken: `asking`, or the id of the correction decided on."""

    form: str
    typed: dict[str, str]
    error: str
    status: int


@router.get("/attendance/{staff}/{day}")
def one_day(
    request: Request, staff: str, day: date, visitor: CurrentVisitor, session: ReadingSession, did: str = ""
) -> Response:
    return _page(request, session, visitor, staff, day, did=did)


@router.post("/attendance/{staff}/{day}/corrections")
def ask_for_correction(
    request: Request, staff: str, day: date, visitor: CurrentVisitor, person: Asker,
    shift_start: Annotated[str, Form(max_length=40)], kind: Annotated[str, Form(max_length=20)],
    at: Annotated[str, Form(max_length=40)] = "", reason: Reason = "",
) -> Response:  # fmt: skip
    """By the person, or by somebody who looks after the hall; somebody else decides."""

    def step(session: Session) -> str:
        start = _instant(shift_start)
        who = concerned(session, person, staff, start)
        if kind not in attendance_words.KINDS or not reason.strip():
            raise Refused("reason-missing", "a correction says what and why")
        zone = ZoneInfo(session.get_one(HallRow, who.hall_id).timezone)
        told = span_typed(at, at, zone).start if at else None
        asked = Asked(who, start, kind, told, reason.strip())
        ask(session, asked, by=person.reviewer, now=state_of(request).clock.now())
        return "asked"

    typed = {"kind": kind, "at": at, "reason": reason, "shift_start": shift_start}
    return _done(request, visitor, staff, day, "asking", typed, step)


@router.post("/attendance/corrections/{correction_id}/decision")
def decide(
    request: Request, correction_id: UUID, visitor: CurrentVisitor, person: Decider,
    verdict: Annotated[RequestVerdict, Form()], reason: Reason = "",
) -> Response:  # fmt: skip
    """Never on one's own, nor on what one has asked for."""
    state = state_of(request)
    with reading_from(state.engine) as session:
        row = session.get(CorrectionRow, correction_id)
        if row is None:
            raise not_found("correction")
        staff, day = session.get_one(StaffRow, row.staff_id).no, row.day

    def step(session: Session) -> str:
        approve = verdict is RequestVerdict.approve
        found = correction_to_decide(session, person, correction_id)
        if not reason.strip():
            raise Refused("reason-missing", "a decision says why")
        decide_correction(
            session, found, by=person.reviewer, approve=approve, reason=reason.strip(), now=state.clock.now()
        )
        return "approved" if approve else "refused"

    return _done(request, visitor, staff, day, str(correction_id), {"reason": reason}, step)


def _done(
    request: Request,
    visitor: Visitor,
    staff: str,
    day: date,
    form: str,
    typed: dict[str, str],
    step: Callable[[Session], str],
) -> Response:
    """Back to the day with what was done; or the day with what was wrong and what was typed."""
    state = state_of(request)
    did = attempt(state, step, STATUS_OF_REFUSAL)
    if isinstance(did, NotDone):
        if isinstance(did.why, Problem) and did.why.code == "invalid":
            raise did.why
        failed = NotTaken(form, typed, refusal_said(did.why, visitor.language), did.status)
        with reading_from(state.engine) as session:
            return _page(request, session, visitor, staff, day, failed=failed)
    return RedirectResponse(f"/attendance/{staff}/{day}?did={did}#done", status_code=303)


def _page(
    request: Request,
    session: Session,
    visitor: Visitor,
    staff: str,
    day: date,
    *,
    did: str = "",
    failed: NotTaken | None = None,
) -> Response:
    person, language = visitor.person, visitor.language
    found = _seen(session, person, staff, day)
    now, titles = state_of(request).clock.now(), titles_of(session)
    zone = ZoneInfo(found.halls[0].timezone)
    decides = person.role in DECIDERS
    return render(
        request,
        "attendance_day.html",
        failed.status if failed else 200,
        facts=found,
        zone=zone,
        zones={hall.id: ZoneInfo(hall.timezone) for hall in found.halls},
        hall_names={hall.id: hall.name for hall in found.halls},
        day_words=day_said(day, language),
        day_before=day - timedelta(days=1),
        day_after=day + timedelta(days=1),
        month=f"{day:%Y-%m}",
        whys={row.id: sentence(why_of(row.why), language, titles) for row in found.outcomes},
        duty_whys=[sentence(each.duty.why, language, NO_TITLES) for each in found.rostered],
        case_titles={row.id: titles.say(row.rule, language.code) for row in found.cases},
        oversees=person.role in READERS,
        asks=person.role in ASKERS,
        may_decide={row.id for row in found.corrections if decides and why_not_decide(row, person.reviewer) is None},
        locked=bool(locked_months(session, (day,))),
        is_ahead=day > local_day(now, zone),
        did=did,
        failed=failed,
        approvals=APPROVALS,
        attendance_words=attendance_words,
    )


def _seen(session: Session, person: Person, no: str, day: date) -> AttendanceDay:
    """Raises Problem 404 for anybody whom the visitor may not see."""
    sight = sight_of(person)
    staff = session.exec(select(StaffRow).where(StaffRow.no == no)).first()
    if staff is None:
        raise not_found("person")
    everywhere = sight.everything or staff.id == sight.staff_id
    found = attendance_day(session, staff, day, None if everywhere else sight.hall_ids)
    if found is None:
        raise not_found("person")
    return found


def _instant(told: str) -> datetime:
    try:
        at = datetime.fromisoformat(told)
    except ValueError:
        raise Refused("no-such-shift", "not a time") from None
    if at.tzinfo is None:
        raise Refused("no-such-shift", "not an instant")
    return at.astimezone(UTC)
