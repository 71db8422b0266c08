"""What a monitoring system may read: counts of frames, cases and work that waits."""

from prometheus_client import CollectorRegistry, Gauge, generate_latest
from sqlmodel import Session, col, func, select

from api.health import Health
from models.tables import (
    CameraRow,
    FrameRow,
    FrameStatus,
    StaleDayRow,
    TaskRow,
    TaskStatus,
    ViolationRow,
    ViolationStatus,
)


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
    return generate_latest(registry)
