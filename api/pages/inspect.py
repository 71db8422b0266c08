"""`/inspect`: what a person sees on the spot, reported from a telephone; whole without JavaScript."""

import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Form, Request, UploadFile
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session, col, select

from api.auth.access import Person, sight_of
from api.auth.people import require
from api.cases.case import visible_case
from api.cases.deciding import REASON_LENGTH_MAX, withdraw_own_report
from api.cases.listing import visible_halls
from api.cases.photo import keep_photo
from api.cases.reporting import NOTE_LENGTH_MAX, REPORTERS, report_seen
from api.cases.rounds import problem_of, visible_round
from api.cases.rules import titles_of
from api.cases.sight import sight_now
from api.database import ReadingSession, reading_from, writing_to
from api.pages.errors import words_of
from api.pages.inspect_words import PLACES, place_named
from api.pages.rendering import CurrentVisitor, Visitor, render
from api.pages.rule_words import AREAS
from api.problems import Problem, invalid
from api.state import State, state_of
from conduct.review.reporting import reported_rules, why_not_rule
from conduct.review.rounds import tie_report
from conduct.review.violations import Refused
from conduct.rules.adoption import pack_for
from models.tables import EvidenceRow, HallRow, ShiftRow, StaffRow, WindowRow
from models.values.evidence import StillKind
from models.values.local_time import local_day

router = APIRouter(include_in_schema=False)
Reporter = Annotated[Person, Depends(require(*REPORTERS))]
LOCAL_FORMAT = "%Y-%m-%dT%H:%M"


@dataclass(frozen=True, slots=True)
class Sent:
    """What stands in the form."""

    hall: str
    rule: str
    at: str = ""
    window: str = ""
    staff: str = ""
    note: str = ""
    place: str = "middle"
    round_id: str = ""
    key: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    """Sent twice by an impatient finger, it is one report."""


@router.get("/inspect")
def choose(
    request: Request, visitor: CurrentVisitor, person: Reporter, session: ReadingSession, hall: str = ""
) -> Response:
    """The halls, or the rules of one by area."""
    halls = visible_halls(session, sight_of(person), in_use=True)
    chosen = halls[0] if len(halls) == 1 else next((row for row in halls if row.code == hall), None)
    areas = []
    if chosen is not None:
        pack = pack_for(session, local_day(state_of(request).clock.now(), ZoneInfo(chosen.timezone))).pack
        rules = reported_rules(pack)
        for area, title in AREAS.items():
            own = [(name, rule.title.said(visitor.language.code)) for name, rule in rules.items() if rule.area == area]
            if own:
                areas.append((area, visitor.language.say(title), own))
    return render(request, "inspect.html", halls=halls, chosen=chosen, areas=areas)


@router.get("/inspect/report", dependencies=[Depends(require(*REPORTERS))])
def form(
    request: Request,
    visitor: CurrentVisitor,
    session: ReadingSession,
    hall: str,
    rule: str,
    round: str = "",  # noqa: A002 - the parameter's name in the address
) -> Response:
    return _form(request, session, visitor, Sent(hall, rule, round_id=round))


@router.post("/inspect/report")
def send(
    request: Request,
    visitor: CurrentVisitor,
    person: Reporter,
    hall: Annotated[str, Form(max_length=64)],
    rule: Annotated[str, Form(max_length=64)],
    key: Annotated[str, Form(min_length=1, max_length=100)],
    at: Annotated[str, Form(max_length=40)] = "",
    window: Annotated[str, Form(max_length=64)] = "",
    staff: Annotated[str, Form(max_length=64)] = "",
    note: Annotated[str, Form(max_length=NOTE_LENGTH_MAX)] = "",
    place: Annotated[str, Form(max_length=20)] = "middle",
    round: Annotated[str, Form(max_length=64)] = "",  # noqa: A002 - the field's name
    photo: UploadFile | None = None,
) -> Response:
    """On to the confirmation; or the form again with what was wrong. A photo that cannot be taken costs no report."""
    state, sent = state_of(request), Sent(hall, rule, at, window, staff, note.strip(), place, round, key)
    try:
        violation_id = _report(state, person, sent)
    except Problem as problem:
        if problem.status == 404:
            raise
        with reading_from(state.engine) as session:
            return _form(request, session, visitor, sent, problem)
    return _done(violation_id, _photo_code(state, person, violation_id, photo, place))


@router.get("/inspect/done/{violation_id}")
def done(
    request: Request,
    violation_id: UUID,
    visitor: CurrentVisitor,
    person: Reporter,
    session: ReadingSession,
    photo: str = "",
) -> Response:
    case = visible_case(
        session, sight_now(session, person, state_of(request).clock.now(), about=violation_id), violation_id
    )
    query = select(EvidenceRow.id).where(EvidenceRow.violation_id == violation_id, EvidenceRow.kind == StillKind.photo)
    return render(
        request,
        "inspect_done.html",
        case=case,
        title=titles_of(session, case.row.pack_version).say(case.row.rule, visitor.language.code),
        photo_id=session.exec(query).first(),
        error=words_of(Problem(422, photo, photo), visitor.language) if photo else None,
        places=PLACES,
    )


@router.post("/inspect/done/{violation_id}")
def add_photo(
    request: Request,
    violation_id: UUID,
    person: Reporter,
    photo: UploadFile,
    place: Annotated[str, Form(max_length=20)] = "middle",
) -> Response:
    return _done(violation_id, _photo_code(state_of(request), person, violation_id, photo, place))


@router.post("/inspect/done/{violation_id}/withdrawal")
def withdraw(
    request: Request,
    violation_id: UUID,
    person: Reporter,
    reason: Annotated[str, Form(max_length=REASON_LENGTH_MAX)] = "",
) -> Response:
    """Of one's own report, while it waits for a verdict."""
    state = state_of(request)
    try:
        withdraw_own_report(state.engine, person, violation_id, reason, state.clock.now())
    except Problem as problem:
        if problem.status in {403, 404}:
            raise
        return _done(violation_id, problem.code)
    return _done(violation_id, "")


def _done(violation_id: UUID, photo_code: str) -> Response:
    query = f"?{urlencode({'photo': photo_code})}" if photo_code else ""
    return RedirectResponse(f"/inspect/done/{violation_id}{query}", status_code=303)


def _photo_code(state: State, person: Person, violation_id: UUID, photo: UploadFile | None, place: str) -> str:
    """Why a photo was not taken; empty when it was, or when none was sent."""
    if photo is None or not photo.filename:
        return ""
    body = photo.file.read(state.settings.max_frame_bytes + 1)
    try:
        keep_photo(state, person, violation_id, body, place_named(place), state.clock.now())
    except Problem as problem:
        if problem.status in {403, 404}:
            raise
        return problem.code
    return ""


def _report(state: State, person: Person, sent: Sent) -> UUID:
    with reading_from(state.engine) as session:
        hall = _hall(session, person, sent.hall)
        now = state.clock.now()
        at = _instant(sent.at, ZoneInfo(hall.timezone)) if sent.at else now
        if sent.round_id:
            visible_round(session, sight_of(person), _round_id(sent.round_id))
    if not sent.note:
        raise Problem(422, "note-missing", "Say what you saw.")
    violation_id = report_seen(
        state.engine, person, hall=sent.hall, rule=sent.rule, at=at, end=None, note=sent.note,
        window=sent.window or None, staff=sent.staff or None, key=sent.key, now=now,
    )  # fmt: skip
    if sent.round_id:
        with writing_to(state.engine) as session:
            row = visible_round(session, sight_of(person), _round_id(sent.round_id), lock=True)
            try:
                tie_report(session, row, sent.rule, violation_id, by=person.reviewer, now=now)
            except Refused as refused:
                raise problem_of(refused) from None
    return violation_id


def _round_id(told: str) -> UUID:
    try:
        return UUID(told)
    except ValueError:
        raise Problem(404, "not-found", "There is no such round.") from None


def _instant(local: str, zone: ZoneInfo) -> datetime:
    try:
        return datetime.fromisoformat(local).replace(tzinfo=zone).astimezone(UTC)
    except ValueError:
        raise invalid("at", "is no time of the hall's clock") from None


def _hall(session: Session, person: Person, code: str) -> HallRow:
    found = next((row for row in visible_halls(session, sight_of(person), in_use=True) if row.code == code), None)
    if found is None:
        raise Problem(404, "not-found", "There is no such hall among those that you may see.")
    return found


def _form(request: Request, session: Session, visitor: Visitor, sent: Sent, problem: Problem | None = None) -> Response:
    hall, now = _hall(session, visitor.person, sent.hall), state_of(request).clock.now()
    zone = ZoneInfo(hall.timezone)
    pack = pack_for(session, local_day(now, zone)).pack
    refused = why_not_rule(pack, sent.rule)
    if refused is not None:
        raise Problem(404, "not-found", f"{refused}")
    there, others = _people(session, hall, now, visitor.person)
    return render(
        request,
        "inspect_report.html",
        problem.status if problem else 200,
        hall=hall,
        rule=pack.rules[sent.rule],
        sent=sent,
        at=sent.at or now.astimezone(zone).strftime(LOCAL_FORMAT),
        latest=now.astimezone(zone).strftime(LOCAL_FORMAT),
        windows=_windows(session, hall),
        there=there,
        others=others,
        places=PLACES,
        error=words_of(problem, visitor.language) if problem else None,
        note_max=NOTE_LENGTH_MAX,
    )


def _windows(session: Session, hall: HallRow) -> list[tuple[str, str]]:
    query = select(WindowRow).where(WindowRow.hall_id == hall.id, col(WindowRow.retired_at).is_(None))
    rows = session.exec(query.order_by(col(WindowRow.code))).all()
    return [(row.code, f"{row.code} {row.name}".strip()) for row in rows]


def _people(
    session: Session, hall: HallRow, now: datetime, person: Person
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Those rostered there now, and the others of the hall; nobody reports on themselves."""
    on_duty = select(ShiftRow.staff_id).where(ShiftRow.hall_id == hall.id, ShiftRow.start <= now, ShiftRow.end >= now)
    now_there = set(session.exec(on_duty).all())
    query = select(StaffRow).where(
        (col(StaffRow.hall_id) == hall.id) | col(StaffRow.id).in_(now_there), col(StaffRow.retired_at).is_(None)
    )
    rows = [row for row in session.exec(query.order_by(col(StaffRow.no))).all() if row.id != person.staff_id]
    there = [(row.no, f"{row.name} {row.no}") for row in rows if row.id in now_there]
    return there, [(row.no, f"{row.name} {row.no}") for row in rows if row.id not in now_there]
