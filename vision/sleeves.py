"""How long a person's sleeves are, from the colours of the arms and, where there is one, the attributes model. Pure.

What cannot be told is unknown: hidden arms, rolled sleeves, arms that differ, clothes in the colour of skin.
"""

from dataclasses import dataclass
from math import exp, log
from statistics import mean, median

from models.values.occupancy import Sleeve
from vision.attire_colours import ArmMarks


@dataclass(frozen=True, slots=True)
class SleeveWeights:
    """A logistic regression: the chance that a forearm is covered."""

    bias: float
    forearm: float
    attributes: float = 0.0
    """For the attributes model's score, as log odds."""
    sure_min: float = 0.75
    """The chance from which an answer is given, 0.5..1. Higher is silent more often; lower is wrong more often."""


@dataclass(frozen=True, slots=True)
class SleeveLimits:
    """Where sleeves are told from arms. Marks run from -1 (skin) to 1 (cloth).

    The weights come from `python -m tests.eval.attire`, fitted on its 68 labelled people; `sure_min` is the lowest of
    the tried chances at which what is said of people held back is right 90 times in 100; the steps were set by eye on
    the same pictures.
    """

    rolled_step: float = 0.6
    """By how much an arm must be more like cloth below the elbow than at the wrist to be called rolled up. Higher takes
    rolled sleeves for long or short; lower gives up cuffs and watches."""
    arms_differ_max: float = 0.7
    """How far two arms may differ. Higher believes the one that reaches before something else; lower gives up arms
    half in the shade."""
    upper_cloth_min: float = 0.2
    """From which the upper arm is covered. Higher gives up short sleeves; lower takes bare shoulders for covered."""
    upper_bare_max: float = -0.3
    """Up to which every sample of both upper arms is bare. Higher takes tight short sleeves for none."""
    none_confidence_max: float = 0.6
    """The most that `none` is ever trusted: seven labelled examples prove nothing. Below a policy's
    `attire_confidence` (0.7) it is kept and shown but judged by nobody."""
    alone: SleeveWeights = SleeveWeights(bias=-0.73, forearm=3.85)
    combined: SleeveWeights = SleeveWeights(bias=0.93, forearm=3.21, attributes=0.5)


@dataclass(frozen=True, slots=True)
class SleeveSeen:
    """What is said of one person's sleeves, how sure it is (0..1; 0 for unknown), and why."""

    sleeve: Sleeve
    confidence: float
    why: str


def sleeve_of(
    arms: tuple[ArmMarks, ...] | str, long_sleeves: float | None = None, limits: SleeveLimits | None = None
) -> SleeveSeen:
    """The sleeves of a person whose arms have these marks, or none for the reason given.

    `long_sleeves`: the attributes model's score, 0..1, where it looked.
    """
    limits = limits or SleeveLimits()
    if isinstance(arms, str):
        return _unknown(arms)
    if any(_rolled(arm, limits) for arm in arms):
        return _unknown("A sleeve ends between elbow and wrist: rolled up, or a forearm half hidden.")
    marks = [median(arm.forearm) for arm in arms]
    if max(marks) - min(marks) > limits.arms_differ_max:
        return _unknown("The two arms look different.")
    covered = covered_chance(mean(marks), long_sleeves, limits)
    weights = limits.alone if long_sleeves is None else limits.combined
    if covered >= weights.sure_min:
        return SleeveSeen(Sleeve.long, covered, f"The forearms look like the clothes ({_words(marks, long_sleeves)}).")
    if 1 - covered >= weights.sure_min:
        return _bare(arms, 1 - covered, _words(marks, long_sleeves), limits)
    return _unknown(f"The forearms are neither clearly skin nor clearly cloth ({_words(marks, long_sleeves)}).")


def covered_chance(forearm: float, long_sleeves: float | None, limits: SleeveLimits) -> float:
    """The chance, 0..1, that forearms of that mark (-1..1) are covered."""
    if long_sleeves is None:
        return _logistic(limits.alone.bias + limits.alone.forearm * forearm)
    weights = limits.combined
    return _logistic(weights.bias + weights.forearm * forearm + weights.attributes * log_odds(long_sleeves))


def log_odds(score: float) -> float:
    """Of a score 0..1, softened so that 0 and 1 have some: -5.3..5.3."""
    return log((score + 0.005) / (1.005 - score))


def _bare(arms: tuple[ArmMarks, ...], chance: float, words: str, limits: SleeveLimits) -> SleeveSeen:
    upper = [arm.upper for arm in arms if arm.upper]
    if upper and all(median(marks) >= limits.upper_cloth_min for marks in upper):
        return SleeveSeen(Sleeve.short, chance, f"The forearms look like skin, the upper arms do not ({words}).")
    if len(upper) == 2 and all(mark <= limits.upper_bare_max for marks in upper for mark in marks):
        return SleeveSeen(
            Sleeve.none, min(chance, limits.none_confidence_max), f"Both arms look like skin throughout ({words})."
        )
    return _unknown(f"The forearms look like skin; the upper arms cannot be told ({words}).")


def _rolled(arm: ArmMarks, limits: SleeveLimits) -> bool:
    elbow, wrist = mean(arm.forearm[:2]), mean(arm.forearm[-2:])
    return elbow - wrist >= limits.rolled_step


def _unknown(why: str) -> SleeveSeen:
    return SleeveSeen(Sleeve.unknown, 0.0, why)


def _words(marks: list[float], long_sleeves: float | None) -> str:
    told = "marks " + ", ".join(f"{mark:+.2f}" for mark in marks)
    return told if long_sleeves is None else f"{told}; attributes {long_sleeves:.2f}"


def _logistic(value: float) -> float:
    return 1 / (1 + exp(-value))
