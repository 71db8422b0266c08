"""Importing staff and rosters into what is stored: all of a table or nothing, in the caller's transaction."""

from datetime import datetime

from sqlmodel import Session, col, select

from conduct.auditing.trail import audit
from conduct.imports.base import AnyPlan, Import, Importer, NoSuchHall, Progress, silent
from conduct.imports.roster import RosterImporter
from conduct.imports.staff import StaffImporter
from models.tables import HallRow
from roster.import_shifts import RosterShift
from roster.import_staff import StaffMember
from roster.importing import Changed, Kind, Refused

__all__ = ["AnyPlan", "Import", "NoSuchHall", "Progress", "apply_import", "plan_import", "silent"]

ALL_HALLS = "*"


def plan_import(session: Session, given: Import, *, now: datetime, progress: Progress = silent) -> AnyPlan | Refused:
    """What a table would change, or all that is wrong with it. Raises NoSuchHall."""
    return _importer(session, given, now, progress).plan()


def apply_import(
    session: Session, given: Import, *, by: str, now: datetime, progress: Progress = silent
) -> AnyPlan | Refused:
    """Apply a table unless anything is wrong with it, and mark the days it touches. Raises NoSuchHall."""
    importer = _importer(session, given, now, progress)
    # Two imports at once could each be sound, and contradict each other.
    session.exec(select(HallRow.id).order_by(col(HallRow.id)).with_for_update(key_share=True)).all()
    plan = importer.plan()
    if isinstance(plan, Refused):
        return plan
    importer.store()
    for change in plan.changed:
        _audit_change(session, change, given.kind, by, now)
    audit(
        session, at=now, actor=by, action=f"{given.kind}.imported", entity=given.kind,
        entity_id=given.hall or ALL_HALLS, source=given.source, made=len(plan.made), changed=len(plan.changed),
        same=plan.same,
    )  # fmt: skip
    session.flush()
    session.expire_all()  # the session may hold rows as they were
    progress(2 * len(given.rows), 2 * len(given.rows))
    return plan


def _importer(session: Session, given: Import, now: datetime, progress: Progress) -> Importer:
    kind = StaffImporter if given.kind is Kind.staff else RosterImporter
    return kind(session, given, now, progress)


def _audit_change(
    session: Session, change: Changed[StaffMember] | Changed[RosterShift], kind: Kind, by: str, now: datetime
) -> None:
    entity = "staff" if kind is Kind.staff else "shift"
    changes = {column: [old, new] for column, old, new in change.differences()}
    audit(
        session, at=now, actor=by, action=f"{entity}.changed", entity=entity, entity_id=change.old.label,
        changes=changes,
    )  # fmt: skip
