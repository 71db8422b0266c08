"""What went wrong, in words with a way on; and a form whose session had ended is not lost."""

import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from httpx2 import Response
from sqlalchemy import Engine

from api.problems import Problem
from models.tables import ViolationStatus
from tests.api.cast import Stage, csrf, set_the_stage
from tests.api.conftest import PASSWORD
from tests.api.test_pages import Page

OURS = {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate", "Origin": "http://testserver"}
THEIRS = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Origin": "http://elsewhere.example"}
LATE = "李强 late"
WRITTEN = "He came by the side door: <the reader there was off>"


@pytest.fixture
def stage(tmp_path: Path, sqlite_database: Engine) -> Stage:
    return set_the_stage(tmp_path, sqlite_database)


def ways_on(answer: Response) -> list[str]:
    return [str(link["href"]) for link in Page(answer.text).all("a") if "button" in str(link.get("class"))]


@pytest.mark.parametrize(
    ("status", "code", "said"),
    [
        (403, "not-allowed", "Your role does not include it"),
        (404, "not-found", "none of the halls and records that you may see"),
        (405, "method-not-allowed", "It only takes what a form sends"),
        (409, "already-decided", "Somebody else was faster"),
        (409, "some-new-code", "Go back and try again"),
        (413, "body-too-large", "Send less at once"),
        (422, "invalid", "Something in it is missing"),
        (429, "too-many-attempts", "Try again in 3 min."),
        (503, "font-missing", "Wait a minute and try again"),
    ],
)
def test_each_problem_is_said_with_a_way_on(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, status: int, code: str, said: str
) -> None:
    headers = [("Retry-After", "121")] if status == 429 else []
    monkeypatch.setattr("api.pages.rules.render", raising(Problem(status, code, "for programs", headers=headers)))
    client = stage.log_in("周敏")
    answer = client.get("/rules?lang=en", headers={"Referer": "http://testserver/queue?hall=H1"})
    assert answer.status_code == status
    assert said in unescape(answer.text)
    assert "for programs" not in answer.text
    assert ways_on(answer) == ["/queue?hall=H1", "/"]
    assert dict(headers).items() <= {name.title(): value for name, value in answer.headers.items()}.items()


def test_what_nobody_foresaw_is_a_page_too_and_found_in_the_log_by_its_number(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("api.pages.rules.render", raising(RuntimeError("a secret")))
    answer = stage.log_in("周敏").get("/rules?lang=en")
    assert answer.status_code == 500
    assert answer.headers["content-security-policy"]
    (reference,) = re.findall(r"<code>(\w+)</code>", answer.text)
    assert f"reference={reference}" in caplog.text
    assert "a secret" not in answer.text
    assert "Log out" in answer.text
    assert ways_on(answer) == ["/"]


def test_where_no_page_can_be_made_programs_and_people_still_get_an_answer(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("api.pages.rules.render", raising(RuntimeError("a secret")))
    monkeypatch.setattr("api.pages.errors.render", raising(RuntimeError("another")))
    answer = stage.log_in("周敏").get("/rules")
    assert answer.status_code == 500
    assert answer.json()["code"] == "internal"
    assert "no page could be made" in caplog.text


def raising(error: Exception) -> Callable[..., Response]:
    def fail(*_: object, **__: object) -> Response:
        raise error

    return fail


@pytest.mark.parametrize("who", [None, "周敏"])
def test_a_page_that_does_not_exist_has_the_head_of_whoever_asks(stage: Stage, who: str | None) -> None:
    answer = (stage.log_in(who) if who else stage.anybody()).get("/nothing?lang=en")
    assert ("Log out" in answer.text, ">Log in<" in answer.text) == (who is not None, who is None)


def test_another_site_is_no_way_back(stage: Stage) -> None:
    answer = stage.log_in("周敏").get("/nothing", headers={"Referer": "https://elsewhere.example/queue"})
    assert ways_on(answer) == ["/"]


def test_too_many_attempts_say_how_long_to_wait(stage: Stage) -> None:
    client = stage.anybody()
    for _ in range(5):
        client.post("/login", data={"login": "zhoumin", "password": "x"})
    stage.later(minutes=2)
    answer = client.post("/login?lang=en", data={"login": "zhoumin", "password": PASSWORD})
    assert answer.status_code == 429
    assert "Try again in 13 min." in answer.text


def dismissal(stage: Stage, token: str = "") -> tuple[str, dict[str, str]]:
    path = f"/queue/{stage.violations[LATE]}/decision?hall=H1"
    return path, {"csrf": token, "verdict": "dismiss", "text": WRITTEN}


def sent_again(page: Page) -> tuple[str, dict[str, str]]:
    """The form of the page as the browser would send it."""
    (form,) = (each for each in page.all("form") if each["action"] not in {"/logout", "/theme"})
    fields = {
        str(each["name"]): str(each["value"]) for each in page.all("input", type="hidden") if each["name"] != "back"
    }
    return str(form["action"]), fields


def test_a_form_whose_session_had_ended_is_sent_after_the_log_in(stage: Stage) -> None:
    client = stage.anybody()
    path, told = dismissal(stage, csrf("周敏"))
    first = client.post(path, data=told, headers={**OURS, "Referer": "http://testserver/queue?hall=H1"})
    assert first.status_code == 401
    assert "zhoumin" not in first.text

    action, kept = sent_again(Page(first.text))
    assert action == "/login"
    wrong = client.post(action, data={**kept, "login": "zhoumin", "password": "x"}, headers=OURS)
    action, kept = sent_again(Page(wrong.text))
    second = client.post(action, data={**kept, "login": "zhoumin", "password": PASSWORD}, headers=OURS)
    assert second.status_code == 200
    assert WRITTEN in unescape(second.text)
    assert ways_on(second) == ["/queue?hall=H1"]
    assert stage.status(LATE) == ViolationStatus.pending, "nothing is sent by itself"

    token = re.search(r'name="csrf" value="([^"]+)"', second.text)
    assert token is not None
    action, kept = sent_again(Page(second.text))
    assert action == path
    done = client.post(action, data=kept, headers=OURS)
    assert done.status_code == 303
    assert stage.status(LATE) == ViolationStatus.dismissed
    assert stage.audited("violation.decided")[-1][0] == "zhoumin"


def test_a_form_older_than_the_log_in_is_offered_once_more(stage: Stage) -> None:
    client = stage.log_in("周敏")
    path, told = dismissal(stage, "of an older session")
    answer = client.post(path, data=told, headers=OURS)
    assert answer.status_code == 403
    assert WRITTEN in unescape(answer.text)
    assert stage.status(LATE) == ViolationStatus.pending
    action, kept = sent_again(Page(answer.text))
    assert client.post(action, data=kept, headers=OURS).status_code == 303


@pytest.mark.parametrize("headers", [THEIRS, {}, {**OURS, "Sec-Fetch-Mode": "cors"}])
def test_what_no_page_of_ours_sent_is_not_offered(stage: Stage, headers: dict[str, str]) -> None:
    path, told = dismissal(stage)
    answer = stage.anybody().post(path, data=told, headers=headers)
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    forged = stage.log_in("周敏").post(path, data=told, headers=headers)
    assert forged.status_code == 403
    assert "side door" not in forged.text


@pytest.mark.parametrize("path", ["//evil.example/x", "https://evil.example/", "queue"])
def test_a_log_in_sends_nothing_elsewhere(stage: Stage, path: str) -> None:
    again = f'{{"path": "{path}", "fields": [["a", "b c"]]}}'
    told = {"login": "zhoumin", "password": PASSWORD, "again": again}
    answer = stage.anybody().post("/login", data=told, headers=OURS)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
