"""`/api/v1/violations`: who sees what, a case in full, and verdicts."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, text
from sqlmodel import Session, col, select

from api.auth.access import Sight
from api.cases.listing import LISTED, Filters, branches, count_violations, list_violations
from api.database import writing_to
from api.paging import Place, cursor_at, place_at
from api.problems import Problem
from conduct.rules.pack import default_pack_text
from models.tables import PackAdoptionRow, ViolationRow, ViolationStatus
from models.tables.base import new_id
from tests.api.cast import Stage, at, csrf, hand_made, set_the_stage

QUEUE = "/api/v1/violations"
EMPTY_WINDOW = "王芳 window-unattended"
H1 = {"王芳 window-unattended", "王芳 away-too-long", "李强 late", "周敏 late"}
ALL = H1 | {"吴刚 late"}


@pytest.fixture
def stage(tmp_path: Path, sqlite_database: Engine) -> Stage:
    return set_the_stage(tmp_path, sqlite_database)


@pytest.fixture
def stage_anywhere(tmp_path: Path, database: Engine) -> Stage:
    """On SQLite and on PostgreSQL."""
    return set_the_stage(tmp_path, database)


def seen(stage: Stage, name: str, query: str = "") -> set[str]:
    answer = stage.log_in(name).get(QUEUE + query)
    assert answer.status_code == 200, answer.text
    named = {str(id_): case for case, id_ in stage.violations.items()}
    return {named[item["id"]] for item in answer.json()["items"]}


def one(stage: Stage, case: str, step: str = "") -> str:
    return f"{QUEUE}/{stage.violations[case]}{step}"


@pytest.mark.parametrize(
    ("name", "cases"),
    [
        ("周敏", H1),
        ("陈静", {"吴刚 late"}),
        ("刘洋", ALL),
        ("赵磊", ALL),
        ("孙悦", ALL),
        ("王芳", {"王芳 window-unattended", "王芳 away-too-long"}),
        ("李强", {"李强 late"}),
    ],
)
def test_everybody_sees_their_own_part_of_the_queue(stage: Stage, name: str, cases: set[str]):
    assert seen(stage, name) == cases
    for case in ALL:
        assert stage.log_in(name).get(one(stage, case)).status_code == (200 if case in cases else 404)


def test_nobody_sees_anything_without_logging_in(stage: Stage):
    for path in (QUEUE, one(stage, "李强 late")):
        answer = stage.anybody().get(path)
        assert (answer.status_code, answer.json()["code"]) == (401, "not-logged-in")


@pytest.mark.parametrize(
    ("query", "cases"),
    [
        ("?hall=H1", H1),
        ("?hall=H2", {"吴刚 late"}),
        ("?hall=H9", set()),
        ("?rule=late", {"李强 late", "周敏 late", "吴刚 late"}),
        ("?rule=late&hall=H1", {"李强 late", "周敏 late"}),
        ("?staff=S001", {"王芳 window-unattended", "王芳 away-too-long"}),
        ("?staff=S999", set()),
        ("?status=confirmed", set()),
        ("?status=pending&status=confirmed", ALL),
        ("?from=2026-06-03T00:00:00%2B08:00", ALL - {"周敏 late", "吴刚 late"}),
        ("?to=2026-06-03T00:00:00%2B08:00", {"周敏 late", "吴刚 late"}),
        ("?from=2026-06-03T01:12:00Z&to=2026-06-03T03:00:00Z", {"王芳 window-unattended"}),
    ],
)
def test_the_queue_is_narrowed(stage: Stage, query: str, cases: set[str]):
    assert seen(stage, "刘洋", query) == cases


def test_asking_for_others_shows_no_more_than_one_may_see(stage: Stage):
    assert seen(stage, "周敏", "?hall=H2") == set()
    assert seen(stage, "周敏", "?staff=S201") == set()
    assert seen(stage, "王芳", "?hall=H1") == {"王芳 window-unattended", "王芳 away-too-long"}
    assert seen(stage, "王芳", "?staff=S002") == set()
    assert seen(stage, "周敏", "?staff=S100") == {"周敏 late"}


@pytest.mark.parametrize(
    ("query", "code", "field"),
    [
        ("?cursor=!", "bad-cursor", "cursor"),
        ("?cursor=eyJhIjoxfQ", "bad-cursor", "cursor"),
        ("?cursor=WzEsMl0", "bad-cursor", "cursor"),
        ("?limit=0", "invalid", "limit"),
        ("?limit=201", "invalid", "limit"),
        ("?status=open", "invalid", "status.0"),
        ("?from=2026-06-03T00:00:00", "invalid", "from"),
        ("?from=yesterday", "invalid", "from"),
    ],
)
def test_what_is_wrong_in_a_query_is_named(stage: Stage, query: str, code: str, field: str):
    answer = stage.log_in("刘洋").get(QUEUE + query)
    assert answer.status_code == 422
    assert answer.json()["code"] == code
    assert field in [error["field"] for error in answer.json()["errors"]]


def test_pages_follow_one_another_without_gap_or_repetition(stage_anywhere: Stage):
    stage = stage_anywhere
    with writing_to(stage.engine) as session:
        for day in range(1, 9):  # several of one start, so that the id has to tell them apart
            for _ in range(3):
                session.add(hand_made(stage, "H1", "王芳", "late", date(2026, 5, day), "08:30", "08:40"))
    client = stage.log_in("周敏")
    whole = client.get(f"{QUEUE}?limit=200").json()["items"]
    found, cursor = [], ""
    while cursor is not None:
        page = client.get(f"{QUEUE}?limit=5&cursor={cursor}").json()
        found += page["items"]
        cursor = page["next"]
        assert len(page["items"]) == 5 or cursor is None
    assert found == whole
    assert len(whole) == len(H1) + 24
    order = [(datetime.fromisoformat(item["start"]), item["id"]) for item in whole]
    assert order == sorted(order, reverse=True)


def test_a_cursor_comes_back_as_it_was():
    place = Place(at("09:12:00"), id_ := new_id())
    assert place_at(cursor_at(place)) == place
    assert id_.hex not in cursor_at(place)
    with pytest.raises(Problem):
        place_at(cursor_at(place)[:-3])


def test_an_item_says_all_that_the_contract_names(stage: Stage):
    items = stage.log_in("周敏").get(f"{QUEUE}?rule=window-unattended").json()["items"]
    evidence = stage.evidence[EMPTY_WINDOW]
    assert items == [
        {
            "id": str(stage.violations[EMPTY_WINDOW]),
            "rule": "window-unattended",
            "norms": ["heat/3/2.4/2", "cc/1/18/1", "cc/gas/10/2", "desk/1.3/1.4"],
            "hall": "H1",
            "window": "W1",
            "staff": "S001",
            "staff_name": "王芳",
            "day": "2026-06-03",
            "start": "2026-06-03T01:12:00Z",
            "end": "2026-06-03T01:18:20Z",
            "status": "pending",
            "explained_by": None,
            "why": "09:12:00 至 09:18:20，W1 窗口无人在岗且未放离岗牌，共 380 秒；允许 120 秒",
            "why_code": "window-unattended.over-limit",
            "evidence": [
                {
                    "id": str(evidence),
                    "kind": "begin",
                    "url": f"/api/v1/evidence/{evidence}",
                    "taken_at": "2026-06-03T01:14:00Z",
                    "width_px": 346,
                    "height_px": 562,
                    "purged_at": None,
                }
            ],
            "pack_version": "default-2026.2",
        }
    ]


def test_a_case_in_full_has_roster_punches_states_and_history(stage: Stage):
    client = stage.log_in("周敏")
    told = client.get(one(stage, EMPTY_WINDOW)).json()
    assert told["rule_title"] == {"zh": "窗口无人在岗", "en": "Window unattended"}
    assert told["why_facts"]["length_s"] == "380"
    [shift] = told["roster"]
    assert (shift["staff"], shift["staff_name"], shift["window"], shift["on_duty"]) == ("S001", "王芳", "W1", True)
    assert shift["breaks"] == [{"start": "2026-06-03T04:00:00Z", "end": "2026-06-03T05:00:00Z"}]
    assert [punch["at"] for punch in told["punches"]] == ["2026-06-03T00:26:10Z", "2026-06-03T09:33:00Z"]
    assert [span["state"] for span in told["states"]] == ["staffed", "unattended", "staffed"]
    assert [entry["action"] for entry in told["history"]["audit"]] == ["violation.opened"]
    client.post(one(stage, EMPTY_WINDOW, "/decision"), json={"verdict": "confirm", "reason": "看得清楚"})
    history = client.get(one(stage, EMPTY_WINDOW)).json()["history"]
    assert [(d["verdict"], d["reason"], d["by"], d["by_name"]) for d in history["decisions"]] == [
        ("confirm", "看得清楚", "zhoumin", "周敏")
    ]
    assert [entry["action"] for entry in history["audit"]] == ["violation.opened", "violation.decided"]


def test_what_else_could_explain_a_case_is_said(stage: Stage):
    client = stage.log_in("周敏")
    sign = client.get(one(stage, "王芳 away-too-long"), headers={"Accept-Language": "en"}).json()
    assert [(d["code"], d["why"]) for d in sign["could_explain"]] == [
        ("doubt.unknown", "11:19:40 至 11:30:00 没有可用画面。")
    ]
    late = client.get(one(stage, "李强 late")).json()
    assert (late["window"], [s["window"] for s in late["roster"]]) == (None, ["W2"])


def test_sentences_come_in_the_language_that_was_chosen(stage: Stage):
    client = stage.log_in("周敏")
    assert (
        client.get(one(stage, "李强 late")).json()["why"].startswith("08:41:20 打卡上班，比规定的 08:30:00 晚 12 分钟")
    )
    said = client.get(one(stage, "李强 late", "?lang=en")).json()["why"]
    assert said == "in at 08:41:20, 12 begun minutes after the start at 08:30:00"


def test_a_case_whose_pack_is_no_longer_the_default_keeps_its_titles(stage: Stage):
    ours = default_pack_text().replace('name = "default"', 'name = "ours"').replace('zh = "迟到"', 'zh = "晚到"')
    with writing_to(stage.engine) as session:
        session.add(
            PackAdoptionRow(
                version="ours-2026.2", sha256="", text=ours, first_day=date(2026, 6, 2), adopted_at=stage.clock.now(),
                adopted_by="sunyue",
            )
        )  # fmt: skip
        session.get_one(ViolationRow, stage.violations["周敏 late"]).pack_version = "ours-2026.2"
    client = stage.log_in("孙悦")
    assert client.get(one(stage, "周敏 late")).json()["rule_title"]["zh"] == "晚到"
    assert client.get(one(stage, "李强 late")).json()["rule_title"]["zh"] == "迟到"


@pytest.mark.parametrize(
    ("verdict", "status"), [("confirm", "confirmed"), ("dismiss", "dismissed"), ("excuse", "excused")]
)
def test_a_supervisor_decides_with_a_reason_and_it_is_audited(stage: Stage, verdict: str, status: str):
    answer = stage.log_in("周敏").post(
        one(stage, "李强 late", "/decision"), json={"verdict": verdict, "reason": " 核对过 "}
    )
    assert answer.status_code == 200
    assert answer.json() == {
        "id": str(stage.violations["李强 late"]), "status": status, "verdict": verdict, "reason": "核对过",
        "at": "2026-06-03T14:00:00Z", "take_back_until": "2026-06-03T14:00:10Z",
    }  # fmt: skip
    assert stage.status("李强 late") == status
    assert stage.audited("violation.decided") == [
        ("zhoumin", {"of": str(stage.violations["李强 late"]), "rule": "late", "verdict": verdict, "reason": "核对过"})
    ]


def test_unclear_leaves_a_case_pending_and_needs_no_reason(stage: Stage):
    client = stage.log_in("周敏")
    answer = client.post(one(stage, "李强 late", "/decision"), json={"verdict": "unclear"})
    assert (answer.status_code, answer.json()["status"]) == (200, "pending")
    again = stage.log_in("孙悦").post(
        one(stage, "李强 late", "/decision"), json={"verdict": "excuse", "reason": "公出"}
    )
    assert again.json()["status"] == "excused"


@pytest.mark.parametrize(
    ("told", "code", "field"),
    [
        ({"verdict": "confirm"}, "reason-missing", "reason"),
        ({"verdict": "dismiss", "reason": "  "}, "reason-missing", "reason"),
        ({"verdict": "guilty", "reason": "x"}, "invalid", "verdict"),
        ({"reason": "x"}, "invalid", "verdict"),
        ({"verdict": "confirm", "reason": "x" * 2001}, "invalid", "reason"),
        ({"verdict": "confirm", "reason": "x", "by": "me"}, "invalid", "by"),
    ],
)
def test_a_bad_decision_is_refused_and_changes_nothing(stage: Stage, told: dict, code: str, field: str):
    answer = stage.log_in("周敏").post(one(stage, "李强 late", "/decision"), json=told)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert stage.status("李强 late") == "pending"
    assert stage.audited("violation.decided") == []


@pytest.mark.parametrize(
    ("name", "case", "status", "code"),
    [
        ("周敏", "周敏 late", 403, "own-violation"),
        ("周敏", "吴刚 late", 404, "not-found"),
        ("陈静", "李强 late", 404, "not-found"),
        ("刘洋", "李强 late", 403, "not-allowed"),
        ("赵磊", "李强 late", 403, "not-allowed"),
        ("王芳", "李强 late", 403, "not-allowed"),
        ("李强", "李强 late", 403, "not-allowed"),
    ],
)
def test_who_may_not_decide(stage: Stage, name: str, case: str, status: int, code: str):
    client = stage.log_in(name)
    for answer in (
        client.post(one(stage, case, "/decision"), json={"verdict": "confirm", "reason": "x"}),
        client.request("DELETE", one(stage, case, "/decision")) if code != "own-violation" else None,
    ):
        if answer is not None:
            assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert stage.status(case) == "pending"
    assert stage.audited("violation.decided") == []


def test_deciding_needs_a_log_in_and_our_own_pages(stage: Stage):
    told = {"verdict": "confirm", "reason": "x"}
    assert stage.anybody().post(one(stage, "李强 late", "/decision"), json=told).status_code == 401
    client = stage.log_in("周敏")
    elsewhere = client.post(one(stage, "李强 late", "/decision"), json=told, headers={"Origin": "https://evil.example"})
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (403, "forged")
    assert stage.status("李强 late") == "pending"


def test_a_second_verdict_is_refused(stage: Stage):
    told = {"verdict": "confirm", "reason": "x"}
    assert stage.log_in("周敏").post(one(stage, "李强 late", "/decision"), json=told).status_code == 200
    second = stage.log_in("孙悦").post(one(stage, "李强 late", "/decision"), json={"verdict": "dismiss", "reason": "y"})
    assert (second.status_code, second.json()["code"]) == (409, "already-decided")
    assert stage.status("李强 late") == "confirmed"


def test_of_several_at_once_one_decides(stage_anywhere: Stage):
    stage = stage_anywhere
    clients = [stage.log_in(name) for name in ("周敏", "孙悦", "周敏", "孙悦")]

    def confirm(client) -> int:
        return client.post(one(stage, "李强 late", "/decision"), json={"verdict": "confirm", "reason": "x"}).status_code

    with ThreadPoolExecutor(len(clients)) as pool:
        assert sorted(pool.map(confirm, clients)) == [200, 409, 409, 409]
    assert len(stage.audited("violation.decided")) == 1


def test_a_verdict_is_taken_back_within_ten_seconds_by_its_maker_only(stage: Stage):
    client = stage.log_in("周敏")
    path = one(stage, "李强 late", "/decision")
    assert client.delete(path).json()["code"] == "not-your-decision"
    client.post(path, json={"verdict": "confirm", "reason": "x"})
    other = stage.log_in("孙悦").delete(path)
    assert (other.status_code, other.json()["code"]) == (403, "not-your-decision")
    stage.later(seconds=10)
    answer = client.delete(path)
    assert (answer.status_code, answer.json()) == (
        200, {"id": str(stage.violations["李强 late"]), "status": "pending"},
    )  # fmt: skip
    assert [actor for actor, _ in stage.audited("decision.taken-back")] == ["zhoumin"]
    assert client.delete(path).status_code == 403


def test_after_ten_seconds_a_verdict_stays(stage: Stage):
    client = stage.log_in("周敏")
    path = one(stage, "李强 late", "/decision")
    client.post(path, json={"verdict": "confirm", "reason": "x"})
    stage.later(seconds=10.001)
    answer = client.delete(path)
    assert (answer.status_code, answer.json()["code"]) == (409, "too-late")
    assert stage.status("李强 late") == "confirmed"


def test_a_form_without_its_token_is_forged(stage: Stage):
    client = stage.log_in("周敏")
    path = f"/queue/{stage.violations['李强 late']}/decision"
    assert client.post(path, data={"verdict": "confirm", "reason": "as-shown"}).status_code == 403
    assert client.post(path, data={"verdict": "confirm", "csrf": csrf("周敏")}).status_code == 303


@pytest.fixture
def many(sqlite_database: Engine, tmp_path: Path) -> Stage:
    stage = set_the_stage(tmp_path, sqlite_database)
    with writing_to(stage.engine) as session:
        session.add_all(
            hand_made(stage, hall, None, "late", date(2026, 1 + i % 5, 1 + i % 28), "08:30", "08:40")
            for i in range(1500)
            for hall in ("H1", "H2")
        )
    with stage.engine.begin() as connection:
        connection.execute(text("ANALYZE"))
    return stage


@pytest.mark.parametrize("who", ["supervisor", "everybody", "staff"])
@pytest.mark.parametrize("statuses", [(ViolationStatus.pending,), ()])
def test_a_page_of_many_is_found_by_the_indexes_alone(many: Stage, who: str, statuses: tuple):
    sight = {
        "supervisor": Sight(False, frozenset({many.halls["H1"]}), many.staff["周敏"]),
        "everybody": Sight(True, frozenset(), None),
        "staff": Sight(False, frozenset(), many.staff["王芳"]),
    }[who]
    after = Place(at("08:30", date(2026, 3, 1)), new_id())
    plans: list[str] = []

    @event.listens_for(many.engine, "before_cursor_execute")
    def explain(connection, _cursor, statement, parameters, *_):
        if "FROM violation" in statement:
            asked = connection.connection.dbapi_connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans.extend(row[3] for row in asked.fetchall())

    with Session(many.engine) as session:
        page = list_violations(session, sight, Filters(statuses), limit=30, after=after)
        count_violations(session, sight, Filters(statuses))
    assert len(page.rows) == (0 if who == "staff" else 30)
    touched = [plan for plan in plans if " violation" in plan]
    assert touched
    assert not [plan for plan in touched if plan.startswith("SCAN violation")]
    own = [plan for plan in touched if "ix_violation_staff_id_start" in plan]
    assert bool(own) == (who != "everybody")
    assert who != "staff" or own == [plan for plan in touched if "INDEX ix_" in plan]


def test_branches_are_one_for_each_hall_and_status():
    halls = frozenset({new_id(), new_id()})
    pending = (ViolationStatus.pending,)
    assert len(branches(Sight(False, halls, None), pending, None, None)) == 2
    assert len(branches(Sight(True, frozenset(), None), pending, None, None)) == 1
    assert len(branches(Sight(True, frozenset(), None), (), None, None)) == len(LISTED)
    assert branches(Sight(False, frozenset(), None), pending, None, None) == ()
    assert branches(Sight(False, halls, None), pending, new_id(), None) == ()


def test_what_is_only_watched_stands_apart_and_is_nobody_s_to_decide(stage: Stage):
    with writing_to(stage.engine) as session:
        session.get_one(ViolationRow, stage.violations["李强 late"]).status = ViolationStatus.watched
    assert seen(stage, "周敏") == H1 - {"李强 late"}
    assert seen(stage, "李强") == set()
    for name in ("周敏", "李强", "赵磊"):
        assert seen(stage, name, "?status=watched") == {"李强 late"}
    client = stage.log_in("周敏")
    answer = client.post(one(stage, "李强 late", "/decision"), json={"verdict": "confirm", "reason": "x"})
    assert (answer.status_code, answer.json()["code"]) == (409, "in-watch")
    assert client.get(one(stage, "李强 late")).json()["status"] == "watched"


def test_rows_are_in_the_order_of_their_cases(stage: Stage):
    with Session(stage.engine) as session:
        rows = session.exec(select(ViolationRow).order_by(col(ViolationRow.start))).all()
        page = list_violations(session, Sight(True, frozenset(), None), Filters(), limit=2, oldest_first=True)
    assert [row.start for row in page.rows] == [row.start for row in rows[:2]]
    assert page.next is not None
