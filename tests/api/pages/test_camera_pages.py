"""The pages under `/setup/cameras`: adding, renaming, retiring, keys, live test and teaching, as HTTP answers them."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlmodel import Session, select

from api.cameras.board import LESSON_LOOKS, SeenFrame, SeenSignal, SeenWindow
from api.database import writing_to
from api.keys import find_key
from api.setup.camera_views import Zones, put_view
from api.state import state_of
from conduct.learning.teaching import Place
from models.tables import CameraRow, CameraViewRow, DeviceKeyRow, TaughtLookRow, WindowClassifierRow
from models.values.occupancy import WindowState
from models.values.seeing import EvidenceKind, SignalKind, Unusable
from tests.api.cast import Stage, csrf, set_the_stage
from tests.api.conftest import picture_bytes
from vision.features import FEATURE_NAMES
from vision.taught import TaughtLook

LIST = "/setup/cameras"
ONE = f"{LIST}/cam-H1"
SQUARE = [(0.1, 0.1), (0.4, 0.1), (0.4, 0.6), (0.1, 0.6)]


@pytest.fixture
def stage(tmp_path: Path, database: Engine) -> Stage:
    return set_the_stage(tmp_path, database, now="10:00")


def admin(stage: Stage) -> TestClient:
    client = stage.log_in("孙悦")
    client.headers.update({"X-CSRF-Token": csrf("孙悦"), "Accept-Language": "en"})
    client.cookies.set("conduct_language", "en")
    return client


def looks_at_w1(stage: Stage) -> Place:
    with writing_to(stage.engine) as session:
        camera = session.get_one(CameraRow, stage.cameras["H1"])
        put_view(session, camera, stage.windows["H1/W1"], Zones(SQUARE), by="test", now=stage.clock.now())
    return Place(stage.windows["H1/W1"], stage.cameras["H1"])


def test_a_supervisor_sees_the_cameras_of_the_hall_and_changes_nothing(stage: Stage) -> None:
    client = stage.log_in("周敏")
    page = client.get(f"{LIST}?lang=en").text
    assert "cam-H1" in page
    assert "cam-H2" not in page
    assert "Add a camera" not in page
    assert "Next: make a key" in page
    for tab in ("", "/zones", "/live", "/teaching"):
        told = client.get(f"{ONE}{tab}")
        assert (told.status_code, '<form method="post" action="/setup' in told.text) == (200, tab == "/zones"), tab
    assert "Save the zones" not in client.get(f"{ONE}/zones").text
    assert client.get(f"{LIST}/cam-H2").status_code == 404


def test_added_renamed_and_retired(stage: Stage) -> None:
    client = admin(stage)
    wrong = client.post(LIST, data={"hall": "H1", "code": "cam 3", "name": "East", "interval_s": "5"})
    assert wrong.status_code == 422
    assert "A code is made of letters" in wrong.text
    assert 'value="cam 3"' in wrong.text
    for told, words in (
        ({"hall": "H1", "code": "cam-H1"}, "There is a camera with this code already"),
        ({"hall": "H9", "code": "cam-3"}, "Choose one of the halls"),
        ({"hall": "H1", "code": "cam-3", "interval_s": "often"}, "The interval is a number of seconds"),
    ):
        assert words in client.post(LIST, data=told).text
    added = client.post(LIST, data={"hall": "H1", "code": "cam-3", "name": "East", "interval_s": "2.5"})
    assert (added.status_code, added.headers["location"]) == (303, f"{LIST}/cam-3")
    assert "It has a key" in client.get(f"{LIST}/cam-3").text
    assert client.post(f"{LIST}/cam-3", data={"name": "West", "interval_s": "0"}).status_code == 422
    client.post(f"{LIST}/cam-3", data={"name": "West", "interval_s": "3"})
    assert "West" in client.get(f"{LIST}/cam-3").text

    unsure = client.post(f"{LIST}/cam-3/retirement")
    assert unsure.headers["location"].endswith("#retire")
    assert "cam-3" in client.get(LIST).text
    client.post(f"{LIST}/cam-3/retirement", data={"sure": "yes"})
    assert "cam-3" not in client.get(LIST).text
    assert "cam-3" in client.get(f"{LIST}?retired=true").text
    assert "Retired since" in client.get(f"{LIST}/cam-3").text
    again = client.post(f"{LIST}/cam-3", data={"name": "North", "interval_s": "3"})
    assert "nothing about it can be changed" in again.text
    assert [who for who, _ in stage.audited("camera.retired")] == ["sunyue"]


def test_a_key_is_shown_once_works_and_is_revoked(stage: Stage) -> None:
    client = admin(stage)
    shown = client.post(f"{ONE}/keys", data={"kind": "digest"})
    key = re.search(r'<code id="key" translate="no">([^<]+)</code>', shown.text)
    assert key is not None
    assert "http://testserver/api/v1/cameras/cam-H1/frames" in shown.text
    assert f"Bearer {key[1]}" in shown.text
    assert key[1] not in client.get(f"{ONE}/keys").text
    with Session(stage.engine) as session:
        row = find_key(session, key[1])
        assert row is not None
        assert row.ha1_encrypted is not None
        prefix = row.prefix
    headers = {"Authorization": f"Bearer {key[1]}", "Content-Type": "image/jpeg"}

    def post() -> int:
        return (
            stage.anybody().post("/api/v1/cameras/cam-H1/frames", content=picture_bytes(4), headers=headers).status_code
        )

    with stage.anybody():
        assert post() == 202
        client.post(f"{ONE}/keys/{prefix}/revocation")
        assert post() == 401
    listed = client.get(f"{ONE}/keys").text
    assert "Revoked" in listed
    for vendor in ("Axis", "Hikvision", "Dahua", "Uniview"):
        assert f"<summary>{vendor}</summary>" in listed
    assert client.post(f"{ONE}/keys/nothing/revocation").status_code == 404
    short = client.post(f"{ONE}/keys", data={"kind": "short"}).text
    assert re.search(r'<code id="key" translate="no">[A-Za-z2-9]{16}</code>', short)
    with Session(stage.engine) as session:
        assert len(session.exec(select(DeviceKeyRow)).all()) == 2


def test_typed_zones_are_saved_or_refused_in_words(stage: Stage) -> None:
    client = admin(stage)
    told = {"version-W1": "0", "staff-W1": "0.1,0.1 0.4,0.1 0.4,0.6", "sign-W1": "", "customer-W1": "0.1 0.7 1 0.7 1 1"}
    saved = client.post(f"{ONE}/zones", data=told | {"staff-W2": "", "sign-W2": "", "customer-W2": ""})
    assert saved.headers["location"] == f"{ONE}/zones?saved=W1"
    assert "Saved, and valid from now on: W1" in client.get(saved.headers["location"]).text
    same = client.post(f"{ONE}/zones", data=told | {"version-W1": "1"})
    assert "Nothing had changed" in client.get(same.headers["location"]).text
    for zones, words in (
        ({"staff-W1": "0.1,0.1 0.4"}, "cannot be read"),
        ({"staff-W1": "0.1,0.1 0.4,0.1"}, "three corners at least"),
        ({"staff-W1": ""}, "needs a staff zone"),
        ({"staff-W1": "0.1,0.1 1.4,0.1 0.4,0.6"}, "outside of the picture"),
        ({"version-W1": "0", "customer-W1": ""}, "Somebody else has changed"),
    ):
        refused = client.post(f"{ONE}/zones", data=told | {"version-W1": "1"} | zones)
        assert (refused.status_code, words in refused.text) == (422, True), zones
        assert zones.get("staff-W1", "") in refused.text
    with Session(stage.engine) as session:
        assert [row.version for row in session.exec(select(CameraViewRow)).all()] == [1]
    gone = client.post(f"{ONE}/zones", data={"version-W1": "1", "staff-W1": "", "sign-W1": "", "customer-W1": ""})
    assert gone.status_code == 303
    assert len(stage.audited("camera_view.ended")) == 1


def test_the_live_test_says_what_was_seen_and_why(stage: Stage) -> None:
    client, place, now = stage.log_in("周敏"), looks_at_w1(stage), stage.clock.now()
    assert "none has come yet" in client.get(f"{ONE}/live?lang=en").text
    board = state_of(stage.app).set_up
    assert board.is_watched(place.camera_id, now)
    box = (0.2, 0.2, 0.3, 0.4)
    seen = (
        SeenSignal(SignalKind.person, 0.834, box, at_place=True),
        SeenSignal(SignalKind.person, 0.21, box, at_place=False),
    )
    window = SeenWindow(
        place.window_id, "W1", WindowState.staffed, EvidenceKind.person, None, seen, taught=0.97, again=False
    )
    board.put_seen(place.camera_id, SeenFrame(now, (window,)))
    page = client.get(f"{ONE}/live").text
    for words in (
        "0.83",
        "below the threshold",
        "Seat tag 1",
        "not seen",
        "probability 0.97",
        "a score of 0.40",
        "10:00:00",
    ):
        assert words in page, words
    assert "王芳" not in page
    broken = SeenWindow(
        place.window_id, "W1", WindowState.unknown, EvidenceKind.none, Unusable.covered, (), taught=None, again=True
    )
    board.put_seen(place.camera_id, SeenFrame(now + timedelta(seconds=5), (broken,)))
    page = client.get(f"{ONE}/live").text
    assert "Nothing usable: covered" in page
    assert "an earlier look stands" in page
    neither = replace(broken, unusable=Unusable.hidden_tag_nobody)
    board.put_seen(place.camera_id, SeenFrame(now + timedelta(seconds=10), (neither,)))
    page = client.get(f"{ONE}/live").text
    assert "neither the seat tag nor a person is seen, so it cannot be decided" in page


def test_taught_from_what_is_seen_and_forgotten(stage: Stage) -> None:
    client, place, now = admin(stage), looks_at_w1(stage), stage.clock.now()
    board = state_of(stage.app).set_up
    nothing = client.post(f"{ONE}/teaching/W1/end", data={"keep": "yes"})
    assert (nothing.status_code, "Nothing was gathered" in nothing.text) == (422, True)
    for says, level in (("staffed", 0.9), ("empty", 0.1)):
        begun = client.post(f"{ONE}/teaching/W1/lesson", data={"says": says})
        assert begun.headers["location"] == f"{ONE}/teaching#window-W1"
        for number in range(1, LESSON_LOOKS + 1):
            at = now + timedelta(seconds=5 * number + (0 if says == "staffed" else 1000))
            features = tuple(level + 0.001 * (number % 7) for _ in FEATURE_NAMES)
            board.add_to_lesson(place, TaughtLook(at, says == "staffed", features))
        page = client.get(f"{ONE}/teaching").text
        assert f"{LESSON_LOOKS} of {LESSON_LOOKS} looks gathered" in page
        assert f"sunyue says that it is {says} now" in page
        kept = client.post(f"{ONE}/teaching/W1/end", data={"keep": "yes"})
        assert "done=taught" in kept.headers["location"]
    page = client.get(f"{ONE}/teaching").text
    assert "Of the held-back looks" in page
    with Session(stage.engine) as session:
        assert len(session.exec(select(TaughtLookRow)).all()) == 2 * LESSON_LOOKS
    assert [who for who, _ in stage.audited("window.shown")] == ["sunyue", "sunyue"]

    client.post(f"{ONE}/teaching/W1/forgetting")
    assert stage.audited("window.forgot") == []
    client.post(f"{ONE}/teaching/W1/forgetting", data={"sure": "yes"})
    with Session(stage.engine) as session:
        assert session.exec(select(TaughtLookRow)).all() == session.exec(select(WindowClassifierRow)).all() == []
    assert [who for who, _ in stage.audited("window.forgot")] == ["sunyue"]
    assert client.post(f"{ONE}/teaching/W2/lesson", data={"says": "empty"}).status_code == 404


def test_what_is_let_go_teaches_nothing(stage: Stage) -> None:
    client, place = admin(stage), looks_at_w1(stage)
    client.post(f"{ONE}/teaching/W1/lesson", data={"says": "staffed"})
    client.post(f"{ONE}/teaching/W1/end")
    assert state_of(stage.app).set_up.lessons(place.camera_id) == {}
    assert stage.audited("window.shown") == []


def test_many_cameras_come_in_pages(stage: Stage) -> None:
    with writing_to(stage.engine) as session:
        session.add_all(CameraRow(hall_id=stage.halls["H1"], code=f"many-{number:03}") for number in range(60))
    client = admin(stage)
    first = client.get(f"{LIST}?hall=H1").text
    following = re.search(r'href="(/setup/cameras\?[^"]*cursor=[^"]*)"', first)
    assert following is not None
    second = client.get(following[1].replace("&amp;", "&")).text
    codes = [set(re.findall(r"many-\d{3}", page)) for page in (first, second)]
    assert codes[0].isdisjoint(codes[1])
    assert len(codes[0] | codes[1]) == 60
