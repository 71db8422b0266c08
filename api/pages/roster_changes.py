"""What is done on the roster's pages: shifts put in, changed, taken out; leave and swaps asked for and decided."""

from collections.abc import Callable
from typing import Annotated
from urllib.parse import quote
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from api.database import reading_from
from api.pages.attempts import NotDone, attempt
from api.pages.rendering import CurrentVisitor, Visitor
from api.pages.roster import roster_page
from api.pages.roster_address import RosterView
from api.pages.roster_edit import Failed
from api.pages.roster_forms import TypedShift, meant, needs_reason, span_typed
from api.pages.roster_words import refusal_said
from api.roster.asking import STATUS_OF_REFUSAL, Asker, Manager, oneself, staff_named, staff_of_own
from api.roster.deciding import leave_to_decide, shift_to_change, swap_to_decide
from api.roster.requests import REASON_LENGTH_MAX, RequestVerdict
from api.state import state_of
from conduct.review.violations import Refused
from conduct.schedule.requests import ask_leave, ask_swap, decide_leave, decide_swap
from conduct.schedule.shift_changes import change_shift
from conduct.schedule.shifts import put_shift, remove_shift
from models.tables import HallRow, LeaveRow, StaffRow, SwapRow

router = APIRouter(include_in_schema=False)
View = Annotated[RosterView, Query()]
Line = Annotated[str, Form(max_length=200)]
Reason = Annotated[str, Form(max_length=REASON_LENGTH_MAX)]


def typed_shift(
    staff: Line = "", window: Line = "", day: Line = "", start: Line = "", end: Line = "", breaks: Line = "",
    reason: Reason = "",
) -> TypedShift:  # fmt: skip
    return TypedShift(staff, window, day, start, end, breaks, reason)


Typed = Annotated[TypedShift, Depends(typed_shift)]


@router.post("/roster/shifts")
def add(request: Request, visitor: CurrentVisitor, person: Manager, view: View, typed: Typed) -> Response:
    now = state_of(request).clock.now()

    def put(session: Session) -> str:
        told = meant(session, person, view.hall, typed)
        reason = needs_reason(typed.reason, told.time.start, now=now)
        put_shift(session, told, by=person.reviewer, now=now, reason=reason)
        return "put"

    return _done(request, visitor, view, "shift", _as_told(typed), put)


@router.post("/roster/shifts/{shift_id}")
def change(
    request: Request, shift_id: UUID, visitor: CurrentVisitor, person: Manager, view: View, typed: Typed
) -> Response:
    now = state_of(request).clock.now()

    def put(session: Session) -> str:
        row = shift_to_change(session, person, shift_id)
        told = meant(session, person, session.get_one(HallRow, row.hall_id).code, typed)
        reason = needs_reason(typed.reason, row.start, told.time.start, now=now)
        change_shift(session, row, told, by=person.reviewer, now=now, reason=reason)
        return "changed"

    return _done(request, visitor, _at(view, shift_id), "shift", _as_told(typed), put)


@router.post("/roster/shifts/{shift_id}/removal")
def remove(
    request: Request, shift_id: UUID, visitor: CurrentVisitor, person: Manager, view: View, reason: Reason = ""
) -> Response:
    now = state_of(request).clock.now()

    def take_out(session: Session) -> str:
        row = shift_to_change(session, person, shift_id)
        why = needs_reason(reason, row.start, now=now)
        remove_shift(session, row, by=person.reviewer, now=now, reason=why)
        return "removed"

    return _done(request, visitor, _at(view, shift_id), "removal", {"reason": reason}, take_out)


@router.post("/roster/leave")
def leave(
    request: Request, visitor: CurrentVisitor, person: Asker, view: View, start: Line = "", end: Line = "",
    staff: Line = "", kind: Line = "",
) -> Response:  # fmt: skip
    """For oneself without `staff`."""

    def ask(session: Session) -> str:
        who = staff_of_own(session, person, staff) if staff else oneself(session, person)
        time = span_typed(start, end, _zone(session, who))
        ask_leave(session, who, time, kind=kind, by=person.reviewer, now=state_of(request).clock.now())
        return "leave-asked"

    return _done(request, visitor, view, "leave", {"start": start, "end": end, "staff": staff, "kind": kind}, ask)


@router.post("/roster/swaps")
def swap(
    request: Request, visitor: CurrentVisitor, person: Asker, view: View, start: Line = "", end: Line = "",
    staff: Line = "", to_staff: Line = "",
) -> Response:  # fmt: skip
    """One's own shifts are given away without `staff`."""

    def ask(session: Session) -> str:
        giver = staff_of_own(session, person, staff) if staff else oneself(session, person)
        taker = staff_named(session, to_staff.strip(), "to_staff")
        time = span_typed(start, end, _zone(session, giver))
        ask_swap(session, giver, taker, time, by=person.reviewer, now=state_of(request).clock.now())
        return "swap-asked"

    typed = {"start": start, "end": end, "staff": staff, "to_staff": to_staff}
    return _done(request, visitor, view, "swap", typed, ask)


@router.post("/roster/leave/{leave_id}/decision")
def answer_leave(
    request: Request, leave_id: UUID, visitor: CurrentVisitor, person: Manager, view: View,
    verdict: Annotated[RequestVerdict, Form()], reason: Reason = "",
) -> Response:  # fmt: skip
    def decide(session: Session, approve: bool, why: str) -> None:
        row: LeaveRow = leave_to_decide(session, person, leave_id)
        now = state_of(request).clock.now()
        decide_leave(session, row, approve=approve, reason=why, by=person.reviewer, now=now)

    return _decided(request, visitor, view, leave_id, verdict, reason, decide)


@router.post("/roster/swaps/{swap_id}/decision")
def answer_swap(
    request: Request, swap_id: UUID, visitor: CurrentVisitor, person: Manager, view: View,
    verdict: Annotated[RequestVerdict, Form()], reason: Reason = "",
) -> Response:  # fmt: skip
    def decide(session: Session, approve: bool, why: str) -> None:
        row: SwapRow = swap_to_decide(session, person, swap_id)
        now = state_of(request).clock.now()
        decide_swap(session, row, approve=approve, reason=why, by=person.reviewer, now=now)

    return _decided(request, visitor, view, swap_id, verdict, reason, decide)


def _decided(
    request: Request,
    visitor: Visitor,
    view: RosterView,
    request_id: UUID,
    verdict: RequestVerdict,
    reason: str,
    decide: Callable[[Session, bool, str], None],
) -> Response:
    approves = verdict is RequestVerdict.approve

    def step(session: Session) -> str:
        if not approves and not reason.strip():
            raise Refused("reason-missing", "a refusal says why")
        decide(session, approves, reason.strip())
        return "approved" if approves else "refused"

    return _done(request, visitor, view, f"decision-{request_id}", {"reason": reason}, step)


def _done(
    request: Request,
    visitor: Visitor,
    view: RosterView,
    form: str,
    typed: dict[str, str],
    step: Callable[[Session], str],
) -> Response:
    """Back to the week with what was done; or the form again, with what was wrong and what was typed."""
    state = state_of(request)
    did = attempt(state, step, STATUS_OF_REFUSAL)
    if isinstance(did, NotDone):
        failed = Failed(form, typed, refusal_said(did.why, visitor.language), did.status)
        with reading_from(state.engine) as session:
            return roster_page(request, session, visitor, _shown_again(view, form), failed)
    return RedirectResponse(view.address(did=did, day=_day(view, typed)) + "#done", status_code=303)


def _shown_again(view: RosterView, form: str) -> RosterView:
    return view.model_copy(update={"shift": view.shift or "new"}) if form == "shift" else view


def _day(view: RosterView, typed: dict[str, str]) -> str:
    return quote(typed.get("day", "")) or view.day


def _at(view: RosterView, shift_id: UUID) -> RosterView:
    return view.model_copy(update={"shift": str(shift_id)})


def _as_told(typed: TypedShift) -> dict[str, str]:
    return {name: getattr(typed, name) for name in TypedShift.__dataclass_fields__}


def _zone(session: Session, staff: StaffRow) -> ZoneInfo:
    return ZoneInfo(session.get_one(HallRow, staff.hall_id).timezone)
