"""What a monitoring system may read: counts of frames, cases and work that waits."""

from prometheus_client import CollectorRegistry, Gauge, generate_latest
from sqlmodel import Session, col, func, select

from api.cameras.conditions import matters_of
from api.health import Health
from models.tables import (
    CameraRow,
    FrameRow,
    FrameStatus,
    OddPushRow,
    StaleDayRow,
    TaskRow,
    TaskStatus,
    ViolationRow,
    ViolationStatus,
)
from models.values.care import CameraCondition


def exposition(session: Session, *, spool_bytes: int, health: Health) -> bytes:
    """All metrics, measured now, in Prometheus' text form."""
    registry = CollectorRegistry()

    def gauge(name: str, words: str, value: float) -> None:
        Gauge(f"conduct_{name}", words, registry=registry).set(value)

    gauge("degraded", "1 while less is seen than could be", float(health.degraded is not None))
    gauge("spool_bytes", "Bytes of frames that wait to be looked at", spool_bytes)
    gauge(
        "stale_days", "Hall days that wait to be judged", session.exec(select(func.count(col(StaleDayRow.day)))).one()
    )
    pending = select(func.count(col(ViolationRow.id))).where(ViolationRow.status == ViolationStatus.pending)
    gauge("violations_pending", "Cases that wait for a person's verdict", session.exec(pending).one())
    open_tasks = select(func.count(col(TaskRow.id))).where(TaskRow.status == TaskStatus.open)
    gauge("tasks_open", "Tasks that wait for a supervisor", session.exec(open_tasks).one())
    frames = Gauge(
        "conduct_frames", "Frames in the ledger by what became of them", ["camera", "status"], registry=registry
    )
    counted = session.exec(
        select(CameraRow.code, FrameRow.status, func.count(col(FrameRow.id)))
        .join(CameraRow, col(CameraRow.id) == col(FrameRow.camera_id))
        .group_by(col(CameraRow.code), col(FrameRow.status))
    ).all()
    for camera, status, count in counted:
        frames.labels(camera, FrameStatus(status).value).set(count)
    _cameras(session, registry)
    _odd_pushes(session, registry)
    return generate_latest(registry)


def _cameras(session: Session, registry: CollectorRegistry) -> None:
    conditions = Gauge(
        "conduct_camera_condition", "1 while this is the matter with a camera", ["camera", "condition"],
        registry=registry,
    )  # fmt: skip
    since = Gauge(
        "conduct_camera_condition_since_seconds", "Unix time since when something is the matter with a camera",
        ["camera", "condition"], registry=registry,
    )  # fmt: skip
    latest = Gauge(
        "conduct_camera_last_frame_seconds", "Unix time at which a camera's latest frame was captured", ["camera"],
        registry=registry,
    )  # fmt: skip
    in_use = session.exec(select(CameraRow.id, CameraRow.code).where(col(CameraRow.retired_at).is_(None))).all()
    matters = matters_of(session, [id_ for id_, _ in in_use])
    for id_, code in in_use:
        for condition in CameraCondition:
            conditions.labels(code, condition.value).set(0)
        for matter in matters.get(id_, ()):
            conditions.labels(code, matter.condition.value).set(1)
            since.labels(code, matter.condition.value).set(matter.since.timestamp())
        newest = (
            select(FrameRow.captured_at).where(FrameRow.camera_id == id_).order_by(col(FrameRow.captured_at).desc())
        )
        last = session.exec(newest.limit(1)).first()
        if last is not None:
            latest.labels(code).set(last.timestamp())


def _odd_pushes(session: Session, registry: CollectorRegistry) -> None:
    odd = Gauge(
        "conduct_odd_pushes",
        "Pushes of the last days that gave less than they should have, by why",
        ["camera", "reason"],
        registry=registry,
    )
    for camera, reason, count in session.exec(
        select(CameraRow.code, OddPushRow.reason, func.sum(OddPushRow.count))
        .join(CameraRow, col(CameraRow.id) == col(OddPushRow.camera_id))
        .group_by(col(CameraRow.code), col(OddPushRow.reason))
    ).all():
        odd.labels(camera, reason).set(int(count))
