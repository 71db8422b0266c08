"""`/appeals`: what people have to say against verdicts, until when it is to be decided, and the verdict on it."""

from dataclasses import dataclass
from typing import Annotated, Literal
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, ConfigDict
from sqlmodel import Session

from api.auth.access import Person
from api.auth.people import require
from api.cases.appeal_list import AppealCase, AppealFilters, list_appeals, visible_appeal
from api.cases.appealing import APPEAL_DECIDERS, decide_on_appeal, take_back_on_appeal
from api.cases.case import Case
from api.cases.deciding import REASON_LENGTH_MAX
from api.cases.listing import visible_halls
from api.cases.rules import titles_of
from api.cases.sight import sight_now
from api.database import ReadingSession, reading_from
from api.pages.appeal_panel import ToldAppeal, told_appeal
from api.pages.errors import words_of
from api.pages.rendering import CurrentVisitor, Visitor, render
from api.paging import cursor_of, id_at
from api.problems import Problem
from api.state import state_of
from conduct.review.violations import TAKE_BACK
from models.tables import AppealStatus, AppealVerdict, Role

PAGE = 50
READERS = (Role.supervisor, Role.hr, Role.admin, Role.auditor)
"""Those who see the appeals of others; one's own are on one's own page."""

router = APIRouter(include_in_schema=False)
AppealDecider = Annotated[Person, Depends(require(*APPEAL_DECIDERS))]
Reader = Annotated[Person, Depends(require(*READERS))]


class AppealsView(BaseModel):
    """Which appeals are looked at; those that wait come in the order in which they are due."""

    model_config = ConfigDict(frozen=True)

    status: Literal["open", "all"] = "open"
    hall: str = ""
    cursor: str = ""
    decided: UUID | None = None
    """The one decided just before: what was done is told, and can be taken back."""

    @property
    def filters(self) -> AppealFilters:
        return AppealFilters(AppealStatus.open if self.status == "open" else None, self.hall or None)

    def address(self, path: str = "", **other: str) -> str:
        told = {"status": self.status if self.status != "open" else "", "hall": self.hall, **other}
        wanted = {name: value for name, value in told.items() if value}
        return f"/appeals{path}" + (f"?{urlencode(wanted)}" if wanted else "")


View = Annotated[AppealsView, Query()]


@dataclass(frozen=True, slots=True)
class ShownAppeal:
    case: Case
    told: ToldAppeal


@dataclass(frozen=True, slots=True)
class Given:
    """A verdict that could not be taken: on which appeal, what was written, and what was wrong."""

    appeal_id: UUID
    reason: str
    error: str
    status: int


@dataclass(frozen=True, slots=True)
class Flash:
    appeal: ShownAppeal
    takes_back: bool


@router.get("/appeals")
def appeals(request: Request, visitor: CurrentVisitor, _: Reader, session: ReadingSession, view: View) -> Response:
    return _page(request, session, visitor, view)


@router.post("/appeals/{appeal_id}/decision")
def decide(
    request: Request,
    appeal_id: UUID,
    visitor: CurrentVisitor,
    person: AppealDecider,
    view: View,
    verdict: Annotated[AppealVerdict, Form()],
    reason: Annotated[str, Form(max_length=REASON_LENGTH_MAX)] = "",
) -> Response:
    """Back to what waits; or this again, with what was wrong."""
    state = state_of(request)
    try:
        decide_on_appeal(state.engine, person, appeal_id, verdict, reason, state.clock.now())
    except Problem as problem:
        if problem.status not in {409, 422}:
            raise
        given = Given(appeal_id, reason, words_of(problem, visitor.language), problem.status)
        with reading_from(state.engine) as session:
            return _page(request, session, visitor, view, given)
    return RedirectResponse(view.address(decided=str(appeal_id)), status_code=303)


@router.post("/appeals/{appeal_id}/take-back")
def take_back(request: Request, appeal_id: UUID, person: AppealDecider, view: View) -> Response:
    state = state_of(request)
    take_back_on_appeal(state.engine, person, appeal_id, state.clock.now())
    return RedirectResponse(view.address(), status_code=303)


def _page(
    request: Request, session: Session, visitor: Visitor, view: AppealsView, given: Given | None = None
) -> Response:
    now = state_of(request).clock.now()
    sight = sight_now(session, visitor.person, now)
    after = id_at(view.cursor) if view.cursor and view.status == "all" else None
    order = "due" if view.status == "open" else "latest"
    found, following = list_appeals(session, sight, view.filters, limit=PAGE, after=after, order=order)

    def shown(appeal: AppealCase) -> ShownAppeal:
        return ShownAppeal(appeal.case, told_appeal(appeal, visitor.person, visitor.language, now))

    flash = None
    if view.decided is not None:
        row = visible_appeal(session, sight, view.decided)
        if row.row.decided_at is not None and row.row.decided_by == visitor.person.user_id:
            flash = Flash(shown(row), now - row.row.decided_at < TAKE_BACK)
    older = following if view.status == "all" else None
    return render(
        request,
        "appeals.html",
        given.status if given else 200,
        view=view,
        appeals=[shown(appeal) for appeal in found],
        more=following is not None and view.status == "open",
        next_address=view.address(cursor=cursor_of(older.hex)) if older else None,
        hall_options=[(hall.code, hall.name) for hall in visible_halls(session, sight)],
        titles=titles_of(session),
        flash=flash,
        given=given,
    )
