"""The pages of appeals, of one's own violations, and the ticked cases of the queue, as a browser without JavaScript."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.api.cast import Stage, csrf, set_the_stage
from tests.api.test_appeals_api import LATE, WORDS, confirm, in_hr
from tests.api.test_pages import Page, page, queue_of

EMPTY_WINDOW = "王芳 window-unattended"


@pytest.fixture
def stage(tmp_path: Path, sqlite_database: Engine) -> Stage:
    return set_the_stage(tmp_path, sqlite_database)


def post(stage: Stage, name: str, address: str, **form: object):
    return stage.log_in(name).post(address, data={"csrf": csrf(name), **form})


def lodge(stage: Stage, name: str = "李强", case: str = LATE, words: str = WORDS):
    return post(stage, name, f"/my/violations/{stage.violations[case]}/appeal", words=words)


def form_to(shown: Page, part: str) -> str:
    [form] = [form for form in shown.all("form") if part in str(form.get("action"))]
    return form["action"] or ""


# The person's own


def test_one_s_own_violations_say_why_and_what_can_be_done(stage: Stage):
    confirm(stage, EMPTY_WINDOW)
    shown = page(stage.log_in("王芳"), "/my/violations")
    for said in (
        "窗口无人在岗",
        "已确认",
        "待核实",
        "允许 120 秒",
        "供热服务规范 3/2.4/2",
        "对此申诉",
        "2026年6月17日",
    ):
        assert said in shown.text, said
    links = [a["href"] for a in shown.all("a")]
    assert f"/api/v1/evidence/{stage.evidence[EMPTY_WINDOW]}" in links
    assert links.count(f"{queue_of(stage, EMPTY_WINDOW)}#appeal") == 1
    assert "李强" not in shown.text


@pytest.mark.parametrize(("name", "said"), [("周敏", "迟到"), ("刘洋", "您不在排班人员之列")])
def test_own_means_one_s_own_whatever_else_one_sees(stage: Stage, name: str, said: str):
    shown = page(stage.log_in(name), "/my/violations")
    assert said in shown.text
    assert len(shown.all("article")) == (name == "周敏")


def test_an_appeal_is_lodged_seen_and_withdrawn_on_the_case(stage: Stage):
    confirm(stage)
    client = stage.log_in("李强")
    address = form_to(page(client, queue_of(stage, LATE)), "/appeal")
    answer = client.post(address, data={"csrf": csrf("李强"), "words": WORDS})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{queue_of(stage, LATE)}#appeal")
    shown = page(client, queue_of(stage, LATE))
    for said in (WORDS, "等待裁定", "须在2026年6月10日", "李强提出了申诉"):
        assert said in shown.text, said
    assert "等待裁定" in page(client, "/my/violations").text
    back = client.post(form_to(shown, "/withdrawal"), data={"csrf": csrf("李强")})
    assert back.status_code == 303
    again = page(client, queue_of(stage, LATE))
    assert "申诉已撤回" in again.text
    assert form_to(again, "/appeal")


def test_only_the_person_concerned_is_offered_an_appeal(stage: Stage):
    confirm(stage)
    for name in ("周敏", "刘洋", "赵磊", "孙悦"):
        assert page(stage.log_in(name), queue_of(stage, LATE)).all("section", id="appeal") == []
    assert lodge(stage, "周敏").status_code == 403
    assert stage.status(LATE) == "confirmed"


def test_an_appeal_without_words_or_too_late_is_said_in_words(stage: Stage):
    confirm(stage)
    assert "请选择或填写理由" in lodge(stage, words=" ").text
    stage.later(days=15)
    assert "申诉期限至2026年6月17日" in page(stage.log_in("李强"), queue_of(stage, LATE)).text
    late = lodge(stage)
    assert late.status_code == 409
    assert "申诉期限已过" in late.text


def test_words_of_an_appeal_cannot_become_markup(stage: Stage):
    confirm(stage)
    lodge(stage, words="<script>x</script>")
    for name, address in (("李强", queue_of(stage, LATE)), ("刘洋", "/appeals")):
        text = stage.log_in(name).get(address).text
        assert "<script>x" not in text
        assert "&lt;script&gt;x" in text


# HR


def test_hr_sees_the_clock_and_decides(stage: Stage):
    assert "没有待裁定的申诉" in page(stage.log_in("刘洋"), "/appeals").text
    confirm(stage)
    lodge(stage)
    client = stage.log_in("刘洋")
    shown = page(client, "/appeals?hall=H1")
    for said in ("李强", WORDS, "周敏", "核对过", "须在2026年6月10日"):
        assert said in shown.text, said
    case = page(client, queue_of(stage, LATE))
    assert len([a for a in case.all("a") if str(a["href"]).startswith("/appeals#a-")]) == 1
    address = form_to(shown, "/decision")
    assert address.endswith("/decision?hall=H1")
    answer = client.post(address, data={"csrf": csrf("刘洋"), "verdict": "overturn", "reason": "主管证实"})
    assert answer.status_code == 303
    assert stage.status(LATE) == "overturned"
    following = page(client, answer.headers["location"])
    assert "您已经申诉撤销了该违规" in following.text.replace("\n", "")
    assert client.post(form_to(following, "/take-back"), data={"csrf": csrf("刘洋")}).status_code == 303
    assert stage.status(LATE) == "appealed"
    client.post(address, data={"csrf": csrf("刘洋"), "verdict": "uphold", "reason": "记录清楚"})
    assert page(client, "/appeals").all("article") == []
    everything = page(client, "/appeals?status=all")
    assert "记录清楚" in everything.text
    assert "刘洋经申诉维持了该违规" in page(client, queue_of(stage, LATE)).text


def test_what_is_overdue_says_so_and_still_waits(stage: Stage):
    confirm(stage)
    lodge(stage)
    stage.later(days=8)
    shown = page(stage.log_in("刘洋"), "/appeals")
    assert "已超期：应在2026年6月10日" in shown.text
    assert form_to(shown, "/decision")


def test_a_verdict_on_an_appeal_without_a_reason_comes_back(stage: Stage):
    confirm(stage)
    lodge(stage)
    client = stage.log_in("刘洋")
    address = form_to(page(client, "/appeals"), "/decision")
    answer = client.post(address, data={"csrf": csrf("刘洋"), "verdict": "uphold", "reason": " "})
    assert answer.status_code == 422
    assert "请选择或填写理由" in answer.text
    assert Page(answer.text).all("textarea", name="reason")[0]["aria-invalid"] == "true"
    assert stage.status(LATE) == "appealed"


@pytest.mark.parametrize(
    ("name", "status", "said"),
    [
        ("周敏", 200, "由人力资源部门作出裁定"),
        ("陈静", 200, "没有待裁定的申诉"),
        ("赵磊", 200, "由人力资源部门作出裁定"),
        ("孙悦", 200, "由人力资源部门作出裁定"),
        ("李强", 403, "您无权打开此页"),
    ],
)
def test_who_reads_appeals_and_who_decides(stage: Stage, name: str, status: int, said: str):
    confirm(stage)
    lodge(stage)
    shown = page(stage.log_in(name), "/appeals", status)
    assert said in shown.text
    assert shown.all("button", name="verdict") == []


def test_the_first_decider_reads_why_somebody_else_decides(stage: Stage):
    confirm(stage)
    lodge(stage)
    address = form_to(page(stage.log_in("刘洋"), "/appeals"), "/decision")
    in_hr(stage, "周敏")
    shown = page(stage.log_in("周敏"), "/appeals")
    assert "它针对您本人的裁定" in shown.text
    assert shown.all("button", name="verdict") == []
    refused = post(stage, "周敏", address, verdict="uphold", reason="x")
    assert refused.status_code == 403
    assert "须由人力资源部门的其他人裁定" in refused.text


# Doubt, and many at once


def test_whoever_found_it_unclear_is_not_offered_to_confirm(stage: Stage):
    post(stage, "周敏", queue_of(stage, LATE, "/decision"), verdict="unclear")
    own, other = (page(stage.log_in(name), queue_of(stage, LATE)) for name in ("周敏", "孙悦"))
    assert [b["value"] for b in own.all("button", name="verdict")] == ["dismiss", "excuse", "unclear"]
    assert [b["value"] for b in other.all("button", name="verdict")] == ["confirm", "dismiss", "excuse", "unclear"]
    assert all("周敏认为存疑" in shown.text for shown in (own, other))
    refused = post(stage, "周敏", queue_of(stage, LATE, "/decision"), verdict="confirm")
    assert refused.status_code == 403
    assert "须由其他人作出" in refused.text


def test_doubt_can_be_taken_back_as_any_verdict(stage: Stage):
    answer = post(stage, "周敏", queue_of(stage, LATE, "/decision"), verdict="unclear")
    shown = page(stage.log_in("周敏"), answer.headers["location"])
    assert post(stage, "周敏", form_to(shown, "/take-back")).status_code == 303
    own = page(stage.log_in("周敏"), queue_of(stage, LATE))
    assert "confirm" in [b["value"] for b in own.all("button", name="verdict")]
    assert "认为存疑" not in own.text.partition("处理记录")[0]


def test_the_ticked_cases_are_dismissed_for_one_reason(stage: Stage):
    client = stage.log_in("周敏")
    shown = page(client, "/queue?hall=H1")
    ticks = [box["value"] for box in shown.all("input", type="checkbox", form="bulk")]
    assert len(ticks) == len(shown.cards) == 4
    address = form_to(shown, "/queue/dismissal")
    answer = client.post(address, data={"csrf": csrf("周敏"), "case": ticks, "because": "camera-wrong"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/queue?hall=H1&dismissed=3&left=1")
    after = page(client, answer.headers["location"])
    assert "已判定不成立：3 起" in after.text
    assert "未作改动" in after.text
    assert stage.status("周敏 late") == "pending"
    assert {data["reason"] for _, data in stage.audited("violation.decided")} == {"camera-wrong"}


@pytest.mark.parametrize(
    ("ticked", "reason", "said"), [([], "camera-wrong", "请勾选"), ([LATE], "", "请选择或填写理由")]
)
def test_a_dismissal_without_cases_or_reason_comes_back(stage: Stage, ticked: list[str], reason: str, said: str):
    ids = [str(stage.violations[case]) for case in ticked]
    answer = post(stage, "周敏", "/queue/dismissal", case=ids, because=reason)
    assert answer.status_code == 422
    assert said in answer.text
    assert "open" in Page(answer.text).all("details", class_="bulk")[0]
    assert stage.status(LATE) == "pending"


@pytest.mark.parametrize(
    ("name", "address"), [("刘洋", "/queue"), ("王芳", "/queue"), ("赵磊", "/queue"), ("周敏", "/queue?status=all")]
)
def test_many_are_dismissed_only_by_those_who_decide_and_only_what_waits(stage: Stage, name: str, address: str):
    shown = page(stage.log_in(name), address)
    assert shown.cards
    assert shown.all("input", type="checkbox") == []
    if name != "周敏":
        assert post(stage, name, "/queue/dismissal", case=[str(stage.violations[LATE])]).status_code == 403


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("name", "address"),
    [("刘洋", "/appeals?status=all"), ("李强", "/my/violations"), ("李强", "case"), ("周敏", "/queue")],
)
def test_pages_keep_the_policy(stage: Stage, name: str, address: str, language: str):
    confirm(stage)
    lodge(stage)
    client = stage.log_in(name)
    client.cookies.set("conduct_language", language)
    answer = client.get(queue_of(stage, LATE) if address == "case" else address)
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    shown = Page(answer.text)
    for tag, attributes in shown.elements:
        assert "style" not in attributes, (tag, attributes)
        assert not [name for name in attributes if name.startswith("on")]
    assert len(shown.all("h1")) == 1
    ids = [a["id"] for _, a in shown.elements if a.get("id")]
    assert len(ids) == len(set(ids))
