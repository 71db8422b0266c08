"""`/setup/rules`: a pack is brought in, checked with file and line, compared, tried, and adopted on a day."""

import re
from concurrent.futures import wait
from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlmodel import Session, select

from api.state import state_of
from conduct.rules.pack import default_pack_text
from models.tables import PackAdoptionRow, PackDraftRow, PackReplayRow, RuleWatchRow, SeasonNoticeRow
from tests.api.cast import Stage, csrf, set_the_stage
from tests.api.test_pages import Page, page
from tests.conduct.rules.test_pack import SIMPLE

OURS = (
    default_pack_text()
    .replace('"2026.2"', '"ours"')
    .replace("late_grace_min = 5", "late_grace_min = 12")
    .replace("points = 5", "points = 7", 1)
)
TRIED_WITHIN_S = 60


@pytest.fixture
def stage(tmp_path: Path, sqlite_database: Engine) -> Stage:
    return set_the_stage(tmp_path, sqlite_database)


@pytest.fixture
def admin(stage: Stage) -> TestClient:
    client = stage.log_in("孙悦")
    client.headers["X-CSRF-Token"] = csrf("孙悦")
    return client


def brought_in(client: TestClient, *texts: tuple[str, str]) -> str:
    """The address of the draft."""
    answer = client.post("/setup/rules/drafts", files=[("files", (name, text.encode())) for name, text in texts])
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def words(shown: Page) -> str:
    return " ".join(shown.text.split())


def cells(html: str) -> list[str]:
    """The rows of a page's tables, their cells parted by bars."""
    rows = re.findall(r"<tr.*?</tr>", html, re.DOTALL)
    return [
        " | ".join(" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in row.split("</td>")).strip()
        for row in rows
    ]


def test_who_adopted_what_and_for_which_days(admin: TestClient) -> None:
    shown = words(page(admin, "/setup/rules/packs?lang=en"))
    assert "default-2026.2" in shown
    assert "in force today" in shown
    assert "from Wed 1 Jan 2020 on" in shown
    assert "no. 1" in shown


def test_faults_are_told_with_file_and_line_in_both_languages(admin: TestClient, stage: Stage) -> None:
    bad = SIMPLE.replace("points = 3", "pts = 3").replace("base = 50", "base = -1")
    address = brought_in(admin, ("bad.toml", bad))
    english = words(page(admin, f"{address}?lang=en"))
    assert "Faults: 2." in english
    assert "bad.toml:16 · rules.late.ptsunknown key 'pts'" in english
    assert "bad.toml:11 · appraisal.baseInput should be greater than or equal to 0" in english
    assert "未知的键 'pts'" in words(page(admin, f"{address}?lang=zh"))
    answer = admin.post(f"{address}/replays", data={"first_day": "2026-06-01", "last_day": "2026-06-03"})
    assert answer.headers["location"] == address
    with Session(stage.engine) as session:
        assert session.exec(select(PackReplayRow)).all() == []


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([], "Choose the files of a pack"),
        ([("files", ("a.toml", b"\xff\xfe"))], "a.toml is not text in UTF-8"),
        ([("files", (f"{n}.toml", b"")) for n in range(61)], "60 files"),
    ],
)
def test_what_is_no_pack_is_told_on_the_page(files: list, said: str, admin: TestClient, stage: Stage) -> None:
    answer = admin.post("/setup/rules/drafts?lang=en", files=files or None, data={"of": ""})
    assert answer.status_code == 422
    assert said in answer.text
    with Session(stage.engine) as session:
        assert session.exec(select(PackDraftRow)).all() == []


def test_differences_are_told_in_words(admin: TestClient) -> None:
    address = brought_in(admin, ("ours.toml", OURS))
    assert cells(admin.get(f"{address}?lang=en").text)[1:] == [
        "Late grace when coming late, minutes | 5 | 12 |",
        "Absent points | 5 | 7 |",
        "Of what What So far With this pack",
        "– version | 2026.2 | ours |",
    ]
    assert "迟到 迟到宽限（分钟） | 5 | 12 |" in cells(admin.get(f"{address}?lang=zh").text)
    assert "Nothing: both say the same." in words(page(admin, f"{brought_in_again(admin)}?lang=en&against=default"))


def brought_in_again(admin: TestClient) -> str:
    return admin.post("/setup/rules/drafts", data={"of": "default-2026.2"}).headers["location"]


def test_a_pack_can_be_taken_away_as_one_file_and_brought_in_again(admin: TestClient) -> None:
    text = admin.get("/setup/rules/packs/default-2026.2")
    assert text.headers["content-disposition"] == 'attachment; filename="default-2026.2.toml"'
    assert "No fault" in words(page(admin, brought_in(admin, ("again.toml", text.text)) + "?lang=en"))
    assert admin.get("/setup/rules/packs/ours-9").status_code == 404


def test_a_draft_is_tried_on_recorded_days_and_its_page_can_be_come_back_to(admin: TestClient, stage: Stage) -> None:
    address = brought_in(admin, ("ours.toml", OURS))
    answer = admin.post(f"{address}/replays", data={"first_day": "2026-06-01", "last_day": "2026-06-03", "hall": "H1"})
    trial = answer.headers["location"]
    state = state_of(stage.app)
    wait([state.background.submit(lambda: None)], TRIED_WITHIN_S)
    shown = words(page(admin, f"{trial}?lang=en"))
    assert "1 hall days judged by default-2026.2 and by default-ours." in shown
    told = cells(admin.get(f"{trial}?lang=en").text)
    assert "H1 | Late 1 | 0 | -1 |" in told, "12 minutes of grace let 李强's 11 pass"
    assert "H1 | Window unattended 1 | 1 | 0 |" in told
    assert "0 would lose more, 0 less and 2 the same" in shown, "the first time late is free anyhow"
    assert "Finished" in words(page(admin, f"{address}?lang=en"))
    with admin.stream("GET", f"{trial}/stream") as stream:
        assert '"stand":"finished"' in "".join(stream.iter_text()).replace(" ", "")
    (entry,) = stage.audited("pack.replayed")
    assert (entry[0], entry[1]["hall"]) == ("sunyue", "H1")


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"first_day": "2026-06-03", "last_day": "2026-06-01"}, "the last one is before the first"),
        ({"first_day": "2020-01-01", "last_day": "2026-06-01"}, "take a year at most"),
        ({"first_day": "2026-06-01", "last_day": "2026-06-01", "hall": "H9"}, "There is no such hall"),
    ],
)
def test_a_trial_that_cannot_be_asked_for_says_why(form: dict, said: str, admin: TestClient) -> None:
    answer = admin.post(f"{brought_in(admin, ('ours.toml', OURS))}/replays?lang=en", data=form)
    assert answer.status_code == 422
    assert said in answer.text


def test_a_trial_of_a_service_that_was_stopped_says_so(admin: TestClient, stage: Stage) -> None:
    state = state_of(stage.app)
    address = brought_in(admin, ("ours.toml", OURS))
    state.closing.set()
    trial = admin.post(f"{address}/replays", data={"first_day": "2026-06-01", "last_day": "2026-06-03"}).headers[
        "location"
    ]
    wait([state.background.submit(lambda: None)], TRIED_WITHIN_S)
    assert "The service was stopped before this came to its end" in words(page(admin, f"{trial}?lang=en"))


ADOPTION = {"first_day": "2026-07-01", "announced_on": "2026-06-03", "document": "no. 7"}


def adopted_versions(stage: Stage) -> list[str]:
    with Session(stage.engine) as session:
        return sorted(session.exec(select(PackAdoptionRow.version)).all())


def test_it_is_adopted_from_a_day_on(admin: TestClient, stage: Stage) -> None:
    answer = admin.post(f"{brought_in(admin, ('ours.toml', OURS))}/adoption", data=ADOPTION)
    assert answer.status_code == 303
    shown = words(page(admin, answer.headers["location"] + "&lang=en"))
    assert "default-ours is adopted: it judges from Wed 1 Jul 2026 on" in shown
    assert "Wed 1 Jan 2020 to Tue 30 Jun 2026" in shown
    assert adopted_versions(stage) == ["default-2026.2", "default-ours"]
    assert stage.audited("pack.adopted")[-1][0] == "sunyue"


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"document": " "}, "Name the document"),
        ({"announced_on": "2026-07-02"}, "before it was announced"),
        ({"first_day": ""}, "A day is missing"),
        ({"first_day": "2026-06-01", "announced_on": "2026-05-01"}, "Wed 3 Jun 2026 was judged already"),
    ],
)
def test_what_stands_in_the_way_is_told_and_what_was_typed_stays(
    form: dict, said: str, admin: TestClient, stage: Stage
) -> None:
    answer = admin.post(f"{brought_in(admin, ('ours.toml', OURS))}/adoption?lang=en", data={**ADOPTION, **form})
    assert answer.status_code == 422
    assert said in " ".join(answer.text.split())
    assert 'value="no. 7"' in answer.text or form.get("document") == " "
    assert adopted_versions(stage) == ["default-2026.2"]


def test_backwards_it_says_what_it_reaches_and_wants_the_day_typed(
    stage: Stage,
) -> None:
    stage.later(days=20)
    admin = stage.log_in("孙悦")
    admin.headers["X-CSRF-Token"] = csrf("孙悦")
    address = brought_in(admin, ("ours.toml", OURS))
    form = {**ADOPTION, "first_day": "2026-06-10"}
    asked = admin.post(f"{address}/adoption?lang=en", data=form)
    assert asked.status_code == 422
    told = " ".join(asked.text.split())
    assert "The first day, Wed 10 Jun 2026, lies before today, Tue 23 Jun 2026." in told
    assert "Type the first day once more, as 2026-06-10" in told
    assert admin.post(f"{address}/adoption", data={**form, "agreed": "yes"}).status_code == 422
    assert adopted_versions(stage) == ["default-2026.2"]
    assert admin.post(f"{address}/adoption", data={**form, "agreed": "2026-06-10"}).status_code == 303
    assert adopted_versions(stage) == ["default-2026.2", "default-ours"]


def test_a_rule_is_only_watched_and_counts_again(admin: TestClient, stage: Stage) -> None:
    form = {"rule": "late", "hall": "H1", "first_day": "2026-06-04", "reason": "读卡器检修"}
    assert admin.post("/setup/rules/watch", data=form).status_code == 303
    assert "读卡器检修" in words(page(admin, "/setup/rules/watch"))
    again = admin.post("/setup/rules/watch?lang=en", data=form)
    assert again.status_code == 422
    assert "only watched there already" in again.text
    assert 'value="读卡器检修"' in again.text
    assert "Give a reason" in admin.post("/setup/rules/watch?lang=en", data={**form, "reason": " "}).text
    with Session(stage.engine) as session:
        row = session.exec(select(RuleWatchRow)).one()
    assert admin.post(f"/setup/rules/watch/{row.id}/resume", data={"first_day": "2026-06-05"}).status_code == 303
    with Session(stage.engine) as session:
        assert session.get_one(RuleWatchRow, row.id).last_day == date(2026, 6, 4)
    refused = admin.post(f"/setup/rules/watch/{row.id}/resume?lang=en", data={"first_day": "2026-06-05"})
    assert "not watched there" in refused.text


def test_a_boundary_is_moved_by_a_notice_and_the_notice_withdrawn(admin: TestClient, stage: Stage) -> None:
    form = {
        "hall": "H1", "season": "summer", "first_day": "2026-10-01", "last_day": "2026-10-05",
        "announced_on": "2026-06-03", "document": "no. 3",
    }  # fmt: skip
    assert admin.post("/setup/rules/seasons", data=form).status_code == 303
    assert "no. 3" in words(page(admin, "/setup/rules/seasons"))
    wrong = admin.post(
        "/setup/rules/seasons?lang=en",
        data={**form, "season": "winter", "first_day": "2026-07-01", "last_day": "2026-07-02"},
    )
    assert wrong.status_code == 422
    assert "only moves the boundary between two neighbours" in wrong.text
    with Session(stage.engine) as session:
        row = session.exec(select(SeasonNoticeRow)).one()
    assert admin.post(f"/setup/rules/seasons/{row.id}/withdrawal").status_code == 303
    assert "no. 3" not in words(page(admin, "/setup/rules/seasons"))


def test_auditors_see_it_all_and_no_form(stage: Stage, admin: TestClient) -> None:
    address = brought_in(admin, ("ours.toml", OURS))
    auditor = stage.log_in("赵磊")
    for each in ("/setup/rules/packs", address, "/setup/rules/watch", "/setup/rules/seasons"):
        shown = page(auditor, each)
        assert [form for form in shown.all("form", method="post") if form["action"] not in {"/logout", "/theme"}] == []
    assert stage.log_in("刘洋").get("/setup/rules/packs").status_code == 403
