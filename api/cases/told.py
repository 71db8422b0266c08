"""A violation as the interface tells it."""

import datetime as dt
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from api.cases.appeal_state import AppealState
from api.cases.around import Around, RosteredShift
from api.cases.case import Case
from api.cases.history import History, doubters
from api.cases.rules import Titles
from api.cases.stills import missing_stills, shown_stills
from api.cases.views import View
from api.cases.words import sentence
from api.language import Language, why_of
from conduct.rules.pack import Words
from models.tables import EvidenceRow, Verdict, ViolationStatus
from models.values.evidence import StillKind
from models.values.interval import Interval
from models.values.occupancy import StateSpan, WindowState
from models.values.why import Why
from roster.duty import Standing


class EvidenceLink(BaseModel):
    """A picture of the case; of one that was purged the link leads nowhere any more."""

    id: UUID
    kind: StillKind | None
    url: str
    taken_at: datetime
    width_px: int | None
    height_px: int | None
    purged_at: datetime | None


class MissingStill(BaseModel):
    """A moment of the case that there is no picture of, and why."""

    kind: StillKind
    code: str
    why: str


class ToldView(BaseModel):
    """Somebody's look at a picture."""

    evidence: UUID
    kind: StillKind | None
    at: datetime
    by: str
    by_name: str

    @staticmethod
    def of(view: View) -> "ToldView":
        return ToldView(
            evidence=view.evidence_id, kind=view.kind, at=view.at, by=view.by, by_name=view.by_name
        )  # fmt: skip


class ViolationItem(BaseModel):
    """One row of the queue. `why` is a sentence in the caller's language, `why_code` its stable code."""

    id: UUID
    rule: str
    norms: list[str]
    hall: str
    window: str | None
    staff: str | None
    staff_name: str | None
    day: dt.date
    start: datetime
    end: datetime | None
    status: ViolationStatus
    explained_by: str | None
    why: str
    why_code: str
    evidence: list[EvidenceLink]
    pack_version: str


class Violations(BaseModel):
    items: list[ViolationItem]
    next: str | None


class Stretch(BaseModel):
    start: datetime
    end: datetime


class ToldShift(BaseModel):
    """A shift near the case. `on_duty`: at the window, at some time of the case."""

    staff: str
    staff_name: str | None
    window: str | None
    start: datetime
    end: datetime
    breaks: list[Stretch]
    leave: list[Stretch]
    standing: Standing
    swapped_from: str | None
    on_duty: bool
    why: str


class ToldPunch(BaseModel):
    staff: str
    staff_name: str | None
    at: datetime


class ToldState(BaseModel):
    state: WindowState
    start: datetime
    end: datetime


class ToldDoubt(BaseModel):
    code: str
    why: str


class ToldDecision(BaseModel):
    verdict: Verdict
    reason: str
    by: str
    by_name: str
    at: datetime
    taken_back_at: datetime | None
    fallen_at: datetime | None


class ToldEntry(BaseModel):
    at: datetime
    actor: str
    action: str
    data: dict[str, Any]


class ToldHistory(BaseModel):
    decisions: list[ToldDecision]
    audit: list[ToldEntry]


class ViolationInFull(ViolationItem):
    """Everything about one: `roster` and `punches` around it, `states` of the window, what `could_explain` it.

    `found_unclear_by` are the log-ins that left it to somebody else; `appeal` is the id of the last appeal against the
    verdict that stands, and `appeal_until` says until when its person may appeal, null while nothing is to be appealed.
    `views`, who looked at its pictures, is null for those whom that does not concern.
    """

    rule_title: Words
    why_facts: dict[str, str]
    could_explain: list[ToldDoubt]
    roster: list[ToldShift]
    punches: list[ToldPunch]
    states: list[ToldState]
    history: ToldHistory
    found_unclear_by: list[str]
    appeal: UUID | None
    appeal_until: datetime | None
    evidence_missing: list[MissingStill]
    views: list[ToldView] | None


def item(case: Case, language: Language, titles: Titles) -> ViolationItem:
    return ViolationItem.model_validate(_item(case, language, titles))


def in_full(
    case: Case,
    language: Language,
    titles: Titles,
    *,
    near: Around,
    reasons: tuple[Why, ...],
    history: History,
    appeals: AppealState,
    names: dict[str, str],
    views: Sequence[View] | None,
    now: datetime,
) -> ViolationInFull:
    return ViolationInFull(
        **_item(case, language, titles),
        rule_title=titles.title(case.row.rule),
        why_facts=dict(why_of(case.row.why).facts),
        could_explain=[ToldDoubt(code=r.code, why=sentence(r, language, titles)) for r in reasons],
        roster=[_shift(s, names, language, titles) for s in near.shifts],
        punches=[ToldPunch(staff=p.staff, staff_name=names.get(p.staff), at=p.at) for p in near.punches],
        states=[_state(s) for s in near.states],
        history=_history(history),
        found_unclear_by=doubters(history),
        appeal=appeals.last.id if appeals.last else None,
        appeal_until=appeals.until if appeals.may_be_lodged else None,
        evidence_missing=[
            MissingStill(kind=kind, code=reason.code, why=sentence(reason, language, titles))
            for kind, reason in missing_stills(case, now).items()
        ],
        views=None if views is None else [ToldView.of(view) for view in views],
    )


def evidence_url(evidence_id: UUID) -> str:
    return f"/api/v1/evidence/{evidence_id}"


def _link(row: EvidenceRow) -> EvidenceLink:
    return EvidenceLink(
        id=row.id, kind=row.kind, url=evidence_url(row.id), taken_at=row.taken_at, width_px=row.width_px,
        height_px=row.height_px, purged_at=row.purged_at,
    )  # fmt: skip


def _item(case: Case, language: Language, titles: Titles) -> dict[str, Any]:
    row, reason = case.row, why_of(case.row.why)
    return {
        "id": row.id,
        "rule": row.rule,
        "norms": row.norms,
        "hall": case.hall.code,
        "window": case.window.code if case.window else None,
        "staff": case.staff.no if case.staff else None,
        "staff_name": case.staff.name if case.staff else None,
        "day": row.day,
        "start": row.start,
        "end": row.end,
        "status": row.status,
        "explained_by": row.explained_by,
        "why": sentence(reason, language, titles),
        "why_code": reason.code,
        "evidence": [_link(row) for row in shown_stills(case)],
        "pack_version": row.pack_version,
    }


def _shift(shift: RosteredShift, names: dict[str, str], language: Language, titles: Titles) -> ToldShift:
    duty = shift.duty
    return ToldShift(
        staff=duty.staff,
        staff_name=names.get(duty.staff),
        window=duty.window,
        start=duty.rostered.start,
        end=duty.rostered.end,
        breaks=[_stretch(b) for b in shift.breaks],
        leave=[_stretch(i) for i in duty.on_leave],
        standing=duty.standing,
        swapped_from=duty.swapped_from,
        on_duty=shift.on_duty,
        why=sentence(duty.why, language, titles),
    )


def _stretch(time: Interval) -> Stretch:
    return Stretch(start=time.start, end=time.end)


def _state(span: StateSpan) -> ToldState:
    return ToldState(state=span.state, start=span.start, end=span.end)


def _history(history: History) -> ToldHistory:
    return ToldHistory(
        decisions=[
            ToldDecision(
                verdict=made.row.verdict,
                reason=made.row.reason,
                by=made.by,
                by_name=made.by_name,
                at=made.row.at,
                taken_back_at=made.row.taken_back_at,
                fallen_at=made.row.fallen_at,
            )
            for made in history.decisions
        ],
        audit=[ToldEntry(at=e.at, actor=e.actor, action=e.action, data=e.data) for e in history.entries],
    )
