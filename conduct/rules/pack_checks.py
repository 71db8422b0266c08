"""What must hold in a pack beyond the form of each value: above all, what may never be automated. Pure."""

from collections.abc import Iterator, Mapping

from conduct.judging.detectors import DETECTORS
from conduct.rules.rule import Found, Method, Occasion, PackRule
from conduct.rules.rule_pack import Pack
from conduct.rules.seasons import faults
from conduct.told import Told
from conduct.words import N_

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
STRICTER = N_("its class is {known} and can only be made stricter, not {method}")
FOUND_BY = N_("a rule of method {method} is found by {allowed}, not by {found}")
NOT_BY_ITSELF = N_("nothing finds this rule by itself; only {rules} are found so")
FOUND_ANYHOW = N_("judging finds this rule, whatever its pack says; put `watch = true` to let it cost nothing")
NO_CATALOGUE = N_("{norm} is in no catalogue; [norms] gives norms of one's own their class")
OF_CLASS_X = N_("{norm} is of class X: only a rule of method X, which nothing finds, may name it")
FEWER_POINTS = N_("{points} points are fewer than {before} before")
SAYS_WHY = (Found.product, Found.waiting, Found.never)


def faults_of(pack: Pack, catalogue: Mapping[str, Method], *, sparing: frozenset[str]) -> Iterator[Fault]:
    """Everything wrong with a pack. `catalogue` has the classes of the service codes' norms.

    Rules in `sparing` say no more than their norms and points; for them norms of no catalogue are let pass.
    """
    known = {**catalogue, **pack.norms}
    for rule in DETECTORS:
        if rule not in pack.rules:
            yield f"rules.{rule}", Told(N_("missing"))
    for norm, method in pack.norms.items():
        if norm in catalogue and method.strictness < catalogue[norm].strictness:
            yield f"norms.{norm}", Told(STRICTER, known=catalogue[norm], method=method)
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
        yield "found", Told(N_("a rule of method {method} is never found by a machine"), method=rule.method)
    elif rule.found not in FOUND_BY_METHOD[rule.method]:
        allowed = ", ".join(FOUND_BY_METHOD[rule.method])
        yield "found", Told(FOUND_BY, method=rule.method, allowed=allowed, found=rule.found)
    if rule.found == Found.detector and name not in DETECTORS:
        yield "found", Told(NOT_BY_ITSELF, rules=", ".join(DETECTORS))
    if rule.found != Found.detector and name in DETECTORS:
        yield "found", Told(FOUND_ANYHOW)
    if rule.precision_floor is not None and name not in DETECTORS:
        yield "precision_floor", Told(N_("is said only of what judging finds"))
    yield from _of_reasons(rule, pack)


def _of_reasons(rule: PackRule, pack: Pack) -> Iterator[Fault]:
    if rule.found in SAYS_WHY and rule.because is None:
        yield "because", Told(N_("missing: it names the reason why the rule is found by {found}"), found=rule.found)
    if rule.found not in SAYS_WHY and rule.because is not None:
        yield "because", Told(N_("a rule found by {found} needs no reason"), found=rule.found)
    if rule.because is not None and rule.because not in pack.reasons:
        yield "because", Told(N_("there is no {place}"), place=f"reasons.{rule.because}")


def _of_norms(rule: PackRule, known: Mapping[str, Method], *, spared: bool) -> Iterator[Fault]:
    for norm in rule.norms:
        method = known.get(norm)
        if method is None:
            if not spared:
                yield "norms", Told(NO_CATALOGUE, norm=repr(norm))
        elif method == Method.X and rule.method != Method.X:
            yield "norms", Told(OF_CLASS_X, norm=norm)
        elif rule.found == Found.detector and method == Method.M:
            yield "norms", Told(N_("{norm} is of class M: nothing that a machine finds may name it"), norm=norm)
    if not spared and not any(known.get(norm) == rule.method for norm in rule.norms):
        yield "method", Told(N_("none of its norms is of class {method}"), method=rule.method)


def _of_limits(name: str, rule: PackRule) -> Iterator[Fault]:
    own = DETECTORS[name].limits if name in DETECTORS else None
    for limit in rule.limits:
        if own is not None and limit not in own:
            yield f"limits.{limit}", _known(own)
        if own is None and not limit.endswith(tuple(f"_{unit}" for unit in UNITS)):
            yield f"limits.{limit}", Told(N_("a limit's name ends in its unit: {units}"), units=", ".join(UNITS))


def _known(own: tuple[str, ...]) -> Told:
    if not own:
        return Told(N_("this rule knows no limit of its own"))
    return Told(N_("this rule knows {limits}"), limits=", ".join(own))


def _of_when(name: str, rule: PackRule, pack: Pack) -> Iterator[Fault]:
    when = rule.when
    places = {
        "window": (when.window is not None, when.on == Occasion.duty, N_("is said only of time on duty")),
        "attendance": (bool(when.attendance), when.on == Occasion.shift, N_("is said only of a shift")),
        "seasons": (bool(when.seasons), rule.area == "attire", N_("is said only of attire")),
        "exempt": (bool(when.exempt), rule.area == "attire", N_("is said only of attire")),
        "complaint": (when.complaint is not None, when.on == Occasion.complaint, N_("is said only of a complaint")),
    }
    for key, (given, fits, where) in places.items():
        if given and not fits:
            yield f"when.{key}", Told(where)
    for season in when.seasons:
        if season not in pack.seasons:
            yield "when.seasons", Told(N_("there is no {place}"), place=f"seasons.{season}")
    if name in DETECTORS:
        yield from _of_detector(name, rule)


def _of_detector(name: str, rule: PackRule) -> Iterator[Fault]:
    """A `when` that judging would not keep to would be a false promise."""
    told, done = rule.when.model_dump(mode="json"), DETECTORS[name].when.model_dump(mode="json")
    for key, value in done.items():
        if key not in DETECTORS[name].narrows and told[key] != value:
            yield f"when.{key}", Told(N_("judging goes by {value} here, and no pack changes that"), value=repr(value))


def _of_escalation(rule: PackRule) -> Iterator[Fault]:
    before, points = max(rule.free_first, 1), rule.points
    for step in rule.escalation:
        if step.from_ <= before:
            yield "escalation", Told(N_("from {step} does not come after {before}"), step=step.from_, before=before)
        if step.points < points:
            yield "escalation", Told(FEWER_POINTS, points=f"{step.points:g}", before=f"{points:g}")
        before, points = step.from_, step.points


def _of_left_out(pack: Pack, known: Mapping[str, Method]) -> Iterator[Fault]:
    covered = {norm for rule in pack.rules.values() for norm in rule.norms}
    for norm, reason in pack.left_out.items():
        if norm not in known:
            yield f"left_out.{norm}", Told(N_("is in no catalogue"))
        if norm in covered:
            yield f"left_out.{norm}", Told(N_("a rule covers it"))
        if reason not in pack.reasons:
            yield f"left_out.{norm}", Told(N_("there is no {place}"), place=f"reasons.{reason}")
