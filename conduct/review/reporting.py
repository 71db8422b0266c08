"""Whether what a person saw on the spot may be reported: by which rule, of what time, about whom. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from conduct.review.violations import Refused
from conduct.rules.rule import Found, Method, PackRule
from conduct.rules.rule_pack import Pack

REPORTED = (Method.S, Method.M)
"""Methods of rules that a person may report."""


@dataclass(frozen=True, slots=True)
class Sighted:
    """What somebody says to have seen. `own` is about themselves, `of_hall` about somebody of the hall, or nobody."""

    rule: str
    start: datetime
    end: datetime | None
    own: bool
    of_hall: bool


def reported_rules(pack: Pack) -> dict[str, PackRule]:
    """The rules of a pack that people report, in its order."""
    return {name: rule for name, rule in pack.rules.items() if why_not_rule(pack, name) is None}


def why_not_rule(pack: Pack, name: str) -> Refused | None:
    """Why a breach of a rule is not for people to report, None when it is."""
    rule = pack.rules.get(name)
    if rule is None:
        return Refused("unknown-rule", f"the pack of that day, {pack.version}, has no rule {name}")
    if rule.method is Method.X or rule.found is Found.never:
        reason = pack.reason(rule)
        return Refused("never-judged", f"{name} is judged by nobody here: {reason.en if reason else 'method X'}")
    if rule.method not in REPORTED:
        return Refused("found-by-machine", f"{name} is found from records (method {rule.method}), not by a report")
    return None


def why_not_report(seen: Sighted, pack: Pack, now: datetime) -> Refused | None:
    """Why this is not taken, None when it is."""
    refused = why_not_rule(pack, seen.rule)
    if refused is not None:
        return refused
    within = timedelta(days=pack.review.report_days)
    if seen.start > now or (seen.end is not None and seen.end > now):
        return Refused("in-the-future", "nobody has seen what is yet to come")
    if now - seen.start > within:
        return Refused("too-old", f"what was seen more than {within.days} days ago is reported no more")
    if seen.end is not None and seen.end < seen.start:
        return Refused("end-before-start", "it ends before it begins")
    if seen.own:
        return Refused("own-report", "nobody reports on themselves")
    if not seen.of_hall:
        return Refused("not-of-this-hall", "the person neither belongs to this hall nor was rostered there then")
    return None
