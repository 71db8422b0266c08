"""Which rule of a pack covers which norm, and how its breach is found. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conduct.frozen import Words
from conduct.rules.rule import Found, Method
from conduct.rules.rule_pack import Pack


@dataclass(frozen=True, slots=True)
class Covering:
    """One rule that covers a norm; `because` is the reason why it waits, is never automated, or finds nothing."""

    rule: str
    found: Found
    sources: tuple[str, ...]
    because: Words | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """A norm with the rules that cover it, the surest way of finding first; or why it is left out."""

    norm: str
    method: Method
    by: tuple[Covering, ...]
    left_out: Words | None

    @property
    def found(self) -> Found | None:
        return self.by[0].found if self.by else None

    @property
    def is_accounted_for(self) -> bool:
        return bool(self.by) or self.left_out is not None

    def as_json(self) -> dict[str, Any]:
        return {
            "norm": self.norm,
            "method": self.method.value,
            "rules": [
                {
                    "rule": each.rule,
                    "found": each.found.value,
                    "source": list(each.sources),
                    "because": each.because.model_dump() if each.because else None,
                }
                for each in self.by
            ],
            "left_out": self.left_out.model_dump() if self.left_out else None,
        }


def coverage(pack: Pack, catalogue: Mapping[str, Method]) -> tuple[Coverage, ...]:
    """Every norm of the catalogue, then those that only the pack knows."""
    classes = {**catalogue, **pack.norms}
    by_norm: dict[str, list[Covering]] = {norm: [] for norm in classes}
    for name, rule in pack.rules.items():
        for norm in rule.norms:
            covering = Covering(name, rule.found, tuple(rule.source), pack.reason(rule))
            by_norm.setdefault(norm, []).append(covering)
    surest = list(Found)
    return tuple(
        Coverage(
            norm,
            classes.get(norm, Method.M),
            tuple(sorted(covering, key=lambda each: surest.index(each.found))),
            pack.reasons[pack.left_out[norm]] if norm in pack.left_out else None,
        )
        for norm, covering in by_norm.items()
    )


def summary(covered: Sequence[Coverage]) -> str:
    """How many norms there are, and how many are found how, in a line."""
    counted = Counter(each.found.value if each.found else "left out" for each in covered if each.is_accounted_for)
    missing = sum(not each.is_accounted_for for each in covered)
    ways = [found.value for found in Found] + ["left out"]
    told = ", ".join(f"{way} {counted[way]}" for way in ways if counted[way])
    said = f"{len(covered)} norms: {told or 'none covered'}"
    return f"{said}; {missing} without a rule or a reason" if missing else said
