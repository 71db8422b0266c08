"""What differs between two packs, and what is wrong with one, in the reader's words. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

from api.language import Language
from api.pages.rule_words import FOUND, METHODS, SEVERITIES
from conduct.rules.pack_diff import Change, changes
from conduct.rules.pack_diff import said as plainly
from conduct.rules.rule_pack import Pack
from conduct.told import Told
from conduct.words import N_

OTHERWISE = N_("this value is not as it should be ({reason})")
PARTS: dict[str, str] = {
    "rules": N_("Rules"),
    "limits": N_("Limits for all"),
    "appraisal": N_("A month's score"),
    "seasons": N_("Dress codes of the year"),
    "appeals": N_("Appeals"),
    "restraint": N_("Rules that hold themselves back"),
    "review": N_("Reports and second opinions"),
    "discipline": N_("Discipline ladder"),
    "norms": N_("Classes of norms"),
    "left_out": N_("Norms left out"),
    "reasons": N_("Reasons"),
    "pack": N_("Head"),
}
"""In the order in which they are told: what costs somebody something first."""
KEYS: dict[str, str] = {
    "points": N_("points"),
    "free_first": N_("free in a month"),
    "escalation": N_("points from the nth in a month on"),
    "watch": N_("only watched"),
    "found": N_("how it is found"),
    "method": N_("method"),
    "severity": N_("weight"),
    "area": N_("area"),
    "norms": N_("norms"),
    "title": N_("title"),
    "words": N_("wording"),
    "source": N_("shown by"),
    "because": N_("reason"),
    "precision_floor": N_("share that must be right"),
    "late_grace_min": N_("grace when coming late, minutes"),
    "early_grace_min": N_("grace when leaving early, minutes"),
    "unattended_grace_s": N_("how long a window may be empty, seconds"),
    "away_limit_s": N_("how long the away sign may stand, seconds"),
    "confirm_s": N_("how long a change must last to count as seen, seconds"),
    "max_gap_s": N_("longest gap between looks, seconds"),
    "punch_before_min": N_("punches count from so long before a shift, minutes"),
    "punch_after_min": N_("punches count until so long after a shift, minutes"),
    "attire_min_minutes": N_("clothes are looked at over, minutes"),
    "attire_min_looks": N_("clear looks at clothes"),
    "attire_share": N_("share of looks against it"),
    "attire_confidence": N_("how sure a look must be"),
    "staffed_share_for_missed_punch": N_("share of the duty seen staffed that makes a missing punch a forgotten one"),
    "last_decided": N_("decided cases that tell how often a rule is right"),
    "cards_a_day": N_("cases of a day that lie in the queue one by one"),
    "report_days": N_("days after which nothing is reported any more"),
    "second_share": N_("share of decided cases that a second person looks at"),
    "second_after_min": N_("minutes until a second opinion is asked for"),
    "second_days": N_("days for which a second opinion is asked for"),
    "rungs": N_("rungs"),
    "base": N_("points to begin with"),
    "caps": N_("most points of an area in a month"),
    "grades": N_("grades"),
    "expiry_days": N_("points expire after, days"),
    "clean_credit": N_("credit for clean months"),
    "clean_months": N_("clean months for a credit"),
    "commendations": N_("points of commendations"),
    "commendation_cap": N_("most points of commendations in a month"),
    "pro_rata": N_("by the share of a month that was worked"),
    "lodge_days": N_("working days to appeal"),
    "decide_days": N_("working days to decide on an appeal"),
    "spans": N_("stretches of the year"),
    "asks": N_("asks for"),
    "version": N_("version"),
    "name": N_("name"),
}
CODES: Mapping[str, Mapping[str, str]] = {
    "found": {code.value: said for code, said in FOUND.items()},
    "method": {code.value: said for code, said in METHODS.items()},
    "severity": {code.value: said for code, said in SEVERITIES.items()},
}
YES, NO, NOTHING = N_("yes"), N_("no"), N_("nothing")
FROM_NTH = N_("from number {nth} on {n}")


@dataclass(frozen=True, slots=True)
class SaidChange:
    """`what` is None where a whole rule, dress code or reason is new or gone."""

    kind: Literal["added", "removed", "changed"]
    of: str
    what: str | None
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class SaidPart:
    title: str
    changes: tuple[SaidChange, ...]


def said_differences(old: Pack, new: Pack, language: Language) -> tuple[SaidPart, ...]:
    """The parts of a pack in which two of them differ."""
    found = tuple(changes(old, new))
    with_rules = {each.place[-1] for each in found if each.place[0] == "rules" and each.place[2:3] == ("limits",)}
    by_part: dict[str, list[SaidChange]] = {}
    for each in found:
        if each.place[0] == "limits" and each.place[-1] in with_rules:
            continue  # told with its rule
        by_part.setdefault(each.place[0], []).append(_said(each, old, new, language))
    return tuple(
        SaidPart(language.say(title), tuple(by_part[part])) for part, title in PARTS.items() if part in by_part
    )


def fault_said(message: str, language: Language) -> str:
    """What is wrong in one place of a pack; what only a library can say is said in its own words."""
    if isinstance(message, Told):
        return language.say(message.message, **message.facts)
    return message if language.code == "en" else language.say(OTHERWISE, reason=message)


def _said(each: Change, old: Pack, new: Pack, language: Language) -> SaidChange:
    part, *below = each.place
    of = ""
    if part in ("rules", "seasons", "reasons") and below:
        of, *below = below
        of = _title(part, of, new if each.kind != "removed" else old, language)
    what = " · ".join(_key(key, language) for key in below if key != "limits") or None
    key = next((key for key in reversed(below) if key in KEYS), "")
    return SaidChange(each.kind, of, what, _value(key, each.before, language), _value(key, each.after, language))


def _title(part: str, name: str, pack: Pack, language: Language) -> str:
    if part == "rules" and name in pack.rules:
        return pack.rules[name].title.said(language.code)
    if part == "seasons" and name in pack.seasons:
        return pack.seasons[name].title.said(language.code)
    return name


def _key(key: str, language: Language) -> str:
    return language.say(KEYS[key]) if key in KEYS else key


def _value(key: str, value: Any, language: Language) -> str:
    if value is None or value in ([], {}):
        return language.say(NOTHING)
    if isinstance(value, bool):
        return language.say(YES if value else NO)
    if key in CODES and isinstance(value, str):
        return language.say(CODES[key].get(value, value))
    if key == "escalation":
        return _steps(cast(Iterable[Mapping[str, Any]], value), language)
    if isinstance(value, dict) and set(cast(dict[str, Any], value)) == {"zh", "en"}:
        return cast(dict[str, str], value)[language.code]
    if isinstance(value, dict) and "title" in value:
        return _value("", cast(dict[str, Any], value)["title"], language)
    return plainly(value)


def _steps(steps: Iterable[Mapping[str, Any]], language: Language) -> str:
    return ", ".join(language.say(FROM_NTH, nth=step["from"], n=f"{step['points']:g}") for step in steps)
