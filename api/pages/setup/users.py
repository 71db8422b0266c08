"""`/setup/users`: who may log in, as what, and what becomes of a log-in."""

from dataclasses import dataclass, replace
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from api.auth.access import Person
from api.auth.people import require
from api.database import ReadingSession, WritingSession, reading_from, writing_to
from api.language import NAMES, Language
from api.pages.forms import ShownForm
from api.pages.rendering import CurrentVisitor, Visitor, render
from api.pages.setup.done import DONE
from api.pages.words import ROLES
from api.paging import cursor_of, parts_of
from api.problems import Problem
from api.setup.account_changes import (
    bring_back_user,
    change_user,
    end_sessions,
    retire_user,
    revoke_tokens,
)
from api.setup.account_list import count_without_log_in, list_users, open_sessions, shown_user, tokens_of
from api.setup.accounts import AccountError, add_user, set_password
from api.setup.house import halls_in_use
from api.setup.passwords import one_time
from api.state import state_of
from models.tables import Role, UserRow

PAGE = 50
Seer = Annotated[Person, Depends(require(Role.admin, Role.auditor))]
Keeper = Annotated[Person, Depends(require(Role.admin))]

router = APIRouter(prefix="/setup/users", include_in_schema=False)


class UsersView(BaseModel):
    """Which log-ins are looked at."""

    model_config = ConfigDict(frozen=True)

    search: Annotated[str, Field(max_length=100)] = ""
    role: str = ""
    cursor: str = ""

    def address(self, **other: str) -> str:
        wanted = {name: value for name, value in {"search": self.search, "role": self.role, **other}.items() if value}
        return "/setup/users" + (f"?{urlencode(wanted)}" if wanted else "")


@dataclass(frozen=True, slots=True)
class Told:
    """What the form for a log-in says."""

    name: str
    role: Role
    halls: tuple[str, ...]
    staff: str
    language: str

    @property
    def form(self) -> ShownForm:
        values = {"name": self.name, "role": self.role.value, "staff": self.staff, "language": self.language}
        return ShownForm(values, {"halls": self.halls})

    @property
    def columns(self) -> dict[str, Any]:
        """As `add_user` and `change_user` take them."""
        return {
            "name": self.name, "role": self.role, "halls": self.halls, "staff_no": self.staff or None,
            "locale": self.language if self.language in NAMES else "zh",
        }  # fmt: skip


def told(
    name: Annotated[str, Form(max_length=200)] = "",
    role: Annotated[Role, Form()] = Role.staff,
    halls: Annotated[tuple[str, ...], Form()] = (),
    staff: Annotated[str, Form(max_length=64)] = "",
    language: Annotated[str, Form(max_length=5)] = "zh",
) -> Told:
    return Told(name.strip(), role, halls if role is Role.supervisor else (), staff.strip(), language)


ToldUser = Annotated[Told, Depends(told)]


@router.get("")
def users(
    request: Request, visitor: CurrentVisitor, person: Seer, session: ReadingSession,
    view: Annotated[UsersView, Query()],
) -> Response:  # fmt: skip
    after = str(parts_of(view.cursor, str)[0]) if view.cursor else ""
    role = Role(view.role) if view.role in list(Role) else None
    found = list_users(session, search=view.search.strip(), role=role, after=after, limit=PAGE + 1)
    more = view.address(cursor=cursor_of(found[PAGE - 1].row.login)) if len(found) > PAGE else None
    return render(
        request, "setup_users.html", users=found[:PAGE], view=view, next_address=more, keeps=_keeps(person),
        strangers=count_without_log_in(session), roles=ROLES, role_options=_role_options(visitor.language),
    )  # fmt: skip


@router.get("/new")
def new(
    request: Request, visitor: CurrentVisitor, _: Seer, session: ReadingSession, role: str = "staff",
    hall: str = "", staff: str = "", name: str = "",
) -> Response:  # fmt: skip
    values = {"role": role, "language": "zh", "staff": staff, "name": name, "login": staff.lower()}
    return _form(request, session, visitor, ShownForm(values, {"halls": [hall]}))


@router.post("")
def add(
    request: Request, visitor: CurrentVisitor, person: Keeper, told: ToldUser,
    login: Annotated[str, Form(max_length=200)] = "",
) -> Response:  # fmt: skip
    """The page with the one-time password, this once; or the form again with what is wrong."""
    state = state_of(request)
    password = one_time()  # before any lock is taken
    try:
        with writing_to(state.engine) as session:
            user = add_user(
                session, login=login.strip(), password=password.password, by=person.login, now=state.clock.now(),
                **told.columns,
            )  # fmt: skip
            user_id = user.id
    except AccountError as refused:
        form = replace(told.form, values={**told.form.values, "login": login})
        with reading_from(state.engine) as session:
            return _form(request, session, visitor, form.refused(refused, visitor.language))
    return _password_page(request, user_id, password.text, added=True)


@router.get("/{user_id}")
def one(
    request: Request, user_id: UUID, visitor: CurrentVisitor, _: Seer, session: ReadingSession, done: str = ""
) -> Response:
    shown = shown_user(session, _user(session, user_id))
    values = {
        "name": shown.row.name, "role": shown.row.role.value, "staff": shown.staff_no or "",
        "language": shown.row.locale,
    }  # fmt: skip
    return _form(request, session, visitor, ShownForm(values, {"halls": shown.halls}), shown.row, done=done)


@router.post("/{user_id}")
def change(request: Request, user_id: UUID, visitor: CurrentVisitor, person: Keeper, told: ToldUser) -> Response:
    state = state_of(request)
    try:
        with writing_to(state.engine) as session:
            user = _user(session, user_id)
            change_user(session, user, by=person.login, now=state.clock.now(), **told.columns)
    except AccountError as refused:
        with reading_from(state.engine) as session:
            form = told.form.refused(refused, visitor.language)
            return _form(request, session, visitor, form, _user(session, user_id))
    return _back(user_id, "changed")


@router.post("/{user_id}/password")
def reset(request: Request, user_id: UUID, _: CurrentVisitor, person: Keeper) -> Response:
    """The page with a new one-time password, this once."""
    state = state_of(request)
    with reading_from(state.engine) as session:
        login = _user(session, user_id).login
    password = one_time()  # before any lock is taken
    with writing_to(state.engine) as session:
        set_password(session, login=login, password=password.password, by=person.login, now=state.clock.now())
    return _password_page(request, user_id, password.text, added=False)


@router.post("/{user_id}/retire")
def retire(request: Request, user_id: UUID, visitor: CurrentVisitor, person: Keeper) -> Response:
    state = state_of(request)
    try:
        with writing_to(state.engine) as session:
            retire_user(session, _user(session, user_id), by=person.login, now=state.clock.now())
    except AccountError as refused:
        with reading_from(state.engine) as session:
            shown = shown_user(session, _user(session, user_id))
            told = Told(shown.row.name, shown.row.role, shown.halls, shown.staff_no or "", shown.row.locale)
            return _form(request, session, visitor, told.form.refused(refused, visitor.language), shown.row)
    return _back(user_id, "user-retired")


@router.post("/{user_id}/bring-back")
def bring_back(request: Request, user_id: UUID, person: Keeper, session: WritingSession) -> Response:
    bring_back_user(session, _user(session, user_id), by=person.login, now=state_of(request).clock.now())
    return _back(user_id, "user-back")


@router.post("/{user_id}/sessions")
def end(request: Request, user_id: UUID, person: Keeper, session: WritingSession) -> Response:
    end_sessions(session, _user(session, user_id), by=person.login, now=state_of(request).clock.now())
    return _back(user_id, "sessions-ended")


@router.post("/{user_id}/tokens")
def revoke(request: Request, user_id: UUID, person: Keeper, session: WritingSession) -> Response:
    revoke_tokens(session, _user(session, user_id), by=person.login, now=state_of(request).clock.now())
    return _back(user_id, "tokens-revoked")


def _user(session: Session, user_id: UUID) -> UserRow:
    row = session.get(UserRow, user_id)
    if row is None:
        raise Problem(404, "not-found", "There is no such log-in.")
    return row


def _back(user_id: UUID, done: str) -> Response:
    return RedirectResponse(f"/setup/users/{user_id}?done={done}", status_code=303)


def _role_options(language: Language) -> list[tuple[str, str]]:
    return [(role.value, language.say(said)) for role, said in ROLES.items()]


def _keeps(person: Person) -> bool:
    return person.role is Role.admin


def _form(
    request: Request, session: Session, visitor: Visitor, form: ShownForm, user: UserRow | None = None, *,
    done: str = "",
) -> Response:  # fmt: skip
    """Of a log-in that there is, or of a new one."""
    halls = [(hall.code, hall.name) for hall in halls_in_use(session)]
    now = state_of(request).clock.now()
    return render(
        request, "setup_user.html", form.status, form=form, user=user, halls=halls, keeps=_keeps(visitor.person),
        role_options=_role_options(visitor.language), language_names=NAMES, done=DONE.get(done),
        sessions=len(open_sessions(session, user.id, now)) if user else 0,
        tokens=len(tokens_of(session, user.id)) if user else 0,
    )  # fmt: skip


def _password_page(request: Request, user_id: UUID, text: str, *, added: bool) -> Response:
    with reading_from(state_of(request).engine) as session:
        return render(request, "setup_password.html", user=_user(session, user_id), password=text, added=added)
