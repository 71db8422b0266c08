"""From what the detectors found at one window to one sighting. Pure: no picture, no clock."""

from collections.abc import Sequence
from dataclasses import dataclass

from models.values.seeing import EvidenceKind, Sighting, Signal, SignalKind, Unusable, WindowView
from vision.persons import is_at_staff_place, is_part_of

PERSON_SCORE_MIN = 0.4

FAULT_WORDS = {
    Unusable.dark: "The picture is too dark to tell anything.",
    Unusable.blurred: "The picture is too blurred to tell anything.",
    Unusable.covered: "The camera is covered, or sees nothing with an edge.",
}


@dataclass(frozen=True, slots=True)
class FuseSetup:
    """Under what conditions the signals came about."""

    view: WindowView
    person_detector: bool
    """Whether a person detector looked too; without one only the tags speak."""
    fault: Unusable | None = None
    """What is wrong with the picture of this window, if anything."""
    person_score_min: float = PERSON_SCORE_MIN
    """Higher overlooks people in bad light, lower takes jackets on chairs for people."""


def fuse(signals: Sequence[Signal], setup: FuseSetup) -> Sighting:
    """One sighting of one window.

    A fault of the picture makes it unusable. A person at the clerk's place counts, whatever the tags say. Nobody found:
    a visible seat tag means an empty seat; a hidden one means a person if no person detector could have found them,
    and nothing usable if one looked and found nobody, unless the away sign is out. The sign tag is the sign.
    """
    if setup.fault is not None:
        return _unusable(setup.fault, FAULT_WORDS.get(setup.fault, f"The picture is unusable: {setup.fault}."))
    sign = any(signal.kind is SignalKind.sign_tag for signal in signals)
    people = _people(signals, setup)
    if people:
        return _staffed_by_person(people, sign)
    if any(signal.kind is SignalKind.seat_tag for signal in signals):
        return _empty(sign, EvidenceKind.seat_tag, "The seat tag is visible" + _nobody_words(setup))
    if setup.view.seat_tag:
        return _seat_tag_hidden(sign, setup)
    if setup.person_detector:
        return _empty(sign, EvidenceKind.nobody, "The person detector finds nobody at the clerk's place")
    # without a detector and a seat tag nobody knows who sits behind the sign, and a person beats the sign
    seen = ", though its away sign is out" if sign else ""
    return _unusable(
        Unusable.no_detector, f"This window has no seat tag and no person detector is at work{seen}.", sign=sign
    )


def _people(signals: Sequence[Signal], setup: FuseSetup) -> tuple[Signal, ...]:
    people: list[Signal] = []
    for signal in sorted(signals, key=lambda one: -one.score):
        if (
            signal.kind is SignalKind.person
            and signal.score >= setup.person_score_min
            and is_at_staff_place(signal, setup.view)
            and not any(is_part_of(signal, whole) for whole in people)
        ):
            people.append(signal)
    return tuple(people)


def _staffed_by_person(people: tuple[Signal, ...], sign: bool) -> Sighting:
    best = max(person.score for person in people)
    who = "One person is" if len(people) == 1 else f"{len(people)} people are"
    return Sighting(
        people=len(people),
        sign=sign,
        evidence=EvidenceKind.person,
        unusable=None,
        why=f"{who} at the clerk's place (best score {best:.2f}){_sign_words(sign)}.",
    )


def _seat_tag_hidden(sign: bool, setup: FuseSetup) -> Sighting:
    if not setup.person_detector:
        return Sighting(
            people=1,
            sign=sign,
            evidence=EvidenceKind.tag_hidden,
            unusable=None,
            why=f"The seat tag is hidden in a sharp, lit picture, so somebody sits before it{_sign_words(sign)}.",
        )
    if sign:
        return _empty(sign, EvidenceKind.sign_tag, "The seat tag is hidden and the person detector finds nobody")
    return _unusable(
        Unusable.hidden_tag_nobody,
        "The seat tag is hidden, yet the person detector finds nobody at the clerk's place.",
    )


def _empty(sign: bool, evidence: EvidenceKind, why: str) -> Sighting:
    return Sighting(
        people=0,
        sign=sign,
        evidence=EvidenceKind.sign_tag if sign else evidence,
        unusable=None,
        why=f"{why}{_sign_words(sign)}.",
    )


def _unusable(fault: Unusable, why: str, sign: bool = False) -> Sighting:
    return Sighting(people=0, sign=sign, evidence=EvidenceKind.none, unusable=fault, why=why)


def _nobody_words(setup: FuseSetup) -> str:
    return ", and the person detector finds nobody at the clerk's place" if setup.person_detector else ""


def _sign_words(sign: bool) -> str:
    return "; the away sign is out" if sign else ""
