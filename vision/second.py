"""A second pair of eyes, asked before anyone says that nobody is at a window."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from models.values.seeing import Signal
from vision.eyes import PersonEyes, View
from vision.persons import PersonLimits, is_at_staff_place
from vision.views import overlap


@dataclass(frozen=True, slots=True)
class SecondLimits:
    """When a second detector is asked, and how both are believed. From `python -m tests.eval occupancy`."""

    ask_below: float = 0.8
    """Best score at the clerk's place below which the second is asked. Higher asks at more windows; lower leaves more
    coats that the first takes for people."""
    first_share: float = 0.7
    """How far the first is believed where it is doubtful, 0..1. Higher ranks coats
    among people; lower ranks people whom it alone finds below them. Whom it counts still counts."""
    same_person_min: float = 0.3
    """Overlap (intersection over union) from which both mean the same person. Higher counts one person twice."""


class SecondEyes:
    """Two detectors of persons as one: the second looks only where the first finds nobody sure at the clerk's place.

    Their misses have little in common, so that a clerk is overlooked less often, at the price of one more look at each
    empty or doubtful window. There the score is the chance that at least one of the two is right, and whoever counts by
    the first alone still counts: a second opinion may find somebody, never do away with one.
    """

    def __init__(
        self,
        first: PersonEyes,
        second: PersonEyes,
        limits: SecondLimits | None = None,
        persons: PersonLimits | None = None,
    ) -> None:
        self._first, self._second = first, second
        self._limits, self._persons = limits or SecondLimits(), persons or PersonLimits()

    @property
    def name(self) -> str:
        return f"{self._first.name}, and where it is not sure {self._second.name}"

    @property
    def gives_keypoints(self) -> bool:
        return self._first.gives_keypoints

    def prove(self) -> None:
        """Raises WeightsUnusable for either."""
        self._first.prove()
        self._second.prove()

    def look(self, views: Sequence[View]) -> list[tuple[Signal, ...]]:
        """For each view its persons, best first."""
        found = self._first.look(views)
        doubtful = [index for index, persons in enumerate(found) if not self._sure(views[index], persons)]
        for index, more in zip(doubtful, self._second.look([views[index] for index in doubtful]), strict=True):
            found[index] = believed(found[index], more, self._limits, self._persons.score_min)
        return found

    def _sure(self, view: View, persons: Sequence[Signal]) -> bool:
        least = self._limits.ask_below
        return any(one.score >= least and is_at_staff_place(one, view.window, self._persons) for one in persons)


def believed(
    first: Sequence[Signal], second: Sequence[Signal], limits: SecondLimits, score_min: float
) -> tuple[Signal, ...]:
    """What two detectors found of one view as one list, best first; keypoints are kept. Pure.

    `score_min`: from which a person counts; a score of the first that reaches it does not fall below it.
    """
    left = list(second)
    merged: list[Signal] = []
    for one in first:
        other = max(left, key=lambda candidate: overlap(one.box, candidate.box), default=None)
        own = limits.first_share * one.score
        least = score_min if one.score >= score_min else 0.0
        if other is None or overlap(one.box, other.box) < limits.same_person_min:
            merged.append(replace(one, score=max(own, least)))
            continue
        left.remove(other)
        score = max(1 - (1 - own) * (1 - other.score), least)
        merged.append(replace(one, score=score, keypoints=one.keypoints or other.keypoints))
    return tuple(sorted((*merged, *left), key=lambda signal: -signal.score))
