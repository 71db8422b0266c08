"""The configuration as an impact assessment tells it: the settings without their secrets, and what is set up."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import make_url
from sqlmodel import Session, col, func, select

from api.jobs import retention_of
from api.settings import Settings
from conduct.auditing.trail import audit
from conduct.impact.facts import CameraFacts, Configuration, area_of
from conduct.impact.statements import Statements, statements_of
from conduct.rules.adoption import pack_for
from models.tables import (
    AuditEntryRow,
    CameraRow,
    CameraViewRow,
    HallRow,
    ReaderRow,
    StaffRow,
    UserRow,
    WindowClassifierRow,
    WindowRow,
)
from models.tables.base import Table

GENERATED = "impact.generated"


def configuration_of(session: Session, settings: Settings, now: datetime) -> Configuration:
    stated = statements_of(session)
    pack = pack_for(session, now.date()).pack
    return Configuration(
        stated={topic.value: words for topic, words in stated.get(None, {}).items()},
        cameras=tuple(_cameras(session, stated)),
        halls=_count(session, HallRow),
        windows=_count(session, WindowRow, col(WindowRow.retired_at).is_(None)),
        people=_count(session, StaffRow, col(StaffRow.retired_at).is_(None)),
        log_ins=_log_ins(session),
        readers=_count(session, ReaderRow, col(ReaderRow.retired_at).is_(None)),
        taught_windows=_taught(session),
        retention=retention_of(settings),
        evidence="bucket" if settings.evidence_url and urlsplit(settings.evidence_url).scheme == "s3" else "folder",
        anchors_apart=settings.audit_anchors_dir is not None,
        mail=settings.smtp_url is not None,
        webhook=settings.webhook_url is not None,
        secure_cookies=settings.secure_cookies,
        session_hours=settings.session_hours,
        persons=_name_of(settings.weights),
        second=_name_of(settings.second_weights),
        attributes=settings.attributes is not None,
        site_signals=settings.signals_weights is not None,
        database=make_url(settings.database).get_backend_name(),
        pack=pack.version,
        lodge_days=pack.appeals.lodge_days,
        decide_days=pack.appeals.decide_days,
        precision_floor=pack.restraint.precision_floor,
        second_share=pack.review.second_share,
        program=version("staff-conduct"),
    )


def version_of(session: Session, digest: str) -> int:
    """That of the last assessment while the configuration is the same, else the next."""
    query = select(AuditEntryRow).where(AuditEntryRow.action == GENERATED)
    last = session.exec(query.order_by(col(AuditEntryRow.at).desc(), col(AuditEntryRow.id).desc()).limit(1)).first()
    if last is None:
        return 1
    number = int(last.data["version"])
    return number if last.data["digest"] == digest else number + 1


def note_generated(
    session: Session, *, digest: str, number: int, form: str, language: str, missing: int, by: str, now: datetime
) -> None:
    audit(
        session, at=now, actor=by, action=GENERATED, entity="impact", entity_id=f"version {number}", version=number,
        digest=digest, format=form, language=language, missing=missing,
    )  # fmt: skip


def _cameras(session: Session, stated: Statements) -> Sequence[CameraFacts]:
    """Those in use, by hall and code."""
    rows = session.exec(
        select(CameraRow, HallRow)
        .join(HallRow, col(HallRow.id) == col(CameraRow.hall_id))
        .where(col(CameraRow.retired_at).is_(None))
        .order_by(col(HallRow.code), col(CameraRow.code))
    ).all()
    return [_camera(camera, hall, _views(session, camera.id), stated) for camera, hall in rows]


def _camera(
    camera: CameraRow, hall: HallRow, views: Sequence[tuple[CameraViewRow, str]], stated: Statements
) -> CameraFacts:
    zones = [zone for view, _ in views for zone in (view.staff_zone, view.sign_zone, view.customer_zone) if zone]
    return CameraFacts(
        code=camera.code,
        name=camera.name,
        hall=f"{hall.code} {hall.name}",
        windows=tuple(sorted({code for _, code in views})),
        share=min(1.0, round(sum(area_of(zone) for zone in zones), 4)),
        interval_s=camera.interval_s,
        hours=f"{hall.opens}-{hall.closes}" if hall.opens and hall.closes else "",
        stated={topic.value: words for topic, words in stated.get(camera.id, {}).items()},
    )


def _views(session: Session, camera_id: UUID) -> Sequence[tuple[CameraViewRow, str]]:
    """The zones as they are now, with the codes of their windows."""
    return session.exec(
        select(CameraViewRow, WindowRow.code)
        .join(WindowRow, col(WindowRow.id) == col(CameraViewRow.window_id))
        .where(
            CameraViewRow.camera_id == camera_id,
            col(CameraViewRow.valid_until).is_(None),
            col(WindowRow.retired_at).is_(None),
        )
    ).all()


def _log_ins(session: Session) -> dict[str, int]:
    users = session.exec(select(UserRow).where(col(UserRow.retired_at).is_(None))).all()
    return dict(Counter(user.role.value for user in users))


def _taught(session: Session) -> int:
    """Windows for which what they were taught is in use, by the last that it was taught."""
    rows = session.exec(select(WindowClassifierRow).order_by(col(WindowClassifierRow.trained_at))).all()
    last = {(row.window_id, row.camera_id): row.in_use for row in rows}
    return len({window for (window, _), in_use in last.items() if in_use})


def _count(session: Session, table: type[Table], *where: Any) -> int:
    return session.exec(select(func.count()).select_from(table).where(*where)).one()


def _name_of(weights: str | None) -> str:
    """The name of a detector, without the folders that lead to it."""
    return Path(weights).name if weights else ""
