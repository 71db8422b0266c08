"""`/setup/users`, `/my/password` and `/my/tokens` as a browser without JavaScript uses them."""

import re
from pathlib import Path

import pytest
from httpx2 import Response
from sqlalchemy import Engine
from sqlmodel import Session, select

from api.pages.my.browsers import browser_said
from models.tables import SessionRow, UserRow
from tests.api.cast import Stage, csrf, set_the_stage
from tests.api.conftest import PASSWORD
from tests.api.test_pages import page

NEW = "a much better one"


@pytest.fixture
def stage(tmp_path: Path, sqlite_database: Engine) -> Stage:
    return set_the_stage(tmp_path, sqlite_database)


def post(stage: Stage, path: str, who: str = "孙悦", /, **form: object) -> Response:
    return stage.log_in(who).post(path, data={"csrf": csrf(who), **form})


def shown_password(answer: Response) -> str:
    assert answer.headers["cache-control"] == "no-store"
    found = re.search(r'id="password">([^<]+)<', answer.text)
    assert found, answer.text
    return found[1]


def added(stage: Stage) -> str:
    answer = post(stage, "/setup/users", login="newbie", name="新人", role="supervisor", halls="H2")
    assert answer.status_code == 200, answer.text
    return shown_password(answer)


def entered(stage: Stage, password: str):
    client = stage.anybody()
    assert client.post("/login", data={"login": "newbie", "password": password}).status_code == 303
    return client


def test_a_new_log_in_opens_nothing_until_its_password_is_changed(stage: Stage) -> None:
    password = added(stage)
    client = entered(stage, password)
    assert client.get("/queue").headers["location"] == "/my/password"
    told = client.get("/api/v1/notices")
    assert (told.status_code, told.json()["code"]) == (403, "password-due")
    form = page(client, "/my/password")
    token = form.all("input", name="csrf")[0]["value"]
    asked = {"csrf": token, "old": password, "new": NEW, "again": NEW}
    assert client.post("/my/password", data={**asked, "again": "different"}).status_code == 422
    assert client.get("/queue").headers["location"] == "/my/password"
    assert client.post("/my/password", data=asked).headers["location"] == "/"
    assert client.get("/queue").status_code == 200
    assert stage.audited("user.password-changed")[0][0] == "newbie"


def test_what_could_not_be_taken_stays_in_the_form(stage: Stage) -> None:
    answer = post(stage, "/setup/users", login="zhoumin", name="新人", role="supervisor", halls="H2", staff="S002")
    assert answer.status_code == 422
    assert "用户名zhoumin已被使用" in answer.text
    for kept in ('value="zhoumin"', 'value="新人"', 'value="S002"', 'value="H2" checked'):
        assert kept in answer.text
    with Session(stage.engine) as session:
        assert session.exec(select(UserRow).where(UserRow.name == "新人")).first() is None


def test_a_password_is_never_said_again(stage: Stage) -> None:
    password = added(stage)
    client = stage.log_in("孙悦")
    with Session(stage.engine) as session:
        user_id = session.exec(select(UserRow.id).where(UserRow.login == "newbie")).one()
    for path in ("/setup/users", f"/setup/users/{user_id}", "/api/v1/audit"):
        assert password not in client.get(path).text


def test_a_reset_ends_sessions_and_asks_for_a_change(stage: Stage) -> None:
    client = stage.log_in("刘洋")
    password = shown_password(post(stage, f"/setup/users/{stage.users['刘洋']}/password"))
    assert client.get("/queue").headers["location"].startswith("/login")
    again = stage.anybody()
    again.post("/login", data={"login": "liuyang", "password": password})
    assert again.get("/queue").headers["location"] == "/my/password"


def test_the_last_administrator_is_told_why_not(stage: Stage) -> None:
    answer = post(stage, f"/setup/users/{stage.users['孙悦']}/retire")
    assert answer.status_code == 422
    assert "最后一名管理员" in answer.text


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"old": "none of mine"}, "这不是您当前的密码"),
        ({"old": PASSWORD, "new": "short", "again": "short"}, "密码至少10个字符"),
        ({"old": PASSWORD, "new": PASSWORD, "again": PASSWORD}, "新密码与旧密码相同"),
        ({"old": PASSWORD, "new": NEW, "again": NEW + "!"}, "两次输入的新密码不一致"),
    ],
)
def test_ones_own_password_is_changed_by_who_knows_it(stage: Stage, form: dict, said: str) -> None:
    answer = post(stage, "/my/password", "刘洋", **form)
    assert answer.status_code == 422
    assert said in answer.text
    assert not any(text in answer.text for text in form.values())


def test_guessing_ones_password_has_an_end(stage: Stage) -> None:
    for _ in range(5):
        post(stage, "/my/password", "刘洋", old="none of mine")
    answer = post(stage, "/my/password", "刘洋", old=PASSWORD, new=NEW, again=NEW)
    assert "失败次数过多" in answer.text


def test_changing_ones_password_keeps_this_session_and_ends_the_others(stage: Stage) -> None:
    here, there = stage.log_in("刘洋"), stage.log_in("刘洋")
    answer = here.post("/my/password", data={"csrf": csrf("刘洋"), "old": PASSWORD, "new": NEW, "again": NEW})
    assert answer.headers["location"] == "/my/password?done=password-changed"
    assert here.get("/queue").status_code == 200
    assert there.get("/queue").status_code == 303


def test_ones_own_sessions_are_listed_and_ended(stage: Stage) -> None:
    stage.anybody().post(
        "/login",
        data={"login": "liuyang", "password": PASSWORD},
        headers={"User-Agent": "Mozilla/5.0 (X11; Linux) Firefox/9"},
    )
    client = stage.log_in("刘洋")
    shown = page(client, "/my/password")
    assert "Firefox · Linux" in shown.text
    (form,) = [a["action"] for a in shown.all("form") if (a["action"] or "").startswith("/my/sessions/")]
    assert client.post(str(form), data={"csrf": csrf("刘洋")}).status_code == 303
    with Session(stage.engine) as session:
        assert len(session.exec(select(SessionRow).where(SessionRow.user_id == stage.users["刘洋"])).all()) == 1


def test_nobody_ends_the_session_or_token_of_somebody_else(stage: Stage) -> None:
    client = stage.log_in("周敏")
    with Session(stage.engine) as session:
        theirs = session.exec(select(SessionRow.id).where(SessionRow.user_id == stage.users["周敏"])).one()
    post(stage, f"/my/sessions/{theirs}/end", "刘洋")
    assert client.get("/queue").status_code == 200


def test_a_token_is_shown_once_used_and_revoked(stage: Stage) -> None:
    answer = post(stage, "/my/tokens", "刘洋", name="month report", days="30")
    token = re.findall(r"scp_[\w-]+", answer.text)[0]
    assert answer.headers["cache-control"] == "no-store"
    client, program = stage.log_in("刘洋"), stage.anybody()
    shown = page(client, "/my/tokens")
    assert token not in shown.text
    assert "从未" in shown.text
    program.headers["Authorization"] = f"Bearer {token}"
    assert program.get("/api/v1/notices").status_code == 200
    shown = page(client, "/my/tokens")
    assert "从未" not in shown.text
    (form,) = [a["action"] for a in shown.all("form") if (a["action"] or "").endswith("/revoke")]
    post(stage, str(form), "周敏")
    assert program.get("/api/v1/notices").status_code == 200, "somebody else's revocation is none"
    client.post(str(form), data={"csrf": csrf("刘洋")})
    assert program.get("/api/v1/notices").status_code == 401


def test_a_sheet_is_printed_once(stage: Stage) -> None:
    shown = page(stage.log_in("孙悦"), "/setup/users/sheet")
    people = [a["value"] for a in shown.all("input", name="staff")]
    assert people == [str(stage.staff["吴刚"])]
    answer = post(stage, "/setup/users/sheet", staff=people[0])
    assert answer.headers["cache-control"] == "no-store"
    (login, password) = re.findall(r'<code translate="no">([^<]+)</code>', answer.text)
    client = stage.anybody()
    client.post("/login", data={"login": login, "password": password})
    assert client.get("/my/months").headers["location"] == "/my/password"
    assert post(stage, "/setup/users/sheet").status_code == 422


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120 Safari/537.36 Edg/120", "Edge · Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17 Safari/604.1", "Safari · iPhone"),
        ("Mozilla/5.0 (Linux; Android 13) Chrome/116 MicroMessenger/8.0", "WeChat · Android"),
        ("curl/8", ""),
    ],
)
def test_browsers_are_called_as_people_call_them(agent: str, said: str) -> None:
    assert browser_said(agent) == said
