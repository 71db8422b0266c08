"""`/roster/patterns`: a hall's kinds of day, the rotations made of them, and who works by which."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session, col, select

from api.auth.access import Person
from api.database import ReadingSession, reading_from
from api.pages import roster_words
from api.pages.attempts import NotDone, attempt
from api.pages.rendering import CurrentVisitor, Visitor, render
from api.pages.roster_address import RosterView
from api.pages.roster_edit import Failed
from api.pages.roster_forms import cycle_typed, day_typed, pairs_typed
from api.pages.roster_words import refusal_said
from api.roster.asking import Manager, hall_named, rotation_named, staff_named, window_named
from api.state import state_of
from conduct.review.violations import Refused
from conduct.schedule.rotations import (
    NewMember,
    put_member,
    put_rotation,
    put_template,
    retire_rotation,
    retire_template,
)
from models.tables import HallRow, RotationMemberRow, RotationRow, ShiftTemplateRow, StaffRow, WindowRow
from models.values.local_time import local_day

PATTERNS = "/roster/patterns"
OFFSET_DAYS_MAX = 1000
FOLLOWS: Mapping[str, bool | None] = {"": None, "yes": True, "no": False}

router = APIRouter(include_in_schema=False)
View = Annotated[RosterView, Query()]
Short = Annotated[str, Form(max_length=64)]
Text = Annotated[str, Form(max_length=200)]
Cycle = Annotated[str, Form(max_length=4000)]


@dataclass(frozen=True, slots=True)
class Member:
    row: RotationMemberRow
    staff: StaffRow
    window: str | None


@dataclass(frozen=True, slots=True)
class Shown:
    """A rotation with those who work by it, the earliest first."""

    row: RotationRow
    members: Sequence[Member]


@router.get(PATTERNS)
def patterns(
    request: Request, visitor: CurrentVisitor, person: Manager, session: ReadingSession, view: View,
    kind: Annotated[str, Query(max_length=64)] = "", rotation: Annotated[str, Query(max_length=64)] = "",
) -> Response:  # fmt: skip
    return _page(request, session, visitor, person, view, kind=kind, rotation=rotation)


@router.post(f"{PATTERNS}/kinds")
def keep_kind(
    request: Request, visitor: CurrentVisitor, person: Manager, view: View,
    code: Short = "", name: Text = "", work: Text = "", breaks: Text = "",
) -> Response:  # fmt: skip
    def step(session: Session, hall: HallRow) -> str:
        put_template(
            session, hall, _code(code), name=name.strip(), segments=pairs_typed(work), breaks=pairs_typed(breaks),
            by=person.reviewer, now=state_of(request).clock.now(),
        )  # fmt: skip
        return "kind-put"

    typed = {"code": code, "name": name, "work": work, "breaks": breaks}
    return _done(request, visitor, person, view, step, "kind", typed)


@router.post(f"{PATTERNS}/kinds/retirement")
def end_kind(request: Request, visitor: CurrentVisitor, person: Manager, view: View, code: Short = "") -> Response:
    def step(session: Session, hall: HallRow) -> str:
        retire_template(session, hall, code, by=person.reviewer, now=state_of(request).clock.now())
        return "kind-retired"

    return _done(request, visitor, person, view, step, "kinds", {})


@router.post(f"{PATTERNS}/rotations")
def keep_rotation(
    request: Request, visitor: CurrentVisitor, person: Manager, view: View,
    code: Short = "", name: Text = "", cycle: Cycle = "", anchor: Short = "", follows: Short = "",
) -> Response:  # fmt: skip
    def step(session: Session, hall: HallRow) -> str:
        put_rotation(
            session, hall, _code(code), name=name.strip(), cycle=cycle_typed(cycle), anchor=day_typed(anchor),
            follows_calendar=FOLLOWS.get(follows), by=person.reviewer, now=state_of(request).clock.now(),
        )  # fmt: skip
        return "rotation-put"

    typed = {"code": code, "name": name, "cycle": cycle, "anchor": anchor, "follows": follows}
    return _done(request, visitor, person, view, step, "rotation", typed)


@router.post(f"{PATTERNS}/rotations/{{rotation_id}}/retirement")
def end_rotation(request: Request, visitor: CurrentVisitor, person: Manager, view: View, rotation_id: UUID) -> Response:
    def step(session: Session, _: HallRow) -> str:
        row = rotation_named(session, person, rotation_id)
        retire_rotation(session, row, by=person.reviewer, now=state_of(request).clock.now())
        return "rotation-retired"

    return _done(request, visitor, person, view, step, "rotations", {})


@router.post(f"{PATTERNS}/rotations/{{rotation_id}}/members")
def keep_member(
    request: Request, visitor: CurrentVisitor, person: Manager, view: View, rotation_id: UUID,
    staff: Short = "", window: Short = "", first_day: Short = "", last_day: Short = "",
    offset_days: Annotated[int, Form(ge=-OFFSET_DAYS_MAX, le=OFFSET_DAYS_MAX)] = 0,
) -> Response:  # fmt: skip
    def step(session: Session, _: HallRow) -> str:
        row = rotation_named(session, person, rotation_id)
        told = NewMember(
            staff_named(session, staff.strip()), window_named(session, row.hall_id, window or None),
            day_typed(first_day), day_typed(last_day) if last_day else None, offset_days,
        )  # fmt: skip
        put_member(session, row, told, by=person.reviewer, now=state_of(request).clock.now())
        return "member-put"

    typed = {
        "staff": staff, "window": window, "first_day": first_day, "last_day": last_day, "offset_days": str(offset_days)
    }  # fmt: skip
    return _done(request, visitor, person, view, step, f"member-{rotation_id}", typed)


def _done(
    request: Request, visitor: Visitor, person: Person, view: RosterView, step: Callable[[Session, HallRow], str],
    form: str, typed: Mapping[str, str],
) -> Response:  # fmt: skip
    state = state_of(request)
    did = attempt(state, lambda session: step(session, hall_named(session, person, view.hall)), {})
    if isinstance(did, NotDone):
        failed = Failed(form, typed, refusal_said(did.why, visitor.language), did.status)
        with reading_from(state.engine) as session:
            return _page(request, session, visitor, person, view, failed=failed)
    return RedirectResponse(view.address(PATTERNS, did=did) + "#done", status_code=303)


def _page(
    request: Request, session: Session, visitor: Visitor, person: Person, view: RosterView, *, kind: str = "",
    rotation: str = "", failed: Failed | None = None,
) -> Response:  # fmt: skip
    hall = hall_named(session, person, view.hall)
    today = local_day(state_of(request).clock.now(), ZoneInfo(hall.timezone))
    kinds, rotations = _kinds(session, hall), _rotations(session, hall)
    windows = select(WindowRow.code, WindowRow.name).where(
        WindowRow.hall_id == hall.id, col(WindowRow.retired_at).is_(None)
    )
    people = select(StaffRow.no, StaffRow.name).where(StaffRow.hall_id == hall.id, col(StaffRow.retired_at).is_(None))
    did = roster_words.DID.get(view.did)
    return render(
        request, "roster_patterns.html", failed.status if failed else 200, view=view, hall=hall, failed=failed,
        kinds=kinds, rotations=rotations, did=visitor.language.say(did) if did else None,
        kind=next((row for row in kinds if row.code == kind), None),
        rotation=next((shown.row for shown in rotations if shown.row.code == rotation), None),
        windows=session.exec(windows.order_by(col(WindowRow.code))).all(),
        people=session.exec(people.order_by(col(StaffRow.no))).all(), patterns=PATTERNS,
        today=today, monday=today - timedelta(days=today.weekday()),
    )  # fmt: skip


def _kinds(session: Session, hall: HallRow) -> Sequence[ShiftTemplateRow]:
    query = select(ShiftTemplateRow).where(
        ShiftTemplateRow.hall_id == hall.id, col(ShiftTemplateRow.retired_at).is_(None)
    )
    return session.exec(query.order_by(col(ShiftTemplateRow.code))).all()


def _rotations(session: Session, hall: HallRow) -> list[Shown]:
    query = select(RotationRow).where(RotationRow.hall_id == hall.id, col(RotationRow.retired_at).is_(None))
    rows = session.exec(query.order_by(col(RotationRow.code))).all()
    found: dict[UUID, list[Member]] = defaultdict(list)
    members = (
        select(RotationMemberRow, StaffRow, WindowRow.code)
        .join(StaffRow, col(StaffRow.id) == col(RotationMemberRow.staff_id))
        .outerjoin(WindowRow, col(WindowRow.id) == col(RotationMemberRow.window_id))
        .where(col(RotationMemberRow.rotation_id).in_([row.id for row in rows]))
        .order_by(col(RotationMemberRow.first_day), col(StaffRow.no))
    )
    for row, staff, window in session.exec(members).all():
        found[row.rotation_id].append(Member(row, staff, window))
    return [Shown(row, found[row.id]) for row in rows]


def _code(typed: str) -> str:
    code = typed.strip()
    if not code:
        raise Refused("code-missing", "it needs a code")
    if cycle_typed(code) != [code]:
        raise Refused("code-of-a-day-off", "a code has no spaces and is no day off")
    return code
