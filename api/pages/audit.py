"""`/audit`: the audit trail searched, in words, and taken out as a file; `/audit/chain`: whether it is whole."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Annotated, Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse, Response
from fastapi.sse import EventSourceResponse
from pydantic import BaseModel, ConfigDict, field_validator
from sqlmodel import Session, col, select

from api.audit.anchors import AnchorFile, NotAnchors
from api.audit.asking import SEARCHERS, hall_of, hidden_from
from api.audit.search import Page, Search, search
from api.audit.verifying import verify
from api.auth.access import Person
from api.auth.people import require
from api.database import ReadingSession, writing_to
from api.live import changes
from api.pages.audit_csv import EXPORTED_MOST, audit_csv
from api.pages.audit_said import said_of
from api.pages.audit_values import step_said
from api.pages.audit_words import ACTIONS, ENTITIES
from api.pages.rendering import CurrentVisitor, render, visitor
from api.pages.tabs import Tab
from api.paging import cursor_at, place_at
from api.state import State, state_of
from conduct.auditing.chain_check import Anchor
from conduct.auditing.trail import audit
from conduct.export.spreadsheet import CSV_TYPE
from conduct.words import N_
from models.linking import head
from models.tables import HallRow, JobRunRow

PAGE = 50
TEXT_LENGTH_MAX = 100
DEFAULT_ZONE = ZoneInfo("Asia/Shanghai")
TABS = (Tab("/audit", N_("Search")), Tab("/audit/chain", N_("Is it whole?")))

router = APIRouter(include_in_schema=False)
Searcher = Annotated[Person, Depends(require(*SEARCHERS))]


class AuditView(BaseModel):
    """What the form narrows the trail to. Days are those of the hall asked for, or of the first hall; both included."""

    model_config = ConfigDict(frozen=True)

    actor: str = ""
    action: str = ""
    kind: str = ""
    subject: str = ""
    hall: str = ""
    first: date | None = None
    last: date | None = None
    text: str = ""
    cursor: str = ""

    @field_validator("first", "last", mode="before")
    @classmethod
    def _left_out(cls, given: Any) -> Any:
        return given or None

    @field_validator("text", "actor", "subject")
    @classmethod
    def _trimmed(cls, given: str) -> str:
        return given.strip()[:TEXT_LENGTH_MAX]

    def address(self, path: str = "/audit", **other: str) -> str:
        told = {name: str(value) for name, value in self if value and name != "cursor"} | other
        wanted = {name: value for name, value in told.items() if value}
        return path + (f"?{urlencode(wanted)}" if wanted else "")


View = Annotated[AuditView, Query()]


@router.get("/audit")
def trail(request: Request, visitor: CurrentVisitor, person: Searcher, session: ReadingSession, view: View) -> Response:
    language = visitor.language
    zone = zone_of(session, view.hall)
    asked = _asked(session, person, view, zone, state_of(request).clock.now())
    page = search(session, asked, limit=PAGE, after=place_at(view.cursor) if view.cursor else None)
    halls = session.exec(select(HallRow).order_by(col(HallRow.code))).all()
    return render(
        request,
        "audit.html",
        view=view,
        entries=said_of(session, page.entries, language, zone),
        zone=zone,
        next_address=view.address(cursor=cursor_at(page.next)) if page.next else None,
        cut_short=page.cut_short,
        tabs=TABS,
        exported_most=EXPORTED_MOST,
        actions=_options({code: step_said(message, language) for code, message in ACTIONS.items()}),
        kinds=_options({code: language.say(message) for code, message in ENTITIES.items()}),
        hall_options=[(hall.code, f"{hall.code} {hall.name}") for hall in halls],
    )


@router.get("/audit.csv")
def export(
    request: Request, visitor: CurrentVisitor, person: Searcher, session: ReadingSession, view: View
) -> Response:
    """What the search finds, the latest first; that it was taken out is itself on record before it goes."""
    state, language = state_of(request), visitor.language
    now = state.clock.now()
    zone = zone_of(session, view.hall)
    found = _all(session, _asked(session, person, view, zone, now))
    content = audit_csv(said_of(session, found.entries, language, zone), zone, language)
    with writing_to(state.engine) as writing:
        audit(
            writing, at=now, actor=person.login, action="audit.exported", entity="audit", entity_id="trail",
            entries=len(found.entries), asked={name: str(value) for name, value in view if value},
        )  # fmt: skip
    headers = {"Content-Disposition": f'attachment; filename="audit-{now.astimezone(zone):%Y%m%d-%H%M}.csv"'}
    return Response(content, media_type=CSV_TYPE, headers=headers)


@router.get("/audit/chain", dependencies=[Depends(visitor)])
def chain(request: Request, _: Searcher, session: ReadingSession) -> Response:
    state = state_of(request)
    seq, hash_ = head(session.connection())
    anchors = AnchorFile(state.settings.anchors_file)
    last, unreadable = _last_anchor(anchors)
    return render(
        request,
        "audit_chain.html",
        tabs=TABS,
        zone=zone_of(session, ""),
        seq=seq,
        hash=hash_.hex(),
        anchored=last,
        unreadable=unreadable,
        anchors_file=str(anchors.file),
        progress=state.chain_checks.progress,
        checked=state.chain_checks.last,
        daily=_last_daily(session),
    )


@router.get("/audit/chain/check")
def check(request: Request, _: Searcher, session: ReadingSession) -> Response:
    """Begins to check all of it unless that goes on already. It only reads, so that auditors may ask for it."""
    state = state_of(request)
    of, _hash = head(session.connection())
    work = partial(_verify, state)
    state.chain_checks.begin(lambda told: work(progress=told), of, state.clock)
    return RedirectResponse("/audit/chain", status_code=303)


@router.get("/audit/chain/live", response_class=EventSourceResponse)
async def chain_live(request: Request, _: Searcher) -> AsyncIterator[dict[str, int | str]]:
    state = state_of(request)

    def look() -> dict[str, int | str]:
        progress, last = state.chain_checks.progress, state.chain_checks.last
        return {
            "done": progress.done if progress else -1,
            "last": last.at.isoformat() if last else "",
        }

    async for seen in changes(state, look):
        yield seen


def zone_of(session: Session, hall: str) -> ZoneInfo:
    """Of a hall by its code, or of the first."""
    query = select(HallRow.timezone).order_by(col(HallRow.code)).limit(1)
    found = session.exec(query.where(HallRow.code == hall) if hall else query).first()
    return ZoneInfo(found) if found else DEFAULT_ZONE


def _verify(state: State, **told: Any) -> Any:
    return verify(state.engine, AnchorFile(state.settings.anchors_file), **told)


def _asked(session: Session, person: Person, view: AuditView, zone: ZoneInfo, now: datetime) -> Search:
    def midnight(day: date) -> datetime:
        return datetime.combine(day, time(), zone)

    return Search(
        actor=view.actor or None,
        action=view.action or None,
        entity=view.kind or None,
        entity_id=view.subject or None,
        since=midnight(view.first) if view.first else None,
        until=midnight(view.last + timedelta(days=1)) if view.last else None,
        hall_id=hall_of(session, view.hall or None),
        text=view.text or None,
        hidden=hidden_from(session, person, now),
    )


def _all(session: Session, asked: Search) -> Page:
    """As many as one file holds, page by page."""
    found, after = Page((), None), None
    while len(found.entries) < EXPORTED_MOST:
        page = search(session, asked, limit=min(500, EXPORTED_MOST - len(found.entries)), after=after)
        found, after = replace(page, entries=(*found.entries, *page.entries)), page.next
        if after is None:
            break
    return found


def _options(said: dict[str, str]) -> list[tuple[str, str]]:
    return sorted(said.items(), key=lambda each: each[1])


def _last_anchor(anchors: AnchorFile) -> tuple[Anchor | None, bool]:
    """And whether the file cannot be read."""
    try:
        return anchors.last(), False
    except (NotAnchors, OSError):
        return None, True


def _last_daily(session: Session) -> JobRunRow | None:
    """The last check that ran by the clock."""
    runs = select(JobRunRow).where(JobRunRow.job == "verify-audit", col(JobRunRow.finished_at).is_not(None))
    return session.exec(runs.order_by(col(JobRunRow.scheduled_at).desc()).limit(1)).first()
