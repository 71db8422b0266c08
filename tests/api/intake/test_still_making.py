"""Which looks stills are made of, and that nothing of it can stop the looking."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from api.intake.still_making import Seen, offer_stills, shown_by
from api.intake.stills import Stills
from models.values.evidence import Shown
from models.values.occupancy import Attire, Outerwear, Sleeve, WindowState
from models.values.seeing import EvidenceKind, Sighting, Unusable
from tests.vision.people import person
from vision.attire import AttireSeen
from vision.jpeg import decode, inspect
from vision.look import Look
from vision.looker import Looker
from vision.scene import Scene, Seat
from vision.shot import Shot

CAMERA, WINDOW = UUID(int=1), UUID(int=2)
AT = datetime(2026, 6, 3, 1, 0, tzinfo=UTC)
ONE_PERSON = Sighting(people=1, sign=False, evidence=EvidenceKind.person, unusable=None, why="")
LONG, UNKNOWN = (
    AttireSeen(Attire(sleeve, Outerwear.unknown, confidence), "")
    for sleeve, confidence in ((Sleeve.long, 0.9), (Sleeve.unknown, 0.0))
)
LOOK = Look(window="W1", sighting=ONE_PERSON, signals=(), heads_known=True, attire=LONG)
STAFFED, EMPTY, SIGN = WindowState.staffed, WindowState.unattended, WindowState.away_sign


@pytest.mark.parametrize(
    ("look", "state", "shown"),
    [
        pytest.param(LOOK, STAFFED, [Shown.staffed, Shown.clothes], id="one person whose head is known"),
        pytest.param(replace(LOOK, heads_known=False), STAFFED, [Shown.staffed], id="no keypoints, no clothes"),
        pytest.param(replace(LOOK, attire=UNKNOWN), STAFFED, [Shown.staffed], id="clothes that tell nothing"),
        pytest.param(replace(LOOK, attire=None), STAFFED, [Shown.staffed], id="clothes that nobody looked at"),
        pytest.param(
            replace(LOOK, sighting=replace(ONE_PERSON, people=2), attire=None),
            STAFFED,
            [Shown.staffed],
            id="two people",
        ),
        pytest.param(
            replace(LOOK, sighting=replace(ONE_PERSON, people=0), attire=None), EMPTY, [Shown.unattended], id="nobody"
        ),
        pytest.param(
            replace(LOOK, sighting=replace(ONE_PERSON, people=0, sign=True), attire=None),
            SIGN,
            [Shown.away_sign],
            id="the sign",
        ),
        pytest.param(replace(LOOK, again=True), STAFFED, [], id="never of a reused look"),
        pytest.param(
            replace(LOOK, sighting=replace(ONE_PERSON, unusable=Unusable.dark)),
            STAFFED,
            [],
            id="nor of an unusable one",
        ),
    ],
)
def test_shown_by(look: Look, state: WindowState, shown: list[Shown]) -> None:
    assert list(shown_by(look, state)) == shown


@pytest.fixture(scope="module")
def scene() -> Scene:
    return Scene()


def offer(scene: Scene, stills: Stills, look: Look, state: WindowState, second: float = 0) -> None:
    at = AT + timedelta(seconds=second)
    seen = [Seen(WINDOW, scene.views()[0], look, state)]
    shot = Shot(scene.frame({"W1": Seat(person=0)}), scene.views(), "c", at)
    offer_stills(stills, shot, CAMERA, seen, captured_at=at, now=AT)


def test_a_still_carries_what_it_is_of(scene: Scene) -> None:
    stills = Stills()
    empty = replace(LOOK, sighting=replace(ONE_PERSON, people=0), attire=None, features=(0.5, 1.0))
    offer(scene, stills, empty, EMPTY)
    (still,) = stills.of_window(WINDOW)
    assert (still.camera_id, still.window_id, still.shown) == (CAMERA, WINDOW, Shown.unattended)
    assert (still.taken_at, still.features) == (AT, (0.5, 1.0))
    assert max(inspect(still.jpeg).width_px, inspect(still.jpeg).height_px) == 512


def test_clothes_need_a_head_that_is_known_for_certain(scene: Scene) -> None:
    stills = Stills()
    box = (68 / 1280, 158 / 720, 238 / 1280, 452 / 720)
    offer(scene, stills, replace(LOOK, signals=(person(box),)), STAFFED)
    assert [still.shown for still in stills.of_window(WINDOW)] == [Shown.staffed]
    offer(scene, stills, replace(LOOK, signals=(person(box, keypoints=True),)), STAFFED, second=5)
    assert [still.shown for still in stills.of_window(WINDOW)] == [Shown.staffed, Shown.clothes]


def test_only_what_is_wanted_is_made(scene: Scene) -> None:
    stills = Stills()
    for second in range(0, 61, 5):
        offer(scene, stills, replace(LOOK, heads_known=False), STAFFED, second)
    assert [(still.taken_at - AT).seconds for still in stills.of_window(WINDOW)] == [0, 30, 60]


def test_no_failure_reaches_the_looking(scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
    outside = replace(scene.views()[0], staff_zone=((1.5, 1.5), (1.7, 1.5), (1.7, 1.7)))
    stills = Stills()
    good = Seen(UUID(int=3), scene.views()[1], replace(LOOK, heads_known=False), STAFFED)
    bad = Seen(WINDOW, outside, LOOK, STAFFED)
    shot = Shot(scene.frame({}), scene.views(), "c", AT)
    offer_stills(stills, shot, CAMERA, [bad, good], captured_at=AT, now=AT)
    assert stills.of_window(WINDOW) == []
    assert len(stills.of_window(UUID(int=3))) == 1
    assert "no still could be made" in caplog.text


def test_the_looker_s_own_looks_are_taken(scene: Scene) -> None:
    """By tags alone: an empty desk is veiled, the picture decoded once."""
    jpeg = scene.frame({"W1": Seat(sign=True)})
    shot = Shot(jpeg, scene.views(), "c", AT)
    (looks,) = Looker().look_many([shot])
    stills = Stills()
    offer_stills(stills, shot, CAMERA, [Seen(WINDOW, scene.views()[0], looks[0], SIGN)], captured_at=AT, now=AT)
    (still,) = stills.of_window(WINDOW)
    assert decode(still.jpeg).std() > 10
    assert still.features is looks[0].features
