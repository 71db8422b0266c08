"""The pictures of a case as a page shows them, and who looked at them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from api.cases.case import Case
from api.cases.rules import Titles
from api.cases.stills import missing_stills, shown_stills
from api.cases.views import View
from api.cases.words import sentence
from api.language import Language, why_of
from api.pages.words import MOMENTS
from models.tables import EvidenceRow
from models.values.evidence import StillKind

OLD_SIZE_PX = (1280, 720)
"""Of pictures kept before their size was noted; near enough for the page not to jump."""
ONE_VISIT = timedelta(minutes=1)
"""A page shows all pictures of a case: what one person fetched so shortly one after another is one look."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One moment of a case: its picture, or why there is none."""

    moment: str
    row: EvidenceRow | None
    size_px: tuple[int, int]
    why_none: str


@dataclass(frozen=True, slots=True)
class Looked:
    """Somebody's visit to the pictures of a case."""

    at: datetime
    who: str
    moments: str


def slots_of(case: Case, language: Language, titles: Titles, now: datetime) -> tuple[Slot, ...]:
    """The moments of a case in order of time; empty where there is not one picture, nor was."""
    rows = {row.kind: row for row in shown_stills(case)}
    if not rows:
        return ()
    lacking = missing_stills(case, now)
    kinds = sorted({*rows, *lacking}, key=_order)
    return tuple(
        _slot(kind, rows[kind], language, titles)
        if kind in rows or kind is None
        else Slot(language.say(MOMENTS[kind]), None, OLD_SIZE_PX, sentence(lacking[kind], language, titles))
        for kind in kinds
    )


def visits(views: Sequence[View], language: Language) -> tuple[Looked, ...]:
    """Looks at single pictures, the latest first, put together by visits."""
    found: list[list[View]] = []
    for view in views:
        last = found[-1][-1] if found else None
        if last is not None and last.by == view.by and last.at - view.at <= ONE_VISIT:
            found[-1].append(view)
        else:
            found.append([view])
    return tuple(_looked(visit, language) for visit in found)


def _slot(kind: StillKind | None, row: EvidenceRow, language: Language, titles: Titles) -> Slot:
    size = (row.width_px, row.height_px) if row.width_px and row.height_px else OLD_SIZE_PX
    if row.purged_at is None:
        return Slot(language.say(MOMENTS[kind]), row, size, "")
    why = sentence(why_of(row.purged_why or {}), language, titles)
    return Slot(language.say(MOMENTS[kind]), None, size, why)


def _looked(visit: Sequence[View], language: Language) -> Looked:
    kinds = sorted({view.kind for view in visit}, key=_order)
    return Looked(visit[-1].at, visit[0].by_name, ", ".join(language.say(MOMENTS[kind]) for kind in kinds))


def _order(kind: StillKind | None) -> int:
    return list(StillKind).index(kind or StillKind.begin)
