"""Logging in and out, and what routes for people let through."""

import re
from datetime import timedelta
from typing import Annotated

import pytest
from fastapi import Depends, FastAPI, Form, Request
from fastapi.testclient import TestClient
from sqlmodel import Session, select
from starlette.responses import Response

from api.auth.access import Person
from api.auth.people import CurrentPerson, from_our_pages, require, safe_next
from api.auth.sessions import COOKIE, clear_cookie, log_in, log_out, set_cookie
from api.clock import GivenClock
from api.problems import Problem
from api.setup.accounts import set_password
from api.state import State, state_of
from models.tables import Role, SessionRow, UserRow

PASSWORD = "correct horse battery staple"


@pytest.fixture
def app(app: FastAPI) -> FastAPI:
    """The app with a log-in and a few routes for people."""

    @app.post("/api/v1/walk-in", dependencies=[Depends(from_our_pages)])
    def post_login(request: Request, login: Annotated[str, Form()], password: Annotated[str, Form()]) -> Response:
        state = state_of(request)
        hours = state.settings.session_hours
        opened = log_in(state.engine, state.throttle, login, password, "10.0.0.1", state.clock.now(), hours)
        response = Response(status_code=204)
        set_cookie(response, opened, hours, secure=state.settings.secure_cookies)
        return response

    @app.post("/api/v1/walk-out")
    def post_logout(request: Request, person: CurrentPerson) -> Response:
        log_out(state_of(request).engine, person.session_id)
        response = Response(status_code=204)
        clear_cookie(response, secure=False)
        return response

    @app.get("/somewhere")
    def page(person: CurrentPerson) -> str:
        return person.login

    @app.get("/api/v1/me")
    def me(person: CurrentPerson) -> dict[str, str]:
        return {"login": person.login, "csrf": person.csrf, "halls": ",".join(map(str, person.hall_ids))}

    @app.post("/api/v1/decide")
    def decide(_: Annotated[Person, Depends(require(Role.supervisor, Role.auditor))]) -> str:
        return "decided"

    @app.post("/form")
    def form(_: CurrentPerson, verdict: Annotated[str, Form()]) -> str:
        return verdict

    return app


def enter(client: TestClient, login: str, password: str = PASSWORD):
    return client.post("/api/v1/walk-in", data={"login": login, "password": password})


def test_a_log_in_opens_and_a_log_out_closes(client: TestClient) -> None:
    assert enter(client, "anna").status_code == 204
    me = client.get("/api/v1/me")
    assert me.json()["login"] == "anna"
    token = client.cookies[COOKIE]
    assert client.post("/api/v1/walk-out", headers={"X-CSRF-Token": me.json()["csrf"]}).status_code == 204
    assert COOKIE not in client.cookies
    client.cookies.set(COOKIE, token)
    assert client.get("/api/v1/me").status_code == 401, "the token itself is dead, not only the cookie gone"


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client: TestClient, state: State) -> None:
    header = enter(client, "anna").headers["set-cookie"]
    assert re.search(r"HttpOnly", header)
    assert re.search(r"SameSite=lax", header)
    assert "Max-Age=43200" in header
    assert "Secure" not in header
    with Session(state.engine) as session:
        kept = session.exec(select(SessionRow)).one()
        assert client.cookies[COOKIE].encode() not in kept.token_sha256
        assert len(kept.token_sha256) == 32


@pytest.mark.parametrize(("login", "password"), [("anna", "wrong"), ("nobody", PASSWORD), ("anna", ""), ("", "")])
def test_a_wrong_log_in_says_no_more_than_that(login: str, password: str, client: TestClient) -> None:
    answer = client.post("/api/v1/walk-in", data={"login": login or " ", "password": password or " "})
    assert (answer.status_code, answer.json()["code"]) == (401, "wrong-login")
    assert answer.json()["detail"] == "No such login with this password."
    assert COOKIE not in client.cookies


def test_a_retired_person_is_out_at_once(client: TestClient, state: State, clock: GivenClock) -> None:
    enter(client, "anna")
    with Session(state.engine) as session:
        session.exec(select(UserRow).where(UserRow.login == "anna")).one().retired_at = clock.now()
        session.commit()
    assert client.get("/api/v1/me").status_code == 401
    assert enter(client, "anna").status_code == 401


def test_a_session_ends_by_itself(client: TestClient, clock: GivenClock, state: State) -> None:
    enter(client, "anna")
    clock.move_to(clock.now() + timedelta(hours=12) - timedelta(seconds=1))
    assert client.get("/api/v1/me").status_code == 200
    clock.move_to(clock.now() + timedelta(seconds=1))
    assert client.get("/api/v1/me").status_code == 401
    enter(client, "bo")
    with Session(state.engine) as session:
        assert len(session.exec(select(SessionRow)).all()) == 1, "the expired one is swept away"


def test_guessing_is_throttled_even_for_the_right_password(client: TestClient, clock: GivenClock) -> None:
    assert [enter(client, "anna", f"guess {n}").status_code for n in range(5)] == [401] * 5
    held = enter(client, "anna")
    assert (held.status_code, held.json()["code"], held.headers["retry-after"]) == (429, "too-many-attempts", "900")
    assert enter(client, "chen").status_code == 204
    clock.move_to(clock.now() + timedelta(seconds=900))
    assert enter(client, "anna").status_code == 204


def test_a_new_password_lifts_the_wait(client: TestClient, state: State) -> None:
    for n in range(6):
        enter(client, "anna", f"guess {n}")
    assert enter(client, "anna").status_code == 429
    with Session(state.engine) as session:
        set_password(session, login="anna", password=PASSWORD, by="admin", now=state.clock.now())
        session.commit()
    assert enter(client, "anna").status_code == 204


def test_a_hash_with_old_costs_is_renewed(client: TestClient, state: State) -> None:
    import argon2

    cheap = argon2.PasswordHasher(time_cost=1, memory_cost=1024).hash(PASSWORD)
    with Session(state.engine) as session:
        session.exec(select(UserRow).where(UserRow.login == "anna")).one().password_hash = cheap
        session.commit()
    assert enter(client, "anna").status_code == 204
    with Session(state.engine) as session:
        kept = session.exec(select(UserRow).where(UserRow.login == "anna")).one().password_hash
    assert kept != cheap
    assert kept.startswith("$argon2id$")
    assert enter(client, "anna").status_code == 204


def test_without_a_session_programs_get_401_and_people_the_log_in_page(client: TestClient) -> None:
    program = client.get("/api/v1/me")
    assert (program.status_code, program.json()["code"]) == (401, "not-logged-in")
    page = client.get("/somewhere?hall=east&x=%2F%2Fevil", follow_redirects=False)
    assert page.status_code == 303
    assert page.headers["location"] == "/login?next=/somewhere%3Fhall%3Deast%26x%3D%252F%252Fevil"
    assert client.post("/form", data={"verdict": "confirm"}, follow_redirects=False).headers["location"] == "/login"


def test_a_made_up_token_opens_nothing(client: TestClient) -> None:
    client.cookies.set(COOKIE, "made-up")
    assert client.get("/api/v1/me").status_code == 401


def test_supervisors_bring_their_halls(client: TestClient, cast) -> None:
    enter(client, "anna")
    assert client.get("/api/v1/me").json()["halls"] == str(cast.halls["east"])


@pytest.mark.parametrize(
    ("who", "status"), [("anna", 200), ("bo", 403), ("chen", 403), ("dora", 403), ("eva", 403), (None, 401)]
)
def test_roles_are_kept_apart(who: str | None, status: int, client: TestClient) -> None:
    if who is not None:
        enter(client, who)
    answer = client.post("/api/v1/decide", json={})
    assert answer.status_code == status
    assert status == 200 or answer.json()["code"] == ("not-allowed" if status == 403 else "not-logged-in")


def test_a_form_needs_the_sessions_token_in_a_field_or_header(client: TestClient) -> None:
    enter(client, "anna")
    csrf = client.get("/api/v1/me").json()["csrf"]
    refused = client.post("/form", data={"verdict": "confirm"})
    assert refused.status_code == 403
    assert "text/html" in refused.headers["content-type"], "people get their refusal as a page"
    assert client.post("/form", data={"verdict": "confirm", "csrf": "guess"}).status_code == 403
    assert client.post("/form", data={"verdict": "confirm", "csrf": csrf}).json() == "confirm"
    assert client.post("/form", data={"verdict": "confirm"}, headers={"X-CSRF-Token": csrf}).json() == "confirm"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Origin": "http://testserver"}, 200),
        ({"Origin": "http://evil.example"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
    ],
)
def test_json_from_our_own_pages_needs_no_token(headers: dict[str, str], status: int, client: TestClient) -> None:
    enter(client, "anna")
    assert client.post("/api/v1/decide", json={}, headers=headers).status_code == status


def test_another_site_cannot_log_anybody_in(client: TestClient) -> None:
    data = {"login": "anna", "password": PASSWORD}
    answer = client.post("/api/v1/walk-in", data=data, headers={"Origin": "http://evil.example"})
    assert (answer.status_code, answer.json()["code"]) == (403, "forged")


@pytest.mark.parametrize(
    ("given", "goes"),
    [
        (None, "/"),
        ("", "/"),
        ("/queue?hall=east", "/queue?hall=east"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("https://evil.example/", "/"),
        ("/\n/evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("queue", "/"),
    ],
)
def test_the_way_back_stays_here(given: str | None, goes: str) -> None:
    assert safe_next(given) == goes


def test_hashing_holds_no_lock(state: State, cast) -> None:
    # A log-in inside a write transaction would wait for itself here until the busy timeout.
    with Session(state.engine) as session:
        session.exec(select(UserRow)).all()
        with pytest.raises(Problem, match="wrong-login"):
            log_in(state.engine, state.throttle, "anna", "wrong", "10.0.0.1", state.clock.now(), 1)
