"""A rule of a pack told in full, for a terminal. Pure."""

from collections.abc import Iterator

from conduct.rules.rule import Found, PackRule
from conduct.rules.rule_pack import Pack

METHODS = {
    "A": "found automatically, a person decides",
    "S": "candidates are shown, a person judges",
    "M": "by a person's inspection or report only",
    "X": "never automated",
}
FOUND = {
    Found.detector: "judging, from the records that there are",
    Found.product: "nothing to find",
    Found.inspection: "a person on the spot",
    Found.waiting: "nothing yet",
    Found.never: "nothing, ever",
}


def explain(pack: Pack, name: str) -> Iterator[str]:
    """All that a pack says of a rule, a line each. Raises KeyError when the pack has no such rule."""
    rule = pack.rules[name]
    yield f"{name}  {rule.title.zh}  {rule.title.en}"
    yield f"  {rule.words.zh}"
    yield f"  {rule.words.en}"
    for label, said in _facts(pack, name, rule):
        yield f"  {label:<11} {said}"


def _facts(pack: Pack, name: str, rule: PackRule) -> Iterator[tuple[str, str]]:
    yield "pack", f"{pack.version}, {pack.pack.title.zh} {pack.pack.title.en}"
    yield "area", f"{rule.area}, {rule.severity}"
    yield "norms", " ".join(rule.norms)
    yield "method", f"{rule.method}, {METHODS[rule.method]}"
    yield "source", ", ".join(rule.source)
    yield "found by", FOUND[rule.found] + (", in watch mode: it costs nothing" if rule.watch else "")
    reason = pack.reason(rule)
    if reason is not None:
        yield "because", f"{reason.zh} {reason.en}"
    yield "when", _when(rule)
    yield "points", _points(rule)
    if rule.found == Found.detector:
        yield "restraint", _restraint(pack, name)
    if rule.limits:
        yield "limits", ", ".join(f"{limit} {value:g}" for limit, value in rule.limits.items())
    if name == "uniform-season":
        for season, code in pack.seasons.items():
            spans = ", ".join(map(str, code.spans))
            yield "dress code", f"{season} {spans}: {code.asks}, {code.title.zh} {code.title.en}"


def _restraint(pack: Pack, name: str) -> str:
    floor, last = pack.precision_floor(name), pack.restraint.last_decided
    return f"it only watches where under {floor * 100:g} % of the last {last} decided were right"


def _when(rule: PackRule) -> str:
    told = {key: value for key, value in rule.when.model_dump(mode="json").items() if value}
    return "; ".join(f"{key} {value if isinstance(value, str) else ', '.join(value)}" for key, value in told.items())


def _points(rule: PackRule) -> str:
    parts = [f"{rule.points:g}"]
    if rule.free_first:
        parts.append(f"the first {rule.free_first} of a month free")
    parts.extend(f"from the {step.from_}. of a month on {step.points:g}" for step in rule.escalation)
    return ", ".join(parts)
