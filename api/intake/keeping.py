"""From stills in memory to evidence: what shows a case is written down, with its time and rule burned in."""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from api.cases.rules import titles_of
from api.database import reading_from, writing_to
from api.evidence.stored import EvidenceStore
from api.intake.stills import Still, Stills
from conduct.auditing.trail import JUDGE
from conduct.judging.attire_evidence import decided_looks
from conduct.keeping.evidence import KeptStill, add_evidence, is_shared, kept_of, let_go
from conduct.keeping.still_choice import SHOWN_BY_RULE, Choice, Episode, Taken, choose, contradicting
from conduct.rules.pack import Words
from models.tables import COUNTING, EvidenceRow, HallRow, Origin, ViolationRow, ViolationStatus, WindowRow
from models.values.evidence import Shown, StillKind
from models.values.local_time import local_stamp
from vision.caption import captioned
from vision.jpeg import inspect

log = logging.getLogger(__name__)

SHOWN_STATUSES = (ViolationStatus.pending, ViolationStatus.appealed, *COUNTING)
"""Cases that may still get pictures. One that was dismissed or is counted elsewhere needs none."""
TEACHES = Shown.unattended
"""Verdicts on such cases teach the window, so their stills carry the looks' numbers."""


@dataclass(frozen=True, slots=True)
class _Case:
    violation_id: UUID
    window_id: UUID
    kept: Mapping[StillKind, EvidenceRow]
    choice: Choice
    words: tuple[str, str]
    """Rule and place, for the captions."""
    zone: ZoneInfo
    teaches: bool


def keep_stills(
    engine: Engine, stills: Stills, store: EvidenceStore, days: Iterable[tuple[UUID, date]], *, now: datetime
) -> int:
    """Write the stills that the cases of some halls' days lack, and let go of those that no longer belong to them.

    Returns how many were written. Where the store fails the rest waits for the next time these days are judged.
    """
    kept = 0
    for hall_id, day in sorted(set(days)):
        with reading_from(engine) as session:
            cases = list(_cases(session, stills, hall_id, day, now))
        for case in cases:
            try:
                kept += _bring_in_line(engine, stills, store, case, now)
            except OSError:
                log.exception("the stills of case %s could not be kept", case.violation_id)
                return kept
    return kept


def _cases(session: Session, stills: Stills, hall_id: UUID, day: date, now: datetime) -> Iterator[_Case]:
    """The cases of a hall's day at which something is to change."""
    found = session.exec(
        select(ViolationRow, HallRow, WindowRow)
        .join(HallRow, col(HallRow.id) == col(ViolationRow.hall_id))
        .join(WindowRow, col(WindowRow.id) == col(ViolationRow.window_id))
        .where(
            ViolationRow.hall_id == hall_id,
            ViolationRow.day == day,
            ViolationRow.origin == Origin.judged,
            col(ViolationRow.rule).in_(list(SHOWN_BY_RULE)),
            col(ViolationRow.status).in_(SHOWN_STATUSES),
        )
    ).all()
    kept = kept_of(session, [row.id for row, _, _ in found])
    for row, hall, window in found:
        of_kind = {each.kind: each for each in kept.get(row.id, ()) if each.kind is not None}
        taken = [still.taken for still in stills.of_window(window.id)]
        choice = _choice(session, row, of_kind, taken, now)
        if choice.keep or choice.drop:
            rule = titles_of(session, row.pack_version).title(row.rule)
            words = (_both(rule), f"{hall.name} {window.code}")
            teaches = SHOWN_BY_RULE[row.rule] is TEACHES
            yield _Case(row.id, window.id, of_kind, choice, words, ZoneInfo(hall.timezone), teaches)


def _choice(
    session: Session, row: ViolationRow, kept: Mapping[StillKind, EvidenceRow], taken: Sequence[Taken], now: datetime
) -> Choice:
    episode = Episode(SHOWN_BY_RULE[row.rule], row.start, row.end)
    there = {kind: Taken(each.camera_id, each.taken_at, episode.shown) for kind, each in kept.items() if each.camera_id}
    choice = choose(episode, taken, there, now=now)
    if episode.shown is not Shown.clothes or not choice.keep:
        return choice
    # only now is it worth asking what each look said
    clothes = (one for one in taken if one.shown is Shown.clothes)
    return choose(episode, contradicting(clothes, decided_looks(session, row, now=now)), there, now=now)


def _bring_in_line(engine: Engine, stills: Stills, store: EvidenceStore, case: _Case, now: datetime) -> int:
    by_taken = {still.taken: still for still in stills.of_window(case.window_id)}
    new = [
        _written(store, case, kind, by_taken[taken])
        for kind, taken in case.choice.keep.items()
        if taken in by_taken  # it may have been let go of in between
    ]
    written = {still.kind for still in new}
    gone: list[EvidenceRow] = []
    with writing_to(engine) as session:
        status = session.exec(
            select(ViolationRow.status).where(ViolationRow.id == case.violation_id).with_for_update()
        ).one()
        if status not in SHOWN_STATUSES:
            return 0
        for kind, why in case.choice.drop.items():
            if kind in case.choice.keep and kind not in written:
                continue
            if let_go(session, case.kept[kind].id, why, actor=JUDGE, now=now):
                gone.append(case.kept[kind])
        for still in new:
            add_evidence(session, case.violation_id, still, now=now)
    for row in gone:
        with reading_from(engine) as session:
            shared = is_shared(session, row.id, row.sha256)
        if not shared:
            store.delete(row.sha256)
    return len(new)


def _written(store: EvidenceStore, case: _Case, kind: StillKind, still: Still) -> KeptStill:
    rule, place = case.words
    jpeg = captioned(still.jpeg, (rule, f"{place} · {stamp(still.taken_at, case.zone)}"))
    header = inspect(jpeg)
    return KeptStill(
        kind=kind,
        camera_id=still.camera_id,
        window_id=still.window_id,
        taken_at=still.taken_at,
        sha256=store.put(jpeg),
        size_bytes=len(jpeg),
        width_px=header.width_px,
        height_px=header.height_px,
        features=still.features if case.teaches and kind is not StillKind.before else None,
    )


def stamp(at: datetime, zone: ZoneInfo) -> str:
    """`2026-06-03 09:12:05 +08:00`: the hall's clock, and how far that is from UTC."""
    offset = at.astimezone(zone).strftime("%z")
    return f"{local_stamp(at, zone)} {offset[:3]}:{offset[3:5]}"


def _both(title: Words) -> str:
    return title.zh if title.zh == title.en else f"{title.zh} {title.en}"
