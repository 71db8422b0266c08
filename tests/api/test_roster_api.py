"""The roster over HTTP: who sees and may do what, what is answered, and what comes of it."""

import secrets
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlmodel import Session, select

from api.auth.sessions import COOKIE
from api.roster.routers import ROSTER_ROUTERS
from api.state import State
from conduct.judging.hall_day import judge_stale_days
from models.tables import AuditEntryRow, SessionRow, ShiftRow, StaffRow, UserRow, WindowRow
from tests.api.conftest import MORNING, Cast
from tests.conduct.story import iso

API = "/api/v1"
Client = Callable[[str], TestClient]


@pytest.fixture
def app(app: FastAPI) -> FastAPI:
    if all(getattr(route, "path", None) != f"{API}/duty" for route in app.routes):
        for router in ROSTER_ROUTERS:
            app.include_router(router)
    return app


@pytest.fixture
def hall(state: State, cast: Cast) -> dict[str, Any]:
    """W1 and W2 in the east, W9 in the west; gu works in the west, and anna is on the roster of the east herself."""
    ids: dict[str, Any] = {}
    with Session(state.engine) as session:
        for number, (code, where) in enumerate((("W1", "east"), ("W2", "east"), ("W9", "west"))):
            window = WindowRow(hall_id=cast.halls[where], code=code, tag_number=number)
            session.add(window)
            ids[code] = window.id
        for no, where in (("gu", "west"), ("anna", "east")):
            staff = StaffRow(no=no, name=no, hall_id=cast.halls[where])
            session.add(staff)
            session.flush()
            ids[no] = staff.id
        session.get_one(UserRow, cast.users["anna"]).staff_id = ids["anna"]
        session.commit()
    return ids


@pytest.fixture
def as_(app: FastAPI, state: State, cast: Cast, hall: dict[str, Any]) -> Client:
    """A client of one of the cast; `nobody` is not logged in."""

    def client(login: str) -> TestClient:
        made = TestClient(app, raise_server_exceptions=True)
        if login != "nobody":
            token = secrets.token_urlsafe(32)
            with Session(state.engine) as session:
                session.add(
                    SessionRow(
                        token_sha256=sha256(token.encode()).digest(), csrf="csrf", user_id=cast.users[login],
                        created_at=MORNING, expires_at=MORNING + timedelta(hours=12),
                    )
                )  # fmt: skip
                session.commit()
            made.cookies.set(COOKIE, token)
        return made

    return client


SHIFT = {"hall": "east", "staff": "bo", "window": "W1", "start": iso("4 08:30"), "end": iso("4 17:30"),
         "breaks": [{"start": iso("4 12:00"), "end": iso("4 13:00")}]}  # fmt: skip


def put(client: TestClient, **told: Any) -> Any:
    return client.post(f"{API}/roster/shifts", json={**SHIFT, **told})


def code_of(answer: Any) -> str:
    assert answer.headers["content-type"] == "application/problem+json", answer.text
    return answer.json()["code"]


def at_work(client: TestClient, **asked: Any) -> list[str]:
    answer = client.get(f"{API}/roster", params={"from": "2026-06-01", "to": "2026-06-30", **asked})
    assert answer.status_code == 200, answer.text
    return [f"{i['hall']} {i['window']} {i['staff']}" for i in answer.json()["items"]]


WAYS: list[tuple[str, str, dict[str, Any] | None]] = [
    ("GET", "/roster", None), ("POST", "/roster/shifts", SHIFT), ("DELETE", "/roster/shifts/{id}", None),
    ("GET", "/roster/templates", None),
    ("POST", "/roster/templates", {"hall": "east", "code": "D", "segments": [["08:30", "17:30"]]}),
    ("GET", "/roster/rotations", None),
    ("POST", "/roster/rotations", {"hall": "east", "code": "R", "cycle": ["D"], "anchor": "2026-06-01"}),
    ("POST", "/roster/rotations/{id}/members", {"staff": "bo", "first_day": "2026-06-01"}),
    ("POST", "/roster/fill", {"rotation": "{id}", "from": "2026-06-01", "to": "2026-06-30"}),
    ("GET", "/leave", None), ("POST", "/leave", {"from": iso("4 00:00"), "to": iso("5 00:00")}),
    ("POST", "/leave/{id}/decision", {"verdict": "approve"}),
    ("GET", "/swaps", None), ("POST", "/swaps", {"to_staff": "fang", "start": iso("4 00:00"), "end": iso("5 00:00")}),
    ("POST", "/swaps/{id}/decision", {"verdict": "approve"}),
    ("GET", "/exemptions", None),
    ("POST", "/exemptions", {"staff": "bo", "kind": "extra_layer", "from": "2026-06-01", "to": "2026-06-30"}),
    ("POST", "/exemptions/{id}/end", {"last_day": "2026-06-01"}),
    ("GET", "/calendar", None), ("POST", "/calendar", {"day": "2026-06-04", "hall": "east", "kind": "closure"}),
    ("POST", "/calendar/years/2026", {}),
    ("GET", "/tasks", None), ("POST", "/tasks/{id}/done", {}), ("GET", "/duty?window=W1", None),
]  # fmt: skip
NOT_FOR_STAFF = {path for _, path, _ in WAYS} - {"/roster", "/leave", "/swaps", "/calendar"}
NO_ID = "01890000-0000-7000-8000-000000000000"


def go(client: TestClient, way: tuple[str, str, dict[str, Any] | None]) -> Any:
    method, path, body = way
    told = {k: NO_ID if v == "{id}" else v for k, v in body.items()} if body is not None else None
    return client.request(method, API + path.replace("{id}", NO_ID), json=told)


@pytest.mark.parametrize("way", WAYS, ids=lambda w: f"{w[0]} {w[1]}")
def test_closed_to_whoever_is_not_logged_in(way: Any, as_: Client) -> None:
    assert go(as_("nobody"), way).status_code == 401


@pytest.mark.parametrize("way", WAYS, ids=lambda w: f"{w[0]} {w[1]}")
def test_auditors_read_and_change_nothing(way: Any, as_: Client) -> None:
    answer = go(as_("eva"), way)
    assert answer.status_code == (200 if way[0] == "GET" else 403), answer.text


@pytest.mark.parametrize("way", WAYS, ids=lambda w: f"{w[0]} {w[1]}")
def test_what_staff_may(way: Any, as_: Client) -> None:
    status = go(as_("bo"), way).status_code
    if way[1] in NOT_FOR_STAFF or (way[0], way[1]) == ("POST", "/calendar"):
        assert status == 403
    else:
        assert status in (200, 201, 422)


OTHERS: dict[str, tuple[str, str, dict[str, Any], str]] = {
    "a shift": ("POST", "/roster/shifts", {**SHIFT, "hall": "west", "window": "W9"}, "unknown-hall"),
    "a window of another hall": ("POST", "/roster/shifts", {**SHIFT, "window": "W9"}, "unknown-window"),
    "nobody's shift": ("POST", "/roster/shifts", {**SHIFT, "staff": "xu"}, "unknown-staff"),
    "a template": ("POST", "/roster/templates", {"hall": "west", "code": "D", "segments": [["08:30", "17:30"]]}, "unknown-hall"),
    "a rotation": ("POST", "/roster/rotations", {"hall": "west", "code": "R", "cycle": ["D"], "anchor": "2026-06-01"}, "unknown-hall"),
    "leave": ("POST", "/leave", {"staff": "gu", "from": iso("4 00:00"), "to": iso("5 00:00")}, "unknown-staff"),
    "a swap": ("POST", "/swaps", {"from_staff": "gu", "to_staff": "bo", "start": iso("4 00:00"), "end": iso("5 00:00")}, "unknown-staff"),
    "an exemption": ("POST", "/exemptions", {"staff": "gu", "kind": "extra_layer", "from": "2026-06-01", "to": "2026-06-30"}, "unknown-staff"),
    "a closure": ("POST", "/calendar", {"day": "2026-06-04", "hall": "west", "kind": "closure"}, "unknown-hall"),
    "a closure of all halls": ("POST", "/calendar", {"day": "2026-06-04", "kind": "closure"}, "not-allowed"),
    "the official year": ("POST", "/calendar/years/2026", {}, "not-allowed"),
}  # fmt: skip


@pytest.mark.parametrize("name", OTHERS)
def test_supervisors_keep_to_their_halls(name: str, as_: Client) -> None:
    method, path, body, code = OTHERS[name]
    assert code_of(go(as_("anna"), (method, path, body))) == code


def test_a_shift_comes_and_goes(as_: Client, state: State) -> None:
    anna = as_("anna")
    answer = put(anna)
    assert (answer.status_code, state.facts_changed.is_set()) == (201, True)
    item = anna.get(f"{API}/roster", params={"hall": "east"}).json()["items"][0]
    assert item == {
        "id": answer.json()["id"], "hall": "east", "window": "W1", "staff": "bo", "name": "bo", "works": "bo",
        "start": "2026-06-04T00:30:00Z", "end": "2026-06-04T09:30:00Z",
        "breaks": [{"start": "2026-06-04T04:00:00Z", "end": "2026-06-04T05:00:00Z"}], "rotation": None, "leave": [],
        "swaps": [],
    }  # fmt: skip
    assert code_of(put(anna)) == "shift-exists"
    assert as_("anna").delete(f"{API}/roster/shifts/{item['id']}").status_code == 204
    assert at_work(anna) == []
    assert code_of(anna.delete(f"{API}/roster/shifts/{item['id']}")) == "not-found"


def test_another_halls_shift_is_not_to_be_taken_out(as_: Client) -> None:
    id_ = put(as_("chen"), hall="west", window="W9", staff="gu").json()["id"]
    assert as_("anna").delete(f"{API}/roster/shifts/{id_}").status_code == 404
    assert as_("dora").delete(f"{API}/roster/shifts/{id_}").status_code == 204


SEEN = {
    "chen": (["east W1 bo", "east W2 fang", "west W9 gu"], {}),
    "dora": (["west W9 gu"], {"hall": "west"}),
    "eva": (["east W1 bo", "east W2 fang", "west W9 gu"], {}),
    "anna": (["east W1 bo", "east W2 fang"], {}),
    "bo": (["east W1 bo"], {}),
}


@pytest.mark.parametrize("login", SEEN)
def test_who_sees_whose_shifts(login: str, as_: Client) -> None:
    three_shifts(as_("chen"))
    expected, asked = SEEN[login]
    assert at_work(as_(login), **asked) == expected
    assert at_work(as_(login), hall="nowhere") == []


def three_shifts(client: TestClient) -> None:
    for hall, window, staff, hour in (("east", "W1", "bo", 8), ("east", "W2", "fang", 9), ("west", "W9", "gu", 10)):
        told = {"hall": hall, "window": window, "staff": staff, "start": iso(f"4 {hour:02}:30"), "breaks": []}
        assert put(client, **told).status_code == 201


@pytest.mark.parametrize("limit", [1, 2, 3])
def test_the_roster_page_after_page(limit: int, as_: Client) -> None:
    chen = as_("chen")
    three_shifts(chen)
    pages, cursor = [], {}
    while True:
        told = chen.get(f"{API}/roster", params={"limit": limit, **cursor}).json()
        pages.append([i["staff"] for i in told["items"]])
        if told["next"] is None:
            break
        cursor = {"cursor": told["next"]}
    assert [len(page) for page in pages[:-1]] == [limit] * (len(pages) - 1)
    assert [staff for page in pages for staff in page] == ["bo", "fang", "gu"]


BAD: dict[str, tuple[str, dict[str, Any], str]] = {
    "a span that ends first": ("/roster", {"from": "2026-06-02", "to": "2026-06-01"}, "to"),
    "a span of a year": ("/roster", {"from": "2026-06-02", "to": "2027-06-01"}, "to"),
    "no day": ("/roster", {"from": "June"}, "from"),
    "a limit of nothing": ("/leave", {"limit": 0}, "limit"),
    "a limit of too much": ("/tasks", {"limit": 201}, "limit"),
    "a cursor of another list": ("/swaps", {"cursor": "WyJ4IiwieSIsInoiXQ"}, "cursor"),
    "a cursor of nothing": ("/calendar", {"cursor": "x"}, "cursor"),
    "a day that is none in a cursor": ("/exemptions", {"cursor": "WyJ4IiwieSJd"}, "cursor"),
    "a status that is none": ("/leave", {"status": "perhaps"}, "status"),
    "a calendar of a decade": ("/calendar", {"from": "2026-01-01", "to": "2036-01-01"}, "to"),
    "no window": ("/duty", {}, "window"),
    "a naive time": ("/duty", {"window": "W1", "at": "2026-06-03T10:00:00"}, "at"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_questions(name: str, as_: Client) -> None:
    path, asked, field = BAD[name]
    answer = as_("chen").get(API + path, params=asked)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def set_up(client: TestClient, cycle: list[str | None]) -> str:
    for code, segments in (("D", [["08:30", "17:30"]]), ("N", [["22:00", "06:00"]])):
        made = client.post(f"{API}/roster/templates", json={"hall": "east", "code": code, "segments": segments})
        assert made.status_code == 200, made.text
    told = {"hall": "east", "code": "R", "cycle": cycle, "anchor": "2026-06-01"}
    answer = client.post(f"{API}/roster/rotations", json=told)
    assert answer.status_code == 200, answer.text
    return answer.json()["id"]


def test_from_template_to_roster(as_: Client, state: State) -> None:
    anna = as_("anna")
    rotation = set_up(anna, ["D", "D", "D", "D", "D", None, None])
    member = {"staff": "bo", "window": "W1", "first_day": "2026-06-01"}
    assert anna.post(f"{API}/roster/rotations/{rotation}/members", json=member).json()["window"] == "W1"
    assert [t["code"] for t in anna.get(f"{API}/roster/templates").json()["items"]] == ["D", "N"]
    told = anna.get(f"{API}/roster/rotations").json()["items"][0]
    assert (told["follows_calendar"], [m["staff"] for m in told["members"]]) == (True, ["bo"])
    span = {"rotation": rotation, "from": "2026-06-15", "to": "2026-06-21"}
    state.facts_changed.clear()
    filled = anna.post(f"{API}/roster/fill", params={"lang": "en"}, json=span).json()
    assert filled == {
        "made": 4, "changed": 0, "removed": 0, "same": 0, "kept": 0, "missing_years": [],
        "special": [{"day": "2026-06-19", "staff": "bo", "template": None, "why": "2026-06-19 is a public holiday: off"}],
    }  # fmt: skip
    assert state.facts_changed.is_set()
    assert {i["rotation"] for i in anna.get(f"{API}/roster", params={"from": "2026-06-15"}).json()["items"]} == {"R"}


def test_a_year_not_announced_is_loud_everywhere(as_: Client) -> None:
    anna = as_("anna")
    rotation = set_up(anna, ["D"])
    anna.post(f"{API}/roster/rotations/{rotation}/members", json={"staff": "bo", "first_day": "2026-06-01"})
    span = {"rotation": rotation, "from": "2026-12-31", "to": "2027-01-01"}
    assert anna.post(f"{API}/roster/fill", json=span).json()["missing_years"] == [2027]
    assert as_("bo").get(f"{API}/calendar", params={"from": "2026-12-01"}).json()["missing_years"] == [2027]
    assert code_of(as_("chen").post(f"{API}/calendar/years/2027", json={})) == "no-official-data"
    tasks = anna.get(f"{API}/tasks", params={"kind": "calendar-missing", "lang": "en"}).json()["items"]
    assert [(t["day"], t["status"], "2027" in t["why"]) for t in tasks] == [("2027-01-01", "open", True)]


def test_templates_and_rotations_page_after_page(as_: Client) -> None:
    anna = as_("anna")
    set_up(anna, ["D"])
    first = anna.get(f"{API}/roster/templates", params={"limit": 1}).json()
    second = anna.get(f"{API}/roster/templates", params={"limit": 1, "cursor": first["next"]}).json()
    assert [t["code"] for t in first["items"] + second["items"]] == ["D", "N"]
    assert second["next"] is None
    cursor = {"cursor": first["next"], "limit": 1}
    assert [r["code"] for r in anna.get(f"{API}/roster/rotations", params=cursor).json()["items"]] == ["R"]
    assert as_("chen").get(f"{API}/roster/rotations", params={"hall": "west"}).json()["items"] == []


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "overlapping segments": ({"segments": [["08:00", "12:00"], ["11:00", "13:00"]]}, "segments-too-long"),
    "a wall time that is none": ({"segments": [["8:00", "12:00"]]}, "bad-wall-time"),
    "a break outside": ({"segments": [["08:00", "12:00"]], "breaks": [["12:00", "13:00"]]}, "break-outside"),
    "more than is known": ({"segments": [["08:00", "12:00"]], "colour": "red"}, "invalid"),
    "no code": ({"segments": [["08:00", "12:00"]], "code": " "}, "invalid"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_templates_that_are_none(name: str, as_: Client) -> None:
    told, code = REFUSED[name]
    answer = as_("anna").post(f"{API}/roster/templates", json={"hall": "east", "code": "X", **told})
    assert (answer.status_code, code_of(answer)) == (422, code)


def ask(client: TestClient, day: str = "4", **told: Any) -> Any:
    return client.post(f"{API}/leave", json={"from": iso(f"{day} 08:30"), "to": iso(f"{day} 17:30"), **told})


def decide(client: TestClient, what: str, id_: str, verdict: str = "approve", reason: str = "") -> Any:
    return client.post(f"{API}/{what}/{id_}/decision", json={"verdict": verdict, "reason": reason})


def test_leave_from_asking_to_the_gap(as_: Client, state: State) -> None:
    anna, bo = as_("anna"), as_("bo")
    put(anna)
    asked = ask(bo, kind="annual").json()
    assert (asked["status"], asked["after_the_fact"], asked["staff"], asked["requested_by"]) == (
        "requested", False, "bo", "bo"
    )  # fmt: skip
    assert code_of(ask(bo)) == "already-asked"
    assert decide(bo, "leave", asked["id"]).status_code == 403
    assert code_of(decide(anna, "leave", asked["id"], "refuse")) == "reason-missing"
    state.facts_changed.clear()
    assert decide(anna, "leave", asked["id"]).json()["decided_by"] == "anna"
    assert state.facts_changed.is_set()
    assert code_of(decide(anna, "leave", asked["id"])) == "already-decided"
    judge_stale_days(state.engine, now=MORNING)
    tasks = anna.get(f"{API}/tasks", params={"status": "open", "lang": "en"}).json()["items"]
    assert [(t["kind"], t["window"], t["why"]) for t in tasks] == [
        ("roster-gap", "W1", "nobody is left at W1: bo on approved leave")
    ]
    done = anna.post(f"{API}/tasks/{tasks[0]['id']}/done", json={})
    assert (done.status_code, done.json()["status"]) == (200, "done")
    assert code_of(anna.post(f"{API}/tasks/{tasks[0]['id']}/done", json={})) == "not-open"
    assert anna.get(f"{API}/tasks", params={"status": "open"}).json()["items"] == []
    assert as_("chen").get(f"{API}/tasks", params={"hall": "west"}).json()["items"] == []
    shift = anna.get(f"{API}/roster").json()["items"][0]
    assert [(e["id"], e["status"]) for e in shift["leave"]] == [(asked["id"], "approved")]


def test_leave_after_the_fact_is_a_supervisors_word_and_anothers_decision(as_: Client) -> None:
    anna = as_("anna")
    put(anna, start=iso("3 08:30"), end=iso("3 17:30"), breaks=[])
    assert code_of(ask(as_("bo"), "3")) == "after-the-fact"
    asked = ask(anna, "3", staff="bo").json()
    assert asked["after_the_fact"] is True
    assert code_of(decide(anna, "leave", asked["id"])) == "own-request"
    assert decide(as_("chen"), "leave", asked["id"]).json()["status"] == "approved"


def test_nobody_approves_their_own_leave(as_: Client) -> None:
    asked = ask(as_("chen"), staff="anna").json()
    assert code_of(decide(as_("anna"), "leave", asked["id"])) == "own-request"
    assert decide(as_("dora"), "leave", asked["id"], "refuse", "too many").json()["decision_reason"] == "too many"


def test_staff_ask_for_themselves_and_read_their_own(as_: Client) -> None:
    bo, anna, chen = as_("bo"), as_("anna"), as_("chen")
    assert code_of(ask(bo, staff="fang")) == "unknown-staff"
    assert code_of(ask(chen)) == "not-on-roster"
    for day, staff in (("4", "bo"), ("5", "fang"), ("6", "gu"), ("7", "bo")):
        assert ask(chen, day, staff=staff).status_code == 201

    def seen(client: TestClient, **asked: Any) -> list[str]:
        return [f"{e['from'][8:10]} {e['staff']}" for e in client.get(f"{API}/leave", params=asked).json()["items"]]

    assert seen(bo) == ["07 bo", "04 bo"]
    assert seen(anna) == ["07 bo", "05 fang", "04 bo"]
    assert seen(chen) == ["07 bo", "06 gu", "05 fang", "04 bo"]
    assert seen(chen, hall="west") == ["06 gu"]
    assert seen(chen, staff="fang", status="requested") == ["05 fang"]
    assert seen(chen, status="approved") == []
    first = chen.get(f"{API}/leave", params={"limit": 3}).json()
    assert seen(chen, cursor=first["next"], limit=3) == ["04 bo"]


def swap(client: TestClient, day: str = "4", **told: Any) -> Any:
    return client.post(
        f"{API}/swaps", json={"to_staff": "fang", "start": iso(f"{day} 00:00"), "end": iso(f"{day} 23:59"), **told}
    )


def test_a_swap_from_asking_to_duty(as_: Client, state: State) -> None:
    anna, bo = as_("anna"), as_("bo")
    put(anna)
    asked = swap(bo).json()
    assert (asked["hall"], asked["from_staff"], asked["to_staff"], asked["status"]) == (
        "east",
        "bo",
        "fang",
        "requested",
    )
    assert [s["status"] for s in anna.get(f"{API}/roster").json()["items"][0]["swaps"]] == ["requested"]
    assert code_of(swap(anna, from_staff="bo")) == "already-asked"
    assert decide(anna, "swaps", asked["id"]).json()["status"] == "approved"
    item = anna.get(f"{API}/roster").json()["items"][0]
    assert (item["staff"], item["works"]) == ("bo", "fang")
    told = anna.get(f"{API}/duty", params={"window": "W1", "at": iso("4 09:00"), "lang": "en"}).json()
    assert [(i["staff"], i["on_duty"], i["swapped_from"], i["why"]) for i in told["items"]] == [
        ("fang", True, "bo", "stands in for bo by an approved swap")
    ]
    assert [s["id"] for s in bo.get(f"{API}/swaps").json()["items"]] == [asked["id"]]
    assert anna.get(f"{API}/swaps", params={"staff": "fang", "hall": "east", "status": "approved"}).json()["items"]
    assert anna.get(f"{API}/swaps", params={"staff": "anna"}).json()["items"] == []


def test_a_shift_taken_over_is_seen_by_who_took_it(as_: Client) -> None:
    chen, bo = as_("chen"), as_("bo")
    put(chen, staff="gu", hall="west", window="W9")
    asked = swap(chen, from_staff="gu", to_staff="bo").json()
    assert at_work(bo) == []
    assert decide(as_("anna"), "swaps", asked["id"]).status_code == 404
    decide(as_("dora"), "swaps", asked["id"])
    assert at_work(bo) == ["west W9 gu"]


def test_a_swap_is_asked_for_before_the_fact(as_: Client) -> None:
    anna = as_("anna")
    put(anna, start=iso("3 08:30"), end=iso("3 17:30"), breaks=[])
    answer = swap(as_("bo"), "3")
    assert (answer.status_code, code_of(answer)) == (409, "after-the-fact")
    assert swap(anna, "3", from_staff="bo").json()["after_the_fact"] is True


def test_a_stand_in_does_not_approve(as_: Client) -> None:
    anna = as_("anna")
    put(anna)
    asked = swap(as_("bo"), to_staff="anna").json()
    answer = decide(anna, "swaps", asked["id"])
    assert (answer.status_code, code_of(answer)) == (403, "own-request")


def test_exemptions_are_for_who_looks_after_them(as_: Client) -> None:
    anna, chen = as_("anna"), as_("chen")
    grant = {"staff": "bo", "kind": "extra_layer", "from": "2026-06-01", "to": "2026-06-30"}
    made = anna.post(f"{API}/exemptions", json=grant)
    assert (made.status_code, made.json()["staff"], "reason" in made.text) == (201, "bo", False)
    chen.post(f"{API}/exemptions", json={**grant, "staff": "gu", "from": "2026-06-02"})
    assert code_of(anna.post(f"{API}/exemptions", json={**grant, "reason": "x"})) == "invalid"
    assert code_of(anna.post(f"{API}/exemptions", json={**grant, "staff": "anna"})) == "own-exemption"
    assert [e["staff"] for e in anna.get(f"{API}/exemptions").json()["items"]] == ["bo"]
    first = chen.get(f"{API}/exemptions", params={"limit": 1}).json()
    after = chen.get(f"{API}/exemptions", params={"limit": 1, "cursor": first["next"]}).json()
    assert [e["staff"] for e in first["items"] + after["items"]] == ["gu", "bo"]
    ended = anna.post(f"{API}/exemptions/{made.json()['id']}/end", json={"last_day": "2026-06-03"})
    assert ended.json()["to"] == "2026-06-03"
    gone = anna.post(f"{API}/exemptions/{made.json()['id']}/end", json={"last_day": "2026-05-01"})
    assert (gone.status_code, gone.json()) == (200, None)
    assert (
        anna.post(f"{API}/exemptions/{first['items'][0]['id']}/end", json={"last_day": "2026-06-03"}).status_code == 404
    )


def test_the_calendar_is_filled_edited_and_told(as_: Client) -> None:
    chen, anna = as_("chen"), as_("anna")
    assert chen.post(f"{API}/calendar/years/2026", json={}).json() == {"year": 2026, "changed": 39}
    told = as_("bo").get(f"{API}/calendar", params={"from": "2026-06-01", "to": "2026-06-30"}).json()
    assert told["missing_years"] == []
    assert told["items"] == [
        {"day": f"2026-06-{day}", "hall": None, "kind": "holiday", "source": "official", "official": True}
        for day in (19, 20, 21)
    ]
    closed = {"day": "2026-06-22", "hall": "east", "kind": "closure"}
    assert anna.post(f"{API}/calendar", json=closed).json()["source"] == "anna"
    june = {"from": "2026-06-20", "to": "2026-06-30"}
    assert [d["kind"] for d in anna.get(f"{API}/calendar", params={**june, "hall": "east"}).json()["items"]] == [
        "holiday", "holiday", "closure"
    ]  # fmt: skip
    assert len(anna.get(f"{API}/calendar", params={**june, "hall": "west"}).json()["items"]) == 2
    first = anna.get(f"{API}/calendar", params={**june, "limit": 2}).json()
    after = anna.get(f"{API}/calendar", params={**june, "limit": 2, "cursor": first["next"]}).json()
    assert [d["day"][-2:] for d in first["items"] + after["items"]] == ["20", "21", "22"]
    assert anna.post(f"{API}/calendar", json={**closed, "kind": None}).json() is None
    assert code_of(chen.post(f"{API}/calendar", json={"day": "2026-06-19", "kind": None})) == "official-day"
    assert as_("bo").get(f"{API}/calendar").json()["missing_years"] == [2027]


DUTY = {
    "on duty": ("4 09:00", "bo on duty at W1 at 09:00:00", [("bo", True, "rostered")]),
    "in the break": (
        "4 12:30", "of those rostered at W1 nobody is on duty at 12:30:00",
        [("bo", False, "on a break from 12:00:00 to 13:00:00")]),
    "nobody": ("4 07:00", "nobody is rostered at W1 at 07:00:00", []),
    "now": (None, "nobody is rostered at W1 at 09:30:00", []),
}  # fmt: skip


@pytest.mark.parametrize("name", DUTY)
def test_who_is_on_duty(name: str, as_: Client) -> None:
    when, why, rostered = DUTY[name]
    anna = as_("anna")
    put(anna)
    asked = {"window": "W1", "lang": "en", **({"at": iso(when)} if when else {})}
    told = anna.get(f"{API}/duty", params=asked).json()
    assert (told["window"], told["hall"], told["why"]) == ("W1", "east", why)
    assert [(i["staff"], i["on_duty"], i["why"]) for i in told["items"]] == rostered
    assert anna.get(f"{API}/duty", params={"window": "W9"}).status_code == 404


def test_what_is_refused_leaves_nothing_behind(as_: Client, state: State) -> None:
    state.facts_changed.clear()
    answer = put(as_("anna"), end=iso("4 08:00"))
    assert (answer.status_code, code_of(answer), state.facts_changed.is_set()) == (422, "bad-time", False)
    with Session(state.engine) as session:
        assert session.exec(select(ShiftRow)).all() == []
        assert session.exec(select(AuditEntryRow)).all() == []
