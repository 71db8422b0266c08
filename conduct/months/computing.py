"""A month's appraisal from what is stored: computing, keeping, reading back."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select as any_select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, delete, func, select

from conduct.months.appraise import Entry, Line, LineKind
from conduct.months.digest import entry_digest
from conduct.months.employment import Belonging
from conduct.months.inputs import gather_month, numbers_of
from conduct.months.late import clean_before, late_facts
from conduct.months.stored_month import StoredEntry, StoredLine, line_of
from conduct.months.versions import version_in_hand
from conduct.rows import rows
from models.tables import AppraisalRow, HallRow, StaffRow
from models.tables.base import new_id

AT_ONCE = 1000
"""Entries kept by one statement: more would hold more memory, fewer are slower."""
FETCHED = 500
"""Ids named in one statement; databases bound how many there may be."""


Progress = Callable[[int, int], None]
"""Told now and then how many of how many people's entries are kept."""


def draft_month(session: Session, month: str, *, now: datetime, progress: Progress | None = None) -> tuple[Entry, ...]:
    """Compute everybody's month and keep it as a draft, in the caller's transaction; locked entries stay as they are.

    One entry for each person, by staff number, also for those whose stored one is locked. What became known of locked
    months before this one stands in it as adjustments.
    """
    numbers = numbers_of(session)
    inputs = gather_month(
        session, month, numbers, clean_months=lambda most: clean_before(session, month, most, numbers)
    )
    inputs = inputs.adjusted(late_facts(session, month, numbers))
    entries = inputs.entries()
    staff_ids = {no: id_ for id_, no in numbers.items()}
    row = version_in_hand(session, month)
    version = row.version if row else 1
    _drop_drafts_of_others(session, month, version, {staff_ids[e.staff] for e in entries})
    store(
        session, entries, staff_ids=staff_ids, pack_version=inputs.policy.version, now=now, version=version,
        belonging=inputs.belonging, progress=progress,
    )  # fmt: skip
    return entries


def store(
    session: Session,
    entries: Sequence[Entry],
    *,
    staff_ids: Mapping[str, UUID],
    pack_version: str,
    now: datetime,
    version: int = 1,
    belonging: Mapping[str, Belonging] | None = None,
    progress: Progress | None = None,
) -> None:
    """Keep computed entries, replacing a draft; a locked entry is left as it is."""
    if not entries:
        return
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    insert = dialect.insert(AppraisalRow)
    computed = (
        "base", "deducted", "score", "grade", "lines", "pack_version", "computed_at", "hall_id", "parts", "digest",
    )  # fmt: skip
    insert = insert.on_conflict_do_update(
        index_elements=["month", "version", "staff_id"],
        set_={name: insert.excluded[name] for name in computed},
        where=col(AppraisalRow.locked_at).is_(None),
    )
    hall_of = dict(session.exec(select(StaffRow.id, StaffRow.hall_id)).all())
    hall_ids = dict(session.exec(select(HallRow.code, HallRow.id)).all())
    session.flush()
    for begin in range(0, len(entries), AT_ONCE):
        made = [
            _row(entry, staff_ids[entry.staff], pack_version, now)
            | _where(entry.staff, staff_ids[entry.staff], belonging or {}, hall_of, hall_ids)
            | {"version": version}
            for entry in entries[begin : begin + AT_ONCE]
        ]
        session.connection().execute(insert, made)
        if progress is not None:
            progress(begin + len(made), len(entries))
    session.expire_all()  # the session may hold rows as they were


def _where(
    staff: str,
    staff_id: UUID,
    belonging: Mapping[str, Belonging],
    hall_of: Mapping[UUID, UUID],
    hall_ids: Mapping[str, UUID],
) -> dict[str, Any]:
    of = belonging.get(staff)
    if of is None or of.hall is None:
        return {"hall_id": hall_of[staff_id], "parts": None}
    whole = len(of.days_at) == 1 and of.share == 1
    parts = None if whole else [{"hall": hall, "days": days} for hall, days in of.days_at]
    return {"hall_id": hall_ids[of.hall], "parts": parts}


def _row(entry: Entry, staff_id: UUID, pack_version: str, now: datetime) -> dict[str, Any]:
    return {
        "id": new_id(),
        "month": entry.month,
        "staff_id": staff_id,
        "base": entry.base,
        "deducted": entry.deducted,
        "score": entry.score,
        "grade": entry.grade,
        "lines": [_kept(line) for line in entry.lines],
        "pack_version": pack_version,
        "computed_at": now,
        "digest": entry_digest(as_stored(entry, pack_version, now)),
    }


def _kept(line: Line) -> dict[str, Any]:
    told: dict[str, Any] = {
        "rule": line.rule,
        "points": str(line.points),
        "counted": str(line.counted),
        "start": line.start.isoformat(),
        "violation": "" if line.kind == LineKind.commendation else line.reference,
        "why": line.why.as_json(),
    }
    return told if line.kind == LineKind.violation else {**told, "kind": line.kind.value}


def as_stored(entry: Entry, pack_version: str, now: datetime) -> StoredEntry:
    """A computed entry as it will be read back, but for the person's name and hall."""
    return StoredEntry(
        month=entry.month,
        hall="",
        timezone=ZoneInfo("UTC"),
        staff=entry.staff,
        name="",
        base=entry.base,
        deducted=entry.deducted,
        score=entry.score,
        grade=entry.grade,
        lines=tuple(
            StoredLine(line.rule, line.points, line.counted, line.start, line.why, line.reference, line.kind)
            for line in entry.lines
        ),
        pack_version=pack_version,
        computed_at=now,
        locked_at=None,
    )


def _drop_drafts_of_others(session: Session, month: str, version: int, kept: set[UUID]) -> None:
    """Drop the drafts of those who no longer have a shift or a confirmed violation in the month."""
    stored = session.exec(
        select(AppraisalRow.id, AppraisalRow.staff_id).where(
            AppraisalRow.month == month, AppraisalRow.version == version, col(AppraisalRow.locked_at).is_(None)
        )
    ).all()
    left = [id_ for id_, staff_id in stored if staff_id not in kept]
    for i in range(0, len(left), FETCHED):
        session.exec(delete(AppraisalRow).where(col(AppraisalRow.id).in_(left[i : i + FETCHED])))


def entries_of(
    session: Session,
    month: str,
    *,
    after: str | None = None,
    limit: int | None = None,
    version: int | None = None,
    staff_ids: Iterable[UUID] | None = None,
    where: Iterable[Any] = (),
) -> tuple[StoredEntry, ...]:
    """What is stored of a month, by staff number; `after` is the staff number to go on behind.

    Of the version in hand, unless another is named; `staff_ids` narrows it to some people, as do conditions in `where`
    on columns of AppraisalRow, StaffRow and HallRow, which is the hall of the entry.
    """
    if version is None:
        row = version_in_hand(session, month)
        version = row.version if row else 1
    a = AppraisalRow
    query = (
        any_select(
            col(a.month),
            col(HallRow.code),
            col(HallRow.timezone),
            col(StaffRow.no),
            col(StaffRow.name),
            col(a.base),
            col(a.deducted),
            col(a.score),
            col(a.grade),
            col(a.lines),
            col(a.pack_version),
            col(a.computed_at),
            col(a.locked_at),
            col(a.parts),
            col(a.version),
        )
        .join(StaffRow, col(AppraisalRow.staff_id) == col(StaffRow.id))
        .join(HallRow, hall_at_the_time() == col(HallRow.id))
        .where(col(AppraisalRow.month) == month, col(AppraisalRow.version) == version)
        .order_by(col(StaffRow.no))
    )
    if after is not None:
        query = query.where(col(StaffRow.no) > after)
    if staff_ids is not None:
        query = query.where(col(AppraisalRow.staff_id).in_(list(staff_ids)))
    return tuple(_entry(row) for row in rows(session, query.where(*where).limit(limit)))


def hall_at_the_time() -> Any:
    """The column of the hall that an entry belongs to."""
    return func.coalesce(col(AppraisalRow.hall_id), col(StaffRow.hall_id))


def _entry(row: Any) -> StoredEntry:
    return StoredEntry(
        month=row.month,
        hall=row.code,
        timezone=ZoneInfo(row.timezone),
        staff=row.no,
        name=row.name,
        base=row.base,
        deducted=row.deducted,
        score=row.score,
        grade=row.grade,
        lines=tuple(line_of(line) for line in row.lines),
        pack_version=row.pack_version,
        computed_at=row.computed_at,
        locked_at=row.locked_at,
        parts=tuple((part["hall"], part["days"]) for part in row.parts or ()),
        version=row.version,
    )
