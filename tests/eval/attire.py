"""How well sleeves are told, on the labelled people in `shared("data/attire")`: `python -m tests.eval.attire`.

Three ways: colours at the keypoints alone, the attributes model alone, both. Each has a logistic regression (two or
three numbers) and a chance from which it speaks. "Held back": fitted without the picture of the person who is judged
(leave one picture out), for each of a few chances. "As shipped": with the numbers in `vision.sleeves`, which were
fitted on all of these people, so it flatters. What flatters both: the chance was picked from the held-back rows, and
the steps beside it (rolled, differing arms, upper arms, what must be visible) were set by eye on the same pictures.
"""

import csv
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from statistics import mean, median

import numpy as np

from models.values.occupancy import Sleeve
from models.values.seeing import Signal, WindowView
from tests.eval.table import Row
from tests.shared import POSE, shared
from vision.attire_colours import ArmMarks, arms_of
from vision.attributes import AttributeEyes
from vision.eyes import View
from vision.jpeg import decode
from vision.sleeves import SleeveLimits, SleeveWeights, log_odds, sleeve_of
from vision.views import overlap
from vision.yolo import YoloEyes

ATTRIBUTES = (
    "weights/person-attributes-recognition-crossroad-0230/FP32/person-attributes-recognition-crossroad-0230.xml"
)
SAME_BOX_MIN = 0.4
RIDGE, STEPS = 0.05, 30
CHANCES = (0.5, 0.65, 0.75, 0.85)
"""The chances from which an answer may be given that are compared; `vision.sleeves` took one of them."""


@dataclass(frozen=True, slots=True)
class Dressed:
    """One labelled person, as numbers: no picture is kept."""

    picture: str
    label: str
    arms: tuple[ArmMarks, ...] | str
    long_sleeves: float


Say = Callable[[Dressed, SleeveLimits], Sleeve]


@dataclass(frozen=True, slots=True)
class Method:
    """One way to tell sleeves: what it is fitted on, and what it says."""

    name: str
    features: Callable[[Dressed], list[float] | None]
    limits: Callable[[SleeveWeights], SleeveLimits]
    say: Say
    shipped: SleeveWeights


@dataclass(frozen=True, slots=True)
class Result:
    n: int
    spoken: int
    right: int

    def row(self, name: str) -> str:
        low, high = wilson(self.right, self.spoken)
        c_low, c_high = wilson(self.spoken, self.n)
        precision = f"{self.right / self.spoken:.2f} ({low:.2f} to {high:.2f})" if self.spoken else "-"
        return (
            f"| {name} | {self.n} | {self.spoken} | {self.spoken / self.n:.2f} ({c_low:.2f} to {c_high:.2f}) "
            f"| {self.right} | {precision} | {1 - self.spoken / self.n:.2f} |"
        )


def people() -> list[Dressed]:
    """Every labelled person, looked at in the whole picture as in a hall."""
    eyes, attributes = YoloEyes(shared(POSE)), AttributeEyes(shared(ATTRIBUTES))
    with shared("data/attire/labels.csv").open(encoding="utf-8") as file:
        return [_dressed(row, eyes, attributes) for row in csv.DictReader(file)]


def _dressed(row: dict[str, str], eyes: YoloEyes, attributes: AttributeEyes) -> Dressed:
    picture = decode((shared("data/people") / row["source_image"]).read_bytes())
    height, width = picture.shape[:2]
    box = (int(row["x0"]) / width, int(row["y0"]) / height, int(row["x1"]) / width, int(row["y1"]) / height)
    zone = ((box[0], box[1]), (box[2], box[1]), (box[2], box[3]), (box[0], box[3]))
    found = eyes.look([View(picture, WindowView("W1", 0, zone))])[0]  # type: ignore[arg-type]
    person = max(found, key=lambda one: overlap(one.box, box), default=None)
    if person is None or overlap(person.box, box) < SAME_BOX_MIN:
        return Dressed(row["source_image"], row["sleeve"], "The detector does not find this person.", 0.0)
    score = attributes.long_sleeves(picture, person.box)  # type: ignore[arg-type]
    assert score is not None
    return Dressed(row["source_image"], row["sleeve"], _arms(picture, person), score)


def _arms(picture: np.ndarray, person: Signal) -> tuple[ArmMarks, ...] | str:
    return arms_of(picture, person)


def wilson(hits: int, n: int, z: float = 1.96) -> tuple[float, float]:
    """The 95 % interval of a share; 0 to 1 of nothing."""
    if n == 0:
        return 0.0, 1.0
    share, centre = hits / n, hits / n + z * z / (2 * n)
    reach = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    return max(0.0, (centre - reach) / (1 + z * z / n)), min(1.0, (centre + reach) / (1 + z * z / n))


def forearm(person: Dressed) -> float | None:
    return None if isinstance(person.arms, str) else mean(median(arm.forearm) for arm in person.arms)


def _forearm_alone(person: Dressed) -> list[float] | None:
    mark = forearm(person)
    return None if mark is None else [mark]


def _both(person: Dressed) -> list[float] | None:
    mark = forearm(person)
    return None if mark is None else [mark, log_odds(person.long_sleeves)]


def _attributes_say(person: Dressed, limits: SleeveLimits) -> Sleeve:
    weights = limits.combined
    covered = 1 / (1 + np.exp(-(weights.bias + weights.attributes * log_odds(person.long_sleeves))))
    if covered >= weights.sure_min:
        return Sleeve.long
    return Sleeve.short if 1 - covered >= weights.sure_min else Sleeve.unknown


SHIPPED = SleeveLimits()
SURE_MIN = SHIPPED.combined.sure_min
HEAD = (
    "| method | n | spoken | coverage | right | precision (Wilson 95 %) | unknown |",
    "|---|---|---|---|---|---|---|",
)
METHODS = (
    Method(
        "keypoints", _forearm_alone, lambda w: replace(SHIPPED, alone=w),
        lambda person, limits: sleeve_of(person.arms, None, limits).sleeve, SHIPPED.alone,
    ),
    Method(
        "attributes", lambda person: [0.0, log_odds(person.long_sleeves)], lambda w: replace(SHIPPED, combined=w),
        _attributes_say, SleeveWeights(1.55, 0.0, 0.63),
    ),
    Method(
        "combined", _both, lambda w: replace(SHIPPED, combined=w),
        lambda person, limits: sleeve_of(person.arms, person.long_sleeves, limits).sleeve, SHIPPED.combined,
    ),
)  # fmt: skip


def fit(method: Method, known: Sequence[Dressed], sure_min: float) -> SleeveWeights:
    """A logistic regression with a small ridge."""
    rows = [(features, one.label == "long") for one in known if (features := method.features(one)) is not None]
    x = np.array([[1.0, *features] for features, _ in rows])
    y = np.array([float(long) for _, long in rows])
    weights = np.zeros(x.shape[1])
    ridge = RIDGE * np.diag([0.0] + [1.0] * (x.shape[1] - 1))
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (chance - y) + ridge @ weights
        curve = x.T @ (x * (chance * (1 - chance))[:, None]) + ridge + 1e-9 * np.eye(len(weights))
        weights -= np.linalg.solve(curve, slope)
    bias, mark, *attributes = (round(float(value), 2) for value in weights)
    return SleeveWeights(bias, mark, *attributes, sure_min=sure_min)


def measured(method: Method, judged: Sequence[Dressed], limits: SleeveLimits) -> Result:
    said = [(method.say(one, limits), one.label) for one in judged]
    spoken = [(answer, label) for answer, label in said if answer is not Sleeve.unknown]
    return Result(len(said), len(spoken), sum(answer.value == label for answer, label in spoken))


def held_back(method: Method, known: Sequence[Dressed], sure_min: float) -> Result:
    """Everybody judged by what was fitted without their picture."""
    parts: list[Result] = []
    for picture in sorted({one.picture for one in known}):
        weights = fit(method, [one for one in known if one.picture != picture], sure_min)
        parts.append(measured(method, [one for one in known if one.picture == picture], method.limits(weights)))
    return Result(sum(p.n for p in parts), sum(p.spoken for p in parts), sum(p.right for p in parts))


PRECISION_WANTED = 0.9


def sleeve_rows() -> list[Row]:
    """How much is said where 90 of 100 answers about people held back are right, for each method."""
    known = [one for one in people() if one.label != "unusable"]
    return [Row("sleeves, attire crops", method.name, _at_precision(method, known)) for method in METHODS]


def _at_precision(method: Method, known: Sequence[Dressed]) -> str:
    tried = [(sure, held_back(method, known, sure)) for sure in CHANCES]
    enough = [(sure, one) for sure, one in tried if one.spoken and one.right >= PRECISION_WANTED * one.spoken]
    if not enough:
        best, one = max(tried, key=lambda each: each[1].right / max(1, each[1].spoken))
        return f"never 90 % right; at best, from {best:.2f}, {_said(one)}"
    sure, one = enough[0]
    return f"coverage {one.spoken / one.n:.2f} from chance {sure:.2f}: {_said(one)}"


def _said(one: Result) -> str:
    low, high = wilson(one.right, one.spoken)
    return (
        f"{one.right} of {one.spoken} right (Wilson 95 % {low:.2f} to {high:.2f}), unknown {one.n - one.spoken} of "
        f"{one.n}, held back by picture"
    )


def tell() -> list[str]:
    """The tables, line by line."""
    everybody = people()
    known = [one for one in everybody if one.label != "unusable"]
    untold = [one for one in everybody if one.label == "unusable"]
    labels = ", ".join(f"{sum(one.label == label for one in known)} {label}" for label in ("long", "short", "none"))
    lines = [f"{len(known)} labelled people in {len({one.picture for one in known})} pictures: {labels}", "", *HEAD]
    for method in METHODS:
        lines += [held_back(method, known, sure).row(f"{method.name}, held back, from {sure:.2f}") for sure in CHANCES]
    lines += ["", *HEAD]
    for method in METHODS:
        lines += as_shipped(method, known)
    lines.append("")
    for method in METHODS:
        lines.append(f"{method.name}, fitted on all: {fit(method, known, SURE_MIN)}")
        spoken = measured(method, untold, method.limits(method.shipped)).spoken
        lines.append(f"  speaks of {spoken} of {len(untold)} people whose sleeves the labeller could not tell")
    silent = Counter(one.arms for one in known if isinstance(one.arms, str))
    return [*lines, "", "Unknown before any colour is compared:", *(f"  {n}: {why}" for why, n in silent.most_common())]


def as_shipped(method: Method, known: Sequence[Dressed]) -> list[str]:
    limits = method.limits(method.shipped)
    whole = measured(method, known, limits).row(f"{method.name}, as shipped")
    return [whole, *(by_answer(method, known, limits, answer) for answer in Sleeve if answer is not Sleeve.unknown)]


def by_answer(method: Method, known: Sequence[Dressed], limits: SleeveLimits, answer: Sleeve) -> str:
    of_it = replace(method, say=lambda one, lim: told if (told := method.say(one, lim)) is answer else Sleeve.unknown)
    return measured(of_it, known, limits).row(f"{method.name}, as shipped: says {answer}")


def main() -> None:
    print("\n".join(tell()))


if __name__ == "__main__":
    main()
