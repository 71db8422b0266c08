"""Personal tokens: they open what their person may see, until they expire, are revoked, or the person has left."""

from datetime import timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import Session, select

from api.auth.people import CurrentPerson
from api.auth.tokens import bearer_token, make_token
from api.clock import GivenClock
from api.state import State
from models.tables import PersonalTokenRow, UserRow
from tests.api.conftest import Cast

LASTS = timedelta(days=30)


@pytest.fixture
def app(app: FastAPI) -> FastAPI:
    @app.get("/api/v1/me")
    def me(person: CurrentPerson) -> str:
        return person.login

    @app.post("/api/v1/form")
    def form(person: CurrentPerson) -> str:
        return person.login

    return app


@pytest.fixture
def token(state: State, cast: Cast, clock: GivenClock) -> str:
    made = make_token(next(iter(cast.users.values())), "report", lasts=LASTS, now=clock.now())
    with Session(state.engine) as session:
        session.add(made.row)
        session.commit()
    return made.text


def ask(client: TestClient, text: str, method: str = "GET", path: str = "/api/v1/me") -> int:
    return client.request(method, path, headers={"Authorization": f"Bearer {text}"}).status_code


def test_it_opens_what_its_person_may_see(client: TestClient, token: str, cast: Cast) -> None:
    answer = client.get("/api/v1/me", headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.json()) == (200, next(iter(cast.users)))
    assert ask(client, token, "POST", "/api/v1/form") == 200, "no other site can send it: no CSRF token is asked for"


def test_it_ends(client: TestClient, token: str, clock: GivenClock) -> None:
    clock.move_to(clock.now() + LASTS)
    assert ask(client, token) == 401


@pytest.mark.parametrize("change", ["revoked", "retired", "other secret", "unknown"])
def test_it_opens_nothing(change: str, client: TestClient, token: str, state: State, clock: GivenClock) -> None:
    with Session(state.engine) as session:
        row = session.get_one(PersonalTokenRow, session.exec(select(PersonalTokenRow.id)).one())
        if change == "revoked":
            row.revoked_at = clock.now()
        if change == "retired":
            session.get_one(UserRow, row.user_id).retired_at = clock.now()
        session.commit()
    sent = {"other secret": token[:-4] + "AAAA", "unknown": "scp_0000000000_" + "A" * 43}.get(change, token)
    assert ask(client, sent) == 401


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Bearer scp_a_b", "scp_a_b"),
        ("bearer  scp_a_b ", "scp_a_b"),
        ("Bearer sc_a_b", None),
        ("Basic scp_a_b", None),
        ("", None),
        (None, None),
    ],
)
def test_only_a_bearer_token_of_this_kind_is_one(header: str | None, expected: str | None) -> None:
    assert bearer_token(header) == expected
