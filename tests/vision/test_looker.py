import pytest

from models.values.seeing import EvidenceKind, Signal, SignalKind, Unusable
from tests.vision.people import person
from tests.vision.told_eyes import ToldEyes
from vision.jpeg import decode
from vision.look import Detectors, LookLimits
from vision.looker import Looker
from vision.persons import PersonLimits
from vision.quality import QualityLimits
from vision.scene import Condition, Scene, Seat

SCENE = Scene()
OCCUPANTS = {"W1": Seat(person=0), "W2": Seat(sign=True), "W3": Seat(person=1, sign=True)}


def seated(bay: int) -> Signal:
    return person(((68 + 320 * bay) / 1280, 158 / 720, (238 + 320 * bay) / 1280, 452 / 720), keypoints=True)


def test_tags_alone() -> None:
    looker = Looker(persons_missing_because="CONDUCT_WEIGHTS is empty")
    assert looker.start() == Detectors(True, False, "CONDUCT_WEIGHTS is empty", False)
    looks = looker.look(decode(SCENE.frame(OCCUPANTS)), SCENE.views())
    assert [(look.window, look.sighting.people, look.sighting.sign, look.sighting.evidence) for look in looks] == [
        ("W1", 1, False, EvidenceKind.tag_hidden),
        ("W2", 0, True, EvidenceKind.sign_tag),
        ("W3", 1, True, EvidenceKind.tag_hidden),
        ("W4", 0, False, EvidenceKind.seat_tag),
    ]
    assert [look.heads_known for look in looks] == [False] * 4


def test_with_a_person_detector() -> None:
    eyes = ToldEyes({"W1": (seated(0),)})
    looker = Looker(eyes)
    looks = looker.look(decode(SCENE.frame(OCCUPANTS)), SCENE.views())
    assert [(look.sighting.people, look.sighting.evidence, look.sighting.unusable) for look in looks] == [
        (1, EvidenceKind.person, None),
        (0, EvidenceKind.sign_tag, None),
        (0, EvidenceKind.sign_tag, None),
        (0, EvidenceKind.seat_tag, None),
    ]
    assert seated(0) in looks[0].signals
    assert [look.heads_known for look in looks] == [True] * 4
    assert looker.start() == Detectors(True, True, None, True, persons_name="told eyes")
    assert eyes.proofs == 1


def test_unusable_weights_leave_the_tags_at_work() -> None:
    looker = Looker(ToldEyes({"W4": (seated(3),)}, unusable="the folder is damaged"))
    assert looker.start() == Detectors(True, False, "the folder is damaged", False)
    assert looker.look(decode(SCENE.frame({})), SCENE.views())[3].sighting.people == 0


@pytest.mark.parametrize(
    ("condition", "fault"),
    [
        (Condition.dark, Unusable.dark),
        (Condition.covered, Unusable.covered),
        (Condition.blurred, Unusable.blurred),
    ],
)
def test_a_bad_picture_says_nothing(condition: Condition, fault: Unusable) -> None:
    picture = decode(SCENE.frame(OCCUPANTS, condition=condition))
    for looker in (Looker(), Looker(ToldEyes({"W1": (seated(0),)}))):
        assert {look.sighting.unusable for look in looker.look(picture, SCENE.views())} == {fault}


def test_limits_reach_quality_and_fusion() -> None:
    picture = decode(SCENE.frame({}))
    strict = Looker(limits=LookLimits(quality=QualityLimits(bright_level_min=256)))
    assert {look.sighting.unusable for look in strict.look(picture, SCENE.views())} == {Unusable.dark}
    assert seated(0).score > PersonLimits().score_min
    sceptic = Looker(ToldEyes({"W1": (seated(0),)}), LookLimits(persons=PersonLimits(score_min=0.99)))
    assert sceptic.look(picture, SCENE.views())[0].sighting.people == 0


def test_no_windows() -> None:
    assert Looker().look(decode(SCENE.frame({})), ()) == []


def test_signals_carry_the_tags() -> None:
    (look,) = Looker().look(decode(SCENE.frame(OCCUPANTS)), SCENE.views()[1:2])
    assert [signal.kind for signal in look.signals] == [SignalKind.seat_tag, SignalKind.sign_tag]
