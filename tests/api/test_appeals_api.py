"""`/api/v1/appeals`: who lodges, sees and decides, by the interface; and many dismissed at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any, get_args, get_origin
from uuid import UUID

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from pydantic import BaseModel
from sqlalchemy import Engine
from sqlmodel import Session, select

from api.cases.dismissing import AT_ONCE
from api.database import writing_to
from api.intake.stills import Stills
from api.jobs import jobs
from api.routers import ROUTERS
from api.state import state_of
from conduct.months.computing import draft_month
from conduct.review.verdict_reasons import VERDICT_REASONS
from models.tables import NoticeRow, Role, UserRow, Verdict, ViolationRow
from models.tables.base import new_id
from tests.api.cast import Stage, hand_made, set_the_stage
from tests.api.conftest import hashed_password

VIOLATIONS, APPEALS = "/api/v1/violations", "/api/v1/appeals"
LATE = "李强 late"
WORDS = "我在大厅引导老人，已向主管报告"


@pytest.fixture
def stage(tmp_path: Path, sqlite_database: Engine) -> Stage:
    return set_the_stage(tmp_path, sqlite_database)


@pytest.fixture
def stage_anywhere(tmp_path: Path, database: Engine) -> Stage:
    return set_the_stage(tmp_path, database)


def confirm(stage: Stage, case: str = LATE, name: str = "周敏") -> None:
    told = {"verdict": "confirm", "reason": "核对过"}
    answer = stage.log_in(name).post(f"{VIOLATIONS}/{stage.violations[case]}/decision", json=told)
    assert answer.status_code == 200, answer.text


def appeal(stage: Stage, name: str = "李强", case: str = LATE, **told: Any):
    return stage.log_in(name).post(f"{VIOLATIONS}/{stage.violations[case]}/appeal", json=told or {"words": WORDS})


@pytest.fixture
def lodged(stage: Stage) -> str:
    """The address of an appeal that runs."""
    confirm(stage)
    stage.later(seconds=60)
    return f"{APPEALS}/{appeal(stage).json()['id']}"


def counted(stage: Stage) -> float:
    """What the month takes off 李强, whose first late is not free here."""
    with Session(stage.engine) as session:
        entries = draft_month(session, "2026-06", now=stage.clock.now())
        return sum(len(entry.lines) for entry in entries if entry.staff == "S002")


def test_an_appeal_is_told_whole(stage: Stage):
    confirm(stage)
    stage.later(seconds=60)
    answer = appeal(stage)
    assert answer.status_code == 201
    told = answer.json()
    assert told["against"].pop("at") == "2026-06-03T14:00:00Z"
    assert told == {
        "id": told["id"], "violation": str(stage.violations[LATE]), "rule": "late", "hall": "H1", "window": None,
        "staff": "S002", "staff_name": "李强", "start": "2026-06-03T00:30:00Z", "violation_status": "appealed",
        "words": WORDS, "lodged_at": "2026-06-03T14:01:00Z", "due_at": "2026-06-10T16:00:00Z", "overdue": False,
        "status": "open", "verdict": None, "reason": "", "decided_by": None, "decided_by_name": None,
        "decided_at": None, "take_back_until": None, "closed_at": None,
        "against": {
            "verdict": "confirm", "reason": "核对过", "by": "zhoumin", "by_name": "周敏", "taken_back_at": None,
            "fallen_at": None,
        },
    }  # fmt: skip


@pytest.mark.parametrize(
    ("told", "field"),
    [({"words": "  "}, "words"), ({"words": "x" * 2001}, "words"), ({"text": "x"}, "words"), ({"words": 1}, "words")],
)
def test_an_appeal_needs_words(stage: Stage, told: dict[str, Any], field: str):
    confirm(stage)
    answer = appeal(stage, **told)
    assert answer.status_code == 422
    assert field in [error["field"] for error in answer.json()["errors"]]
    assert stage.status(LATE) == "confirmed"


def test_words_may_be_called_reason_as_everywhere_else(stage: Stage):
    confirm(stage)
    assert appeal(stage, reason=WORDS).json()["words"] == WORDS


@pytest.mark.parametrize(
    ("name", "case", "status", "code"),
    [
        ("李强", LATE, 201, None),
        ("王芳", LATE, 404, "not-found"),
        ("周敏", LATE, 403, "not-about-you"),
        ("陈静", LATE, 404, "not-found"),
        ("刘洋", LATE, 403, "not-about-you"),
        ("孙悦", LATE, 403, "not-about-you"),
        ("赵磊", LATE, 403, "not-allowed"),
        ("王芳", "王芳 away-too-long", 409, "not-confirmed"),
    ],
)
def test_who_lodges_an_appeal(stage: Stage, name: str, case: str, status: int, code: str | None):
    confirm(stage)
    answer = appeal(stage, name, case)
    assert (answer.status_code, answer.json().get("code")) == (status, code)


@pytest.mark.parametrize(
    ("name", "sees"),
    [("李强", True), ("王芳", False), ("周敏", True), ("陈静", False), ("刘洋", True), ("赵磊", True), ("孙悦", True)],
)
def test_everybody_sees_their_own_part_of_the_appeals(stage: Stage, lodged: str, name: str, sees: bool):
    client = stage.log_in(name)
    assert len(client.get(APPEALS).json()["items"]) == sees
    assert client.get(lodged).status_code == (200 if sees else 404)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 1),
        ("?status=open", 1),
        ("?status=upheld", 0),
        ("?hall=H1", 1),
        ("?hall=H2", 0),
        ("?status=open&hall=H1", 1),
    ],
)
def test_the_list_is_narrowed(stage: Stage, lodged: str, query: str, found: int):
    assert len(stage.log_in("刘洋").get(APPEALS + query).json()["items"]) == found


def test_the_list_is_paged(stage: Stage, lodged: str):
    confirm(stage, "王芳 away-too-long")
    appeal(stage, "王芳", "王芳 away-too-long")
    client = stage.log_in("刘洋")
    first = client.get(f"{APPEALS}?limit=1").json()
    second = client.get(f"{APPEALS}?limit=1&cursor={first['next']}").json()
    assert [page["items"][0]["staff_name"] for page in (first, second)] == ["王芳", "李强"]
    assert second["next"] is None
    assert client.get(f"{APPEALS}?cursor=x").status_code == 422


@pytest.mark.parametrize(
    ("name", "status", "code"),
    [
        ("刘洋", 200, None),
        ("周敏", 403, "not-allowed"),
        ("孙悦", 403, "not-allowed"),
        ("赵磊", 403, "not-allowed"),
        ("李强", 403, "not-allowed"),
    ],
)
def test_hr_alone_decides(stage: Stage, lodged: str, name: str, status: int, code: str | None):
    told = {"verdict": "overturn", "reason": "主管已证实"}
    answer = stage.log_in(name).post(f"{lodged}/decision", json=told)
    assert (answer.status_code, answer.json().get("code")) == (status, code)
    assert stage.status(LATE) == ("overturned" if status == 200 else "appealed")


def in_hr(stage: Stage, name: str) -> None:
    """Let somebody of the cast change over to HR."""
    with writing_to(stage.engine) as session:
        session.get_one(UserRow, stage.users[name]).role = Role.hr


@pytest.mark.parametrize(("name", "code"), [("周敏", "own-decision"), ("李强", "own-violation")])
def test_nobody_decides_on_an_appeal_of_theirs_or_against_themselves(stage: Stage, lodged: str, name: str, code: str):
    in_hr(stage, name)
    answer = stage.log_in(name).post(f"{lodged}/decision", json={"verdict": "uphold", "reason": "x"})
    assert (answer.status_code, answer.json()["code"]) == (403, code)
    assert stage.status(LATE) == "appealed"


def test_points_pause_while_an_appeal_runs(stage: Stage):
    assert counted(stage) == 0
    confirm(stage)
    assert counted(stage) == 1
    address = f"{APPEALS}/{appeal(stage).json()['id']}/decision"
    assert counted(stage) == 0
    client = stage.log_in("刘洋")
    client.post(address, json={"verdict": "uphold", "reason": "记录清楚"})
    assert counted(stage) == 1
    client.delete(address)
    assert counted(stage) == 0
    client.post(address, json={"verdict": "overturn", "reason": "门禁有误"})
    assert counted(stage) == 0


def test_a_decision_is_told_and_may_be_taken_back_for_ten_seconds(stage: Stage, lodged: str):
    client = stage.log_in("刘洋")
    told = client.post(f"{lodged}/decision", json={"verdict": "uphold", "reason": " 记录清楚 "}).json()
    assert (told["status"], told["verdict"], told["reason"], told["decided_by"]) == (
        "upheld", "uphold", "记录清楚", "liuyang",
    )  # fmt: skip
    assert told["take_back_until"] == "2026-06-03T14:01:10Z"
    again = client.post(f"{lodged}/decision", json={"verdict": "overturn", "reason": "x"})
    assert (again.status_code, again.json()["code"]) == (409, "already-decided")
    back = client.delete(f"{lodged}/decision")
    assert (back.status_code, back.json()["status"], back.json()["violation_status"]) == (200, "open", "appealed")
    client.post(f"{lodged}/decision", json={"verdict": "uphold", "reason": "记录清楚"})
    stage.later(seconds=11)
    late = client.delete(f"{lodged}/decision")
    assert (late.status_code, late.json()["code"]) == (409, "too-late")
    assert [who for who, _ in stage.audited("appeal.decided")] == ["liuyang", "liuyang"]
    assert [data["verdict"] for _, data in stage.audited("appeal.taken-back")] == ["uphold"]


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"verdict": "uphold", "reason": " "}, "reason-missing"),
        ({"verdict": "uphold"}, "invalid"),
        ({"verdict": "confirm", "reason": "x"}, "invalid"),
    ],
)
def test_a_decision_needs_a_verdict_and_a_reason(stage: Stage, lodged: str, told: dict[str, str], code: str):
    answer = stage.log_in("刘洋").post(f"{lodged}/decision", json=told)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert stage.status(LATE) == "appealed"


def test_one_s_own_appeal_is_withdrawn(stage: Stage, lodged: str):
    assert stage.log_in("刘洋").delete(lodged).json()["code"] == "not-your-appeal"
    assert stage.log_in("王芳").delete(lodged).status_code == 404
    told = stage.log_in("李强").delete(lodged).json()
    assert (told["status"], told["violation_status"]) == ("withdrawn", "confirmed")
    again = stage.log_in("李强").delete(lodged)
    assert (again.status_code, again.json()["code"]) == (409, "not-open")


def test_a_case_says_how_it_stands_with_appeals(stage: Stage):
    path = f"{VIOLATIONS}/{stage.violations[LATE]}"
    client = stage.log_in("李强")
    assert (client.get(path).json()["appeal"], client.get(path).json()["appeal_until"]) == (None, None)
    confirm(stage)
    assert client.get(path).json()["appeal_until"] == "2026-06-17T16:00:00Z"
    made = appeal(stage).json()["id"]
    told = client.get(path).json()
    assert (told["appeal"], told["appeal_until"], told["status"]) == (made, None, "appealed")


def test_after_its_time_no_appeal_is_lodged(stage: Stage):
    confirm(stage)
    stage.later(days=15)
    answer = appeal(stage)
    assert (answer.status_code, answer.json()["code"]) == (409, "appeal-too-late")


def test_hr_is_told_by_the_clock_of_what_is_overdue(stage: Stage, lodged: str):
    stage.later(days=8)
    [job] = [each for each in jobs(state_of(stage.app), Stills()) if each.name == "appeals"]
    assert [job.work(stage.clock.now()) for _ in range(2)] == ["HR told of 1 appeals", "HR told of 0 appeals"]
    with Session(stage.engine) as session:
        told = [n.user_id for n in session.exec(select(NoticeRow)) if n.why["code"] == "notice.appeal-overdue"]
    assert told == [stage.users["刘洋"]]
    assert stage.log_in("刘洋").get(lodged).json()["overdue"] is True
    assert stage.status(LATE) == "appealed"


def test_of_several_at_once_one_decides_on_an_appeal(stage_anywhere: Stage):
    stage = stage_anywhere
    confirm(stage)
    address = f"{APPEALS}/{appeal(stage).json()['id']}/decision"
    with writing_to(stage.engine) as session:
        session.add(UserRow(login="hr2", name="hr2", role=Role.hr, password_hash=hashed_password()))
    clients = [stage.log_in("刘洋") for _ in range(4)]

    def decide(client: TestClient) -> int:
        return client.post(address, json={"verdict": "uphold", "reason": "x"}).status_code

    with ThreadPoolExecutor(len(clients)) as pool:
        assert sorted(pool.map(decide, clients)) == [200, 409, 409, 409]
    assert len(stage.audited("appeal.decided")) == 1


# Doubt


def test_whoever_found_it_unclear_leaves_the_confirmation_to_somebody_else(stage: Stage):
    path = f"{VIOLATIONS}/{stage.violations[LATE]}"
    client = stage.log_in("周敏")
    client.post(f"{path}/decision", json={"verdict": "unclear"})
    assert client.get(path).json()["found_unclear_by"] == ["zhoumin"]
    answer = client.post(f"{path}/decision", json={"verdict": "confirm", "reason": "x"})
    assert (answer.status_code, answer.json()["code"]) == (403, "found-unclear")
    confirm(stage, name="孙悦")
    assert stage.status(LATE) == "confirmed"


def test_doubt_can_be_taken_back(stage: Stage):
    path = f"{VIOLATIONS}/{stage.violations[LATE]}/decision"
    client = stage.log_in("周敏")
    client.post(path, json={"verdict": "unclear"})
    assert client.delete(path).json()["status"] == "pending"
    assert client.post(path, json={"verdict": "confirm", "reason": "x"}).status_code == 200


# Reasons by their codes


def test_the_codes_of_reasons_are_listed_in_both_languages(stage: Stage):
    items = stage.log_in("周敏").get("/api/v1/decision-reasons").json()["items"]
    assert {"verdict": "excuse", "code": "emergency", "zh": "突发紧急情况", "en": "An emergency"} in items
    assert len(items) == sum(len(reasons) for reasons in VERDICT_REASONS.values())
    assert all(item["zh"] != item["en"] for item in items)


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ({"verdict": "excuse", "reason_code": "emergency"}, "emergency"),
        ({"verdict": "dismiss", "reason_code": "was-there", "reason": " 在柜台后 "}, "was-there: 在柜台后"),
        ({"verdict": "dismiss", "reason": "在柜台后"}, "在柜台后"),
        ({"verdict": "dismiss", "reason_code": "emergency"}, None),
        ({"verdict": "dismiss", "reason_code": "", "reason": " "}, None),
    ],
)
def test_a_reason_is_a_code_words_or_both(stage: Stage, told: dict[str, str], kept: str | None):
    answer = stage.log_in("周敏").post(f"{VIOLATIONS}/{stage.violations[LATE]}/decision", json=told)
    assert (answer.status_code, answer.json().get("reason")) == ((200, kept) if kept else (422, None))


# Many at once: dismissed, never confirmed


def dismiss(stage: Stage, cases: list[str], name: str = "周敏", **told: Any):
    ids = [str(stage.violations.get(case) or new_id()) for case in cases]
    return stage.log_in(name).post(f"{VIOLATIONS}/dismissal", json={"ids": ids, "reason": "停电", **told})


def test_many_are_dismissed_each_with_its_outcome(stage: Stage):
    confirm(stage)
    answer = dismiss(
        stage, ["王芳 away-too-long", "周敏 late", LATE, "吴刚 late", "nothing", "王芳 window-unattended", LATE]
    )
    assert answer.status_code == 200
    told = answer.json()
    assert told["dismissed"] == 2
    assert [(item["status"], item["code"]) for item in told["items"]] == [
        ("dismissed", None), ("pending", "own-violation"), ("confirmed", "already-decided"), (None, "not-found"),
        (None, "not-found"), ("dismissed", None),
    ]  # fmt: skip
    assert (stage.status("吴刚 late"), stage.status("周敏 late")) == ("pending", "pending")
    assert [data["reason"] for _, data in stage.audited("violation.decided")] == ["核对过", "停电", "停电"]


@pytest.mark.parametrize(
    ("name", "told", "status", "code"),
    [
        ("李强", {}, 403, "not-allowed"),
        ("刘洋", {}, 403, "not-allowed"),
        ("赵磊", {}, 403, "not-allowed"),
        ("周敏", {"reason": " "}, 422, "reason-missing"),
        ("周敏", {"reason_code": "emergency"}, 422, "invalid"),
        ("周敏", {"ids": []}, 422, "invalid"),
        ("周敏", {"ids": [str(new_id())] * (AT_ONCE + 1)}, 422, "invalid"),
        ("周敏", {"verdict": "confirm"}, 422, "invalid"),
    ],
)
def test_a_dismissal_that_may_not_be(stage: Stage, name: str, told: dict[str, Any], status: int, code: str):
    answer = dismiss(stage, [LATE], name, **told)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert stage.status(LATE) == "pending"


def test_two_hundred_at_once(stage_anywhere: Stage):
    stage = stage_anywhere
    with writing_to(stage.engine) as session:
        rows = [
            hand_made(stage, "H1", "王芳", "late", date(2026, 5, 1 + i % 28), "8:30", "8:40") for i in range(AT_ONCE)
        ]
        session.add_all(rows)
        stage.violations |= {f"many {i}": row.id for i, row in enumerate(rows)}
    assert dismiss(stage, [f"many {i}" for i in range(AT_ONCE)]).json()["dismissed"] == AT_ONCE
    with Session(stage.engine) as session:
        assert len(session.exec(select(ViolationRow).where(ViolationRow.status == "dismissed")).all()) == AT_ONCE


def lists_of_ids(annotation: Any, seen: frozenset[type] = frozenset()) -> bool:
    """Whether somebody can name several things at once in what is told there."""
    if get_origin(annotation) in (list, set, tuple, frozenset) and set(get_args(annotation)) & {UUID, str}:
        return True
    if isinstance(annotation, type) and issubclass(annotation, BaseModel) and annotation not in seen:
        fields = annotation.model_fields.values()
        return any(lists_of_ids(field.annotation, seen | {annotation}) for field in fields)
    return any(lists_of_ids(each, seen) for each in get_args(annotation))


def verdicts(annotation: Any, seen: frozenset[type] = frozenset()) -> bool:
    """Whether a verdict on a violation can be told there."""
    if isinstance(annotation, type) and issubclass(annotation, Verdict):
        return True
    if isinstance(annotation, type) and issubclass(annotation, BaseModel) and annotation not in seen:
        fields = annotation.model_fields.values()
        return any(verdicts(field.annotation, seen | {annotation}) for field in fields)
    return any(verdicts(each, seen) for each in get_args(annotation))


def test_no_route_confirms_more_than_one():
    """Whoever gives a verdict names one violation in the path; what takes many knows no verdict to choose."""
    routes = [route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)]
    writing = [route for route in routes if route.methods - {"GET", "HEAD"}]
    of_verdicts, of_many = set(), set()
    for route in writing:
        annotations = [field.field_info.annotation for field in route.dependant.body_params]
        if any(verdicts(each) for each in annotations):
            of_verdicts.add(route.path)
        if any(lists_of_ids(each) for each in annotations):
            of_many.add(route.path)
    assert of_verdicts == {
        "/api/v1/violations/{violation_id}/decision", "/queue/{violation_id}/decision",
        "/api/v1/second-opinions/{violation_id}", "/second-opinions/{violation_id}",
    }  # fmt: skip
    assert "/api/v1/violations/dismissal" in of_many
    assert not of_many & of_verdicts
    assert {path for path in of_many if "violation" in path or "queue" in path or "appeal" in path} == MANY_AT_ONCE


MANY_AT_ONCE = {"/api/v1/violations/dismissal", "/queue/dismissal"}
