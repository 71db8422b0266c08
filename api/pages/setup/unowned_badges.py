"""`/setup/readers/badges`: badges that punched and that nobody has, each to be given to a person."""

from datetime import timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import Session, select

from api.database import ReadingSession, reading_from, writing_to
from api.pages.forms import ShownForm
from api.pages.rendering import CurrentVisitor, Visitor, render
from api.pages.setup.done import DONE
from api.pages.setup.people import KEEPERS, Keeper, Seer
from api.paging import cursor_of, parts_of
from api.setup.refused import SetupRefused
from api.state import state_of
from conduct.records.badges import REFUSALS, give_owner
from conduct.records.unowned import UnownedBadge, unowned_badges
from conduct.review.violations import Refused
from conduct.words import N_
from models.tables import BadgeRow, Role, StaffRow

PAGE = 50
RECENT = timedelta(days=30)
BADGES = "/setup/readers/badges"

router = APIRouter(include_in_schema=False)


@router.get(BADGES)
def badges(
    request: Request, visitor: CurrentVisitor, _: Seer, session: ReadingSession, cursor: str = "", done: str = ""
) -> Response:
    return _page(request, session, visitor, ShownForm(), cursor=cursor, done=done)


@router.post(BADGES)
def give(
    request: Request,
    visitor: CurrentVisitor,
    person: Keeper,
    number: Annotated[str, Form(max_length=200)],
    staff: Annotated[str, Form(max_length=200)] = "",
    cursor: str = "",
) -> Response:
    """With all that it punched since nobody has it."""
    state, staff = state_of(request), staff.strip()
    try:
        with writing_to(state.engine) as session:
            owner = _staff(session, staff)
            since = session.exec(select(BadgeRow.since).where(BadgeRow.number == number)).first()
            give_owner(session, number, owner, by=person.login, now=state.clock.now(), since=since)
    except (SetupRefused, Refused) as refused:
        why = refused if isinstance(refused, SetupRefused) else SetupRefused(REFUSALS[refused.code], "staff")
        form = ShownForm({"number": number, "staff": staff}).refused(why, visitor.language)
        with reading_from(state.engine) as session:
            return _page(request, session, visitor, form, cursor=cursor)
    state.facts_changed.set()
    return RedirectResponse(f"{BADGES}?done=badge-given-to", status_code=303)


def _staff(session: Session, no: str) -> StaffRow:
    """Raises SetupRefused."""
    found = session.exec(select(StaffRow).where(StaffRow.no == no)).first()
    if found is None:
        raise SetupRefused(N_("nobody has the staff number {number}"), "staff", number=no)
    return found


def _page(
    request: Request, session: Session, visitor: Visitor, form: ShownForm, *, cursor: str = "", done: str = ""
) -> Response:
    after, since = str(parts_of(cursor, str)[0]) if cursor else "", state_of(request).clock.now() - RECENT
    found = unowned_badges(session, after=after, recent_since=since, limit=PAGE + 1)
    more = f"{BADGES}?cursor={cursor_of(found[PAGE - 1].number)}" if len(found) > PAGE else None
    return render(
        request, "setup_unowned_badges.html", form.status, form=form, badges=found[:PAGE], zone_of=_zone,
        cursor=cursor, next_address=more, keeps=visitor.person.role in KEEPERS,
        sees_readers=visitor.person.role is not Role.hr, done=DONE.get(done),
    )  # fmt: skip


def _zone(badge: UnownedBadge) -> ZoneInfo:
    return ZoneInfo(badge.timezone)
