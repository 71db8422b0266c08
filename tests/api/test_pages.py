"""The pages, as a browser without JavaScript uses them."""

import re
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from api.auth.sessions import COOKIE
from api.cases.around import Around, PersonalPunch
from api.database import writing_to
from api.health import Health
from api.language import Language
from api.pages.queue_view import QueueView
from api.pages.strip import strip_of
from api.pages.times import day_said, length_said
from api.pages.words import norm_said, reason_kept, reason_said
from api.state import state_of
from models.tables import Verdict, ViolationRow, ViolationStatus
from models.values.interval import Interval
from models.values.occupancy import StateSpan, WindowState
from tests.api.cast import Stage, at, csrf, hand_made, set_the_stage
from tests.api.conftest import PASSWORD

EMPTY_WINDOW = "王芳 window-unattended"
VOID = {"meta", "link", "input", "img", "br", "line", "rect", "circle", "path"}


@pytest.fixture
def stage(tmp_path: Path, sqlite_database: Engine) -> Stage:
    return set_the_stage(tmp_path, sqlite_database)


class Page(HTMLParser):
    """A page taken apart: its elements, text and forms. Raises AssertionError for tags that do not match."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(html)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str, **attributes: str) -> list[dict[str, str | None]]:
        wanted = {name.rstrip("_"): value for name, value in attributes.items()}
        return [a for t, a in self.elements if t == tag and wanted.items() <= a.items()]

    @property
    def cards(self) -> list[str]:
        return [a["href"] or "" for a in self.all("a", class_="card")]


def page(client: TestClient, path: str, status: int = 200) -> Page:
    answer = client.get(path)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return Page(answer.text)


def queue_of(stage: Stage, case: str, step: str = "") -> str:
    return f"/queue/{stage.violations[case]}{step}"


def decide(stage: Stage, client: TestClient, case: str, name: str = "周敏", query: str = "", **form: str):
    return client.post(queue_of(stage, case, f"/decision{query}"), data={"csrf": csrf(name), **form})


# Logging in and out


def test_logging_in_leads_on_to_where_one_was_going(stage: Stage):
    client = stage.anybody()
    sent = client.get("/queue?hall=H1")
    assert (sent.status_code, sent.headers["location"]) == (303, "/login?next=/queue%3Fhall%3DH1")
    form = page(client, sent.headers["location"])
    assert form.all("input", name="next")[0]["value"] == "/queue?hall=H1"
    answer = client.post("/login", data={"login": "zhoumin", "password": PASSWORD, "next": "/queue?hall=H1"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/queue?hall=H1")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert client.get("/queue").status_code == 200


@pytest.mark.parametrize("elsewhere", ["//evil.example", "https://evil.example/", "/\\evil.example", "evil"])
def test_logging_in_never_leads_to_another_site(stage: Stage, elsewhere: str):
    told = {"login": "zhoumin", "password": PASSWORD, "next": elsewhere}
    assert stage.anybody().post("/login", data=told).headers["location"] == "/"
    assert page(stage.anybody(), f"/login?next={elsewhere}").all("input", name="next")[0]["value"] == "/"


def test_a_wrong_password_is_said_in_words_and_keeps_the_name(stage: Stage):
    answer = stage.anybody().post("/login", data={"login": "zhoumin", "password": "x"})
    assert answer.status_code == 401
    assert "用户名或密码不正确" in answer.text
    assert Page(answer.text).all("input", name="login")[0]["value"] == "zhoumin"
    assert COOKIE not in answer.cookies


def test_too_many_attempts_have_to_wait(stage: Stage):
    client = stage.anybody()
    for _ in range(5):
        client.post("/login", data={"login": "zhoumin", "password": "x"})
    answer = client.post("/login", data={"login": "zhoumin", "password": PASSWORD})
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    assert "失败次数过多" in answer.text


def test_another_site_cannot_log_somebody_in(stage: Stage):
    told = {"login": "zhoumin", "password": PASSWORD}
    answer = stage.anybody().post("/login", data=told, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_logging_out_ends_the_session(stage: Stage):
    client = stage.log_in("周敏")
    assert client.post("/logout").status_code == 403
    answer = client.post("/logout", data={"csrf": csrf("周敏")})
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    assert client.get("/queue").status_code == 303


# The queue


def test_the_start_is_the_queue_with_the_oldest_first(stage: Stage):
    client = stage.log_in("周敏")
    assert client.get("/").headers["location"] == "/queue"
    assert stage.log_in("王芳").get("/").headers["location"] == "/my"
    shown = page(client, "/queue")
    order = ["周敏 late", "李强 late", EMPTY_WINDOW, "王芳 away-too-long"]
    assert shown.cards == [queue_of(stage, case) for case in order]
    newest = page(client, "/queue?order=newest")
    assert newest.cards == [queue_of(stage, case) + "?order=newest" for case in reversed(order)]


def test_filters_stay_in_every_address(stage: Stage):
    shown = page(stage.log_in("孙悦"), "/queue?hall=H1&rule=late")
    assert shown.cards == [
        f"{queue_of(stage, '周敏 late')}?hall=H1&rule=late", f"{queue_of(stage, '李强 late')}?hall=H1&rule=late",
    ]  # fmt: skip
    [form] = shown.all("form", class_="verdict")
    assert (form["action"] or "").endswith("/decision?hall=H1&rule=late")
    assert shown.all("span", class_="count")


def test_long_lists_go_on_on_further_pages(stage: Stage):
    with writing_to(stage.engine) as session:
        session.add_all(
            hand_made(stage, "H1", "王芳", "late", date(2026, 5, 1 + i % 28), "8:30", "8:40") for i in range(40)
        )
    client = stage.log_in("周敏")
    first = page(client, "/queue")
    assert len(first.cards) == 30
    [more] = [a for a in first.all("a", rel="next") if "data-step" not in a]
    second = page(client, more["href"] or "")
    assert len(second.cards) == 14
    assert not {urlsplit(card).path for card in first.cards} & {urlsplit(card).path for card in second.cards}
    page(client, "/queue?cursor=broken", 422)


def test_a_case_shows_all_that_a_verdict_needs(stage: Stage):
    shown = page(stage.log_in("周敏"), queue_of(stage, EMPTY_WINDOW))
    for said in (
        "窗口无人在岗", "Window unattended", "城东营业厅", "W1", "王芳", "S001", "09:12:00", "09:18:20", "6 分 20 秒",
        "允许 120 秒", "供热服务规范 3/2.4/2", "default-2026.2", "其他可能的解释", "08:30", "17:30", "08:26:10", "由规则发现",
    ):  # fmt: skip
        assert said in shown.text, said
    [img] = shown.all("img")
    assert img["src"] == f"/api/v1/evidence/{stage.evidence[EMPTY_WINDOW]}"
    assert img["alt"] == "开始：W1 于 09:14:00 的模糊化画面"
    assert [b["value"] for b in shown.all("button", name="verdict")] == ["confirm", "dismiss", "excuse", "unclear"]
    assert len(shown.all("svg", role="img")) == 1


def test_times_are_the_halls_own(stage: Stage):
    html = stage.log_in("周敏").get(queue_of(stage, EMPTY_WINDOW)).text
    assert '<time datetime="2026-06-03T01:18:20+00:00">09:18:20</time>' in html
    assert ">01:18:20<" not in html


def test_a_case_that_goes_on_says_so(tmp_path: Path, sqlite_database: Engine):
    stage = set_the_stage(tmp_path, sqlite_database, now="09:16")
    client = stage.log_in("周敏")
    assert "仍在持续" in page(client, queue_of(stage, EMPTY_WINDOW)).text
    assert "进行中" in page(client, "/queue").text


@pytest.mark.parametrize(
    ("name", "case", "said"),
    [
        ("周敏", "周敏 late", "涉及您本人"),
        ("王芳", EMPTY_WINDOW, "涉及您本人"),
        ("赵磊", EMPTY_WINDOW, "由该营业厅的主管或管理员作出裁定"),
        ("刘洋", EMPTY_WINDOW, "由该营业厅的主管或管理员作出裁定"),
    ],
)
def test_who_cannot_decide_reads_why(stage: Stage, name: str, case: str, said: str):
    shown = page(stage.log_in(name), queue_of(stage, case))
    assert said in shown.text
    assert shown.all("button", name="verdict") == []


def test_a_case_of_another_hall_is_a_page_in_words(stage: Stage):
    shown = page(stage.log_in("陈静"), queue_of(stage, EMPTY_WINDOW), 404)
    assert "不属于您可以查看的营业厅" in shown.text
    assert "window-unattended" not in shown.text


def test_an_empty_queue_teaches(stage: Stage):
    client = stage.log_in("陈静")
    decide(stage, client, "吴刚 late", "陈静", verdict="confirm")
    assert "没有待您处理的事件" in page(client, "/queue").text
    assert "没有符合筛选条件的事件" in page(client, "/queue?rule=absent").text


def test_names_from_outside_cannot_become_markup(stage: Stage):
    with writing_to(stage.engine) as session:
        row = hand_made(stage, "H1", "王芳", "<img src=x>", date(2026, 5, 1), "08:30", "08:40")
        row.why = {"code": "attendance.late", "facts": {"came": "<b>", "late_min": "<i>", "start": "<script>"}}
        session.add(row)
        stage.violations["x"] = row.id
    text = stage.log_in("周敏").get(queue_of(stage, "x")).text
    assert "<img src=x>" not in text
    assert "<b>" not in text
    assert "&lt;b&gt;" in text


# Verdicts


def test_a_verdict_leads_to_the_next_case_and_can_be_taken_back(stage: Stage):
    client = stage.log_in("周敏")
    answer = decide(
        stage, client, "李强 late", verdict="dismiss", reason="badge-wrong", text="读卡器坏了", query="?hall=H1"
    )
    assert answer.status_code == 303
    where = urlsplit(answer.headers["location"])
    assert where.path == queue_of(stage, EMPTY_WINDOW)
    assert parse_qs(where.query) == {"hall": ["H1"], "decided": [str(stage.violations["李强 late"])]}
    assert stage.status("李强 late") == "dismissed"
    following = page(client, answer.headers["location"])
    assert "您已判定不成立：" in following.text
    [undo] = [form for form in following.all("form") if "take-back" in str(form["action"])]
    assert "工牌卡或考勤机故障 – 读卡器坏了" in page(client, queue_of(stage, "李强 late")).text
    back = client.post(undo["action"] or "", data={"csrf": csrf("周敏")})
    assert (back.status_code, urlsplit(back.headers["location"]).path) == (303, queue_of(stage, "李强 late"))
    assert stage.status("李强 late") == "pending"
    assert "周敏撤回了裁定" in page(client, queue_of(stage, "李强 late")).text


def test_after_ten_seconds_taking_back_is_no_longer_offered(stage: Stage):
    client = stage.log_in("周敏")
    where = decide(stage, client, "李强 late", verdict="confirm").headers["location"]
    stage.later(seconds=11)
    assert "take-back" not in client.get(where).text
    late = client.post(queue_of(stage, "李强 late", "/take-back"), data={"csrf": csrf("周敏")})
    assert late.status_code == 409
    assert "裁定只能在十秒内撤回" in late.text


def test_nobody_is_offered_to_take_back_what_others_decided(stage: Stage):
    decide(stage, stage.log_in("周敏"), "李强 late", verdict="confirm")
    address = f"/queue?decided={stage.violations['李强 late']}"
    assert "take-back" not in stage.log_in("孙悦").get(address).text


@pytest.mark.parametrize("verdict", ["dismiss", "excuse"])
def test_a_verdict_without_its_reason_comes_back_with_what_was_written(stage: Stage, verdict: str):
    client = stage.log_in("周敏")
    answer = decide(stage, client, "李强 late", verdict=verdict)
    assert answer.status_code == 422
    assert "请选择或填写理由" in answer.text
    [select] = Page(answer.text).all("select", name="reason")
    assert select["aria-invalid"] == "true"
    assert stage.status("李强 late") == "pending"


def test_one_key_confirms_and_one_leaves_it_to_others(stage: Stage):
    client = stage.log_in("周敏")
    assert decide(stage, client, "李强 late", verdict="confirm").status_code == 303
    assert decide(stage, client, EMPTY_WINDOW, verdict="unclear").status_code == 303
    reasons = [data["reason"] for _, data in stage.audited("violation.decided")]
    assert reasons == ["as-shown", "cannot-tell"]
    assert (stage.status("李强 late"), stage.status(EMPTY_WINDOW)) == ("confirmed", "pending")


def test_who_comes_second_reads_so_at_the_case(stage: Stage):
    decide(stage, stage.log_in("孙悦"), "李强 late", "孙悦", verdict="confirm")
    answer = decide(stage, stage.log_in("周敏"), "李强 late", verdict="excuse", reason="agreed")
    assert answer.status_code == 409
    assert "已有其他人先行裁定" in answer.text
    assert "已确认" in Page(answer.text).text


@pytest.mark.parametrize(
    ("name", "case", "status"),
    [
        ("赵磊", EMPTY_WINDOW, 403),
        ("刘洋", EMPTY_WINDOW, 403),
        ("王芳", EMPTY_WINDOW, 403),
        ("周敏", "周敏 late", 403),
        ("陈静", EMPTY_WINDOW, 404),
    ],
)
def test_who_may_not_decide_gets_a_page_in_words(stage: Stage, name: str, case: str, status: int):
    answer = decide(stage, stage.log_in(name), case, name, verdict="confirm")
    assert answer.status_code == status
    assert "<h1>" in answer.text
    assert stage.status(case) == "pending"


def test_a_form_from_another_site_is_refused(stage: Stage):
    answer = stage.log_in("周敏").post(queue_of(stage, "李强 late", "/decision"), data={"verdict": "confirm"})
    assert answer.status_code == 403
    assert "表单已过期" in answer.text


# Everything around


def test_the_board_shows_each_window(stage: Stage):
    text = page(stage.log_in("孙悦"), "/windows").text
    for said in ("城东营业厅", "城西营业厅", "W9", "在岗", "未知", "座位标签被人遮住", "从未看到"):
        assert said in text, said
    assert "城西营业厅" not in page(stage.log_in("周敏"), "/windows").text
    assert "您无权打开此页" in page(stage.log_in("王芳"), "/windows", 403).text


@pytest.mark.parametrize(
    ("health", "said"),
    [
        (Health(("markers",), "no weights"), "人员检测未运行"),
        (Health((), "starting"), "没有程序查看画面"),
        (Health(("markers", "persons"), "slow"), "少于平时"),
        (Health(("markers", "persons"), None), None),
    ],
)
def test_a_banner_says_when_less_is_seen(stage: Stage, health: Health, said: str | None):
    state_of(stage.app).health.put(health)
    shown = page(stage.log_in("周敏"), "/queue")
    assert (said in shown.text) if said else (shown.all("p", class_="banner") == [])


def test_errors_are_pages_for_people_and_problems_for_programs(stage: Stage):
    client = stage.log_in("周敏")
    assert "这里没有内容" in page(client, "/nothing", 404).text
    assert "地址或表单有误" in page(client, "/queue?status=strange", 422).text
    assert "Nothing is here" in page(client, "/nothing?lang=en", 404).text
    assert client.get("/api/v1/nothing").headers["content-type"] == "application/problem+json"


def test_a_case_that_is_only_watched_says_so_and_has_no_verdict(stage: Stage):
    with writing_to(stage.engine) as session:
        session.get_one(ViolationRow, stage.violations["李强 late"]).status = ViolationStatus.watched
    client = stage.log_in("周敏")
    assert len(page(client, "/queue?status=all").cards) == 3
    assert [card.partition("?")[0] for card in page(client, "/queue?status=watched").cards] == [
        queue_of(stage, "李强 late")
    ]
    shown = page(client, queue_of(stage, "李强 late", "?status=watched"))
    assert "仅观察" in shown.text
    assert "该规则处于观察模式" in shown.text
    assert shown.all("button", name="verdict") == []
    assert decide(stage, client, "李强 late", verdict="confirm").status_code == 409


ADDRESSES = [
    "/login", "/queue", "/queue?status=all", "/windows", "/windows/wall", "/windows/cameras", "/windows/H1/W1", "/tasks",
    "/nothing",
]  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_pages_keep_the_policy_and_name_what_can_be_used(stage: Stage, address: str, language: str):
    client = stage.log_in("周敏")
    client.cookies.set("conduct_language", language)
    answer = client.get(address)
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    shown = Page(answer.text)
    for tag, attributes in shown.elements:
        assert "style" not in attributes, (tag, attributes)
        assert not [name for name in attributes if name.startswith("on")]
        for name in ("src", "href", "action"):
            assert (attributes.get(name) or "/").startswith(("/", "#")), (tag, attributes)
    assert shown.all("style") == []
    assert all(script.get("src") for script in shown.all("script"))
    assert len(shown.all("main")) == 1
    assert len(shown.all("h1")) == 1
    ids = [a["id"] for _, a in shown.elements if a.get("id")]
    assert len(ids) == len(set(ids))


def test_static_files_are_open_and_kept(stage: Stage):
    client = stage.anybody()
    linked = re.findall(r'"(/static/[^"]+)"', client.get("/login").text)
    assert linked
    for address in linked:
        answer = client.get(address)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
        assert "url(" not in answer.text
        assert "@import" not in answer.text
    for strange in ("nothing.css", "..%2fsettings.py", "style.py"):
        assert client.get(f"/static/{strange}").status_code == 404


# Pure parts


def test_an_address_holds_only_what_differs_from_the_plain_queue():
    assert QueueView().address() == "/queue"
    assert QueueView(hall="H1", order="newest").query(decided="x") == "?hall=H1&order=newest&decided=x"
    assert QueueView(status="all").filters.statuses == ()


@pytest.mark.parametrize(
    ("verdict", "code", "text", "kept"),
    [
        (Verdict.confirm, "", "", "as-shown"),
        (Verdict.unclear, "", "", "cannot-tell"),
        (Verdict.dismiss, "", "", ""),
        (Verdict.dismiss, "was-there", "", "was-there"),
        (Verdict.excuse, "agreed", " 周会 ", "agreed: 周会"),
        (Verdict.excuse, "made-up", "周会", "周会"),
    ],
)
def test_reasons_are_kept_as_codes_and_words(verdict: Verdict, code: str, text: str, kept: str):
    assert reason_kept(verdict, code, text) == kept


def test_reasons_and_norms_are_said_in_words():
    chinese, english = Language("zh"), Language("en")
    assert reason_said("agreed: 周会", english) == "Agreed with the supervisor beforehand – 周会"
    assert reason_said("看得清楚: 是", chinese) == "看得清楚: 是"
    assert norm_said("heat/3/2.4/2", chinese) == "供热服务规范 3/2.4/2"
    assert norm_said("ours/1", english) == "ours/1"


@pytest.mark.parametrize(
    ("length_s", "chinese", "english"),
    [
        (0, "0 秒", "0 s"),
        (59.6, "1 分钟", "1 min"),
        (380, "6 分 20 秒", "6 min 20 s"),
        (3725, "1 小时 2 分", "1 h 2 min"),
    ],
)
def test_lengths_are_said_in_words(length_s: float, chinese: str, english: str):
    assert length_said(timedelta(seconds=length_s), Language("zh")) == chinese
    assert length_said(timedelta(seconds=length_s), Language("en")) == english


def test_days_are_said_in_words():
    assert day_said(date(2026, 6, 3), Language("zh")) == "2026年6月3日 周三"
    assert day_said(date(2026, 6, 3), Language("en")) == "Wed 3 Jun 2026"


def test_a_strip_is_drawn_to_scale():
    frame = Interval(at("09:00"), at("10:00"))
    seen = StateSpan("W1", WindowState.unattended, at("09:15"), at("09:30"))
    drawn = strip_of(
        Around(
            frame=frame, case=seen.time, window="W1", staff="S001", states=(seen,),
            punches=(PersonalPunch("S001", at("09:30")), PersonalPunch("S001", at("17:30"))),
        ),
        {"S001": "王芳"},
        ZoneInfo("Asia/Shanghai"),
    )  # fmt: skip
    assert [(bar.kind, bar.x, bar.width) for bar in drawn.states] == [("unattended", "25.000%", "25.000%")]
    [lane] = drawn.lanes
    assert (lane.name, [mark.x for mark in lane.punches]) == ("王芳", ["50.000%"])
    assert [tick.label for tick in drawn.ticks] == ["09:10", "09:20", "09:30", "09:40", "09:50"]
