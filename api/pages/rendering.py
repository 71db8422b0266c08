"""Turning a template into an answer, in the visitor's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Annotated, Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from api.auth.access import Person
from api.auth.people import CurrentPerson
from api.database import reading_from
from api.health import Health
from api.language import COOKIE, NAMES, QUERY, TAGS, Language, language_of
from api.notices.shown import account_of
from api.pages import times, words
from api.pages.navigation import current_of, navigation_of, setup_of
from api.pages.static import static_address
from api.pages.theme import DARK_FOR, theme_of
from api.pages.theme import NAMES as THEMES
from api.state import state_of
from conduct.telling.inbox import COUNTED_TO, count_unread
from conduct.words import N_

LANGUAGE_COOKIE_S = 365 * 24 * 3600
NOTHING_LOOKS = N_("Nothing looks at the pictures at present: new cases about windows may be missing.")
TAGS_ONLY = N_("Tags only: no person detector is at work. A window without tags counts as unknown.")
LESS_SEEN = N_("Less is seen than usual at present.")


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody logged in and the language that they read."""

    person: Person
    language: Language
    unread: int
    """Notices that they have not read."""

    @property
    def unread_said(self) -> str:
        return f"{COUNTED_TO}+" if self.unread > COUNTED_TO else str(self.unread)


def visitor(request: Request, person: CurrentPerson) -> Visitor:
    with reading_from(state_of(request).engine) as session:
        unread = count_unread(session, account_of(person))
    found = Visitor(person, language_of(request, person.locale), unread)
    request.state.visitor = found
    return found


CurrentVisitor = Annotated[Visitor, Depends(visitor)]


def visitor_of(request: Request) -> Visitor | None:
    """Whoever a page has found to be its visitor."""
    return getattr(request.state, "visitor", None)


@cache
def environment() -> Environment:
    made = Environment(
        loader=PackageLoader("api"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    shared: dict[str, Any] = {
        "static": static_address,
        "words": words,
        "tags": TAGS,
        "theme_names": THEMES,
        "current_of": current_of,
    }
    made.globals.update(shared)  # pyright: ignore[reportCallIssue, reportArgumentType] - typed by Jinja's own globals
    return made


def render(
    request: Request, template: str, status: int = 200, *, language: Language | None = None, **context: Any
) -> HTMLResponse:
    """A whole page. A choice of language in its address is remembered."""
    language = language or _language(request)
    answer = HTMLResponse(html_of(request, template, language=language, **context), status_code=status)
    if request.query_params.get(QUERY) in NAMES:
        secure = state_of(request).settings.secure_cookies
        answer.set_cookie(
            COOKIE, language.code, max_age=LANGUAGE_COOKIE_S, httponly=True, samesite="lax", secure=secure
        )
    return answer


def html_of(request: Request, template: str, *, language: Language | None = None, **context: Any) -> str:
    """A page, or a part of one that a script puts in its place."""
    visitor, language = visitor_of(request), language or _language(request)
    return (
        environment()
        .get_template(template)
        .render(
            _=language.say,
            language=language,
            visitor=visitor,
            banner=_banner(state_of(request).health.now(), language) if visitor else None,
            languages_offered=[(code, name, _address(request, code)) for code, name in NAMES.items()],
            theme=(theme := theme_of(request)),
            dark_for=DARK_FOR[theme],
            here=request.url.path,
            back=_back(request),
            navigation=navigation_of(visitor.person) if visitor else None,
            setup_tabs=setup_of(visitor.person) if visitor else (),
            **_times(language),
            **context,
        )
    )


def _language(request: Request) -> Language:
    visitor = visitor_of(request)
    return visitor.language if visitor else language_of(request)


def _times(language: Language) -> Mapping[str, Any]:
    def instant(at: datetime, zone: ZoneInfo, *, short: bool = False) -> Markup:
        shown = times.short_clock(at, zone) if short else times.clock(at, zone)
        return Markup('<time datetime="{}">{}</time>').format(times.machine_time(at), shown)

    def day(at: datetime, zone: ZoneInfo) -> str:
        return times.day_said(at.astimezone(zone).date(), language)

    def length(start: datetime, end: datetime) -> str:
        return times.length_said(end - start, language)

    return {"instant": instant, "day": day, "length": length}


def _banner(health: Health, language: Language) -> str | None:
    if health.degraded is None:
        return None
    if not health.detectors:
        return language.say(NOTHING_LOOKS)
    return language.say(TAGS_ONLY if "persons" not in health.detectors else LESS_SEEN)


def _address(request: Request, code: str) -> str:
    """This page in another language; what a form posted cannot be asked for again."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != QUERY]
    return f"{_path(request)}?{urlencode([*kept, (QUERY, code)])}"


def _back(request: Request) -> str:
    """This page as it is."""
    return f"{_path(request)}?{request.url.query}" if request.url.query else _path(request)


def _path(request: Request) -> str:
    return request.url.path if request.method == "GET" else "/"
