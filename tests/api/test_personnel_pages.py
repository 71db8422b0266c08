"""What is told of people beside cases: commendations, exemptions, discipline, hearings and employment, on pages."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlmodel import Session, select

from api.database import writing_to
from models.tables import (
    CommendationRow,
    EmploymentRow,
    HearingRow,
    StaffExemptionRow,
    ViolationStatus,
)
from tests.api.cast import DAY, Stage, csrf, hand_made, set_the_stage
from tests.api.test_pages import page


@pytest.fixture
def stage(tmp_path: Path, sqlite_database: Engine) -> Stage:
    return set_the_stage(tmp_path, sqlite_database)


def logged_in(stage: Stage, name: str) -> TestClient:
    client = stage.log_in(name)
    client.headers["X-CSRF-Token"] = csrf(name)
    return client


def words(client: TestClient, address: str) -> str:
    return " ".join(page(client, f"{address}{'&' if '?' in address else '?'}lang=en").text.split())


# Commendations

PRAISE = {"staff": "S001", "day": "2026-06-02", "words": "老人来缴费，全程陪同"}


def the_commendation(stage: Stage) -> CommendationRow:
    with Session(stage.engine) as session:
        return session.exec(select(CommendationRow)).one()


def test_one_proposes_and_another_confirms(stage: Stage) -> None:
    supervisor, hr = logged_in(stage, "周敏"), logged_in(stage, "刘洋")
    assert supervisor.post("/commendations", data=PRAISE).status_code == 303
    address = f"/commendations/{the_commendation(stage).id}"
    assert "Somebody else confirms it." in words(supervisor, "/commendations")
    own = supervisor.post(f"{address}/decision?lang=en", data={"verdict": "confirm"})
    assert own.status_code == 422
    assert "Whoever proposed a commendation does not confirm it" in own.text
    assert "Give a reason" in hr.post(f"{address}/decision?lang=en", data={"verdict": "refuse"}).text
    assert hr.post(f"{address}/decision", data={"verdict": "confirm"}).status_code == 303
    row = the_commendation(stage)
    assert (row.confirmed, row.month) == (True, "2026-06")
    assert "老人来缴费" not in words(hr, "/commendations")
    assert "老人来缴费" in words(hr, "/commendations?show=all")


def test_one_withdraws_what_nobody_decided_and_it_is_decided_no_more(stage: Stage) -> None:
    supervisor, hr = logged_in(stage, "周敏"), logged_in(stage, "刘洋")
    supervisor.post("/commendations", data=PRAISE)
    address = f"/commendations/{the_commendation(stage).id}"
    assert "Only who proposed a commendation" in hr.post(f"{address}/withdrawal?lang=en").text
    assert supervisor.post(f"{address}/withdrawal").status_code == 303
    assert "This is decided already" in hr.post(f"{address}/decision?lang=en", data={"verdict": "confirm"}).text
    assert the_commendation(stage).confirmed is None
    ((actor, _),) = stage.audited("commendation.withdrawn")
    assert actor == "zhoumin"


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"words": " "}, "Say it in a few words"),
        ({"day": ""}, "A day is missing"),
        ({"day": "2026-06-05"}, "yet to come"),
        ({"staff": "S201"}, "Nobody of this staff number"),
        ({"staff": "S100"}, "Nobody commends themselves"),
    ],
)
def test_what_cannot_be_proposed_says_why_and_stays_in_the_form(form: dict, said: str, stage: Stage) -> None:
    answer = logged_in(stage, "周敏").post("/commendations?lang=en", data={**PRAISE, **form})
    assert answer.status_code == 422
    assert said in answer.text
    assert "words" in form or PRAISE["words"] in answer.text


def test_supervisors_see_their_own_halls_and_page_by_page(stage: Stage) -> None:
    hr = logged_in(stage, "刘洋")
    with writing_to(stage.engine) as session:
        for n in range(52):
            session.add(
                CommendationRow(
                    staff_id=stage.staff["王芳"], kind="praise", day=DAY, at=stage.clock.now(), words=f"no. {n:02}.",
                    proposed_by=stage.users["周敏"], proposed_at=stage.clock.now(),
                )
            )  # fmt: skip
    assert "no. 51." not in words(logged_in(stage, "陈静"), "/commendations")
    first = page(hr, "/commendations?lang=en")
    assert "no. 51." in first.text
    assert "no. 01." not in first.text
    (following,) = first.all("a", rel="next")
    assert "no. 01." in page(hr, following["href"]).text
    assert page(hr, "/commendations?cursor=nonsense", 422)


# Exemptions

GRANT = {"staff": "S001", "kind": "extra_layer", "first_day": "2026-06-10", "last_day": "2026-06-20"}


def the_exemptions(stage: Stage) -> list[tuple[str, date, date]]:
    with Session(stage.engine) as session:
        return [(row.kind.value, row.first_day, row.last_day) for row in session.exec(select(StaffExemptionRow)).all()]


def test_an_exemption_is_granted_and_ends_earlier_and_asks_for_no_reason(stage: Stage) -> None:
    supervisor = logged_in(stage, "周敏")
    assert supervisor.post("/exemptions", data=GRANT).status_code == 303
    shown = page(supervisor, "/exemptions?lang=en")
    assert "May wear an extra layer" in shown.text
    named = {
        each["name"] for each in [*shown.all("input"), *shown.all("select"), *shown.all("textarea")] if "name" in each
    }
    of_the_head = {"csrf", "back"}
    assert named - of_the_head == {"staff", "kind", "first_day", "last_day"}, "there is no place for a reason"
    with Session(stage.engine) as session:
        exemption_id = session.exec(select(StaffExemptionRow.id)).one()
    longer = supervisor.post(f"/exemptions/{exemption_id}/end?lang=en", data={"last_day": "2026-07-01"})
    assert "cannot be made longer" in longer.text
    assert supervisor.post(f"/exemptions/{exemption_id}/end", data={"last_day": "2026-06-12"}).status_code == 303
    assert the_exemptions(stage) == [("extra_layer", date(2026, 6, 10), date(2026, 6, 12))]
    assert (
        logged_in(stage, "陈静").post(f"/exemptions/{exemption_id}/end", data={"last_day": "2026-06-11"}).status_code
        == 404
    )


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"staff": "S100"}, "Nobody grants an exemption to themselves"),
        ({"staff": "S201"}, "Nobody of this staff number"),
        ({"last_day": "2026-06-01"}, "the last one is before the first"),
        ({"first_day": ""}, "A day is missing"),
    ],
)
def test_what_cannot_be_granted_says_why(form: dict, said: str, stage: Stage) -> None:
    answer = logged_in(stage, "周敏").post("/exemptions?lang=en", data={**GRANT, **form})
    assert answer.status_code == 422
    assert said in answer.text
    assert the_exemptions(stage) == []


# Discipline and hearings

HEARD = {"month": "2026-06", "staff": "S001", "kind": "hearing", "day": "2026-06-03", "words": "本人说明了当时的情况"}


def confirm_many(stage: Stage, count: int) -> None:
    with writing_to(stage.engine) as session:
        for n in range(count):
            day = date(2026, 6, 1) - timedelta(days=0)
            row = hand_made(stage, "H1", "王芳", "absent", day, f"{6 + n:02}:00", f"{6 + n:02}:30")
            row.status = ViolationStatus.confirmed
            session.add(row)


def test_what_is_suggested_stops_at_a_spoken_warning_until_both_are_on_record(stage: Stage) -> None:
    confirm_many(stage, 7)
    hr = logged_in(stage, "刘洋")
    before = words(hr, "/discipline?month=2026-06")
    assert "Suggested: Spoken warning" in before
    assert "Written warning comes into question" in before or "comes into question" in before
    assert "By these confirmed cases: 7" in before
    waiting = words(hr, "/hearings?month=2026-06")
    assert "days since the last case: 2" in waiting
    for kind in ("inquiry", "hearing"):
        assert hr.post("/hearings", data={**HEARD, "kind": kind}).status_code == 303
    after = words(hr, "/hearings?month=2026-06")
    assert "本人说明了当时的情况" in after
    assert "no step above a spoken warning waits" in after
    assert "Suggested: Spoken warning" not in words(hr, "/discipline?month=2026-06")


@pytest.mark.parametrize(
    ("name", "form", "status", "said"),
    [
        ("刘洋", {"words": " "}, 422, "Say it in a few words"),
        ("刘洋", {"staff": "S999"}, 422, "Nobody of this staff number"),
        ("刘洋", {"day": "2026-06-09"}, 422, "yet to come"),
        ("孙悦", {}, 403, ""),
        ("周敏", {}, 403, ""),
        ("赵磊", {}, 403, ""),
    ],
)
def test_what_cannot_be_put_on_record_says_why(name: str, form: dict, status: int, said: str, stage: Stage) -> None:
    answer = logged_in(stage, name).post("/hearings?lang=en", data={**HEARD, **form})
    assert answer.status_code == status
    assert said in answer.text
    with Session(stage.engine) as session:
        assert session.exec(select(HearingRow)).all() == []


def test_a_month_without_anything_teaches_what_there_would_be(stage: Stage) -> None:
    hr = logged_in(stage, "刘洋")
    assert "reach a step of the ladder" in words(hr, "/discipline?month=2025-01")
    assert "Nothing is on record of this month." in words(hr, "/hearings?month=2025-01")
    assert page(hr, "/discipline?month=soon", 422)


# Employment


def stretches(stage: Stage) -> list[tuple[date, date | None]]:
    with Session(stage.engine) as session:
        return [
            (row.first_day, row.last_day) for row in session.exec(select(EmploymentRow).order_by("first_day")).all()
        ]


def test_somebody_belongs_to_a_hall_moves_and_leaves(stage: Stage) -> None:
    hr = logged_in(stage, "刘洋")
    assert "Nothing is told of anybody yet" in words(hr, "/employments")
    address = hr.get("/employments?staff=S001").headers["location"]
    assert address == "/people/S001/employment"
    assert "every month counts whole" in words(hr, address)
    move = {"step": "moves", "hall": "H2", "first_day": "2026-06-15"}
    assert "First say since when" in hr.post(f"{address}?lang=en", data=move).text
    assert hr.post(address, data={"step": "belongs", "hall": "H1", "first_day": "2026-01-01"}).status_code == 303
    assert "already" in hr.post(f"{address}?lang=en", data={**move, "hall": "H1"}).text
    assert hr.post(address, data=move).status_code == 303
    assert stretches(stage) == [(date(2026, 1, 1), date(2026, 6, 14)), (date(2026, 6, 15), None)]
    assert hr.post(address, data={"step": "leaves", "last_day": "2026-06-30"}).status_code == 303
    assert stretches(stage)[-1] == (date(2026, 6, 15), date(2026, 6, 30))
    assert "S001" in words(hr, "/employments")
    assert len(stage.audited("employment.told")) == 4


def test_a_move_that_fails_halfway_changes_nothing(stage: Stage) -> None:
    hr = logged_in(stage, "刘洋")
    address = "/people/S001/employment"
    hr.post(address, data={"step": "belongs", "hall": "H1", "first_day": "2026-06-10"})
    refused = hr.post(f"{address}?lang=en", data={"step": "moves", "hall": "H2", "first_day": "2026-06-01"})
    assert refused.status_code == 422
    assert stretches(stage) == [(date(2026, 6, 10), None)]


def test_who_may_tell_and_who_may_look(stage: Stage) -> None:
    form = {"step": "belongs", "hall": "H1", "first_day": "2026-01-01"}
    for name, status in (("孙悦", 200), ("赵磊", 200), ("周敏", 403)):
        client = logged_in(stage, name)
        assert client.get("/people/S001/employment").status_code == status
        assert client.post("/people/S001/employment", data=form).status_code == 403
    assert logged_in(stage, "刘洋").get("/people/S999/employment").status_code == 404
    assert logged_in(stage, "刘洋").get("/employments?staff=S999").status_code == 422


def test_the_tabs_are_those_that_one_may_open(stage: Stage) -> None:
    def tabs(name: str) -> list[str]:
        shown = page(stage.log_in(name), "/commendations")
        addresses = ("/commendations", "/exemptions", "/discipline", "/hearings", "/employments")
        return [each for each in addresses if shown.all("a", href=each)]

    assert tabs("周敏") == ["/commendations", "/exemptions"]
    assert tabs("刘洋") == ["/commendations", "/exemptions", "/discipline", "/hearings", "/employments"]
