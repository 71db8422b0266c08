"""What a window was taught: a small classifier of its own looks, from looks whose truth people told.

Training needs scikit-learn; judging a look takes numpy only and some microseconds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from models.values.seeing import Sighting, Signal, SignalKind, WindowView
from vision.features import FEATURE_NAMES, FEATURES_VERSION, PERSON, SEAT_TAG, SIGN_TAG
from vision.fuse import FuseSetup, TaughtLimits, fuse

Rows = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TrainLimits:
    """Everything in teaching that is a matter of degree."""

    each_min: int = 20
    """Looks that must be there of each, staffed and empty. Fewer teaches faster and proves less."""
    folds: int = 5
    """Stretches of time held back in turn. More trains each time on more, and takes longer."""
    apart_s: float = 30.0
    """No look is trained on that lies within this many seconds of a held-back one: neighbours in time are all but the
    same picture. More is stricter, and needs longer recordings."""
    train_each_min: int = 5
    """Looks of each that must remain to train on when some are held back."""
    strength: float = 1.0
    """Inverse of the regularisation (scikit-learn's C). More fits closer, and follows chance in few looks."""
    wrong_max: float = 0.1
    """Part of the held-back looks that may be wrong with what was taught, 0..1. Higher uses it sooner, where all else
    is worse still; lower keeps to what is there."""
    odd_max: float = 3.0
    """Root mean square of a look's numbers, in the taught looks' own spread, beyond which it is like none that was
    taught and nothing is said: a camera turned, a coat rack before the lens. Lower says less often anything."""


@dataclass(frozen=True, slots=True)
class TaughtLook:
    """One look's numbers and what was true then."""

    at: datetime
    staffed: bool
    features: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class TaughtWindow:
    """A trained classifier: plain numbers, one weight for each feature."""

    mean: tuple[float, ...]
    spread: tuple[float, ...]
    weights: tuple[float, ...]
    bias: float
    odd_max: float

    def staffed_probability(self, features: Sequence[float]) -> float | None:
        """0..1 that a look shows a staffed window; None for a look unlike all that was taught.

        Raises ValueError for another count of features.
        """
        if len(features) != len(self.weights):
            raise ValueError(f"{len(self.weights)} features are needed, not {len(features)}")
        scaled = (np.asarray(features, float) - self.mean) / self.spread
        if not np.isfinite(scaled).all() or float(np.sqrt(np.mean(scaled**2))) > self.odd_max:
            return None
        return float(1 / (1 + np.exp(-np.clip(scaled @ np.asarray(self.weights) + self.bias, -30, 30))))

    def as_json(self) -> dict[str, Any]:
        told = {name: list(getattr(self, name)) for name in ("mean", "spread", "weights")}
        return told | {"bias": self.bias, "odd_max": self.odd_max}

    @staticmethod
    def from_json(parameters: Mapping[str, Any], features_version: int) -> "TaughtWindow":
        """Raises ValueError for another version of features, or numbers that do not fit together."""
        if features_version != FEATURES_VERSION:
            raise ValueError(f"taught with features of version {features_version}; {FEATURES_VERSION} are taken now")
        try:
            mean, spread, weights = (
                tuple(float(number) for number in cast(Sequence[float], parameters[name]))
                for name in ("mean", "spread", "weights")
            )
            taught = TaughtWindow(mean, spread, weights, float(parameters["bias"]), float(parameters["odd_max"]))
        except (KeyError, TypeError) as error:
            raise ValueError(f"these are no parameters of a taught window: {error!r}") from error
        if not len(mean) == len(spread) == len(weights) == len(FEATURE_NAMES) or min(spread) <= 0:
            raise ValueError("these parameters do not fit together")
        return taught


@dataclass(frozen=True, slots=True)
class HeldBack:
    """How one way of judging did on held-back looks."""

    right: int
    wrong: int
    unsaid: int
    """Looks of which it said nothing."""
    auc: float | None
    """How well its score alone tells staffed from empty, 0.5 is chance; None without both."""


@dataclass(frozen=True, slots=True)
class TaughtReport:
    """What a window was taught on, and whether that is used."""

    staffed: int
    empty: int
    first: datetime | None
    last: datetime | None
    there: HeldBack | None
    """Detector and tags alone, on the same held-back looks; None where nothing could be held back."""
    taught: HeldBack | None
    """Detector and tags together with what was taught."""
    in_use: bool
    why: str

    def as_json(self) -> dict[str, Any]:
        told = asdict(self)
        return told | {name: told[name] and told[name].isoformat() for name in ("first", "last")}


def train(
    looks: Sequence[TaughtLook], limits: TrainLimits | None = None, taught_limits: TaughtLimits | None = None
) -> tuple[TaughtWindow | None, TaughtReport]:
    """The classifier of one window and its report; None for one where there are too few looks.

    Judged on stretches of time held back in turn, with what lies near them in time left out of training. Used only
    where it makes more held-back looks right than detector and tags alone, and no more wrong. Raises ValueError for a
    look with another count of features.
    """
    limits, taught_limits = limits or TrainLimits(), taught_limits or TaughtLimits()
    ordered = sorted(looks, key=lambda look: (look.at, look.staffed))
    if odd := next((look for look in ordered if len(look.features) != len(FEATURE_NAMES)), None):
        raise ValueError(f"a look has {len(odd.features)} features, not {len(FEATURE_NAMES)}")
    few = _too_few(ordered, limits)
    if few is not None:
        return None, _report(ordered, None, None, in_use=False, why=few)
    held = _held_back(ordered, limits)
    taught = _fit(ordered, limits)
    if held is None:
        why = (
            f"The looks lie too close together: leaving out {limits.apart_s:g} s around held-back ones leaves too few "
            "to train on."
        )
        return taught, _report(ordered, None, None, in_use=False, why=why)
    told = list(zip(ordered, held, strict=True))
    there = _score([(look, _judged(look, None, taught_limits), _score_there(look)) for look in ordered])
    with_taught = _score(
        [(look, _judged(look, p, taught_limits), _score_there(look) if p is None else p) for look, p in told]
    )
    in_use, why = is_better(there, with_taught, limits.wrong_max)
    return taught, _report(ordered, there, with_taught, in_use=in_use, why=why)


def is_better(there: HeldBack, taught: HeldBack, wrong_max: float) -> tuple[bool, str]:
    """Whether what was taught is worth using, and why (not); `wrong_max` is a part of all looks, 0..1. Pure."""
    looks = taught.right + taught.wrong + taught.unsaid
    told = f"{taught.right} of {looks} held-back looks right against {there.right} without"
    if taught.wrong > there.wrong:
        return False, f"Not used: {taught.wrong} held-back looks are wrong with it, {there.wrong} without."
    if taught.wrong > wrong_max * looks:
        return False, f"Not used: {taught.wrong} of {looks} held-back looks are wrong with it, over {wrong_max:.0%}."
    if taught.right <= there.right:
        return False, f"Not used: no better than what is there, {told}."
    return True, f"Used: {told}."


def _too_few(looks: Sequence[TaughtLook], limits: TrainLimits) -> str | None:
    staffed = sum(look.staffed for look in looks)
    empty = len(looks) - staffed
    if min(staffed, empty) >= limits.each_min:
        return None
    return f"Not used: {staffed} staffed and {empty} empty looks; {limits.each_min} of each are needed."


def _held_back(looks: Sequence[TaughtLook], limits: TrainLimits) -> list[float | None] | None:
    """For each look what a classifier says that saw nothing near it; None where too little is left to train on."""
    said: list[float | None] = [None] * len(looks)
    for held in _stretches(looks, limits.folds):
        remaining = _apart(looks, held, timedelta(seconds=limits.apart_s))
        staffed = sum(look.staffed for look in remaining)
        if min(staffed, len(remaining) - staffed) < limits.train_each_min:
            return None
        taught = _fit(remaining, limits)
        for index in held:
            said[index] = taught.staffed_probability(looks[index].features)
    return said


def _stretches(looks: Sequence[TaughtLook], folds: int) -> list[set[int]]:
    """Which looks to hold back in turn: a stretch of time of the staffed ones and one of the empty ones."""
    stretches: list[set[int]] = [set() for _ in range(folds)]
    for staffed in (True, False):
        own = [index for index, look in enumerate(looks) if look.staffed is staffed]
        for place, index in enumerate(own):
            stretches[place * folds // len(own)].add(index)
    return stretches


def _apart(looks: Sequence[TaughtLook], held: set[int], apart: timedelta) -> list[TaughtLook]:
    times = np.asarray(sorted(looks[index].at.timestamp() for index in held))
    kept: list[TaughtLook] = []
    for index, look in enumerate(looks):
        near = float(np.abs(times - look.at.timestamp()).min())
        if index not in held and near >= apart.total_seconds():
            kept.append(look)
    return kept


def _fit(looks: Sequence[TaughtLook], limits: TrainLimits) -> TaughtWindow:
    from sklearn.linear_model import LogisticRegression

    rows: Rows = np.asarray([look.features for look in looks], np.float64)
    mean, spread = rows.mean(axis=0), rows.std(axis=0)
    # a number that never changed in teaching teaches nothing, and must not count as odd for a rounding
    spread = np.where(spread < 1e-3, 1.0, spread)
    model = cast(Any, LogisticRegression(C=limits.strength, class_weight="balanced", max_iter=1000))
    model.fit((rows - mean) / spread, [look.staffed for look in looks])
    return TaughtWindow(
        mean=tuple(mean.tolist()),
        spread=tuple(spread.tolist()),
        weights=tuple(model.coef_[0].tolist()),
        bias=float(model.intercept_[0]),
        odd_max=limits.odd_max,
    )


_WHOLE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))


def _judged(look: TaughtLook, taught: float | None, limits: TaughtLimits) -> Sighting:
    """What a look of these numbers comes to, by the very rules that judge the service's looks."""
    person, seat, sign = (look.features[index] for index in (PERSON, SEAT_TAG, SIGN_TAG))
    box = (0.0, 0.0, 1.0, 1.0)
    signals = (
        *((Signal(SignalKind.person, person, box),) if person > 0 else ()),
        *((Signal(SignalKind.seat_tag, 1.0, box),) if seat > 0 else ()),
        *((Signal(SignalKind.sign_tag, 1.0, box),) if sign > 0 else ()),
    )
    view = WindowView(window="taught", tag_number=0, staff_zone=_WHOLE, seat_tag=seat >= 0)
    setup = FuseSetup(view, person_detector=person >= 0, taught=taught, taught_limits=limits)
    return fuse(signals, setup)


def _score_there(look: TaughtLook) -> float:
    """How staffed a look seems by detector and tags alone: the person's score, less where the seat tag is seen."""
    person, seat = look.features[PERSON], look.features[SEAT_TAG]
    return max(0.0, person) - 0.5 * (seat > 0)


def _score(told: Sequence[tuple[TaughtLook, Sighting, float]]) -> HeldBack:
    right = sum(sighting.usable and (sighting.people > 0) is look.staffed for look, sighting, _ in told)
    unsaid = sum(not sighting.usable for _, sighting, _ in told)
    ranked = [(look.staffed, score) for look, _, score in told]
    return HeldBack(right, len(told) - right - unsaid, unsaid, auc(ranked))


def auc(ranked: Sequence[tuple[bool, float]]) -> float | None:
    """How likely a random true one has a higher score than a random false one, ties half; None without both."""
    true = np.asarray([score for truth, score in ranked if truth])
    false = np.asarray([score for truth, score in ranked if not truth])
    if not len(true) or not len(false):
        return None
    above = (true[:, None] > false[None, :]).mean() + 0.5 * (true[:, None] == false[None, :]).mean()
    return float(above)


def _report(
    looks: Sequence[TaughtLook], there: HeldBack | None, taught: HeldBack | None, *, in_use: bool, why: str
) -> TaughtReport:
    staffed = sum(look.staffed for look in looks)
    first, last = (looks[0].at, looks[-1].at) if looks else (None, None)
    return TaughtReport(staffed, len(looks) - staffed, first, last, there, taught, in_use, why)
