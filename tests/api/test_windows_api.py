"""`/api/v1/windows`: states now and over time, with the evidence for them."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from api.database import writing_to
from api.windows.seen import Segment, hall_days, joined, within
from conduct.records.site_signals import keep_site_signals
from conduct.rules.pack import default_pack_text
from models.tables import WindowRow
from models.values.interval import Interval
from models.values.occupancy import StateSpan, WindowState
from tests.api.cast import DAY, SHANGHAI, Stage, at, see, set_the_stage
from tests.conduct.hall import adopted

WINDOWS = "/api/v1/windows"


@pytest.fixture
def stage(tmp_path: Path, sqlite_database: Engine) -> Stage:
    return set_the_stage(tmp_path, sqlite_database)


def told(answer) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [
        f"{s['state']} {local(s['start'])}-{local(s['end'])} {s['evidence'] or '-'}" for s in answer.json()["items"]
    ]


def local(time: str) -> str:
    return datetime.fromisoformat(time).astimezone(SHANGHAI).strftime("%d %H:%M:%S")


def stretch(start: str, end: str) -> dict[str, str]:
    return {"from": at(start).isoformat(), "to": at(end).isoformat()}


def test_the_board_tells_state_since_when_and_by_what(tmp_path: Path, sqlite_database: Engine):
    stage = set_the_stage(tmp_path, sqlite_database, now="09:16")
    answer = stage.log_in("周敏").get(WINDOWS).json()
    assert answer["next"] is None
    shown = [(w["hall"], w["window"], w["state"], w["since"], w["evidence"]) for w in answer["items"]]
    assert shown == [
        ("H1", "W1", "unattended", "2026-06-03T01:12:00Z", "seat-tag"),
        ("H1", "W2", "staffed", "2026-06-03T00:41:40Z", "tag-hidden"),
    ]


def test_a_window_that_nobody_sees_is_unknown_since_its_last_look(stage: Stage):
    items = {f"{w['hall']}/{w['window']}": w for w in stage.log_in("孙悦").get(WINDOWS).json()["items"]}
    assert list(items) == ["H1/W1", "H1/W2", "H2/W1", "H2/W9"]
    assert (items["H1/W1"]["state"], local(items["H1/W1"]["since"])) == ("unknown", "03 17:29:40")
    assert items["H1/W1"]["evidence"] is None
    never = items["H2/W1"]
    assert (never["state"], never["since"], never["last_look"]) == ("unknown", None, None)
    assert (items["H2/W9"]["state"], local(items["H2/W9"]["since"])) == ("staffed", "03 21:40:00")


def test_a_state_is_traced_back_for_a_day_and_no_further(stage: Stage):
    with writing_to(stage.engine) as session:
        see(session, stage, "H2/W1", WindowState.staffed, at("22:00") - timedelta(hours=30), at("22:00"), every_s=50)
    stage.later(seconds=5)
    items = {f"{w['hall']}/{w['window']}": w for w in stage.log_in("陈静").get(WINDOWS).json()["items"]}
    assert (items["H2/W1"]["state"], items["H2/W1"]["since"]) == ("staffed", None)


def test_the_board_is_paged(stage: Stage):
    client = stage.log_in("刘洋")
    first = client.get(f"{WINDOWS}?limit=3").json()
    second = client.get(f"{WINDOWS}?limit=3&cursor={first['next']}").json()
    assert [w["window"] for w in first["items"] + second["items"]] == ["W1", "W2", "W1", "W9"]
    assert second["next"] is None
    assert client.get(f"{WINDOWS}?cursor=x").json()["code"] == "bad-cursor"
    assert [w["hall"] for w in client.get(f"{WINDOWS}?hall=H2").json()["items"]] == ["H2", "H2"]


@pytest.mark.parametrize(
    ("name", "status", "halls"),
    [
        ("周敏", 200, {"H1"}),
        ("陈静", 200, {"H2"}),
        ("刘洋", 200, {"H1", "H2"}),
        ("赵磊", 200, {"H1", "H2"}),
        ("王芳", 403, set()),
    ],
)
def test_who_sees_which_windows(stage: Stage, name: str, status: int, halls: set[str]):
    client = stage.log_in(name)
    answer = client.get(WINDOWS)
    assert answer.status_code == status
    assert {w["hall"] for w in answer.json().get("items", [])} == halls
    for hall, window in (("H1", "H1/W2"), ("H2", "H2/W9")):
        expected = status if hall in halls or status == 403 else 404
        assert client.get(f"{WINDOWS}/{stage.windows[window]}/timeline").status_code == expected


def test_it_needs_a_log_in(stage: Stage):
    assert stage.anybody().get(WINDOWS).status_code == 401
    assert stage.anybody().get(f"{WINDOWS}/W1/timeline").status_code == 401


def test_a_timeline_covers_all_of_what_was_asked(stage: Stage):
    answer = stage.log_in("周敏").get(f"{WINDOWS}/W1/timeline", params=stretch("08:00", "12:00"))
    assert told(answer) == [
        "unknown 03 08:00:00-03 08:30:00 -",
        "staffed 03 08:30:00-03 09:12:00 tag-hidden",
        "unattended 03 09:12:00-03 09:18:20 seat-tag",
        "staffed 03 09:18:20-03 11:00:00 tag-hidden",
        "away_sign 03 11:00:00-03 11:19:40 sign-tag",
        "unknown 03 11:19:40-03 11:30:00 -",
        "staffed 03 11:30:00-03 12:00:00 tag-hidden",
    ]
    assert (answer.json()["hall"], answer.json()["window"], answer.json()["next"]) == ("H1", "W1", None)


def test_a_timeline_ends_now_and_begins_with_the_day(stage: Stage):
    answer = stage.log_in("陈静").get(f"{WINDOWS}/W9/timeline", params={"to": at("23:59").isoformat()})
    assert told(answer) == ["unknown 03 00:00:00-03 21:40:00 -", "staffed 03 21:40:00-03 22:00:00 tag-hidden"]


def test_a_code_of_two_halls_is_ambiguous_only_for_those_who_see_both(stage: Stage):
    answer = stage.log_in("刘洋").get(f"{WINDOWS}/W1/timeline")
    assert (answer.status_code, answer.json()["code"]) == (409, "ambiguous-window")
    assert "H1, H2" in answer.json()["detail"]
    assert stage.log_in("刘洋").get(f"{WINDOWS}/{stage.windows['H2/W1']}/timeline").json()["hall"] == "H2"
    assert stage.log_in("陈静").get(f"{WINDOWS}/W1/timeline").json()["hall"] == "H2"
    for strange in ("W7", str(uuid4())):
        assert stage.log_in("刘洋").get(f"{WINDOWS}/{strange}/timeline").status_code == 404


@pytest.mark.parametrize(
    ("params", "code"),
    [
        (stretch("12:00", "11:00"), "invalid"),
        ({"from": "2026-05-01T00:00:00Z", "to": "2026-06-01T00:00:00Z"}, "range-too-long"),
        ({"from": "2026-05-01T00:00:00"}, "invalid"),
    ],
)
def test_a_bad_stretch_is_refused(stage: Stage, params: dict, code: str):
    answer = stage.log_in("周敏").get(f"{WINDOWS}/W1/timeline", params=params)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_each_day_goes_by_the_policy_of_that_day(stage: Stage):
    patient = default_pack_text().replace("max_gap_s = 60 ", "max_gap_s = 1200 ").replace("2026.2", "2026.3")
    with writing_to(stage.engine) as session:
        session.add(adopted(patient, version="default-2026.3", first_day=DAY))
    answer = stage.log_in("周敏").get(f"{WINDOWS}/W1/timeline", params=stretch("11:00", "12:00"))
    assert told(answer) == [
        "away_sign 03 11:00:00-03 11:30:00 sign-tag", "staffed 03 11:30:00-03 12:00:00 tag-hidden",
    ]  # fmt: skip


def utc(hour: int, day: int = 3) -> datetime:
    return datetime(2026, 6, day, hour, tzinfo=UTC)


def span(state: WindowState, start: int, end: int) -> StateSpan:
    return StateSpan("W1", state, utc(start), utc(end))


def test_a_stretch_is_cut_at_the_halls_midnight():
    days = hall_days(Interval(utc(15), utc(17)), SHANGHAI)
    assert days == [(date(2026, 6, 3), Interval(utc(15), utc(16))), (date(2026, 6, 4), Interval(utc(16), utc(17)))]
    assert hall_days(Interval(utc(15), utc(15)), SHANGHAI) == []


def test_what_lies_between_spans_is_unknown():
    staffed = span(WindowState.staffed, 2, 4)
    cut = within([staffed], Interval(utc(1), utc(6)), "W1")
    assert [(s.state.value, s.start.hour, s.end.hour) for s in cut] == [
        ("unknown", 1, 2), ("staffed", 2, 4), ("unknown", 4, 6),
    ]  # fmt: skip
    assert within([staffed], Interval(utc(3), utc(4)), "W1") == [span(WindowState.staffed, 3, 4)]
    assert within([], Interval(utc(3), utc(3)), "W1") == []


def test_touching_spans_of_one_state_are_one_but_an_instant_stays():
    a, b, c = span(WindowState.staffed, 1, 2), span(WindowState.staffed, 2, 3), span(WindowState.unknown, 3, 4)
    assert joined([a, b, c]) == [span(WindowState.staffed, 1, 3), c]
    seen_once = span(WindowState.staffed, 3, 3)
    assert joined([c, seen_once]) == [c, seen_once]
    assert Segment(WindowState.unknown, utc(1), utc(2), None).evidence is None


def test_what_the_sites_own_model_saw_today_is_told_and_what_it_did_not_see_is_not(
    tmp_path: Path, sqlite_database: Engine
):
    stage = set_the_stage(tmp_path, sqlite_database, now="09:16")
    with writing_to(sqlite_database) as session:
        window_id = session.exec(select(WindowRow.id).where(WindowRow.code == "W1").order_by("tag_number")).first()
        assert window_id is not None
        keep_site_signals(session, window_id, DAY, at("08:40"), ["badge"])
        keep_site_signals(session, window_id, DAY - timedelta(days=1), at("08:40") - timedelta(days=1), ["desk-plate"])
    person = stage.log_in("周敏")
    items = person.get(WINDOWS).json()["items"]
    assert [item["site_signals"] for item in items if item["site_signals"]] == [
        [{"signal": "badge", "first_at": "2026-06-03T00:40:00Z", "last_at": "2026-06-03T00:40:00Z"}]
    ]
    page = person.get("/windows").text
    assert "看到工牌" in page
    assert "看到岗位座牌" not in page
