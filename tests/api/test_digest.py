"""A day's cards in the queue, the rest in a digest; nothing is lost, and the interface lists all unless asked."""

from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlmodel import Session, select

from api.database import writing_to
from conduct.rules.pack import default_pack_text
from models.tables import Origin, PackAdoptionRow, ViolationRow
from models.values.findings import SubjectKind
from tests.api.cast import Stage, csrf, hand_made, set_the_stage
from tests.api.test_pages import page
from tests.conduct.hall import adopted

MONDAY = date(2026, 6, 1)
A_DAY = 5


@pytest.fixture
def stage(sqlite_database: Engine, tmp_path: Path) -> Stage:
    return crowded(set_the_stage(tmp_path, sqlite_database))


def crowded(stage: Stage) -> Stage:
    """Five cards a day; on Monday eight cases of H1 pend, two of them grave."""
    with writing_to(stage.engine) as session:
        session.delete(session.exec(select(PackAdoptionRow)).one())
        text = default_pack_text() + f"\n[restraint]\ncards_a_day = {A_DAY}\n"
        session.add(adopted(text, version="default-five"))
        for hour in range(6):
            name = f"late {hour}"
            row = hand_made(stage, "H1", "王芳", "late", MONDAY, f"{10 + hour}:00", f"{10 + hour}:10")
            session.add(row)
            stage.violations[name] = row.id
        for hour in (17, 18):
            row = hand_made(
                stage, "H1", None, "window-unattended", MONDAY, f"{hour}:00", f"{hour}:10",
                window_id=stage.windows["H1/W1"], subject_kind=SubjectKind.window, subject="W1",
            )  # fmt: skip
            session.add(row)
            stage.violations[f"empty {hour}"] = row.id
    return stage


CARDS = {"empty 17", "empty 18", "late 0", "late 1", "late 2"}
BEYOND = {"late 3", "late 4", "late 5"}


def monday(stage: Stage, ids: list[str]) -> set[str]:
    names = {str(id_): name for name, id_ in stage.violations.items()}
    return {names[id_] for id_ in ids} & (CARDS | BEYOND | {"reported", "absent"})


def on_page(stage: Stage, client: TestClient, query: str = "") -> set[str]:
    return monday(stage, [href.split("/")[2].split("?")[0] for href in page(client, f"/queue{query}").cards])


def listed(stage: Stage, client: TestClient, **asked: str) -> set[str]:
    answer = client.get("/api/v1/violations", params={"status": "pending", **asked})
    assert answer.status_code == 200, answer.text
    return monday(stage, [item["id"] for item in answer.json()["items"]])


ASKED: dict[str, tuple[str, set[str]]] = {
    "the cards": ("", CARDS),
    "the digest": ("?cards=digest", BEYOND),
    "all": ("?cards=all", CARDS | BEYOND),
    "the cards of one rule": ("?rule=late", {"late 0", "late 1", "late 2"}),
    "the digest of one rule": ("?cards=digest&rule=window-unattended", set()),
    "newest first": ("?order=newest", CARDS),
    "of every status": ("?status=all", CARDS | BEYOND),
}


@pytest.mark.parametrize("name", ASKED)
def test_what_the_queue_lists(stage: Stage, name: str):
    query, found = ASKED[name]
    assert on_page(stage, stage.log_in("周敏"), query) == found


def test_days_with_no_more_than_fit_are_whole(stage: Stage):
    shown = page(stage.log_in("周敏"), "/queue")
    assert len(shown.cards) == A_DAY + 4


def test_the_digest_is_told_by_rule_and_window_and_leads_on(stage: Stage):
    shown = page(stage.log_in("周敏"), "/queue?lang=en")
    assert "In the digest 3" in " ".join(shown.text.split())
    (group,) = [a["href"] for a in shown.all("a") if "cards=digest" in (a["href"] or "")]
    assert group == "/queue?hall=H1&rule=late&cards=digest"
    assert shown.all("a", href="/queue?cards=all")
    inside = page(stage.log_in("周敏"), group)
    assert inside.all("a", href="/queue?hall=H1&rule=late")
    answer = stage.log_in("周敏").get("/api/v1/digest").json()
    assert answer == {
        "items": [{"hall": "H1", "rule": "late", "title": "迟到", "window": None, "count": 3}], "next": None,
    }  # fmt: skip
    assert stage.log_in("周敏").get("/api/v1/digest?rule=absent").json()["items"] == []
    assert stage.log_in("周敏").get("/api/v1/digest?hall=H2").json()["items"] == []


def test_the_interface_lists_all_that_match_unless_asked_for_less(stage: Stage):
    client = stage.log_in("周敏")
    assert listed(stage, client) == CARDS | BEYOND
    assert listed(stage, client, cards="budget") == CARDS
    assert listed(stage, client, cards="digest") == BEYOND
    assert client.get("/api/v1/violations?cards=few").status_code == 422


@pytest.mark.parametrize("name", ["刘洋", "孙悦", "赵磊"])
def test_those_who_see_everything_have_no_digest(stage: Stage, name: str):
    client = stage.log_in(name)
    assert on_page(stage, client) == CARDS | BEYOND
    assert client.get("/api/v1/digest").json()["items"] == []
    assert listed(stage, client, cards="digest") == set()


def test_another_hall_s_supervisor_sees_none_of_it(stage: Stage):
    assert on_page(stage, stage.log_in("陈静")) == set()
    assert stage.log_in("陈静").get("/api/v1/digest").json()["items"] == []


def test_people_see_their_own_cases_whole(stage: Stage):
    assert on_page(stage, stage.log_in("王芳")) == {f"late {n}" for n in range(6)}


def test_working_through_the_cards_brings_up_no_others_of_that_day(stage: Stage):
    client = stage.log_in("周敏")
    for case in sorted(CARDS):
        sent = client.post(
            f"/queue/{stage.violations[case]}/decision",
            data={"csrf": csrf("周敏"), "verdict": "confirm", "reason": "as-shown"},
        )
        assert sent.status_code == 303
        assert not any(str(stage.violations[each]) in sent.headers["location"].split("?")[0] for each in BEYOND)
    assert on_page(stage, client) == set()
    assert on_page(stage, client, "?cards=digest") == BEYOND


def test_deciding_in_the_digest_goes_on_in_the_digest(stage: Stage):
    client = stage.log_in("周敏")
    sent = client.post(
        f"/queue/{stage.violations['late 3']}/decision?cards=digest",
        data={"csrf": csrf("周敏"), "verdict": "confirm", "reason": "as-shown"},
    )
    assert sent.headers["location"].startswith(f"/queue/{stage.violations['late 4']}?cards=digest")
    assert on_page(stage, client) == CARDS


def test_a_graver_one_that_comes_later_takes_the_place_of_the_least(stage: Stage):
    with writing_to(stage.engine) as session:
        row = hand_made(stage, "H1", "李强", "absent", MONDAY, "08:30", "17:30")
        session.add(row)
        stage.violations["absent"] = row.id
    assert on_page(stage, stage.log_in("周敏")) == CARDS - {"late 2"} | {"absent"}


def test_what_a_person_reported_is_always_a_card(stage: Stage):
    with writing_to(stage.engine) as session:
        row = hand_made(stage, "H1", "李强", "smile", MONDAY, "17:20", "17:20", origin=Origin.reported)
        session.add(row)
        stage.violations["reported"] = row.id
    assert on_page(stage, stage.log_in("周敏")) == CARDS | {"reported"}


def test_any_of_them_can_be_opened(stage: Stage):
    client = stage.log_in("周敏")
    for case in CARDS | BEYOND:
        assert client.get(f"/queue/{stage.violations[case]}").status_code == 200


def test_on_both_databases(database: Engine, tmp_path: Path):
    stage = crowded(set_the_stage(tmp_path, database))
    client = stage.log_in("周敏")
    assert on_page(stage, client) == CARDS
    assert listed(stage, client, cards="digest") == BEYOND
    assert client.get("/api/v1/digest").json()["items"][0]["count"] == 3
    with Session(database) as session:
        assert len(session.exec(select(ViolationRow).where(ViolationRow.day == MONDAY)).all()) == A_DAY + 3
