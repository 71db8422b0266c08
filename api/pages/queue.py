"""`/queue`: the cases that wait, one of them in full, and the verdict on it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session

from api.auth.access import Person, Sight
from api.auth.people import require
from api.cases.cards import NOTHING, digest_for
from api.cases.case import Case, cases_of, visible_case
from api.cases.deciding import DECIDERS, REASON_LENGTH_MAX, decide_case, take_back_decision
from api.cases.listing import COUNTED_TO, Filters, count_violations, list_violations, visible_halls
from api.cases.rules import titles_of
from api.cases.sight import sight_now
from api.database import ReadingSession, reading_from
from api.language import Language
from api.pages.case_panel import panel_of
from api.pages.given import Given, not_taken
from api.pages.queue_digest import digest_shown, narrowed
from api.pages.queue_view import EVERY, PAGE, QueueView
from api.pages.rendering import CurrentVisitor, Visitor, render
from api.pages.words import STATUSES, reason_kept
from api.paging import Place, cursor_at, place_at
from api.problems import Problem
from api.state import state_of
from conduct.review.violations import TAKE_BACK, decision_to_take_back
from conduct.rules.pack import JUDGED_RULES
from conduct.words import N_
from models.tables import DecisionRow, Verdict

EVERY_STATUS = N_("All")

router = APIRouter(include_in_schema=False)
View = Annotated[QueueView, Query()]
Decider = Annotated[Person, Depends(require(*DECIDERS))]


@dataclass(frozen=True, slots=True)
class Neighbours:
    before: UUID | None
    after: UUID | None


@dataclass(frozen=True, slots=True)
class Flash:
    """The visitor's verdict just given on another case."""

    case: Case
    decision: DecisionRow
    takes_back_for_s: int


@router.get("/")
def start(_: CurrentVisitor) -> Response:
    return RedirectResponse("/queue", status_code=303)


@router.get("/queue")
def queue(request: Request, visitor: CurrentVisitor, session: ReadingSession, view: View) -> Response:
    """The list, with its first case beside it where there is room."""
    return queue_page(request, session, visitor, view, None)


@router.get("/queue/{violation_id}")
def case(
    request: Request, violation_id: UUID, visitor: CurrentVisitor, session: ReadingSession, view: View
) -> Response:
    now = state_of(request).clock.now()
    if violation_id in sight_now(session, visitor.person, now, about=violation_id).blind_to:
        return RedirectResponse(f"/second-opinions/{violation_id}", status_code=303)
    return queue_page(request, session, visitor, view, violation_id)


@router.post("/queue/{violation_id}/decision")
def decide(
    request: Request,
    violation_id: UUID,
    visitor: CurrentVisitor,
    person: Decider,
    view: View,
    verdict: Annotated[Verdict, Form()],
    reason: Annotated[str, Form(max_length=100)] = "",
    text: Annotated[str, Form(max_length=REASON_LENGTH_MAX - 100)] = "",
) -> Response:
    """On to the next case; or this one again, with what was wrong."""
    state = state_of(request)
    try:
        kept = reason_kept(verdict, reason, text)
        decide_case(state.engine, person, violation_id, verdict, kept, state.clock.now())
    except Problem as problem:
        given = not_taken(problem, reason, text, visitor.language)
        with reading_from(state.engine) as session:
            return queue_page(request, session, visitor, view, violation_id, given)
    with reading_from(state.engine) as session:
        following = _following(session, person, sight_now(session, person, state.clock.now()), view, violation_id)
    return RedirectResponse(view.address(following, decided=str(violation_id)), status_code=303)


@router.post("/queue/{violation_id}/take-back")
def take_back(request: Request, violation_id: UUID, person: Decider, view: View) -> Response:
    state = state_of(request)
    take_back_decision(state.engine, person, violation_id, state.clock.now())
    return RedirectResponse(view.address(violation_id), status_code=303)


def queue_page(
    request: Request,
    session: Session,
    visitor: Visitor,
    view: QueueView,
    violation_id: UUID | None,
    given: Given | None = None,
    *,
    bulk_error: str | None = None,
) -> Response:
    """The list with a case beside it; `bulk_error` is why the ticked cases could not be dismissed."""
    now = state_of(request).clock.now()
    sight = sight_now(session, visitor.person, now)
    after = place_at(view.cursor) if view.cursor else None
    digest = digest_for(session, visitor.person) if view.status == "pending" else NOTHING
    filters = narrowed(view, digest)
    page = list_violations(session, sight, filters, limit=PAGE, after=after, oldest_first=view.oldest_first)
    listed = cases_of(session, page.rows)
    chosen = visible_case(session, sight, violation_id) if violation_id else (listed[0] if listed else None)
    count = count_violations(session, sight, filters)
    titles = titles_of(session)
    return render(
        request,
        "queue.html",
        given.status if given else 422 if bulk_error else 200,
        view=view,
        may_dismiss=visitor.person.role in DECIDERS and view.status == "pending" and bool(listed),
        bulk_error=bulk_error,
        cases=listed,
        next_address=view.model_copy(update={"cursor": cursor_at(page.next)}).address() if page.next else None,
        count=f"{COUNTED_TO}+" if count > COUNTED_TO else str(count),
        hall_options=[(hall.code, hall.name) for hall in visible_halls(session, sight)],
        rule_options=[(rule, titles.say(rule, visitor.language.code)) for rule in JUDGED_RULES],
        status_options=_status_options(visitor.language),
        titles=titles,
        picked=violation_id is not None,
        chosen=panel_of(session, chosen, visitor.person, visitor.language, now) if chosen else None,
        neighbours=_neighbours(session, sight, view, filters, chosen),
        digest=digest_shown(session, digest, view, now),
        flash=_flash(session, visitor.person, view, now),
        given=given,
        now=now,
    )


def _status_options(language: Language) -> list[tuple[str, str]]:
    every = [(status.value, language.say(name)) for status, name in STATUSES.items()]
    return [*every, (EVERY, language.say(EVERY_STATUS))]


def _neighbours(session: Session, sight: Sight, view: QueueView, filters: Filters, chosen: Case | None) -> Neighbours:
    """The cases before and after the chosen one in the order of the list, wherever the list was left off."""
    if chosen is None:
        return Neighbours(None, None)
    here = Place(chosen.row.start, chosen.row.id)

    def nearest(*, oldest_first: bool) -> UUID | None:
        page = list_violations(session, sight, filters, limit=1, after=here, oldest_first=oldest_first)
        return page.rows[0].id if page.rows else None

    return Neighbours(before=nearest(oldest_first=not view.oldest_first), after=nearest(oldest_first=view.oldest_first))


def _following(session: Session, person: Person, sight: Sight, view: QueueView, decided: UUID) -> UUID | None:
    """The case after the one just decided, or else the first that waits."""
    row = visible_case(session, sight, decided).row
    filters = narrowed(view, digest_for(session, person))
    for after in (Place(row.start, row.id), None):
        page = list_violations(session, sight, filters, limit=2, after=after, oldest_first=view.oldest_first)
        others = [each.id for each in page.rows if each.id != decided]
        if others:
            return others[0]
    return None


def _flash(session: Session, person: Person, view: QueueView, now: datetime) -> Flash | None:
    if view.decided is None:
        return None
    try:
        case = visible_case(session, sight_now(session, person, now, about=view.decided), view.decided)
    except Problem:
        return None
    decision = decision_to_take_back(session, case.row, person.reviewer)
    if decision is None or decision.user_id != person.user_id:
        return None
    left_s = int((decision.at + TAKE_BACK - now).total_seconds())
    return Flash(case, decision, max(left_s, 0))
