"""What must hold in a pack beyond the form of each value: above all, what may never be automated. Pure."""

from collections.abc import Iterator, Mapping

from conduct.judging.detectors import DETECTORS
from conduct.rules.rule import Found, Method, Occasion, PackRule
from conduct.rules.rule_pack import Pack
from conduct.rules.seasons import faults

Fault = tuple[str, str]
"""A place in the pack, and what is wrong there."""

UNITS = ("s", "min", "h", "days", "working_days", "months", "rings", "tones", "people", "share", "day_of_month")
"""A limit that judging does not know yet ends in one of these, so that it can be said."""
FOUND_BY_METHOD: Mapping[Method, tuple[Found, ...]] = {
    Method.A: (Found.detector, Found.product, Found.waiting),
    Method.S: (Found.detector, Found.inspection, Found.waiting),
    Method.M: (Found.inspection,),
    Method.X: (Found.never,),
}
SAYS_WHY = (Found.product, Found.waiting, Found.never)


def faults_of(pack: Pack, catalogue: Mapping[str, Method], *, sparing: frozenset[str]) -> Iterator[Fault]:
    """Everything wrong with a pack. `catalogue` has the classes of the service codes' norms.

    Rules in `sparing` say no more than their norms and points; for them norms of no catalogue are let pass.
    """
    known = {**catalogue, **pack.norms}
    for rule in DETECTORS:
        if rule not in pack.rules:
            yield f"rules.{rule}", "missing"
    for norm, method in pack.norms.items():
        if norm in catalogue and method.strictness < catalogue[norm].strictness:
            yield f"norms.{norm}", f"its class is {catalogue[norm]} and can only be made stricter, not {method}"
    for fault in faults(pack.seasons):
        yield "seasons", fault
    for name, rule in pack.rules.items():
        for key, message in _of_rule(name, rule, pack, known, spared=name in sparing):
            yield f"rules.{name}.{key}", message
    yield from _of_left_out(pack, known)


def _of_rule(name: str, rule: PackRule, pack: Pack, known: Mapping[str, Method], *, spared: bool) -> Iterator[Fault]:
    yield from _of_finding(name, rule, pack)
    yield from _of_norms(rule, known, spared=spared)
    yield from _of_limits(name, rule)
    yield from _of_when(name, rule, pack)
    yield from _of_escalation(rule)


def _of_finding(name: str, rule: PackRule, pack: Pack) -> Iterator[Fault]:
    if rule.found == Found.detector and rule.method in (Method.M, Method.X):
        yield "found", f"a rule of method {rule.method} is never found by a machine"
    elif rule.found not in FOUND_BY_METHOD[rule.method]:
        allowed = ", ".join(FOUND_BY_METHOD[rule.method])
        yield "found", f"a rule of method {rule.method} is found by {allowed}, not by {rule.found}"
    if rule.found == Found.detector and name not in DETECTORS:
        yield "found", f"nothing finds this rule by itself; only {', '.join(DETECTORS)} are found so"
    if rule.found != Found.detector and name in DETECTORS:
        yield "found", "judging finds this rule, whatever its pack says; put `watch = true` to let it cost nothing"
    if rule.precision_floor is not None and name not in DETECTORS:
        yield "precision_floor", "is said only of what judging finds"
    yield from _of_reasons(rule, pack)


def _of_reasons(rule: PackRule, pack: Pack) -> Iterator[Fault]:
    if rule.found in SAYS_WHY and rule.because is None:
        yield "because", f"missing: it names the reason why the rule is found by {rule.found}"
    if rule.found not in SAYS_WHY and rule.because is not None:
        yield "because", f"a rule found by {rule.found} needs no reason"
    if rule.because is not None and rule.because not in pack.reasons:
        yield "because", f"there is no reasons.{rule.because}"


def _of_norms(rule: PackRule, known: Mapping[str, Method], *, spared: bool) -> Iterator[Fault]:
    for norm in rule.norms:
        method = known.get(norm)
        if method is None:
            if not spared:
                yield "norms", f"{norm!r} is in no catalogue; [norms] gives norms of one's own their class"
        elif method == Method.X and rule.method != Method.X:
            yield "norms", f"{norm} is of class X: only a rule of method X, which nothing finds, may name it"
        elif rule.found == Found.detector and method == Method.M:
            yield "norms", f"{norm} is of class M: nothing that a machine finds may name it"
    if not spared and not any(known.get(norm) == rule.method for norm in rule.norms):
        yield "method", f"none of its norms is of class {rule.method}"


def _of_limits(name: str, rule: PackRule) -> Iterator[Fault]:
    own = DETECTORS[name].limits if name in DETECTORS else None
    for limit in rule.limits:
        if own is not None and limit not in own:
            yield f"limits.{limit}", f"this rule knows {', '.join(own) or 'no limit of its own'}"
        if own is None and not limit.endswith(tuple(f"_{unit}" for unit in UNITS)):
            yield f"limits.{limit}", f"a limit's name ends in its unit: {', '.join(UNITS)}"


def _of_when(name: str, rule: PackRule, pack: Pack) -> Iterator[Fault]:
    when = rule.when
    places = {
        "window": (when.window is not None, when.on == Occasion.duty, "of time on duty"),
        "attendance": (bool(when.attendance), when.on == Occasion.shift, "of a shift"),
        "seasons": (bool(when.seasons), rule.area == "attire", "of attire"),
        "exempt": (bool(when.exempt), rule.area == "attire", "of attire"),
        "complaint": (when.complaint is not None, when.on == Occasion.complaint, "of a complaint"),
    }
    for key, (given, fits, where) in places.items():
        if given and not fits:
            yield f"when.{key}", f"is said only {where}"
    for season in when.seasons:
        if season not in pack.seasons:
            yield "when.seasons", f"there is no seasons.{season}"
    if name in DETECTORS:
        yield from _of_detector(name, rule)


def _of_detector(name: str, rule: PackRule) -> Iterator[Fault]:
    """A `when` that judging would not keep to would be a false promise."""
    told, done = rule.when.model_dump(mode="json"), DETECTORS[name].when.model_dump(mode="json")
    for key, value in done.items():
        if key not in DETECTORS[name].narrows and told[key] != value:
            yield f"when.{key}", f"judging goes by {value!r} here, and no pack changes that"


def _of_escalation(rule: PackRule) -> Iterator[Fault]:
    before, points = max(rule.free_first, 1), rule.points
    for step in rule.escalation:
        if step.from_ <= before:
            yield "escalation", f"from {step.from_} does not come after {before}"
        if step.points < points:
            yield "escalation", f"{step.points:g} points are fewer than {points:g} before"
        before, points = step.from_, step.points


def _of_left_out(pack: Pack, known: Mapping[str, Method]) -> Iterator[Fault]:
    covered = {norm for rule in pack.rules.values() for norm in rule.norms}
    for norm, reason in pack.left_out.items():
        if norm not in known:
            yield f"left_out.{norm}", "is in no catalogue"
        if norm in covered:
            yield f"left_out.{norm}", "a rule covers it"
        if reason not in pack.reasons:
            yield f"left_out.{norm}", f"there is no reasons.{reason}"
