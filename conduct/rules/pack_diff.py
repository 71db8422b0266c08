"""What differs between two packs, key by key. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, cast

from conduct.rules.rule_pack import Pack

WHOLE = ("rules", "seasons", "reasons")
"""Of these, a part that only one pack has is told by its name."""


@dataclass(frozen=True, slots=True)
class Change:
    """What one place of a pack says before and after, as plain data; of `added` and `removed` one of them is None."""

    place: tuple[str, ...]
    """`("rules", "late", "points")`."""
    kind: Literal["added", "removed", "changed"]
    before: Any
    after: Any

    @property
    def is_whole(self) -> bool:
        """Whether it is about a whole rule, dress code or reason."""
        return len(self.place) == 2 and self.place[0] in WHOLE and self.kind != "changed"


def changes(old: Pack, new: Pack) -> Iterator[Change]:
    """Every place that differs, in the order of the pack."""
    before, after = (pack.model_dump(mode="json", by_alias=True) for pack in (old, new))
    for table in before:
        yield from _between((table,), before[table], after[table])


def differences(old: Pack, new: Pack) -> Iterator[str]:
    """A line for each key: `rules.late.points: 1 -> 2`, `+ rules.early: ...`, `- rules.absent`."""
    for each in changes(old, new):
        place = ".".join(each.place)
        match each.kind:
            case "changed":
                yield f"{place}: {said(each.before)} -> {said(each.after)}"
            case "removed":
                yield f"- {place}" + ("" if each.is_whole else f": {said(each.before)}")
            case "added":
                yield f"+ {place}: {_title(each.after) if each.is_whole else said(each.after)}"


def _between(place: tuple[str, ...], before: Any, after: Any) -> Iterator[Change]:
    if before == after:
        return
    if not (isinstance(before, dict) and isinstance(after, dict)):
        yield Change(place, "changed", before, after)
        return
    old, new = cast(dict[str, Any], before), cast(dict[str, Any], after)
    for key in [*old, *(k for k in new if k not in old)]:
        below = (*place, key)
        if key not in new:
            yield Change(below, "removed", old[key], None)
        elif key not in old:
            yield Change(below, "added", None, new[key])
        else:
            yield from _between(below, old[key], new[key])


def _title(part: Any) -> str:
    title = part.get("title", part)
    return f"{title['zh']} {title['en']}"


def said(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {said(each)}" for key, each in cast(dict[str, Any], value).items()) or "none"
    if isinstance(value, list):
        return "[" + ", ".join(said(each) for each in cast(list[Any], value)) + "]"
    if isinstance(value, float):
        return f"{value:g}"
    return "none" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
