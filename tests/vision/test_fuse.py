from dataclasses import replace

import pytest

from models.values.seeing import EvidenceKind, Signal, SignalKind, Unusable
from tests.vision.people import SEAT_TAG, SIGN_TAG, VIEW, person
from vision.fuse import FuseSetup, TaughtLimits, fuse
from vision.persons import PersonLimits

NO_TAG = replace(VIEW, seat_tag=False)
CLERK = person(keypoints=True)
CUSTOMER = person((0.4, 0.6, 0.6, 1.0), keypoints=True)
DOUBTFUL = person(score=0.39, keypoints=True)
SECOND = person((0.42, 0.2, 0.62, 0.5), score=0.5)
HANDS = person((0.45, 0.4, 0.52, 0.48), score=0.5)

TAGS_ONLY = FuseSetup(VIEW, person_detector=False)
BOTH = FuseSetup(VIEW, person_detector=True)
DETECTOR_ONLY = FuseSetup(NO_TAG, person_detector=True)
NOTHING = FuseSetup(NO_TAG, person_detector=False)

SIGN_TEXT = Signal(SignalKind.sign_text, 0.8, (0.62, 0.52, 0.78, 0.6))
JACKET = person(score=0.59, keypoints=True)
SURE = person(score=0.6, keypoints=True)


def taught(setup: FuseSetup, probability: float) -> FuseSetup:
    return replace(setup, taught=probability)


@pytest.mark.parametrize(
    ("setup", "signals", "people", "sign", "evidence"),
    [
        pytest.param(TAGS_ONLY, (SEAT_TAG,), 0, False, EvidenceKind.seat_tag, id="tags: seat tag seen"),
        pytest.param(TAGS_ONLY, (), 1, False, EvidenceKind.tag_hidden, id="tags: seat tag hidden"),
        pytest.param(TAGS_ONLY, (SEAT_TAG, SIGN_TAG), 0, True, EvidenceKind.sign_tag, id="tags: empty, sign out"),
        pytest.param(TAGS_ONLY, (SIGN_TAG,), 1, True, EvidenceKind.tag_hidden, id="tags: hidden, sign out"),
        pytest.param(BOTH, (SEAT_TAG,), 0, False, EvidenceKind.seat_tag, id="both: empty"),
        pytest.param(BOTH, (CLERK,), 1, False, EvidenceKind.person, id="both: a person"),
        pytest.param(BOTH, (SEAT_TAG, CLERK), 1, False, EvidenceKind.person, id="both: a person beside the tag"),
        pytest.param(BOTH, (SIGN_TAG, CLERK), 1, True, EvidenceKind.person, id="both: a person and the sign"),
        pytest.param(BOTH, (SIGN_TAG,), 0, True, EvidenceKind.sign_tag, id="both: hidden, nobody, sign out"),
        pytest.param(BOTH, (SEAT_TAG, SIGN_TAG), 0, True, EvidenceKind.sign_tag, id="both: empty, sign out"),
        pytest.param(BOTH, (SEAT_TAG, CUSTOMER), 0, False, EvidenceKind.seat_tag, id="both: only a customer"),
        pytest.param(BOTH, (SEAT_TAG, DOUBTFUL), 0, False, EvidenceKind.seat_tag, id="both: a doubtful person"),
        pytest.param(BOTH, (CLERK, SECOND), 2, False, EvidenceKind.person, id="both: two people"),
        pytest.param(BOTH, (HANDS, CLERK), 1, False, EvidenceKind.person, id="both: hands are no second person"),
        pytest.param(DETECTOR_ONLY, (), 0, False, EvidenceKind.nobody, id="detector: nobody"),
        pytest.param(DETECTOR_ONLY, (CUSTOMER,), 0, False, EvidenceKind.nobody, id="detector: only a customer"),
        pytest.param(DETECTOR_ONLY, (CLERK,), 1, False, EvidenceKind.person, id="detector: a person"),
        pytest.param(DETECTOR_ONLY, (SIGN_TAG,), 0, True, EvidenceKind.sign_tag, id="detector: nobody, sign out"),
    ],
)
def test_usable(setup: FuseSetup, signals: tuple[Signal, ...], people: int, sign: bool, evidence: EvidenceKind) -> None:
    sighting = fuse(signals, setup)
    assert (sighting.people, sighting.sign, sighting.evidence, sighting.unusable) == (people, sign, evidence, None)
    assert sighting == fuse(signals[::-1], setup), "the order of signals must not matter"
    assert not sighting.why[0].islower()
    assert sighting.why.endswith(".")
    assert ("away sign" in sighting.why) is sign


@pytest.mark.parametrize(
    ("setup", "signals", "reason"),
    [
        pytest.param(BOTH, (), Unusable.hidden_tag_nobody, id="tag hidden, nobody found"),
        pytest.param(BOTH, (CUSTOMER,), Unusable.hidden_tag_nobody, id="tag hidden behind a customer"),
        pytest.param(BOTH, (DOUBTFUL,), Unusable.hidden_tag_nobody, id="tag hidden behind a doubtful person"),
        pytest.param(NOTHING, (), Unusable.no_detector, id="neither tag nor detector"),
        pytest.param(NOTHING, (SIGN_TAG,), Unusable.no_detector, id="only a sign: who knows who sits behind it"),
        *(
            pytest.param(replace(setup, fault=fault), (SEAT_TAG, SIGN_TAG, CLERK), fault, id=f"{fault}, {name}")
            for fault in (Unusable.dark, Unusable.blurred, Unusable.covered)
            for name, setup in (("tags", TAGS_ONLY), ("both", BOTH), ("nothing", NOTHING))
        ),
        pytest.param(replace(TAGS_ONLY, fault=Unusable.dark), (), Unusable.dark, id="a hidden tag in the dark"),
    ],
)
def test_unusable(setup: FuseSetup, signals: tuple[Signal, ...], reason: Unusable) -> None:
    sighting = fuse(signals, setup)
    assert (sighting.people, sighting.evidence, sighting.unusable) == (0, EvidenceKind.none, reason)
    assert not sighting.usable
    assert not sighting.why[0].islower()
    assert sighting.why.endswith(".")


def test_the_threshold_is_the_callers() -> None:
    assert fuse((DOUBTFUL,), replace(BOTH, persons=PersonLimits(score_min=0.3))).people == 1
    assert fuse((CLERK,), replace(BOTH, persons=PersonLimits(score_min=0.95))).unusable is Unusable.hidden_tag_nobody


@pytest.mark.parametrize(
    ("setup", "signals", "people", "sign", "evidence"),
    [
        pytest.param(taught(DETECTOR_ONLY, 0.9), (), 1, False, EvidenceKind.taught, id="a clerk overlooked"),
        pytest.param(taught(DETECTOR_ONLY, 0.9), (DOUBTFUL,), 1, False, EvidenceKind.taught, id="a doubtful one"),
        pytest.param(taught(DETECTOR_ONLY, 0.89), (), 0, False, EvidenceKind.nobody, id="not sure: staffed"),
        pytest.param(taught(DETECTOR_ONLY, 0.11), (JACKET,), 1, False, EvidenceKind.person, id="not sure: empty"),
        pytest.param(taught(DETECTOR_ONLY, 0.1), (JACKET,), 0, False, EvidenceKind.taught, id="a jacket cleared"),
        pytest.param(taught(DETECTOR_ONLY, 0.0), (SURE,), 1, False, EvidenceKind.person, id="a sure person stays"),
        pytest.param(
            taught(DETECTOR_ONLY, 0.0), (JACKET, SURE), 2, False, EvidenceKind.person, id="one sure is enough"
        ),
        pytest.param(
            taught(DETECTOR_ONLY, 1.0), (CLERK, SECOND), 2, False, EvidenceKind.person, id="people are counted"
        ),
        pytest.param(taught(DETECTOR_ONLY, 0.0), (SIGN_TAG,), 0, True, EvidenceKind.sign_tag, id="empty, sign out"),
        pytest.param(
            taught(DETECTOR_ONLY, 1.0), (SIGN_TAG,), 1, True, EvidenceKind.taught, id="a clerk beats the sign"
        ),
        pytest.param(taught(BOTH, 0.0), (), 0, False, EvidenceKind.taught, id="tag hidden, detector: nobody, empty"),
        pytest.param(taught(BOTH, 1.0), (), 1, False, EvidenceKind.taught, id="tag hidden, staffed"),
        pytest.param(taught(BOTH, 0.0), (SEAT_TAG,), 0, False, EvidenceKind.seat_tag, id="tag seen, empty"),
        pytest.param(taught(BOTH, 0.0), (SEAT_TAG, JACKET), 0, False, EvidenceKind.seat_tag, id="tag seen, a jacket"),
        pytest.param(taught(BOTH, 1.0), (SEAT_TAG, CLERK), 1, False, EvidenceKind.person, id="tag seen, a person"),
        pytest.param(taught(TAGS_ONLY, 1.0), (), 1, False, EvidenceKind.taught, id="tags: hidden, staffed"),
        pytest.param(taught(TAGS_ONLY, 0.5), (), 1, False, EvidenceKind.tag_hidden, id="tags: hidden, not sure"),
        pytest.param(taught(NOTHING, 1.0), (), 1, False, EvidenceKind.taught, id="only taught: staffed"),
        pytest.param(taught(NOTHING, 0.0), (), 0, False, EvidenceKind.taught, id="only taught: empty"),
        pytest.param(DETECTOR_ONLY, (SIGN_TEXT,), 0, True, EvidenceKind.sign_text, id="a text sign"),
        pytest.param(DETECTOR_ONLY, (SIGN_TEXT, SIGN_TAG), 0, True, EvidenceKind.sign_tag, id="the tag goes first"),
        pytest.param(DETECTOR_ONLY, (SIGN_TEXT, CLERK), 1, True, EvidenceKind.person, id="a person and a text sign"),
        pytest.param(BOTH, (SIGN_TEXT,), 0, True, EvidenceKind.sign_text, id="tag hidden, nobody, text sign out"),
        pytest.param(replace(BOTH, sign_unread=True), (CLERK,), 1, False, EvidenceKind.person, id="unread, a person"),
        pytest.param(
            replace(BOTH, sign_unread=True),
            (SEAT_TAG, SIGN_TAG),
            0,
            True,
            EvidenceKind.sign_tag,
            id="unread, but a tag",
        ),
    ],
)
def test_taught_and_text(
    setup: FuseSetup, signals: tuple[Signal, ...], people: int, sign: bool, evidence: EvidenceKind
) -> None:
    test_usable(setup, signals, people, sign, evidence)


@pytest.mark.parametrize(
    ("setup", "signals", "reason"),
    [
        pytest.param(taught(BOTH, 0.9), (SEAT_TAG,), Unusable.taught_contradicts_tag, id="tag seen, staffed"),
        pytest.param(taught(TAGS_ONLY, 0.9), (SEAT_TAG,), Unusable.taught_contradicts_tag, id="tags: seen, staffed"),
        pytest.param(taught(TAGS_ONLY, 0.1), (), Unusable.taught_contradicts_tag, id="tags: hidden, empty"),
        pytest.param(taught(TAGS_ONLY, 0.9), (SEAT_TAG, SIGN_TAG), Unusable.taught_contradicts_tag, id="with a sign"),
        pytest.param(taught(BOTH, 0.5), (), Unusable.hidden_tag_nobody, id="not sure changes nothing"),
        pytest.param(taught(NOTHING, 0.5), (), Unusable.no_detector, id="not sure is no detector"),
        pytest.param(taught(replace(BOTH, fault=Unusable.dark), 1.0), (CLERK,), Unusable.dark, id="dark stays dark"),
        pytest.param(replace(BOTH, sign_unread=True), (SEAT_TAG,), Unusable.sign_unread, id="empty, sign unread"),
        pytest.param(
            taught(replace(NOTHING, sign_unread=True), 0.0), (), Unusable.sign_unread, id="taught empty, unread"
        ),
        pytest.param(replace(BOTH, sign_unread=True), (), Unusable.hidden_tag_nobody, id="the first reason stays"),
    ],
)
def test_taught_and_text_unusable(setup: FuseSetup, signals: tuple[Signal, ...], reason: Unusable) -> None:
    test_unusable(setup, signals, reason)


def test_what_was_taught_counts_from_the_callers_thresholds() -> None:
    limits = TaughtLimits(staffed_min=0.7, empty_max=0.3, person_sure=0.5)
    assert fuse((), replace(DETECTOR_ONLY, taught=0.7, taught_limits=limits)).evidence is EvidenceKind.taught
    assert fuse((person(score=0.49),), replace(DETECTOR_ONLY, taught=0.3, taught_limits=limits)).people == 0
    assert fuse((person(score=0.5),), replace(DETECTOR_ONLY, taught=0.3, taught_limits=limits)).people == 1
