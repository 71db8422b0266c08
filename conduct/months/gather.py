"""A month's file from what is stored: its entries, and where their lines lead."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID

from sqlmodel import Session, col, select

from conduct.appeal.times import appealable_among
from conduct.months.computing import entries_of
from conduct.months.digest import month_digest
from conduct.months.file import MonthFile
from conduct.months.signed import signatures_by_staff
from conduct.months.stored_month import StoredEntry
from models.tables import EvidenceRow, HallRow, ViolationRow

FETCHED = 500
"""Ids named in one statement; databases bound how many there may be."""


def month_file(
    session: Session, month: str, *, language: str, titles: Mapping[str, str], staff: str | None = None
) -> MonthFile:
    """The month as it is stored, of everybody or of one person; without entries where there are none.

    `titles` is what rules are called in the language.
    """
    everybody = entries_of(session, month)
    entries = everybody if staff is None else tuple(entry for entry in everybody if entry.staff == staff)
    violations = _violations(entries)
    rules = {line.rule for entry in entries for line in entry.lines}
    return MonthFile(
        month=month,
        language=language,
        digest=month_digest(everybody),
        entries=entries,
        whole=staff is None,
        halls=_hall_names(session, {entry.hall for entry in entries}),
        titles={rule: titles[rule] for rule in sorted(rules) if rule in titles},
        norms=_norms(session, violations),
        evidence=_evidence(session, violations),
        appeal_until={str(id_): each.until for id_, each in appealable_among(session, sorted(set(violations))).items()},
        signatures=signatures_by_staff(session, month, [entry.staff for entry in entries]),
    )


def _hall_names(session: Session, codes: set[str]) -> dict[str, str]:
    found = session.exec(select(HallRow.code, HallRow.name).order_by(col(HallRow.code))).all()
    return {code: name for code, name in found if code in codes}


def _norms(session: Session, violations: Sequence[UUID]) -> dict[str, tuple[str, ...]]:
    """What each violation breaks by the pack that it was judged by."""
    found: dict[str, tuple[str, ...]] = {}
    for some in _some(violations):
        rows = session.exec(select(ViolationRow).where(col(ViolationRow.id).in_(some))).all()
        found |= {str(row.id): tuple(row.norms) for row in rows if row.norms}
    return dict(sorted(found.items()))


def _evidence(session: Session, violations: Sequence[UUID]) -> dict[str, tuple[str, ...]]:
    """The stills that are still kept of each violation, in the order in which they were taken."""
    found: dict[str, list[str]] = defaultdict(list)
    for some in _some(violations):
        rows = session.exec(
            select(EvidenceRow.violation_id, EvidenceRow.id)
            .where(col(EvidenceRow.violation_id).in_(some), col(EvidenceRow.purged_at).is_(None))
            .order_by(col(EvidenceRow.taken_at), col(EvidenceRow.id))
        ).all()
        for violation_id, id_ in rows:
            found[str(violation_id)].append(str(id_))
    return {violation: tuple(ids) for violation, ids in sorted(found.items())}


def _violations(entries: Sequence[StoredEntry]) -> list[UUID]:
    """The ids that the lines tell of; a line may tell of none."""
    return [UUID(line.violation) for entry in entries for line in entry.lines if line.violation]


def _some(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    return (ids[start : start + FETCHED] for start in range(0, len(ids), FETCHED))
