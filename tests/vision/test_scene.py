import numpy as np
import pytest

from models.values.seeing import EvidenceKind, Unusable
from tests.shared import DETECTION, POSE, shared
from vision.jpeg import decode, inspect
from vision.looker import Looker
from vision.scene import PEOPLE, WINDOWS, Condition, Scene, Seat
from vision.yolo import YoloEyes

SCENE = Scene()
EVERY_PERSON_ONCE = [
    {code: Seat(person=(index + turn) % PEOPLE) for index, code in enumerate(WINDOWS)} for turn in range(4)
]
EVERYBODY_AWAY = {code: Seat(sign=True) for code in WINDOWS}
CUSTOMERS = {code: Seat(customer=index % PEOPLE) for index, code in enumerate(WINDOWS)}


def test_views() -> None:
    assert [(view.window, view.tag_number, view.seat_tag) for view in SCENE.views()] == [
        ("W1", 1, True),
        ("W2", 2, True),
        ("W3", 3, True),
        ("W4", 4, True),
    ]


def test_same_arguments_same_bytes_and_every_tick_another_frame() -> None:
    first = SCENE.frame({"W1": Seat(person=0)}, tick=1)
    assert first == Scene().frame({"W1": Seat(person=0)}, tick=1)
    assert len({SCENE.frame({}, tick=tick) for tick in range(50)}) == 50
    assert (inspect(first).width_px, inspect(first).height_px) == (1280, 720)


@pytest.mark.parametrize(
    ("occupants", "error"), [({"W5": Seat()}, KeyError), ({"W1": Seat(person=PEOPLE)}, IndexError)]
)
def test_what_is_not_in_the_scene(occupants: dict[str, Seat], error: type[Exception]) -> None:
    with pytest.raises(error):
        SCENE.frame(occupants)


@pytest.mark.parametrize("turn", range(4))
def test_tags_tell_who_sits(turn: int) -> None:
    looks = Looker().look(decode(SCENE.frame(EVERY_PERSON_ONCE[turn], tick=turn)), SCENE.views())
    assert [(look.sighting.people, look.sighting.evidence) for look in looks] == [(1, EvidenceKind.tag_hidden)] * 4


@pytest.mark.parametrize(
    ("occupants", "sign", "evidence"),
    [({}, False, EvidenceKind.seat_tag), (EVERYBODY_AWAY, True, EvidenceKind.sign_tag)],
)
@pytest.mark.parametrize("tick", [0, 5, 123456])
def test_tags_tell_empty_seats_and_signs(
    tick: int, occupants: dict[str, Seat], sign: bool, evidence: EvidenceKind
) -> None:
    looks = Looker().look(decode(SCENE.frame(occupants, tick)), SCENE.views())
    assert [(look.sighting.people, look.sighting.sign, look.sighting.evidence) for look in looks] == [
        (0, sign, evidence)
    ] * 4


@pytest.mark.parametrize("weights", [POSE, DETECTION])
def test_weights_tell_the_same(weights: str) -> None:
    looker = Looker(YoloEyes(shared(weights)))
    assert looker.start().persons
    for tick, occupants in enumerate(EVERY_PERSON_ONCE):
        picture = decode(SCENE.frame(occupants, tick))
        together = looker.look(picture, SCENE.views())
        one_by_one = [look for view in SCENE.views() for look in looker.look(picture, [view])]
        for looks in (together, one_by_one):
            assert [(look.sighting.people, look.sighting.evidence) for look in looks] == [(1, EvidenceKind.person)] * 4
        assert min(look.signals[0].score for look in one_by_one) > 0.8
        assert min(look.signals[0].score for look in together) > 0.7, "tiles are smaller than a whole input"
    for occupants, evidence in (
        ({}, EvidenceKind.seat_tag),
        (EVERYBODY_AWAY, EvidenceKind.sign_tag),
        (CUSTOMERS, EvidenceKind.seat_tag),
    ):
        looks = looker.look(decode(SCENE.frame(occupants)), SCENE.views())
        assert [(look.sighting.people, look.sighting.evidence) for look in looks] == [(0, evidence)] * 4
    dark = looker.look(decode(SCENE.frame(EVERY_PERSON_ONCE[0], condition=Condition.dark)), SCENE.views())
    assert {look.sighting.unusable for look in dark} == {Unusable.dark}


def test_people_cover_the_seat_tag_and_customers_do_not() -> None:
    empty, seated, waiting = (decode(SCENE.frame(occupants)) for occupants in ({}, EVERY_PERSON_ONCE[0], CUSTOMERS))
    tag = (slice(235, 315), slice(120, 200))
    assert np.abs(empty[tag].astype(int) - seated[tag]).mean() > 40
    assert np.abs(empty[tag].astype(int) - waiting[tag]).mean() < 3
