"""The steps of a month: drafted, locked, opened again. Each one function that changes, audits and tells.

Signing is a step of its own: `conduct.months.signing`.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, update

from conduct.auditing.trail import audit
from conduct.months.computing import Progress, draft_month, entries_of
from conduct.months.diff import EntryDiff, month_diff
from conduct.months.digest import month_digest
from conduct.months.facts import facts_of_month, is_over_everywhere
from conduct.months.missing import Missing, blocking, what_is_missing
from conduct.months.signing import all_signed, unsigned_count
from conduct.months.telling import tell_month_is_locked, tell_month_is_open, tell_of_adjustments, tell_of_changes
from conduct.months.versions import version_in_hand, versions_of
from conduct.review.violations import Refused
from models.tables import AppraisalMonthRow, AppraisalRow, MonthState

TO_BE_SIGNED = (MonthState.open, MonthState.signed, MonthState.reopened)
"""States in which a month is over and not locked."""


class Blocked(Refused):
    """A month that cannot be locked yet; `missing` says why."""

    def __init__(self, missing: list[Missing]) -> None:
        super().__init__("month-blocked", "something is missing before this month can be locked")
        self.missing = missing


@dataclass(frozen=True, slots=True)
class Locked:
    """How many entries were locked, by which digest, and how many of them somebody has yet to sign."""

    entries: int
    digest: str
    unsigned: int


def draft(session: Session, month: str, *, by: str, now: datetime, progress: Progress | None = None) -> int:
    """Compute a month from what is confirmed now; returns how many entries it has.

    Once it is over by the clock of every hall, it is open to be signed. Raises Refused `month-locked`.
    """
    row = version_in_hand(session, month)
    if row is not None and row.state == MonthState.locked:
        raise Refused("month-locked", f"{month} is locked; reopen it first")
    entries = draft_month(session, month, now=now, progress=progress)
    opens = (row is None or row.state == MonthState.draft) and is_over_everywhere(session, month, now=now)
    if row is None:
        row = AppraisalMonthRow(month=month, drafted_at=now)
    row.drafted_at = now
    if opens:
        row.state = MonthState.open
    session.add(row)
    session.flush()
    follow_signatures(session, row)
    audit(
        session, at=now, actor=by, action="appraisal.drafted", entity="appraisal", entity_id=month,
        entries=len(entries),
    )  # fmt: skip
    if opens:
        tell_month_is_open(session, month, row.version, now=now)
    return len(entries)


def follow_signatures(session: Session, row: AppraisalMonthRow) -> None:
    """Let the state of a month that is to be signed say whether everybody has."""
    if row.state in TO_BE_SIGNED:
        waiting = MonthState.open if row.version == 1 else MonthState.reopened
        row.state = MonthState.signed if all_signed(session, row) else waiting


def lock(
    session: Session,
    month: str,
    *,
    by: str,
    now: datetime,
    gaps_accepted: str = "",
    seen_digest: str | None = None,
    progress: Progress | None = None,
) -> Locked:
    """Compute a month a last time and lock it.

    `gaps_accepted` says in words why what a camera or reader missed may stand. With `seen_digest` the month must still
    be what its reader has seen. Raises Refused `month-locked` and `month-changed`, and Blocked.
    """
    row = version_in_hand(session, month)
    if row is not None and row.state == MonthState.locked:
        raise Refused("month-locked", f"{month} is locked already")
    missing = what_is_missing(facts_of_month(session, month, now=now))
    blocked = blocking(missing, gaps_accepted=bool(gaps_accepted.strip()))
    if blocked or row is None:
        raise Blocked(blocked)
    draft_month(session, month, now=now, progress=progress)
    entries = entries_of(session, month, version=row.version)
    digest = month_digest(entries)
    if seen_digest is not None and seen_digest != digest:
        raise Refused("month-changed", f"{month} is no longer what you saw: compute it and look at it again")
    of_version = col(AppraisalRow.month) == month, col(AppraisalRow.version) == row.version
    session.exec(update(AppraisalRow).where(*of_version).values(locked_at=now))
    row.state, row.locked_at, row.locked_by, row.digest = MonthState.locked, now, by, digest
    row.gaps_accepted = gaps_accepted.strip()
    session.flush()
    unsigned = unsigned_count(session, row)
    audit(
        session, at=now, actor=by, action="appraisal.locked", entity="appraisal", entity_id=month, version=row.version,
        entries=len(entries), digest=digest, unsigned=unsigned, gaps_accepted=row.gaps_accepted,
    )  # fmt: skip
    tell_month_is_locked(session, month, entries, now=now)
    tell_of_adjustments(session, month, entries, now=now)
    return Locked(len(entries), digest, unsigned)


def reopen(session: Session, month: str, *, reason: str, by: str, now: datetime) -> list[EntryDiff]:
    """Open a locked month again, as another version that is computed at once; returns what differs.

    The locked version stays as it was. Who signed an entry that stays the same has signed the new one. Raises Refused
    `month-not-locked`, `no-reason`.
    """
    row = version_in_hand(session, month)
    if row is None or row.state != MonthState.locked:
        raise Refused("month-not-locked", f"{month} is not locked")
    if not reason.strip():
        raise Refused("no-reason", "say why the month is opened again")
    row.reopened_at, row.reopened_by, row.reopened_why = now, by, reason.strip()
    again = AppraisalMonthRow(month=month, version=row.version + 1, state=MonthState.reopened, drafted_at=now)
    session.add_all([row, again])
    session.flush()
    audit(
        session, at=now, actor=by, action="appraisal.reopened", entity="appraisal", entity_id=month,
        version=again.version, reason=reason.strip(),
    )  # fmt: skip
    draft_month(session, month, now=now)
    follow_signatures(session, again)
    changed = diff_of(session, month, row.version, again.version)
    tell_of_changes(session, month, changed, now=now)
    return changed


def diff_of(session: Session, month: str, before: int, after: int) -> list[EntryDiff]:
    """What differs between two versions. Raises Refused `no-such-version`."""
    known = {row.version for row in versions_of(session, month)}
    for version in (before, after):
        if version not in known:
            raise Refused("no-such-version", f"{month} has no version {version}")
    return month_diff(*(entries_of(session, month, version=version) for version in (before, after)))
