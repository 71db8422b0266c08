from dataclasses import replace

import pytest

from models.values.seeing import EvidenceKind, Signal, Unusable
from tests.vision.people import SEAT_TAG, SIGN_TAG, VIEW, person
from vision.fuse import FuseSetup, fuse

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
    assert fuse((DOUBTFUL,), replace(BOTH, person_score_min=0.3)).people == 1
    assert fuse((CLERK,), replace(BOTH, person_score_min=0.95)).unusable is Unusable.hidden_tag_nobody
