"""What differs between two packs, key by key. Pure."""

from collections.abc import Iterator
from typing import Any, cast

from conduct.rules.rule_pack import Pack

WHOLE = ("rules", "seasons", "reasons")
"""Of these, a part that only one pack has is told by its name."""


def differences(old: Pack, new: Pack) -> Iterator[str]:
    """A line for each key: `rules.late.points: 1 -> 2`, `+ rules.early: ...`, `- rules.absent`."""
    before, after = (pack.model_dump(mode="json", by_alias=True) for pack in (old, new))
    for table in before:
        yield from _between(table, before[table], after[table], depth=1)


def _between(place: str, before: Any, after: Any, *, depth: int) -> Iterator[str]:
    if before == after:
        return
    if not (isinstance(before, dict) and isinstance(after, dict)):
        yield f"{place}: {_said(before)} -> {_said(after)}"
        return
    old, new = cast(dict[str, Any], before), cast(dict[str, Any], after)
    whole = depth == 1 and place in WHOLE
    for key in [*old, *(k for k in new if k not in old)]:
        below = f"{place}.{key}"
        if key not in new:
            yield f"- {below}" + ("" if whole else f": {_said(old[key])}")
        elif key not in old:
            yield f"+ {below}: {_title(new[key]) if whole else _said(new[key])}"
        else:
            yield from _between(below, old[key], new[key], depth=depth + 1)


def _title(part: Any) -> str:
    title = part.get("title", part)
    return f"{title['zh']} {title['en']}"


def _said(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {_said(each)}" for key, each in cast(dict[str, Any], value).items()) or "none"
    if isinstance(value, list):
        return "[" + ", ".join(_said(each) for each in cast(list[Any], value)) + "]"
    if isinstance(value, float):
        return f"{value:g}"
    return "none" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
