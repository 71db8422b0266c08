"""The clothes of the one person at a window, and the names of a site's own classes."""

import numpy as np
import pytest

from models.values.occupancy import Attire, Outerwear, Sleeve
from models.values.seeing import Signal, SignalKind, WindowView
from tests.vision.attire_drawn import BLUE, VIEW, Drawn
from vision.attire import attire_of, the_one_at, together
from vision.attire_signals import SignalMap, SignalState, SiteSignal
from vision.outerwear import OuterwearSeen, TaughtColours
from vision.sleeves import SleeveSeen

TAG = Signal(SignalKind.seat_tag, 1.0, (0.4, 0.4, 0.5, 0.5))
ELSEWHERE = WindowView("W2", 1, ((0.0, 0.0), (0.1, 0.0), (0.1, 0.1), (0.0, 0.1)))
ONE = Drawn().person()
PEOPLE = {
    "one": (VIEW, [ONE, TAG], True),
    "nobody": (VIEW, [TAG], False),
    "two": (VIEW, [ONE, Drawn().person(0.8, shift_px=20)], False),
    "a second one too doubtful to count": (VIEW, [ONE, Drawn().person(0.3, shift_px=20)], True),
    "one too doubtful to count": (VIEW, [Drawn().person(0.3)], False),
    "one elsewhere": (ELSEWHERE, [ONE], False),
    "a sleeve that was called a person": (VIEW, [ONE, Signal(SignalKind.person, 0.5, (0.4, 0.4, 0.45, 0.5))], True),
}


@pytest.mark.parametrize(("view", "signals", "one"), PEOPLE.values(), ids=PEOPLE)
def test_exactly_one_person_has_clothes(view: WindowView, signals: list[Signal], one: bool) -> None:
    assert (the_one_at(view, signals) == ONE) == one
    assert (attire_of(Drawn().picture(), view, signals) is not None) == one


def test_sleeves_and_taught_coat_together() -> None:
    drawn = Drawn((0.7, 0.7))
    coats, shirts = [np.full((30, 30, 3), BLUE, np.uint8)], [np.full((30, 30, 3), 230, np.uint8)]
    seen = attire_of(
        drawn.picture(), VIEW, [drawn.person()], taught=TaughtColours.from_pictures(coats=coats, shirts=shirts)
    )
    assert seen is not None
    assert (seen.attire.sleeve, seen.attire.outerwear) == (Sleeve.short, Outerwear.yes)
    assert seen.attire.confidence >= 0.7
    assert seen.why.startswith("Sleeves short: The forearms look like skin")
    assert "Outerwear yes: Looks like the taught coat" in seen.why


def test_the_attributes_model_is_not_asked_about_hidden_arms() -> None:
    class Fails:
        def long_sleeves(self, *_: object) -> float:
            raise AssertionError("asked")

    hidden = Drawn(hidden=frozenset({9, 10}))
    seen = attire_of(hidden.picture(), VIEW, [hidden.person()], attributes=Fails())  # type: ignore[arg-type]
    assert seen is not None
    assert seen.attire == Attire(Sleeve.unknown, Outerwear.unknown, 0.0)


CONFIDENCES = {
    "both known": (Sleeve.long, 0.9, Outerwear.no, 0.8, 0.8),
    "only the sleeves": (Sleeve.long, 0.9, Outerwear.unknown, 0.0, 0.9),
    "only the coat": (Sleeve.unknown, 0.0, Outerwear.yes, 0.8, 0.8),
    "nothing": (Sleeve.unknown, 0.0, Outerwear.unknown, 0.0, 0.0),
}


@pytest.mark.parametrize(("sleeve", "s", "coat", "c", "told"), CONFIDENCES.values(), ids=CONFIDENCES)
def test_as_sure_as_the_less_sure_of_what_is_known(
    sleeve: Sleeve, s: float, coat: Outerwear, c: float, told: float
) -> None:
    assert together(SleeveSeen(sleeve, s, "a."), OuterwearSeen(coat, c, "b.")).attire == Attire(sleeve, coat, told)


CLASSES = ("person", "work_badge", "name_card")
BOTH = SignalMap.of({"work_badge": "badge", "name_card": "desk-plate"}, CLASSES)
FOUND = {
    "a badge": ([("work_badge", 0.8)], {SiteSignal.badge}),
    "a doubtful badge": ([("work_badge", 0.3)], set()),
    "both, and others": ([("person", 0.9), ("work_badge", 0.8), ("name_card", 0.5)], set(SiteSignal)),
    "nothing": ([], set()),
}


@pytest.mark.parametrize(("found", "seen"), FOUND.values(), ids=FOUND)
def test_what_a_sites_classes_say(found: list[tuple[str, float]], seen: set[SiteSignal]) -> None:
    states = BOTH.states(found)
    assert set(states) == set(SiteSignal)
    assert {signal for signal, state in states.items() if state is SignalState.seen} == seen


WRONG = {
    "a class that the model lacks": ({"hat": "badge"}, "no class 'hat'"),
    "a signal that there is not": ({"person": "tie"}, "'tie' is no signal; there are badge, desk-plate"),
}


@pytest.mark.parametrize(("given", "words"), WRONG.values(), ids=WRONG)
def test_a_wrong_map_is_refused(given: dict[str, str], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        SignalMap.of(given, CLASSES)
