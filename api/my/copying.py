"""A copy of everything that is held about one person, for that person: as JSON, or with the pictures as a ZIP."""

import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import Engine
from sqlmodel import Session, col, or_, select

from api.auth.access import Person
from api.cases.views import views_of
from api.database import reading_from, writing_to
from api.evidence.stored import Damaged, EvidenceStore
from conduct.auditing.trail import audit
from conduct.keeping.evidence import note_view
from conduct.records.holdings import badges_of, told_by
from models.tables import (
    AppealRow,
    AppraisalRow,
    AppraisalSignatureRow,
    AttendanceRow,
    AuditEntryRow,
    CommendationRow,
    CorrectionRow,
    DecisionRow,
    EmploymentRow,
    EvidenceRow,
    HallRow,
    HearingRow,
    HeldPunchRow,
    LeaveRow,
    NoticeReadRow,
    NoticeRow,
    PersonalTokenRow,
    PunchRow,
    RotationMemberRow,
    SessionRow,
    ShiftRow,
    StaffExemptionRow,
    StaffRow,
    SwapRow,
    TaskRow,
    UserRow,
    ViolationRow,
    WindowRow,
)
from models.tables.base import Table
from models.values.roster import Badge

STEPS_MOST = 10_000
"""Of one's own steps in the audit trail, the latest; more would make a supervisor's copy endless."""
LOOKS_MOST = 10_000
SECRET = {"password_hash", "token_sha256", "csrf", "sha256", "prefix", "features", "features_version", "raw"}
"""Columns that say nothing of the person, or would let somebody in."""
ABOUT = (
    "All that this service holds about the person named in it, as it lies in the database; times are in UTC. "
    "Pictures lie beside it in `pictures`, each under the id of its entry in `evidence`."
)
Told = dict[str, Any]


def data_of(session: Session, person: Person, now: datetime) -> Told:
    """What is held, by kind. Of somebody who is not on the roster, the log-in and what was done with it."""
    staff = session.get(StaffRow, person.staff_id) if person.staff_id else None
    told: Told = {
        "about": ABOUT,
        "made_at": now.isoformat(),
        "log_in": _told([session.get_one(UserRow, person.user_id)])[0],
        "log_ins_that_last": _rows(session, SessionRow, col(SessionRow.user_id) == person.user_id),
        "personal_tokens": _rows(session, PersonalTokenRow, col(PersonalTokenRow.user_id) == person.user_id),
        "notices_read": _rows(session, NoticeReadRow, col(NoticeReadRow.user_id) == person.user_id),
        "notices": _rows(
            session,
            NoticeRow,
            or_(col(NoticeRow.user_id) == person.user_id, *([NoticeRow.staff_id == staff.id] if staff else [])),
        ),
        **_steps(session, person.login),
    }
    return told | (_of_staff(session, staff) if staff is not None else {})


def evidence_of(session: Session, staff_id: UUID) -> Sequence[EvidenceRow]:
    """The pictures of one's cases, kept and purged."""
    query = select(EvidenceRow).join(ViolationRow, col(ViolationRow.id) == col(EvidenceRow.violation_id))
    return session.exec(query.where(ViolationRow.staff_id == staff_id).order_by(col(EvidenceRow.taken_at))).all()


def json_copy(engine: Engine, person: Person, now: datetime) -> bytes:
    """Without the pictures; on record before it is handed out."""
    with reading_from(engine) as session:
        content = _as_json(data_of(session, person, now))
    with writing_to(engine) as session:
        _put_on_record(session, person, "json", content, now, pictures=0)
    return content


def zip_copy(engine: Engine, store: EvidenceStore, person: Person, now: datetime) -> bytes:
    """With the pictures that are still there, each look at one on record as any other is.

    All of it lies in memory: some hundred pictures of a window, blurred, of about 50 kB each.
    """
    with reading_from(engine) as session:
        told = data_of(session, person, now)
        kept = (
            [row for row in evidence_of(session, person.staff_id) if row.purged_at is None] if person.staff_id else []
        )
    made, given = io.BytesIO(), list[EvidenceRow]()
    with zipfile.ZipFile(made, "w") as archive:
        for row in kept:
            try:
                picture = store.get(row.sha256)
            except (FileNotFoundError, Damaged):
                continue
            archive.writestr(f"pictures/{row.id}.jpg", picture)
            given.append(row)
        told["pictures_not_found"] = [str(row.id) for row in kept if row not in given]
        archive.writestr("data.json", _as_json(told), zipfile.ZIP_DEFLATED)
    content = made.getvalue()
    with writing_to(engine) as session:
        for row in given:
            note_view(session, row, login=person.login, now=now)
        _put_on_record(session, person, "zip", content, now, pictures=len(given))
    return content


def _put_on_record(
    session: Session, person: Person, form: str, content: bytes, now: datetime, *, pictures: int
) -> None:
    entity, entity_id = ("staff", person.staff_id) if person.staff_id else ("user", person.user_id)
    audit(
        session, at=now, actor=person.login, action="own-data.copied", entity=entity, entity_id=entity_id,
        format=form, pictures=pictures, sha256=sha256(content).hexdigest(),
    )  # fmt: skip


def _of_staff(session: Session, staff: StaffRow) -> Told:
    def own(table: Any) -> list[Told]:
        return _rows(session, table, col(table.staff_id) == staff.id)

    badges = badges_of(session, staff.id)
    violations = session.exec(select(ViolationRow).where(ViolationRow.staff_id == staff.id)).all()
    ids = [row.id for row in violations]
    evidence = evidence_of(session, staff.id)
    return {
        "person": _told([staff])[0],
        "badges": [_of_badge(badge) for badge in badges],
        "employment": own(EmploymentRow),
        "exemptions": own(StaffExemptionRow),
        "rotations": own(RotationMemberRow),
        "shifts": own(ShiftRow),
        "swaps": _rows(session, SwapRow, or_(SwapRow.from_staff_id == staff.id, SwapRow.to_staff_id == staff.id)),
        "leave": own(LeaveRow),
        "punches": _rows(session, PunchRow, told_by(badges)),
        "lines_of_readers_that_were_no_punch": _rows(session, HeldPunchRow, told_by(badges, HeldPunchRow)),
        "attendance": own(AttendanceRow),
        "corrections": own(CorrectionRow),
        "tasks": own(TaskRow),
        "cases": _told(violations),
        "verdicts": _decisions(session, ids),
        "appeals": _rows(session, AppealRow, col(AppealRow.violation_id).in_(ids)),
        "evidence": _told(evidence),
        "looks_at_evidence": [
            {"evidence": str(view.evidence_id), "at": view.at.isoformat(), "by": view.by, "by_name": view.by_name}
            for view in views_of(session, evidence, limit=LOOKS_MOST)
        ],
        "appraisals": own(AppraisalRow),
        "signatures": own(AppraisalSignatureRow),
        "commendations": own(CommendationRow),
        "hearings": own(HearingRow),
        "halls": {str(hall.id): f"{hall.code} {hall.name}" for hall in session.exec(select(HallRow)).all()},
        "windows": {str(window.id): window.code for window in session.exec(select(WindowRow)).all()},
    }


def _of_badge(badge: Badge) -> Told:
    return {
        "number": badge.number,
        "since": badge.since.isoformat() if badge.since else None,
        "until": badge.until.isoformat() if badge.until else None,
    }


def _decisions(session: Session, violation_ids: Sequence[UUID]) -> list[Told]:
    query = select(DecisionRow, UserRow.name).join(UserRow, col(UserRow.id) == col(DecisionRow.user_id))
    found = session.exec(query.where(col(DecisionRow.violation_id).in_(violation_ids))).all()
    return [{**_told([row])[0], "by_name": name} for row, name in found]


def _steps(session: Session, login: str) -> Told:
    """What was done with the log-in, as the audit trail has it."""
    query = select(AuditEntryRow).where(AuditEntryRow.actor == login).order_by(col(AuditEntryRow.at).desc())
    found = session.exec(query.limit(STEPS_MOST + 1)).all()
    return {"steps": _told(found[:STEPS_MOST]), "older_steps_left_out": len(found) > STEPS_MOST}


def _rows(session: Session, table: type[Table], where: Any) -> list[Told]:
    return _told(session.exec(select(table).where(where)).all())


def _told(rows: Iterable[Table]) -> list[Told]:
    return [row.model_dump(mode="json", exclude=SECRET) for row in rows]


def _as_json(told: Told) -> bytes:
    return json.dumps(told, ensure_ascii=False, indent=1).encode()
