"""The queue's page put together: the list, the case beside it, what comes before and after, what was just done."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session

from api.auth.access import Person, Sight, sight_of
from api.cases.cards import NOTHING, Digest, digest_for
from api.cases.case import Case, cases_of, visible_case
from api.cases.deciding import DECIDERS
from api.cases.listing import (
    COUNTED_TO,
    Filters,
    count_violations,
    list_violations,
    visible_halls,
    windows_of,
)
from api.cases.rules import titles_of
from api.cases.sight import sight_now
from api.language import Language
from api.pages.case_panel import panel_of
from api.pages.given import Given
from api.pages.queue_digest import digest_shown, narrowed
from api.pages.queue_view import EVERY, PAGE, QueueView
from api.pages.rendering import Visitor, render
from api.pages.words import STATUSES
from api.paging import Place, cursor_at, place_at
from api.problems import Problem
from api.state import state_of
from conduct.review.violations import TAKE_BACK, decision_to_take_back
from conduct.rules.pack import JUDGED_RULES
from conduct.words import N_
from models.tables import DecisionRow, HallRow, WindowRow

EVERY_STATUS = N_("All")


@dataclass(frozen=True, slots=True)
class Neighbours:
    before: UUID | None
    after: UUID | None
    following: UUID | None
    """What is shown once the case is decided, as far as can be told beforehand."""


@dataclass(frozen=True, slots=True)
class Flash:
    """The visitor's verdict just given on another case."""

    case: Case
    decision: DecisionRow
    takes_back_for_s: int


@dataclass(frozen=True, slots=True)
class Listed:
    """What a view lists, to somebody who may see so much."""

    sight: Sight
    halls: Sequence[HallRow]
    """Those all of which they may see."""
    digest: Digest
    filters: Filters

    @property
    def hall(self) -> HallRow | None:
        """The one hall that the list is about."""
        chosen = [hall for hall in self.halls if hall.code == self.filters.hall] or self.halls
        return chosen[0] if len(chosen) == 1 else None


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
    listed = listed_by(session, visitor.person, view, violation_id, now)
    after = place_at(view.cursor) if view.cursor else None
    sight, filters = listed.sight, listed.filters
    page = list_violations(session, sight, filters, limit=PAGE, after=after, oldest_first=view.oldest_first)
    cases = cases_of(session, page.rows)
    chosen = visible_case(session, sight, violation_id) if violation_id else (cases[0] if cases else None)
    titles = titles_of(session)
    return render(
        request,
        "queue.html",
        given.status if given else 422 if bulk_error else 200,
        view=view,
        may_dismiss=visitor.person.role in DECIDERS and view.status == "pending" and bool(cases),
        bulk_error=bulk_error,
        cases=cases,
        next_address=view.model_copy(update={"cursor": cursor_at(page.next)}).address() if page.next else None,
        count=count_said(session, listed),
        hall_options=[(hall.code, hall.name) for hall in listed.halls],
        window_options=_window_options(windows_of(session, listed.hall)),
        rule_options=[(rule, titles.say(rule, visitor.language.code)) for rule in JUDGED_RULES],
        status_options=_status_options(visitor.language),
        titles=titles,
        picked=violation_id is not None,
        chosen=panel_of(session, chosen, visitor.person, visitor.language, now) if chosen else None,
        neighbours=_neighbours(session, listed, view, chosen, cases),
        digest=digest_shown(session, listed.digest, view, now),
        flash=flash_of(session, visitor.person, view, now),
        given=given,
        now=now,
    )


def listed_by(session: Session, person: Person, view: QueueView, violation_id: UUID | None, now: datetime) -> Listed:
    """`violation_id` is the case looked at, if it is any special one."""
    sight = _sight(session, person, view, violation_id, now)
    halls = visible_halls(session, sight)
    digest = digest_for(session, person) if view.status == "pending" else NOTHING
    filters = narrowed(view, digest)
    if filters.window and not filters.hall and len(halls) == 1:
        filters = replace(filters, hall=halls[0].code)
    return Listed(sight, halls, digest, filters)


def _sight(session: Session, person: Person, view: QueueView, violation_id: UUID | None, now: datetime) -> Sight:
    """Nothing that pends is hidden: all cases to be judged blind are looked up only where decided ones are listed."""
    if view.lists_decided:
        return sight_now(session, person, now)
    return sight_now(session, person, now, about=violation_id) if violation_id else sight_of(person)


def count_said(session: Session, listed: Listed) -> str:
    count = count_violations(session, listed.sight, listed.filters)
    return f"{COUNTED_TO:,}+" if count > COUNTED_TO else f"{count:,}"


def _window_options(windows: Sequence[WindowRow]) -> list[tuple[str, str]]:
    return [(row.code, f"{row.code} {row.name}".strip()) for row in windows]


def _status_options(language: Language) -> list[tuple[str, str]]:
    every = [(status.value, language.say(name)) for status, name in STATUSES.items()]
    return [*every, (EVERY, language.say(EVERY_STATUS))]


def _neighbours(
    session: Session, listed: Listed, view: QueueView, chosen: Case | None, cases: Sequence[Case]
) -> Neighbours:
    """The cases before and after the chosen one in the order of the list, wherever the list was left off."""
    if chosen is None:
        return Neighbours(None, None, None)
    here = Place(chosen.row.start, chosen.row.id)

    def nearest(*, oldest_first: bool) -> UUID | None:
        page = list_violations(
            session, listed.sight, listed.filters, limit=1, after=here, oldest_first=oldest_first
        )  # fmt: skip
        return page.rows[0].id if page.rows else None

    after = nearest(oldest_first=view.oldest_first)
    others = [case.row.id for case in cases if case.row.id != chosen.row.id]
    return Neighbours(
        before=nearest(oldest_first=not view.oldest_first),
        after=after,
        following=after or (others[0] if others and not view.cursor else None),
    )


def following(session: Session, listed: Listed, view: QueueView, decided: UUID) -> UUID | None:
    """The case after the one just decided, or else the first that waits."""
    row = visible_case(session, listed.sight, decided).row
    for after in (Place(row.start, row.id), None):
        page = list_violations(
            session, listed.sight, listed.filters, limit=2, after=after, oldest_first=view.oldest_first
        )  # fmt: skip
        others = [each.id for each in page.rows if each.id != decided]
        if others:
            return others[0]
    return None


def flash_of(session: Session, person: Person, view: QueueView, now: datetime) -> Flash | None:
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
