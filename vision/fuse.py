"""From what the detectors found at one window to one sighting. Pure: no picture, no clock."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from models.values.seeing import EvidenceKind, Sighting, Signal, SignalKind, Unusable, WindowView
from vision.persons import PersonLimits, people_at

SIGN_KINDS = (SignalKind.sign_tag, SignalKind.sign_text)

FAULT_WORDS = {
    Unusable.dark: "The picture is too dark to tell anything.",
    Unusable.blurred: "The picture is too blurred to tell anything.",
    Unusable.covered: "The camera is covered, or sees nothing with an edge.",
}


@dataclass(frozen=True, slots=True)
class TaughtLimits:
    """From where on what a window was taught counts; between the two thresholds it changes nothing."""

    staffed_min: float = 0.9
    """Probability from which a taught window is surely staffed. Lower finds more clerks whom the detector overlooks,
    and takes more coats for clerks."""
    empty_max: float = 0.1
    """Probability up to which it is surely empty. Higher clears more coats that the detector takes for people, and
    more of the clerks who bend down."""
    person_sure: float = 0.6
    """Score from which a person counts whatever was taught. Higher lets what was taught clear more persons, lower keeps
    more jackets on chairs as persons."""


@dataclass(frozen=True, slots=True)
class FuseSetup:
    """Under what conditions the signals came about."""

    view: WindowView
    person_detector: bool
    """Whether a person detector looked too; without one only the tags speak."""
    fault: Unusable | None = None
    """What is wrong with the picture of this window, if anything."""
    persons: PersonLimits = field(default_factory=PersonLimits)
    taught: float | None = None
    """Probability 0..1 that the window is staffed, by what it was taught; None where that says nothing."""
    taught_limits: TaughtLimits = TaughtLimits()
    sign_unread: bool = False
    """Whether the window has a text sign that could not be read this time, so that no sign means nothing."""

    @property
    def taught_staffed(self) -> bool:
        return self.taught is not None and self.taught >= self.taught_limits.staffed_min

    @property
    def taught_empty(self) -> bool:
        return self.taught is not None and self.taught <= self.taught_limits.empty_max


def fuse(signals: Sequence[Signal], setup: FuseSetup) -> Sighting:
    """One sighting of one window.

    A fault of the picture makes it unusable. A person at the clerk's place counts, whatever the tags say; one with a
    middling score does not count where the window was taught that this is how it looks empty. Nobody found: what the
    window was taught decides, unless it contradicts the seat tag, which makes the look unusable; else a visible seat
    tag means an empty seat; a hidden one means a person if no person detector could have found them, and nothing usable
    if one looked and found nobody, unless the away sign is out. The sign is a sign tag or a sign's text.
    """
    if setup.fault is not None:
        return _unusable(setup.fault, FAULT_WORDS.get(setup.fault, f"The picture is unusable: {setup.fault}."))
    sign = _sign_of(signals)
    people = people_at(setup.view, signals, setup.persons)
    if people and not _cleared(people, setup):
        return _staffed_by_person(people, sign)
    seat_tag_seen = any(signal.kind is SignalKind.seat_tag for signal in signals)
    sighting = _by_what_was_taught(seat_tag_seen, sign, setup) or _by_tags(seat_tag_seen, sign, setup)
    if setup.sign_unread and sign is None and sighting.usable and sighting.people == 0:
        return _unusable(
            Unusable.sign_unread, "Nobody is there, but whether the away sign is out could not be read this time."
        )
    return sighting


def _by_what_was_taught(seat_tag_seen: bool, sign: SignalKind | None, setup: FuseSetup) -> Sighting | None:
    taught = f"what this window was taught (staffed with probability {setup.taught or 0:.2f})"
    if setup.taught_staffed:
        if seat_tag_seen:
            return _contradiction(f"The seat tag is visible, yet by {taught} somebody is there.", sign)
        return Sighting(
            people=1,
            sign=sign is not None,
            evidence=EvidenceKind.taught,
            unusable=None,
            why=f"Somebody is there by {taught}{_sign_words(sign)}.",
        )
    if not setup.taught_empty or seat_tag_seen:
        return None
    if setup.view.seat_tag and not setup.person_detector:
        return _contradiction(f"The seat tag is hidden, yet by {taught} nobody is there.", sign)
    return _empty(sign, EvidenceKind.taught, f"Nobody is there by {taught}{_hidden_words(setup)}")


def _by_tags(seat_tag_seen: bool, sign: SignalKind | None, setup: FuseSetup) -> Sighting:
    if seat_tag_seen:
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


def _sign_of(signals: Sequence[Signal]) -> SignalKind | None:
    kinds = {signal.kind for signal in signals}
    return next((kind for kind in SIGN_KINDS if kind in kinds), None)


def _cleared(people: tuple[Signal, ...], setup: FuseSetup) -> bool:
    """Whether the window was taught that what looks like a person here is none."""
    return setup.taught_empty and max(person.score for person in people) < setup.taught_limits.person_sure


def _staffed_by_person(people: tuple[Signal, ...], sign: SignalKind | None) -> Sighting:
    best = max(person.score for person in people)
    who = "One person is" if len(people) == 1 else f"{len(people)} people are"
    return Sighting(
        people=len(people),
        sign=sign is not None,
        evidence=EvidenceKind.person,
        unusable=None,
        why=f"{who} at the clerk's place (best score {best:.2f}){_sign_words(sign)}.",
    )


def _seat_tag_hidden(sign: SignalKind | None, setup: FuseSetup) -> Sighting:
    if not setup.person_detector:
        return Sighting(
            people=1,
            sign=sign is not None,
            evidence=EvidenceKind.tag_hidden,
            unusable=None,
            why=f"The seat tag is hidden in a sharp, lit picture, so somebody sits before it{_sign_words(sign)}.",
        )
    if sign:
        return _empty(sign, EvidenceKind.none, "The seat tag is hidden and the person detector finds nobody")
    return _unusable(
        Unusable.hidden_tag_nobody,
        "The seat tag is hidden, yet the person detector finds nobody at the clerk's place.",
    )


def _empty(sign: SignalKind | None, evidence: EvidenceKind, why: str) -> Sighting:
    by_sign = {SignalKind.sign_tag: EvidenceKind.sign_tag, SignalKind.sign_text: EvidenceKind.sign_text}
    return Sighting(
        people=0,
        sign=sign is not None,
        evidence=evidence if sign is None else by_sign[sign],
        unusable=None,
        why=f"{why}{_sign_words(sign)}.",
    )


def _unusable(fault: Unusable, why: str, sign: SignalKind | None = None) -> Sighting:
    return Sighting(people=0, sign=sign is not None, evidence=EvidenceKind.none, unusable=fault, why=why)


def _contradiction(why: str, sign: SignalKind | None) -> Sighting:
    return _unusable(Unusable.taught_contradicts_tag, why, sign)


def _nobody_words(setup: FuseSetup) -> str:
    return ", and the person detector finds nobody at the clerk's place" if setup.person_detector else ""


def _hidden_words(setup: FuseSetup) -> str:
    return ", and the person detector finds nobody sure, though the seat tag is hidden" if setup.view.seat_tag else ""


def _sign_words(sign: SignalKind | None) -> str:
    if sign is None:
        return ""
    return "; the away sign is out" if sign is SignalKind.sign_tag else "; the away sign is out, read as text"
