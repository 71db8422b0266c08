"""Notices in the product: everybody's own, over the interface and as a page without JavaScript."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, select

from api.database import writing_to
from conduct.telling.inbox import COUNTED_TO
from conduct.telling.notices import tell
from models.tables import NoticeRow, Role, UserRow
from models.tables.base import new_id
from models.values.why import why
from tests.api.cast import PEOPLE, Stage, csrf, set_the_stage
from tests.api.test_pages import Page, page

EMPTY_WINDOW = "王芳 window-unattended"


@pytest.fixture
def stage(tmp_path: Path, sqlite_database: Engine) -> Stage:
    return set_the_stage(tmp_path, sqlite_database)


def told(stage: Stage, **to: object) -> str:
    """A notice given now, a minute after the one before; returns its id."""
    stage.later(minutes=1)
    with writing_to(stage.engine) as session:
        tell(session, why("notice.withdrawn"), now=stage.clock.now(), **to)  # type: ignore[arg-type]
    with Session(stage.engine) as session:
        return str(session.exec(select(NoticeRow.id).order_by(col(NoticeRow.at).desc())).first())


def of_case(stage: Stage, **to: object) -> str:
    return told(stage, violation_id=stage.violations[EMPTY_WINDOW], **to)


def items(stage: Stage, name: str, query: str = "") -> list[dict]:
    answer = stage.log_in(name).get(f"/api/v1/notices{query}")
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


def post(stage: Stage, name: str, path: str, json: object = None):
    return stage.log_in(name).post(path, json=json, headers={"X-CSRF-Token": csrf(name)})


def unread_in_the_header(shown: Page) -> str:
    counts = [a["title"] or "" for a in shown.all("span", class_="count") if a.get("title")]
    return counts[0] if counts else ""


# The interface


def test_a_notice_is_told_whole(stage: Stage) -> None:
    notice = of_case(stage, staff_id=stage.staff["王芳"])
    assert items(stage, "王芳", "?lang=en") == [
        {
            "id": notice,
            "at": stage.clock.now().isoformat().replace("+00:00", "Z"),
            "why": "new facts: the violation no longer holds and is withdrawn",
            "why_code": "notice.withdrawn",
            "violation": str(stage.violations[EMPTY_WINDOW]),
            "task": None,
            "hall": "H1",
            "read_at": None,
        }
    ]
    assert "撤" in items(stage, "王芳")[0]["why"]


def test_everybody_sees_their_own_and_nobody_else_s(stage: Stage) -> None:
    h1 = stage.halls["H1"]
    wanted = {
        "王芳": [of_case(stage, staff_id=stage.staff["王芳"])],
        "周敏": [of_case(stage, hall_id=h1)],
        "陈静": [of_case(stage, user_id=stage.users["陈静"])],
        "刘洋": [told(stage, role=Role.hr)],
        "赵磊": [told(stage, role=Role.auditor)],
    }
    for name in PEOPLE:
        assert [each["id"] for each in items(stage, name)] == wanted.get(name, []), name
        for other, (notice,) in wanted.items():
            status = 200 if other == name else 404
            assert post(stage, name, f"/api/v1/notices/{notice}/read").status_code == status
            assert post(stage, name, "/api/v1/notices/read", {"up_to": notice}).status_code == status
    assert stage.anybody().get("/api/v1/notices").status_code == 401
    assert stage.anybody().post(f"/api/v1/notices/{new_id()}/read").status_code == 401


def test_pages_of_the_list_follow_each_other(stage: Stage) -> None:
    given = [of_case(stage, user_id=stage.users["周敏"]) for _ in range(5)]
    client, seen, cursor = stage.log_in("周敏"), [], ""
    while cursor is not None:
        answer = client.get("/api/v1/notices", params={"limit": 2, **({"cursor": cursor} if cursor else {})}).json()
        seen.append([each["id"] for each in answer["items"]])
        cursor = answer["next"]
    assert seen == [given[:2:-1], given[2:0:-1], given[:1]]


@pytest.mark.parametrize(
    ("query", "code"), [("?cursor=x", "bad-cursor"), ("?limit=0", "invalid"), ("?limit=201", "invalid")]
)
def test_what_cannot_be_asked_for(stage: Stage, query: str, code: str) -> None:
    answer = stage.log_in("周敏").get(f"/api/v1/notices{query}")
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_reading_one_and_all_up_to_one(stage: Stage) -> None:
    first, second, third = (of_case(stage, user_id=stage.users["周敏"]) for _ in range(3))
    read = post(stage, "周敏", f"/api/v1/notices/{first}/read").json()
    stage.later(minutes=5)
    assert post(stage, "周敏", f"/api/v1/notices/{first}/read").json() == read
    assert [each["id"] for each in items(stage, "周敏", "?unread=true")] == [third, second]
    assert post(stage, "周敏", "/api/v1/notices/read", {"up_to": second}).json() == {"read": 1}
    assert post(stage, "周敏", "/api/v1/notices/read", {"up_to": second}).json() == {"read": 0}
    assert [each["id"] for each in items(stage, "周敏", "?unread=true")] == [third]
    assert [each["read_at"] is None for each in items(stage, "周敏")] == [True, False, False]


@pytest.mark.parametrize("body", [{}, {"up_to": "x"}, {"up_to": str(new_id()), "more": 1}])
def test_reading_asks_for_the_last_one_seen(stage: Stage, body: dict) -> None:
    assert post(stage, "周敏", "/api/v1/notices/read", body).status_code == 422


def test_another_site_can_read_nothing_for_somebody(stage: Stage) -> None:
    notice = of_case(stage, user_id=stage.users["周敏"])
    answer = stage.log_in("周敏").post(f"/api/v1/notices/{notice}/read")
    assert (answer.status_code, answer.json()["code"]) == (403, "forged")


# The page


def test_the_page_says_each_in_words_with_its_case_and_the_hall_s_time(stage: Stage) -> None:
    notice = of_case(stage, staff_id=stage.staff["王芳"])
    client = stage.log_in("王芳")
    shown = page(client, "/inbox")
    assert unread_in_the_header(shown) == "1 条未读"
    assert "新" in shown.text
    assert shown.all("a", href=f"/queue/{stage.violations[EMPTY_WINDOW]}")
    assert "22:01" in shown.text, "the hall's clock, not UTC"
    assert "城东营业厅" in shown.text
    english = page(client, "/inbox?lang=en")
    assert "new facts: the violation no longer holds and is withdrawn" in english.text
    assert unread_in_the_header(english) == "1 unread"
    answer = client.post(f"/inbox/{notice}/read?unread=1", data={"csrf": csrf("王芳")})
    assert (answer.status_code, answer.headers["location"]) == (303, "/inbox?unread=1")
    assert "You have read everything." in page(client, "/inbox?unread=1").text
    assert unread_in_the_header(page(client, "/inbox")) == ""


@pytest.mark.parametrize("name", PEOPLE)
def test_who_has_none_is_told_what_will_come(stage: Stage, name: str) -> None:
    shown = page(stage.log_in(name), "/inbox?lang=en")
    assert "No notices for you" in shown.text
    assert "a decision of yours no longer holds" in shown.text
    assert "kept for 365 days" in shown.text
    assert "mail" not in shown.text
    (link,) = shown.all("a", href="/inbox")
    assert link["aria-current"] == "page"


def test_the_count_stands_on_every_page_and_ends_somewhere(stage: Stage) -> None:
    now = stage.clock.now()
    with writing_to(stage.engine) as session:
        for minutes in range(COUNTED_TO + 1):
            tell(session, why("notice.withdrawn"), user_id=stage.users["周敏"], now=now - timedelta(minutes=minutes))
    client = stage.log_in("周敏")
    for path in ("/queue", "/windows", "/rules", "/inbox", "/nowhere"):
        answer = Page(client.get(f"{path}?lang=en").text)
        assert unread_in_the_header(answer) == "99+ unread"


def test_reading_all_leaves_what_came_after_the_page(stage: Stage) -> None:
    seen = [of_case(stage, user_id=stage.users["周敏"]) for _ in range(2)]
    client = stage.log_in("周敏")
    (up_to,) = page(client, "/inbox").all("input", name="up_to")
    assert up_to["value"] == seen[-1]
    later = of_case(stage, user_id=stage.users["周敏"])
    answer = client.post("/inbox/read", data={"csrf": csrf("周敏"), "up_to": up_to["value"]})
    assert (answer.status_code, answer.headers["location"]) == (303, "/inbox")
    assert [each["id"] for each in items(stage, "周敏", "?unread=true")] == [later]


def test_a_long_list_has_more_pages(stage: Stage) -> None:
    given = [of_case(stage, user_id=stage.users["周敏"]) for _ in range(31)]
    client = stage.log_in("周敏")
    first = page(client, "/inbox")
    assert len(first.all("li", class_="notice notice-unread")) == 30
    (older,) = first.all("a", rel="next")
    second = page(client, older["href"] or "")
    assert [a["id"] for a in second.all("li", class_="notice notice-unread")] == [f"n-{given[0]}"]
    assert "本页及更早的" in second.text


def test_a_case_that_may_not_be_seen_any_more_is_not_linked(stage: Stage) -> None:
    of_case(stage, user_id=stage.users["陈静"])
    shown = page(stage.log_in("陈静"), "/inbox?lang=en")
    assert "You may not see its case any more." in shown.text
    assert not [a for a in shown.all("a") if (a.get("href") or "").startswith("/queue/")]
    assert "王芳" not in shown.text


def test_a_notice_about_a_hall_or_nothing_stands_alone(stage: Stage) -> None:
    told(stage, hall_id=stage.halls["H1"])
    told(stage, role=Role.supervisor)
    shown = page(stage.log_in("周敏"), "/inbox")
    assert "城东营业厅" in shown.text
    assert "22:02" in shown.text
    assert [each["hall"] for each in items(stage, "周敏")] == [None, "H1"]


@pytest.mark.parametrize("notice", [str(new_id()), "x"])
def test_what_is_not_there_is_said_as_a_page(stage: Stage, notice: str) -> None:
    answer = stage.log_in("周敏").post(f"/inbox/{notice}/read", data={"csrf": csrf("周敏")})
    assert answer.status_code in {404, 422}
    assert answer.headers["content-type"].startswith("text/html")


def test_the_way_in_leads_to_the_inbox(stage: Stage) -> None:
    assert stage.anybody().get("/inbox").headers["location"] == "/login?next=/inbox"


def test_where_mail_is_on_the_reader_sees_the_own_address_alone(tmp_path: Path, sqlite_database: Engine) -> None:
    stage = set_the_stage(tmp_path, sqlite_database)
    mailing = stage.settings.model_copy(update={"smtp_url": "given"})
    stage.app.state.service.settings = mailing
    with writing_to(stage.engine) as session:
        session.get_one(UserRow, UUID(str(stage.users["周敏"]))).email = "zhou@conduct.example"
    assert "zhou@conduct.example" in page(stage.log_in("周敏"), "/inbox").text
    other = page(stage.log_in("刘洋"), "/inbox?lang=en").text
    assert "No mail address of yours is on record" in other
    assert "zhou@" not in other
