"""The rules of a pack as they are shown to those whom they bind: by area, each with all that holds for it. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from api.language import Language
from api.pages.rule_words import (
    AREAS,
    CAP,
    FOUND,
    FREE_FIRST,
    FROM_NTH,
    IN_FORCE,
    LIMITS,
    METHODS,
    NO_POINTS,
    ONLY_WATCHED,
    POINTS,
    SEVERITIES,
    SHARES,
    SOURCES,
    UNITS,
)
from api.pages.words import norm_said
from conduct.judging.detectors import DETECTORS
from conduct.rules.rule import Found, PackRule
from conduct.rules.rule_pack import Pack

JOINED = {"zh": "、", "en": ", "}
JOINED_PARTS = {"zh": "，", "en": "; "}
STOP = {"zh": "。", "en": "."}


@dataclass(frozen=True, slots=True)
class Watched:
    """A rule in watch mode, at a hall or everywhere, in the visitor's words."""

    everywhere: bool
    said: str


@dataclass(frozen=True, slots=True)
class ShownRule:
    """One rule in the visitor's words. `state` is a code: in-force, watched, product, inspection, waiting, never."""

    name: str
    title: str
    words: str
    norms: tuple[str, ...]
    severity: str
    state: str
    state_said: str
    method: str | None
    sources: str
    because: str | None
    cost: str | None
    limits: str
    watched: tuple[str, ...]
    """Where and since when it only watches, and why."""


@dataclass(frozen=True, slots=True)
class ShownArea:
    code: str
    title: str
    cap: str | None
    rules: tuple[ShownRule, ...]


def shown_areas(
    pack: Pack, language: Language, *, holds: bool, watched: Mapping[str, Sequence[Watched]]
) -> tuple[ShownArea, ...]:
    """The areas that have rules, each rule as it stands on a day on which its pack holds or only watches."""
    areas: list[ShownArea] = []
    for area, title in AREAS.items():
        rules = tuple(
            _shown(pack, name, rule, language, holds=holds, watched=watched.get(name, ()))
            for name, rule in pack.rules.items()
            if rule.area == area
        )
        cap = pack.appraisal.caps.get(area)
        said = language.say(CAP, n=f"{cap:g}") if cap is not None else None
        if rules:
            areas.append(ShownArea(area, language.say(title), said, rules))
    return tuple(areas)


def _shown(
    pack: Pack, name: str, rule: PackRule, language: Language, *, holds: bool, watched: Sequence[Watched]
) -> ShownRule:
    reason = pack.reason(rule)
    only_watched = rule.watch or not holds or any(each.everywhere for each in watched)
    state, said = _state(rule.found, only_watched=only_watched)
    return ShownRule(
        name=name,
        title=rule.title.said(language.code),
        words=rule.words.said(language.code),
        norms=tuple(norm_said(norm, language) for norm in rule.norms),
        severity=language.say(SEVERITIES[rule.severity]),
        state=state,
        state_said=language.say(said),
        method=language.say(METHODS[rule.method]) if rule.found != Found.product else None,
        sources=JOINED[language.code].join(language.say(SOURCES[source]) for source in rule.source),
        because=reason.said(language.code) if reason else None,
        cost=_cost(rule, language) if rule.found not in (Found.product, Found.never) else None,
        limits=JOINED[language.code].join(_limits(pack, name, rule, language)),
        watched=tuple(each.said for each in watched),
    )


def _state(found: Found, *, only_watched: bool) -> tuple[str, str]:
    if found != Found.detector:
        return found.value, FOUND[found]
    return ("watched", ONLY_WATCHED) if only_watched else ("in-force", IN_FORCE)


def _cost(rule: PackRule, language: Language) -> str:
    if not rule.points and not rule.escalation:
        return language.say(NO_POINTS)
    parts = [language.say(POINTS, n=f"{rule.points:g}")]
    if rule.free_first:
        parts.append(language.say(FREE_FIRST, n=rule.free_first))
    parts.extend(language.say(FROM_NTH, nth=step.from_, n=f"{step.points:g}") for step in rule.escalation)
    return f"{JOINED_PARTS[language.code].join(parts)}{STOP[language.code]}"


def _limits(pack: Pack, name: str, rule: PackRule, language: Language) -> Iterator[str]:
    told: dict[str, float] = dict(rule.limits)
    if name in DETECTORS:
        told = {limit: getattr(pack.limits, limit) for limit in DETECTORS[name].limits}
    for limit, value in told.items():
        unit = next((unit for unit in UNITS if limit.endswith(f"_{unit}")), None)
        message = LIMITS.get(limit) or (UNITS[unit] if unit else None)
        number = value * 100 if limit.endswith(SHARES) else value
        yield language.say(message, n=f"{number:g}") if message else f"{limit} {value:g}"
