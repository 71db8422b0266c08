"""Keeping looks as runs: successive looks of one camera at one window that saw the same state.

A run keeps every instant, so a late look splits it exactly, and the order in which looks arrive
changes nothing that judging can see. Runs end after ten minutes, so that a row stays small.
"""

from array import array
from bisect import bisect_left, insort
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import Session, col, select

from conduct.cameras.unusable import uncounted_between
from models.tables import LookRunRow
from models.values.occupancy import SEEN_FIRST, LookRun, WindowState

LONGEST = timedelta(minutes=10)
SEARCHED, RUNS_SEARCHED = timedelta(days=30), 2000
"""So far back, and so many runs, the last look that counts is searched for: days of a frozen camera."""
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Run:
    """A run before it is stored: what was seen, by what evidence, and all its instants, ascending."""

    state: WindowState
    evidence: str
    instants: tuple[datetime, ...]

    @property
    def first(self) -> datetime:
        return self.instants[0]

    @property
    def last(self) -> datetime:
        return self.instants[-1]


def add_look(near: Sequence[Run], at: datetime, state: WindowState, evidence: str) -> tuple[Run, ...]:
    """The runs that `near` becomes with one more look; pure.

    `near` holds, ascending, the run around `at` if there is one, else the runs next to it.
    """
    look = Run(state, evidence, (at,))
    around = next((r for r in near if r.first <= at <= r.last), None)
    if around is not None:
        return tuple(r for run in near for r in (_into(around, look) if run is around else (run,)))
    for run in near:
        if _alike(run, look) and max(run.last, at) - min(run.first, at) <= LONGEST:
            longer = replace(run, instants=(*run.instants, at) if at > run.last else (at, *run.instants))
            return tuple(longer if r is run else r for r in near)
    return tuple(sorted([*near, look], key=lambda r: r.first))


def _alike(a: Run, b: Run) -> bool:
    return (a.state, a.evidence) == (b.state, b.evidence)


def _into(run: Run, look: Run) -> tuple[Run, ...]:
    at = look.first
    i = bisect_left(run.instants, at)
    same_instant = run.instants[i] == at
    if same_instant and SEEN_FIRST.index(run.state) <= SEEN_FIRST.index(look.state):
        return (run,)
    if _alike(run, look):
        instants = list(run.instants)
        insort(instants, at)
        return (replace(run, instants=tuple(instants)),)
    parts = (run.instants[:i], look, run.instants[i + same_instant :])
    return tuple(p if isinstance(p, Run) else replace(run, instants=p) for p in parts if p)


def keep_look(
    session: Session, *, window_id: UUID, camera_id: UUID, at: datetime, state: WindowState, evidence: str
) -> None:
    """Store one usable look in the caller's transaction; the same look again changes nothing."""
    rows = _near(session, window_id, camera_id, at)
    before = [_run_of(row) for row in rows]
    after = add_look(before, at, state, evidence)
    if list(after) == before:
        return
    for i, run in enumerate(after):
        if i < len(rows):
            rows[i].tell(_columns(run))
        else:
            session.add(LookRunRow(window_id=window_id, camera_id=camera_id, **_columns(run)))
    session.flush()


def _near(session: Session, window_id: UUID, camera_id: UUID, at: datetime) -> list[LookRunRow]:
    own = select(LookRunRow).where(LookRunRow.window_id == window_id, LookRunRow.camera_id == camera_id)
    left = session.exec(own.where(LookRunRow.first <= at).order_by(col(LookRunRow.first).desc()).limit(1)).first()
    if left is not None and at <= left.last:
        return [left]
    right = session.exec(own.where(LookRunRow.first > at).order_by(col(LookRunRow.first)).limit(1)).first()
    return [row for row in (left, right) if row is not None]


def _columns(run: Run) -> dict[str, Any]:
    offsets = array("Q", ((at - run.first) // MICROSECOND for at in run.instants))
    return {
        "state": run.state,
        "evidence": run.evidence,
        "first": run.first,
        "last": run.last,
        "offsets_us": offsets.tobytes(),
    }


def _run_of(row: LookRunRow) -> Run:
    return Run(row.state, row.evidence, _instants(row))


def _instants(row: LookRunRow) -> tuple[datetime, ...]:
    offsets = array("Q")
    offsets.frombytes(row.offsets_us)
    return tuple(row.first + timedelta(microseconds=o) for o in offsets)


def looks_between(session: Session, windows: dict[UUID, str], start: datetime, end: datetime) -> tuple[LookRun, ...]:
    """All looks at some windows that touch a stretch of time and count, in the form that judging takes."""
    uncounted = uncounted_between(session, start - LONGEST, end)
    rows = session.exec(
        select(LookRunRow).where(
            col(LookRunRow.window_id).in_(list(windows)),
            LookRunRow.first >= start - LONGEST,
            LookRunRow.first < end,
        )
    ).all()
    counted = ((row, uncounted.counted(row.camera_id, _instants(row))) for row in rows)
    return tuple(
        LookRun(windows[row.window_id], row.state, instants, str(row.camera_id))
        for row, instants in counted
        if instants
    )


def last_look(session: Session, window_id: UUID, now: datetime) -> datetime | None:
    """When a window was last looked at so that it counts."""
    uncounted = uncounted_between(session, now - SEARCHED, now)
    query = select(LookRunRow).where(LookRunRow.window_id == window_id, LookRunRow.first <= now)
    last: datetime | None = None
    for row in session.exec(query.order_by(col(LookRunRow.first).desc()).limit(RUNS_SEARCHED)):
        if last is not None and row.first + LONGEST < last:
            break
        # another camera's run may have begun earlier and gone on longer
        counted = uncounted.counted(row.camera_id, _instants(row))
        last = max((at for at in (last, *counted[-1:]) if at is not None), default=None)
    return last
